//! Records: what a ledger consists of. Keys are natural (the 管理番号 of a device), unique inside their ledger.
//! Reading is here; writing is in `replace`, what a write would change in `diff`, older versions in `history`.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use serde_json::Value;

use crate::audit::AuditSeq;
use crate::entity::record::{Column, Entity, Model};
use crate::error::{RecordFaultKind, StoreError};
use crate::prepare::prepare;
use crate::source::SourceId;
use crate::{ChangeSet, Store, Tx, canonical, diff};

/// The longest key that both databases can index, in bytes of UTF-8.
pub const MAX_KEY_BYTES: usize = 1024;

/// A record as a caller hands it in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecord {
    /// The natural key; see [`check_key`].
    pub key: String,
    /// The place in the printed ledger: records come back in this order.
    pub ordinal: i64,
    /// The document, usually a serialized type of `domain`.
    pub body: Value,
    /// The text in which [`crate::PageQuery::search`] looks, folded by the caller (NFKC, lower case …) as the query is.
    pub search: String,
    /// The row it was read from; `None` for what was typed in.
    pub origin: Option<RowOrigin>,
}

/// The place in a file a record came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowOrigin {
    /// The file.
    pub source: SourceId,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row, counted from 1 as the user sees it.
    pub row: u32,
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredRecord {
    /// The ledger it belongs to, e.g. `devices`.
    pub ledger: String,
    /// The natural key.
    pub key: String,
    /// The place in the printed ledger.
    pub ordinal: i64,
    /// The document.
    pub body: Value,
    /// The folded text that is searched.
    pub search: String,
    /// Where it was last seen.
    pub origin: Option<RowOrigin>,
    /// 1 for a new record, one more with every change, retirement and return.
    pub version: i64,
    /// The event that first brought it.
    pub created: AuditSeq,
    /// The event that last changed it.
    pub updated: AuditSeq,
    /// It has left its file; `body` is what it last said.
    pub retired: bool,
}

/// Whether a record can be kept under this key. Importers ask before, so that one bad row stops no import.
pub fn check_key(key: &str) -> Result<(), RecordFaultKind> {
    if key.is_empty() {
        Err(RecordFaultKind::EmptyKey)
    } else if key.len() > MAX_KEY_BYTES {
        Err(RecordFaultKind::KeyTooLong)
    } else if key.contains('\0') {
        Err(RecordFaultKind::NulInKey)
    } else {
        Ok(())
    }
}

impl Store {
    /// The current records of a ledger in the order of its file. An unknown ledger has none.
    pub async fn records(&self, ledger: &str) -> Result<Vec<StoredRecord>, StoreError> {
        stored(of_ledger(self.connection(), ledger, Some(false)).await?)
    }

    /// How many current records each ledger has. Ledgers without any are absent.
    pub async fn record_counts(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let counts: Vec<(String, i64)> = Entity::find()
            .select_only()
            .column(Column::Ledger)
            .column_as(Column::Key.count(), "records")
            .filter(Column::Retired.eq(false))
            .group_by(Column::Ledger)
            .into_tuple()
            .all(self.connection())
            .await?;
        Ok(counts.into_iter().map(|(ledger, count)| (ledger, count.unsigned_abs())).collect())
    }

    /// The records that have left a ledger, in the order they once had.
    pub async fn retired_records(&self, ledger: &str) -> Result<Vec<StoredRecord>, StoreError> {
        stored(of_ledger(self.connection(), ledger, Some(true)).await?)
    }

    /// One record, retired or not.
    pub async fn record(&self, ledger: &str, key: &str) -> Result<Option<StoredRecord>, StoreError> {
        one(self.connection(), ledger, key).await?.map(StoredRecord::read).transpose()
    }

