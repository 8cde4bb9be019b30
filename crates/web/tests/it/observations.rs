//! 機器の観測: bringing a file, strangers, a question answered, taking the file back.

use axum::http::StatusCode;
use sonae_domain::access::Role;
use sonae_domain::assessment::Status;
use sonae_domain::observation::Tie;

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
