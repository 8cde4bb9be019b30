//! A row as typed values: an importer asks it for its fields one by one. What cannot be read becomes a problem, and the field
//! stays empty.
//!
//! Not here: which rows are records (`rows`) and what a record is made of (`ledgers`).

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use serde::de::DeserializeOwned;
use sonae_domain::calendar::{DateProblem, PartialDate};

use crate::columns::{Column, ColumnKind, Columns};
use crate::duration::{self, Length};
use crate::fold;
use crate::form::FormSpec;
use crate::grid::{CellKind, Row};
use crate::header::Head;
use crate::problem::{Problem, Problems, Severity, keys};
use crate::value::{self, DateRead};
use crate::vocabulary::{NO, YES, choices, vocabulary};
use crate::words::Words;

/// One row, asked field by field. What cannot be read becomes a problem, and the field stays empty.
pub struct Reading<'a> {
    row: &'a Row,
    head: &'a Head,
    defaults: &'a BTreeMap<String, String>,
    problems: &'a mut Problems,
    machine: bool,
    forms: &'a [FormSpec],
    /// Fields asked for and how, so that a test can compare them with the data files
    #[cfg(test)]
    pub(crate) asked: BTreeMap<&'static str, ColumnKind>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        row: &'a Row,
        head: &'a Head,
        defaults: &'a BTreeMap<String, String>,
        problems: &'a mut Problems,
        machine: bool,
    ) -> Self {
        Self {
            row,
            head,
            defaults,
            problems,
            machine,
            forms: &[],
            #[cfg(test)]
            asked: BTreeMap::new(),
        }
    }

    /// The same, with the official forms whose years dates without a year may lie in.
    #[must_use]
    pub(crate) fn with_forms(mut self, forms: &'a [FormSpec]) -> Self {
        self.forms = forms;
        self
    }

    /// A date that may lack its year (5/14): then it lies in the fiscal year of the edition named, else of the first form.
    pub fn date_in_year(&mut self, field: &'static str, edition: &str) -> Option<PartialDate> {
        let named = self.forms.iter().find(|form| form.is_of(edition));
        let year = named.or(self.forms.first().filter(|_| edition.is_empty())).map(|form| form.year);
        let raw = fold::plain(&self.raw(field));
        let day = year.and_then(|year| crate::form::month_and_day(&raw, year));
        if day.is_some() {
            self.note(field, ColumnKind::Date);
            return day;
        }
        self.date(field)
    }

    /// Whether a program wrote the sheet.
    pub fn is_machine(&self) -> bool {
        self.machine
    }

    /// The row's number in its sheet.
    pub fn number_of_row(&self) -> u32 {
        self.row.number
    }

    /// Whether the sheet has a column for the field.
    pub fn has(&self, field: &str) -> bool {
        self.head.has(field)
    }

    fn columns(&self) -> &'static Columns {
        self.head.columns
    }

    #[cfg_attr(not(test), expect(clippy::unused_self, clippy::needless_pass_by_ref_mut, reason = "notes in tests only"))]
    fn note(&mut self, field: &'static str, kind: ColumnKind) {
        #[cfg(test)]
        self.asked.insert(field, kind);
        let _ = (field, kind);
    }

    /// The filled cells of a field with their column and whether their header means the opposite; the default when none is.
    fn cells(&self, field: &str) -> Vec<(Option<usize>, String, bool)> {
        let position = self.columns().position(field);
        let bounds = self.head.bounds.iter().filter(|bound| bound.field.is_some() && bound.field == position);
        let filled: Vec<_> = bounds
            .filter_map(|bound| {
                self.row
                    .cells
                    .get(bound.column)
                    .filter(|cell| !cell.is_blank())
                    .map(|cell| (Some(bound.column), cell.text.clone(), bound.inverted))
            })
            .collect();
        if filled.is_empty() {
            return self.defaults.get(field).map(|text| (None, text.clone(), false)).into_iter().collect();
        }
        filled
    }

    /// Adds a problem about the column of a field.
    pub fn problem(&mut self, severity: Severity, key: &'static str, field: &str, value: &str, args: &[(&'static str, String)]) {
        let position = self.columns().position(field);
        let bound = self.head.bounds.iter().find(|bound| bound.field.is_some() && bound.field == position);
        let mut problem = Problem::new(severity, key).row(self.row.number).value(value);
        if let Some(bound) = bound {
            problem = problem.column(bound.column);
            problem.header.clone_from(&bound.header);
        }
        let title = self.columns().column(field).map(|column| column.title.clone()).unwrap_or_default();
        problem = problem.arg("title", title);
        for (name, value) in args {
            problem = problem.arg(name, value);
        }
        self.problems.push(problem);
    }

    /// Text of a field as it stands in its cells, unread.
    pub fn raw(&self, field: &str) -> String {
        let texts: Vec<String> = self.cells(field).into_iter().map(|(_, text, _)| text).collect();
        texts.join("\n")
    }

    fn texts(&mut self, field: &'static str) -> Vec<String> {
        let keep = self.columns().column(field).is_some_and(|column| column.keep);
        let mut texts = Vec::new();
        for (column, text, _) in self.cells(field) {
            let fault = column.and_then(|column| self.row.cells.get(column)).is_some_and(|cell| cell.kind == CellKind::Fault);
            if fault {
                self.problem(Severity::Warning, keys::CELL_FAULT, field, &text, &[]);
            } else if !vocabulary().is_unknown(&text) && (keep || !vocabulary().is_none(&text)) {
                texts.push(text);
            }
        }
        texts.dedup();
        texts
    }

    /// Text as written, on one line; several columns are joined. Empty when nothing is known.
    pub fn text(&mut self, field: &'static str) -> String {
        self.note(field, ColumnKind::Text);
        let texts = self.texts(field);
        texts.iter().map(|text| fold::one_line(text)).collect::<Vec<_>>().join(" / ")
    }

    /// Text in half-width letters and digits, on one line; for numbers, versions, addresses and names of machines.
    pub fn code(&mut self, field: &'static str) -> String {
        self.note(field, ColumnKind::Code);
        let texts = self.texts(field);
        texts.iter().map(|text| fold::plain(text)).collect::<Vec<_>>().join(" ")
    }

    /// Whether a cell of the field holds a number (and not a text that looks like one).
    pub fn is_number_cell(&self, field: &str) -> bool {
        let position = self.columns().position(field);
        let mut bounds = self.head.bounds.iter().filter(|bound| bound.field.is_some() && bound.field == position);
        bounds.any(|bound| self.row.cells.get(bound.column).is_some_and(|cell| cell.kind == CellKind::Number && !cell.is_blank()))
    }

    /// A date. Of several in one cell the latest.
    pub fn date(&mut self, field: &'static str) -> Option<PartialDate> {
        self.note(field, ColumnKind::Date);
        let to_the_end = self.columns().column(field).is_some_and(|column| column.fiscal_year_end);
        let raw = self.raw(field);
        match value::date(&raw) {
            DateRead::None => None,
            DateRead::Date(date) => Some(date),
            DateRead::Several(date) => {
                self.problem(Severity::Info, keys::DATE_SEVERAL, field, &raw, &[("date", date.to_string())]);
                Some(date)
            }
            DateRead::FiscalYear(end) if to_the_end => Some(end),
            DateRead::FiscalYear(_) => {
                self.problem(Severity::Error, keys::DATE_FISCAL_YEAR, field, &raw, &[]);
                None
            }
            DateRead::Unreadable(problem) => {
                let key = if problem == DateProblem::Impossible { keys::DATE_IMPOSSIBLE } else { keys::DATE_UNREADABLE };
                self.problem(Severity::Error, key, field, &raw, &[]);
                None
            }
        }
    }

    /// Yes or no; `None` when nothing is known.
    pub fn flag(&mut self, field: &'static str) -> Option<bool> {
        self.note(field, ColumnKind::Flag);
        let (_, text, inverted) = self.cells(field).into_iter().next()?;
        let column = self.columns().column(field)?;
        let words = flag_words(column);
        // under an opposite header a column's own words still say what they say: 使用可否「禁止」 is a restriction
        let own = if inverted { Words::new([column.yes.as_slice(), column.no.as_slice()]).outcome(&text) } else { None };
        let inverted = inverted && own.is_none();
        // a column's own words come before those that say nothing (不明 stays unknown, 対象外 may be a no)
        let known = || words.whole(&fold::word(&text)).or_else(|| if vocabulary().is_unknown(&text) { None } else { words.outcome(&text) });
        let outcome = own.or_else(known);
        match outcome {
            Some(YES) => Some(!inverted),
            Some(NO) => Some(inverted),
            Some(_) => {
                self.problem(Severity::Info, keys::FLAG_UNCLEAR, field, &text, &[]);
                None
            }
            None if vocabulary().is_unknown(&text) => None,
            None => {
                self.problem(Severity::Warning, keys::FLAG_UNREADABLE, field, &text, &[]);
                None
            }
        }
    }

    /// A whole number.
    pub fn number(&mut self, field: &'static str) -> Option<u32> {
        self.note(field, ColumnKind::Number);
        let (_, text, _) = self.cells(field).into_iter().next()?;
        match value::number(&text) {
            Some((number, _)) => Some(number),
            None if vocabulary().is_unknown(&text) || vocabulary().is_none(&text) => None,
            None => {
                self.problem(Severity::Error, keys::NUMBER_UNREADABLE, field, &text, &[]);
                None
            }
        }
    }

    /// A length of time in days; `never` is what "never" or "for good" counts as.
    pub fn days(&mut self, field: &'static str, never: u32) -> Option<u32> {
        self.note(field, ColumnKind::Days);
        let (column, text, _) = self.cells(field).into_iter().next()?;
        if vocabulary().is_unknown(&text) {
            return None;
        }
        let unit = column.and_then(|column| self.head.bounds.iter().find(|bound| bound.column == column)).and_then(|bound| bound.unit);
        match duration::read(&text, unit.unwrap_or(1.0)) {
            Length::Days(days) => Some(days),
            Length::Never => Some(never),
            Length::Unreadable if value::date(&text) == DateRead::None => None,
            Length::Unreadable => {
                self.problem(Severity::Error, keys::DAYS_UNREADABLE, field, &text, &[]);
                None
            }
        }
    }

    /// Filled cells of columns that mean no field, each with its head.
    pub fn unmapped(&self) -> Vec<(String, String)> {
        let free = self.head.bounds.iter().filter(|bound| bound.field.is_none() && !self.row.text(bound.column).is_empty());
        free.map(|bound| (fold::one_line(&bound.header), fold::one_line(self.row.text(bound.column)))).collect()
    }

    /// Several texts.
    pub fn list(&mut self, field: &'static str) -> Vec<String> {
        self.note(field, ColumnKind::List);
        let mut all: Vec<String> = Vec::new();
        for (_, text, _) in self.cells(field) {
            all.extend(value::list(&text));
        }
        all.dedup();
        all
    }

    /// Numbers of items of a form, ranges written out (2-④～⑥ → 2-④, 2-⑤, 2-⑥).
    pub fn items(&mut self, field: &'static str) -> Vec<String> {
        self.note(field, ColumnKind::Items);
        let mut all: Vec<String> = self.cells(field).iter().flat_map(|(_, text, _)| crate::form::numbers::in_cell(text)).collect();
        all.dedup();
        all
    }

    /// A word of the field's vocabulary; the default when nothing is known.
    pub fn choice<T: DeserializeOwned + Default>(&mut self, field: &'static str) -> T {
        self.choice_or_text(field).unwrap_or_default()
    }

    /// The same; `None` when the cell is blank or unknown.
    pub fn choice_or_text<T: DeserializeOwned>(&mut self, field: &'static str) -> Option<T> {
        self.note(field, ColumnKind::Choice);
        let (_, text, _) = self.cells(field).into_iter().next()?;
        let column = self.columns().column(field)?;
        let vocabulary_of = choices(column.vocabulary.as_deref()?)?;
        let found = vocabulary_of.value(&text).and_then(|value| serde_json::from_value(serde_json::Value::String(value.to_owned())).ok());
        if found.is_none() && !vocabulary().is_unknown(&text) {
            let known = vocabulary_of.lists.iter().filter_map(|list| list.first()).cloned().collect::<Vec<_>>();
            self.problem(Severity::Warning, keys::WORD_UNKNOWN, field, &text, &[("known", known.join(", "))]);
        }
        found
    }
}

/// The yes/no words of a column, made once.
fn flag_words(column: &'static Column) -> Arc<Words> {
    type Known = BTreeMap<(&'static str, usize), Arc<Words>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    if column.yes.is_empty() && column.no.is_empty() {
        static PLAIN: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(vocabulary().flag.clone()));
        return Arc::clone(&PLAIN);
    }
    let key = (column.field.as_str(), std::ptr::from_ref(column).addr());
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Arc::clone(known.entry(key).or_insert_with(|| Arc::new(vocabulary().flag_with(&column.yes, &column.no))))
}
