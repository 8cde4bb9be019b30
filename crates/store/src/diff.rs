//! What a new list of records would change in a ledger: pure, so that it serves the preview and the write alike.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::entity::record::Model;
use crate::prepare::prepare;
use crate::{NewRecord, StoreError, StoredRecord};

/// What changed, or would change, in one ledger. Keys are in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ChangeSet {
    /// The ledger.
    pub ledger: String,
    /// Keys that were never there.
    pub added: Vec<String>,
    /// Records that say something else now.
    pub changed: Vec<ChangedRecord>,
    /// Keys that had been retired and stand in the file again.
    pub returned: Vec<String>,
    /// Keys that are no longer in the file.
    pub retired: Vec<String>,
    /// How many say the same as before.
    pub unchanged: usize,
    /// How many of the unchanged ones stand elsewhere now (another row, file, or search text). This writes no version.
    pub moved: usize,
}

/// One record that says something else now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedRecord {
    /// Its key.
    pub key: String,
    /// The top-level fields that differ, by name. A body that is no object has one field, named "".
    pub fields: Vec<FieldChange>,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// The name of the field.
    pub field: String,
    /// What stood there; `None` if there was no such field.
    pub before: Option<Value>,
    /// What stands there now; `None` if the field is gone.
    pub after: Option<Value>,
}

impl ChangeSet {
    /// Nothing is said differently and nothing came or went (records may still have moved).
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.returned.is_empty() && self.retired.is_empty()
    }
}

/// What replacing `current` by `incoming` would change.
///
/// `current` may hold retired records too: only then is a return told from an addition. Fails with
/// [`StoreError::InvalidRecords`] as the write would.
pub fn diff(ledger: &str, current: &[StoredRecord], incoming: &[NewRecord]) -> Result<ChangeSet, StoreError> {
    let incoming = prepare(ledger, incoming)?;
    let current: Vec<Model> = current.iter().map(StoredRecord::row).collect();
    Ok(plan(ledger, &current, &incoming, Others::Retire).changes)
}

/// What happens to current records that are not among the incoming ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    /// They have left the file.
    Retire,
    /// They are not spoken of.
    Keep,
}

/// What happens to one incoming record; the number is the index of the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Add,
    Change(usize),
    Move(usize),
    Leave,
}

/// What to write.
pub(crate) struct Plan {
    /// One step for each incoming record, in order.
    pub(crate) steps: Vec<Step>,
    /// The indexes of the current records to retire.
    pub(crate) retire: Vec<usize>,
    pub(crate) changes: ChangeSet,
}

/// Compares rows; `incoming` comes from `prepare`, so its keys are unique.
pub(crate) fn plan(ledger: &str, current: &[Model], incoming: &[Model], others: Others) -> Plan {
    let places: BTreeMap<&str, usize> = current.iter().enumerate().map(|(at, row)| (row.key.as_str(), at)).collect();
    let mut changes = ChangeSet { ledger: ledger.to_owned(), ..ChangeSet::default() };
    let mut kept = BTreeSet::new();
    let mut steps = Vec::with_capacity(incoming.len());
    for new in incoming {
        let place = places.get(new.key.as_str()).copied();
        kept.extend(place);
        steps.push(match place.map(|at| (at, &current[at])) {
            None => {
                changes.added.push(new.key.clone());
                Step::Add
            }
            Some((at, old)) => changes.compare(at, old, new),
        });
    }
    let mut retire = Vec::new();
    if others == Others::Retire {
        for (at, row) in current.iter().enumerate() {
            if !row.retired && !kept.contains(&at) {
                changes.retired.push(row.key.clone());
                retire.push(at);
            }
        }
    }
    Plan { steps, retire, changes }
}

impl ChangeSet {
    fn compare(&mut self, at: usize, old: &Model, new: &Model) -> Step {
        if old.retired {
            self.returned.push(new.key.clone());
            Step::Change(at)
        } else if old.body != new.body {
            self.changed.push(ChangedRecord { key: new.key.clone(), fields: field_changes(&parsed(&old.body), &parsed(&new.body)) });
            Step::Change(at)
        } else {
            self.unchanged += 1;
            if place(old) == place(new) {
                Step::Leave
            } else {
                self.moved += 1;
                Step::Move(at)
            }
        }
    }
}

/// All that may differ without the record saying anything new.
fn place(row: &Model) -> (i64, Option<i64>, Option<&str>, Option<i64>, &str) {
    (row.ordinal, row.source_id, row.sheet.as_deref(), row.row, &row.search)
}

/// A body that is no JSON (someone wrote into the database by hand) is shown as the text it is.
fn parsed(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()))
}

fn field_changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return vec![FieldChange { field: String::new(), before: Some(before.clone()), after: Some(after.clone()) }];
    };
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| FieldChange { field: name.clone(), before: old.get(name).cloned(), after: new.get(name).cloned() })
        .collect()
}
