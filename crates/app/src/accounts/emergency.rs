//! The emergency account: a login name and a passphrase in a sealed envelope, for the night on which nobody who manages sonae
//! can be reached. It opens always, its use is seen by everybody, and it shuts by itself (システム運用編 14).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sonae_domain::access::{Permission, Role};

use super::fault::Fault;
use super::sign_in::Client;
use super::user::{Emergency, User, find_user, list_users, login_name, put, users};
use super::{kept, secret};
use crate::actor::Actor;
use crate::house::House;

/// Groups of four letters and digits of the passphrase: 120 bits. No lock is needed in front of it.
const GROUPS: usize = 6;
/// After so long the account shuts, whatever is still going on.
const LONGEST: SignedDuration = SignedDuration::from_hours(8);
/// Between opening the envelope and the first page its session is not yet known.
const ARRIVING: SignedDuration = SignedDuration::from_mins(2);

/// What goes into the envelope. Shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct EmergencySheet {
    /// Login name
    pub id: String,
    /// Passphrase
    pub passphrase: String,
    /// What can be done with it
    pub roles: BTreeSet<Role>,
}

/// How it stands with the emergency account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmergencyState {
    /// Login name and day of the envelope that is sealed
    pub sealed: Option<(String, Timestamp)>,
    /// Uses of which nobody has taken note, newest first
    pub uses: Vec<EmergencyUse>,
}

/// One use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyUse {
    /// Login name
    pub id: String,
    /// When
    pub at: Timestamp,
    /// From where; "" when not known
    pub from: String,
    /// When the account was shut again; `None` while it is in use
    pub closed: Option<Timestamp>,
}

/// Makes a new account and the sheet for its envelope. An earlier envelope that was not opened counts no more.
pub async fn prepare_emergency(house: &House, actor: &Actor, roles: BTreeSet<Role>) -> Result<EmergencySheet, Fault> {
    actor.require(Permission::ManageUsers)?;
    let roles = if roles.is_empty() { BTreeSet::from([Role::Operator]) } else { roles };
    let passphrase = secret::readable(GROUPS)?;
    let now = house.now();
    let mut tx = house.store.begin().await?;
    let known = users(&tx).await?;
    let number = known.iter().filter(|(_, user)| user.emergency.is_some()).count() + 1;
    for (id, user) in known.iter().filter(|(_, user)| user.emergency.is_some() && user.is_active()) {
        put(&mut tx, id, &User { disabled: true, ..user.clone() }).await?;
        tx.remove_credentials(id, None).await?;
    }
    let id =
        (number..=number + known.len()).map(|number| format!("emergency-{number}")).find(|id| !known.iter().any(|(known, _)| known == id));
    let id = id.unwrap_or_default();
    let user = User {
        name: id.clone(),
        roles: roles.clone(),
        emergency: Some(Emergency { made: now, ..Emergency::default() }),
        ..User::default()
    };
    put(&mut tx, &id, &user).await?;
    tx.put_credential(&kept::digested(&id, kept::EMERGENCY, &secret::plain(&passphrase), now)?).await?;
    tx.commit(house.event(actor, "emergency.prepared", &id, json!({"roles": roles}))).await?;
    Ok(EmergencySheet { id, passphrase, roles })
}

/// Opens the envelope: the login name of the account, if this is its passphrase. No lock and no limit is asked before: a
/// wrong passphrase costs nothing and goes the way of every wrong password. It can be used until the account is shut.
pub async fn open_envelope(house: &House, typed: &str, passphrase: &str, client: &Client) -> Result<Option<String>, Fault> {
    let id = login_name(typed);
    let Some(mut user) = find_user(&house.store, &id).await?.filter(|user| user.is_active() && user.emergency.is_some()) else {
        return Ok(None);
    };
    let typed = secret::digest(&secret::plain(passphrase));
    let kept = kept::of_kind(&house.store, &id, kept::EMERGENCY).await?;
    let is_spent = user.emergency.as_ref().and_then(|emergency| emergency.used).is_some_and(|used| house.now() >= used + LONGEST);
    if is_spent || !kept.iter().any(|kept| secret::same(&kept.secret, &typed)) {
        return Ok(None);
    }
    let mut tx = house.store.begin().await?;
    if let Some(emergency) = user.emergency.as_mut().filter(|emergency| emergency.used.is_none()) {
        emergency.used = Some(house.now());
        emergency.used_from.clone_from(&client.address);
        put(&mut tx, &id, &user).await?;
    }
    tx.commit(house.event(&user.actor(&id), "emergency.opened", &id, json!({"address": client.address, "roles": user.roles}))).await?;
    Ok(Some(id))
}

