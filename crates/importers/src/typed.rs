//! Rows that people type into a form, field by field: read exactly as a file's row is, and written back as texts.
//!
//! Not here: keeping them, and what a problem means for the form.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::{Entry, Facts, Visitor};
use sonae_domain::ledger::{LedgerId, Record};

use crate::columns::{self, Column, ColumnKind};
use crate::grid::{Cell, Row};
use crate::header::{Bound, Head};
use crate::ledgers::{Built, importer};
use crate::problem::{Problem, Problems, column_letters};
use crate::reading::Reading;
use crate::vocabulary::{choices, vocabulary};

/// Separates the parts of a list on one line: 、
const COMMA: &str = "\u{3001}";

/// What a typed row is.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedRow {
    /// The record; `None` when nothing was typed
    pub record: Option<Built>,
    /// What could not be read, with the field where it was typed; "" for the row as a whole
    pub problems: Vec<(String, Problem)>,
}

/// The columns that can be typed in: those whose value is kept as it is. The others (a maker and a model in one cell) only
/// help to read files.
pub fn typed_columns(ledger: LedgerId) -> impl Iterator<Item = &'static Column> {
    let kept = KEPT.get(&ledger);
    columns::of(ledger).columns.iter().filter(move |column| kept.is_some_and(|kept| kept.contains(&column.field)))
}

/// Reads a typed row: texts by field.
pub fn read_row(ledger: LedgerId, texts: &BTreeMap<String, String>) -> TypedRow {
    let fields: Vec<&'static Column> = typed_columns(ledger).collect();
    let row = Row { number: 1, cells: fields.iter().map(|column| cell(texts.get(&column.field))).collect(), struck: false };
    let columns = columns::of(ledger);
    let bounds = fields.iter().enumerate().map(|(at, column)| Bound {
        column: at,
        header: column.title.clone(),
        field: columns.position(&column.field),
        inverted: false,
        unit: None,
    });
    let head = Head { columns, data_from: 1, row: 0, bounds: bounds.collect(), score: 0.0 };
    let (defaults, mut problems) = (BTreeMap::new(), Problems::new("", usize::MAX));
    let built = importer(ledger).read(&mut Reading::new(&row, &head, &defaults, &mut problems, false));
    let place = |problem: &Problem| fields.iter().enumerate().find(|(at, _)| column_letters(*at) == problem.column);
    let problems = problems.finish("").into_iter().map(|problem| {
        let field = place(&problem).map(|(_, column)| column.field.clone()).unwrap_or_default();
        (field, problem)
    });
    TypedRow { problems: problems.collect(), record: built.into_iter().next() }
}

fn cell(text: Option<&String>) -> Cell {
    Cell::text(text.map(|text| text.trim()).unwrap_or_default())
}

/// The texts that, typed in, give this record again.
pub fn texts_of(ledger: LedgerId, body: &Value) -> BTreeMap<String, String> {
    let texts = typed_columns(ledger).map(|column| (column.field.clone(), text_of(ledger, column, body)));
    texts.collect()
}

/// The text of one field of a record.
pub fn text_of(ledger: LedgerId, column: &Column, body: &Value) -> String {
    let said = |field: &str| body[field].as_bool() == Some(true);
    match (ledger, column.field.as_str()) {
        // what was only inferred is inferred again
        (LedgerId::Devices, "kind") if said("kind-inferred") => String::new(),
        (LedgerId::Accounts, "last-login") if said("never-logged-in") => vocabulary().dates.not_yet_used.clone(),
        _ => text(column, &body[kept_as(ledger, &column.field)]),
    }
}

/// The value of a field as a person reads it, given in its column.
pub fn text(column: &Column, value: &Value) -> String {
    match (column.kind, value) {
        (ColumnKind::Flag, Value::Bool(flag)) => word(column, &flag.to_string()),
        (ColumnKind::Choice, Value::String(code)) => word(column, code),
        (ColumnKind::Date, Value::String(iso)) => date(iso),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Array(values)) => values.iter().map(|value| text(column, value)).collect::<Vec<_>>().join(COMMA),
        _ => String::new(),
    }
}

/// The values that a column knows, each with the word for it: of a vocabulary, or `true` and `false`. None for free columns.
pub fn options(column: &Column) -> Vec<(String, String)> {
    match (column.kind, &column.vocabulary) {
        (ColumnKind::Flag, _) => {
            let (yes, no) = match (column.yes.first(), column.no.first()) {
                (Some(yes), Some(no)) => (yes.clone(), no.clone()),
                _ => vocabulary().plain_flag(),
            };
            vec![("true".to_owned(), yes), ("false".to_owned(), no)]
        }
        (ColumnKind::Choice, Some(name)) => choices(name).map_or_else(Vec::new, |choices| {
            let words = choices.lists.iter().map(|list| list.first().cloned().unwrap_or_default());
            choices.values.iter().cloned().zip(words).collect()
        }),
        _ => Vec::new(),
    }
}

/// The word for a coded value; "" for one that says nothing.
fn word(column: &Column, code: &str) -> String {
    options(column).into_iter().find(|(known, _)| known == code).map(|(_, word)| word).unwrap_or_default()
}

/// 2025-04-01 as ledgers write it: 2025/4/1, 2025/4, 2025.
fn date(iso: &str) -> String {
    if iso.parse::<PartialDate>().is_err() {
        return iso.to_owned();
    }
    let mut parts = iso.split('-');
    let year = parts.next().unwrap_or_default().to_owned();
    parts.fold(year, |date, part| format!("{date}/{}", part.trim_start_matches('0')))
}

