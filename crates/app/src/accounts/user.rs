//! A user as a record: name, roles, state. Changes have history; secrets are kept elsewhere and replaced.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sonae_domain::access::Role;
use sonae_store::{Store, StoreError, Tx};

use crate::actor::Actor;
use crate::records::{self, RecordError, USERS, own_record};

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
    /// Whether nothing but changing the password is possible
    pub must_change_password: bool,
    /// The account in the sealed envelope; `None` for a person
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Emergency>,
}

/// What became of an emergency account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Emergency {
    /// When the envelope was sealed
    pub made: Timestamp,
    /// When it was opened
    pub used: Option<Timestamp>,
    /// From where
    pub used_from: String,
    /// When the account was shut again
    pub closed: Option<Timestamp>,
    /// Who has taken note of the use
    pub acknowledged_by: String,
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

/// Every user with their login name, in the order in which they were added; emergency accounts too.
pub async fn list_users(store: &Store) -> Result<Vec<(String, User)>, RecordError> {
    records::all(store, USERS).await
}

/// The users as an open change sees them.
pub(super) async fn users(tx: &Tx) -> Result<Vec<(String, User)>, RecordError> {
    tx.records(USERS).await?.iter().map(|record| Ok((record.key.clone(), records::body(record)?))).collect()
}

/// Writes a user in their place in the list, or at its end.
pub(super) async fn put(tx: &mut Tx, id: &str, user: &User) -> Result<(), StoreError> {
    let known = tx.records(USERS).await?;
    let place = known.iter().find(|record| record.key == id).or(known.last());
    let ordinal = place.map_or(0, |record| if record.key == id { record.ordinal } else { record.ordinal + 1 });
    tx.put_record(USERS, own_record(id, ordinal, user)).await.map(|_| ())
}

/// Whether somebody could still manage users if these were the users.
pub(super) fn somebody_manages(users: &[(String, User)]) -> bool {
    users.iter().any(|(_, user)| user.is_active() && user.emergency.is_none() && user.roles.contains(&Role::Manager))
}

/// A login name as it is kept: without spaces around it, half-width, small letters.
pub(super) fn login_name(typed: &str) -> String {
    half_width(typed.trim()).to_ascii_lowercase()
}

/// Full-width letters, digits and signs as half-width ones: what an input method leaves behind.
pub(super) fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    text.chars().map(half).collect()
}

/// Names under which the operation log knows somebody who is no user, and pages beside those of the users.
const RESERVED: &[&str] = &["command-line", "schedule", "first-start", "unknown-user", "new", "policy"];

/// Whether a login name can be kept: it stands in addresses, in the operation log and on paper.
pub(super) fn is_login_name(id: &str) -> bool {
    !RESERVED.contains(&id)
        && (1..=40).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_' | b'@'))
        && id.bytes().any(|byte| byte.is_ascii_alphanumeric())
}
