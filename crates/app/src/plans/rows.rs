//! Adds or changes one row of a ledger from a page of its own: a contact that was confirmed, a drill that was held, a restore that
//! was tried.
//!
//! Deliberately not here: editing whole records ([`crate::ledgers`]).

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{LedgerId, Record};
use sonae_store::{NewRecord, StoreError, StoredRecord, Tx, check_key};

use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{ledger_record, next_ordinal, split_provenance};

/// The ledgers that are kept on these pages.
const LEDGERS: [LedgerId; 7] = [
    LedgerId::Contacts,
    LedgerId::Bcps,
    LedgerId::Drills,
    LedgerId::Regulations,
    LedgerId::Educations,
    LedgerId::Backups,
    LedgerId::RecoveryProcedures,
];

/// Why a row was not kept.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The ledger is kept elsewhere
    #[error("{0} is not kept here")]
    NotHere(LedgerId),
    /// The row says too little to be found again
    #[error("the row has no name")]
    Nameless,
    /// There is such a row already
    #[error("there is such a row already")]
    Taken,
    /// There is no such row
    #[error("there is no such row")]
    Unknown,
    /// A stored row does not have the shape of its ledger
    #[error("row {0}: {1}")]
    Shape(String, String),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds a row. Gives its key.
pub async fn add_row<T: Record>(house: &House, actor: &Actor, row: &T) -> Result<String, RowError> {
    require::<T>(actor)?;
    let list = T::LEDGER.as_str();
    let key = row.key();
    check_key(&key).map_err(|_| RowError::Nameless)?;
    let mut tx = house.store.begin().await?;
    if tx.record(list, &key).await?.is_some_and(|record| !record.retired) {
        return Err(RowError::Taken);
    }
    let ordinal = next_ordinal(&tx, list).await?;
    tx.put_record(list, ledger_record(key.clone(), ordinal, &body(row), Provenance::Document, None)).await?;
    tx.commit(house.event(actor, "plan.added", &key, json!({ "ledger": list }))).await?;
    Ok(key)
}

/// Changes a row as it is now; `action` is what the operation log says. The row keeps its key.
pub async fn change_row<T: Record>(
    house: &House,
    actor: &Actor,
    key: &str,
    action: &str,
    change: impl FnOnce(&mut T),
) -> Result<(), RowError> {
    require::<T>(actor)?;
    let list = T::LEDGER.as_str();
    let mut tx = house.store.begin().await?;
    let record = tx.record(list, key).await?.filter(|record| !record.retired).ok_or(RowError::Unknown)?;
    let (mut row, _) = read::<T>(&record)?;
    change(&mut row);
    tx.put_record(list, changed(&record, &row)).await?;
    tx.commit_if_changed(house.event(actor, action, key, json!({ "ledger": list }))).await?;
    Ok(())
}

/// Changes every row of a ledger for which `change` says so, inside a change of the caller. Gives how many were changed.
pub(super) async fn change_rows<T: Record>(tx: &mut Tx, mut change: impl FnMut(&str, &mut T) -> bool) -> Result<usize, RowError> {
    let list = T::LEDGER.as_str();
    let mut count = 0;
    for record in tx.records(list).await? {
        let (mut row, _) = read::<T>(&record)?;
        if change(&record.key, &mut row) {
            tx.put_record(list, changed(&record, &row)).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// Fails unless the actor may change this ledger on these pages.
pub(super) fn require<T: Record>(actor: &Actor) -> Result<(), RowError> {
    actor.require(Permission::EditPlans)?;
    if LEDGERS.contains(&T::LEDGER) { Ok(()) } else { Err(RowError::NotHere(T::LEDGER)) }
}

fn read<T: Record>(record: &StoredRecord) -> Result<(T, Provenance), RowError> {
    let (provenance, body) = split_provenance(record.body.clone());
    let row = serde_json::from_value(body).map_err(|error| RowError::Shape(record.key.clone(), error.to_string()))?;
    Ok((row, provenance))
}

/// The same row with other content. What a person changed is no longer what a machine wrote.
fn changed<T: Record>(record: &StoredRecord, row: &T) -> NewRecord {
    let (provenance, _) = split_provenance(record.body.clone());
    let provenance = provenance.max(Provenance::Document);
    ledger_record(record.key.clone(), record.ordinal, &body(row), provenance, record.origin.clone())
}

fn body<T: Record>(row: &T) -> serde_json::Value {
    serde_json::to_value(row).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at_rest, person};
    use sonae_domain::access::Role;
    use sonae_domain::ledger::{Contact, Device};

    #[tokio::test]
    async fn a_row_is_added_once_and_changed_with_its_history() {
        let (house, _scratch) = at_rest().await;
        let (worker, reader) = (person(Role::Operator), person(Role::Viewer));
        let contact = Contact { organisation: "A/B".to_owned(), ..Contact::default() };
        assert!(matches!(add_row(&house, &reader, &contact).await, Err(RowError::Forbidden(_))));
        assert!(matches!(add_row(&house, &worker, &Contact::default()).await, Err(RowError::Nameless)));
        assert!(matches!(add_row(&house, &worker, &Device::default()).await, Err(RowError::NotHere(_))));
        let key = add_row(&house, &worker, &contact).await.unwrap();
        assert!(matches!(add_row(&house, &worker, &contact).await, Err(RowError::Taken)));
        change_row::<Contact>(&house, &worker, &key, "test", |row| row.note = "n".to_owned()).await.unwrap();
        assert_eq!(house.store.history("contacts", &key).await.unwrap().len(), 2);
        assert_eq!(house.store.record("contacts", &key).await.unwrap().unwrap().body["note"], "n");
        let unknown = change_row::<Contact>(&house, &worker, "x", "test", |_| {}).await;
        assert!(matches!(unknown, Err(RowError::Unknown)));
    }
}
