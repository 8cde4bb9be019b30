//! CSV and TSV: text to rows, numbered as a spreadsheet numbers them.
//!
//! Written here rather than with a CSV library for two reasons (ADR 0005): a blank line is a row in a spreadsheet and must
//! be counted, and a quotation mark that is never closed must cost its own line and not the rest of the file.

use super::builder::{Budget, cut, trim};
use super::{Cell, Row, Sheet, Workbook, mebibytes, name_odd_characters};
use crate::decode::decode;
use crate::import::Content;
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, keys};

/// Lines that a quoted cell may span before the quotation mark is taken for a slip.
const LINES_OF_A_CELL: usize = 100;

pub(super) fn read(content: Content<'_>, limits: &Limits) -> Workbook {
    let mut problems = Problems::new("", limits.problems_of_a_kind);
    let bytes = within_limit(content, limits, &mut problems);
    let decoded = decode(bytes);
    let (delimiter, body) = delimiter(&decoded.text);
    let rows = rows(body, delimiter, limits, &mut problems);
    let sheet = Sheet { name: String::new(), hidden: false, rows };
    if decoded.text.bytes().any(|byte| matches!(byte, 0xEE | 0xEF)) {
        name_odd_characters(&sheet, &mut problems);
    }
    Workbook { sheets: vec![sheet], encoding: Some(decoded.encoding), problems: problems.finish("") }
}

/// The bytes that are read: all, or whole lines up to the limit.
pub(super) fn within_limit<'a>(content: Content<'a>, limits: &Limits, problems: &mut Problems) -> &'a [u8] {
    let most = usize::try_from(limits.text_bytes).unwrap_or(usize::MAX);
    let size = content.size.max(content.bytes.len() as u64);
    if size <= limits.text_bytes {
        return content.bytes;
    }
    let problem = Problem::new(Severity::Error, keys::TEXT_TOO_LARGE);
    problems.push(problem.arg("size", mebibytes(size)).arg("limit", mebibytes(limits.text_bytes)));
    let cut = &content.bytes[..most.min(content.bytes.len())];
    // a line end in UTF-16LE is followed by a zero byte, which belongs to it
    let end = cut.iter().rposition(|byte| *byte == b'\n').map_or(cut.len(), |at| at + 1);
    &cut[..end + usize::from(cut.get(end) == Some(&0))]
}

/// The character between cells, and the text without a first line `sep=;`.
fn delimiter(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP=")) {
        let mut characters = rest.chars();
        if let Some(c @ (',' | ';' | '\t' | '|')) = characters.next() {
            let body = characters.as_str();
            let body = body.strip_prefix("\r\n").or_else(|| body.strip_prefix('\n')).unwrap_or(body);
            return (u8::try_from(c).unwrap_or(b','), body);
        }
    }
    let mut head = text.len().min(64 << 10);
    while !text.is_char_boundary(head) {
        head -= 1;
    }
    let head = &text[..head];
    let mut best = (b',', 0);
    for candidate in [b'\t', b',', b';'] {
        let mut widths: Vec<usize> =
            Splitter::new(head, candidate, 4096, 1024).take(40).map(|row| row.cells.len()).filter(|cells| *cells > 0).collect();
        widths.sort_unstable();
        // half of the rows have at least so many columns
        let typical = widths.get(widths.len() / 2).copied().unwrap_or(0).max(widths.last().copied().unwrap_or(0) / 2);
        if typical > best.1.max(1) {
            best = (candidate, typical);
        }
    }
    (best.0, text)
}

/// The apostrophe with which an export keeps a cell from being taken for a formula.
fn unguard(text: &mut String) {
    if text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@'])) {
        text.remove(0);
    }
}

