//! A small OpenID Connect provider on this machine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use rcgen::{KeyPair, PKCS_ED25519, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The provider: who is there, and what was asked of it.
pub(crate) struct Provider {
    /// Its address
    pub(crate) issuer: String,
    key: KeyPair,
    /// What the next ID token says beside the usual
    pub(crate) claims: Mutex<Value>,
    /// The parameters of the last request for a code
    asked: Mutex<HashMap<String, String>>,
}

impl Provider {
    /// Starts it.
    pub(crate) async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let provider = Arc::new(Self { issuer, key, claims: Mutex::default(), asked: Mutex::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// The person agrees: the code and the state with which the browser comes back.
    pub(crate) fn agree(&self, url: &str) -> String {
        let query = url.split_once('?').unwrap().1;
        let asked: HashMap<String, String> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.replace("%3A", ":").replace("%2F", "/")))
            .collect();
        assert_eq!((asked["code_challenge_method"].as_str(), asked["response_type"].as_str()), ("S256", "code"));
        let state = asked["state"].clone();
        *self.asked.lock().unwrap() = asked;
        format!("/login/oidc/return?code=the-code&state={state}")
    }
}

async fn configuration(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let issuer = &provider.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let x = BASE64.encode(provider.key.public_key_raw());
    Json(json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "1", "x": x}]}))
}

async fn token(State(provider): State<Arc<Provider>>, Form(sent): Form<HashMap<String, String>>) -> Json<Value> {
    let asked = provider.asked.lock().unwrap().clone();
    assert_eq!(sent["code"], "the-code");
    assert_eq!(BASE64.encode(Sha256::digest(&sent["code_verifier"])), asked["code_challenge"]);
    let now = jiff::Timestamp::now().as_second();
    let mut claims = json!({"iss": provider.issuer, "aud": "sonae", "sub": "4711", "iat": now, "exp": now + 300, "nonce": asked["nonce"]});
    for (name, value) in provider.claims.lock().unwrap().as_object().unwrap() {
        claims[name] = value.clone();
    }
    let part = |value: &Value| BASE64.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({"alg": "EdDSA", "kid": "1", "typ": "JWT"})), part(&claims));
    let signature = BASE64.encode(provider.key.sign(signed.as_bytes()).unwrap());
    Json(json!({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": format!("{signed}.{signature}")}))
}
