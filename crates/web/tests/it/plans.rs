//! 連絡体制図, 事業継続計画と訓練, 規程, バックアップ.

use axum::http::StatusCode;
use sonae_app::reporting::approvals::{Standing, last, state};
use sonae_domain::access::Role;
use sonae_domain::assessment::Status;

use crate::common::{Browser, Site, encode};

async fn bcp(site: &Site) -> String {
    let known = site.web.house.known().await.unwrap();
    known.facts.bcps.iter().find(|row| row.covers_cyber_attack == Some(true)).unwrap().key.clone()
}

/// The digest in the box of something that can be approved.
fn digest(page: &str, key: &str) -> String {
    let box_of =
        page.split("action=\"/plans/approval\"").skip(1).find(|part| part.contains(&format!("name=\"key\" value=\"{key}\""))).unwrap();
    box_of.split("name=\"digest\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn give(browser: &mut Browser<'_>, what: &str, key: &str, digest: &str) -> StatusCode {
    browser.post("/plans/approval", &[("what", what), ("key", key), ("digest", digest), ("do", "give")]).await.status
}

#[tokio::test]
async fn the_contact_tree_shows_who_calls_whom_and_what_is_missing() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Viewer]).await;
    let page = browser.page("/contacts").await;
    for text in ["090-0000-2104", "第一報", "連絡体制図に載っていない事業者", "サンプル画像", "調査・復旧の依頼", "class=\"lv2\""]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("今日確認した") && !page.contains("追加する"));
    let paper = browser.get("/contacts/paper").await;
    assert_eq!(paper.headers["content-type"], "application/pdf");
    // nobody has approved it yet
    assert!(paper.text().contains("03-6812-7837") && paper.text().contains("approved_by: None"), "{}", paper.text());
}

