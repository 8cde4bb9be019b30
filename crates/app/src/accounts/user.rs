//! A user as a record: name, roles, state. Changes have history; secrets are kept elsewhere and replaced.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sonae_domain::access::Role;
use sonae_store::Store;

use crate::actor::Actor;
use crate::records::{self, RecordError, USERS};

/// A user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct User {
    /// Name to show
    pub name: String,
    /// What the person is
    pub roles: BTreeSet<Role>,
    /// The vendor to which the person belongs; "" for the institution's own people
    pub vendor: String,
    /// Mail address; "" for none
    pub mail: String,
    /// Whether signing in is shut off
    pub disabled: bool,
}

impl User {
    /// Whether the user may sign in.
    pub fn is_active(&self) -> bool {
        !self.disabled
    }

    /// The user, acting.
    pub fn actor(&self, id: &str) -> Actor {
        Actor::person(id, &self.name, self.roles.clone(), &self.vendor)
    }
}

/// The user with this login name.
pub async fn find_user(store: &Store, id: &str) -> Result<Option<User>, RecordError> {
    records::one(store, USERS, id).await
}
