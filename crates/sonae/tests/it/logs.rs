//! The access-log vault as a user meets it: files and senders in, answers and proofs out, and nothing lost or doubled whatever
//! happens on the way.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::serving::free_port;
use crate::{code, own_home, root, sonae, stderr, stdout};

/// `sonae logs …` on this data folder.
pub(crate) fn logs(data: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["logs"];
    all.extend(arguments);
    all.extend(["--data", data.to_str().unwrap()]);
    sonae(&all)
}

/// The rows of a query.
pub(crate) fn query(data: &Path, sql: &str) -> Vec<Value> {
    let answered = logs(data, &["query", sql, "--json"]);
    assert_eq!(code(&answered), 0, "{}", stderr(&answered));
    stdout(&answered).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn count(data: &Path, what: &str) -> u64 {
    query(data, &format!("SELECT {what} AS n FROM events WHERE source <> 'sonae'"))[0]["n"].as_u64().unwrap()
}

/// The sample of the invented hospital.
fn sample() -> String {
    root().join("crates/app/data/sample-log.csv").to_str().unwrap().to_owned()
}

#[test]
fn a_log_comes_in_once_is_asked_and_proved() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    let first = logs(&data, &["import", &sample(), "--source", "emr"]);
    assert_eq!(code(&first), 0, "{} {}", stdout(&first), stderr(&first));
    assert!(stdout(&first).contains("478件を取り込みました") && stdout(&first).contains("患者ID"), "{}", stdout(&first));
    let again = logs(&data, &["import", &sample(), "--source", "emr"]);
    assert!(code(&again) == 0 && stdout(&again).contains("前に取り込んだ"), "{} {}", stdout(&again), stderr(&again));
    assert_eq!(count(&data, "count(*)"), 478);

    let asked = logs(&data, &["ask", "of-user", "takahashi-i", "--json"]);
    let rows: Vec<Value> = stdout(&asked).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 3, "{} {}", stdout(&asked), stderr(&asked));
    let masked = logs(&data, &["ask", "of-user", "takahashi-i", "--csv", "--masked"]);
    assert!(!stdout(&masked).contains("00000217") && stdout(&masked).contains("髙橋"), "{}", stdout(&masked));
    assert_eq!(code(&logs(&data, &["query", "DROP TABLE events"])), 2);
    let looked = query(&data, "SELECT user_uid FROM events WHERE source = 'sonae' AND operation = 'logs.asked'");
    assert!(looked.is_empty(), "who looked is kept at once and in the lake when it is digested next");
    assert_eq!(code(&logs(&data, &["rebuild"])), 0);
    let looked = query(&data, "SELECT user_uid FROM events WHERE source = 'sonae' AND operation = 'logs.asked'");
    assert!(looked.len() >= 3 && looked[0]["user_uid"] == "command-line", "{looked:?}");
    assert_eq!(count(&data, "count(*)"), 478, "made anew, the lake is the same");

    let place = query(&data, "SELECT shard, leaf FROM events WHERE user_uid = 'takahashi-i' AND patient_uid = '00000217'");
    let line = format!("{}/{}", place[0]["shard"].as_str().unwrap(), place[0]["leaf"]);
    let bundle = work.path().join("proof");
    let proved = logs(&data, &["prove", &line, "--to", bundle.to_str().unwrap()]);
    assert_eq!(code(&proved), 0, "{}", stderr(&proved));
    let key = std::fs::read_to_string(data.join("vault/key.pub")).unwrap();
    let check = || sonae(&["logs", "prove", "--check", bundle.to_str().unwrap(), "--key", key.trim()]);
    let checked = check();
    assert!(code(&checked) == 0 && stdout(&checked).contains("takahashi-i"), "{} {}", stdout(&checked), stderr(&checked));
    let mut entry = std::fs::read(bundle.join("entry.bin")).unwrap();
    *entry.last_mut().unwrap() ^= 1;
    std::fs::write(bundle.join("entry.bin"), entry).unwrap();
    assert_eq!(code(&check()), 1, "another line is not proved by it");
}

/// A CSV file of so many rows, each with its own number.
fn numbered(path: &Path, rows: u32) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    file.write_all("ユーザーID,氏名,時刻,カテゴリ,操作情報\r\n".as_bytes()).unwrap();
    for row in 0..rows {
        let (hour, minute, second) = (8 + row / 3600 % 10, row / 60 % 60, row % 60);
        writeln!(file, "u{:03},名前,2026/1/{} {hour}:{minute:02}:{second:02},診療記録,参照 No.{row}\r", row % 200, 5 + row / 36_000)
            .unwrap();
    }
}

