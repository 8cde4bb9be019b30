//! Signing in and out, second factors, what belongs to the person, and users.

use axum::http::StatusCode;
use sonae_app::accounts::{NewUser, add_user, create_first_user};
use sonae_app::actor::Actor;
use sonae_app::storage::StoredEvent;
use sonae_domain::access::Role;

use crate::common::Site;

const PASSWORD: &str = "correct horse battery";

/// A hospital whose first user is 佐藤.
async fn with_sato() -> Site {
    let site = Site::hospital().await;
    let new = NewUser { id: "Sato".into(), name: "佐藤 明".into(), ..NewUser::default() };
    assert_eq!(create_first_user(&site.web.house, &new, PASSWORD).await.unwrap(), "sato");
    site
}

async fn events(site: &Site) -> Vec<StoredEvent> {
    site.web.house.store.audit_events(..).await.unwrap()
}

async fn last_event(site: &Site) -> StoredEvent {
    events(site).await.pop().unwrap()
}

#[tokio::test]
async fn whoever_knows_name_and_password_gets_in_and_to_where_they_were() {
    let site = with_sato().await;
    let mut browser = site.browser();
    let page = browser.page("/login?back=%2Fforms").await;
    assert!(page.contains("value=\"/forms\"") && page.contains("見本病院"), "{page}");
    let answer = browser.post("/login", &[("id", "ＳＡＴＯ "), ("password", PASSWORD), ("back", "/forms")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/forms"));
    assert!(browser.page("/").await.contains("佐藤 明"));
    let event = last_event(&site).await;
    assert_eq!((event.action.as_str(), event.actor.as_str()), ("user.signed-in", "sato"));

    let answer = browser.post("/logout", &[]).await;
    assert_eq!(answer.location(), "/login");
    assert!(browser.page("/login").await.contains("サインアウトしました"));
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(last_event(&site).await.action, "user.signed-out");
}

#[tokio::test]
async fn nothing_but_our_own_pages_follows_a_sign_in() {
    let site = with_sato().await;
    let mut browser = site.browser();
    assert!(!browser.page("/login?back=%2F%2Fevil.example").await.contains("evil"));
    let answer = browser.post("/login", &[("id", "sato"), ("password", PASSWORD), ("back", "//evil.example")]).await;
    assert_eq!(answer.location(), "/");
    let answer = browser.get("/login?back=https%3A%2F%2Fevil.example").await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer_and_the_log_keeps_no_secret() {
    let site = with_sato().await;
    let wrong = site.browser().post("/login", &[("id", "sato"), ("password", "himitsu-no-kotoba")]).await;
    let unknown = site.browser().post("/login", &[("id", "himitsu-no-kotoba"), ("password", "x")]).await;
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(wrong.text().replace("value=\"sato\"", ""), unknown.text().replace("value=\"himitsu-no-kotoba\"", ""));
    let log = events(&site).await;
    let [.., wrong, unknown] = log.as_slice() else { panic!() };
    assert_eq!((wrong.action.as_str(), wrong.subject.as_str()), ("user.sign-in-failed", "sato"));
    assert_eq!((unknown.actor.as_str(), unknown.subject.as_str()), ("unknown-user", ""));
    assert!(!format!("{log:?}").contains("himitsu"));
}

#[tokio::test]
async fn five_failures_shut_the_door_for_a_minute_even_for_the_right_password_and_for_names_that_do_not_exist() {
    let site = with_sato().await;
    for id in ["sato", "nobody"] {
        for _ in 0..5 {
            site.browser().post("/login", &[("id", id), ("password", "wrong")]).await;
        }
        let answer = site.browser().post("/login", &[("id", id), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("しばらく受け付けません"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_flood_of_attempts_is_not_looked_at() {
    let site = with_sato().await;
    let mut last = StatusCode::OK;
    for at in 0..25 {
        last = site.browser().post("/login", &[("id", &format!("user-{at}")), ("password", "x")]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_session_is_known_only_by_its_hash_and_gets_a_new_name_at_the_sign_in() {
    let site = with_sato().await;
    let mut browser = site.browser();
    browser.post("/logout", &[]).await;
    let before = browser.cookie().unwrap();
    browser.post("/login", &[("id", "sato"), ("password", PASSWORD)]).await;
    let after = browser.cookie().unwrap();
    assert_ne!(before, after);
    let now = site.web.house.now();
    let sessions = site.web.house.store.sessions(Some("sato"), now).await.unwrap();
    let name = after.split_once('=').unwrap().1;
    assert_eq!(sessions.len(), 1);
    assert!(!format!("{sessions:?}").contains(name));
    assert_eq!(site.browser_with(&before).get("/").await.status, StatusCode::SEE_OTHER, "the earlier name leads nowhere");
}

#[tokio::test]
async fn a_new_user_must_change_the_password_of_the_first_sign_in() {
    let site = with_sato().await;
    let new = NewUser { id: "kato".into(), name: "加藤".into(), roles: [Role::Operator].into(), ..NewUser::default() };
    let (id, once) = add_user(&site.web.house, &Actor::command_line(), &new).await.unwrap();
    let mut browser = site.browser();
    browser.post("/login", &[("id", &id), ("password", &once)]).await;
    let answer = browser.get("/").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/me/password"));
}
