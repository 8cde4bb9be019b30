//! One screenful of a ledger: searched, sorted and cut by the database, so that 20,000 rows need not travel.

use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::record::{Column, Entity};
use crate::{Store, StoreError, StoredRecord};

/// Words of a search beyond these are not looked at.
const MAX_WORDS: usize = 16;

/// Which part of a ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageQuery {
    /// The ledger.
    pub ledger: String,
    /// Words that must all occur in [`crate::NewRecord::search`], folded as that text was; empty for all records.
    pub search: String,
    /// In which order.
    pub sort: Sort,
    /// How many to skip.
    pub offset: u64,
    /// How many to give.
    pub limit: u64,
}

/// The order of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// As in the file.
    #[default]
    File,
    /// By key, code point by code point.
    Key,
    /// What changed last comes first.
    Newest,
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
    /// One screenful of the current records of a ledger.
    pub async fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        let position = match self.connection().get_database_backend() {
            DbBackend::Sqlite => "instr",
            _ => "strpos",
        };
        let mut rows = Entity::find().filter(Column::Ledger.eq(&query.ledger)).filter(Column::Retired.eq(false));
        for word in query.search.split_whitespace().take(MAX_WORDS) {
            let word = word.replace('\0', "");
            let found = Func::cust(position).arg(Expr::col(Column::Search)).arg(word);
            rows = rows.filter(Expr::expr(found).gt(0));
        }
        let total = rows.clone().count(self.connection()).await?;
        rows = match query.sort {
            Sort::File => rows.order_by_asc(Column::Ordinal),
            Sort::Key => rows,
            Sort::Newest => rows.order_by_desc(Column::UpdatedSeq).order_by_asc(Column::Ordinal),
        };
        let rows = rows.order_by_asc(Column::Key).offset(query.offset).limit(query.limit);
        let rows = rows.all(self.connection()).await?;
        let records = rows.into_iter().map(StoredRecord::read).collect::<Result<_, _>>()?;
        Ok(Page { records, total })
    }
}