#[cfg(unix)]
#[test]
fn an_import_that_is_killed_again_and_again_keeps_every_row_once() {
    const ROWS: u32 = 40_000;
    let work = tempfile::tempdir().unwrap();
    let (data, file) = (work.path().join("data"), work.path().join("big.csv"));
    numbered(&file, ROWS);
    // the source is there, so that every run spends its time on the file
    assert_eq!(code(&logs(&data, &["import", &sample(), "--source", "other"])), 0);
    let kills: u32 = std::env::var("SONAE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8);
    let mut killed = 0;
    let mut random = 0x9e37_79b9_u32;
    for _ in 0..kills {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        let mut child = Command::new(env!("CARGO_BIN_EXE_sonae"))
            .args(["logs", "import", file.to_str().unwrap(), "--source", "big", "--data", data.to_str().unwrap()])
            .env("SONAE_HOME", own_home())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(random % 2500)));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let done = logs(&data, &["import", file.to_str().unwrap(), "--source", "big"]);
    assert_eq!(code(&done), 0, "{} {}", stdout(&done), stderr(&done));
    assert!(killed > 0, "it was killed at least once");
    let rows = query(&data, "SELECT count(*) AS n, count(DISTINCT operation) AS d FROM events WHERE source = 'big'");
    assert_eq!((rows[0]["n"].as_u64(), rows[0]["d"].as_u64()), (Some(ROWS.into()), Some(ROWS.into())), "killed {killed} times");
    let verified = logs(&data, &["verify"]);
    assert_eq!(code(&verified), 0, "{}", stdout(&verified));
}

/// What is needed to listen with TLS.
pub(crate) struct Tls {
    /// Certificate of the listener
    pub(crate) chain: PathBuf,
    pub(crate) key: PathBuf,
    /// The authority of the senders
    pub(crate) clients: PathBuf,
}

/// A running `sonae logs listen`.
pub(crate) struct Listening {
    child: Child,
    pub(crate) udp: u16,
    pub(crate) tcp: u16,
    /// 0 without TLS
    pub(crate) tls: u16,
}

impl Listening {
    fn start(data: &Path) -> Self {
        Self::start_with(data, None)
    }

    pub(crate) fn start_with(data: &Path, tls: Option<&Tls>) -> Self {
        let (udp, tcp) = (UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port(), free_port());
        let addresses = [udp, tcp].map(|port| format!("127.0.0.1:{port}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_sonae"));
        command.args(["logs", "listen", "--udp", &addresses[0], "--tcp", &addresses[1], "--data", data.to_str().unwrap()]);
        let tls_port = if tls.is_some() { free_port() } else { 0 };
        if let Some(tls) = tls {
            command.args(["--tls-listen", &format!("127.0.0.1:{tls_port}"), "--tls-cert"]).arg(&tls.chain);
            command.arg("--tls-key").arg(&tls.key).arg("--tls-clients").arg(&tls.clients);
        }
        let mut child = command.env("SONAE_HOME", own_home()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.as_mut().unwrap());
        let mut line = String::new();
        while !line.contains(if tls.is_some() { "TLS" } else { "TCP" }) {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "it began to listen");
        }
        Self { child, udp, tcp, tls: tls_port }
    }

    /// Tells it to stop; what it said at the end.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> String {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        let mut said = String::new();
        std::io::Read::read_to_string(self.child.stdout.as_mut().unwrap(), &mut said).unwrap();
        self.child.wait().unwrap();
        said
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn every_message_is_kept_once_whatever_its_framing() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    let listening = Listening::start(&data);
    let message = |number: u32, kind: &str| format!("<13>1 2026-01-19T10:00:00+09:00 host app - - - {kind} No.{number} 日本語");
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut lines = TcpStream::connect(("127.0.0.1", listening.tcp)).unwrap();
    let mut counted = TcpStream::connect(("127.0.0.1", listening.tcp)).unwrap();
    for number in 0..300 {
        udp.send_to(message(number, "udp").as_bytes(), ("127.0.0.1", listening.udp)).unwrap();
        lines.write_all(format!("{}\n", message(number, "line")).as_bytes()).unwrap();
        let whole = message(number, "count");
        // every third sender counts UTF-16 units instead of bytes
        let length = if number % 3 == 0 { whole.encode_utf16().count() } else { whole.len() };
        let framed = format!("{length} {whole}");
        for piece in framed.as_bytes().chunks(37) {
            counted.write_all(piece).unwrap();
        }
        std::thread::sleep(Duration::from_micros(300));
    }
    drop((lines, counted));
    let said = listening.stop();
    assert!(said.contains("受け取った数：900、保管した数：900"), "{said}");
    for kind in ["udp", "line", "count"] {
        let found =
            query(&data, &format!("SELECT count(*) AS n, count(DISTINCT operation) AS d FROM events WHERE operation LIKE '%{kind} No.%'"));
        assert_eq!((found[0]["n"].as_u64(), found[0]["d"].as_u64()), (Some(300), Some(300)), "{kind}");
    }
}

