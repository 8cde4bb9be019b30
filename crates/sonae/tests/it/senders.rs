//! Logs from real senders, each a process of its own: rsyslog, syslog-ng, logger, the npm client atna-audit. Every message arrives once.
//!
//! `scripts/senders.sh DIR` unpacks them; with `SONAE_SENDERS=DIR` they are taken from there, else from the machine. Where one is missing its
//! test says so and passes; with `SONAE_REQUIRE_SENDERS=1` (continuous integration) that is a failure. atna-audit is only taken from there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::logs::{Listening, Tls, query};

/// Messages of each way.
const MESSAGES: u64 = 1000;

/// The folder into which senders were unpacked.
fn unpacked() -> Option<PathBuf> {
    std::env::var_os("SONAE_SENDERS").map(PathBuf::from)
}

/// Says that a sender is missing.
fn missing(name: &str) {
    assert!(std::env::var_os("SONAE_REQUIRE_SENDERS").is_none(), "{name} is not there");
    println!("skipped: {name} is not there");
}

/// Folders of libraries in the unpacked packages.
fn libraries(root: &Path) -> Vec<PathBuf> {
    let entries = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let of_machine =
        ["usr/lib", "lib"].into_iter().flat_map(|lib| entries(root.join(lib)).filter(|path| path.to_string_lossy().ends_with("-gnu")));
    of_machine.chain([root.join("usr/lib/syslog-ng")]).collect()
}

