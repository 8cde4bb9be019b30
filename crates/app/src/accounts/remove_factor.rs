//! A person takes a second factor away from their account.

use serde_json::json;

use super::fault::{Fault, has_faults};
use super::kept::{self, KeptPassword};
use super::user::{find_user, put};
use crate::actor::Actor;
use crate::house::House;

/// Why the factor stays.
#[derive(Debug, thiserror::Error)]
pub enum RemoveFactorError {
    /// Everybody needs a second factor, and this is the last one
    #[error("the last second factor, and everybody needs one")]
    Needed,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(RemoveFactorError);

/// Takes the authenticator app away.
pub async fn remove_totp(house: &House, actor: &Actor) -> Result<(), RemoveFactorError> {
    remove(house, actor, kept::TOTP, &format!("{}:{}", kept::TOTP, actor.id)).await
}

/// Takes a passkey away.
pub async fn remove_passkey(house: &House, actor: &Actor, id: &str) -> Result<(), RemoveFactorError> {
    remove(house, actor, kept::PASSKEY, id).await
}

async fn remove(house: &House, actor: &Actor, kind: &str, id: &str) -> Result<(), RemoveFactorError> {
    let all = house.store.credentials(&actor.id).await?;
    if !all.iter().any(|known| known.id == id && known.kind == kind) {
        return Err(Fault::Missing("second factor").into());
    }
    let is_last = !all.iter().any(|known| known.id != id && (known.kind == kept::TOTP || known.kind == kept::PASSKEY));
    if is_last && house.settings().await?.accounts.second_factor_required {
        return Err(RemoveFactorError::Needed);
    }
    let too_short = match all.iter().find(|known| known.kind == kept::PASSWORD) {
        Some(password) => kept::read::<KeptPassword>(password)?.needs_factor,
        None => false,
    };
    let mut tx = house.store.begin().await?;
    tx.remove_credential(id).await?;
    if is_last {
        tx.remove_credentials(&actor.id, Some(kept::RECOVERY)).await?;
    }
    // a password that was long enough only with a second factor is no longer
    if is_last
        && too_short
        && let Some(mut user) = find_user(&house.store, &actor.id).await?
    {
        user.must_change_password = true;
        put(&mut tx, &actor.id, &user).await?;
    }
    tx.commit(house.event(actor, "user.factor-removed", &actor.id, json!({"kind": kind}))).await?;
    Ok(())
}
