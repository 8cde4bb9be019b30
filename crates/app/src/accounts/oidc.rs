//! Signing in at the institution's own provider (OpenID Connect), when that is switched on. Only users who exist may sign in;
//! how strictly they prove who they are there is the provider's business.
//!
//! Authorization code with PKCE, nonce and state. Deliberately not here: keeping the flow between the two steps (the caller's
//! session does).

use std::time::Duration;

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata};
use openidconnect::reqwest;
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;

use super::fault::{Fault, has_faults};
use super::sign_in::{Client, signed_in_event};
use super::user::{User, find_user, login_name};
use super::{kept, secret};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, PROFILE, own_record};

/// Key of the record in the list of settings, and of the secret among the credentials.
const OIDC: &str = "oidc";
/// Whose the secret is: nobody's, and no login name.
const OWNER: &str = ":oidc";
/// A provider that does not answer in this time does not answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The record's place behind institution, policy and settings.
const PLACE: i64 = 3;

/// The institution's own provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Oidc {
    /// Whether the way is open
    pub on: bool,
    /// Address of the provider
    pub issuer: String,
    /// What sonae is called there
    pub client_id: String,
    /// Which claim is the login name: `preferred_username`, `email` (only a verified one) or `sub`
    pub claim: String,
    /// What stands on the button; "" for the usual words
    pub label: String,
}

impl Default for Oidc {
    fn default() -> Self {
        Self { on: false, issuer: String::new(), client_id: String::new(), claim: "preferred_username".to_owned(), label: String::new() }
    }
}

/// What is kept while the person is at the provider.
#[derive(Clone, Serialize, Deserialize)]
pub struct OidcFlow {
    state: String,
    nonce: String,
    verifier: String,
    redirect: String,
}

/// Why the provider did not help.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// It is not switched on
    #[error("not switched on")]
    Off,
    /// An address or a name is wrong or missing
    #[error("the settings are not complete: {0}")]
    Settings(&'static str),
    /// It does not answer, or not as it should
    #[error("the provider failed: {0}")]
    Provider(String),
    /// The answer belongs to another question, or names nobody who may sign in
    #[error("refused")]
    Refused,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(OidcError);

/// The settings; defaults before anything is set.
pub async fn oidc(house: &House) -> Result<Oidc, Fault> {
    Ok(records::one(&house.store, PROFILE, OIDC).await?.unwrap_or_default())
}

/// Changes the settings. `client_secret`: `None` to leave it as it is.
pub async fn set_oidc(house: &House, actor: &Actor, new: &Oidc, client_secret: Option<&str>) -> Result<(), OidcError> {
    actor.require(Permission::ManageUsers)?;
    if new.on {
        issuer(new)?;
        if new.client_id.is_empty() {
            return Err(OidcError::Settings("client-id"));
        }
    }
    if !["preferred_username", "email", "sub"].contains(&new.claim.as_str()) {
        return Err(OidcError::Settings("claim"));
    }
    let mut tx = house.store.begin().await?;
    tx.put_record(PROFILE, own_record(OIDC, PLACE, new)).await?;
    if let Some(client_secret) = client_secret {
        tx.put_credential(&kept::credential(format!("{OIDC}:client"), OWNER, OIDC, "", &client_secret, house.now())?).await?;
    }
    let detail = json!({"on": new.on, "issuer": new.issuer, "secret-changed": client_secret.is_some()});
    tx.commit_if_changed(house.event(actor, "oidc.changed", OIDC, detail)).await?;
    Ok(())
}

/// Over the network only with TLS; on the machine itself without, too.
fn issuer(oidc: &Oidc) -> Result<IssuerUrl, OidcError> {
    let issuer = IssuerUrl::new(oidc.issuer.clone()).map_err(|_| OidcError::Settings("issuer"))?;
    let url = issuer.url();
    let local = url.host_str().is_some_and(|host| host == "localhost" || host == "127.0.0.1" || host == "[::1]");
    if url.scheme() == "https" || (url.scheme() == "http" && local) { Ok(issuer) } else { Err(OidcError::Settings("issuer")) }
}

/// What is needed to talk with the provider.
struct Talk {
    oidc: Oidc,
    metadata: CoreProviderMetadata,
    secret: Option<ClientSecret>,
    http: reqwest::Client,
}

async fn talk(house: &House) -> Result<Talk, OidcError> {
    let oidc = oidc(house).await?;
    if !oidc.on {
        return Err(OidcError::Off);
    }
    let kept = house.store.credential(&format!("{OIDC}:client")).await?;
    let secret: Option<String> = kept.as_ref().map(kept::read).transpose()?;
    // followed redirects could lead the server to addresses inside the network
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build().map_err(Fault::failed)?;
    let metadata = CoreProviderMetadata::discover_async(issuer(&oidc)?, &http).await.map_err(provider)?;
    Ok(Talk { oidc, metadata, secret: secret.filter(|secret| !secret.is_empty()).map(ClientSecret::new), http })
}

fn provider(error: impl std::fmt::Display) -> OidcError {
    OidcError::Provider(error.to_string())
}

/// Where to send the person, and what to keep until they come back to `redirect`.
pub async fn begin_oidc(house: &House, redirect: &str) -> Result<(String, OidcFlow), OidcError> {
    let talk = talk(house).await?;
    let return_to = RedirectUrl::new(redirect.to_owned()).map_err(|_| OidcError::Settings("redirect"))?;
    let client =
        CoreClient::from_provider_metadata(talk.metadata, ClientId::new(talk.oidc.client_id), talk.secret).set_redirect_uri(return_to);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let flow = OidcFlow {
        state: state.secret().clone(),
        nonce: nonce.secret().clone(),
        verifier: verifier.secret().clone(),
        redirect: redirect.to_owned(),
    };
    Ok((url.to_string(), flow))
}

/// The person came back with a code: whoever it is has signed in.
pub async fn finish_oidc(house: &House, flow: OidcFlow, code: &str, state: &str, client: &Client) -> Result<String, OidcError> {
    if !secret::same(&flow.state, state) {
        return Err(OidcError::Refused);
    }
    let talk = talk(house).await?;
    let return_to = RedirectUrl::new(flow.redirect).map_err(|_| OidcError::Settings("redirect"))?;
    let asking =
        CoreClient::from_provider_metadata(talk.metadata, ClientId::new(talk.oidc.client_id), talk.secret).set_redirect_uri(return_to);
    let request = asking.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(provider)?;
    let answer = request.set_pkce_verifier(PkceCodeVerifier::new(flow.verifier)).request_async(&talk.http).await.map_err(provider)?;
    let token = answer.id_token().ok_or_else(|| OidcError::Provider("no ID token".to_owned()))?;
    let claims = token.claims(&asking.id_token_verifier(), &Nonce::new(flow.nonce)).map_err(provider)?;
    let id = login_name(&claimed(claims, &talk.oidc.claim).ok_or(OidcError::Refused)?);
    let user = find_user(&house.store, &id).await?;
    if !user.is_some_and(|user: User| user.is_active() && user.emergency.is_none()) {
        return Err(OidcError::Refused);
    }
    house.store.begin().await?.commit(signed_in_event(house, &id, "user.signed-in", OIDC, client)).await?;
    Ok(id)
}

fn claimed(claims: &CoreIdTokenClaims, claim: &str) -> Option<String> {
    match claim {
        "email" => claims.email().filter(|_| claims.email_verified() == Some(true)).map(|email| email.to_string()),
        "sub" => Some(claims.subject().to_string()),
        _ => claims.preferred_username().map(|name| name.to_string()),
    }
}
