//! A sheet while it is read: rows by number, bounded in every direction, merged areas filled at the end.

use std::collections::BTreeMap;

use super::{Cell, Row, Sheet};
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, keys};

/// What may still be kept of one file.
#[derive(Debug)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { cells: limits.cells, text: usize::try_from(limits.text_bytes).unwrap_or(usize::MAX) }
    }

    /// Takes room for `cells` more cells and `text` more bytes; false when there is none left.
    pub(super) fn take(&mut self, cells: usize, text: usize) -> bool {
        if cells > self.cells || text > self.text {
            (self.cells, self.text) = (0, 0);
            return false;
        }
        self.cells -= cells;
        self.text -= text;
        true
    }
}

/// A rectangle of merged cells: first and last row, first and last column, counted from 0, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

/// Most merged areas that are filled.
const MERGES: usize = 20_000;

/// Most cells that are looked at while filling them.
const CELLS_FILLED: usize = 5_000_000;

pub(super) struct SheetBuilder<'a> {
    limits: &'a Limits,
    budget: &'a mut Budget,
    rows: BTreeMap<u32, Vec<Cell>>,
    /// Row in the making, so that the tree is touched once a row
    current: (u32, Vec<Cell>),
    /// Cells struck through, by row
    struck: BTreeMap<u32, usize>,
    problems: Problems,
    /// Whether rows, columns or the whole have run over
    over: (bool, bool, bool),
}

impl<'a> SheetBuilder<'a> {
    pub(super) fn new(name: &str, limits: &'a Limits, budget: &'a mut Budget) -> Self {
        Self {
            limits,
            budget,
            rows: BTreeMap::new(),
            current: (u32::MAX, Vec::new()),
            struck: BTreeMap::new(),
            problems: Problems::new(name, limits.problems_of_a_kind),
            over: (false, false, false),
        }
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Whether nothing more can be kept.
    pub(super) fn is_full(&self) -> bool {
        self.over.2
    }

    /// Whether a cell in this row, counted from 0, can be kept.
    pub(super) fn takes(&self, row: u32) -> bool {
        row < self.limits.rows && !self.over.2
    }

    /// Puts a cell at row and column, both counted from 0. What is empty or lies beyond the limits is dropped.
    pub(super) fn put(&mut self, row: u32, column: u32, mut cell: Cell, struck: bool) {
        trim(&mut cell.text);
        if cell.is_blank() || self.over.2 {
            return;
        }
        let Some(column) = self.within(row, column) else { return };
        if cell.text.len() > self.limits.cell_bytes {
            cut(&mut cell.text, self.limits.cell_bytes);
            let problem = Problem::new(Severity::Warning, keys::CELL_CUT).row(row + 1).column(column).value(&cell.text);
            self.problems.push(problem.arg("limit", self.limits.cell_bytes >> 10));
        }
        if self.current.0 != row {
            self.flush();
            self.current = (row, self.rows.remove(&row).unwrap_or_default());
        }
        let cells = &mut self.current.1;
        let grown = (column + 1).saturating_sub(cells.len());
        if !self.budget.take(grown, cell.text.len()) {
            self.over.2 = true;
            self.problems.push(Problem::new(Severity::Error, keys::TOO_MUCH).row(row + 1));
            return;
        }
        if grown > 0 {
            cells.resize(column + 1, Cell::default());
        }
        cells[column] = cell;
        if struck {
            *self.struck.entry(row).or_default() += 1;
        }
    }

    /// The column as an index when row and column lie within the limits.
    fn within(&mut self, row: u32, column: u32) -> Option<usize> {
        if row >= self.limits.rows {
            if !std::mem::replace(&mut self.over.0, true) {
                let problem = Problem::new(Severity::Error, keys::TOO_MANY_ROWS).row(row + 1);
                self.problems.push(problem.arg("limit", self.limits.rows));
            }
            return None;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= self.limits.columns {
            if !std::mem::replace(&mut self.over.1, true) {
                let problem = Problem::new(Severity::Warning, keys::TOO_MANY_COLUMNS).row(row + 1);
                self.problems.push(problem.arg("limit", self.limits.columns));
            }
            return None;
        }
        Some(column)
    }

    fn flush(&mut self) {
        let (row, cells) = std::mem::replace(&mut self.current, (u32::MAX, Vec::new()));
        if !cells.is_empty() {
            self.rows.insert(row, cells);
        }
    }

    /// Fills merged areas from their first cell, in rows that hold something already.
    fn fill(&mut self, merges: &[Merge]) {
        let mut work = CELLS_FILLED;
        for merge in merges.iter().take(MERGES) {
            let (top, left) = (merge.rows.0, usize::try_from(merge.columns.0).unwrap_or(usize::MAX));
            let right = usize::try_from(merge.columns.1).unwrap_or(usize::MAX).min(self.limits.columns.saturating_sub(1));
            let Some(first) = self.rows.get(&top).and_then(|cells| cells.get(left)).filter(|cell| !cell.is_blank()).cloned() else {
                continue;
            };
            if merge.rows.1 < top || right < left {
                continue;
            }
            for (_, cells) in self.rows.range_mut(top..=merge.rows.1) {
                if work < right - left {
                    return;
                }
                work -= right - left;
                for column in left..=right {
                    if cells.get(column).is_some_and(|cell| !cell.is_blank()) {
                        continue;
                    }
                    let grown = (column + 1).saturating_sub(cells.len());
                    if !self.budget.take(grown, first.text.len()) {
                        return;
                    }
                    if grown > 0 {
                        cells.resize(column + 1, Cell::default());
                    }
                    cells[column] = Cell { merged: true, ..first.clone() };
                }
            }
        }
    }

    /// The finished sheet and its problems.
    pub(super) fn finish(mut self, name: String, hidden: bool, merges: &[Merge]) -> (Sheet, Problems) {
        self.flush();
        self.fill(merges);
        let struck = self.struck;
        let rows = self.rows.into_iter().map(|(row, cells)| {
            let own = cells.iter().filter(|cell| !cell.is_blank() && !cell.merged).count();
            let struck = own > 0 && struck.get(&row).is_some_and(|count| *count >= own);
            Row { number: row.saturating_add(1), cells, struck }
        });
        (Sheet { name, hidden, rows: rows.collect() }, self.problems)
    }
}

/// Removes white space and control characters at the ends, zero bytes everywhere, and makes every line break `\n`.
pub(super) fn trim(text: &mut String) {
    if text.contains(['\0', '\r']) {
        *text = text.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n");
    }
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}');
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

/// Cuts a text to at most `most` bytes, at a character's end.
pub(super) fn cut(text: &mut String, most: usize) {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}
