//! Tables as programs export them: CSV or TSV with a line of headings. Which heading means which column is data
//! (`data/tables.toml`). Not here: ledgers that people keep (crate `importers`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::problem::{Problem, Severity, keys};

/// One kind of table.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Shape {
    /// Columns without which a table is not of this kind; of a list with `|`, one
    needs: Vec<String>,
    /// Headings of each column
    columns: BTreeMap<String, Vec<String>>,
}

static SHAPES: LazyLock<BTreeMap<String, Shape>> =
    LazyLock::new(|| toml::from_str(include_str!("../data/tables.toml")).unwrap_or_default());

/// A table whose kind is known.
pub(crate) struct Table {
    /// Its kind, a key of `data/tables.toml`
    pub(crate) kind: &'static str,
    places: BTreeMap<&'static str, usize>,
    records: Vec<(usize, csv::StringRecord)>,
}

/// One row.
pub(crate) struct Row<'a> {
    table: &'a Table,
    line: usize,
    record: &'a csv::StringRecord,
}

impl Table {
    /// The table in a text, if its headings are those of a known kind.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let separator = separator(text)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        let mut records = Vec::new();
        let mut known: Option<(&'static str, BTreeMap<&'static str, usize>)> = None;
        for record in reader.records().map_while(Result::ok) {
            let line = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0).saturating_sub(1));
            match &known {
                None if line > 30 => return None,
                None => known = kind(&record),
                Some(_) if record.iter().all(|cell| cell.trim().is_empty()) => {}
                Some(_) => records.push((line, record)),
            }
        }
        known.map(|(kind, places)| Self { kind, places, records })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }
}

impl Row<'_> {
    /// A cell by the meaning of its column; empty where there is none.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.table.places.get(column).and_then(|place| self.record.get(*place)).map_or("", str::trim)
    }

    /// The problem that this row cannot be read.
    pub(crate) fn unreadable(&self) -> Problem {
        Problem::new(Severity::Error, keys::RECORD_UNREADABLE).at(self.line)
    }

    /// The problem that a value of this row cannot be read.
    pub(crate) fn doubtful(&self, field: &str) -> Problem {
        Problem::new(Severity::Warning, keys::VALUE_UNREADABLE).at(self.line).arg("field", field)
    }
}

/// The separator that the first lines have in common.
fn separator(text: &str) -> Option<u8> {
    let head: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("#TYPE")).take(3).collect();
    let most = |mark: char| head.iter().map(|line| line.matches(mark).count()).max().unwrap_or(0);
    let counts = [(most(','), b','), (most('\t'), b'\t'), (most(';'), b';')];
    counts.into_iter().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0).map(|(_, mark)| mark)
}

/// Which kind of table has these headings, and where its columns are.
fn kind(headings: &csv::StringRecord) -> Option<(&'static str, BTreeMap<&'static str, usize>)> {
    let folded: Vec<String> = headings.iter().map(fold).collect();
    let best = SHAPES.iter().filter_map(|(name, shape)| {
        let mut places = BTreeMap::new();
        for (column, names) in &shape.columns {
            if let Some(place) = names.iter().find_map(|name| folded.iter().position(|heading| *heading == fold(name))) {
                places.insert(column.as_str(), place);
            }
        }
        let enough = shape.needs.iter().all(|need| need.split('|').any(|column| places.contains_key(column)));
        enough.then_some((name.as_str(), places))
    });
    best.max_by_key(|(_, places)| places.len())
}

/// Headings compared without width, case, blanks and punctuation.
fn fold(heading: &str) -> String {
    heading.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_every_kind_of_table_can_be_told_apart() {
        assert!(!SHAPES.is_empty());
        for (name, shape) in SHAPES.iter() {
            for need in shape.needs.iter().flat_map(|need| need.split('|')) {
                assert!(shape.columns.contains_key(need), "{name}: {need}");
            }
            let first: csv::StringRecord = shape.columns.values().map(|names| names[0].as_str()).collect::<Vec<_>>().into();
            assert_eq!(kind(&first).map(|(kind, _)| kind), Some(name.as_str()));
        }
    }

    #[test]
    fn a_table_of_a_stranger_is_none() {
        assert!(Table::of("管理番号,端末名\n1,PC-1\n").is_none());
        assert!(Table::of("no separators\nat all\n").is_none());
    }
}
