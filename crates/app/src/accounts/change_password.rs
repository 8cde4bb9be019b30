//! A person chooses a new password.

use serde_json::json;

use super::fault::{Fault, has_faults};
use super::hashing::{self, Match};
use super::kept::{self, KeptPassword};
use super::lockout::Counted;
use super::password_rule::PasswordProblem;
use super::sign_in::{Client, SignInError, refuse};
use super::standing;
use super::user::{find_user, put};
use crate::actor::Actor;
use crate::house::House;

/// Why the password stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The present password is another one
    #[error("wrong password")]
    Wrong,
    /// Too many wrong ones
    #[error("locked until {0}")]
    Locked(jiff::Timestamp),
    /// The new one is not accepted
    #[error(transparent)]
    Problem(#[from] PasswordProblem),
    /// The new one is the present one
    #[error("the same password")]
    Same,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(ChangePasswordError);

/// Replaces the password; `but` is the session that goes on, all others of the person end.
pub async fn change_password(
    house: &House,
    actor: &Actor,
    (present, new): (&str, &str),
    but: Option<&str>,
    client: &Client,
) -> Result<(), ChangePasswordError> {
    let id = actor.id.as_str();
    let mut user = find_user(&house.store, id).await?.ok_or(Fault::Missing("user"))?;
    let counted = Counted::new("password", id, &client.address);
    if let Some(until) = counted.locked_until(house).await? {
        return Err(ChangePasswordError::Locked(until));
    }
    let kept = kept::password_of(&house.store, id).await?;
    if hashing::verify(present, kept.as_ref().map(|kept| kept.hash.as_str())).await? == Match::No {
        return Err(match refuse(house, &counted, Some(id), client, "password").await? {
            SignInError::Locked(until) => ChangePasswordError::Locked(until),
            _ => ChangePasswordError::Wrong,
        });
    }
    counted.succeeded(house).await?;
    if present == new {
        return Err(ChangePasswordError::Same);
    }
    let needs_factor = standing::check_password(house, new, id, &user).await??;
    let kept = KeptPassword { hash: hashing::hash(new).await?, needs_factor, once_until: None };
    let mut tx = house.store.begin().await?;
    tx.put_credential(&kept::password(id, &kept, house.now())?).await?;
    if user.must_change_password {
        user.must_change_password = false;
        put(&mut tx, id, &user).await?;
    }
    tx.commit(house.event(actor, "user.password-changed", id, json!({}))).await?;
    house.store.remove_sessions(id, but).await?;
    Ok(())
}
