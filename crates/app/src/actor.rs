//! Who acts: a person who has signed in, a token, or whoever may run commands on the machine.
//!
//! Every use case that a person can reach takes an [`Actor`] and asks for its permission first. Deliberately not here: how
//! somebody proves who they are ([`crate::accounts`]).

use std::collections::BTreeSet;

use sonae_domain::access::{Permission, Role, allowed};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Login name; what the operation log says
    pub id: String,
    /// Name to show
    pub name: String,
    /// Roles
    pub roles: BTreeSet<Role>,
    /// What may be done
    permissions: BTreeSet<Permission>,
    /// The vendor to which the person belongs; "" for the institution's own people
    pub vendor: String,
    /// Label of the API token through which the person acts; "" for the person as such
    pub token: String,
}

/// The actor may not do this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{actor} may not {permission}")]
pub struct Forbidden {
    /// Who tried
    pub actor: String,
    /// What is missing
    pub permission: Permission,
}

impl Actor {
    /// A person with these roles.
    pub fn person(id: &str, name: &str, roles: BTreeSet<Role>, vendor: &str) -> Self {
        let permissions = allowed(&roles);
        Self { id: id.to_owned(), name: name.to_owned(), roles, permissions, vendor: vendor.to_owned(), token: String::new() }
    }

    /// Whoever may run commands where the data lies: can do everything, as they could with the files themselves.
    pub fn command_line() -> Self {
        Self::with_all("command-line")
    }

    /// The program itself, at an appointed time.
    pub fn schedule() -> Self {
        Self::with_all("schedule")
    }

    /// Whoever answers the questions of the first start, before there is any user.
    pub(crate) fn first_start() -> Self {
        Self::with_all("first-start")
    }

    fn with_all(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            roles: BTreeSet::new(),
            permissions: Permission::ALL.iter().copied().collect(),
            vendor: String::new(),
            token: String::new(),
        }
    }

    /// The same actor, narrowed to these permissions (an API token, a link with a secret).
    #[must_use]
    pub fn limited_to(mut self, scopes: &BTreeSet<Permission>) -> Self {
        self.permissions.retain(|permission| scopes.contains(permission));
        self
    }

    /// The same actor under the name of the person who gave it: whoever signs at the command line.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The same actor, through an API token with this label; what it does is noted with the label.
    #[must_use]
    pub fn through_token(mut self, label: &str) -> Self {
        label.clone_into(&mut self.token);
        self
    }

    /// The name to write beside what was done: of the person, or the login name of somebody without one.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }

    /// Whether this is allowed.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Everything that is allowed.
    pub fn permissions(&self) -> &BTreeSet<Permission> {
        &self.permissions
    }

    /// Fails unless this is allowed.
    pub fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        if self.may(permission) { Ok(()) } else { Err(Forbidden { actor: self.id.clone(), permission }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_can_only_take_away() {
        let viewer = Actor::person("a", "A", BTreeSet::from([Role::Viewer]), "");
        let token = viewer.clone().limited_to(&BTreeSet::from([Permission::ReadForms, Permission::ManageUsers]));
        assert!(token.may(Permission::ReadForms) && !token.may(Permission::ReadLedgers) && !token.may(Permission::ManageUsers));
        assert_eq!(viewer.require(Permission::EditLedgers).unwrap_err().permission, Permission::EditLedgers);
    }
}
