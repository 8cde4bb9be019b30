//! A directory asked over LDAP, when somebody says so: people, groups and computers come in as if they had been exported to a file.
//!
//! What was read becomes LDIF, and the readers of LDIF decide what it means: people and groups in crate `importers`, computers in crate
//! `observe`. Deliberately not here: asking by itself or at night; nothing is written to the directory, ever.

mod ask;
mod ldif;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;
use sonae_domain::names::fold;

pub use ask::{DirectoryQuery, LdapError};

use super::{ObservationError, confirm_observations, keep_observations};
use crate::actor::Actor;
use crate::house::House;
use crate::ledgers::{Confirmed, ImportError, ImportPlan, confirm_import, keep_upload, preview_import};
use crate::records::split_provenance;

/// Why the directory was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// It did not answer as it should
    #[error(transparent)]
    Ldap(#[from] LdapError),
    /// The people could not be kept
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The computers could not be kept
    #[error(transparent)]
    Observation(#[from] ObservationError),
    /// The ledger changed at the same moment
    #[error("the ledger changed at the same moment")]
    Stale,
}

/// What came of asking a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectoryRead {
    /// Name of the domain (hosp.local)
    pub domain: String,
    /// People in it
    pub people: usize,
    /// Groups in it
    pub groups: usize,
    /// Computers in it
    pub computers: usize,
    /// Accounts that are new or changed in the ledger
    pub changed: usize,
    /// Accounts that the directory no longer has, and that left the ledger
    pub gone: usize,
    /// Whether anything was said about computers that was not known
    pub computers_new: bool,
}

/// Asks a directory and takes over what it says.
pub async fn import_directory(house: &House, actor: &Actor, query: &DirectoryQuery) -> Result<DirectoryRead, DirectoryError> {
    actor.require(Permission::EditLedgers).map_err(ObservationError::from)?;
    let entries = ask::ask(query).await?;
    let domain = ldif::domain_of(&query.base);
    let today = house.today().await.map_err(ObservationError::from)?;
    let count = |class: &str| entries.iter().filter(|entry| entry.class() == class).count();
    let mut read = DirectoryRead {
        people: count("user"),
        groups: count("group"),
        computers: count("computer"),
        domain: domain.clone(),
        ..DirectoryRead::default()
    };
    if read.people > 0 {
        read.changed = people(house, actor, &format!("{domain}.ldif"), ldif::people(&entries, &domain, today).as_bytes()).await?;
        read.gone = gone(house, actor, &domain, &entries).await?;
    }
    if read.computers > 0 {
        let name = format!("{domain}-computers.ldif");
        let sha256 = keep_observations(house, actor, ldif::computers(&entries).as_bytes())?;
        read.computers_new = confirm_observations(house, actor, &name, &sha256, "").await?.is_some();
    }
    Ok(read)
}

/// Takes the people over into the ledger of accounts; how many of its records changed.
async fn people(house: &House, actor: &Actor, name: &str, ldif: &[u8]) -> Result<usize, DirectoryError> {
    let sha256 = keep_upload(house, actor, ldif)?;
    let mut plan = ImportPlan { sha256, name: name.to_owned(), ..ImportPlan::default() };
    let preview = preview_import(house, actor, &plan).await?;
    plan.heads = preview.ledgers.iter().map(|ledger| (ledger.ledger, ledger.head)).collect();
    match confirm_import(house, actor, &plan).await? {
        Confirmed::Done(changed) => Ok(changed.into_iter().map(|(_, count)| count).sum()),
        Confirmed::Nothing => Ok(0),
        Confirmed::Stale(_) => Err(DirectoryError::Stale),
    }
}

/// Retires the accounts of this domain that the directory no longer has; how many.
async fn gone(house: &House, actor: &Actor, domain: &str, entries: &[ask::Entry]) -> Result<usize, DirectoryError> {
    let there: BTreeSet<String> =
        entries.iter().filter(|entry| entry.class() == "user").map(|entry| fold(entry.first("sAMAccountName"))).collect();
    let mut tx = house.store.begin().await.map_err(ObservationError::from)?;
    let ledger = LedgerId::Accounts.as_str();
    let records = tx.records(ledger).await.map_err(ObservationError::from)?;
    let left = records.into_iter().filter(|record| {
        let (_, body) = split_provenance(record.body.clone());
        let text = |field: &str| fold(body.get(field).and_then(serde_json::Value::as_str).unwrap_or_default());
        text("system") == fold(domain) && !there.contains(&text("user-id"))
    });
    let keys: BTreeSet<String> = left.map(|record| record.key).collect();
    tx.retire_records(ledger, &keys).await.map_err(ObservationError::from)?;
    let detail = json!({ "domain": domain, "gone": keys.len() });
    tx.commit_if_changed(house.event(actor, "observation.directory", domain, detail)).await.map_err(ObservationError::from)?;
    Ok(keys.len())
}