    /// The current records of all ledgers at once, each ledger in the order of its file. Ledgers without current records
    /// are absent.
    pub async fn all_records(&self) -> Result<BTreeMap<String, Vec<StoredRecord>>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Retired.eq(false))
            .order_by_asc(Column::Ledger)
            .order_by_asc(Column::Ordinal)
            .order_by_asc(Column::Key)
            .all(self.connection())
            .await?;
        let mut ledgers: BTreeMap<String, Vec<StoredRecord>> = BTreeMap::new();
        for row in rows {
            let record = StoredRecord::read(row)?;
            match ledgers.get_mut(&record.ledger) {
                Some(records) => records.push(record),
                None => {
                    ledgers.insert(record.ledger.clone(), vec![record]);
                }
            }
        }
        Ok(ledgers)
    }

    /// What [`Tx::replace_ledger`] would change, without changing it.
    pub async fn preview(&self, ledger: &str, incoming: &[NewRecord]) -> Result<ChangeSet, StoreError> {
        let incoming = prepare(ledger, incoming)?;
        let current = of_ledger(self.connection(), ledger, None).await?;
        Ok(diff::plan(ledger, &current, &incoming, diff::Others::Retire).changes)
    }

    /// What [`Tx::put_records`] would change, without changing it.
    pub async fn preview_records(&self, ledger: &str, incoming: &[NewRecord]) -> Result<ChangeSet, StoreError> {
        let incoming = prepare(ledger, incoming)?;
        let current = of_ledger(self.connection(), ledger, None).await?;
        Ok(diff::plan(ledger, &current, &incoming, diff::Others::Keep).changes)
    }

    /// What [`Tx::put_record`] would change, without changing it.
    pub async fn preview_record(&self, ledger: &str, record: &NewRecord) -> Result<ChangeSet, StoreError> {
        let incoming = prepare(ledger, std::slice::from_ref(record))?;
        let current: Vec<Model> = one(self.connection(), ledger, &record.key).await?.into_iter().collect();
        Ok(diff::plan(ledger, &current, &incoming, diff::Others::Keep).changes)
    }
}

impl Tx {
    /// The current records of a ledger as this transaction sees them, in the order of its file.
    pub async fn records(&self, ledger: &str) -> Result<Vec<StoredRecord>, StoreError> {
        stored(of_ledger(self.connection(), ledger, Some(false)).await?)
    }

    /// One record, retired or not, as this transaction sees it.
    pub async fn record(&self, ledger: &str, key: &str) -> Result<Option<StoredRecord>, StoreError> {
        one(self.connection(), ledger, key).await?.map(StoredRecord::read).transpose()
    }
}

/// The rows of a ledger in file order: current ones, retired ones, or (with `None`) both.
pub(crate) async fn of_ledger<C: ConnectionTrait>(db: &C, ledger: &str, retired: Option<bool>) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().filter(Column::Ledger.eq(ledger));
    if let Some(retired) = retired {
        query = query.filter(Column::Retired.eq(retired));
    }
    let query = query.order_by_asc(Column::Ordinal).order_by_asc(Column::Key);
    Ok(query.all(db).await?)
}

pub(crate) async fn one<C: ConnectionTrait>(db: &C, ledger: &str, key: &str) -> Result<Option<Model>, StoreError> {
    let id = (ledger.to_owned(), key.to_owned());
    Ok(Entity::find_by_id(id).one(db).await?)
}

fn stored(rows: Vec<Model>) -> Result<Vec<StoredRecord>, StoreError> {
    rows.into_iter().map(StoredRecord::read).collect()
}

impl RowOrigin {
    pub(crate) fn read(source: Option<i64>, sheet: Option<String>, row: Option<i64>) -> Option<Self> {
        Some(Self { source: SourceId(source?), sheet, row: u32::try_from(row?).ok()? })
    }
}

impl StoredRecord {
    pub(crate) fn read(row: Model) -> Result<Self, StoreError> {
        let body = json(&row.body, || format!("record {} of {}", row.key, row.ledger))?;
        Ok(Self {
            body,
            ledger: row.ledger,
            key: row.key,
            ordinal: row.ordinal,
            search: row.search,
            origin: RowOrigin::read(row.source_id, row.sheet, row.row),
            version: row.version,
            created: AuditSeq(row.created_seq),
            updated: AuditSeq(row.updated_seq),
            retired: row.retired,
        })
    }

    /// Back to the row, for comparing.
    pub(crate) fn row(&self) -> Model {
        Model {
            ledger: self.ledger.clone(),
            key: self.key.clone(),
            ordinal: self.ordinal,
            body: canonical::json_text(&self.body).unwrap_or_default(),
            search: self.search.clone(),
            source_id: self.origin.as_ref().map(|origin| origin.source.0),
            sheet: self.origin.as_ref().and_then(|origin| origin.sheet.clone()),
            row: self.origin.as_ref().map(|origin| i64::from(origin.row)),
            version: self.version,
            created_seq: self.created.0,
            updated_seq: self.updated.0,
            retired: self.retired,
        }
    }
}

/// Reads a stored document; `what` names it when it is broken.
pub(crate) fn json(text: &str, what: impl FnOnce() -> String) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged { detail: format!("{}: {error}", what()) })
}