/// The one segment of the vault.
fn segment(data: &Path) -> PathBuf {
    let year = std::fs::read_dir(data.join("vault")).unwrap().map(|entry| entry.unwrap().path());
    let segments = year.into_iter().map(|path| path.join("segments")).find(|path| path.is_dir()).unwrap();
    let files = std::fs::read_dir(segments).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "seg")).unwrap()
}

#[test]
fn what_was_changed_afterwards_is_found_and_named() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    assert_eq!(code(&logs(&data, &["import", &sample(), "--source", "emr"])), 0);
    assert_eq!(code(&logs(&data, &["checkpoint"])), 0);
    let clean = logs(&data, &["verify"]);
    assert!(code(&clean) == 0 && stdout(&clean).contains("取り込んだときのまま"), "{} {}", stdout(&clean), stderr(&clean));
    assert!(stdout(&clean).contains("外部の控えがありません"), "how far it is held from outside is always said");
    let path = segment(&data);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let touched = logs(&data, &["verify", "--json"]);
    assert_eq!(code(&touched), 1, "{} {}", stdout(&touched), stderr(&touched));
    let report: Value = serde_json::from_str(&stdout(&touched)).unwrap();
    let findings = report["report"]["findings"].to_string();
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(report["intact"] == false && findings.contains(name), "{findings}");
    assert_eq!(code(&logs(&data, &["verify"])), 1);
}

#[test]
fn files_that_are_dropped_into_a_folder_come_in_and_are_put_aside() {
    let work = tempfile::tempdir().unwrap();
    let (data, drop_box) = (work.path().join("data"), work.path().join("box"));
    std::fs::create_dir_all(drop_box.join("emr")).unwrap();
    std::fs::copy(sample(), drop_box.join("emr/1月.csv")).unwrap();
    std::fs::write(drop_box.join("emr/画像.csv"), b"\x89PNG\r\n\x1a\n").unwrap();
    let watched = logs(&data, &["watch", drop_box.to_str().unwrap(), "--once"]);
    assert!(code(&watched) == 1 && stdout(&watched).contains("478件"), "{} {}", stdout(&watched), stderr(&watched));
    assert!(drop_box.join("emr/done/1月.csv").is_file() && drop_box.join("emr/failed/画像.csv").is_file());
    assert!(drop_box.join("emr/failed/画像.csv.txt").is_file(), "why it failed stands beside it");
    assert_eq!(count(&data, "count(*)"), 478);
}

#[test]
fn while_another_process_writes_nothing_is_imported_and_questions_are_answered() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    assert_eq!(code(&logs(&data, &["import", &sample(), "--source", "emr"])), 0);
    let listening = Listening::start(&data);
    let refused = logs(&data, &["import", &sample(), "--source", "emr2"]);
    assert!(code(&refused) == 2 && stderr(&refused).contains("別の sonae"), "{}", stderr(&refused));
    assert_eq!(count(&data, "count(*)"), 478);
    drop(listening);
}

#[test]
fn a_second_machine_cosigns_by_two_files_and_remembers() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    assert_eq!(code(&logs(&data, &["import", &sample(), "--source", "emr"])), 0);
    let path = |name: &str| work.path().join(name).to_str().unwrap().to_owned();
    let key = std::fs::read_to_string(data.join("vault/key.pub")).unwrap();
    assert_eq!(code(&logs(&data, &["witness", "request", &path("request")])), 0);
    let sign =
        |key: &str| sonae(&["logs", "witness", "sign", &path("request"), &path("reply"), "--memory", &path("memory"), "--log-key", key]);
    let signed = sign(key.trim());
    assert!(code(&signed) == 0 && stdout(&signed).contains("証人の鍵："), "{} {}", stdout(&signed), stderr(&signed));
    // asked from the beginning again, it answers with what it remembers
    let again = sign(key.trim());
    assert_eq!(code(&again), 1, "{}", stdout(&again));
}