#[tokio::test]
async fn a_contact_is_added_and_its_number_confirmed() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let empty = browser.post("/contacts/add", &[("group", "vendor"), ("phones", "0000-1")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("＊組織名、役割、氏名のどれか") && empty.text().contains("0000-1"));
    let fields = [("group", "vendor"), ("organisation", "㈱サンプル画像システム"), ("name", "窓口 / A"), ("phones", "0000-1、0000-2")];
    assert_eq!(browser.post("/contacts/add", &fields).await.location(), "/contacts");
    assert_eq!(browser.post("/contacts/add", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let known = site.web.house.known().await.unwrap();
    let contact = known.facts.contacts.iter().find(|row| row.name == "窓口 / A").unwrap();
    assert_eq!((contact.phones.len(), contact.checked_on), (2, None));
    let (status, _) = sonae_app::plans::gaps(&known, "incident-contact-tree").unwrap();
    assert_eq!(status, Status::Satisfied);
    assert_eq!(browser.post("/contacts/confirm", &[("key", &contact.key)]).await.location(), "/contacts");
    let known = site.web.house.known().await.unwrap();
    let confirmed = |name: &str| known.facts.contacts.iter().find(|row| row.name == name).unwrap().checked_on.unwrap().to_string();
    assert_eq!((confirmed("窓口 / A"), confirmed("石井 拓也")), ("2026-01-20".to_owned(), "2025-10-01".to_owned()));
    browser.post("/contacts/confirm", &[("all", "yes")]).await;
    let known = site.web.house.known().await.unwrap();
    assert!(known.facts.contacts.iter().all(|row| row.checked_on.unwrap().to_string() == "2026-01-20"));
    assert_eq!(browser.post("/contacts/confirm", &[("key", "nobody")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_approval_is_void_as_soon_as_the_document_or_the_text_changes() {
    let site = Site::hospital().await;
    let key = bcp(&site).await;
    let mut worker = site.signed_in(&[Role::Manager]).await;
    let mut boss = site.signed_in(&[Role::Executive]).await;
    let page = worker.page("/continuity").await;
    let mark = digest(&page, &key);
    assert_eq!(give(&mut worker, "bcp", &key, &mark).await, StatusCode::FORBIDDEN);
    let asked = worker.post("/plans/approval", &[("what", "bcp"), ("key", &key), ("do", "ask"), ("comment", "お願いします")]).await;
    assert_eq!(asked.location(), "/continuity");
    let page = boss.page("/continuity").await;
    assert!(page.contains("承認待ち") && page.contains("お願いします"));
    assert_eq!(give(&mut boss, "bcp", &key, &digest(&page, &key)).await, StatusCode::SEE_OTHER);
    let page = boss.page("/continuity").await;
    assert!(page.contains("承認済み"), "{page}");
    let known = site.web.house.known().await.unwrap();
    let row = known.facts.bcps.iter().find(|row| row.key == key).unwrap();
    assert_eq!((row.approved_by.as_str(), row.approved_on.unwrap().to_string().as_str()), ("executive さん", "2026-01-20"));
    // another document
    let file = ("file", "bcp2.pdf", &b"%PDF-1.7 second edition"[..]);
    let attached = worker.upload("/plans/document", &[("what", "bcps"), ("key", &key)], &[file]).await;
    assert_eq!(attached.location(), "/continuity");
    assert!(boss.page("/continuity").await.contains("承認は無効"));
    let known = site.web.house.known().await.unwrap();
    let row = known.facts.bcps.iter().find(|row| row.key == key).unwrap();
    assert_eq!((row.document.as_str(), row.approved_by.as_str(), row.approved_on), ("bcp2.pdf", "", None));
    // approving what one saw before the change is refused
    give(&mut boss, "bcp", &key, &mark).await;
    assert!(boss.page("/continuity").await.contains("その間に変わりました"));
    let approval = last(&site.web.house, "bcp", &key).await.unwrap().unwrap();
    assert!(matches!(state(&site.web.house, "bcp", &key, "other").await.unwrap(), Standing::Void(_)));
    let page = boss.page("/continuity").await;
    give(&mut boss, "bcp", &key, &digest(&page, &key)).await;
    assert_ne!(last(&site.web.house, "bcp", &key).await.unwrap().unwrap().digest, approval.digest);
    // another text
    let written = worker.post("/continuity/text", &[("key", &key), ("seen", "0"), ("text", "# 見出し\n- <b>項目")]).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text());
    assert!(boss.page("/continuity").await.contains("承認は無効"));
    let paper = boss.page(&format!("/continuity/text/paper?key={}", encode(&key))).await;
    assert!(paper.contains("<h2>見出し</h2>") && paper.contains("&#60;b&#62;項目") && paper.contains("未承認"), "{paper}");
}

#[tokio::test]
async fn a_text_that_somebody_else_wrote_meanwhile_is_not_overwritten() {
    let site = Site::hospital().await;
    let key = bcp(&site).await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let template = browser.page(&format!("/continuity/text?key={}", encode(&key))).await;
    assert!(template.contains("見本病院のコンピュータが使えなくなったときに") && template.contains("ひな形"));
    let path = "/continuity/text";
    assert_eq!(browser.post(path, &[("key", &key), ("seen", "0"), ("text", "one")]).await.status, StatusCode::SEE_OTHER);
    let second = browser.post(path, &[("key", &key), ("seen", "0"), ("text", "two")]).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    let page = second.text();
    assert!(page.contains(">two</textarea>") && page.contains(">one</pre>") && page.contains("name=\"seen\" value=\"1\""), "{page}");
    let viewer = site.signed_in(&[Role::Viewer]).await.post(path, &[("key", &key), ("seen", "1"), ("text", "x")]).await;
    assert_eq!(viewer.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/continuity/text?key=nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_paper_for_the_day_without_computers_has_numbers_order_and_places() {
    let site = Site::hospital().await;
    let page = site.signed_in(&[Role::Viewer]).await.page("/continuity/kit").await;
    for text in ["0000-10-2000", "電子カルテ復旧手順書", "ネットワークのケーブルを抜く", "看護記録・温度板", "みほんメディカルシステム"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let first = page.find("電子カルテ復旧手順書").unwrap();
    assert!(first < page.find("医事会計復旧手順書").unwrap());
}

#[tokio::test]
async fn a_drill_is_noted_and_its_findings_are_put_right() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let wrong = [("drill-title", ""), ("held", "2026/12/1"), ("participants", "多数"), ("findings", "<i>紙が足りない")];
    let answer = browser.post("/continuity/drills", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["＊名前を入れてください", "＊今日より後の日付", "＊数字で", "&#60;i&#62;紙が足りない"] {
        assert!(answer.text().contains(text), "{text}");
    }
    let right =
        [("drill-title", "机上訓練"), ("held", "令和8年1月15日"), ("drill-cyber", "yes"), ("participants", "12"), ("findings", "紙")];
    assert_eq!(browser.post("/continuity/drills", &right).await.location(), "/continuity");
    let known = site.web.house.known().await.unwrap();
    let drill = known.facts.drills.iter().find(|row| row.title == "机上訓練").unwrap();
    assert_eq!((drill.participants, drill.cyber_attack, drill.improved_on), (Some(12), Some(true), None));
    browser.post("/continuity/improved", &[("key", &drill.key)]).await;
    let history = site.web.house.store.history("drills", &drill.key).await.unwrap();
    assert_eq!(history.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["plan.added", "drill.improved"]);
}

#[tokio::test]
async fn the_matrix_shows_the_holes_of_the_rule_and_a_clause_fills_one() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let page = browser.page("/regulations").await;
    assert!(page.contains("条のない項目 <b>2</b>件") && page.contains("第12条") && page.contains("教育の記録"), "{page}");
    let none = browser.post("/regulations/add", &[("title", "規程A"), ("clause", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("＊対応する項目を1つ以上"));
    let fields = [("title", "規程A"), ("clause", "第1条"), ("covers", "2-09"), ("covers", "2-10"), ("established", "R7.4.1")];
    assert_eq!(browser.post("/regulations/add", &fields).await.location(), "/regulations");
    let page = browser.page("/regulations").await;
    assert!(page.contains("すべての項目に条があります") && page.contains("規程A 第1条"), "{page}");
    // a regulation is approved with all its clauses
    let mut boss = site.signed_in(&[Role::Executive]).await;
    let page = boss.page("/regulations").await;
    give(&mut boss, "regulation", "規程A", &digest(&page, "規程A")).await;
    let known = site.web.house.known().await.unwrap();
    assert_eq!(known.facts.regulations.iter().find(|row| row.title == "規程A").unwrap().approved_by, "executive さん");
    let more = [("title", "規程A"), ("clause", "第2条"), ("covers", "2-08")];
    browser.post("/regulations/add", &more).await;
    assert!(browser.page("/regulations").await.contains("承認は無効"));
    let education = [("education-title", "研修"), ("held", "2026/1/10"), ("attendees", "40"), ("invited", "50")];
    assert_eq!(browser.post("/regulations/educations", &education).await.location(), "/regulations");
    assert!(browser.page("/regulations").await.contains("（80%）"));
}

#[tokio::test]
async fn a_restore_and_a_success_are_noted_in_one_click() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let page = browser.page("/backups").await;
    for text in ["PACS", "世代", "最後の復元テスト", "復旧手順"] {
        assert!(page.contains(text), "{text}");
    }
    let known = site.web.house.known().await.unwrap();
    let row = known.facts.backups.iter().find(|row| row.system.contains("PACS")).unwrap();
    let future = browser.post("/backups/record", &[("key", &row.key), ("what", "success"), ("on", "2027/1/1")]).await;
    assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.post("/backups/record", &[("key", &row.key), ("what", "success"), ("on", "2026/1/20")]).await;
    browser.post("/backups/record", &[("key", &row.key), ("what", "success"), ("on", "2026/1/1")]).await;
    browser.post("/backups/record", &[("key", &row.key), ("what", "restore"), ("on", "R8.1.19"), ("worked", "no")]).await;
    let known = site.web.house.known().await.unwrap();
    let row = known.facts.backups.iter().find(|other| other.key == row.key).unwrap();
    let day = |day: Option<sonae_domain::calendar::PartialDate>| day.unwrap().to_string();
    assert_eq!((day(row.last_success), day(row.restore_tested_on)), ("2026-01-20".to_owned(), "2026-01-19".to_owned()));
    assert_eq!(row.restore_succeeded, Some(false));
    let nobody = browser.post("/backups/record", &[("key", "x"), ("what", "restore"), ("on", "R8.1.19")]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_may_only_read_changes_nothing() {
    let site = Site::hospital().await;
    let posts = [
        "/contacts/add",
        "/contacts/confirm",
        "/continuity/add",
        "/continuity/drills",
        "/continuity/improved",
        "/regulations/add",
        "/regulations/educations",
        "/backups/record",
    ];
    for role in [Role::Viewer, Role::Auditor, Role::Executive] {
        let mut browser = site.signed_in(&[role]).await;
        for path in ["/contacts", "/continuity", "/continuity/kit", "/regulations", "/backups"] {
            browser.page(path).await;
        }
        for path in posts {
            assert_eq!(browser.post(path, &[("key", "x"), ("on", "R8.1.1")]).await.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
    }
    for role in [Role::Vendor, Role::Inspector] {
        let mut browser = site.signed_in(&[role]).await;
        for path in ["/contacts", "/continuity", "/regulations", "/backups", "/contacts/paper"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
    }
}
