//! Passkeys (WebAuthn): as a second factor, and alone. A passkey is asked to verify its user (fingerprint, PIN), so it is both
//! factors at once.
//!
//! What the browser and the server say to each other goes through as JSON; the caller keeps the state in the session. Deliberately
//! not here: whether authenticators are of a certain make (no attestation is asked for).

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey as Key, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::fault::{Fault, has_faults};
use super::lockout::Counted;
use super::sign_in::{Client, refuse, signed_in_event};
use super::user::{User, find_user};
use super::{kept, secret};
use crate::actor::Actor;
use crate::house::House;

/// What the authenticator shows as the place.
const PLACE: &str = "sonae";

/// The place for which passkeys are made: what stands in the browser's address line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    origin: Url,
    host: String,
}

/// A passkey as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its name in the store
    pub id: String,
    /// What the person calls it
    pub label: String,
    /// When it was added
    pub created: Timestamp,
    /// When it was last used
    pub last_used: Option<Timestamp>,
}

/// Why a passkey was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// It is another one than expected, or not known, or what it says does not fit
    #[error("refused")]
    Refused,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(PasskeyError);

impl From<WebauthnError> for PasskeyError {
    fn from(_: WebauthnError) -> Self {
        Self::Refused
    }
}

/// What was asked of the authenticator.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Asked {
    Second(PasskeyAuthentication),
    Alone(DiscoverableAuthentication),
}

impl Site {
    /// From an address like `https://sonae.example:8443`. `None` where there can be no passkeys: at a bare number.
    pub fn new(address: &str) -> Option<Self> {
        let origin: Url = address.parse().ok()?;
        let host = origin.domain()?.to_owned();
        Some(Self { origin, host })
    }

    fn webauthn(&self) -> Result<Webauthn, PasskeyError> {
        Ok(WebauthnBuilder::new(&self.host, &self.origin)?.rp_name(PLACE).build()?)
    }
}

/// Somebody's passkeys, oldest first.
pub async fn passkeys(house: &House, owner: &str) -> Result<Vec<Passkey>, Fault> {
    let kept = kept::of_kind(&house.store, owner, kept::PASSKEY).await?;
    let shown =
        |kept: sonae_store::Credential| Passkey { id: kept.id, label: kept.label, created: kept.created, last_used: kept.last_used };
    Ok(kept.into_iter().map(shown).collect())
}

/// Asks the browser for a new passkey: what to send to it, and what to keep until it answers.
pub async fn begin_passkey_registration(house: &House, actor: &Actor, site: &Site) -> Result<(Value, Value), PasskeyError> {
    let user = find_user(&house.store, &actor.id).await?.ok_or(Fault::Missing("user"))?;
    let known = keys(house, &actor.id).await?.iter().map(|key| key.cred_id().clone()).collect();
    let asked = site.webauthn()?.start_passkey_registration(handle(&actor.id), &actor.id, &user.name, Some(known))?;
    let mut challenge = serde_json::to_value(&asked.0).map_err(Fault::failed)?;
    // kept by the authenticator where it can be: it is then found without a login name
    challenge["publicKey"]["authenticatorSelection"]["residentKey"] = json!("preferred");
    Ok((challenge, serde_json::to_value(&asked.1).map_err(Fault::failed)?))
}

/// Keeps the new passkey.
pub async fn finish_passkey_registration(
    house: &House,
    actor: &Actor,
    site: &Site,
    (state, answer): (Value, Value),
    label: &str,
) -> Result<(), PasskeyError> {
    let state: PasskeyRegistration = serde_json::from_value(state).map_err(Fault::failed)?;
    let answer: RegisterPublicKeyCredential = understood(answer)?;
    let key = site.webauthn()?.finish_passkey_registration(&answer, &state)?;
    let name = name(key.cred_id());
    if house.store.credential(&name).await?.is_some() {
        return Err(PasskeyError::Refused);
    }
    let credential = kept::credential(name, &actor.id, kept::PASSKEY, label.trim(), &key, house.now())?;
    let mut tx = house.store.begin().await?;
    tx.put_credential(&credential).await?;
    let detail = json!({"kind": kept::PASSKEY, "label": credential.label});
    tx.commit(house.event(actor, "user.factor-added", &actor.id, detail)).await?;
    Ok(())
}

