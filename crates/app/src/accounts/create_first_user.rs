//! The first user, who manages all others: made when sonae is set up, while there is nobody who could do it.

use serde_json::json;
use sonae_domain::access::Role;

use super::add_user::{AddUserError, NewUser, check};
use super::fault::{Fault, has_faults};
use super::hashing;
use super::kept::{self, KeptPassword};
use super::password_rule::{self, PasswordProblem};
use super::user::{User, is_login_name, login_name, put, users};
use crate::house::House;

/// Why there is no first user.
#[derive(Debug, thiserror::Error)]
pub enum FirstUserError {
    /// There are users already
    #[error("there are users already")]
    NotFirst,
    /// Something about the user is not right
    #[error(transparent)]
    Wrong(AddUserError),
    /// The password is not accepted
    #[error(transparent)]
    Problem(#[from] PasswordProblem),
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(FirstUserError);

/// Makes the first user, who manages users whatever other roles there are, and gives the login name as it is kept.
pub async fn create_first_user(house: &House, new: &NewUser, password: &str) -> Result<String, FirstUserError> {
    let id = login_name(&new.id);
    if !is_login_name(&id) {
        return Err(FirstUserError::Wrong(AddUserError::BadId));
    }
    let mut user = User { name: new.name.trim().to_owned(), roles: new.roles.clone(), mail: new.mail.trim().to_owned(), ..User::default() };
    user.roles.insert(Role::Manager);
    user.roles.remove(&Role::Vendor);
    check(&user).map_err(FirstUserError::Wrong)?;
    let needs_factor = password_rule::check(house, password, (&id, &user.name), false).await??;
    let kept = KeptPassword { hash: hashing::hash(password).await?, needs_factor, once_until: None };
    let mut tx = house.store.begin().await?;
    if !users(&tx).await?.is_empty() {
        return Err(FirstUserError::NotFirst);
    }
    put(&mut tx, &id, &user).await?;
    tx.put_credential(&kept::password(&id, &kept, house.now())?).await?;
    tx.commit(house.event(&user.actor(&id), "user.added", &id, json!({"roles": user.roles, "first": true}))).await?;
    Ok(id)
}
