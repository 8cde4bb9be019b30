//! The operation log (操作記録): what was done in sonae, by whom, hash-chained. Not the access logs of the institution.
//!
//! `hash` is SHA-256 (lower-case hex) over `sonae-audit-v1` and then `prev_hash`, `seq`, `at`, `actor`, `action`, `subject`,
//! `detail`, `content`, in this order. Each text is fed as its length (8 bytes, big-endian) and its UTF-8 bytes, `seq` as
//! 8 bytes, big-endian. `detail` is the stored JSON text. The first event has `seq` 1 and a `prev_hash` of 64 zeros.
//!
//! `content` is SHA-256 over the digests of all rows written in the same transaction (record versions, source files,
//! evidence, assessments), sorted: the log does not only say that something was imported, it fixes what. Each row's digest
//! is made beside its noun.
//!
//! There is no secret in the chain: who can write the database can rewrite all of it, and can cut off its end. Both show
//! only against a head that was kept elsewhere ([`Store::verify_audit_from`]).

use std::ops::{Bound, RangeBounds};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::{self, FieldDigest};
use crate::entity::audit_event::{Column, Entity, Model};
use crate::record::json;
use crate::{Store, StoreError};

/// The number of an event: 1, 2, 3 … without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AuditSeq(pub i64);

impl std::fmt::Display for AuditSeq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What the caller says about a change.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEvent {
    /// When, from the caller's clock. Kept as RFC 3339 in UTC.
    pub at: Timestamp,
    /// Who: a person, or the program itself.
    pub actor: String,
    /// What was done: a stable id such as `ledgers.imported`.
    pub action: String,
    /// To what; may be empty.
    pub subject: String,
    /// Whatever else is worth knowing. No secrets: it is never deleted.
    pub detail: Value,
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredEvent {
    /// Its number.
    pub seq: AuditSeq,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Whatever else is worth knowing.
    pub detail: Value,
    /// The digest of what was written.
    pub content: String,
    /// The hash of the event before.
    pub prev_hash: String,
    /// The hash of this event.
    pub hash: String,
}

/// The newest event: who keeps it elsewhere can later prove that nothing up to it was changed or cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// Its number; 0 when there is no event yet.
    pub seq: AuditSeq,
    /// Its hash; 64 zeros when there is no event yet.
    pub hash: String,
}

/// What walking the chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum AuditVerdict {
    /// Every event, and everything the events stand for, is what was written.
    Intact {
        /// The newest event, to be kept elsewhere.
        head: AuditHead,
    },
    /// Something was changed outside of sonae.
    Broken {
        /// The first event that is affected.
        seq: AuditSeq,
        /// In what way.
        fault: AuditFault,
    },
}

/// In what way the log is not what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AuditFault {
    /// There is no event with this number.
    Missing,
    /// There is an event that cannot be: its number is below 1.
    Inserted,
    /// The event does not follow the one before it: one of the two was exchanged.
    Unlinked,
    /// The event does not say what it said.
    Changed,
    /// The rows written with the event are not what they were.
    ContentChanged,
    /// There are rows of an event that was never written.
    Unrecorded,
    /// A record does not stand as its newest version says.
    RecordDiffers {
        /// The ledger.
        ledger: String,
        /// The key.
        key: String,
    },
    /// The event is not the one that was kept elsewhere.
    NotTheAnchor,
}

impl AuditFault {
    /// Its stable name, as `--json` and the API spell it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Inserted => "inserted",
            Self::Unlinked => "unlinked",
            Self::Changed => "changed",
            Self::ContentChanged => "content-changed",
            Self::Unrecorded => "unrecorded",
            Self::RecordDiffers { .. } => "record-differs",
            Self::NotTheAnchor => "not-the-anchor",
        }
    }

    /// Ledger and key of the record that it speaks of.
    pub fn record(&self) -> Option<(&str, &str)> {
        match self {
            Self::RecordDiffers { ledger, key } => Some((ledger, key)),
            _ => None,
        }
    }
}

impl AuditHead {
    /// The head of a log without events.
    pub(crate) fn before_first() -> Self {
        Self { seq: AuditSeq(0), hash: "0".repeat(64) }
    }
}

impl Store {
    /// The events with these numbers, oldest first; `..` for all.
    pub async fn audit_events(&self, range: impl RangeBounds<AuditSeq>) -> Result<Vec<StoredEvent>, StoreError> {
        let mut query = Entity::find().order_by_asc(Column::Seq);
        query = match range.start_bound() {
            Bound::Included(seq) => query.filter(Column::Seq.gte(seq.0)),
            Bound::Excluded(seq) => query.filter(Column::Seq.gt(seq.0)),
            Bound::Unbounded => query,
        };
        query = match range.end_bound() {
            Bound::Included(seq) => query.filter(Column::Seq.lte(seq.0)),
            Bound::Excluded(seq) => query.filter(Column::Seq.lt(seq.0)),
            Bound::Unbounded => query,
        };
        let rows = query.all(self.connection()).await?;
        rows.into_iter().map(StoredEvent::read).collect()
    }

