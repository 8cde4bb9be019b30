//! Delimiter, headings, and which column means what.

use std::collections::HashMap;
use std::sync::LazyLock;

use memchr::memchr;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::Field;
use super::rows::{Cells, End, content, end_of_row};
use crate::format::{FileHead, Unreadable};
use crate::source::{Encoding, Source};
use crate::text;

/// Rows from the beginning among which the headings are looked for; titles, periods and counts stand above them.
const TITLE_ROWS: usize = 50;

/// Longest preface that is kept in the head, characters a row.
const TITLE_LENGTH: usize = 500;

/// How a file is laid out.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) head: FileHead,
    pub(super) delimiter: u8,
    pub(super) line_end: u8,
    /// Offset of the first row below the headings
    pub(super) first_row: usize,
}

#[derive(Deserialize)]
struct Columns {
    columns: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    field: String,
    headings: Vec<String>,
}

/// Heading as compared → its field and its rank among the headings of that field.
static KNOWN: LazyLock<HashMap<String, (Field, usize)>> = LazyLock::new(|| {
    let columns = toml::from_str::<Columns>(include_str!("../../columns.toml")).map(|data| data.columns).unwrap_or_default();
    let mut known = HashMap::new();
    for column in columns {
        let field = Field::named(&column.field).unwrap_or(Field::Nothing);
        for (rank, heading) in column.headings.iter().enumerate() {
            known.entry(compared(heading)).or_insert((field, rank));
        }
    }
    known
});

/// Prolonged sound mark: written or not at will at the ends of words.
const LONG_MARK: char = '\u{30fc}';

fn compared(heading: &str) -> String {
    let all: String = heading.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let bare: String = all.chars().filter(|c| c.is_alphanumeric() && *c != LONG_MARK).collect();
    if bare.is_empty() { all } else { bare }
}

/// A candidate for the row of headings.
struct Found {
    headings: Vec<String>,
    fields: Vec<Field>,
    preface: Vec<String>,
    first_row: usize,
    /// How many fields it names
    names: usize,
}

impl Layout {
    /// Looks at the beginning of a file.
    pub(super) fn find(source: &Source, encoding: Encoding, sample: &[u8]) -> Result<Self, Unreadable> {
        let mark = if sample.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
        // an old Macintosh ends lines with CR only
        let line_end = if memchr(b'\n', sample).is_none() && memchr(b'\r', sample).is_some() { b'\r' } else { b'\n' };
        let told = told_delimiter(&sample[mark..], line_end);
        let from = mark + told.map_or(0, |(_, length)| length);
        let delimiters = told.map_or(vec![b',', b'\t', b';'], |(delimiter, _)| vec![delimiter]);
        let mut best: Option<(u8, Found)> = None;
        let mut seen = Vec::new();
        for delimiter in delimiters {
            let rows = Rows { source, encoding, sample, from, delimiter, line_end };
            let found =
                if source.columns.keys().any(|key| key.starts_with('#')) { rows.without_headings() } else { rows.headings(&mut seen) };
            if let Some(found) = found
                && best.as_ref().is_none_or(|(_, before)| found.names > before.names)
            {
                best = Some((delimiter, found));
            }
        }
        let Some((delimiter, found)) = best else {
            return Err(Unreadable::NoTime { headings: seen });
        };
        let head = FileHead {
            encoding,
            delimiter: char::from(delimiter).to_string(),
            headings: found.headings,
            fields: found.fields.iter().map(|field| field.name().to_owned()).collect(),
            preface: found.preface,
            layout: String::new(),
        };
        Ok(Self { head, delimiter, line_end, first_row: found.first_row })
    }
}

/// `sep=;` in the first line, as Excel writes and reads it; the delimiter, and how long the line is.
fn told_delimiter(sample: &[u8], line_end: u8) -> Option<(u8, usize)> {
    let line = &sample[..memchr(line_end, sample)?];
    let bare = line.trim_ascii_end().to_ascii_lowercase();
    match bare.strip_prefix(b"sep=")? {
        [delimiter] => Some((*delimiter, line.len() + 1)),
        // a tab is trimmed away
        [] if line.contains(&b'\t') => Some((b'\t', line.len() + 1)),
        _ => None,
    }
}