fn rows(text: &str, delimiter: u8, limits: &Limits, problems: &mut Problems) -> Vec<Row> {
    let mut budget = Budget::new(limits);
    let mut rows = Vec::new();
    let mut wide = false;
    for (index, mut raw) in Splitter::new(text, delimiter, limits.cell_bytes, limits.columns).enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if raw.unclosed {
            let value = raw.cells.last().cloned().unwrap_or_default();
            problems.push(
                Problem::new(Severity::Warning, keys::UNCLOSED_QUOTE).row(number).column(raw.cells.len().saturating_sub(1)).value(&value),
            );
        }
        raw.cells.iter_mut().for_each(trim);
        raw.cells.iter_mut().for_each(unguard);
        while raw.cells.last().is_some_and(String::is_empty) {
            raw.cells.pop();
        }
        if raw.cells.is_empty() {
            continue;
        }
        if number > limits.rows {
            problems.push(Problem::new(Severity::Error, keys::TOO_MANY_ROWS).row(number).arg("limit", limits.rows));
            break;
        }
        if raw.cells.len() > limits.columns {
            raw.cells.truncate(limits.columns);
            if !std::mem::replace(&mut wide, true) {
                problems.push(Problem::new(Severity::Warning, keys::TOO_MANY_COLUMNS).row(number).arg("limit", limits.columns));
            }
        }
        for (column, text) in raw.cells.iter_mut().enumerate().filter(|(_, text)| text.len() > limits.cell_bytes) {
            cut(text, limits.cell_bytes);
            let problem = Problem::new(Severity::Warning, keys::CELL_CUT).row(number).column(column).value(text);
            problems.push(problem.arg("limit", limits.cell_bytes >> 10));
        }
        if !budget.take(raw.cells.len(), raw.cells.iter().map(String::len).sum()) {
            problems.push(Problem::new(Severity::Error, keys::TOO_MUCH).row(number));
            break;
        }
        rows.push(Row { number, cells: raw.cells.into_iter().map(Cell::text).collect(), struck: false });
    }
    rows
}

/// One line of the file as a spreadsheet sees it (a quoted cell may hold line breaks).
struct RawRow {
    cells: Vec<String>,
    unclosed: bool,
}

struct Splitter<'a> {
    rest: &'a str,
    delimiter: u8,
    cell_bytes: usize,
    /// Cells of a row that are kept, and one more so that it is seen that there were more
    columns: usize,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a str, delimiter: u8, cell_bytes: usize, columns: usize) -> Self {
        Self { rest: text, delimiter, cell_bytes, columns }
    }

    /// Takes the text up to the next delimiter or line end; both are ASCII, so bytes can be compared.
    fn plain(&mut self) -> &'a str {
        let end = self.rest.bytes().position(|b| b == self.delimiter || b == b'\n' || b == b'\r').unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        cell
    }

    /// Takes a quoted cell, its first quotation mark included; `None`, and nothing taken, when it is not closed as it should be.
    fn quoted(&mut self) -> Option<String> {
        let most = self.cell_bytes.saturating_mul(4);
        let mut cell = String::new();
        let mut lines = 0;
        let mut at = 1;
        loop {
            let quote = self.rest.as_bytes().get(at..)?.iter().take(most).position(|byte| *byte == b'"')?;
            let piece = self.rest.get(at..at + quote)?;
            lines += piece.bytes().filter(|byte| *byte == b'\n').count();
            cell.push_str(piece);
            at += quote + 1;
            if lines > LINES_OF_A_CELL || cell.len() > most {
                return None;
            }
            match self.rest.as_bytes().get(at) {
                Some(b'"') => {
                    cell.push('"');
                    at += 1;
                }
                // text behind the closing mark: a slip, unless the cell is on one line
                Some(next) if *next != self.delimiter && *next != b'\n' && *next != b'\r' => {
                    if lines > 0 {
                        return None;
                    }
                    self.rest = self.rest.get(at..)?;
                    cell.push_str(self.plain());
                    return Some(cell);
                }
                _ => {
                    self.rest = self.rest.get(at..)?;
                    return Some(cell);
                }
            }
        }
    }
}

