//! Feeds, decisions and answers about products as a user meets them: files in, work out, a pack to the next institution.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::{code, copy_of, inspect, item, own_home, root, sonae, stderr, stdout};

/// One vulnerability of FortiOS, in the shapes of NVD 2.0 and of CISA.
fn official(folder: &Path) -> [PathBuf; 2] {
    std::fs::create_dir_all(folder).unwrap();
    [
        ("nvdcve-2.0.json", include_str!("../../../feeds/tests/data/fortios-nvd.json")),
        ("known_exploited_vulnerabilities.json", include_str!("../../../feeds/tests/data/fortios-kev.json")),
    ]
    .map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    })
}

/// The invented hospital as data of its own.
fn hospital() -> (tempfile::TempDir, String) {
    let scratch = tempfile::tempdir().unwrap();
    let data = scratch.path().join("data").to_str().unwrap().to_owned();
    let folder = root().join("fixtures/見本病院");
    let imported = sonae(&["import", folder.to_str().unwrap(), "--data", &data, "--yes"]);
    assert_eq!(code(&imported), 0, "{}", stderr(&imported));
    (scratch, data)
}

/// A command about feeds of this data: exit code, lines.
fn feeds(data: &str, arguments: &[&str]) -> (i32, String, String) {
    let output = sonae(&[&["feeds"], arguments, &["--data", data]].concat());
    (code(&output), stdout(&output), stderr(&output))
}

#[test]
fn feeds_come_in_tell_what_to_do_and_people_decide() {
    let (scratch, data) = hospital();
    let files = official(&scratch.path().join("stick"));
    let [nvd, kev] = files.each_ref().map(|path| path.to_str().unwrap());
    let (status, said, _) = feeds(&data, &["import", nvd, kev]);
    assert!(status == 0 && said.contains("CISA KEV") && said.contains("追加1"), "{said}");
    assert!(feeds(&data, &["status"]).1.contains("2026/1/15"));
    let (status, work, _) = feeds(&data, &["work", "--json"]);
    let lines: Vec<Value> = work.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["product"] == "fortinet/fortios" && line["replace"] == false).unwrap();
    assert_eq!((status, &line["class"], &line["name"], &line["devices"]), (1, &json!(1), &json!("FortiOS"), &json!(["NW-001"])), "{work}");

    let until = jiff::Zoned::now().date().saturating_add(jiff::Span::new().days(20)).to_string();
    let decide = |reason: &str, until: &str| {
        let arguments = ["decide", "fortinet/fortios", "CVE-2024-55591", "--judgement", "mitigated", "--by", "見本 花子"];
        feeds(&data, &[&arguments[..], &["--reason", reason, "--until", until]].concat())
    };
    let (status, _, wrong) = decide("", "2199-01-01");
    assert!(status == 2 && wrong.contains("reason until"), "{wrong}");
    assert_eq!(decide("管理画面を閉じた", &until).0, 0);
    let (_, listed, _) = feeds(&data, &["decisions", "--json"]);
    let kept: Value = serde_json::from_str(listed.trim()).unwrap();
    assert_eq!((&kept["state"], &kept["decision"]["by"]), (&json!("ends-soon"), &json!("見本 花子")));
    assert!(feeds(&data, &["decisions"]).1.contains("別の対策で守っている"));
    assert!(!feeds(&data, &["work"]).1.contains("FortiOS を更新"));
    let key = kept["key"].as_str().unwrap();
    assert_eq!(feeds(&data, &["withdraw", key]).0, 0);
    assert_eq!(feeds(&data, &["withdraw", key]).0, 2);
    assert!(feeds(&data, &["work"]).1.contains("FortiOS を更新"));
}

#[test]
fn a_pack_goes_to_another_institution_and_back_is_a_way_too() {
    let ((scratch, data), (_other_scratch, other)) = (hospital(), hospital());
    let files = official(&scratch.path().join("stick"));
    let [nvd, kev] = files.each_ref().map(|path| path.to_str().unwrap());
    assert_eq!(feeds(&data, &["import", nvd]).0, 0);
    assert_eq!(feeds(&data, &["import", kev]).0, 0);
    let pack = scratch.path().join("一式.pack");
    let pack = pack.to_str().unwrap();
    let (_, said, _) = feeds(&data, &["pack", pack]);
    let key = said.split("sonae feeds trust ").nth(1).unwrap().split(' ').next().unwrap();
    assert_eq!((feeds(&other, &["verify", pack]).0, feeds(&other, &["import", pack]).0), (1, 2));
    assert_eq!(feeds(&other, &["trust", key]).0, 0);
    assert_eq!((feeds(&other, &["verify", pack]).0, feeds(&other, &["import", pack]).0), (0, 0));
    assert_eq!(feeds(&other, &["status"]).1, feeds(&data, &["status"]).1);
    assert_eq!(feeds(&data, &["back", "1"]).0, 0);
    assert!(feeds(&data, &["status"]).1.contains("－ 悪用が確認された脆弱性"));
}

#[test]
fn nothing_is_fetched_while_it_is_off() {
    let (_scratch, data) = hospital();
    let (status, said, _) = feeds(&data, &["fetch"]);
    assert!(status == 0 && said.contains("すべて切ってあります"), "{said}");
    let (status, _, wrong) = feeds(&data, &["fetch", "kev"]);
    assert!(status == 2 && wrong.contains("kev"), "{wrong}");
    assert_eq!(feeds(&data, &["fetch", "--on", "elsewhere"]).0, 2);
    assert!(feeds(&data, &["fetch", "--on", "kev"]).1.contains("CISA KEV"));
    assert!(feeds(&data, &["fetch", "--off", "kev"]).1.contains("ありません"));
}

