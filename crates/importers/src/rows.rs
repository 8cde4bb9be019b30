//! Which rows under a header are records: sums, examples, sub-headings and the header again are left out, and "same as above"
//! is filled in.
//!
//! Not here: finding the header (`header`) and reading a row (`reading`).

use std::collections::BTreeMap;

use crate::fold;
use crate::grid::{Cell, Row, Sheet};
use crate::header::Head;
use crate::layout::layout;
use crate::problem::{Problem, Problems, Severity, keys};

/// The rows under a header that are records, with ditto marks filled in.
pub(crate) fn records(sheet: &Sheet, head: &Head, problems: &mut Problems) -> Vec<Row> {
    let mut above: BTreeMap<usize, Cell> = BTreeMap::new();
    let mut kept = Vec::new();
    let mut numbered = (0usize, 0u32);
    for row in &sheet.rows[head.data_from.min(sheet.rows.len())..] {
        match class(row, head) {
            Class::Record => {}
            Class::Numbered => {
                numbered = (numbered.0 + 1, if numbered.0 == 0 { row.number } else { numbered.1 });
                continue;
            }
            Class::Nothing => continue,
            Class::Example => {
                problems.push(Problem::new(Severity::Info, keys::EXAMPLE_ROW).row(row.number).value(first(row)));
                continue;
            }
            Class::Heading => {
                problems.push(Problem::new(Severity::Info, keys::HEADING_ROW).row(row.number).value(first(row)));
                continue;
            }
        }
        let row = filled_down(row, &above, problems);
        if row.struck {
            problems.push(Problem::new(Severity::Warning, keys::STRUCK_THROUGH).row(row.number).value(first(&row)));
        }
        above.extend(row.filled().map(|(column, cell)| (column, cell.clone())));
        kept.push(row);
    }
    if numbered.0 > 0 {
        problems.push(Problem::new(Severity::Info, keys::NUMBERED_BLANK_ROWS).row(numbered.1).arg("count", numbered.0));
    }
    kept
}

enum Class {
    Record,
    /// Only its number is filled in
    Numbered,
    /// Blank, a sum, the header again, or the end of the table
    Nothing,
    Example,
    Heading,
}

/// The first text of a row.
pub(crate) fn first(row: &Row) -> &str {
    row.filled().next().map_or("", |(_, cell)| cell.text.as_str())
}

fn class(row: &Row, head: &Head) -> Class {
    let words = &layout().rows;
    let start = fold::word(first(row));
    if start.is_empty() || is_sum(row) || words.ends.contains(&start) || is_header_again(row, head) {
        return Class::Nothing;
    }
    if row.filled().take(2).any(|(column, cell)| !is_name(column, head) && words.examples.contains(&fold::word(&cell.text))) {
        return Class::Example;
    }
    let own = row.filled().filter(|(_, cell)| !cell.merged).count();
    let spread = row.filled().filter(|(_, cell)| cell.merged).count();
    if own <= 1 && head.fields() > 2 {
        let marked = words.headings.iter().chain(&words.remarks).any(|mark| start.starts_with(mark.as_str()));
        let same = row.filled().all(|(_, cell)| cell.text == first(row));
        if same && (marked || spread > 2) {
            return Class::Heading;
        }
    }
    let mut mapped = head.bounds.iter().filter(|bound| !row.text(bound.column).is_empty()).filter_map(|bound| bound.field);
    let sequence = |field: usize| head.columns.columns[field].sequence;
    match mapped.next() {
        None => Class::Heading,
        Some(field) if sequence(field) && mapped.all(sequence) && head.fields() > 1 => Class::Numbered,
        Some(_) => Class::Record,
    }
}

/// Whether a column holds family names: a person may be called what marks an example elsewhere.
fn is_name(column: usize, head: &Head) -> bool {
    let bound = head.bounds.iter().find(|bound| bound.column == column).and_then(|bound| bound.field);
    bound.is_some_and(|field| head.columns.columns[field].field == "family-name")
}

/// 計, or a row with little more in it than 計 47 件.
fn is_sum(row: &Row) -> bool {
    let words = &layout().rows;
    let whole = |text: &str| words.totals.iter().any(|word| word == text);
    let counted = |text: &str| {
        let rest = words
            .totals
            .iter()
            .filter_map(|word| text.strip_prefix(word.as_str()))
            .map(|rest| rest.trim_start_matches([':', '(']))
            .min_by_key(|rest| rest.len());
        rest.is_some_and(|rest| {
            let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',').trim_end_matches(')');
            rest.starts_with(|c: char| c.is_ascii_digit()) && (unit.is_empty() || words.units.iter().any(|word| word == unit))
        })
    };
    let few = row.filled().take(4).count() <= 3;
    row.filled().enumerate().any(|(at, (_, cell))| {
        // no sum is written longer
        let text = if cell.text.len() <= 60 && (at == 0 || few) { fold::word(&cell.text) } else { String::new() };
        (at == 0 && whole(&text)) || (few && counted(&text))
    })
}

/// The header printed again at the top of a page.
fn is_header_again(row: &Row, head: &Head) -> bool {
    let mut same = 0;
    for bound in head.bounds.iter().filter(|bound| !row.text(bound.column).is_empty()) {
        if fold::header(row.text(bound.column)) != fold::header(&bound.header) {
            return false;
        }
        same += 1;
    }
    same > 1
}

/// The row with 〃, 同上 and 同左 replaced by what they stand for.
fn filled_down(row: &Row, above: &BTreeMap<usize, Cell>, problems: &mut Problems) -> Row {
    let words = &layout().ditto;
    let mut row = row.clone();
    for column in 0..row.cells.len() {
        // no ditto mark is longer
        let text = row.text(column);
        if text.is_empty() || text.len() > 15 {
            continue;
        }
        let folded = fold::word(text);
        let source = if words.left.contains(&folded) && column > 0 {
            row.cells.get(column - 1)
        } else if words.words.contains(&folded) {
            above.get(&column)
        } else {
            continue;
        };
        if let Some(cell) = source.filter(|cell| !cell.is_blank()).cloned() {
            row.cells[column] = cell;
        } else {
            problems.push(Problem::new(Severity::Warning, keys::DITTO_ALONE).row(row.number).column(column).value(row.text(column)));
            row.cells[column].text.clear();
        }
    }
    row
}
