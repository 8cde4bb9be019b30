//! A screenful of a ledger: searched, filtered, sorted and cut by the database; and all ledgers with their counts.
//!
//! Not here: one record (`show_record`).

use jiff::Timestamp;
use serde_json::Value;
use sonae_domain::access::Permission;
use sonae_domain::framework::Item;
use sonae_domain::ledger::LedgerId;
use sonae_domain::names::fold;
use sonae_domain::rules::RULES;
use sonae_store::{AuditSeq, FieldFilter, FieldValue, PageQuery, Sort, StoredRecord};

use super::{Column, ColumnKind, LedgerError, columns_of, kept_as, label, options, typed_columns};
use crate::actor::Actor;
use crate::house::House;

/// The code that asks for records in which a field says nothing.
pub const EMPTY: &str = "-";
/// The code of a vocabulary for what is not recorded.
const UNKNOWN: &str = "unknown";

/// Which part of a ledger. Fields and codes that the ledger does not know are passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Words that must all occur
    pub search: String,
    /// Field and code of its vocabulary, or [`EMPTY`]
    pub filters: Vec<(String, String)>,
    /// Field by which it is sorted, and whether the largest comes first; the order of the file when not given
    pub sort: Option<(String, bool)>,
    /// Which page, from 1
    pub page: u64,
    /// Records on a page
    pub size: u64,
}

/// One record in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Key
    pub key: String,
    /// What a person calls it
    pub label: String,
    /// Version
    pub version: i64,
    /// Its fields
    pub body: Value,
}

/// A screenful.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The records
    pub records: Vec<Asked>,
    /// How many there are on all pages
    pub total: u64,
    /// Which page it is, from 1
    pub page: u64,
    /// How many pages there are, at least 1
    pub pages: u64,
}

/// One screenful of a ledger.
pub async fn list_records(house: &House, actor: &Actor, ledger: LedgerId, query: &ListQuery) -> Result<Listed, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let size = query.size.clamp(1, 500);
    let page = query.page.max(1);
    let mut asked = page_query(ledger, query);
    (asked.offset, asked.limit) = (page.saturating_sub(1).saturating_mul(size).min(i64::MAX.unsigned_abs()), size);
    let found = house.store.page(&asked).await?;
    let records = found.records.into_iter().map(|record| Asked::new(ledger, record)).collect();
    Ok(Listed { records, total: found.total, page, pages: found.total.div_ceil(size).max(1) })
}

impl Asked {
    pub(super) fn new(ledger: LedgerId, record: StoredRecord) -> Self {
        let (_, body) = crate::records::split_provenance(record.body);
        Self { label: label(ledger, &record.key, &body), key: record.key, version: record.version, body }
    }
}

/// The question to the store, without its cut.
pub(super) fn page_query(ledger: LedgerId, query: &ListQuery) -> PageQuery {
    let columns: Vec<&Column> = typed_columns(ledger).collect();
    let column = |field: &str| columns.iter().copied().find(|column| column.field == field);
    let filters = query.filters.iter().filter_map(|(field, code)| filter(ledger, column(field)?, code));
    let sort = query.sort.as_ref().and_then(|(field, descending)| {
        let column = column(field)?;
        let number = matches!(column.kind, ColumnKind::Number | ColumnKind::Days);
        Some(Sort::Field { field: kept_as(ledger, field).to_owned(), number, descending: *descending })
    });
    PageQuery {
        ledger: ledger.to_string(),
        search: query.search.split_whitespace().map(fold).collect::<Vec<_>>().join(" "),
        filters: filters.collect(),
        sort: sort.unwrap_or_default(),
        ..PageQuery::default()
    }
}

fn filter(ledger: LedgerId, column: &Column, code: &str) -> Option<FieldFilter> {
    let field = kept_as(ledger, &column.field).to_owned();
    let known = options(column).iter().any(|(known, _)| known == code);
    let says = match (column.kind, code) {
        (ColumnKind::Choice, EMPTY) => FieldValue::Text(UNKNOWN.to_owned()),
        (_, EMPTY) => FieldValue::Nothing,
        (ColumnKind::Flag, "true" | "false") => FieldValue::Flag(code == "true"),
        (ColumnKind::Choice, _) if known => FieldValue::Text(code.to_owned()),
        (ColumnKind::Text | ColumnKind::Code, text) if !text.is_empty() => FieldValue::Text(text.to_owned()),
        _ => return None,
    };
    Some(FieldFilter { field, says })
}

/// One ledger among all.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Which
    pub ledger: LedgerId,
    /// What it is for, in one line
    pub about: &'static str,
    /// Current records
    pub count: u64,
    /// When it last changed, and by whom
    pub changed: Option<(String, String)>,
    /// Items of the institution's form that are decided from it
    pub items: Vec<&'static Item>,
}

/// Every ledger with its count, its last change, and the items that are decided from it.
pub async fn ledgers(house: &House, actor: &Actor) -> Result<Vec<Overview>, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let counts = house.store.counts().await?;
    let seqs: Vec<AuditSeq> = counts.values().map(|(_, seq)| *seq).collect();
    let events = house.store.events(&seqs).await?;
    let known = house.known().await?;
    let form = known.forms[0].form;
    let overview = |ledger: &LedgerId| {
        let needed: Vec<&str> = RULES.iter().filter(|rule| rule.needs().contains(ledger)).map(|rule| rule.control()).collect();
        let count = counts.get(ledger.as_str());
        Overview {
            ledger: *ledger,
            about: &columns_of(*ledger).about,
            count: count.map_or(0, |(count, _)| *count),
            changed: count.and_then(|(_, seq)| events.get(seq).cloned()),
            items: form.items().filter(|item| needed.contains(&item.control.as_str())).collect(),
        }
    };
    Ok(LedgerId::ALL.iter().map(overview).collect())
}

impl Overview {
    /// When it last changed.
    pub fn changed_at(&self) -> Option<Timestamp> {
        self.changed.as_ref().and_then(|(at, _)| at.parse().ok())
    }
}
