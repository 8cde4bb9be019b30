//! `sonae observe ldap` against a real Active Directory, that of Samba: over TLS, more people than it gives at once, groups in groups.
//!
//! `scripts/samba.sh unpack DIR` unpacks it; with `SONAE_SAMBA=DIR` the test starts it at an address of this machine alone. Without, the test says
//! so and passes; with `SONAE_REQUIRE_SAMBA=1` that is a failure.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::{code, own_home, root, sonae, stderr, stdout};

/// Where it listens; its ports are those of every directory.
const ADDRESS: &str = "127.0.0.77";

/// As `scripts/samba.sh` makes it.
const PASSWORD: &str = "Invented-Passw0rd-1";

/// A directory that is running. Dropping it ends it.
struct Directory(Child);

impl Directory {
    fn start(packages: &Path, state: &Path) -> Self {
        let mut command = Command::new(root().join("scripts/samba.sh"));
        command.arg("serve").args([packages, state]).arg(ADDRESS).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut directory = Self(command.spawn().unwrap());
        let mut said = BufReader::new(directory.0.stdout.take().unwrap()).lines();
        let log = || std::fs::read_to_string(state.join("provision.log")).unwrap_or_default();
        assert_eq!(said.next().unwrap_or_else(|| panic!("{}", log())).unwrap(), "serving");
        // what it says later must be read, or it waits
        std::thread::spawn(move || said.for_each(drop));
        let begun = Instant::now();
        while std::net::TcpStream::connect((ADDRESS, 636)).is_err() {
            assert!(begun.elapsed() < Duration::from_mins(2), "it does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        directory
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A certificate for the address, by an authority of its own.
fn certificates(folder: &Path) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let (params, key) = (CertificateParams::new(vec![ADDRESS.into()]).unwrap(), KeyPair::generate().unwrap());
    std::fs::write(folder.join("ca.pem"), authority.pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), params.signed_by(&key, &authority).unwrap().pem()).unwrap();
    let private = folder.join("key.pem");
    std::fs::write(&private, key.serialize_pem()).unwrap();
    // it takes no key that others may read
    assert!(Command::new("chmod").arg("600").arg(&private).status().unwrap().success());
}

#[test]
fn a_real_directory_gives_everybody_with_their_groups_and_its_computers() {
    let Some(packages) = std::env::var_os("SONAE_SAMBA") else {
        assert!(std::env::var_os("SONAE_REQUIRE_SAMBA").is_none(), "Samba is not there");
        println!("skipped: Samba is not there");
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let state = scratch.path().join("state");
    std::fs::create_dir_all(&state).unwrap();
    certificates(&state);
    let _directory = Directory::start(Path::new(&packages), &state);
    let file = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    let (data, password, table) = (file("data"), file("password"), file("accounts.csv"));
    std::fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let hospital = root().join("fixtures/見本病院");
    assert_eq!(code(&sonae(&["import", hospital.to_str().unwrap(), "--data", &data, "--yes"])), 0);
    let (url, authority) = (format!("ldaps://{ADDRESS}"), state.join("ca.pem"));
    let ask = |name: &str, more: &[&str]| {
        let asked = ["observe", "ldap", "--url", &url, "--bind-dn", name, "--base", "DC=hosp,DC=test", "--data", &data];
        sonae(&[&asked[..], &["--password-file", &password], more].concat())
    };
    let authority = ["--authority", authority.to_str().unwrap()];
    let unknown = ask("reader@hosp.test", &[]);
    assert_eq!(code(&unknown), 2, "an authority that nobody named: {}", stdout(&unknown));
    let refused = ask("nobody@hosp.test", &authority);
    assert_eq!(code(&refused), 2, "{}", stdout(&refused));

    let read = ask("reader@hosp.test", &authority);
    assert_eq!(code(&read), 0, "{}{}", stdout(&read), stderr(&read));
    // 1,200 of the staff, four others, Administrator, Guest, krbtgt; some versions of Samba bring an account of their own
    assert!(["1207", "1208"].iter().any(|count| stdout(&read).contains(count)), "{}", stdout(&read));
    let listed = stdout(&sonae(&["observe", "list", "--json", "--data", &data]));
    assert!(listed.contains("PC-GAI-01"), "{listed}");

    sonae(&["observe", "accounts", "--table-out", &table, "--data", &data]);
    let table = String::from_utf8_lossy(&std::fs::read(&table).unwrap()).into_owned();
    let line = |name: &str| table.lines().find(|line| line.contains(name)).map(str::to_owned);
    // through a group in a group
    assert!(line("suzuki.i").is_some_and(|line| line.contains("管理者")), "{table}");
    // stopped already
    assert_eq!(line("tanaka.k"), None);
    let again = ask("reader@hosp.test", &authority);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
}

/// The password is typed at a terminal, which `script` (util-linux) is for the program.
#[test]
fn a_password_is_typed_without_being_seen() {
    if !Command::new("script").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("skipped: there is no terminal to be had");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let data = scratch.path().join("data");
    // nobody listens there: what matters is that it gets as far as that
    let asked = format!(
        "{} observe ldap --url ldaps://127.0.0.1:9 --bind-dn reader@hosp.test --base DC=hosp,DC=test --data {}",
        env!("CARGO_BIN_EXE_sonae"),
        data.display()
    );
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &asked, "/dev/null"]).env("SONAE_HOME", own_home()).env_remove("SONAE_LDAP_PASSWORD");
    let mut terminal = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut typed, mut shown) = (terminal.stdin.take().unwrap(), terminal.stdout.take().unwrap());
    let mut seen = Vec::new();
    let mut part = [0; 256];
    while !String::from_utf8_lossy(&seen).contains("見えません") {
        let count = shown.read(&mut part).unwrap();
        assert_ne!(count, 0, "it did not ask: {}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&part[..count]);
    }
    // the terminal is told to be silent just after the question
    std::thread::sleep(Duration::from_millis(500));
    typed.write_all(b"Himitsu-1984\n").unwrap();
    shown.read_to_end(&mut seen).unwrap();
    assert_eq!(terminal.wait().unwrap().code(), Some(2));
    let seen = String::from_utf8_lossy(&seen);
    assert!(!seen.contains("Himitsu") && seen.contains("127.0.0.1"), "{seen}");
}
