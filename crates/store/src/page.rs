//! One screenful of a ledger: searched, sorted and cut by the database, so that 20,000 rows need not travel.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait, Func, NullOrdering, SimpleExpr};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, FromQueryResult, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::record::{Column, Entity};
use crate::{AuditSeq, Store, StoreError, StoredRecord};

/// Words of a search beyond these are not looked at.
const MAX_WORDS: usize = 16;
/// So many keys are asked for at once.
const MAX_KEYS: usize = 500;
/// No field has a longer name.
const MAX_FIELD_BYTES: usize = 64;

/// Which part of a ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageQuery {
    /// The ledger.
    pub ledger: String,
    /// Words that must all occur in [`crate::NewRecord::search`], folded as that text was; empty for all records.
    pub search: String,
    /// What fields of the body must say; all of these.
    pub filters: Vec<FieldFilter>,
    /// In which order.
    pub sort: Sort,
    /// How many to skip.
    pub offset: u64,
    /// How many to give.
    pub limit: u64,
}

/// What one top-level field of the body must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFilter {
    /// The field: lower-case letters, digits, hyphens.
    pub field: String,
    /// What it says.
    pub says: FieldValue,
}

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// This text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Nothing: it is not there, null, or an empty text.
    Nothing,
}

/// The order of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sort {
    /// As in the file.
    #[default]
    File,
    /// By key, code point by code point.
    Key,
    /// What changed last comes first.
    Newest,
    /// By a top-level field of the body; records in which it says nothing come last.
    Field {
        /// The field: lower-case letters, digits, hyphens.
        field: String,
        /// Whether it holds numbers.
        number: bool,
        /// Whether the largest comes first.
        descending: bool,
    },
}

/// One screenful.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The records.
    pub records: Vec<StoredRecord>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Store {
    /// One screenful of the current records of a ledger. Fails with [`StoreError::InvalidField`] for the name of a field that
    /// cannot be one.
    pub async fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        let backend = self.connection().get_database_backend();
        let position = match backend {
            DbBackend::Sqlite => "instr",
            _ => "strpos",
        };
        let mut rows = Entity::find().filter(Column::Ledger.eq(&query.ledger)).filter(Column::Retired.eq(false));
        for word in query.search.split_whitespace().take(MAX_WORDS) {
            let word = word.replace('\0', "");
            let found = Func::cust(position).arg(Expr::col(Column::Search)).arg(word);
            rows = rows.filter(Expr::expr(found).gt(0));
        }
        for filter in &query.filters {
            rows = rows.filter(says(backend, filter)?);
        }
        let total = rows.clone().count(self.connection()).await?;
        rows = match &query.sort {
            Sort::File => rows.order_by_asc(Column::Ordinal),
            Sort::Key => rows,
            Sort::Newest => rows.order_by_desc(Column::UpdatedSeq).order_by_asc(Column::Ordinal),
            Sort::Field { field, number, descending } => {
                let order = if *descending { Order::Desc } else { Order::Asc };
                let value = value(backend, field)?;
                // an empty text says nothing, as null does
                let value: SimpleExpr = Func::cust("nullif").arg(value).arg("").into();
                let value = if *number && backend == DbBackend::Postgres { value.cast_as("numeric") } else { value };
                rows.order_by_with_nulls(value, order, NullOrdering::Last).order_by_asc(Column::Ordinal)
            }
        };
        // the keys first: what is sorted and passed over stays small
        let keys = rows.order_by_asc(Column::Key).offset(query.offset).limit(query.limit).select_only().column(Column::Key);
        let keys: Vec<String> = keys.into_tuple().all(self.connection()).await?;
        let places: BTreeMap<&str, usize> = keys.iter().enumerate().map(|(at, key)| (key.as_str(), at)).collect();
        let mut rows = Vec::with_capacity(keys.len());
        for keys in keys.chunks(MAX_KEYS) {
            let found = Entity::find().filter(Column::Ledger.eq(&query.ledger)).filter(Column::Key.is_in(keys));
            rows.extend(found.all(self.connection()).await?);
        }
        rows.sort_by_key(|row| places.get(row.key.as_str()).copied());
        let records = rows.into_iter().map(StoredRecord::read).collect::<Result<_, _>>()?;
        Ok(Page { records, total })
    }

    /// How many current records each ledger has, and the event that last changed one of them. Ledgers that were never
    /// written are absent.
    pub async fn counts(&self) -> Result<BTreeMap<String, (u64, AuditSeq)>, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            ledger: String,
            current: i64,
            newest: i64,
        }
        let current = Expr::case(Column::Retired.eq(false), 1);
        let rows = Entity::find()
            .select_only()
            .column(Column::Ledger)
            .column_as(Expr::expr(current).count(), "current")
            .column_as(Column::UpdatedSeq.max(), "newest")
            .group_by(Column::Ledger)
            .into_model::<Row>()
            .all(self.connection())
            .await?;
        Ok(rows.into_iter().map(|row| (row.ledger, (row.current.unsigned_abs(), AuditSeq(row.newest)))).collect())
    }
}

/// The condition of a filter.
fn says(backend: DbBackend, filter: &FieldFilter) -> Result<SimpleExpr, StoreError> {
    let value = value(backend, &filter.field)?;
    Ok(match (&filter.says, backend) {
        (FieldValue::Text(text), _) => value.eq(text.replace('\0', "")),
        (FieldValue::Flag(flag), DbBackend::Sqlite) => value.eq(i32::from(*flag)),
        (FieldValue::Flag(flag), _) => value.eq(flag.to_string()),
        (FieldValue::Nothing, _) => value.clone().is_null().or(value.eq("")),
    })
}

/// The value of a top-level field of the body. On SQLite a yes is 1 and a number a number; on PostgreSQL all are text.
fn value(backend: DbBackend, field: &str) -> Result<SimpleExpr, StoreError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if field.is_empty() || field.len() > MAX_FIELD_BYTES || !field.bytes().all(plain) {
        return Err(StoreError::InvalidField { field: "field" });
    }
    let body = Expr::col(Column::Body);
    Ok(match backend {
        DbBackend::Sqlite => Func::cust("json_extract").arg(body).arg(format!("$.\"{field}\"")).into(),
        _ => {
            // PostgreSQL reads no document in which a character U+0000 is written; with another one in its place it stays JSON
            let body = SimpleExpr::from(Func::cust("replace").arg(body).arg("\\u0000").arg("\\ufffd"));
            Func::cust("json_extract_path_text").arg(body.cast_as("json")).arg(field).into()
        }
    })
}