/// How it stands; shuts what should be shut by now.
pub async fn emergency_state(house: &House) -> Result<EmergencyState, Fault> {
    let mut state = EmergencyState::default();
    for (id, user) in list_users(&house.store).await? {
        let Some(emergency) = user.emergency.clone() else { continue };
        let closed = if is_over(house, &id, &user).await? { close(house, &id).await? } else { emergency.closed };
        match emergency.used {
            Some(at) if emergency.acknowledged_by.is_empty() => {
                state.uses.insert(0, EmergencyUse { id, at, from: emergency.used_from, closed });
            }
            None if user.is_active() => state.sealed = Some((id, emergency.made)),
            _ => {}
        }
    }
    Ok(state)
}

/// Somebody takes note of every use so far; the reminder on the first page goes.
pub async fn acknowledge_emergency(house: &House, actor: &Actor) -> Result<(), Fault> {
    actor.require(Permission::ManageUsers)?;
    let mut tx = house.store.begin().await?;
    let mut noted = Vec::new();
    for (id, mut user) in users(&tx).await? {
        let Some(emergency) = user.emergency.as_mut().filter(|one| one.used.is_some() && one.acknowledged_by.is_empty()) else { continue };
        emergency.acknowledged_by.clone_from(&actor.id);
        put(&mut tx, &id, &user).await?;
        noted.push(id);
    }
    tx.commit_if_changed(house.event(actor, "emergency.acknowledged", &noted.join(" "), json!({}))).await?;
    Ok(())
}

/// Shuts an account whose envelope was opened, by hand.
pub async fn close_emergency(house: &House, actor: &Actor, id: &str) -> Result<(), Fault> {
    actor.require(Permission::ManageUsers)?;
    close_if_used(house, id).await
}

/// Shuts the account if it is an emergency account that was used; whoever signs out of it does not need it any more.
pub(super) async fn close_if_used(house: &House, id: &str) -> Result<(), Fault> {
    let user = find_user(&house.store, id).await?;
    if user.is_some_and(|user| user.is_active() && user.emergency.is_some_and(|emergency| emergency.used.is_some())) {
        close(house, id).await?;
    }
    Ok(())
}

/// Shuts the account of whoever is signed in with the envelope, when its time is over; whether it was.
pub async fn end_emergency_when_over(house: &House, id: &str, user: &User) -> Result<bool, Fault> {
    let over = user.emergency.is_some() && is_over(house, id, user).await?;
    if over {
        close(house, id).await?;
    }
    Ok(over)
}

/// Whether the account was used and should be shut: its time is over, or its sessions have ended.
async fn is_over(house: &House, id: &str, user: &User) -> Result<bool, Fault> {
    let Some(used) = user.emergency.as_ref().and_then(|emergency| emergency.used).filter(|_| user.is_active()) else { return Ok(false) };
    let now = house.now();
    let left = now >= used + ARRIVING && house.store.sessions(Some(id), now).await?.is_empty();
    Ok(now >= used + LONGEST || left)
}

async fn close(house: &House, id: &str) -> Result<Option<Timestamp>, Fault> {
    let now = house.now();
    let mut tx = house.store.begin().await?;
    let Some((_, mut user)) = users(&tx).await?.into_iter().find(|(known, _)| known == id) else { return Ok(None) };
    user.disabled = true;
    if let Some(emergency) = user.emergency.as_mut() {
        emergency.closed = emergency.closed.or(Some(now));
    }
    put(&mut tx, id, &user).await?;
    tx.remove_credentials(id, None).await?;
    tx.commit(house.event(&Actor::schedule(), "emergency.closed", id, json!({}))).await?;
    house.store.remove_sessions(id, None).await?;
    Ok(Some(now))
}
