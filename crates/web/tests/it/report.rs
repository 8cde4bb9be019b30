//! 経営層への報告: what is shown, its approval, what changed since.

use axum::http::StatusCode;
use sonae_app::records::REPORTS;
use sonae_domain::access::Role;

use crate::common::Site;

/// The digest of what a page shows.
fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_management_sees_one_page_and_approves_what_it_saw() {
    let site = Site::hospital().await;
    let mut director = site.signed_in(&[Role::Executive]).await;
    let page = director.page("/report").await;
    for text in ["まだ承認されていません", "食い違い", "足りないもの", "事業者の確認書", "ほかに承認を待っているもの"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let fields = [("seen", seen(&page)), ("comment", "<b>進めてください</b>".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = director.post("/report/approve", &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/report"));
    let page = director.page("/report").await;
    assert!(page.contains("承認済み") && page.contains("2026年1月20日（令和8年1月20日）") && page.contains("executive さん"), "{page}");
    assert!(page.contains("&#60;b&#62;進めてください") && !page.contains("この内容を承認する"));
    let events = site.web.house.store.audit_events(..).await.unwrap();
    let event = events.iter().rev().find(|event| event.action == "approval.given").unwrap();
    assert_eq!((event.actor.as_str(), event.detail["digest"].as_str()), ("executive", fields.first().map(|(_, digest)| *digest)));
    assert!(director.page("/report/approved/0001").await.contains("承認した報告"));
    assert_eq!(director.get("/report/approved/0001/pdf").await.headers["content-type"], "application/pdf");
}

#[tokio::test]
async fn an_approval_is_of_what_was_seen_and_gets_old_when_it_changes() {
    let site = Site::hospital().await;
    let mut director = site.signed_in(&[Role::Executive]).await;
    let digest = seen(&director.page("/report").await);
    assert_eq!(director.post("/report/approve", &[("seen", &digest), ("comment", "")]).await.status, StatusCode::SEE_OTHER);
    // the contracts with vendors are no longer there: their forms are not asked for
    let mut tx = site.web.house.store.begin().await.unwrap();
    tx.replace_ledger("contracts", Vec::new()).await.unwrap();
    let event = site.web.house.event(&sonae_app::actor::Actor::command_line(), "ledgers.imported", "", serde_json::json!({}));
    tx.commit(event).await.unwrap();
    let page = director.page("/report").await;
    assert!(page.contains("承認したのは前の内容です") && page.contains("前の承認から変わったこと"), "{page}");
    let old = director.post("/report/approve", &[("seen", &digest), ("comment", "このまま")]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(old.text().contains("見ていた間に内容が変わった") && old.text().contains(">このまま</textarea>"));
    assert_eq!(site.web.house.store.records(REPORTS).await.unwrap().len(), 1);
}

#[tokio::test]
async fn whoever_does_the_work_reads_the_report_and_does_not_approve_it() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let page = manager.page("/report").await;
    assert!(!page.contains("この内容を承認する") && page.contains("承認できるのは"));
    assert_eq!(manager.post("/report/approve", &[("seen", "x")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(manager.get("/report/pdf").await.headers["content-type"], "application/pdf");
    for role in [Role::Operator, Role::Viewer, Role::Inspector, Role::Vendor] {
        let mut browser = site.signed_in(&[role]).await;
        for path in ["/report", "/report/pdf", "/report/approved/0001"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
        assert_eq!(browser.post("/report/approve", &[("seen", "x")]).await.status, StatusCode::FORBIDDEN, "{role}");
    }
    assert!(site.web.house.store.records(REPORTS).await.unwrap().is_empty());
    assert_eq!(manager.get("/report/approved/9999").await.status, StatusCode::NOT_FOUND);
}
