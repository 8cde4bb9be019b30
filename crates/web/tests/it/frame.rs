//! What holds for every page.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sonae_domain::access::Role;

use crate::common::Site;

#[tokio::test]
async fn the_first_page_tells_what_to_do_and_on_what_each_yes_stands() {
    let site = Site::hospital().await;
    let page = site.signed_in(&[Role::Manager]).await.page("/").await;
    for text in ["今日やること", "見本病院", "2026年1月20日（令和8年1月20日）現在", "食い違い", "申告のみ", "/forms/r7/institution/"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in_and_comes_back_to_where_they_were() {
    let site = Site::hospital().await;
    let answer = site.browser().get("/?a=1&b=2").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/login?back=%2F%3Fa%3D1%26b%3D2"));
    assert!(!answer.text().contains("見本病院"));
}

#[tokio::test]
async fn a_user_who_is_disabled_is_out_at_once() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Viewer]).await;
    browser.page("/").await;
    let user = sonae_app::accounts::User { disabled: true, ..Default::default() };
    let mut tx = site.web.house.store.begin().await.unwrap();
    tx.put_record(sonae_app::records::USERS, sonae_app::records::own_record("viewer", 0, &user)).await.unwrap();
    let event = site.web.house.event(&sonae_app::actor::Actor::command_line(), "user.disabled", "viewer", serde_json::json!({}));
    tx.commit(event).await.unwrap();
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_answer_tells_the_browser_to_be_strict() {
    let site = Site::empty().await;
    for path in ["/", "/nowhere", "/assets/0/style.css"] {
        let answer = site.browser().get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    let page = site.browser().get("/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains("見つかりません"));
}

#[tokio::test]
async fn a_change_from_another_sites_page_is_refused() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let request = Request::post("/").header("sec-fetch-site", "cross-site");
    assert_eq!(browser.send(request, Body::empty()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn templates_carry_no_inline_script_or_style() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut files = vec![folder];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for forbidden in [" style=", " onclick=", " onchange=", "hx-on", "javascript:", "|safe", "placeholder="] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
        }
        seen += 1;
    }
    assert!(seen > 3);
}