/// Asks for a passkey: one of whoever has shown a password, or anybody's.
pub async fn begin_passkey_sign_in(house: &House, site: &Site, pending: Option<&str>) -> Result<(Value, Value), PasskeyError> {
    let webauthn = site.webauthn()?;
    let (challenge, asked) = if let Some(id) = pending {
        let keys = keys(house, id).await?;
        if keys.is_empty() {
            return Err(PasskeyError::Refused);
        }
        let (challenge, asked) = webauthn.start_passkey_authentication(&keys)?;
        (challenge, Asked::Second(asked))
    } else {
        let (mut challenge, asked) = webauthn.start_discoverable_authentication()?;
        challenge.mediation = None;
        (challenge, Asked::Alone(asked))
    };
    Ok((serde_json::to_value(&challenge).map_err(Fault::failed)?, serde_json::to_value(&asked).map_err(Fault::failed)?))
}

/// Whoever the passkey belongs to has signed in.
pub async fn finish_passkey_sign_in(
    house: &House,
    site: &Site,
    (state, answer): (Value, Value),
    pending: Option<&str>,
    client: &Client,
) -> Result<String, PasskeyError> {
    let asked: Asked = serde_json::from_value(state).map_err(Fault::failed)?;
    let answer: PublicKeyCredential = understood(answer)?;
    let webauthn = site.webauthn()?;
    let Some(mut credential) = house.store.credential(&name(answer.get_credential_id())).await? else { return Err(PasskeyError::Refused) };
    let owner = credential.owner.clone();
    let mut key: Key = kept::read(&credential)?;
    let user = find_user(&house.store, &owner).await?.filter(|user: &User| user.is_active() && user.emergency.is_none());
    let expected = pending.is_none_or(|pending| pending == owner);
    if credential.kind != kept::PASSKEY || user.is_none() || !expected {
        return Err(PasskeyError::Refused);
    }
    let outcome = match asked {
        Asked::Second(state) if pending.is_some() => webauthn.finish_passkey_authentication(&answer, &state),
        Asked::Alone(state) if pending.is_none() => webauthn.finish_discoverable_authentication_v2(&answer, state, &key),
        _ => return Err(PasskeyError::Refused),
    };
    let Some(outcome) = outcome.ok().filter(AuthenticationResult::user_verified) else {
        let counted = Counted::new("passkey", &owner, &client.address);
        refuse(house, &counted, Some(&owner), client, "passkey").await?;
        return Err(PasskeyError::Refused);
    };
    key.update_credential(&outcome);
    credential.secret = serde_json::to_string(&key).map_err(Fault::failed)?;
    credential.last_used = Some(house.now());
    let mut tx = house.store.begin().await?;
    tx.put_credential(&credential).await?;
    tx.commit(signed_in_event(house, &owner, "user.signed-in", "passkey", client)).await?;
    Ok(owner)
}

async fn keys(house: &House, owner: &str) -> Result<Vec<Key>, Fault> {
    kept::of_kind(&house.store, owner, kept::PASSKEY).await?.iter().map(kept::read).collect()
}

/// What a browser sent: when it cannot be read, it is refused like any other wrong answer.
fn understood<T: DeserializeOwned>(answer: Value) -> Result<T, PasskeyError> {
    serde_json::from_value(answer).map_err(|_| PasskeyError::Refused)
}

/// The name of a passkey in the store.
fn name(credential_id: &[u8]) -> String {
    secret::digest(&hex::encode(credential_id))
}

/// By what an authenticator knows whose passkey it is; says nothing of the login name.
fn handle(id: &str) -> Uuid {
    let digest = Sha256::digest(format!("sonae-user:{id}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_passkeys_only_where_the_address_is_a_name() {
        assert!(Site::new("https://sonae.example:8443").is_some() && Site::new("http://localhost:8080").is_some());
        for address in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://", "?"] {
            assert_eq!(Site::new(address), None, "{address}");
        }
    }
}