/// Keys of the reasons of 2-⑥.
fn reasons(forms: &[Value]) -> Vec<String> {
    let reasons = item(&forms[0], "2-⑥")["reasons"].as_array().unwrap();
    reasons.iter().map(|reason| reason["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_inspected_folder_may_hold_feeds_and_they_count_as_long_as_they_lie_there() {
    let folder = copy_of("見本病院");
    let exploited = "patch-exploited-vulnerability".to_owned();
    assert!(!reasons(&inspect(folder.path(), &[]).1).contains(&exploited));
    let stick = tempfile::tempdir().unwrap();
    official(stick.path());
    let beside = inspect(folder.path(), &["--feeds", stick.path().to_str().unwrap()]).1;
    assert!(reasons(&beside).contains(&exploited), "{:?}", reasons(&beside));
    let inside = folder.path().join("脆弱性データ");
    official(&inside);
    let first = inspect(folder.path(), &[]).1;
    assert!(reasons(&first).contains(&exploited));
    // the second time it is not read again, and says the same
    assert_eq!(inspect(folder.path(), &[]).1, first);
    std::fs::remove_dir_all(&inside).unwrap();
    assert!(!reasons(&inspect(folder.path(), &[]).1).contains(&exploited));
}

#[test]
fn answers_about_products_go_from_one_institution_to_another() {
    let ((scratch, data), (_other_scratch, other)) = (hospital(), hospital());
    let list = scratch.path().join("list.jsonl");
    let answer = json!({ "text": "みほんビューア", "kind": "match", "canonical": "apache/tomcat", "by": "見本 花子", "on": "2026-01-20" });
    std::fs::write(&list, format!("{answer}\nno answer\n")).unwrap();
    let aliases = |data: &str, arguments: &[&str]| sonae(&[&["products", "aliases"], arguments, &["--data", data]].concat());
    let imported = aliases(&data, &["import", list.to_str().unwrap()]);
    assert!(code(&imported) == 1 && stderr(&imported).contains("2行目"), "{}", stderr(&imported));
    let exported = scratch.path().join("out.jsonl");
    assert_eq!(code(&aliases(&data, &["export", exported.to_str().unwrap()])), 0);
    assert_eq!(code(&aliases(&other, &["import", exported.to_str().unwrap()])), 0);
    assert!(stdout(&aliases(&other, &["list"])).contains("Apache Tomcat"));

    let said = resolved(&other, "みほんﾋﾞｭｰｱ\t3.2\tsoftware\n");
    assert_eq!((&said["canonical"], &said["version"]), (&json!("apache/tomcat"), &json!("3.2")));
}

#[test]
fn an_inspected_folder_may_hold_what_its_own_names_mean() {
    let folder = copy_of("見本病院");
    let ledger = "管理番号,種別,メーカー,型番,OS,コンピュータ名,状態\nNW-900,ネットワーク機器,見本,みはり番,6.4.8,MIHARI,稼働\n";
    std::fs::write(folder.path().join("03_情報機器/追加.csv"), ledger).unwrap();
    let inside = folder.path().join("脆弱性データ");
    official(&inside);
    let exploited = || {
        let forms = inspect(folder.path(), &[]).1;
        let reasons = item(&forms[0], "2-⑥")["reasons"].as_array().unwrap().clone();
        let reason = reasons.into_iter().find(|reason| reason["key"] == "patch-exploited-vulnerability").unwrap();
        reason["text"].to_string()
    };
    assert!(!exploited().contains("NW-900"));
    let answer =
        json!({ "text": "見本 みはり番", "kind": "match", "canonical": "fortinet/fortios", "by": "見本 花子", "on": "2026-01-20" });
    let list = inside.join("呼び名.jsonl");
    std::fs::write(&list, format!("{answer}\n")).unwrap();
    assert!(exploited().contains("NW-900"), "{}", exploited());
    let moved = folder.path().with_extension("jsonl");
    std::fs::rename(&list, &moved).unwrap();
    assert!(!exploited().contains("NW-900"));
    let named = inspect(folder.path(), &["--aliases", moved.to_str().unwrap()]).1;
    std::fs::remove_file(&moved).unwrap();
    assert!(item(&named[0], "2-⑥")["reasons"].to_string().contains("NW-900"));
}

/// What one line of a ledger means where this data lies.
fn resolved(data: &str, line: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sonae"));
    command.args(["products", "resolve", "--json", "--data", data]).env("SONAE_HOME", own_home());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), line.as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn the_names_of_an_imported_list_are_understood_where_a_version_stands_beside_them() {
    let (scratch, data) = hospital();
    let list = scratch.path().join("myjvn_product.rdf");
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<Result version="3.3" xmlns="http://jvndb.jvn.jp/myjvn/Results"><VendorInfo xml:lang="ja">
<Vendor vname="見本社" cpe="cpe:/:mihon" vid="1"><Product pname="ミホングラフ" cpe="cpe:/a:mihon:mihon_graph" pid="1"/></Vendor>
</VendorInfo></Result>"#;
    std::fs::write(&list, text).unwrap();
    let line = "ミホングラフ 2.1\t\tsoftware\n";
    assert_eq!(resolved(&data, line)["kind"], "ambiguous");
    assert_eq!(feeds(&data, &["import", list.to_str().unwrap()]).0, 0);
    assert_eq!(resolved(&data, line)["canonical"], "mihon/mihon-graph");
}
