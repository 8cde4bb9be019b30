//! A record is added or changed by typing: read as a file's row is, and kept with who typed it.
//!
//! What is typed is known as a document is; a record that a program wrote becomes one when it is edited. Not here: reading the
//! texts (`importers`), taking a record out (`retire_record`).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::LedgerId;
use sonae_importers::{Problem, Severity, read_row};
use sonae_store::{StoreError, StoredRecord, Tx, check_key};

use super::{LedgerError, ProblemLine, label, problem_line, require_edit, texts_of};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{ledger_record, next_ordinal, split_provenance};

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The record that is changed; `None` for a new one
    pub key: Option<String>,
    /// The version that was shown
    pub version: i64,
    /// Texts by field; a field that is not among them stays as it is
    pub texts: BTreeMap<String, String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its key now
    pub key: String,
    /// What a person calls it
    pub label: String,
    /// A program had written it; now a person has
    pub was_by_machine: bool,
    /// It says something else than before
    pub changed: bool,
}

/// Why it was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// Not allowed, not there, or the store failed
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Some texts cannot be read, by field ("" for the record as a whole)
    #[error("{} texts cannot be read", .0.len())]
    Invalid(Vec<(String, ProblemLine)>),
    /// Nothing was typed
    #[error("nothing was typed")]
    Nothing,
    /// It has nothing by which it could be told from others
    #[error("no key")]
    NoKey,
    /// Another record has this key
    #[error("another record has the key {key}")]
    Taken {
        /// The key
        key: String,
        /// What a person calls the other one
        label: String,
    },
    /// Somebody changed the record since it was shown
    #[error("changed since it was shown")]
    Conflict {
        /// The version that it has now
        version: i64,
        /// Who changed it
        by: String,
        /// What it says now
        texts: BTreeMap<String, String>,
    },
}

impl From<StoreError> for PutError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

/// Adds or changes a record.
pub async fn put_record(house: &House, actor: &Actor, ledger: LedgerId, typed: &Typed) -> Result<Saved, PutError> {
    require_edit(actor, ledger)?;
    let mut tx = house.store.begin().await?;
    let old = match &typed.key {
        Some(key) => Some(current(house, &tx, ledger, key, typed.version).await?),
        None => None,
    };
    let new = read(ledger, typed, old.as_ref())?;
    if old.as_ref().is_none_or(|old| old.key != new.key)
        && let Some(other) = tx.record(ledger.as_str(), &new.key).await?.filter(|other| !other.retired)
    {
        let (_, body) = split_provenance(other.body);
        return Err(PutError::Taken { label: label(ledger, &new.key, &body), key: new.key });
    }
    let was = old.as_ref().map(|old| split_provenance(old.body.clone()));
    let changed = was.as_ref().is_none_or(|(_, body)| *body != new.body);
    let was_by_machine = changed && was.as_ref().is_some_and(|(provenance, _)| *provenance == Provenance::Machine);
    let saved = Saved { label: label(ledger, &new.key, &new.body), key: new.key.clone(), was_by_machine, changed };
    if !changed {
        return Ok(saved);
    }
    let ordinal = match &old {
        Some(old) => old.ordinal,
        None => next_ordinal(&tx, ledger.as_str()).await?,
    };
    let mut detail = json!({ "ledger": ledger.as_str() });
    if let Some(old) = old.as_ref().filter(|old| old.key != new.key) {
        tx.retire_record(ledger.as_str(), &old.key).await?;
        detail["before"] = old.key.clone().into();
    }
    tx.put_record(ledger.as_str(), ledger_record(new.key.clone(), ordinal, &new.body, Provenance::Document, None)).await?;
    let action = if old.is_some() { "ledger.record-changed" } else { "ledger.record-added" };
    tx.commit(house.event(actor, action, &new.key, detail)).await?;
    Ok(saved)
}

/// The record as it stands, if it still has the version that was shown.
async fn current(house: &House, tx: &Tx, ledger: LedgerId, key: &str, version: i64) -> Result<StoredRecord, PutError> {
    let record = tx.record(ledger.as_str(), key).await?.ok_or(LedgerError::NotFound)?;
    if record.version == version && !record.retired {
        return Ok(record);
    }
    let by = house.store.events(&[record.updated]).await?.remove(&record.updated).map(|(_, actor)| actor).unwrap_or_default();
    let (_, body) = split_provenance(record.body);
    Err(PutError::Conflict { version: record.version, by, texts: texts_of(ledger, &body) })
}

struct New {
    key: String,
    body: Value,
}

/// Reads the texts. Fields that say what they said keep their value to the letter, and the record its key, whatever a file had
/// written there.
fn read(ledger: LedgerId, typed: &Typed, old: Option<&StoredRecord>) -> Result<New, PutError> {
    let before = old.map(|old| split_provenance(old.body.clone()).1);
    let shown = before.as_ref().map(|body| texts_of(ledger, body)).unwrap_or_default();
    let mut texts = shown.clone();
    texts.extend(typed.texts.iter().map(|(field, text)| (field.clone(), text.clone())));
    let row = read_row(ledger, &texts);
    let typed_anew = |field: &str| texts.get(field) != shown.get(field);
    let lost: Vec<_> = row.problems.iter().filter(|(field, problem)| is_lost(problem) && (field.is_empty() || typed_anew(field))).collect();
    if !lost.is_empty() {
        return Err(PutError::Invalid(lost.into_iter().map(|(field, problem)| (field.clone(), problem_line(problem, true))).collect()));
    }
    let Some(record) = row.record else { return Err(PutError::Nothing) };
    let (mut body, mut key) = (record.body, record.key);
    if let (Some(old), Some(before)) = (old, &before)
        && let Some(same) = read_row(ledger, &shown).record
    {
        if same.key == key {
            key.clone_from(&old.key);
        }
        keep_what_was_not_typed(&mut body, &same.body, before);
    }
    if check_key(&key).is_err() {
        return Err(PutError::NoKey);
    }
    Ok(New { key, body })
}

/// The text would not be kept.
fn is_lost(problem: &Problem) -> bool {
    problem.severity != Severity::Info || problem.key == sonae_importers::keys::FLAG_UNCLEAR
}

fn keep_what_was_not_typed(body: &mut Value, same: &Value, before: &Value) {
    let (Some(body), Some(before)) = (body.as_object_mut(), before.as_object()) else { return };
    for (field, value) in body.iter_mut() {
        if let Some(said) = before.get(field).filter(|_| *value == same[field.as_str()]) {
            value.clone_from(said);
        }
    }
}