impl Iterator for Splitter<'_> {
    type Item = RawRow;

    fn next(&mut self) -> Option<RawRow> {
        if self.rest.is_empty() {
            return None;
        }
        let mut row = RawRow { cells: Vec::new(), unclosed: false };
        loop {
            let cell = if self.rest.starts_with('"') {
                self.quoted().unwrap_or_else(|| {
                    row.unclosed = true;
                    self.plain().to_owned()
                })
            } else {
                self.plain().to_owned()
            };
            if row.cells.len() <= self.columns {
                row.cells.push(cell);
            }
            let bytes = self.rest.as_bytes();
            match bytes.first() {
                Some(b'\r') if bytes.get(1) == Some(&b'\n') => {
                    self.rest = &self.rest[2..];
                    return Some(row);
                }
                Some(b'\r' | b'\n') => {
                    self.rest = &self.rest[1..];
                    return Some(row);
                }
                Some(_) => self.rest = &self.rest[1..],
                None => return Some(row),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> (Vec<(u32, Vec<String>)>, Vec<Problem>) {
        let content = Content { bytes: text.as_bytes(), size: text.len() as u64 };
        let book = read(content, &Limits::default());
        let rows = book.sheets[0].rows.iter().map(|row| (row.number, row.cells.iter().map(|c| c.text.clone()).collect()));
        (rows.collect(), book.problems)
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_gives_them() {
        let (rows, problems) = sheet("a,b\r\n\r\n\"x\ny\",2\r\n,,\r\n3,\"4 \"\"q\"\"\"\r\n");
        assert_eq!(rows, [row(1, &["a", "b"]), row(3, &["x\ny", "2"]), row(5, &["3", "4 \"q\""])]);
        assert!(problems.is_empty());
    }

    #[test]
    fn an_unclosed_quotation_mark_costs_its_own_line_only() {
        let (rows, problems) = sheet("a,b,c\n1,\"x,y\n2,p,q\n3,r,s\n");
        assert_eq!(rows[1..], [row(2, &["1", "\"x", "y"]), row(3, &["2", "p", "q"]), row(4, &["3", "r", "s"])]);
        assert_eq!((problems[0].key, problems[0].row), (keys::UNCLOSED_QUOTE, 2));
        let (rows, _) = sheet("a,b\n1,\"x\n2,\"y\"\n3,\"z\"\n");
        assert_eq!(rows.len(), 4, "{rows:?}");
    }

    #[test]
    fn the_delimiter_is_found() {
        for (text, width) in
            [("a\tb,c\td\n1\t2\t3\n", 3), ("a;b\n1;2\n", 2), ("題名\n\na,b,c\n1,2,3\n", 3), ("sep=;\na;b,c\n", 2), ("一行だけ\n二行\n", 1)]
        {
            assert_eq!(sheet(text).0.last().unwrap().1.len(), width, "{text}");
        }
    }

    #[test]
    fn a_file_beyond_the_limit_gives_the_rows_before_it() {
        let text = format!("a,b\n{}", "1,2\n".repeat(1000));
        let limits = Limits { text_bytes: 401, ..Limits::default() };
        let book = read(Content { bytes: text.as_bytes(), size: 300 << 20 }, &limits);
        assert_eq!(book.sheets[0].rows.len(), 100);
        assert_eq!((book.problems[0].key, book.problems[0].args["size"].as_str()), (keys::TEXT_TOO_LARGE, "300"));
    }

    #[test]
    fn rows_columns_and_cells_are_bounded() {
        let limits = Limits { rows: 3, columns: 2, cell_bytes: 4, ..Limits::default() };
        let text = "a,b,c\n一二三四,2\n3,4\n5,6\n";
        let book = read(Content { bytes: text.as_bytes(), size: text.len() as u64 }, &limits);
        assert_eq!(book.sheets[0].rows.len(), 3);
        assert_eq!(book.sheets[0].rows[1].cells[0].text, "一");
        let keys: Vec<_> = book.problems.iter().map(|p| p.key).collect();
        assert_eq!(keys, [keys::TOO_MANY_COLUMNS, keys::CELL_CUT, keys::TOO_MANY_ROWS]);
    }

    #[test]
    fn a_flood_of_empty_cells_ends() {
        let limits = Limits { cells: 1000, columns: 256, ..Limits::default() };
        let text = format!("{}x\n", ",".repeat(200)).repeat(100);
        let book = read(Content { bytes: text.as_bytes(), size: text.len() as u64 }, &limits);
        assert_eq!(book.sheets[0].rows.len(), 4);
        assert_eq!(book.problems.last().unwrap().key, keys::TOO_MUCH);
    }
}
