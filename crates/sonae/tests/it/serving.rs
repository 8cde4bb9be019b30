//! The program as it is served: started, asked, stopped, upgraded, backed up.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{code, own_home, root, sonae, stderr, stdout};

/// A running `sonae serve`. Dropping it kills it.
pub(crate) struct Served {
    child: std::sync::Mutex<Child>,
    pub(crate) port: u16,
    /// What it said until it began to listen
    pub(crate) said: String,
}

/// A port that nobody uses.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Served {
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        let port = free_port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sonae"));
        command.args(["serve", "--data"]).arg(data).args(["--listen", &format!("127.0.0.1:{port}")]).args(more);
        let mut child = command.env("SONAE_HOME", own_home()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = listened_to(&mut child, port);
        Self { child: child.into(), port, said }
    }

    /// Sends a request; gives status line, headers and body as they came.
    pub(crate) fn send(&self, request: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    pub(crate) fn get(&self, path: &str, cookie: &str) -> std::io::Result<String> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"))
    }

    pub(crate) fn post(&self, path: &str, cookie: &str, body: &str) -> std::io::Result<String> {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    /// Signs in as a user of the sample whose password was shown; gives the cookie.
    pub(crate) fn sign_in(&self, id: &str) -> String {
        let line = self.said.lines().find(|line| line.contains(&format!("利用者ID：{id}"))).unwrap();
        let password = line.rsplit('：').next().unwrap().trim();
        let answer = self.post("/login", "", &format!("id={id}&password={password}")).unwrap();
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_else(|| panic!("{answer}"));
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Kills it as the system would (SIGKILL, TerminateProcess), while others may be using it.
    pub(crate) fn kill_now(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Reads on until somebody answers on the port; what was said on the way.
fn listened_to(child: &mut Child, port: u16) -> String {
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (send, heard) = std::sync::mpsc::channel();
    for stream in [Box::new(out) as Box<dyn Read + Send>, Box::new(err)] {
        let send = send.clone();
        std::thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
    }
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = child.try_wait().unwrap();
        let said = || heard.try_iter().collect::<Vec<_>>().join("\n");
        assert!(ended.is_none() && begun.elapsed() < Duration::from_mins(1), "{ended:?} {}", said());
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(300));
    heard.try_iter().collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sample_is_served_signed_into_and_stopped() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    let served = Served::start(&data, &["--sample"]);
    assert!(served.said.contains("見本 管理者"), "{}", served.said);
    assert!(served.get("/", "").unwrap().starts_with("HTTP/1.1 303"));
    let cookie = served.sign_in("manager");
    let page = served.get("/", &cookie).unwrap();
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("見本病院"), "{page}");

    let second = sonae(&["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    assert!(code(&second) == 2 && stderr(&second).contains("すでに動いている"), "{}", stderr(&second));
    let other = work.path().join("other");
    let listen = format!("127.0.0.1:{}", served.port);
    let taken = sonae(&["serve", "--data", other.to_str().unwrap(), "--listen", &listen]);
    assert!(code(&taken) == 2 && stderr(&taken).contains("ほかのプログラム"), "{}", stderr(&taken));

    let verified = sonae(&["audit", "verify", "--data", data.to_str().unwrap()]);
    assert!(code(&verified) == 0 && stdout(&verified).contains("書き換えられていません"), "{}", stderr(&verified));
    #[cfg(unix)]
    {
        let mut child = served.child.lock().unwrap();
        let told = Command::new("kill").arg(child.id().to_string()).status().unwrap();
        assert!(told.success() && child.wait().unwrap().success(), "it stops in good order when told");
        assert!(!data.join("sonae.db-wal").exists(), "the database was closed");
    }
}

#[test]
fn real_data_is_never_taken_for_the_sample() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    Served::start(&data, &["--sample"]).kill_now();
    let refused = sonae(&["serve", "--sample", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0", "--public-url", "ftp://x"]);
    assert!(code(&refused) == 2 && stderr(&refused).contains("--public-url"), "{}", stderr(&refused));
    let none = sonae(&["audit", "verify", "--data", work.path().join("none").to_str().unwrap()]);
    assert!(code(&none) == 2 && !work.path().join("none").exists(), "{}", stderr(&none));
}

/// How often the operation log tells of this.
fn told_of(data: &Path, action: &str) -> usize {
    let lines = stdout(&sonae(&["audit", "list", "--data", data.to_str().unwrap(), "--json"]));
    lines.matches(&format!("\"{action}\"")).count()
}

/// The value of the first field of this name in a page.
fn field<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    page.split_once(&format!("name=\"{name}\" value=\"")).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value)
}

/// `SONAE_KILLS` sets how often it is killed.
#[test]
fn a_sign_off_of_the_logs_that_is_cut_off_is_whole_or_made_again() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    let kills: u64 = std::env::var("SONAE_KILLS").map_or(3, |kills| kills.parse().unwrap());
    let mut served = Served::start(&data, &["--sample"]);
    let cookie = served.sign_in("manager");
    served.kill_now();
    let sample = root().join("crates/app/data/sample-log.csv");
    let came = sonae(&["logs", "import", sample.to_str().unwrap(), "--source", "emr", "--data", data.to_str().unwrap()]);
    assert_eq!(code(&came), 0, "{}", stderr(&came));
    served = Served::start(&data, &["--sample"]);
    let (mut whole, mut again) = (0, 0);
    for kill in 0..kills {
        let begun = served.post("/logs/review/begin", &cookie, "").unwrap();
        assert!(begun.starts_with("HTTP/1.1 303"), "{begun}");
        let page = served.get("/logs/review", &cookie).unwrap();
        let (root, source) = (field(&page, "root").unwrap_or_else(|| panic!("{page}")), field(&page, "sources").unwrap());
        let body = format!("root={}&sources={source}&remarks=ok", root.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"));
        std::thread::scope(|scope| {
            scope.spawn(|| served.post("/logs/review/sign", &cookie, &body));
            std::thread::sleep(Duration::from_millis(kill * 37 % 180));
            served.kill_now();
        });
        let before = told_of(&data, "logs.reviewed");
        served = Served::start(&data, &["--sample"]);
        if before > whole + again {
            whole += 1;
        } else {
            served.post("/logs/review/sign", &cookie, &body).unwrap();
            again += 1;
            assert_eq!(told_of(&data, "logs.reviewed"), whole + again, "what was begun can be signed again");
        }
        let begun = Instant::now();
        while told_of(&data, "logs.review-kept") < whole + again {
            assert!(begun.elapsed() < Duration::from_mins(2), "the vault gets the sign-off that was cut off");
            std::thread::sleep(Duration::from_millis(500));
        }
    }
    served.kill_now();
    println!("{whole} sign-offs were whole, {again} were made again");
    assert_eq!((told_of(&data, "logs.reviewed"), told_of(&data, "logs.review-kept")), (whole + again, whole + again));
    let verified = sonae(&["logs", "verify", "--data", data.to_str().unwrap()]);
    assert_eq!(code(&verified), 0, "{}", stdout(&verified));
}

#[test]
fn a_changed_log_is_named() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    Served::start(&data, &["--sample"]).kill_now();
    let text = data.to_str().unwrap();
    let head = stdout(&sonae(&["audit", "head", "--data", text]));
    let good = sonae(&["audit", "verify", "--data", text, "--anchor", head.trim()]);
    assert!(code(&good) == 0 && stdout(&good).contains("控えとも一致"), "{}", stdout(&good));
    let lines = stdout(&sonae(&["audit", "list", "--data", text, "--json"]));
    assert_eq!(lines.lines().count().to_string(), head.split(' ').next().unwrap());
    let other = format!("1 {}", "a".repeat(64));
    let bad = sonae(&["audit", "verify", "--data", text, "--anchor", &other, "--json"]);
    assert!(code(&bad) == 1 && stdout(&bad).contains("not-the-anchor"), "{}", stdout(&bad));
}

/// `data/schema-2.zip`: what `sonae inspect` kept of みほん薬局 when a database had two migrations.
#[test]
fn an_older_data_folder_is_copied_upgraded_and_served() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    let older = std::fs::File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/schema-2.zip")).unwrap();
    zip::ZipArchive::new(older).unwrap().extract(&data).unwrap();
    let served = Served::start(&data, &[]);
    assert!(served.said.contains("データを新しい形式にしました"), "{}", served.said);
    assert!(served.get("/login", "").unwrap().starts_with("HTTP/1.1 "));
    drop(served);
    let mut files = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(files.any(|name| name.starts_with("sonae.db.before-v")), "the database is there as it was");
    let text = data.to_str().unwrap();
    let list = stdout(&sonae(&["audit", "list", "--data", text]));
    assert!(list.starts_with("1  "), "{list}");
    let verified = sonae(&["audit", "verify", "--data", text]);
    assert_eq!(code(&verified), 0, "{}", stdout(&verified));
    let words = work.path().join("words");
    std::fs::write(&words, "some words\n").unwrap();
    let made = sonae(&["backup", "--data", text, "--passphrase-file", words.to_str().unwrap()]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    let file = std::fs::read_dir(data.join("backups")).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "age")).unwrap();
    let tried = sonae(&["restore", "--check", file.to_str().unwrap(), "--passphrase-file", words.to_str().unwrap()]);
    assert!(stdout(&tried).contains("みほん薬局") && stdout(&tried).contains("機器台帳　4件"), "{} {}", stdout(&tried), stderr(&tried));
}

