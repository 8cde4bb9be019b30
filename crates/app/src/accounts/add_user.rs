//! A new user, with a password for the first sign-in.

use std::collections::BTreeSet;

use serde_json::json;
use sonae_domain::access::{Permission, Role};

use super::fault::{Fault, has_faults};
use super::reset_user::one_time_password;
use super::user::{User, is_login_name, login_name, put, users};
use crate::actor::Actor;
use crate::house::House;

/// What is said about a new user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewUser {
    /// Login name as typed
    pub id: String,
    /// Name to show
    pub name: String,
    /// What the person is
    pub roles: BTreeSet<Role>,
    /// The vendor to which the person belongs; "" for the institution's own people
    pub vendor: String,
    /// Mail address; "" for none
    pub mail: String,
}

/// Why there is no new user.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Not a login name
    #[error("not a login name")]
    BadId,
    /// There is or was a user of this name: what the operation log says of them must stay theirs
    #[error("the login name is taken")]
    Taken,
    /// No name
    #[error("no name")]
    NoName,
    /// No role
    #[error("no role")]
    NoRole,
    /// The role 事業者 without a vendor
    #[error("no vendor")]
    NoVendor,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(AddUserError);

/// Adds the user and gives the login name and the password for the first sign-in, which must be changed there.
pub async fn add_user(house: &House, actor: &Actor, new: &NewUser) -> Result<(String, String), AddUserError> {
    actor.require(Permission::ManageUsers)?;
    let id = login_name(&new.id);
    if !is_login_name(&id) {
        return Err(AddUserError::BadId);
    }
    let user = User {
        name: new.name.trim().to_owned(),
        roles: new.roles.clone(),
        vendor: if new.roles.contains(&Role::Vendor) { new.vendor.trim().to_owned() } else { String::new() },
        mail: new.mail.trim().to_owned(),
        must_change_password: true,
        ..User::default()
    };
    check(&user)?;
    let (password, kept) = one_time_password(house, &id).await?;
    let mut tx = house.store.begin().await?;
    if users(&tx).await?.iter().any(|(known, _)| *known == id) {
        return Err(AddUserError::Taken);
    }
    put(&mut tx, &id, &user).await?;
    tx.put_credential(&kept).await?;
    tx.commit(house.event(actor, "user.added", &id, json!({"roles": user.roles}))).await?;
    Ok((id, password))
}

/// What must hold for every user.
pub(super) fn check(user: &User) -> Result<(), AddUserError> {
    if user.name.is_empty() {
        return Err(AddUserError::NoName);
    }
    if user.roles.is_empty() {
        return Err(AddUserError::NoRole);
    }
    if user.roles.contains(&Role::Vendor) && user.vendor.is_empty() {
        return Err(AddUserError::NoVendor);
    }
    Ok(())
}
