//! 機器の観測: bringing a file, strangers, a question answered, taking the file back.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sonae_domain::access::Role;
use sonae_domain::assessment::Status;
use sonae_domain::observation::Tie;

use crate::api::Program;
use crate::common::Site;

/// Two switches that the ledger knows by their MAC addresses, a server by name and address, and a FortiGate that nobody knows.
const SCAN: &str = r#"<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" start="1768786200" version="7.95">
<host><status state="up"/><address addr="192.168.20.253" addrtype="ipv4"/><address addr="00:00:5E:00:53:F4" addrtype="mac"/></host>
<host><status state="up"/><address addr="192.168.20.31" addrtype="ipv4"/><hostnames><hostname name="sv-file01.mihon.example" type="PTR"/></hostnames></host>
<host><status state="up"/><address addr="192.168.20.77" addrtype="ipv4"/><address addr="00:09:0F:00:53:77" addrtype="mac" vendor="Fortinet"/></host>
</nmaprun>"#;

async fn statuses(site: &Site, no: &str) -> (Status, Vec<String>) {
    let known = site.web.house.known().await.unwrap();
    let item = known.forms[0].assessment.items.iter().find(|item| item.no == no).unwrap().finding.clone();
    (item.status, item.reasons.iter().map(|reason| reason.key.clone()).collect())
}