/// The field of the record in which a column is kept.
pub fn kept_as(ledger: LedgerId, field: &str) -> &str {
    match (ledger, field) {
        // the role as written; its meaning is found out from it
        (LedgerId::Appointments, "role") => "role-text",
        _ => field,
    }
}

static KEPT: LazyLock<BTreeMap<LedgerId, Vec<String>>> = LazyLock::new(|| {
    let mut fields = Fields(BTreeMap::new());
    Facts::default().visit(&mut fields);
    fields.0
});

struct Fields(BTreeMap<LedgerId, Vec<String>>);

impl Visitor for Fields {
    fn ledger<T: Record>(&mut self, _: &[Entry<T>]) {
        let empty = serde_json::to_value(T::default()).unwrap_or_default();
        let fields = empty.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default();
        self.0.insert(T::LEDGER, fields);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(ledger: LedgerId, texts: &[(&str, &str)]) -> TypedRow {
        read_row(ledger, &texts.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn what_is_typed_is_read_as_a_file_is() {
        let texts = [
            ("number", "００１"),
            ("os", "Windows10"),
            ("patched-on", "令和7年4月1日"),
            ("status", "使用中"),
            ("remote-maintenance", "有（SSL-VPN）"),
        ];
        let row = typed(LedgerId::Devices, &texts);
        let record = row.record.unwrap();
        assert!(row.problems.is_empty(), "{:?}", row.problems);
        assert_eq!(record.key, "001");
        assert_eq!(
            (&record.body["os"], &record.body["patched-on"], &record.body["status"]),
            (&"Windows 10".into(), &"2025-04-01".into(), &"active".into())
        );
        assert_eq!((&record.body["line"], &record.body["kind-inferred"]), (&"SSL-VPN".into(), &true.into()));
    }

    #[test]
    fn a_problem_names_the_field_where_it_was_typed() {
        let row = typed(LedgerId::Devices, &[("number", "1"), ("patched-on", "令和9年2月30日"), ("status", "ううむ")]);
        let fields: Vec<&str> = row.problems.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["status", "patched-on"]);
        assert_eq!(row.record.unwrap().body["patched-on"], Value::Null);
    }

    #[test]
    fn nothing_typed_is_no_record() {
        for ledger in LedgerId::ALL.iter().filter(|ledger| !matches!(ledger, LedgerId::Answers | LedgerId::Overrides)) {
            assert_eq!(typed(*ledger, &[]).record, None, "{ledger}");
        }
    }

    #[test]
    fn every_word_of_every_field_is_read_as_what_it_says() {
        for ledger in LedgerId::ALL {
            for column in typed_columns(*ledger) {
                for (code, word) in options(column) {
                    let mut texts = BTreeMap::from([(column.field.clone(), word.clone())]);
                    if matches!(ledger, LedgerId::Answers | LedgerId::Overrides) {
                        texts.insert("item".to_owned(), "2-①".to_owned());
                    }
                    let row = read_row(*ledger, &texts);
                    assert!(row.problems.is_empty(), "{ledger} {} {word}: {:?}", column.field, row.problems);
                    let value = row.record.map(|record| record.body[&column.field].clone()).unwrap_or_default();
                    let read = value.as_bool().map_or_else(|| value.as_str().unwrap_or_default().to_owned(), |flag| flag.to_string());
                    // a record that says only "not in the contract" says nothing
                    assert!(
                        read == code || (read.is_empty() && code == "unspecified") || (read.is_empty() && code == "other"),
                        "{ledger} {} {word}: {read}",
                        column.field
                    );
                }
            }
        }
    }

    fn any_text(column: &'static Column) -> BoxedStrategy<String> {
        let words: Vec<String> = options(column).into_iter().map(|(_, word)| word).chain([String::new()]).collect();
        match column.kind {
            ColumnKind::Flag | ColumnKind::Choice => proptest::sample::select(words).boxed(),
            ColumnKind::Date => {
                prop_oneof![Just(String::new()), "20[0-2][0-9]/(1|9|12)/(1|28)", "R[1-7]\\.(4|11)", Just("2016".to_owned())].boxed()
            }
            ColumnKind::Number | ColumnKind::Days => prop_oneof![Just(String::new()), "[0-9]{1,3}"].boxed(),
            ColumnKind::Items => prop_oneof![Just(String::new()), Just("2-①、2-⑥".to_owned())].boxed(),
            ColumnKind::Text | ColumnKind::Code | ColumnKind::List => {
                prop_oneof![Just(String::new()), "[a-zA-Z0-9あ-んア-ヶ一-龠（）/・ 　,、'=<&\"-]{0,12}", "\\PC{0,8}"].boxed()
            }
        }
    }

    fn any_row() -> impl Strategy<Value = (LedgerId, BTreeMap<String, String>)> {
        proptest::sample::select(LedgerId::ALL.to_vec()).prop_flat_map(|ledger| {
            let fields: Vec<_> =
                typed_columns(ledger).map(|column| any_text(column).prop_map(move |text| (column.field.clone(), text))).collect();
            fields.prop_map(move |texts| (ledger, texts.into_iter().collect()))
        })
    }

    proptest! {
        #[test]
        fn a_record_written_as_texts_is_read_as_itself((ledger, texts) in any_row()) {
            if let Some(record) = read_row(ledger, &texts).record {
                let again = read_row(ledger, &texts_of(ledger, &record.body));
                prop_assert_eq!(again.record.map(|record| record.body), Some(record.body));
            }
        }
    }
}
