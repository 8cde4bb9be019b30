//! Users of the invented hospital, for trying it out: their passwords are new at every start and shown on the console.
//!
//! Works only where the invented hospital is shown. Deliberately not here: users of a real institution.

use std::collections::BTreeSet;

use serde_json::json;
use sonae_domain::access::Role;

use super::fault::Fault;
use super::kept::{self, KeptPassword};
use super::user::{User, put};
use super::{hashing, secret};
use crate::actor::Actor;
use crate::house::House;
use crate::words::text;

/// Who is there.
const ROLES: [Role; 3] = [Role::Manager, Role::Executive, Role::Viewer];
/// Groups of four letters and digits in a password: 80 bits.
const GROUPS: usize = 4;

/// A user to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleUser {
    /// Login name
    pub id: String,
    /// What the person is
    pub role: Role,
    /// The password until the next start
    pub password: String,
}

/// Puts the users there, each with a new password.
pub async fn sample_users(house: &House, actor: &Actor) -> Result<Vec<SampleUser>, Fault> {
    if house.settings().await?.as_of.is_none() {
        return Err(Fault::Missing("sample"));
    }
    let mut shown = Vec::new();
    for role in ROLES {
        let id = role.as_str().to_owned();
        let password = secret::readable(GROUPS)?;
        let kept = KeptPassword { hash: hashing::hash(&password).await?, needs_factor: false, once_until: None };
        let user = User { name: text(&format!("ops-sample-{role}"), &[]), roles: BTreeSet::from([role]), ..User::default() };
        let mut tx = house.store.begin().await?;
        put(&mut tx, &id, &user).await?;
        tx.remove_credentials(&id, None).await?;
        tx.put_credential(&kept::password(&id, &kept, house.now())?).await?;
        tx.commit(house.event(actor, "user.reset", &id, json!({ "sample": true }))).await?;
        shown.push(SampleUser { id, role, password });
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at_rest;

    #[tokio::test]
    async fn a_real_institution_gets_no_users_by_itself() {
        let (house, _scratch) = at_rest().await;
        assert!(sample_users(&house, &Actor::command_line()).await.is_err());
        assert!(crate::accounts::find_user(&house.store, "manager").await.unwrap().is_none());
    }
}
