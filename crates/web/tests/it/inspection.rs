//! 立入検査: what the inspector is shown, and the pack that is built in the browser.

use axum::http::StatusCode;
use sonae_app::pack::verify_pack;
use sonae_app::records::PACKS;
use sonae_domain::access::Role;

use crate::common::{Browser, Site, chips};

/// The addresses on a page that begin so.
fn links(page: &str, begin: &str) -> Vec<String> {
    let parts = page.split("href=\"").skip(1).filter_map(|part| part.split('"').next());
    let mut links: Vec<String> = parts.filter(|link| link.starts_with(begin)).map(str::to_owned).collect();
    links.sort();
    links.dedup();
    links
}

async fn build(browser: &mut Browser<'_>) -> String {
    let answer = browser.post("/inspection/packs", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/inspection/packs/progress"));
    loop {
        let answer = browser.get("/inspection/packs/progress").await;
        if answer.status == StatusCode::SEE_OTHER {
            return answer.location().to_owned();
        }
        assert_eq!(answer.headers["refresh"], "2");
    }
}

#[tokio::test]
async fn what_the_inspector_asks_stands_in_his_order_with_its_state() {
    let site = Site::hospital().await;
    let page = site.signed_in(&[Role::Inspector]).await.page("/inspection").await;
    let places: Vec<usize> =
        ["医療機関確認用", "現物（必ず見られるもの）", "求められたら見せるもの", "事業者確認用</h2>", "ほかの項目とその根拠"]
            .iter()
            .map(|heading| page.find(heading).unwrap_or_else(|| panic!("{heading}: {page}")))
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    for text in ["2-①", "3-①", "3-③", "機器台帳", "連絡体制図", "そろっている", "足りない"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(chips(&page)["yes"] > 3);
}

#[tokio::test]
async fn every_original_opens_read_only() {
    let site = Site::hospital().await;
    let mut inspector = site.signed_in(&[Role::Inspector]).await;
    let page = inspector.page("/inspection").await;
    let all = links(&page, "/inspection/");
    assert!(all.iter().any(|link| link.contains("/papers/devices")) && all.iter().any(|link| link.contains("/files/")), "{all:?}");
    for link in all {
        let answer = inspector.get(&link).await;
        assert_eq!(answer.status, StatusCode::OK, "{link}");
        let text = answer.text();
        assert!(!text.contains("<textarea") && !text.contains("type=\"file\""), "{link} can be edited");
    }
    for pdf in ["/inspection/forms/0/pdf", "/inspection/papers/devices/pdf", "/inspection/contact-tree/pdf"] {
        assert_eq!(inspector.get(pdf).await.headers["content-type"], "application/pdf");
    }
}

#[tokio::test]
async fn an_inspector_sees_nothing_else_and_changes_nothing() {
    let site = Site::hospital().await;
    let mut inspector = site.signed_in(&[Role::Inspector]).await;
    assert_eq!(inspector.get("/").await.location(), "/inspection");
    for path in ["/settings", "/settings/policy", "/settings/audit", "/settings/audit/export", "/report", "/ledgers", "/forms", "/vendors"]
    {
        let status = inspector.get(path).await.status;
        assert!(status == StatusCode::FORBIDDEN || status == StatusCode::NOT_FOUND, "{path}: {status}");
    }
    assert_eq!(inspector.post("/inspection/packs", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(inspector.get("/inspection/packs/progress").await.status, StatusCode::FORBIDDEN);
    let page = inspector.page("/inspection").await;
    assert!(!page.contains("href=\"/settings\"") && !page.contains("href=\"/ledgers\"") && !page.contains("href=\"/report\""));
    let packs = inspector.page("/inspection/packs").await;
    assert!(!packs.contains("いまの内容で作る"));
}

#[tokio::test]
async fn somebody_who_only_reads_ledgers_does_not_see_the_inspection() {
    let site = Site::hospital().await;
    let mut viewer = site.signed_in(&[Role::Viewer]).await;
    for path in ["/inspection", "/inspection/forms/0", "/inspection/papers/devices", "/inspection/packs", "/inspection/packs/0001"] {
        assert_eq!(viewer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_pack_built_in_the_browser_verifies_on_another_machine() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    assert_eq!(build(&mut manager).await, "/inspection/packs");
    let page = manager.page("/inspection/packs").await;
    let link = links(&page, "/inspection/packs/0").remove(0);
    let mut inspector = site.signed_in(&[Role::Inspector]).await;
    let zip = inspector.get(&link).await;
    assert_eq!(zip.headers["content-type"], "application/zip");
    let verdict = verify_pack(&zip.bytes, None);
    assert_eq!(verdict.faults, []);
    assert!(verdict.intact > 20 && page.contains(&verdict.fingerprint.unwrap()));
    let head = verdict.head.unwrap();
    assert_eq!((head.edition.as_str(), head.as_of.as_str()), ("r7", "2026-01-20"));
    // documents, and the files from which ledgers were read, are in it as they are
    let text = String::from_utf8_lossy(&zip.bytes).into_owned();
    assert!(text.contains("機器台帳") && text.contains("契約一覧.xlsx"), "its own files are missing");
    let store = &site.web.house.store;
    let actions: Vec<String> = store.audit_events(..).await.unwrap().into_iter().map(|event| event.action).collect();
    assert!(actions.contains(&"pack.built".to_owned()) && actions.last().unwrap() == "pack.downloaded");
    assert!(manager.post(&format!("{link}/check"), &[]).await.text().contains("作ったときのままです"));
}

#[tokio::test]
async fn a_pack_that_was_changed_on_disk_is_not_handed_out() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    build(&mut manager).await;
    let id = site.web.house.store.records(PACKS).await.unwrap()[0].key.clone();
    let file = site.web.house.folder.packs().join(format!("{id}.zip"));
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let answer = manager.get(&format!("/inspection/packs/{id}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(manager.post(&format!("/inspection/packs/{id}/check"), &[]).await.text().contains("問題があります"));
    assert_eq!(manager.get("/inspection/packs/..%2Fsonae").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_documents_of_the_institution_are_given_out() {
    let site = Site::hospital().await;
    let kept = site.web.house.folder.keep_evidence(b"not named by any ledger").unwrap();
    let mut inspector = site.signed_in(&[Role::Inspector]).await;
    assert_eq!(inspector.get(&format!("/inspection/files/{kept}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(inspector.get("/inspection/files/..%2F..%2Fsonae.db").await.status, StatusCode::NOT_FOUND);
    assert_eq!(inspector.get("/inspection/forms/99").await.status, StatusCode::NOT_FOUND);
}
