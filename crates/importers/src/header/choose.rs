//! What `institution.toml` says about the columns of a sheet, put onto a head. Not here: finding the head.

use super::score::single;
use super::{Bound, Head, ROWS};
use crate::choice::{Choice, IGNORE};
use crate::columns::{self, Columns};
use crate::fold;
use crate::grid::Sheet;
use crate::problem::{Problem, Severity, column_letters, keys};

/// Applies what `institution.toml` says about columns. Unknown fields and headers become problems.
pub(crate) fn apply(choice: &Choice, head: &mut Head) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (header, field) in &choice.columns {
        let field_at = head.columns.position(field);
        if field_at.is_none() && field != IGNORE {
            problems.push(unknown_field(field, head.columns));
            continue;
        }
        let folded = fold::header(header);
        let named = head.bounds.iter().position(|bound| fold::header(&bound.header) == folded);
        let place = named.or_else(|| head.bounds.iter().position(|bound| column_letters(bound.column) == header.as_str()));
        let letter = || (header.len() <= 2 && header.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| letters_column(header));
        let place = match place {
            Some(place) => place,
            None if letter().is_some() => {
                head.bounds.push(Bound {
                    column: letter().unwrap_or_default(),
                    header: String::new(),
                    field: None,
                    inverted: false,
                    unit: None,
                });
                head.bounds.len() - 1
            }
            None => {
                problems.push(Problem::new(Severity::Warning, keys::HEADER_UNKNOWN).row(head.row).arg("name", header));
                continue;
            }
        };
        if let Some(field_at) = field_at.filter(|at| !head.columns.columns[*at].many) {
            // the column that had the field by its header gives it up
            head.bounds.iter_mut().filter(|bound| bound.field == Some(field_at)).for_each(|bound| bound.field = None);
        }
        head.bounds[place].field = field_at;
        head.bounds[place].inverted = false;
    }
    problems.extend(
        choice.defaults.keys().filter(|field| head.columns.column(field).is_none()).map(|field| unknown_field(field, head.columns)),
    );
    head.bounds.sort_by_key(|bound| bound.column);
    problems
}

/// A head of which no header is known, found by the headers that `institution.toml` names (or by its row).
pub(crate) fn named_head(sheet: &Sheet, columns: &'static Columns, choice: &Choice, header_row: Option<u32>) -> Option<Head> {
    let named: Vec<String> = choice.columns.keys().map(|header| fold::header(header)).collect();
    let ledger = columns::all().iter().position(|known| known.ledger == columns.ledger)?;
    let at = sheet.rows.iter().take(ROWS.max(sheet.rows.len().min(1000))).position(|row| match header_row {
        Some(wanted) => row.number == wanted,
        None => row.filled().any(|(_, cell)| named.contains(&fold::header(&cell.text))),
    })?;
    Some(single(sheet, at).head(ledger))
}

fn unknown_field(field: &str, columns: &Columns) -> Problem {
    Problem::new(Severity::Error, keys::FIELD_UNKNOWN).arg("field", field).arg("ledger", columns.ledger).arg("fields", columns.fields())
}

fn letters_column(letters: &str) -> usize {
    letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1).saturating_sub(1)
}
