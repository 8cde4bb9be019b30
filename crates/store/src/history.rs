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