#[tokio::test]
async fn a_scan_shows_what_the_ledger_does_not_know_and_can_be_taken_back() {
    let site = Site::hospital().await;
    let before = statuses(&site, "2-①").await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert!(operator.get("/observations").await.text().contains("まだ観測がありません"));

    let shown = operator.upload("/observations/import", &[], &[("file", "院内.xml", SCAN.as_bytes())]).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text());
    let preview = operator.get(shown.location()).await.text();
    for words in ["まだ何も変えていません", "2026年1月19日", "台帳にない機器：</b>192.168.20.77"] {
        assert!(preview.contains(words), "{words}: {preview}");
    }
    assert_eq!(statuses(&site, "2-①").await, before);

    let file = preview.split("name=\"file\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("file", file.as_str()), ("name", "院内.xml")];
    assert_eq!(operator.post("/observations/confirm", &fields).await.status, StatusCode::SEE_OTHER);
    let page = operator.get("/observations").await.text();
    for words in ["台帳にないネットワーク機器　1台", "192.168.20.77", "Fortinet", "同じ機器ですか　1件", "コンピュータ名、IPアドレス"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let (status, reasons) = statuses(&site, "2-①").await;
    assert_eq!(status, Status::NotSatisfied);
    assert!(reasons.iter().any(|key| key == "asset-observed-network-not-in-ledger"), "{reasons:?}");

    // the same file again changes nothing
    operator.upload("/observations/import", &[], &[("file", "院内.xml", SCAN.as_bytes())]).await;
    operator.post("/observations/confirm", &fields).await;
    assert!(operator.get("/observations").await.text().contains("もう取り込んであります"));

    let wrong = [("number", "SV-001"), ("name", "host:sv-file01"), ("same", "yes")];
    assert_eq!(operator.post("/observations/identity", &wrong).await.status, StatusCode::NOT_FOUND);
    let answer = [("number", "SV-009"), ("name", "host:sv-file01"), ("same", "yes")];
    assert_eq!(operator.post("/observations/identity", &answer).await.status, StatusCode::SEE_OTHER);
    let known = site.web.house.known().await.unwrap();
    let tied = known.facts.machines.iter().find(|machine| machine.name == "host:sv-file01").unwrap();
    assert!(matches!(&tied.tie, Tie::Row { number, .. } if number == "SV-009"));
    let machine = operator.get("/observations/machine?name=host%3Asv-file01").await.text();
    assert!(machine.contains("SV-009") && machine.contains("nmap"), "{machine}");

    assert_eq!(operator.post("/observations/undo", &[("file", &file)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(statuses(&site, "2-①").await, before);
    assert!(operator.get("/observations").await.text().contains("まだ観測がありません"));
}

#[tokio::test]
async fn what_is_no_observation_says_so_and_nobody_brings_one_without_the_right() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.upload("/observations/import", &[], &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = operator.upload("/observations/import", &[], &[("file", "写真.bin", b"\x89PNG\r\n\x1a\n0000")]).await;
    let page = operator.get(shown.location()).await.text();
    assert!(page.contains("何のファイルか分かりません") && !page.contains("この内容で取り込む"), "{page}");
    let mut viewer = site.signed_in(&[Role::Viewer]).await;
    assert_eq!(viewer.upload("/observations/import", &[], &[("file", "a.xml", SCAN.as_bytes())]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_a_text_means_is_answered_shown_taken_back_and_given_to_others() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert!(operator.page("/observations").await.contains("製品を決められないもの"));
    let page = operator.page("/observations/products").await;
    let asked = page.split("name=\"text\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(page.contains("該当なし・事業者に確認"), "{page}");
    let (unknown, taken) = (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SEE_OTHER);
    for (said, status) in [("other", unknown), ("nobody/nothing", unknown), ("ask-vendor", taken)] {
        let posted = [("text", asked.as_str()), ("answer", said), ("note", "電話で確認")];
        assert_eq!(operator.post("/observations/products/answer", &posted).await.status, status, "{said}");
    }
    let page = operator.page("/observations/products").await;
    assert!(page.contains("答えたもの　1件") && page.contains("事業者へ確認") && page.contains("電話で確認"), "{page}");
    let list = operator.get("/observations/products/list").await;
    assert_eq!(list.text().lines().count(), 1);

    let key = page.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(operator.post("/observations/products/withdraw", &[("key", &key)]).await.status, StatusCode::SEE_OTHER);
    assert!(operator.page("/observations/products").await.contains("答えたもの　0件"));
    operator.upload("/observations/products/import", &[], &[("file", "list.jsonl", list.text().as_bytes())]).await;
    let page = operator.page("/observations/products").await;
    assert!(page.contains("1件取り込みました") && page.contains("答えたもの　1件"), "{page}");
}

/// Brings a file and confirms it; the last page that was shown.
async fn bring(browser: &mut crate::common::Browser<'_>, name: &str, bytes: &[u8], machine: &str) -> crate::common::Answer {
    let shown = browser.upload("/observations/import", &[], &[("file", name, bytes)]).await;
    let preview = browser.get(shown.location()).await.text();
    let file = preview.split("name=\"file\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    browser.post("/observations/confirm", &[("file", file.as_str()), ("name", name), ("machine", machine)]).await
}

#[tokio::test]
async fn a_stranger_becomes_a_row_is_a_known_row_or_is_set_aside_for_a_time() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    bring(&mut operator, "院内.xml", SCAN.as_bytes(), "").await;
    let today = operator.get("/").await.text();
    let (first, rest) = today.split_once("今日のうちに確かめること").expect("the router that nobody knew comes first");
    assert!(first.matches("<h3 class=\"part\">").count() == 1 && rest.contains("192.168.20.77"), "{today}");
    let name = "mac:00:09:0f:00:53:77";
    let page = operator.get(&format!("/observations/machine?name={}", name.replace(':', "%3A"))).await.text();
    assert!(page.contains("この機器をどうしますか") && page.contains("台帳に加える"), "{page}");

    // set aside: no stranger any more, but seen on the page with its reason; a day too far is refused
    let aside = |until: &'static str| [("name", name), ("why", "neighbour"), ("note", "隣の薬局のルーター"), ("until", until)];
    operator.post("/observations/aside", &aside("2099/1/1")).await;
    assert!(operator.get("/observations").await.text().contains("台帳にないネットワーク機器　1台"));
    operator.post("/observations/aside", &aside("2026/3/31")).await;
    let page = operator.get("/observations").await.text();
    for words in ["台帳に載せないことにした機器　1台", "隣の薬局のルーター", "2026/3/31"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let (_, reasons) = statuses(&site, "2-①").await;
    assert!(
        reasons.contains(&"asset-observed-set-aside".to_owned()) && !reasons.contains(&"asset-observed-network-not-in-ledger".to_owned())
    );
    operator.post("/observations/aside/withdraw", &[("name", name)]).await;
    assert!(operator.get("/observations").await.text().contains("台帳にないネットワーク機器　1台"));

    // into the ledger: a row with what was seen, tied for good
    assert_eq!(operator.post("/observations/tie", &[("name", name), ("number", "ない番号")]).await.status, StatusCode::SEE_OTHER);
    let added = operator.post("/observations/add", &[("name", name), ("number", "NW-900")]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let row = operator.get(added.location()).await.text();
    assert!(row.contains("192.168.20.77") && row.contains("Fortinet"), "{row}");
    let known = site.web.house.known().await.unwrap();
    let tied = known.facts.machines.iter().find(|machine| machine.name == name).unwrap();
    assert!(matches!(&tied.tie, Tie::Row { number, .. } if number == "NW-900"), "{:?}", tied.tie);
}

#[tokio::test]
async fn an_item_tells_how_much_was_observed_and_why_the_rest_was_not() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let link = {
        let known = site.web.house.known().await.unwrap();
        let form = &known.forms[0];
        let item = form.assessment.items.iter().find(|item| item.no == "2-⑨").unwrap();
        format!("/forms/{}/{}/{}", form.assessment.edition, form.assessment.audience.as_str(), item.key)
    };
    let page = operator.get(&link).await.text();
    for words in ["どれだけ観測できたか", "観測できたものはありません", "「見つからない」は「問題がない」ではありません", "collect.cmd"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let pc = r#"{"schema":"sonae-collect/1","taken-at":"2026-01-15T01:00:00Z","host":{"name":"SV-FILE01","interfaces":[{"mac":"","addresses":["192.168.20.31"]}]},"missing":[{"what":"storage","why":"needs-administrator"}]}"#;
    bring(&mut operator, "SV-FILE01.json", pc.as_bytes(), "").await;
    operator.post("/observations/identity", &[("number", "SV-009"), ("name", "host:sv-file01"), ("same", "yes")]).await;
    let page = operator.get(&link).await.text();
    assert!(page.contains("管理者として実行しなかったため"), "{page}");
}

#[tokio::test]
async fn a_list_of_backups_that_names_no_machine_asks_for_it() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let versions = b"wbadmin 1.0\r\n\r\nBackup time: 1/18/2026 9:00 PM\r\nBackup target: Network Share labeled \\\\nas\\backup\r\nVersion identifier: 01/18/2026-12:00\r\n";
    let refused = bring(&mut operator, "versions.txt", versions, "").await;
    assert!(refused.text().contains("どの機器のことか分かりません"), "{}", refused.text());
    assert_eq!(bring(&mut operator, "versions.txt", versions, "SV-FILE01").await.status, StatusCode::SEE_OTHER);
    let known = site.web.house.known().await.unwrap();
    let seen = known.facts.observations.iter().find_map(|seen| seen.backup()).unwrap();
    assert_eq!(seen.hosts, ["SV-FILE01"]);
    // the file's name may say it
    let shown = operator.upload("/observations/import", &[], &[("file", "wbadmin_SV-FILE01.txt", &versions[2..])]).await;
    let preview = operator.get(shown.location()).await.text();
    assert!(preview.contains("どの機器のことですか") && preview.contains("「SV-FILE01」と読み取りました"), "{preview}");
}

#[tokio::test]
async fn programs_see_strangers_and_say_what_becomes_of_them() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    bring(&mut operator, "院内.xml", SCAN.as_bytes(), "").await;
    let program = Program::all(&site).await;
    let listed = program.get("/strangers", 200).await;
    let name = "mac:00:09:0f:00:53:77";
    let router = &listed["strangers"][0];
    assert_eq!((&listed["page"]["total"], &router["name"], &router["set-aside"]), (&json!(1), &json!(name), &Value::Null));
    assert_eq!((&router["addresses"], &router["files"]), (&json!(["192.168.20.77"]), &json!(["院内.xml"])));

    let at = format!("/strangers/{}", crate::common::encode(name));
    let (row, aside) = (format!("{at}/row"), format!("{at}/aside"));
    let word = |why: &str, note: &str, until: &str| json!({ "why": why, "note": note, "until": until });
    program.write("PUT", &aside, &[], &word("other", " ", "2026-03-31"), 422).await;
    program.write("PUT", &aside, &[], &word("neighbour", "", "2099-01-01"), 422).await;
    program.write("PUT", "/strangers/nobody/aside", &[], &word("guest", "", "2026-03-31"), 404).await;
    program.write("PUT", &aside, &[], &word("neighbour", "隣の薬局", "2026-03-31"), 204).await;
    assert_eq!(program.get("/strangers", 200).await["strangers"][0]["set-aside"]["note"], "隣の薬局");
    program.write("DELETE", &aside, &[], &Value::Null, 204).await;

    let refused = program.write("PUT", &row, &[], &json!({ "number": "ない番号" }), 422).await;
    assert_eq!(refused["errors"][0]["field"], "number");
    let taken = program.write("POST", &row, &[], &json!({ "number": "NW-001" }), 409).await;
    assert!(taken["errors"][0]["message"].as_str().unwrap().contains("NW-001"));
    assert_eq!(program.write("POST", &row, &[], &json!({ "number": "NW-900", "kind": "network" }), 200).await["key"], "NW-900");
    assert_eq!(program.get("/strangers", 200).await["page"]["total"], 0);
    program.write("POST", &row, &[], &json!({}), 404).await;
}

#[tokio::test]
async fn programs_answer_what_a_text_means_and_take_it_back() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let asked = program.get("/products/questions", 200).await;
    let text = asked["questions"][0]["text"].as_str().unwrap().to_owned();
    assert!(!asked["questions"][0]["devices"].as_array().unwrap().is_empty());
    let total = asked["page"]["total"].as_u64().unwrap();
    let answer = |meaning: &str, product: Value| json!({ "text": text, "meaning": meaning, "product": product, "note": "電話で確認" });
    for (meaning, product) in [("product", Value::Null), ("product", json!("nobody/nothing")), ("ask-vendor", json!("apache/tomcat"))] {
        program.write("POST", "/products/answers", &[], &answer(meaning, product), 422).await;
    }
    program.write("POST", "/products/answers", &[], &answer("product", json!("apache/tomcat")), 204).await;
    assert_eq!(program.get("/products/questions", 200).await["page"]["total"], total - 1);
    let answers = program.get("/products/answers", 200).await;
    let kept = &answers["answers"][0];
    assert_eq!((&kept["text"], &kept["meaning"], &kept["product"]["name"]), (&json!(text), &json!("product"), &json!("Apache Tomcat")));
    let key = kept["key"].as_str().unwrap();
    program.write("DELETE", &format!("/products/answers/{key}"), &[], &Value::Null, 204).await;
    program.write("DELETE", &format!("/products/answers/{key}"), &[], &Value::Null, 404).await;
    assert_eq!(program.get("/products/questions", 200).await["page"]["total"], total);
}

#[tokio::test]
async fn a_directory_is_shown_with_what_is_cut_out_of_it_before_anything_is_kept() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    let ldif = "dn: CN=PC-X,DC=hosp,DC=local\nobjectClass: computer\ncn: PC-X\nms-Mcs-AdmPwd: Himitsu-1984\n";
    for (start, words) in
        [("/observations/import", "1か所、取り除いて保存します（ms-Mcs-AdmPwd）"), ("/ledgers/import", "1か所にありました(ms-Mcs-AdmPwd)")]
    {
        let shown = operator.upload(start, &[], &[("file", "AD.ldif", ldif.as_bytes())]).await;
        let preview = operator.get(shown.location()).await.text();
        assert!(preview.contains(words) && !preview.contains("Himitsu"), "{preview}");
        assert!(preview.contains("元のファイルの SHA-256"), "{preview}");
    }
}
