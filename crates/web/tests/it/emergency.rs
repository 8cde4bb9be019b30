//! The emergency account: opens always, is seen, shuts by itself.

use axum::http::StatusCode;
use jiff::SignedDuration;
use sonae_app::accounts::{EmergencySheet, emergency_state, prepare_emergency};
use sonae_app::actor::Actor;
use sonae_domain::access::Role;

use crate::common::{Browser, Site};

async fn sealed(site: &Site) -> EmergencySheet {
    prepare_emergency(&site.web.house, &Actor::command_line(), [Role::Operator].into()).await.unwrap()
}

async fn opened<'a>(site: &'a Site, sheet: &EmergencySheet) -> Browser<'a> {
    let mut browser = site.browser();
    let typed = sheet.passphrase.to_uppercase().replace('-', "");
    let answer = browser.post("/login", &[("id", &sheet.id), ("password", &typed)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{}", answer.text());
    browser
}

async fn actions(site: &Site) -> Vec<String> {
    site.web.house.store.audit_events(..).await.unwrap().into_iter().map(|event| event.action).collect()
}

#[tokio::test]
async fn the_envelope_opens_whatever_is_locked_and_everybody_sees_it() {
    let site = Site::hospital().await;
    let sheet = sealed(&site).await;
    let mut viewer = site.signed_in(&[Role::Viewer]).await;
    assert!(!viewer.page("/").await.contains("緊急用アカウント"));
    for _ in 0..30 {
        site.browser().post("/login", &[("id", &sheet.id), ("password", "wrong")]).await;
    }
    let mut browser = opened(&site, &sheet).await;
    assert!(browser.page("/").await.contains("緊急用アカウントが使われました"));
    browser.page("/ledgers").await;
    assert_eq!(browser.get("/settings/users").await.status, StatusCode::FORBIDDEN, "only what was chosen");
    let page = viewer.page("/").await;
    assert!(page.contains("緊急用アカウントが使われました") && page.contains(&sheet.id));
    assert_eq!(actions(&site).await.last().map(String::as_str), Some("emergency.opened"));

    let mut manager = site.signed_in(&[Role::Manager]).await;
    assert_eq!(viewer.post("/settings/emergency/acknowledge", &[]).await.status, StatusCode::FORBIDDEN);
    manager.post("/settings/emergency/acknowledge", &[]).await;
    assert!(!viewer.page("/").await.contains("緊急用アカウント"));
    let log = format!("{:?}", site.web.house.store.audit_events(..).await.unwrap());
    assert!(!log.contains(&sheet.passphrase));
}

#[tokio::test]
async fn whoever_signs_out_shuts_it() {
    let site = Site::hospital().await;
    let sheet = sealed(&site).await;
    opened(&site, &sheet).await.post("/logout", &[]).await;
    let answer = site.browser().post("/login", &[("id", &sheet.id), ("password", &sheet.passphrase)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let state = emergency_state(&site.web.house).await.unwrap();
    assert!(state.sealed.is_none() && state.uses.len() == 1 && state.uses[0].closed.is_some());
    assert!(site.web.house.store.credentials(&sheet.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn it_shuts_when_nobody_is_there_any_more_and_after_eight_hours() {
    let site = Site::hospital().await;
    let sheet = sealed(&site).await;
    opened(&site, &sheet).await.page("/ledgers").await;
    site.wait(SignedDuration::from_mins(31));
    assert!(emergency_state(&site.web.house).await.unwrap().uses[0].closed.is_some());

    let sheet = sealed(&site).await;
    assert_eq!(sheet.id, "emergency-2");
    let mut browser = opened(&site, &sheet).await;
    for _ in 0..19 {
        site.wait(SignedDuration::from_mins(25));
        browser.page("/ledgers").await;
    }
    site.wait(SignedDuration::from_mins(25));
    assert_eq!(browser.get("/ledgers").await.status, StatusCode::SEE_OTHER);
    assert_eq!(actions(&site).await.last().map(String::as_str), Some("emergency.closed"));
}

#[tokio::test]
async fn a_new_envelope_takes_the_place_of_the_earlier_one() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let earlier = sealed(&site).await;
    let page = manager.post("/settings/emergency", &[("role", "operator")]).await.text();
    assert!(page.contains("emergency-2") && page.contains("封をして"));
    let answer = site.browser().post("/login", &[("id", &earlier.id), ("password", &earlier.passphrase)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!manager.page("/settings/users").await.contains("/settings/users/emergency"), "it is no person");
    assert_eq!(manager.get("/settings/users/emergency-2").await.status, StatusCode::NOT_FOUND);
    assert_eq!(manager.post("/settings/users/emergency-2/reset", &[]).await.status, StatusCode::NOT_FOUND);
}
