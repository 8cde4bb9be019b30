//! Lists of leaked credentials, looked through here: only that something of ours stands on a list is kept, with the name, the day and the
//! hash of the list. The list itself never touches the disk, the log, or an error.
//!
//! Deliberately not here: what a line means (`search`), and what a hit means for an answer (rules).

mod ours;
mod search;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use sonae_domain::access::Permission;
use sonae_domain::facts::{Facts, Leak, LeakedWhat};

use super::ObservationError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, LEAK_LISTS, LEAKS, next_ordinal, own_record};
use crate::words::spelt;
use ours::Ours;
use search::search;

/// The largest list that is looked through.
pub const LARGEST_LIST: usize = 64 << 20;

/// A list that was looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct LeakList {
    /// Its name, as given
    pub name: String,
    /// SHA-256 of its bytes, hex
    pub sha256: String,
    /// How many lines it has
    pub lines: usize,
    /// How much of ours stands on it
    pub hits: usize,
    /// Day on which it was looked through
    pub on: jiff::civil::Date,
    /// Who brought it
    pub by: String,
}

/// Everything for the page.
#[derive(Debug, Clone, Default)]
pub struct LeaksOverview {
    /// Hits, open ones first, each with its key
    pub hits: Vec<(String, Leak)>,
    /// Lists, the newest first
    pub lists: Vec<LeakList>,
    /// With how many names of ours a list is compared now
    pub names: usize,
}

/// Looks through a list and keeps what of ours stands on it. The bytes are compared and forgotten.
pub async fn look_through_leaks(
    house: &House,
    actor: &Actor,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(LeakList, Vec<Leak>), ObservationError> {
    actor.require(Permission::EditLedgers)?;
    if bytes.len() > LARGEST_LIST {
        return Err(ObservationError::TooLarge);
    }
    let known = house.known().await?;
    let ours = Ours::of(&known.decided.facts);
    let work = tokio::task::spawn_blocking(move || (hex::encode(Sha256::digest(&bytes)), search(&bytes, &ours)));
    let cut_off = || ObservationError::Io(std::io::Error::other("the work was cut off"));
    let (sha256, found) = work.await.map_err(|_| cut_off())?;
    let found = found.ok_or(ObservationError::Nothing)?;
    let today = house.today().await?;
    let name = name.trim().to_owned();
    let hit = |(what, name_of_ours, of): (LeakedWhat, String, String)| Leak {
        what,
        name: name_of_ours,
        of,
        list: name.clone(),
        found_on: today,
        settled_on: None,
    };
    let hits: Vec<Leak> = found.hits.into_iter().map(hit).collect();
    let list =
        LeakList { name: name.clone(), sha256: sha256.clone(), lines: found.lines, hits: hits.len(), on: today, by: actor.id.clone() };
    if records::one::<LeakList>(&house.store, LEAK_LISTS, &sha256).await?.is_some_and(|before| before.hits == list.hits) {
        return Ok((list, hits));
    }
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, LEAK_LISTS).await?;
    tx.put_record(LEAK_LISTS, own_record(&sha256, ordinal, &list)).await?;
    let first = next_ordinal(&tx, LEAKS).await?;
    let rows: Vec<_> = (first..).zip(&hits).map(|(at, leak)| own_record(&key(&sha256, leak), at, leak)).collect();
    tx.put_records(LEAKS, &rows).await?;
    tx.commit(house.event(actor, "leak.searched", &name, json!({ "sha256": sha256, "lines": list.lines, "hits": list.hits }))).await?;
    Ok((list, hits))
}

fn key(sha256: &str, leak: &Leak) -> String {
    format!("{sha256}/{}/{}", spelt(&leak.what), leak.of)
}

/// What stands on lists, and which lists were looked through.
pub async fn leaks_overview(house: &House, actor: &Actor) -> Result<LeaksOverview, ObservationError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let mut hits: Vec<(String, Leak)> = records::all(&house.store, LEAKS).await?;
    hits.sort_by_key(|(key, leak)| (leak.settled_on.is_some(), std::cmp::Reverse(leak.found_on), key.clone()));
    let lists: Vec<(String, LeakList)> = records::all(&house.store, LEAK_LISTS).await?;
    let names = Ours::of(&known.decided.facts).len();
    Ok(LeaksOverview { hits, lists: lists.into_iter().rev().map(|(_, list)| list).collect(), names })
}

/// Notes that somebody dealt with a hit: the password was changed, the account stopped, the machine looked at.
pub async fn settle_leak(house: &House, actor: &Actor, key: &str) -> Result<Leak, ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let leak: Leak = records::one(&house.store, LEAKS, key).await?.ok_or(ObservationError::NotThere)?;
    let settled = Leak { settled_on: Some(house.today().await?), ..leak };
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, LEAKS).await?;
    tx.put_record(LEAKS, own_record(key, ordinal, &settled)).await?;
    tx.commit_if_changed(house.event(actor, "leak.settled", &settled.name, json!({ "list": settled.list, "what": settled.what }))).await?;
    Ok(settled)
}

/// How much of ours stands on lists and is not dealt with; `None`: nothing.
pub fn open_leaks(facts: &Facts) -> Option<usize> {
    let open = facts.open_leaks().count();
    (open > 0).then_some(open)
}
