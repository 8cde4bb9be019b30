//! Ledgers in the browser: lists, records, editing, history.

use axum::http::{Request, StatusCode, header};
use sonae_domain::access::Role;

use crate::common::{Browser, Site};

/// The version that a page's form carries.
fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn edit(browser: &mut Browser<'_>, key: &str, fields: &[(&str, &str)]) -> crate::common::Answer {
    let page = browser.page(&format!("/ledgers/devices/edit?key={key}")).await;
    let version = version(&page);
    let mut all = vec![("key", key), ("version", version.as_str())];
    all.extend_from_slice(fields);
    browser.post("/ledgers/devices/edit", &all).await
}

async fn device(site: &Site, key: &str) -> serde_json::Value {
    site.web.house.store.record("devices", key).await.unwrap().unwrap().body
}

/// The key of some device.
async fn some_key(site: &Site) -> String {
    site.web.house.store.records("devices").await.unwrap()[0].key.clone()
}

#[tokio::test]
async fn every_ledger_has_a_list_a_form_and_its_records_a_page() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let index = browser.page("/ledgers").await;
    for ledger in sonae_domain::ledger::LedgerId::ALL {
        assert!(index.contains(&format!("href=\"/ledgers/{ledger}\"")), "{ledger}");
        let list = browser.page(&format!("/ledgers/{ledger}")).await;
        let records = site.web.house.store.records(ledger.as_str()).await.unwrap();
        assert!(list.contains(&format!("全{}件", records.len())) || records.is_empty(), "{ledger}: {list}");
        for record in records.iter().take(3) {
            let key = sonae_web::html::encode(&record.key);
            browser.page(&format!("/ledgers/{ledger}/record?key={key}")).await;
            browser.page(&format!("/ledgers/{ledger}/history?key={key}")).await;
        }
        let form = browser.get(&format!("/ledgers/{ledger}/new")).await;
        let expected = if sonae_app::ledgers::is_edited_here(*ledger) { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(form.status, expected, "{ledger}");
    }
}

#[tokio::test]
async fn a_list_is_searched_filtered_sorted_and_paged() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Viewer]).await;
    let page = browser.page("/ledgers/devices?f.kind=server&sort=host&dir=desc").await;
    assert!(page.contains("aria-sort=\"descending\"") && page.contains("絞り込みをやめる"));
    assert!(!page.contains("1件追加する"), "a viewer cannot add");
    let nothing = browser.page("/ledgers/devices?q=%E3%81%82%E3%82%8A%E3%81%88%E3%81%AA%E3%81%84").await;
    assert!(nothing.contains("当てはまる行はありません"));
    let odd = browser.page("/ledgers/devices?sort=%27%3B--&f.nothing=x&page=999999&f.status=%27").await;
    assert!(odd.contains("ページ") || odd.contains("全"));
    let part = browser.send(Request::get("/ledgers/devices?q=sv").header("hx-request", "true"), axum::body::Body::empty()).await;
    assert!(part.text().contains("<table") && !part.text().contains("<html"));
}

#[tokio::test]
async fn a_record_is_added_read_as_a_file_is_and_logged() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let fields = [("v.number", "ＮＥＷ／１ & <b>"), ("v.os", "Windows11"), ("v.patched-on", "令和7年4月1日"), ("v.status", "稼働")];
    let answer = browser.post("/ledgers/devices/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let body = device(&site, "NEW/1 & <b>").await;
    assert_eq!((&body["patched-on"], &body["status"], &body["provenance"]), (&"2025-04-01".into(), &"active".into(), &"document".into()));
    let page = browser.page(answer.location()).await;
    assert!(page.contains("NEW/1 &#38; &#60;b&#62;") && !page.contains("<b>NEW") && !page.contains("& <b>"), "{page}");
    let log = site.web.house.store.audit_events(..).await.unwrap();
    let event = log.last().unwrap();
    assert_eq!((event.action.as_str(), event.subject.as_str(), event.actor.as_str()), ("ledger.record-added", "NEW/1 & <b>", "operator"));
    let again = browser.post("/ledgers/devices/new", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("同じ番号・名前の行がすでにあります") && again.text().contains("record?key=NEW%2F1"));
}

