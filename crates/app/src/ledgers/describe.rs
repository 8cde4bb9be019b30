//! What a ledger's list shows, and what a person calls a record. Data in `data/lists.toml`.
//!
//! Not here: the columns themselves (`importers::columns`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;
use sonae_domain::facts::{Entry, Facts, Origin, Visitor};
use sonae_domain::ledger::{LedgerId, Record};
use sonae_importers::columns::Column;
use sonae_importers::{kept_as, read_row, typed_columns};

/// Readable as a text, a date, a number and a list.
const SAMPLE: &str = "2025/4/1";

/// What the list of a ledger shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListLayout {
    /// Fields from left to right
    pub columns: Vec<String>,
    /// Fields that can be changed in the list
    pub quick: Vec<String>,
}

static LAYOUTS: LazyLock<BTreeMap<String, ListLayout>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/lists.toml")).unwrap_or_default());

/// What the list of this ledger shows.
pub fn layout(ledger: LedgerId) -> &'static ListLayout {
    static NONE: ListLayout = ListLayout { columns: Vec::new(), quick: Vec::new() };
    LAYOUTS.get(ledger.as_str()).unwrap_or(&NONE)
}

/// What a person calls the record; its key when it has no name.
pub fn label(ledger: LedgerId, key: &str, body: &Value) -> String {
    let (_, label) = key_and_label(ledger, body);
    if label.is_empty() { key.to_owned() } else { label }
}

/// The natural key and the name that a record's own fields give it.
pub fn key_and_label(ledger: LedgerId, body: &Value) -> (String, String) {
    let mut facts = Facts::default();
    let mut found = Found(String::new(), String::new());
    if facts.push(ledger, Origin::default(), body.clone()).is_ok() {
        facts.visit(&mut found);
    }
    (found.0, found.1)
}

/// The fields of which one at least must be typed, because the record's key is made of them.
pub fn key_fields(ledger: LedgerId) -> Vec<&'static Column> {
    // a text that every kind of column can read
    let alone = |column: &&'static Column| {
        let texts = BTreeMap::from([(column.field.clone(), SAMPLE.to_owned())]);
        read_row(ledger, &texts).record.is_some_and(|record| !record.key.is_empty())
    };
    typed_columns(ledger).filter(alone).collect()
}

/// The value of a field as it stands in the record, found out or written.
pub fn shown_text(ledger: LedgerId, column: &Column, body: &Value) -> String {
    sonae_importers::text(column, &body[kept_as(ledger, &column.field)])
}

struct Found(String, String);

impl Visitor for Found {
    fn ledger<T: Record>(&mut self, entries: &[Entry<T>]) {
        if let Some(entry) = entries.first() {
            (self.0, self.1) = (entry.record.key(), entry.record.label());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ledger_knows_what_its_keys_are_made_of() {
        let fields = |ledger| key_fields(ledger).iter().map(|column| column.field.as_str()).collect::<Vec<_>>();
        assert_eq!(fields(LedgerId::Devices), ["number"]);
        assert_eq!(fields(LedgerId::Accounts), ["number", "user-id"]);
        for ledger in LedgerId::ALL.iter().filter(|ledger| crate::ledgers::is_edited_here(**ledger)) {
            assert!(!fields(*ledger).is_empty(), "{ledger}");
        }
    }

    #[test]
    fn every_list_shows_fields_that_its_ledger_has() {
        for ledger in LedgerId::ALL {
            let known: Vec<&str> = typed_columns(*ledger).map(|column| column.field.as_str()).collect();
            let layout = layout(*ledger);
            assert!(layout.columns.len() > 3, "{ledger}");
            for field in &layout.columns {
                assert!(known.contains(&field.as_str()), "{ledger}: {field}");
            }
            for field in &layout.quick {
                assert!(layout.columns.contains(field), "{ledger}: {field} is not in the list");
            }
        }
    }
}
