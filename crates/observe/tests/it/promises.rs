//! What holds for any file.

use proptest::prelude::*;
use sonae_observe::{KEYS, Limits, read};

use super::shared::{data, files};

#[test]
fn every_problem_has_words() {
    let words = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/ja/observe.ftl")).unwrap();
    for key in KEYS {
        let place = words.lines().position(|line| line.starts_with(&format!("{key} = "))).unwrap_or_else(|| panic!("no words for {key}"));
        assert!(words.lines().nth(place + 1).is_some_and(|line| line.starts_with("    .next = ")), "{key} does not say what to do");
    }
}

#[test]
fn a_file_may_end_anywhere() {
    if data().is_none() {
        return;
    }
    for folder in ["nmap", "network-config", "host", "sbom", "vuln-reports", "accounts"] {
        for file in files(folder) {
            let Ok(bytes) = std::fs::read(data().unwrap().join(&file)) else { continue };
            let whole = read(&file, &bytes, &Limits::default()).observations.len();
            for part in [1, 3, 6] {
                let cut = read(&file, &bytes[..bytes.len() * part / 7], &Limits::default());
                assert!(cut.observations.len() <= whole.max(1), "{file} {part}/7");
            }
        }
    }
}

#[test]
fn limits_hold() {
    let limits = Limits { observations: 2, bytes: 400, ..Limits::default() };
    let lines: Vec<String> = (1..200).map(|n| format!("192.168.1.{n} dev eth0 lladdr 00:a0:de:00:00:{n:02x} REACHABLE")).collect();
    let table = lines.join("\n");
    let reading = read("arp", table.as_bytes(), &limits);
    assert_eq!(reading.observations.len(), 2);
    let keys: Vec<_> = reading.problems.iter().map(|p| p.key).collect();
    assert_eq!(keys, ["observe-file-too-large", "observe-too-many"]);
}

/// Small files of every form: those of the collection, and the collector's own.
fn samples() -> Vec<Vec<u8>> {
    let folders = ["nmap", "network-config", "host", "sbom", "vuln-reports", "accounts"];
    let shared = folders.iter().flat_map(|folder| files(folder)).filter_map(|file| std::fs::read(data()?.join(file)).ok());
    let own = include_bytes!("../data/UKETSUKE-01_2026-11-20.json").to_vec();
    shared.filter(|bytes| bytes.len() < 12_000).chain([own]).collect()
}

/// Damage: at a place (a share of the file), so many bytes are replaced by others.
fn damages() -> impl Strategy<Value = Vec<(f64, usize, Vec<u8>)>> {
    let piece =
        prop_oneof![proptest::collection::vec(any::<u8>(), 0..6), "[<>&;{}\\[\\]\"':=,|0-9 \n\\\\-]{1,6}".prop_map(String::into_bytes)];
    proptest::collection::vec((0.0..1.0, 0..40_usize, piece), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100), ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_read_as_far_as_it_goes(which in any::<proptest::sample::Index>(), damages in damages()) {
        let samples = samples();
        let mut bytes = which.get(&samples).clone();
        for (place, length, piece) in damages {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
            let from = (place * bytes.len() as f64) as usize;
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, piece);
        }
        let limits = Limits { observations: 50, entries: 50, depth: 32, ..Limits::default() };
        let reading = read("x", &bytes, &limits);
        prop_assert_eq!(&reading, &read("x", &bytes, &limits));
        prop_assert!(reading.observations.len() <= 50);
        prop_assert!(!reading.observations.is_empty() || !reading.problems.is_empty());
        prop_assert!(reading.problems.iter().all(|problem| KEYS.contains(&problem.key)));
        prop_assert!(serde_json::to_string(&reading).is_ok());
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let reading = read("x", &bytes, &Limits::default());
        prop_assert!(reading.kind.is_some() || !reading.problems.is_empty());
    }

    #[test]
    fn no_secret_of_a_configuration_is_kept(secret in "[A-Za-z0-9+/=!#%&]{12,40}") {
        let secret = format!("Q{secret}");
        let texts = [
            format!("config system global\nset hostname x\nend\nconfig system admin\nedit a\nset password ENC {secret}\nset passwd \"{secret}\"\nnext\nend\nconfig vpn ipsec phase1-interface\nedit b\nset psksecret {secret}\nnext\nend\nconfig system snmp community\nedit 1\nset name \"{secret}\"\nnext\nend\nconfig wireless-controller vap\nedit w\nset ssid s\nset passphrase \"{secret}\"\nnext\nend\n"),
            format!("# RTX1210 Rev.14.01.38 (x)\nlogin password {secret}\nadministrator password encrypted {secret}\nlogin user kanri {secret}\npp auth username u {secret}\npp auth myname m {secret}\nipsec ike pre-shared-key 1 text {secret}\nsnmp community read-only {secret}\nsnmp host 192.168.1.1 {secret}\nl2tp tunnel auth on {secret}\n"),
            format!("version 15.2\nhostname s\nenable secret 5 {secret}\nenable password {secret}\nusername u privilege 15 secret 9 {secret}\ninterface Vlan1\nsnmp-server community {secret} RO 10\nsnmp-server host 192.168.1.1 version 2c {secret}\ncrypto isakmp key {secret} address 198.51.100.1\ntacacs-server key 7 {secret}\nradius-server key {secret}\nline vty 0 4\n password 7 {secret}\nntp authentication-key 1 md5 {secret} 7\n wpa-psk ascii 0 {secret}\nkey chain c\n key-string {secret}\n"),
            format!("! NEC Portable Internetwork Core Operating System Software\n! IX Series IX2215 (x) Software, Version 10.2.1, R\nusername a password plain {secret} administrator\nusername b password hash {secret}\nsnmp-agent ip community {secret}\nike policy p peer any key {secret} q\nikev2 authentication psk id ipv4 192.168.1.1 key char {secret}\nppp profile x\n  authentication password a {secret}\n"),
        ];
        for text in texts {
            let reading = read("config", text.as_bytes(), &Limits::default());
            let kept = serde_json::to_string(&reading).unwrap();
            prop_assert!(reading.kind.is_some() && reading.secrets_dropped > 0);
            prop_assert!(!kept.contains(&secret), "{kept}");
        }
    }
}
