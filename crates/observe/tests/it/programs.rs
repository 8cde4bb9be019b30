//! Repositories that the programs themselves have made just now. A program that is not installed is passed over, and said so.

use std::path::Path;
use std::process::Command;

use sonae_domain::observation::ObservationKind;
use sonae_observe::{Limits, Reading, read};

use super::shared::backups;

/// Runs a program; its output, or `None` (and a line) where it is not installed.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<Vec<u8>> {
    let command = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("RESTIC_PASSWORD", "x")
        .env("BORG_PASSPHRASE", "x")
        .env("BORG_BASE_DIR", folder)
        .output();
    let Ok(output) = command else {
        println!("{program} is not installed: passed over");
        return None;
    };
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/file"), "a file").unwrap();
    folder
}

fn reading(bytes: &[u8]) -> Reading {
    let reading = read("backup.json", bytes, &Limits::default());
    assert_eq!((reading.kind, reading.problems.as_slice()), (Some(ObservationKind::Backup), [].as_slice()));
    reading
}

#[test]
fn a_repository_of_restic_is_read() {
    let folder = folder();
    let at = folder.path();
    if run("restic", &["init", "-q", "-r", "r"], at).is_none() {
        return;
    }
    for day in ["2026-11-19 02:00:00", "2026-11-20 02:00:00"] {
        run("restic", &["-q", "-r", "r", "backup", "data", "--host", "pacs-sv", "--tag", "system=PACS", "--time", day], at);
    }
    let list = reading(&run("restic", &["-r", "r", "snapshots", "--json"], at).unwrap());
    let grouped = reading(&run("restic", &["-r", "r", "snapshots", "--json", "--group-by", "host"], at).unwrap());
    assert_eq!(list.observations, grouped.observations);
    let [backup] = backups(&list)[..] else { panic!("{list:?}") };
    assert_eq!((backup.program.as_str(), backup.system.as_str(), backup.hosts.join("+").as_str()), ("restic", "PACS", "pacs-sv"));
    assert_eq!(backup.generations.len(), 2);
    assert!(backup.generations[0].made_at < backup.generations[1].made_at);
}

#[test]
fn a_repository_of_borg_is_read() {
    let folder = folder();
    let at = folder.path();
    if run("borg", &["init", "-e", "repokey", "b"], at).is_none() {
        return;
    }
    for day in ["2026-11-19T02:00:00", "2026-11-20T02:00:00"] {
        run("borg", &["create", "--timestamp", day, &format!("b::pacs-{}", &day[..10]), "data"], at);
    }
    let list = reading(&run("borg", &["list", "--json", "b"], at).unwrap());
    let [backup] = backups(&list)[..] else { panic!("{list:?}") };
    assert_eq!((backup.program.as_str(), backup.generations.len(), backup.generations[0].id.as_str()), ("borg", 2, "pacs-2026-11-19"));
    let info = reading(&run("borg", &["info", "--json", "b::pacs-2026-11-20"], at).unwrap());
    let generation = &backups(&info)[0].generations[0];
    assert_eq!((generation.bytes, generation.complete, generation.host.is_empty()), (Some(6), Some(true), false));
}

#[test]
fn the_gentle_scan_of_the_manual_is_read() {
    let folder = folder();
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/ja/24-機器の様子を取り込む.md")).unwrap();
    let commands: Vec<&str> = manual.lines().filter(|line| line.starts_with("nmap ")).collect();
    assert_eq!(commands.len(), 2);
    std::fs::write(folder.path().join("jogai.txt"), "192.0.2.1\n").unwrap();
    for command in commands {
        // the machine itself instead of a network of the hospital
        let command = command.replace("192.168.10.0/24", "127.0.0.1").replace(" -PR", "");
        let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
        if run("nmap", &arguments, folder.path()).is_none() {
            return;
        }
        let reading = read("tansaku.xml", &std::fs::read(folder.path().join("tansaku.xml")).unwrap(), &Limits::default());
        assert_eq!((reading.kind, reading.observations.len()), (Some(ObservationKind::Nmap), 1), "{:?}", reading.problems);
    }
}
