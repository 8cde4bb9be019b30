//! How the credentials of the store are read and made: their kinds, and what stands in the secret of each.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sonae_store::{Credential, Store, StoreError};

use super::{Fault, secret};

/// A password; one a user.
pub(super) const PASSWORD: &str = "password";
/// An authenticator app; one a user.
pub(super) const TOTP: &str = "totp";
/// A passkey.
pub(super) const PASSKEY: &str = "passkey";
/// One recovery code; the secret is its digest.
pub(super) const RECOVERY: &str = "recovery";
/// An API token.
pub(super) const TOKEN: &str = "token";
/// The passphrase in the envelope; the secret is its digest.
pub(super) const EMERGENCY: &str = "emergency";

/// The secret of a password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct KeptPassword {
    /// Its hash
    pub(super) hash: String,
    /// Whether it is long enough only together with a second factor
    #[serde(default)]
    pub(super) needs_factor: bool,
    /// A password for one sign-in, and until when
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) once_until: Option<Timestamp>,
}

/// The secret of an authenticator app.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct KeptTotp {
    /// The shared secret in base 32
    pub(super) secret: String,
    /// The newest step that was used: a code counts once
    pub(super) used_step: u64,
}

/// A password as the store keeps it.
pub(super) fn password(owner: &str, password: &KeptPassword, now: Timestamp) -> Result<Credential, Fault> {
    credential(format!("{PASSWORD}:{owner}"), owner, PASSWORD, "", password, now)
}

/// An authenticator app as the store keeps it.
pub(super) fn totp(owner: &str, totp: &KeptTotp, now: Timestamp) -> Result<Credential, Fault> {
    credential(format!("{TOTP}:{owner}"), owner, TOTP, "", totp, now)
}

/// A credential whose secret is a document.
pub(super) fn credential(
    id: String,
    owner: &str,
    kind: &str,
    label: &str,
    secret: &impl Serialize,
    now: Timestamp,
) -> Result<Credential, Fault> {
    let secret = serde_json::to_string(secret).map_err(Fault::failed)?;
    Ok(Credential { id, owner: owner.to_owned(), kind: kind.to_owned(), label: label.to_owned(), secret, created: now, last_used: None })
}

/// A credential whose secret is the digest of something random and long.
pub(super) fn digested(owner: &str, kind: &str, plain: &str, now: Timestamp) -> Result<Credential, Fault> {
    Ok(Credential {
        id: secret::new_id()?,
        owner: owner.to_owned(),
        kind: kind.to_owned(),
        label: String::new(),
        secret: secret::digest(plain),
        created: now,
        last_used: None,
    })
}

/// What stands in the secret of a credential.
pub(super) fn read<T: DeserializeOwned>(credential: &Credential) -> Result<T, Fault> {
    serde_json::from_str(&credential.secret).map_err(|_| Fault::Failed(format!("credential {} is damaged", credential.id)))
}

/// Somebody's password.
pub(super) async fn password_of(store: &Store, owner: &str) -> Result<Option<KeptPassword>, Fault> {
    store.credential(&format!("{PASSWORD}:{owner}")).await?.as_ref().map(read).transpose()
}

/// What somebody has of one kind, oldest first.
pub(super) async fn of_kind(store: &Store, owner: &str, kind: &str) -> Result<Vec<Credential>, StoreError> {
    Ok(store.credentials(owner).await?.into_iter().filter(|credential| credential.kind == kind).collect())
}
