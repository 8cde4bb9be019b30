//! Signing in at the institution's own provider.

use axum::http::StatusCode;
use serde_json::json;
use sonae_app::storage::StoredEvent;
use sonae_domain::access::Role;

use crate::common::Site;
use crate::provider::Provider;

/// A hospital with a provider that is switched on.
async fn with_provider(provider: &Provider) -> Site {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    assert!(!site.browser().page("/login").await.contains("/login/oidc"), "off at first");
    assert_eq!(site.browser().get("/login/oidc").await.status, StatusCode::NOT_FOUND);
    let abroad = [("on", "yes"), ("issuer", "http://provider.example"), ("client-id", "sonae"), ("claim", "preferred_username")];
    let answer = manager.post("/settings/oidc", &abroad).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("https:// で始まる"));
    let fields = [
        ("on", "yes"),
        ("issuer", provider.issuer.as_str()),
        ("client-id", "sonae"),
        ("claim", "preferred_username"),
        ("secret", "himitsu"),
    ];
    let answer = manager.post("/settings/oidc", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(!manager.page("/settings/oidc").await.contains("himitsu"));
    let log: Vec<StoredEvent> = site.web.house.store.audit_events(..).await.unwrap();
    assert!(!format!("{log:?}").contains("himitsu"));
    let history = site.web.house.store.history("profile", "oidc").await.unwrap();
    assert!(!format!("{history:?}").contains("himitsu"));
    site.signed_in(&[Role::Viewer]).await;
    site
}

#[tokio::test]
async fn whoever_the_provider_names_signs_in_if_they_are_a_user() {
    let provider = Provider::start().await;
    let site = with_provider(&provider).await;
    for (claims, status) in [
        (json!({"preferred_username": "Viewer"}), StatusCode::SEE_OTHER),
        (json!({"preferred_username": "nobody"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"preferred_username": "viewer", "nonce": "another"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"preferred_username": "viewer", "aud": "another"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"preferred_username": "viewer", "iss": "https://evil.example"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"preferred_username": "viewer", "exp": 1}), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        provider.claims.lock().unwrap().clone_from(&claims);
        let mut browser = site.browser();
        assert!(browser.page("/login?back=%2Fforms").await.contains("/login/oidc?back=%2Fforms"));
        let there = browser.get("/login/oidc?back=%2Fforms").await;
        let back = browser.get(&provider.agree(there.location())).await;
        assert_eq!(back.status, status, "{claims}: {}", back.text());
        let inside = browser.get("/").await.status;
        assert_eq!(inside == StatusCode::OK, status == StatusCode::SEE_OTHER, "{claims}");
        if status == StatusCode::SEE_OTHER {
            assert_eq!(back.location(), "/forms");
        }
    }
}

#[tokio::test]
async fn an_answer_to_another_question_is_refused() {
    let provider = Provider::start().await;
    let site = with_provider(&provider).await;
    *provider.claims.lock().unwrap() = json!({"preferred_username": "viewer"});
    let mut browser = site.browser();
    assert_eq!(browser.get("/login/oidc/return?code=the-code&state=x").await.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing asked");
    let there = browser.get("/login/oidc").await;
    let back = provider.agree(there.location());
    let (address, _) = back.split_once("state=").unwrap();
    assert_eq!(browser.get(&format!("{address}state=forged")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a question is answered once");
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}