#[tokio::test]
async fn what_cannot_be_read_is_shown_again_with_what_was_typed() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let fields = [("v.number", "X-1"), ("v.patched-on", "令和9年2月30日"), ("v.user", "<script>")];
    let answer = browser.post("/ledgers/devices/new", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    for text in [
        "存在しない日付です",
        "令和9年2月30日",
        "aria-invalid=\"true\"",
        "href=\"#v-patched-on\"",
        "&#60;script&#62;",
        "まだ保存していません",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(site.web.house.store.record("devices", "X-1").await.unwrap().is_none());
    let nothing = browser.post("/ledgers/devices/new", &[("v.number", ""), ("v.host", "PC")]).await;
    assert!(nothing.text().contains("管理番号のどれかを入力してください"), "{}", nothing.text());
}

#[tokio::test]
async fn two_people_do_not_overwrite_each_other() {
    let site = Site::hospital().await;
    let key = some_key(&site).await;
    let mut one = site.signed_in(&[Role::Manager]).await;
    let mut other = site.signed_in(&[Role::Operator]).await;
    let page = one.page(&format!("/ledgers/devices/edit?key={}", sonae_web::html::encode(&key))).await;
    let shown = version(&page);
    assert_eq!(edit(&mut other, &key, &[("v.place", "地下倉庫")]).await.status, StatusCode::SEE_OTHER);
    let fields = [("key", key.as_str()), ("version", shown.as_str()), ("v.place", "屋上"), ("v.note", "私の注記")];
    let answer = one.post("/ledgers/devices/edit", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    for text in ["operator さんがこの行を書き換えました", "屋上", "私の注記", "いまの内容：地下倉庫"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(device(&site, &key).await["place"], "地下倉庫");
    let now = version(&page);
    let again = one.post("/ledgers/devices/edit", &[("key", &key), ("version", &now), ("v.place", "屋上"), ("v.note", "私の注記")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(device(&site, &key).await["place"], "屋上");
}

#[tokio::test]
async fn a_changed_key_retires_the_old_record_and_only_typed_fields_change() {
    let site = Site::hospital().await;
    let key = some_key(&site).await;
    let before = device(&site, &key).await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let answer = edit(&mut browser, &key, &[("v.number", "別番号-1")]).await;
    assert!(answer.location().contains("key=%E5%88%A5"), "{}", answer.location());
    let mut after = device(&site, "別番号-1").await;
    assert!(site.web.house.store.record("devices", &key).await.unwrap().unwrap().retired);
    after["number"] = before["number"].clone();
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_row_is_changed_in_the_list() {
    let site = Site::hospital().await;
    let key = some_key(&site).await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let row = browser.page(&format!("/ledgers/devices/quick?key={}", sonae_web::html::encode(&key))).await;
    assert!(row.contains("name=\"v.place\"") && row.contains("form=\"q"), "{row}");
    let shown = version(&row);
    let post = |place: &str, day: &str| {
        let body = [("key", key.as_str()), ("version", &shown), ("v.place", place), ("v.patched-on", day)];
        let body = body.map(|(name, value)| format!("{name}={}", sonae_web::html::encode(value))).join("&");
        let request = Request::post("/ledgers/devices/quick").header("hx-request", "true").header("sec-fetch-site", "same-origin");
        (request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), axum::body::Body::from(body))
    };
    let (request, body) = post("新病棟", "いつか");
    let wrong = browser.send(request, body).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("日付として読めません") && wrong.text().contains("新病棟"), "{}", wrong.text());
    let (request, body) = post("新病棟", "R8.1.20");
    let saved = browser.send(request, body).await;
    assert!(saved.text().contains("新病棟") && saved.text().contains("2026/1/20") && !saved.text().contains("<form"), "{}", saved.text());
    assert_eq!(device(&site, &key).await["patched-on"], "2026-01-20");
}

#[tokio::test]
async fn a_record_leaves_with_a_reason_and_an_older_version_returns() {
    let site = Site::hospital().await;
    let key = some_key(&site).await;
    let before = device(&site, &key).await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    edit(&mut browser, &key, &[("v.place", "地下倉庫")]).await;
    let page = browser.page(&format!("/ledgers/devices/record?key={}", sonae_web::html::encode(&key))).await;
    let shown = version(&page);
    let no_reason = browser.post("/ledgers/devices/retire", &[("key", &key), ("version", &shown), ("reason", " ")]).await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    let retired = browser.post("/ledgers/devices/retire", &[("key", &key), ("version", &shown), ("reason", "二重登録")]).await;
    assert_eq!(retired.status, StatusCode::SEE_OTHER);
    assert!(site.web.house.store.record("devices", &key).await.unwrap().unwrap().retired);
    let history = browser.page(&format!("/ledgers/devices/history?key={}", sonae_web::html::encode(&key))).await;
    for text in ["台帳から外しました", "この画面で書き換えました", "地下倉庫", "manager さん"] {
        assert!(history.contains(text), "{text}: {history}");
    }
    let restored = browser.post("/ledgers/devices/restore", &[("key", &key), ("shown", "3"), ("version", "1")]).await;
    assert_eq!(restored.status, StatusCode::SEE_OTHER, "{}", restored.text());
    let mut after = device(&site, &key).await;
    after["provenance"] = before["provenance"].clone();
    assert_eq!(after, before);
}

#[tokio::test]
async fn only_those_who_may_change_ledgers_can() {
    let site = Site::hospital().await;
    let key = some_key(&site).await;
    for role in [Role::Viewer, Role::Auditor, Role::Executive] {
        let mut browser = site.signed_in(&[role]).await;
        browser.page("/ledgers/devices").await;
        let key = sonae_web::html::encode(&key);
        for path in ["/ledgers/devices/new", &format!("/ledgers/devices/edit?key={key}"), &format!("/ledgers/devices/quick?key={key}")] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        for path in ["new", "edit", "quick", "retire", "restore"] {
            let fields = [("v.number", "X"), ("key", "X"), ("reason", "x")];
            let answer = browser.post(&format!("/ledgers/devices/{path}"), &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
    }
    for role in [Role::Vendor, Role::Inspector] {
        let mut browser = site.signed_in(&[role]).await;
        assert_eq!(browser.get("/ledgers/devices").await.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let answers = manager.post("/ledgers/answers/new", &[("v.item", "2-①"), ("v.answer", "はい")]).await;
    assert_eq!(answers.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(manager.get("/ledgers/nothing").await.status, StatusCode::NOT_FOUND);
}
