//! Writing records: a whole ledger at once (an import), or one record (a form). Every change writes a version; what left
//! its file is retired, never deleted.

use std::collections::BTreeSet;

use sea_orm::Iterable;
use sea_orm::sea_query::OnConflict;

use crate::audit::AuditSeq;
use crate::canonical::FieldDigest;
use crate::diff::{Others, Step, plan};
use crate::entity::{record, record_version};
use crate::prepare::prepare;
use crate::record::{of_ledger, one};
use crate::{ChangeSet, NewRecord, StoreError, Tx, batch};

impl Tx {
    /// Makes `incoming` the whole of a ledger: new keys are added, differing bodies become new versions, keys that are
    /// missing are retired, retired keys that are there again return. Equal bodies write no version; if only their place
    /// changed (row, file), the place is updated.
    ///
    /// Fails with [`StoreError::InvalidRecords`], naming every record that cannot be kept, before anything is written.
    pub async fn replace_ledger(&mut self, ledger: &str, incoming: Vec<NewRecord>) -> Result<ChangeSet, StoreError> {
        let incoming = prepare(ledger, &incoming)?;
        let current = of_ledger(self.connection(), ledger, None).await?;
        self.apply(ledger, current, incoming, Others::Retire).await
    }

    /// Adds or changes one record; the others stay as they are.
    pub async fn put_record(&mut self, ledger: &str, record: NewRecord) -> Result<ChangeSet, StoreError> {
        let incoming = prepare(ledger, std::slice::from_ref(&record))?;
        let current = one(self.connection(), ledger, &record.key).await?;
        self.apply(ledger, current.into_iter().collect(), incoming, Others::Keep).await
    }

    /// Adds or changes these records at once; the others stay as they are.
    pub async fn put_records(&mut self, ledger: &str, records: &[NewRecord]) -> Result<ChangeSet, StoreError> {
        let incoming = prepare(ledger, records)?;
        let current = of_ledger(self.connection(), ledger, None).await?;
        self.apply(ledger, current, incoming, Others::Keep).await
    }

    /// Takes these records out of their ledger at once; keys without a current record are passed over.
    pub async fn retire_records(&mut self, ledger: &str, keys: &BTreeSet<String>) -> Result<ChangeSet, StoreError> {
        let mut current = of_ledger(self.connection(), ledger, Some(false)).await?;
        current.retain(|row| keys.contains(&row.key));
        self.apply(ledger, current, Vec::new(), Others::Retire).await
    }

    /// Takes one record out of its ledger. Fails with [`StoreError::UnknownRecord`] if there is no current one.
    pub async fn retire_record(&mut self, ledger: &str, key: &str) -> Result<ChangeSet, StoreError> {
        match one(self.connection(), ledger, key).await? {
            Some(current) if !current.retired => self.apply(ledger, vec![current], Vec::new(), Others::Retire).await,
            _ => Err(StoreError::UnknownRecord { ledger: ledger.to_owned(), key: key.to_owned() }),
        }
    }

    async fn apply(
        &mut self,
        ledger: &str,
        current: Vec<record::Model>,
        incoming: Vec<record::Model>,
        others: Others,
    ) -> Result<ChangeSet, StoreError> {
        let plan = plan(ledger, &current, &incoming, others);
        let seq = self.seq();
        let mut added = Vec::new();
        let mut updated = Vec::new();
        let mut moved = Vec::new();
        for (new, step) in incoming.into_iter().zip(&plan.steps) {
            match *step {
                Step::Add => added.push(first_version(new, seq)),
                Step::Change(at) => updated.push(next_version(new, &current[at], seq)),
                Step::Move(at) => moved.push(same_version(new, &current[at])),
                Step::Leave => {}
            }
        }
        for at in plan.retire {
            let leaving = record::Model { retired: true, ..current[at].clone() };
            updated.push(next_version(leaving, &current[at], seq));
        }
        let versions: Vec<_> = added.iter().chain(&updated).map(version_row).collect();
        updated.extend(moved);
        if added.is_empty() && updated.is_empty() {
            return Ok(plan.changes);
        }
        let digests: Vec<_> = versions.iter().map(digest).collect();
        self.start_writing();
        batch::insert::<record::Entity>(self.connection(), added, None).await?;
        batch::insert::<record::Entity>(self.connection(), updated, Some(overwrite())).await?;
        batch::insert::<record_version::Entity>(self.connection(), versions, None).await?;
        self.finish_writing(digests);
        Ok(plan.changes)
    }
}

fn first_version(new: record::Model, seq: AuditSeq) -> record::Model {
    record::Model { version: 1, created_seq: seq.0, updated_seq: seq.0, ..new }
}

fn next_version(new: record::Model, old: &record::Model, seq: AuditSeq) -> record::Model {
    record::Model { version: old.version + 1, created_seq: old.created_seq, updated_seq: seq.0, ..new }
}

fn same_version(new: record::Model, old: &record::Model) -> record::Model {
    record::Model { version: old.version, created_seq: old.created_seq, updated_seq: old.updated_seq, ..new }
}

fn version_row(row: &record::Model) -> record_version::Model {
    record_version::Model {
        ledger: row.ledger.clone(),
        key: row.key.clone(),
        version: row.version,
        retired: row.retired,
        body: row.body.clone(),
        source_id: row.source_id,
        sheet: row.sheet.clone(),
        row: row.row,
        seq: row.updated_seq,
    }
}

/// All columns but the key are taken from the new row.
fn overwrite() -> OnConflict {
    let rest = record::Column::iter().filter(|column| !matches!(column, record::Column::Ledger | record::Column::Key));
    let mut overwrite = OnConflict::columns([record::Column::Ledger, record::Column::Key]);
    overwrite.update_columns(rest);
    overwrite
}

/// What the operation log says about a version: all of its columns but `seq`, which the event has.
pub(crate) fn digest(row: &record_version::Model) -> [u8; 32] {
    FieldDigest::new("sonae-record-v1")
        .text(&row.ledger)
        .text(&row.key)
        .number(row.version)
        .number(i64::from(row.retired))
        .text(&row.body)
        .optional_number(row.source_id)
        .optional_text(row.sheet.as_deref())
        .optional_number(row.row)
        .finish()
}
