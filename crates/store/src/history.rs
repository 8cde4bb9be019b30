//! The history of a record: everything it ever said, and who changed it when. Nothing here is ever deleted.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::Serialize;
use serde_json::Value;

use crate::audit::AuditSeq;
use crate::entity::audit_event;
use crate::entity::record_version::{Column, Entity, Model};
use crate::record::json;
use crate::{RowOrigin, Store, StoreError};

/// One version of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryEntry {
    /// 1, 2, 3 …
    pub version: i64,
    /// With this version it left its ledger; `body` is then what it last said.
    pub retired: bool,
    /// The document.
    pub body: Value,
    /// The row it was read from.
    pub origin: Option<RowOrigin>,
    /// The event that wrote it.
    pub seq: AuditSeq,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done, e.g. `ledgers.imported`.
    pub action: String,
}

impl Store {
    /// All versions of a record, oldest first; none if the key was never there.
    pub async fn history(&self, ledger: &str, key: &str) -> Result<Vec<HistoryEntry>, StoreError> {
        let versions = Entity::find().filter(Column::Ledger.eq(ledger)).filter(Column::Key.eq(key));
        let seqs = versions.clone().select_only().column(Column::Seq).into_query();
        let versions = versions.order_by_asc(Column::Version).all(self.connection()).await?;
        let events = audit_event::Entity::find().filter(audit_event::Column::Seq.in_subquery(seqs)).all(self.connection()).await?;
        let events: BTreeMap<i64, audit_event::Model> = events.into_iter().map(|event| (event.seq, event)).collect();
        versions.into_iter().map(|row| HistoryEntry::read(row, &events)).collect()
    }
}

impl Store {
    /// The event that last changed any record of these ledgers; 0 when there is none. What is derived from them holds until
    /// this number moves.
    pub async fn newest_change(&self, ledgers: &[&str]) -> Result<AuditSeq, StoreError> {
        let query = Entity::find().filter(Column::Ledger.is_in(ledgers.iter().copied())).order_by_desc(Column::Seq).limit(1);
        let newest = query.one(self.connection()).await?;
        Ok(AuditSeq(newest.map_or(0, |version| version.seq)))
    }
}

/// One record that an event wrote, and what it said before.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenVersion {
    /// The ledger.
    pub ledger: String,
    /// The key.
    pub key: String,
    /// The version that was written.
    pub version: i64,
    /// The version before; `None` when the record was new. Its `retired` tells whether it was out of its ledger then.
    pub before: Option<EarlierVersion>,
}

/// What a record said in an earlier version.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierVersion {
    /// Whether it was out of its ledger.
    pub retired: bool,
    /// The document.
    pub body: Value,
    /// The row it was read from.
    pub origin: Option<RowOrigin>,
}

impl Store {
    /// Every record that an event wrote, with the version before.
    pub async fn written_by(&self, seq: AuditSeq) -> Result<Vec<WrittenVersion>, StoreError> {
        let written = Entity::find().filter(Column::Seq.eq(seq.0)).order_by_asc(Column::Ledger).order_by_asc(Column::Key);
        let written = written.all(self.connection()).await?;
        let mut found = Vec::with_capacity(written.len());
        for row in written {
            let before = match row.version {
                ..=1 => None,
                version => Entity::find_by_id((row.ledger.clone(), row.key.clone(), version - 1)).one(self.connection()).await?,
            };
            let before = before.map(|before| {
                let what = || format!("version {} of record {} of {}", before.version, before.key, before.ledger);
                Ok::<_, StoreError>(EarlierVersion {
                    body: json(&before.body, what)?,
                    retired: before.retired,
                    origin: RowOrigin::read(before.source_id, before.sheet.clone(), before.row),
                })
            });
            found.push(WrittenVersion { ledger: row.ledger, key: row.key, version: row.version, before: before.transpose()? });
        }
        Ok(found)
    }

    /// When and by whom these events were.
    pub async fn events(&self, seqs: &[AuditSeq]) -> Result<BTreeMap<AuditSeq, (String, String)>, StoreError> {
        let wanted = audit_event::Column::Seq.is_in(seqs.iter().map(|seq| seq.0));
        let events = audit_event::Entity::find().filter(wanted).all(self.connection()).await?;
        Ok(events.into_iter().map(|event| (AuditSeq(event.seq), (event.at, event.actor))).collect())
    }
}

impl HistoryEntry {
    fn read(row: Model, events: &BTreeMap<i64, audit_event::Model>) -> Result<Self, StoreError> {
        let what = || format!("version {} of record {} of {}", row.version, row.key, row.ledger);
        let event = events
            .get(&row.seq)
            .ok_or_else(|| StoreError::Damaged { detail: format!("{}: audit event {} is missing", what(), row.seq) })?;
        Ok(Self {
            body: json(&row.body, what)?,
            version: row.version,
            retired: row.retired,
            origin: RowOrigin::read(row.source_id, row.sheet, row.row),
            seq: AuditSeq(row.seq),
            at: event.at.clone(),
            actor: event.actor.clone(),
            action: event.action.clone(),
        })
    }
}