struct Rows<'a> {
    source: &'a Source,
    encoding: Encoding,
    sample: &'a [u8],
    from: usize,
    delimiter: u8,
    line_end: u8,
}

impl Rows<'_> {
    /// The row that names most fields, and among them when it happened. `seen`: the widest row, for the message.
    fn headings(&self, seen: &mut Vec<String>) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut preface = Vec::new();
        let mut at = self.from;
        for _ in 0..TITLE_ROWS {
            let rest = self.sample.get(at..).filter(|rest| !rest.is_empty())?;
            let (row, next) = match end_of_row(rest, self.delimiter, self.line_end) {
                End::At(end) => (&rest[..end], at + end + 1),
                End::Beyond | End::Quoted => (rest, self.sample.len()),
            };
            at = next;
            let cells = self.cells(row);
            let fields = self.fields(&cells);
            let names = fields.iter().filter(|field| !matches!(field, Field::Unknown | Field::Nothing)).count();
            let timed = fields.iter().any(|field| matches!(field, Field::Time | Field::Date));
            if cells.len() > seen.len() {
                seen.clone_from(&cells);
            }
            if timed && names >= 2 && best.as_ref().is_none_or(|before| names > before.names) {
                best = Some(Found { headings: cells, fields, preface: preface.clone(), first_row: at, names });
            }
            let line: String = self.text(row).chars().take(TITLE_LENGTH).collect();
            if !line.trim().is_empty() {
                preface.push(line.trim_end().to_owned());
            }
            if at >= self.sample.len() {
                break;
            }
        }
        best
    }

    /// A file without headings, whose columns the source names `#1`, `#2` ….
    fn without_headings(&self) -> Option<Found> {
        let rest = self.sample.get(self.from..)?;
        let row = match end_of_row(rest, self.delimiter, self.line_end) {
            End::At(end) => &rest[..end],
            End::Beyond | End::Quoted => rest,
        };
        let headings: Vec<String> = (1..=self.cells(row).len()).map(|number| format!("#{number}")).collect();
        let fields = self.fields(&headings);
        let names = fields.iter().filter(|field| !matches!(field, Field::Unknown | Field::Nothing)).count();
        let timed = fields.iter().any(|field| matches!(field, Field::Time | Field::Date));
        timed.then_some(Found { headings, fields, preface: Vec::new(), first_row: self.from, names })
    }

    fn text(&self, bytes: &[u8]) -> String {
        text::decode(bytes, self.encoding).into_owned()
    }

    fn cells(&self, row: &[u8]) -> Vec<String> {
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        Cells::new(row, self.delimiter).map(|cell| text::line(&self.text(&content(cell.trim_ascii())))).collect()
    }

    /// What each heading means. A field goes to the heading that names it best; what the source says goes before all.
    fn fields(&self, headings: &[String]) -> Vec<Field> {
        let told = |heading: &String| {
            let field = self.source.columns.get(heading)?;
            Some((Field::named(field).unwrap_or(Field::Nothing), 0))
        };
        let meant: Vec<Option<(Field, usize)>> = headings
            .iter()
            .map(|heading| told(heading).or_else(|| KNOWN.get(&compared(heading)).map(|(f, rank)| (*f, rank + 1))))
            .collect();
        let mut fields = vec![Field::Unknown; headings.len()];
        for (at, found) in meant.iter().enumerate() {
            let Some((field, _)) = *found else { continue };
            let many = matches!(field, Field::Nothing | Field::Message);
            let first = meant
                .iter()
                .enumerate()
                .filter(|(_, other)| other.is_some_and(|(f, _)| f == field))
                .min_by_key(|(at, other)| (other.map(|(_, r)| r), *at));
            if many || first.is_some_and(|(best, _)| best == at) {
                fields[at] = field;
            }
        }
        fields
    }
}

/// Whether a column without a field is known and not needed, or left out by the source; else it is told in the message.
pub(super) fn is_left_out(source: &Source, heading: &str) -> bool {
    match source.columns.get(heading) {
        Some(field) => field.is_empty(),
        None => KNOWN.get(&compared(heading)).is_some_and(|(field, _)| *field == Field::Nothing),
    }
}
