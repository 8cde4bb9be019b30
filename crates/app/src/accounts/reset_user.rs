//! Somebody has forgotten the password or lost the second factor.

use jiff::SignedDuration;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_store::Credential;

use super::fault::Fault;
use super::kept::{self, KeptPassword};
use super::user::{put, users};
use super::{hashing, secret};
use crate::actor::Actor;
use crate::house::House;

/// Groups of four letters and digits in a one-time password: 80 bits.
const GROUPS: usize = 4;
/// How long it is good for.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(72);

/// What is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reset {
    /// Second factors and recovery codes, too: they are lost or in other hands
    pub factors: bool,
}

/// Gives a password for one sign-in, at which it must be changed. All sessions of the user end, their tokens are revoked.
pub async fn reset_user(house: &House, actor: &Actor, id: &str, reset: Reset) -> Result<String, Fault> {
    actor.require(Permission::ManageUsers)?;
    let (password, kept) = one_time_password(house, id).await?;
    let mut tx = house.store.begin().await?;
    let all = users(&tx).await?;
    let (_, user) = all.into_iter().find(|(known, user)| known == id && user.emergency.is_none()).ok_or(Fault::Missing("user"))?;
    let mut user = user;
    user.must_change_password = true;
    put(&mut tx, id, &user).await?;
    let mut kinds = vec![kept::TOKEN];
    if reset.factors {
        kinds.extend([kept::TOTP, kept::PASSKEY, kept::RECOVERY]);
    }
    for kind in kinds {
        tx.remove_credentials(id, Some(kind)).await?;
    }
    tx.put_credential(&kept).await?;
    tx.commit(house.event(actor, "user.reset", id, json!({"factors": reset.factors}))).await?;
    house.store.remove_sessions(id, None).await?;
    Ok(password)
}

/// A password for one sign-in, and as it is kept.
pub(super) async fn one_time_password(house: &House, id: &str) -> Result<(String, Credential), Fault> {
    let password = secret::readable(GROUPS)?;
    let now = house.now();
    let kept = KeptPassword { hash: hashing::hash(&password).await?, needs_factor: false, once_until: Some(now + GOOD_FOR) };
    Ok((password, kept::password(id, &kept, now)?))
}
