//! Changing a user: name, roles, and whether they may sign in.

use serde_json::json;
use sonae_domain::access::{Permission, Role};

use super::add_user::{AddUserError, NewUser, check};
use super::fault::{Fault, has_faults};
use super::user::{User, find_user, put, somebody_manages, users};
use crate::actor::Actor;
use crate::house::House;

/// What is to be said of a user from now on; the login name stays.
pub type UserChange = NewUser;

/// Why the user stays as they were.
#[derive(Debug, thiserror::Error)]
pub enum ChangeUserError {
    /// Something about the user is not right
    #[error(transparent)]
    Wrong(AddUserError),
    /// Nobody could manage users any more
    #[error("nobody could manage users any more")]
    LastManager,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(ChangeUserError);

/// Changes name, roles, vendor and mail address.
pub async fn change_user(house: &House, actor: &Actor, id: &str, change: &UserChange) -> Result<(), ChangeUserError> {
    edit(house, actor, id, "user.changed", |user| {
        user.name = change.name.trim().to_owned();
        user.roles.clone_from(&change.roles);
        user.vendor = if change.roles.contains(&Role::Vendor) { change.vendor.trim().to_owned() } else { String::new() };
        user.mail = change.mail.trim().to_owned();
    })
    .await
}

/// Shuts somebody out at once: their sessions end, their tokens are no longer asked for.
pub async fn disable_user(house: &House, actor: &Actor, id: &str) -> Result<(), ChangeUserError> {
    edit(house, actor, id, "user.disabled", |user| user.disabled = true).await?;
    house.store.remove_sessions(id, None).await?;
    Ok(())
}

/// Lets somebody in again, with the password they had.
pub async fn enable_user(house: &House, actor: &Actor, id: &str) -> Result<(), ChangeUserError> {
    edit(house, actor, id, "user.enabled", |user| user.disabled = false).await
}

/// A person writes their own name.
pub async fn change_own_name(house: &House, actor: &Actor, name: &str) -> Result<(), ChangeUserError> {
    let mut user = find_user(&house.store, &actor.id).await?.ok_or(Fault::Missing("user"))?;
    user.name = name.trim().to_owned();
    check(&user).map_err(ChangeUserError::Wrong)?;
    let mut tx = house.store.begin().await?;
    put(&mut tx, &actor.id, &user).await?;
    tx.commit_if_changed(house.event(actor, "user.changed", &actor.id, json!({}))).await?;
    Ok(())
}

async fn edit(house: &House, actor: &Actor, id: &str, action: &str, change: impl FnOnce(&mut User)) -> Result<(), ChangeUserError> {
    actor.require(Permission::ManageUsers)?;
    let mut tx = house.store.begin().await?;
    let mut all = users(&tx).await?;
    let could_manage = somebody_manages(&all);
    let (_, user) = all.iter_mut().find(|(known, user)| known == id && user.emergency.is_none()).ok_or(Fault::Missing("user"))?;
    change(user);
    check(user).map_err(ChangeUserError::Wrong)?;
    let user = user.clone();
    if could_manage && !somebody_manages(&all) {
        return Err(ChangeUserError::LastManager);
    }
    put(&mut tx, id, &user).await?;
    tx.commit_if_changed(house.event(actor, action, id, json!({"roles": user.roles}))).await?;
    Ok(())
}
