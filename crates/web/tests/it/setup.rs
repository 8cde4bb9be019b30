//! The first start: five questions, the first user, or the invented hospital.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use sonae_app::accounts::find_user;
use sonae_app::settings::Pattern;
use sonae_app::setup;
use sonae_domain::access::Role;
use std::net::SocketAddr;

use crate::common::{Answer, Browser, Site, encode};

const PASSWORD: &str = "kawa no nagare wo miru";

/// A browser that has typed the code of the console.
async fn let_in(site: &Site) -> Browser<'_> {
    let mut browser = site.browser();
    let code = setup::code(&site.web.house).await.unwrap().unwrap();
    let answer = browser.post("/setup/code", &[("code", &code.to_lowercase().replace('-', " "))]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/setup"));
    browser
}

/// Answers all five questions.
async fn answer_all(browser: &mut Browser<'_>) {
    let who = [("kind", "hospital"), ("name", "みどり<b>病院"), ("director", "緑 一郎"), ("prefecture", "東京都")];
    let steps: [(&str, &[(&str, &str)], &str); 5] = [
        ("/setup/who", &who, "/setup/beds"),
        ("/setup/beds", &[("beds", "１２０")], "/setup/people"),
        ("/setup/people", &[("safety", "緑 一郎"), ("planning", ""), ("operator", "青木 花")], "/setup/systems"),
        ("/setup/systems", &[("cloud", "no"), ("dedicated", "no")], "/setup/vendors"),
        ("/setup/vendors", &[("any", "yes"), ("names", "サンプル電算\n\n見本通信")], "/setup/user"),
    ];
    for (path, fields, next) in steps {
        let answer = browser.post(path, fields).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, next), "{path}: {}", answer.text());
    }
}

async fn finish(browser: &mut Browser<'_>, director: &str) -> Answer {
    let fields = [("id", "midori"), ("name", "緑 一郎"), ("password", PASSWORD), ("again", PASSWORD), ("director", director)];
    browser.post("/setup/user", &fields).await
}

#[tokio::test]
async fn five_answers_and_a_user_make_an_institution() {
    let site = Site::empty().await;
    let mut browser = let_in(&site).await;
    answer_all(&mut browser).await;
    let answer = finish(&mut browser, "yes").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{}", answer.text());
    let today = browser.page("/").await;
    assert!(today.contains("みどり&#60;b&#62;病院") && today.contains("準備ができました"), "{today}");
    let house = &site.web.house;
    let institution = house.institution().await.unwrap();
    assert_eq!((institution.beds, institution.vendor_contracts), (120, Some(true)));
    assert_eq!(house.settings().await.unwrap().pattern, Some(Pattern::Iii));
    let appointments = house.store.records("appointments").await.unwrap();
    let said: Vec<_> = appointments.iter().map(|record| (record.body["name"].clone(), record.body["provenance"].clone())).collect();
    assert_eq!(said, [("緑 一郎".into(), "statement".into()), ("青木 花".into(), "statement".into())]);
    let contracts = house.store.records("contracts").await.unwrap();
    assert_eq!(contracts.iter().map(|record| record.body["kind"].clone()).collect::<Vec<_>>(), ["unknown", "unknown"]);
    let user = find_user(&house.store, "midori").await.unwrap().unwrap();
    assert!([Role::Manager, Role::Operator, Role::Executive].iter().all(|role| user.roles.contains(role)));
    assert!(house.store.records("setup").await.unwrap().is_empty());
    let events = house.store.audit_events(..).await.unwrap();
    assert_eq!(events.last().map(|event| event.action.as_str()), Some("setup.finished"));
    assert!(events.iter().all(|event| !event.detail.to_string().contains(PASSWORD)));
}

#[tokio::test]
async fn set_up_cannot_be_repeated() {
    let site = Site::empty().await;
    let mut browser = let_in(&site).await;
    answer_all(&mut browser).await;
    finish(&mut browser, "").await;
    for path in ["/setup", "/setup/who", "/setup/user", "/setup/code"] {
        assert_eq!(browser.get(path).await.location(), "/", "{path}");
    }
    assert_eq!(browser.post("/setup/who", &[("kind", "clinic"), ("name", "乗っ取り")]).await.location(), "/");
    assert_eq!(finish(&mut browser, "").await.location(), "/");
    assert_eq!(browser.post("/setup/sample", &[]).await.location(), "/");
    assert_eq!(site.web.house.institution().await.unwrap().name, "みどり<b>病院");
    assert_eq!(setup::code(&site.web.house).await.unwrap(), None);
    assert!(!site.web.house.folder.path().join("setup-code").exists());
}

#[tokio::test]
async fn every_page_leads_to_the_first_start_until_it_is_finished() {
    let site = Site::empty().await;
    for path in ["/", "/login", "/settings", "/inspection"] {
        assert_eq!(site.browser().get(path).await.location(), "/setup", "{path}");
    }
    let site = Site::hospital().await;
    assert_eq!(site.browser().get("/").await.location(), "/login");
}

