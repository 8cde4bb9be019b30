//! What machines say, as a user brings it: collected, read, taken in, listed, taken back.

use std::path::PathBuf;

use serde_json::Value;

use crate::{code, root, sonae, stderr, stdout};

/// Files of the hospital's stick.
fn stick(names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| root().join("fixtures/見本病院のUSBメモリ").join(name)).collect()
}

#[test]
fn the_collectors_for_windows_are_written_to_the_stick() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("USB");
    let output = sonae(&["collect", "--windows", folder.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let command = std::fs::read(folder.join("collect.cmd")).unwrap();
    assert!(command.is_ascii() && String::from_utf8_lossy(&command).contains("collect.ps1"));
    assert!(folder.join("collect.ps1").is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn what_this_machine_says_is_read_back_as_one_machine() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("this.json");
    let path = file.to_str().unwrap();
    assert_eq!(code(&sonae(&["collect", "--out", path])), 0);
    let read = sonae(&["observe", "read", path, "--json"]);
    assert_eq!(code(&read), 0, "{}", stderr(&read));
    let said: Value = serde_json::from_str(stdout(&read).trim()).unwrap();
    assert_eq!((&said["kind"], said["observations"].as_array().unwrap().len()), (&Value::from("collector"), 1));
}

#[test]
fn files_come_in_once_tell_strangers_and_can_be_taken_back() {
    let scratch = tempfile::tempdir().unwrap();
    let data = scratch.path().join("data");
    let data = data.to_str().unwrap();
    let hospital = root().join("fixtures/見本病院");
    assert_eq!(code(&sonae(&["import", hospital.to_str().unwrap(), "--data", data, "--yes"])), 0);
    let files = stick(&["nmap_院内LAN.xml", "FGT60F-01.conf"]);
    let paths: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let import = || sonae(&[&["observe", "import"], &paths[..], &["--data", data]].concat());
    let first = import();
    assert_eq!(code(&first), 0, "{}", stderr(&first));
    assert!(stdout(&import()).contains("もう取り込んであります"));

    let listed: Value = serde_json::from_str(stdout(&sonae(&["observe", "list", "--json", "--data", data])).trim()).unwrap();
    let strangers: Vec<&Value> = listed["machines"].as_array().unwrap().iter().filter(|line| line["kind"] == "network").collect();
    assert!(strangers.iter().any(|line| line.to_string().contains("192.168.20.77")), "{listed}");
    // no secret of the configuration is anywhere
    assert!(!listed.to_string().contains("ENC "));
    assert_eq!(listed["files"].as_array().unwrap().len(), 2);

    let hash = listed["files"][0]["sha256"].as_str().unwrap();
    assert_eq!(code(&sonae(&["observe", "undo", &hash[..4], "--data", data])), 2);
    assert_eq!(code(&sonae(&["observe", "undo", &hash[..12], "--data", data])), 0);
    let left: Value = serde_json::from_str(stdout(&sonae(&["observe", "list", "--json", "--data", data])).trim()).unwrap();
    assert_eq!(left["files"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_no_observation_is_said_and_kept_nowhere() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("photo.bin");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\n0000").unwrap();
    let read = sonae(&["observe", "read", file.to_str().unwrap()]);
    assert!(code(&read) == 1 && stdout(&read).contains("photo.bin"), "{}", stdout(&read));
    let data = scratch.path().join("data");
    let import = sonae(&["observe", "import", file.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    assert_eq!(code(&import), 1, "{}", stderr(&import));
    assert_eq!(code(&sonae(&["observe", "read", "no-such-file"])), 2);
}

/// Whether any file below holds these bytes.
fn holds(folder: &std::path::Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        if entry.file_type().unwrap().is_dir() {
            return holds(&entry.path(), wanted);
        }
        std::fs::read(entry.path()).unwrap().windows(wanted.len()).any(|bytes| bytes == wanted)
    })
}

#[test]
fn who_could_get_in_is_told_and_a_list_of_leaks_is_searched_and_forgotten() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("data");
    let data = folder.to_str().unwrap();
    let hospital = root().join("fixtures/見本病院");
    assert_eq!(code(&sonae(&["import", hospital.to_str().unwrap(), "--data", data, "--yes"])), 0);
    let files = stick(&["FGT60F-01.conf"]);
    assert_eq!(code(&sonae(&["observe", "import", files[0].to_str().unwrap(), "--data", data])), 0);

    let accounts = sonae(&["observe", "accounts", "--data", data]);
    assert_eq!(code(&accounts), 1, "{}", stderr(&accounts));
    let leaver = |output: &std::process::Output| stdout(output).lines().find(|line| line.contains(" takahashi-i ")).unwrap().to_owned();
    assert!(leaver(&accounts).contains("退職した人") && !leaver(&accounts).contains("漏えい"), "{}", leaver(&accounts));
    let lines = sonae(&["observe", "lines", "--data", data]);
    assert!(stdout(&lines).lines().any(|line| line.contains("NW-001") && line.contains("SSL-VPN")), "{}", stdout(&lines));
    let table = scratch.path().join("accounts.csv");
    assert_eq!(code(&sonae(&["observe", "accounts", "--table-out", table.to_str().unwrap(), "--data", data])), 0);
    assert!(std::fs::read(&table).unwrap().windows(11).any(|bytes| bytes == b"takahashi-i"));

    let list = scratch.path().join("leak.txt");
    std::fs::write(&list, "takahashi-i:Himitsu-1984\nnobody@example.com:Betsu-1985\n").unwrap();
    let leaked = sonae(&["observe", "leaked", list.to_str().unwrap(), "--data", data]);
    assert_eq!(code(&leaked), 1, "{}", stderr(&leaked));
    assert!(stdout(&leaked).contains("takahashi-i") && !stdout(&leaked).contains("Himitsu"), "{}", stdout(&leaked));
    assert!(leaver(&sonae(&["observe", "accounts", "--data", data])).contains("漏えい"));
    assert!(!holds(&folder, b"Himitsu-1984") && !holds(&folder, b"nobody@example.com"));
}

#[test]
fn a_directory_is_not_asked_in_the_clear_or_without_a_password() {
    let scratch = tempfile::tempdir().unwrap();
    let data = scratch.path().join("data");
    let data = data.to_str().unwrap();
    let hospital = root().join("fixtures/見本病院");
    assert_eq!(code(&sonae(&["import", hospital.to_str().unwrap(), "--data", data, "--yes"])), 0);
    let password = scratch.path().join("password");
    std::fs::write(&password, "Himitsu-1984\n").unwrap();
    let ask = |more: &[&str]| {
        let asked = ["observe", "ldap", "--bind-dn", "cn=reader", "--base", "dc=hosp", "--data", data];
        sonae(&[&asked[..], more].concat())
    };
    let clear = ask(&["--url", "ldap://192.0.2.1", "--password-file", password.to_str().unwrap()]);
    assert!(code(&clear) == 2 && stderr(&clear).contains("暗号化されず"), "{}", stderr(&clear));
    let silent = ask(&["--url", "ldaps://192.0.2.1"]);
    assert!(code(&silent) == 2 && stderr(&silent).contains("パスワード"), "{}", stderr(&silent));
}