#[test]
fn a_backup_is_made_listed_tried_and_restored_on_the_command_line() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    Served::start(&data, &["--sample"]).kill_now();
    let path = |name: &str| work.path().join(name).to_str().unwrap().to_owned();
    let data = data.to_str().unwrap();
    let refused = sonae(&["backup", "--data", data]);
    assert!(code(&refused) == 2 && stderr(&refused).contains("sonae backup key"), "the key is not thrown into a log");
    let shown = stdout(&sonae(&["backup", "key", "--data", data]));
    let key = shown.split_whitespace().find(|word| word.starts_with("AGE-SECRET-KEY-")).unwrap();
    assert!(!stdout(&sonae(&["backup", "key", "--data", data])).contains("AGE-SECRET-KEY-"), "it is shown once");
    std::fs::write(path("key"), key).unwrap();
    std::fs::create_dir(path("usb")).unwrap();
    let made = sonae(&["backup", "--data", data, "--to", &path("usb")]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    let copy = std::fs::read_dir(path("usb")).unwrap().next().unwrap().unwrap().path();
    let copy = copy.to_str().unwrap();
    let tried = sonae(&["restore", "--check", copy, "--identity", &path("key"), "--data", data]);
    assert!(code(&tried) == 0 && stdout(&tried).contains("すべて復元できます"), "{}", stderr(&tried));
    assert!(stdout(&sonae(&["backup", "list", "--data", data])).contains("復元できます"));
    let restored = sonae(&["restore", copy, "--identity", &path("key"), "--to", &path("back")]);
    assert_eq!(code(&restored), 0, "{}", stderr(&restored));
    let served = Served::start(Path::new(&path("back")), &["--sample"]);
    let cookie = served.sign_in("manager");
    assert!(served.get("/", &cookie).unwrap().contains("見本病院"));
}

#[test]
fn the_key_of_a_folder_does_not_lie_where_papers_are_handed_over() {
    let work = tempfile::tempdir().unwrap();
    let out = work.path().join("out");
    let folder = root().join("fixtures/みほん診療所");
    let inspected = sonae(&["inspect", folder.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(code(&inspected) < 2, "{}", stderr(&inspected));
    assert!(out.is_dir() && !out.join("data").exists());
    let own = own_home().join("sonae-folders");
    let kept: Vec<_> = std::fs::read_dir(own).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(kept.iter().any(|folder| folder.join("signing-key").is_file()), "{kept:?}");
}