#[tokio::test]
async fn from_another_machine_the_code_of_the_console_is_needed() {
    let site = Site::empty().await;
    let mut stranger = site.browser();
    for path in ["/setup", "/setup/who", "/setup/user"] {
        assert_eq!(stranger.get(path).await.location(), "/setup/code", "{path}");
    }
    assert_eq!(stranger.post("/setup/who", &[("kind", "clinic"), ("name", "乗っ取り")]).await.location(), "/setup/code");
    let answer = stranger.post("/setup/code", &[("code", "AAAA-AAAA-AAAA-AAAA")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("aria-invalid"));
    assert_eq!(stranger.post("/setup/code", &[("code", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stranger.get("/setup").await.location(), "/setup/code");
    assert!(site.web.house.store.records("setup").await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_sits_at_the_machine_needs_no_code() {
    let site = Site::empty().await;
    let at = |address: [u8; 4]| Request::get("/setup").extension(ConnectInfo(SocketAddr::from((address, 50000))));
    // the host of the tests is no name of this machine: a page elsewhere may have made its name point here
    assert_eq!(site.browser().send(at([127, 0, 0, 1]), Body::empty()).await.location(), "/setup/code");
    assert_eq!(site.browser().send(at([192, 168, 0, 9]), Body::empty()).await.location(), "/setup/code");
}

#[tokio::test]
async fn the_questions_are_taken_up_where_they_were_left() {
    let site = Site::empty().await;
    let mut browser = let_in(&site).await;
    browser.post("/setup/who", &[("kind", "pharmacy"), ("name", "みどり薬局")]).await;
    let mut another = let_in(&site).await;
    assert!(another.page("/setup").await.contains("続きから"));
    assert_eq!(another.get("/setup/resume").await.location(), "/setup/beds");
    assert!(another.page("/setup/who").await.contains("value=\"みどり薬局\""));
    // a pharmacy's form asks for one person
    let people = another.page("/setup/people").await;
    assert!(people.contains("システム管理責任者") && !people.contains("企画管理者"));
    assert_eq!(another.get("/setup/user").await.location(), "/setup/beds");
    assert_eq!(finish(&mut another, "").await.location(), "/setup/resume");
    assert!(find_user(&site.web.house.store, "midori").await.unwrap().is_none());
}

#[tokio::test]
async fn what_cannot_be_is_shown_again_with_what_was_typed() {
    let site = Site::empty().await;
    let mut browser = let_in(&site).await;
    let cases: [(&str, &[(&str, &str)], &str); 4] = [
        ("/setup/who", &[("kind", "castle"), ("name", ""), ("director", "\"><script>")], "施設の名前がありません"),
        ("/setup/beds", &[("beds", "たくさん")], "病床の数が読めません"),
        ("/setup/systems", &[("cloud", "yes")], "選ばれていません"),
        ("/setup/vendors", &[("any", "yes"), ("names", " \n ")], "会社の名前を一つ以上"),
    ];
    for (path, fields, message) in cases {
        let answer = browser.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let text = answer.text();
        assert!(
            text.contains(message) && text.contains("＊") && text.contains("class=\"summary\"") && !text.contains("\"><script>"),
            "{text}"
        );
    }
    assert!(browser.post("/setup/beds", &[("beds", "たくさん")]).await.text().contains("value=\"たくさん\""));
    assert_eq!(browser.get("/setup/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_weak_password_is_refused_and_never_sent_back() {
    let site = Site::empty().await;
    let mut browser = let_in(&site).await;
    answer_all(&mut browser).await;
    let weak = [("id", "midori"), ("name", "緑"), ("password", "byouin1"), ("again", "byouin1")];
    let answer = browser.post("/setup/user", &weak).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text();
    assert!(text.contains("password-err") && !text.contains("byouin1") && text.contains("value=\"midori\""), "{text}");
    let differing = [("id", "midori"), ("name", "緑"), ("password", PASSWORD), ("again", "another")];
    assert!(browser.post("/setup/user", &differing).await.text().contains("2回のパスワードが違います"));
    assert!(!site.web.house.settings().await.unwrap().set_up);
}

#[tokio::test]
async fn the_invented_hospital_can_be_tried_with_a_banner_and_a_way_out() {
    let site = Site::empty().await;
    let mut browser = let_in(&site).await;
    assert_eq!(browser.post("/setup/sample", &[]).await.location(), "/setup/user");
    let answer = finish(&mut browser, "").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{}", answer.text());
    let today = browser.page("/").await;
    assert!(today.contains("見本病院") && today.contains("見本データ") && today.contains("/settings/start-over"));
    assert!(browser.page("/settings/start-over").await.contains("sonae serve --data"));
    assert!(!site.web.house.folder.path().join("sample.part").exists());
}

#[tokio::test]
async fn the_form_of_the_first_start_comes_only_from_our_own_page() {
    let site = Site::empty().await;
    let mut browser = let_in(&site).await;
    let request = Request::post("/setup/beds").header("sec-fetch-site", "cross-site");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(browser.send(request, Body::from(format!("beds={}", encode("5")))).await.status, StatusCode::FORBIDDEN);
}