    /// The newest event.
    pub async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        let last = Entity::find().order_by_desc(Column::Seq).one(self.connection()).await?;
        Ok(last.map_or_else(AuditHead::before_first, |event| AuditHead { seq: AuditSeq(event.seq), hash: event.hash }))
    }
}

impl StoredEvent {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            seq: AuditSeq(row.seq),
            detail: json(&row.detail, || format!("audit event {}", row.seq))?,
            at: row.at,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            content: row.content,
            prev_hash: row.prev_hash,
            hash: row.hash,
        })
    }
}

/// The row of the event that follows `head` and stands for the rows with these digests.
pub(crate) fn row(event: AuditEvent, head: &AuditHead, digests: Vec<[u8; 32]>) -> Result<Model, StoreError> {
    required("actor", &event.actor)?;
    required("action", &event.action)?;
    plain("subject", &event.subject)?;
    let detail = canonical::json_text(&event.detail).ok_or(StoreError::InvalidField { field: "detail" })?;
    let mut row = Model {
        seq: head.seq.0 + 1,
        at: event.at.to_string(),
        actor: event.actor,
        action: event.action,
        subject: event.subject,
        detail,
        content: content(digests),
        prev_hash: head.hash.clone(),
        hash: String::new(),
    };
    row.hash = hash(&row);
    Ok(row)
}

/// The digest of what an event stands for, in whatever order it was written.
pub(crate) fn content(mut digests: Vec<[u8; 32]>) -> String {
    digests.sort_unstable();
    canonical::sha256_hex(digests.as_flattened())
}

/// The hash an event must have.
pub(crate) fn hash(row: &Model) -> String {
    let digest = FieldDigest::new("sonae-audit-v1")
        .text(&row.prev_hash)
        .number(row.seq)
        .text(&row.at)
        .text(&row.actor)
        .text(&row.action)
        .text(&row.subject)
        .text(&row.detail)
        .text(&row.content)
        .finish();
    hex::encode(digest)
}

/// A text column must be without NUL (PostgreSQL cannot keep it).
pub(crate) fn plain(field: &'static str, text: &str) -> Result<(), StoreError> {
    if text.contains('\0') {
        return Err(StoreError::InvalidField { field });
    }
    Ok(())
}

/// As [`plain`], and not empty.
pub(crate) fn required(field: &'static str, text: &str) -> Result<(), StoreError> {
    if text.is_empty() {
        return Err(StoreError::InvalidField { field });
    }
    plain(field, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event() -> AuditEvent {
        AuditEvent {
            at: "2026-03-31T09:00:00+09:00".parse().unwrap(),
            actor: "山田".into(),
            action: "ledgers.imported".into(),
            subject: "devices".into(),
            detail: json!({"rows": 3, "file": "端末.csv"}),
        }
    }

    /// The encoding is documented, and databases are checked with it for years: it must never change by accident.
    /// The bytes are put together here a second time, from the documentation above.
    #[test]
    fn the_hash_of_an_event_is_the_documented_one() {
        let row = row(event(), &AuditHead::before_first(), Vec::new()).unwrap();
        assert_eq!(row.at, "2026-03-31T00:00:00Z");
        assert_eq!(row.detail, r#"{"file":"端末.csv","rows":3}"#);
        assert_eq!(row.content, canonical::sha256_hex(b""));
        let mut bytes = Vec::new();
        let text = |text: &str, bytes: &mut Vec<u8>| {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text.as_bytes());
        };
        text("sonae-audit-v1", &mut bytes);
        text(&"0".repeat(64), &mut bytes);
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        for field in ["2026-03-31T00:00:00Z", "山田", "ledgers.imported", "devices", &row.detail, &row.content] {
            text(field, &mut bytes);
        }
        assert_eq!(row.hash, canonical::sha256_hex(&bytes));
    }

    #[test]
    fn the_order_of_writing_does_not_change_the_content() {
        assert_eq!(content(vec![[1; 32], [2; 32]]), content(vec![[2; 32], [1; 32]]));
        assert_ne!(content(vec![[1; 32]]), content(vec![[1; 32], [1; 32]]));
    }

    #[test]
    fn an_event_without_actor_is_refused() {
        let nobody = AuditEvent { actor: String::new(), ..event() };
        let error = row(nobody, &AuditHead::before_first(), Vec::new()).unwrap_err();
        assert!(matches!(error, StoreError::InvalidField { field: "actor" }));
    }
}
