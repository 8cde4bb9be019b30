//! Saves what was typed into a vendor's form. Only what was changed is written; what somebody else changed meanwhile is never
//! overwritten unseen.
//!
//! Deliberately not here: handing the form in ([`super::finish_form`]).

use std::collections::BTreeMap;

use serde_json::json;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{Answer, Record};
use sonae_domain::names::fold_company;
use sonae_store::StoreError;

use super::finish_form::submission_of;
use super::form::{ANSWERS, FormError, Given, OwnForm, given_of, require, stored_row};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{RecordError, ledger_record, next_ordinal};

/// What was typed in for one item.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// What is answered now
    pub given: Given,
    /// [`Given::mark`] of what the person had before them
    pub seen: String,
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Who answers is not said
    #[error("nobody is named who answers")]
    Nameless,
    /// The form is handed in; the institution has to open it again
    #[error("the form is handed in")]
    Finished,
    /// Items that somebody else changed meanwhile, by key, with what is kept now. Nothing was saved.
    #[error("somebody else changed {} items meanwhile", .0.len())]
    Meanwhile(BTreeMap<String, Given>),
    /// There is no form
    #[error(transparent)]
    Form(#[from] FormError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Saves what differs from what the person had before them. Gives how many items were written.
pub async fn fill_form(
    house: &House,
    actor: &Actor,
    own: &OwnForm,
    answered_by: &str,
    filled: &BTreeMap<String, Filled>,
) -> Result<usize, FillError> {
    require(actor, &own.vendor)?;
    if answered_by.trim().is_empty() {
        return Err(FillError::Nameless);
    }
    let mut tx = house.store.begin().await?;
    // nobody else can write now
    if submission_of(house, own.edition.id.as_str(), &own.vendor).await?.is_some_and(|submission| submission.stands()) {
        return Err(FillError::Finished);
    }
    let rows = tx.records(ANSWERS.as_str()).await?;
    let mut ordinal = next_ordinal(&tx, ANSWERS.as_str()).await?;
    let mut meanwhile = BTreeMap::new();
    let mut written = Vec::new();
    for item in own.items.iter().filter(|item| !item.void).map(|item| item.item) {
        let Some(filled) = filled.get(&item.key) else { continue };
        let stored = stored_row(own.edition, own.form, &own.vendor, item, &rows);
        let present = stored.as_ref().map(|(_, row)| given_of(row)).unwrap_or_default();
        if filled.given == present || filled.given.mark() == filled.seen {
            continue;
        }
        if present.mark() != filled.seen {
            meanwhile.insert(item.key.clone(), present);
            continue;
        }
        let row = answer(own, &item.key, answered_by, &filled.given, stored.as_ref().map(|(_, row)| row));
        let (key, place) = match &stored {
            Some((record, _)) => (record.key.clone(), record.ordinal),
            None => {
                ordinal += 1;
                (row.key(), ordinal)
            }
        };
        let body = serde_json::to_value(&row).unwrap_or_default();
        tx.put_record(ANSWERS.as_str(), ledger_record(key, place, &body, Provenance::Statement, None)).await?;
        written.push(item.key.clone());
    }
    if !meanwhile.is_empty() {
        tx.rollback().await?;
        return Err(FillError::Meanwhile(meanwhile));
    }
    let detail = json!({ "edition": own.edition.id.as_str(), "items": written, "answered-by": answered_by.trim() });
    tx.commit_if_changed(house.event(actor, "vendor-form.saved", &own.vendor, detail)).await?;
    Ok(written.len())
}

/// The row as it is to be kept: an existing one keeps how it names edition, item and round.
fn answer(own: &OwnForm, key: &str, answered_by: &str, given: &Given, before: Option<&Answer>) -> Answer {
    let fresh =
        || Answer { edition: own.edition.id.to_string(), vendor: own.vendor.clone(), item: key.to_owned(), round: 1, ..Answer::default() };
    Answer {
        answer: given.answer,
        checked_on: given.checked_on.map(PartialDate::from_date),
        target_on: given.target_on.map(PartialDate::from_date),
        remarks: given.remarks.clone(),
        answered_by: answered_by.trim().to_owned(),
        ..before.cloned().unwrap_or_else(fresh)
    }
}

/// Key under which something about one vendor's form of one edition is kept.
pub(super) fn form_key(edition: &str, vendor: &str) -> String {
    format!("{edition}/{}", fold_company(vendor))
}
