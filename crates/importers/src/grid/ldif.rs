//! LDIF (RFC 2849), as ldifde exports a directory: each entry becomes a row, each attribute a column.
//!
//! Base64 values are decoded, several values of an attribute are joined by `|`. Not here: what an attribute means, and which entries are
//! people (`directory`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use sonae_domain::observation::security_identifier;

use super::builder::Budget;
use super::directory;
use super::text::within_limit;
use super::{Cell, Row, Sheet, Workbook, name_odd_characters};
use crate::decode::decode;
use crate::import::Content;
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, keys};

pub(super) fn read(content: Content<'_>, limits: &Limits) -> Workbook {
    let mut problems = Problems::new("", limits.problems_of_a_kind);
    let bytes = within_limit(content, limits, &mut problems);
    let decoded = decode(bytes);
    let mut table = Table::default();
    let mut budget = Budget::new(limits);
    for (number, line) in lines(&decoded.text) {
        if line.is_empty() {
            table.open = false;
        } else if let Some((name, value)) = value(&line, number, &mut problems)
            && (!budget.take(1, value.len() + name.len()) || !table.put(&name, value, number, limits))
        {
            problems.push(Problem::new(Severity::Error, keys::TOO_MUCH).row(number));
            break;
        }
    }
    let mut rows = table.into_rows();
    directory::only_people(&mut rows, limits);
    let sheet = Sheet { name: String::new(), hidden: false, rows };
    name_odd_characters(&sheet, &mut problems);
    Workbook { sheets: vec![sheet], encoding: Some(decoded.encoding), problems: problems.finish("") }
}

/// Lines with their number, continued lines joined, comments left out.
fn lines(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    let mut comment = false;
    for (number, line) in (1u32..).zip(text.lines()) {
        let line = line.trim_end_matches('\r');
        match line.strip_prefix(' ') {
            Some(more) => {
                if let Some((_, last)) = lines.last_mut().filter(|_| !comment) {
                    last.push_str(more);
                }
            }
            None => {
                comment = line.starts_with('#');
                if !comment {
                    lines.push((number, line.to_owned()));
                }
            }
        }
    }
    lines
}

/// Name and value of a line; names are compared without case.
fn value(line: &str, number: u32, problems: &mut Problems) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.split(';').next().unwrap_or(name).trim().to_owned();
    let Some(encoded) = value.strip_prefix(':') else {
        return Some((name, value.trim().to_owned()));
    };
    // binary attributes are no text, though their bytes may look like it
    if name.eq_ignore_ascii_case("objectSid") {
        let bytes = STANDARD.decode(encoded.trim()).unwrap_or_default();
        return security_identifier(&bytes).map(|sid| (name, sid));
    }
    if name.ends_with("Sid") || name.ends_with("GUID") || name.contains("Certificate") {
        return None;
    }
    match STANDARD.decode(encoded.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => Some((name, text)),
        None => {
            problems.push(Problem::new(Severity::Warning, keys::UNDECODABLE).row(number).value(line));
            None
        }
    }
}

#[derive(Default)]
struct Table {
    names: Vec<String>,
    rows: Vec<Row>,
    open: bool,
}

impl Table {
    /// Puts a value; false when nothing more fits.
    fn put(&mut self, name: &str, value: String, number: u32, limits: &Limits) -> bool {
        if name.eq_ignore_ascii_case("version") && self.rows.is_empty() {
            return true;
        }
        if !self.open {
            if self.rows.len() as u64 >= u64::from(limits.rows) {
                return false;
            }
            self.rows.push(Row { number, ..Row::default() });
            self.open = true;
        }
        let known = self.names.iter().position(|known| known.eq_ignore_ascii_case(name));
        let column = known.unwrap_or(self.names.len());
        if column >= limits.columns {
            return true;
        }
        if known.is_none() {
            self.names.push(name.to_owned());
        }
        let Some(row) = self.rows.last_mut() else { return true };
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::default());
        }
        let cell = &mut row.cells[column].text;
        if !cell.is_empty() {
            cell.push('|');
        }
        cell.push_str(value.trim());
        super::builder::cut(cell, limits.cell_bytes);
        true
    }

    /// The rows under a row of names, which stands where no line of the file is.
    fn into_rows(self) -> Vec<Row> {
        let head = Row { number: 0, cells: self.names.into_iter().map(Cell::text).collect(), struck: false };
        [head].into_iter().chain(self.rows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_become_rows_with_base64_decoded_and_values_joined() {
        let text = "version: 1\r\n# note\r\n\r\ndn: CN=a\r\nsAMAccountName: takahashi\r\ndisplayName:: 6auZ5qmL44CA5LiA6YOO\r\nmemberOf: CN=Domain\r\n  Admins\r\nmemberOf: CN=B\r\n\r\ndn: CN=b\r\nobjectSid:: AQUAAAAAAAUV\r\n";
        let book = read(Content { bytes: text.as_bytes(), size: text.len() as u64 }, &Limits::default());
        let rows = &book.sheets[0].rows;
        assert_eq!(rows[0].cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["dn", "sAMAccountName", "displayName", "memberOf"]);
        assert_eq!((rows[1].number, rows[1].text(2), rows[1].text(3)), (4, "髙橋　一郎", "CN=Domain Admins|CN=B"));
        assert_eq!((rows[2].number, rows[2].text(0)), (11, "CN=b"));
        assert!(book.problems.is_empty());
    }
}
