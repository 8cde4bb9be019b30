//! API tokens: a long random secret that acts for a user, for a limited time, with some of the user's permissions.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_store::Credential;

use super::fault::{Fault, has_faults};
use super::user::{User, find_user};
use super::{kept, secret};
use crate::actor::Actor;
use crate::house::House;

/// What every token begins with, so that one that leaked is recognised.
const PREFIX: &str = "sonae_";
/// Random bytes behind it.
const BYTES: usize = 32;
/// Hexadecimal digits of the digest that are the token's name.
const NAME: usize = 32;
/// The use is noted when the last one that was noted is so long ago.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// What a token is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for
    pub label: String,
    /// What it may do; only what the person may do counts
    pub scopes: BTreeSet<Permission>,
    /// The last day on which it can be used
    pub expires: Date,
}

/// A token as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its name
    pub id: String,
    /// What it is for
    pub label: String,
    /// What it may do
    pub scopes: BTreeSet<Permission>,
    /// The last day on which it can be used
    pub expires: Date,
    /// When it was made
    pub created: Timestamp,
    /// When it was last used, to the minute
    pub last_used: Option<Timestamp>,
}

/// The secret of a token. Shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSecret(pub String);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum IssueTokenError {
    /// It is not said what it is for
    #[error("no label")]
    NoLabel,
    /// It could do nothing, or more than the person
    #[error("no scopes")]
    NoScopes,
    /// The last day is past, or more than a year away
    #[error("the last day is past or more than a year away")]
    BadExpiry,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(IssueTokenError);

/// The secret as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct KeptToken {
    sha256: String,
    scopes: BTreeSet<Permission>,
    expires: Date,
}

/// Makes a token for the person who asks.
pub async fn issue_token(house: &House, actor: &Actor, new: &NewToken) -> Result<TokenSecret, IssueTokenError> {
    find_user(&house.store, &actor.id).await?.filter(User::is_active).ok_or(Fault::Missing("user"))?;
    let label: String = new.label.trim().chars().filter(|c| !c.is_control()).collect();
    if label.is_empty() {
        return Err(IssueTokenError::NoLabel);
    }
    if new.scopes.is_empty() || !new.scopes.is_subset(actor.permissions()) {
        return Err(IssueTokenError::NoScopes);
    }
    let today = house.clock.today();
    if new.expires < today || new.expires > today.saturating_add(1.year()) {
        return Err(IssueTokenError::BadExpiry);
    }
    let plain = format!("{PREFIX}{}", hex::encode(secret::random::<BYTES>()?));
    let sha256 = secret::digest(&plain);
    let kept = KeptToken { scopes: new.scopes.clone(), expires: new.expires, sha256 };
    let credential = kept::credential(kept.sha256[..NAME].to_owned(), &actor.id, kept::TOKEN, &label, &kept, house.now())?;
    let mut tx = house.store.begin().await?;
    tx.put_credential(&credential).await?;
    let detail = json!({"token": credential.id, "label": label, "scopes": new.scopes, "expires": new.expires});
    tx.commit(house.event(actor, "user.token-issued", &actor.id, detail)).await?;
    Ok(TokenSecret(plain))
}

/// Takes a token back: one's own, or anybody's for whoever manages users.
pub async fn revoke_token(house: &House, actor: &Actor, id: &str) -> Result<(), Fault> {
    let token = house.store.credential(id).await?.filter(|known| known.kind == kept::TOKEN).ok_or(Fault::Missing("token"))?;
    if token.owner != actor.id {
        actor.require(Permission::ManageUsers)?;
    }
    let mut tx = house.store.begin().await?;
    tx.remove_credential(id).await?;
    tx.commit(house.event(actor, "user.token-revoked", &token.owner, json!({"token": id, "label": token.label}))).await?;
    Ok(())
}

/// Somebody's tokens, oldest first.
pub async fn tokens(house: &House, owner: &str) -> Result<Vec<Token>, Fault> {
    kept::of_kind(&house.store, owner, kept::TOKEN).await?.into_iter().map(shown).collect()
}

/// Whoever acts with this token: its user, narrowed to its scopes. `None` when it is no token, or no longer.
pub async fn find_token(house: &House, secret: &str) -> Result<Option<Actor>, Fault> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let sha256 = secret::digest(secret);
    let Some(credential) = house.store.credential(&sha256[..NAME]).await?.filter(|known| known.kind == kept::TOKEN) else {
        return Ok(None);
    };
    let kept: KeptToken = kept::read(&credential)?;
    if !secret::same(&kept.sha256, &sha256) || kept.expires < house.clock.today() {
        return Ok(None);
    }
    let owner = find_user(&house.store, &credential.owner).await?;
    let Some(owner) = owner.filter(|user| user.is_active() && !user.must_change_password) else { return Ok(None) };
    let now = house.now();
    if credential.last_used.is_none_or(|last| now.duration_since(last) >= NOTED) {
        house.store.touch_credential(&credential.id, now).await?;
    }
    Ok(Some(owner.actor(&credential.owner).limited_to(&kept.scopes).through_token(&credential.label)))
}

fn shown(credential: Credential) -> Result<Token, Fault> {
    let kept: KeptToken = kept::read(&credential)?;
    Ok(Token {
        id: credential.id,
        label: credential.label,
        scopes: kept.scopes,
        expires: kept.expires,
        created: credential.created,
        last_used: credential.last_used,
    })
}