/// A command for a program of a sender.
fn command(name: &str) -> Command {
    let mut command = match unpacked() {
        Some(root) => {
            let mut command = Command::new(root.join("usr/sbin").join(name));
            command.env("LD_LIBRARY_PATH", std::env::join_paths(libraries(&root)).unwrap());
            command
        }
        None => Command::new(name),
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
    command
}

/// The same; none (and a line that says so) where it does not start to say its version.
fn program(name: &str, version: &str) -> Option<Command> {
    let started = command(name).arg(version).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if !started {
        missing(name);
    }
    started.then(|| command(name))
}

/// A sender that is running. Dropping it kills it.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }

    /// Tells it to end, and waits until it has, and until what it has sent can have been read: a connection has no other way to say so.
    fn end(mut self) {
        assert!(Command::new("kill").arg(self.0.id().to_string()).status().unwrap().success());
        self.0.wait().unwrap();
        std::thread::sleep(std::time::Duration::from_secs(3));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until something has happened.
fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() {
        assert!(begun.elapsed() < Duration::from_mins(2), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Certificates of server and senders by one authority, as files; the folder and the way to listen with them.
fn certificates(folder: &Path) -> Tls {
    let file = |name: &str, text: String| {
        std::fs::write(folder.join(name), text).unwrap();
    };
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(rcgen::DnType::CommonName, "authority");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    file("ca.pem", authority.pem());
    for name in ["server", "client"] {
        let (mut params, key) =
            (CertificateParams::new(vec!["localhost".into(), "127.0.0.1".into()]).unwrap(), KeyPair::generate().unwrap());
        params.distinguished_name.push(rcgen::DnType::CommonName, "localhost");
        file(&format!("{name}.pem"), params.signed_by(&key, &authority).unwrap().pem());
        file(&format!("{name}.key"), key.serialize_pem());
    }
    Tls { chain: folder.join("server.pem"), key: folder.join("server.key"), clients: folder.join("ca.pem") }
}

/// A file with the lines that are to be sent.
fn lines(folder: &Path, way: &str) {
    let lines: Vec<String> = (1..=MESSAGES).map(|number| format!("way {way} No.{number} 髙橋\n")).collect();
    std::fs::write(folder.join(format!("in-{way}")), lines.concat()).unwrap();
}

/// The numbers that came this way, in the order in which they were kept.
fn came(data: &Path, way: &str) -> Vec<u64> {
    let sql = format!("SELECT operation FROM events WHERE operation LIKE 'way {way} No.%' ORDER BY shard, leaf");
    let rows = crate::logs::logs(data, &["query", &sql, "--json", "--limit", "100000"]);
    let rows = crate::stdout(&rows);
    let number = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = row["operation"].as_str().unwrap().to_owned();
        text.strip_prefix(&format!("way {way} No."))
            .and_then(|rest| rest.strip_suffix(" 髙橋"))
            .unwrap_or_else(|| panic!("{text}"))
            .parse()
            .unwrap()
    };
    rows.lines().map(number).collect()
}

/// Every number once and in order.
fn all_came(data: &Path, way: &str) {
    let came = came(data, way);
    assert!(came.iter().copied().eq(1..=MESSAGES), "{way}: {} came: {came:?}", came.len());
}

/// How many datagrams the system threw away, as it said at the end.
fn lost(said: &str) -> u64 {
    said.trim().rsplit('：').next().and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{said}"))
}

#[test]
fn what_rsyslog_sends_is_kept_once() {
    let Some(mut rsyslog) = program("rsyslogd", "-v") else { return };
    let work = tempfile::tempdir().unwrap();
    let (data, folder) = (work.path().join("data"), work.path());
    let listening = Listening::start_with(&data, Some(&certificates(folder)));
    let place = folder.display();
    let gtls = "StreamDriver=\"gtls\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\" StreamDriverPermittedPeers=\"localhost\"";
    let counted = "TCP_Framing=\"octet-counted\"";
    let ways = [
        ("udp", listening.udp, "udp", String::new()),
        ("line", listening.tcp, "tcp", String::new()),
        ("counted", listening.tcp, "tcp", counted.to_owned()),
        ("tls-line", listening.tls, "tcp", gtls.to_owned()),
        ("tls-counted", listening.tls, "tcp", format!("{gtls} {counted}")),
    ];
    let mut config = format!(
        "global(workDirectory=\"{place}\" DefaultNetstreamDriverCAFile=\"{place}/ca.pem\" DefaultNetstreamDriverCertFile=\"{place}/client.pem\" \
         DefaultNetstreamDriverKeyFile=\"{place}/client.key\")\nmodule(load=\"imfile\" mode=\"inotify\")\n"
    );
    for (way, port, protocol, more) in &ways {
        lines(folder, way);
        config += &format!(
            "ruleset(name=\"{way}\") {{\n\
             action(type=\"omfwd\" target=\"127.0.0.1\" port=\"{port}\" protocol=\"{protocol}\" template=\"RSYSLOG_SyslogProtocol23Format\" \
             action.resumeRetryCount=\"-1\" {more})\naction(type=\"omfile\" file=\"{place}/sent-{way}\")\n}}\n\
             input(type=\"imfile\" File=\"{place}/in-{way}\" Tag=\"app\" ruleset=\"{way}\")\n"
        );
    }
    std::fs::write(folder.join("rsyslog.conf"), config).unwrap();
    if let Some(root) = unpacked() {
        let modules: Vec<OsString> = libraries(&root).iter().map(|path| path.join("rsyslog/").into()).collect();
        rsyslog.arg("-M").arg(modules.join(&OsString::from(":")));
    }
    rsyslog.arg("-n").arg("-f").arg(folder.join("rsyslog.conf")).arg("-i").arg(folder.join("rsyslog.pid"));
    let sender = Running::start(&mut rsyslog);
    for (way, ..) in &ways {
        let sent = || std::fs::read_to_string(folder.join(format!("sent-{way}"))).unwrap_or_default().lines().count() as u64;
        until(way, || sent() >= MESSAGES);
    }
    sender.end();
    let said = listening.stop();
    for (way, ..) in &ways[1..] {
        all_came(&data, way);
    }
    let (datagrams, lost) = (came(&data, "udp"), lost(&said));
    println!("UDP: {} of {MESSAGES} came, {lost} were thrown away by the system", datagrams.len());
    assert!(datagrams.is_sorted_by(|one, next| one < next), "in order and none twice: {datagrams:?}");
    assert_eq!(datagrams.len() as u64 + lost, MESSAGES, "what was lost is told");
}

#[test]
fn what_syslog_ng_sends_is_kept_once() {
    let Some(mut syslog_ng) = program("syslog-ng", "--version") else { return };
    let work = tempfile::tempdir().unwrap();
    let (data, folder) = (work.path().join("data"), work.path());
    let listening = Listening::start_with(&data, Some(&certificates(folder)));
    let place = folder.display();
    let secured = format!(
        "tls(ca-file(\"{place}/ca.pem\") cert-file(\"{place}/client.pem\") key-file(\"{place}/client.key\") peer-verify(required-trusted))"
    );
    let ways = [
        ("line", listening.tcp, "network", "transport(\"tcp\")".to_owned()),
        ("counted", listening.tcp, "syslog", "transport(\"tcp\")".to_owned()),
        ("tls-line", listening.tls, "network", format!("transport(\"tls\") {secured}")),
        ("tls-counted", listening.tls, "syslog", format!("transport(\"tls\") {secured}")),
    ];
    let mut config = "@version: 3.35\noptions { keep-hostname(yes); flush-lines(100); };\n".to_owned();
    for (way, port, driver, more) in &ways {
        lines(folder, way);
        config += &format!(
            "log {{ source {{ file(\"{place}/in-{way}\" follow-freq(0.1) flags(no-parse)); }};\n\
             destination {{ {driver}(\"localhost\" port({port}) flags(syslog-protocol) persist-name(\"{way}\") {more}); }}; flags(flow-control); }};\n"
        );
    }
    std::fs::write(folder.join("syslog-ng.conf"), config).unwrap();
    if let Some(root) = unpacked() {
        let modules = std::fs::read_dir(root.join("usr/lib/syslog-ng")).unwrap().map(|entry| entry.unwrap().path());
        syslog_ng.arg("--module-path").arg(modules.into_iter().find(|path| path.is_dir()).unwrap());
    }
    let control = folder.join("control");
    syslog_ng.args(["--foreground", "--no-caps"]).arg("--cfgfile").arg(folder.join("syslog-ng.conf")).arg("--control").arg(&control);
    syslog_ng.arg("--persist-file").arg(folder.join("persist")).arg("--pidfile").arg(folder.join("pid"));
    let sender = Running::start(&mut syslog_ng);
    until("syslog-ng has written everything", || {
        let said = command("syslog-ng-ctl")
            .args(["stats", "--control"])
            .arg(&control)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let written = said.lines().filter(|line| line.starts_with("dst.") && line.contains(";written;"));
        written.filter_map(|line| line.rsplit(';').next()?.parse::<u64>().ok()).sum::<u64>() == MESSAGES * ways.len() as u64
    });
    sender.end();
    listening.stop();
    for (way, ..) in &ways {
        all_came(&data, way);
    }
}

#[test]
fn what_logger_sends_is_kept_once() {
    if Command::new("logger").arg("--version").output().is_err() {
        return missing("logger");
    }
    let work = tempfile::tempdir().unwrap();
    let (data, folder) = (work.path().join("data"), work.path());
    let listening = Listening::start_with(&data, None);
    let ways: [(&str, u16, &[&str]); 3] = [
        ("udp", listening.udp, &["--udp", "--rfc3164"]),
        ("line", listening.tcp, &["--tcp", "--rfc5424"]),
        ("counted", listening.tcp, &["--tcp", "--rfc5424", "--octet-count"]),
    ];
    for (way, port, how) in ways {
        lines(folder, way);
        let file = folder.join(format!("in-{way}"));
        let sent =
            Command::new("logger").args(["--server", "127.0.0.1", "--port", &port.to_string(), "--file"]).arg(file).args(how).status();
        assert!(sent.unwrap().success(), "{way}");
    }
    let said = listening.stop();
    all_came(&data, "line");
    all_came(&data, "counted");
    let (datagrams, lost) = (came(&data, "udp"), lost(&said));
    println!("UDP: {} of {MESSAGES} came, {lost} were thrown away by the system", datagrams.len());
    assert!(datagrams.is_sorted_by(|one, next| one < next), "in order and none twice: {datagrams:?}");
    assert_eq!(datagrams.len() as u64 + lost, MESSAGES, "what was lost is told");
}

/// Sends what the library makes, as the library frames it: by the length in UTF-16 units.
const ATNA: &str = r#"
const fs = require("fs");
const atna = require("atna-audit");
const [folder, tcp, tls, count] = process.argv.slice(2);
const read = (name) => fs.readFileSync(`${folder}/${name}`).toString();
const options = { key: read("client.key"), cert: read("client.pem"), ca: read("ca.pem"), servername: "localhost" };
const ways = [["tcp", Number(tcp)], ["tls", Number(tls)]];
async function all() {
    for (const [way, port] of ways) {
        for (let number = 1; number <= Number(count); number++) {
            const audit = atna.construct.userLoginAudit(
                atna.constants.OUTCOME_SUCCESS, "emr", "192.0.2.5", `山田太郎 ${way} No.${number}`, "医師", "role");
            const message = atna.construct.wrapInSyslog(audit);
            await new Promise((done, failed) => atna.send.sendAuditEvent(
                message, { interface: way, host: "localhost", port, options }, (error) => error ? failed(error) : done()));
        }
    }
}
all().catch((error) => { console.error(error); process.exit(1); });
"#;

#[test]
fn what_atna_audit_sends_is_kept_once() {
    const COUNT: u64 = 60;
    let modules = unpacked().map(|root| root.join("node_modules")).filter(|modules| modules.join("atna-audit").is_dir());
    let Some(modules) = modules else {
        println!("skipped: atna-audit is not there");
        return;
    };
    let work = tempfile::tempdir().unwrap();
    let (data, folder) = (work.path().join("data"), work.path());
    let listening = Listening::start_with(&data, Some(&certificates(folder)));
    let script = folder.join("send.js");
    std::fs::write(&script, ATNA).unwrap();
    let mut node = Command::new("node");
    node.env("NODE_PATH", modules).arg(script).arg(folder).args([listening.tcp, listening.tls].map(|port| port.to_string()));
    assert!(node.arg(COUNT.to_string()).status().unwrap().success());
    listening.stop();
    for way in ["tcp", "tls"] {
        let rows = query(&data, &format!("SELECT user_uid FROM events WHERE user_uid LIKE '山田太郎 {way} No.%' ORDER BY shard, leaf"));
        let users: Vec<&str> = rows.iter().map(|row| row["user_uid"].as_str().unwrap()).collect();
        assert_eq!(users, (1..=COUNT).map(|number| format!("山田太郎 {way} No.{number}")).collect::<Vec<_>>());
    }
    let all = query(&data, "SELECT count(*) AS n FROM events WHERE source <> 'sonae'");
    assert_eq!(all[0]["n"], 2 * COUNT, "and nothing is cut in two");
}