#[test]
fn a_review_is_begun_looked_over_and_signed_by_name() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    assert_eq!(code(&logs(&data, &["import", &sample(), "--source", "emr"])), 0);
    let before = logs(&data, &["review"]);
    assert!(code(&before) == 1 && stdout(&before).contains("まだ一度も点検していません"), "{} {}", stdout(&before), stderr(&before));
    let early = logs(&data, &["review", "--sign", "--name", "佐藤", "--remarks", "異常なし"]);
    assert!(code(&early) == 2 && stderr(&early).contains("始められていません"), "{}", stderr(&early));
    assert_eq!(code(&logs(&data, &["review", "--sign"])), 2, "a name and remarks are needed");
    let begun = logs(&data, &["review", "--begin"]);
    let said = stdout(&begun);
    assert!(said.contains("478件") && said.contains("無作為に選んだ10件") && said.contains("--sign"), "{said} {}", stderr(&begun));
    let json: Value = serde_json::from_str(stdout(&logs(&data, &["review", "--json"])).trim()).unwrap();
    assert_eq!((json["look-over"]["events"].as_u64(), json["look-over"]["samples"].as_array().unwrap().len()), (Some(478), 10));
    let root = json["draft"]["root"].as_str().unwrap().to_owned();
    assert_eq!(code(&logs(&data, &["review", "--drop"])), 1);
    assert_eq!(code(&logs(&data, &["review", "--begin"])), 1);
    let empty = logs(&data, &["review", "--sign", "--name", "佐藤", "--remarks", " "]);
    assert!(code(&empty) == 2 && stderr(&empty).contains("所見"), "{}", stderr(&empty));
    let signed = logs(&data, &["review", "--sign", "--name", "佐藤 花子", "--remarks", "異常なし"]);
    assert!(code(&signed) == 0 && stdout(&signed).contains("佐藤 花子の点検"), "{} {}", stdout(&signed), stderr(&signed));
    let after: Value = serde_json::from_str(stdout(&logs(&data, &["review", "--json"])).trim()).unwrap();
    assert_eq!(
        (&after["last"]["name"], &after["last"]["by"], &after["overdue"]),
        (&"佐藤 花子".into(), &"command-line".into(), &false.into())
    );
    assert!(after["draft"].is_null() && after["last"]["kept"].is_object(), "{after}");
    assert_ne!(after["last"]["draft"]["root"], root.as_str(), "another seal than the one that was dropped");
    assert_eq!(code(&logs(&data, &["verify"])), 0);
}

#[test]
fn holds_redaction_and_keys_are_at_hand_without_a_browser() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    assert_eq!(code(&logs(&data, &["import", &sample(), "--source", "emr"])), 0);
    let place = query(&data, "SELECT shard, leaf FROM events WHERE user_uid = 'takahashi-i' AND patient_uid = '00000217'");
    let line = format!("{}/{}", place[0]["shard"].as_str().unwrap(), place[0]["leaf"]);
    let ocsf = logs(&data, &["ask", "of-user", "takahashi-i", "--ocsf", "--masked"]);
    let events: Vec<Value> = stdout(&ocsf).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.len() == 3 && events.iter().all(|event| event["metadata"]["version"] == "1.8.0"), "{}", stdout(&ocsf));
    assert!(!stdout(&ocsf).contains("00000217"));
    assert_eq!(code(&logs(&data, &["ask", "silent-sources", "--ocsf"])), 2);

    let redact = |again: &str| logs(&data, &["redact", &line, "--reason", "誤記", "--confirm", again]);
    let held = logs(&data, &["hold", "訴訟1", "--reason", "証拠保全", "--source", "emr"]);
    assert!(code(&held) == 0 && stdout(&held).contains("訴訟1"), "{} {}", stdout(&held), stderr(&held));
    assert_eq!(code(&logs(&data, &["hold", "訴訟2"])), 2, "a reason is needed");
    let refused = redact(&line);
    assert!(code(&refused) == 2 && stderr(&refused).contains("保全"), "{}", stderr(&refused));
    assert_eq!(code(&logs(&data, &["hold", "訴訟1", "--lift", "--reason", "終結"])), 0);
    assert!(stdout(&logs(&data, &["hold"])).contains("ありません"));
    assert_eq!(code(&redact("2026/0")), 2, "another number is no confirmation");
    let done = redact(&line);
    assert_eq!(code(&done), 0, "{} {}", stdout(&done), stderr(&done));
    assert_eq!(count(&data, "count(*)"), 477);
    assert!(stderr(&redact(&line)).contains("すでに"));

    let first = stdout(&logs(&data, &["key"]));
    let changed = logs(&data, &["key", "--change", "--reason", "担当者の交代"]);
    assert!(code(&changed) == 0 && stdout(&changed).contains("前の鍵"), "{} {}", stdout(&changed), stderr(&changed));
    assert_ne!(stdout(&logs(&data, &["key"])).lines().next(), first.lines().next());
    assert_eq!(code(&logs(&data, &["verify"])), 0);
    let needless = logs(&data, &["anew", "--reason", "x"]);
    assert!(code(&needless) == 2 && stderr(&needless).contains("必要はありません"), "{}", stderr(&needless));
}
