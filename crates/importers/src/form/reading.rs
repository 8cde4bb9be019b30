//! A filled form, row by row, into records of the ledger of answers, with what is blank or does not fit.

use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::{Provenance, Source};
use sonae_domain::framework::Audience;
use sonae_domain::ledger::{Answer, LedgerId, Record, YesNo};

use super::cell::{Day, Marked, answer, day};
use super::layout::{FormColumns, columns, field, keyed_rows, labelled_rows, mark, value_behind};
use super::words::words;
use super::{FormItem, FormSpec};
use crate::batch::{ImportedRow, MappedColumn};
use crate::choice::Choice;
use crate::fold;
use crate::grid::{Row, Sheet};
use crate::problem::{Problem, Problems, Severity, column_letters, keys};

/// What a sheet gave that is a form.
pub(crate) struct FormReading {
    /// `r7 vendor`
    pub(crate) name: String,
    pub(crate) ledger: LedgerId,
    pub(crate) header_row: u32,
    pub(crate) mapping: Vec<MappedColumn>,
    pub(crate) rows: Vec<ImportedRow>,
}

/// Reads a sheet as a filled form; `None` when it is none.
pub(crate) fn read(file: &str, sheet: &Sheet, forms: &[FormSpec], choice: Option<&Choice>, problems: &mut Problems) -> Option<FormReading> {
    let keyed = mark(sheet);
    let columns = columns(sheet);
    if keyed.is_none() && columns.is_none() {
        return None;
    }
    let columns = columns.unwrap_or_default();
    let spec = match &keyed {
        Some(mark) => forms.iter().find(|spec| spec.edition == mark.edition && spec.audience.as_str() == mark.form),
        None => typed(sheet, forms, &columns, problems)?,
    };
    let Some(spec) = spec else {
        let name = keyed.map_or_else(String::new, |mark| format!("{} {}", mark.edition, mark.form));
        problems.push(Problem::new(Severity::Error, keys::FORM_UNKNOWN).arg("edition", name));
        return Some(FormReading { name: String::new(), ledger: LedgerId::Answers, header_row: 0, mapping: Vec::new(), rows: Vec::new() });
    };
    let items = match &keyed {
        Some(_) => known_rows(sheet, spec, &columns, problems),
        None => labelled_rows(sheet, spec, &columns),
    };
    let subject = keyed.map(|mark| mark.subject).filter(|subject| !subject.is_empty());
    let form =
        Filled { file, sheet, spec, columns: &columns, by: answered_by(sheet), subject: vendor(sheet, spec, subject, choice, problems) };
    let rows = form.rows(&items, problems);
    Some(FormReading {
        name: format!("{} {}", spec.edition, spec.audience.as_str()),
        ledger: LedgerId::Answers,
        header_row: columns.row,
        mapping: mapping(&columns),
        rows,
    })
}

/// Which form a sheet without keys is: by the words in its corner, the year, and the items in it. `Some(None)`: of a year
/// that is not known.
fn typed<'a>(sheet: &Sheet, forms: &'a [FormSpec], columns: &FormColumns, problems: &mut Problems) -> Option<Option<&'a FormSpec>> {
    columns.target?;
    let top: String =
        sheet.rows.iter().take(12).flat_map(super::super::grid::Row::filled).map(|(_, cell)| fold::header(&cell.text)).collect();
    let says = |text: &str| !text.is_empty() && top.contains(&fold::header(text));
    let audience = forms.iter().filter(|spec| says(&spec.audience_label)).map(|spec| spec.audience).next();
    let year = forms.iter().any(|spec| says(&spec.year_label));
    let of_a_year = words().years.fiscal.iter().any(|word| top.contains(word.as_str()));
    let candidates = forms
        .iter()
        .filter(|spec| audience.is_none_or(|audience| spec.audience == audience))
        .filter(|spec| !year || says(&spec.year_label));
    let counted: Vec<(usize, &FormSpec)> = candidates.map(|spec| (labelled_rows(sheet, spec, columns).len(), spec)).collect();
    // the first of those with most items: the caller puts the edition under inspection first
    let best = counted.iter().map(|(count, _)| *count).max().unwrap_or(0);
    let (count, spec) = counted.into_iter().find(|(count, _)| *count == best)?;
    if count < 3 || (audience.is_none() && count < 5) {
        return None;
    }
    if of_a_year && !year {
        problems.push(Problem::new(Severity::Warning, keys::FORM_UNKNOWN).arg("edition", "?"));
    }
    Some(Some(spec))
}

/// Rows whose key the form has. A key of another make is helped out by the number and label beside it; what is then still
/// unknown, and what comes twice, becomes a problem.
fn known_rows<'a>(sheet: &'a Sheet, spec: &'a FormSpec, columns: &FormColumns, problems: &mut Problems) -> Vec<(&'a Row, &'a FormItem)> {
    let labelled = labelled_rows(sheet, spec, columns);
    let mut known: Vec<(&Row, &FormItem)> = Vec::new();
    for (row, item) in keyed_rows(sheet, spec) {
        let item = item.or_else(|| labelled.iter().find(|(other, _)| other.number == row.number).map(|(_, item)| *item));
        match item {
            None => problems.push(Problem::new(Severity::Warning, keys::FORM_ITEM_UNKNOWN).row(row.number).column(0).value(row.text(0))),
            Some(item) if known.iter().any(|(_, other)| other.key == item.key) => {
                problems.push(Problem::new(Severity::Warning, keys::FORM_ITEM_TWICE).row(row.number).arg("no", &item.no));
            }
            Some(item) => known.push((row, item)),
        }
    }
    known
}

/// The vendor that answered: from the mark, the field, the line at the foot, or `institution.toml`.
fn vendor(sheet: &Sheet, spec: &FormSpec, subject: Option<String>, choice: Option<&Choice>, problems: &mut Problems) -> Option<String> {
    if spec.audience != Audience::Vendor {
        return Some(String::new());
    }
    let chosen = choice.and_then(|choice| choice.defaults.get("vendor").cloned());
    let line = || sheet.rows.iter().rev().find_map(|row| value_behind(row, &words().lines.name));
    let vendor = chosen.or(subject).or_else(|| field(sheet, "@name")).or_else(line);
    if vendor.is_none() {
        problems.push(Problem::new(Severity::Error, keys::FORM_NO_VENDOR));
    }
    vendor
}

fn answered_by(sheet: &Sheet) -> String {
    let line = || sheet.rows.iter().rev().find_map(|row| value_behind(row, &words().lines.answered_by));
    field(sheet, "@answered-by").or_else(line).unwrap_or_default()
}

fn mapping(columns: &FormColumns) -> Vec<MappedColumn> {
    let field = |column: usize| {
        let at = |known: &std::collections::BTreeMap<u8, usize>| known.values().any(|c| *c == column);
        if at(&columns.answers) {
            "answer"
        } else if at(&columns.checked) {
            "checked-on"
        } else if columns.target == Some(column) {
            "target-on"
        } else {
            "remarks"
        }
    };
    let titles = crate::columns::of(LedgerId::Answers);
    let heads = columns.heads.iter().map(|(column, header)| MappedColumn {
        column: column_letters(*column),
        header: header.clone(),
        field: Some(field(*column).to_owned()),
        title: titles.column(field(*column)).map(|c| c.title.clone()).unwrap_or_default(),
        inverted: false,
    });
    heads.collect()
}

struct Filled<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    spec: &'a FormSpec,
    columns: &'a FormColumns,
    by: String,
    /// `None`: a vendor's form that does not say whose
    subject: Option<String>,
}

impl Filled<'_> {
    fn rows(&self, items: &[(&Row, &FormItem)], problems: &mut Problems) -> Vec<ImportedRow> {
        let mut rows = Vec::new();
        let mut found = Problems::new(&self.sheet.name, usize::MAX);
        let mut blank = true;
        for (row, item) in items {
            for round in 1..=self.spec.rounds {
                if let Some(record) = self.record(row, item, round, &mut found) {
                    blank &= record.answer.is_none();
                    rows.extend(self.imported(row, &record));
                }
            }
        }
        if blank {
            // one sentence instead of one for each item
            problems.push(Problem::new(Severity::Warning, keys::FORM_EMPTY).arg("count", items.len()));
        } else {
            // いいえ to the question before all others: nothing else needs an answer
            let void = items.iter().any(|(row, item)| {
                item.is_gate && self.columns.answer(1).is_some_and(|column| answer(row.text(column)) == Marked::Answer(YesNo::No))
            });
            problems.extend(found.finish("").into_iter().filter(|problem| !void || problem.key != keys::FORM_NO_ANSWER));
        }
        self.missing(items, problems);
        if self.subject.is_none() { Vec::new() } else { rows }
    }

    /// Items of the parts on this sheet that have no row.
    fn missing(&self, items: &[(&Row, &FormItem)], problems: &mut Problems) {
        let parts: Vec<usize> = items.iter().map(|(_, item)| item.part).collect();
        let missing = self.spec.items.iter().filter(|item| parts.contains(&item.part) && !item.is_gate);
        let missing: Vec<&str> =
            missing.filter(|item| !items.iter().any(|(_, known)| known.key == item.key)).map(|item| item.no.as_str()).collect();
        if !missing.is_empty() {
            problems.push(Problem::new(Severity::Warning, keys::FORM_ITEMS_MISSING).arg("items", missing.join(", ")));
        }
    }

    /// What one row says in one round; `None` when that is nothing.
    fn record(&self, row: &Row, item: &FormItem, round: u8, problems: &mut Problems) -> Option<Answer> {
        let place = Place { row, item, columns: self.columns };
        let (answers, checked) = (self.columns.answer(round), self.columns.checked.get(&round).copied());
        let marked = answer(place.cell(answers));
        if marked == Marked::Void {
            return None;
        }
        let checked_on = place.day(checked, problems);
        let target_on = if round == 1 { place.day(self.columns.target, problems) } else { None };
        let remarks = if round == 1 { fold::one_line(place.cell(self.columns.remarks)) } else { String::new() };
        let given = match marked {
            Marked::Answer(given) => Some(given),
            Marked::Unclear => {
                problems.push(place.problem(Severity::Error, keys::FORM_ANSWER_UNCLEAR, answers));
                None
            }
            _ if round == 1 && !item.is_gate => {
                problems.push(place.problem(Severity::Warning, keys::FORM_NO_ANSWER, answers).value(""));
                None
            }
            _ => None,
        };
        // every answer needs its day, every いいえ of the first round its target
        if given.is_some() && checked_on.is_none() {
            problems.push(place.problem(Severity::Warning, keys::FORM_NO_DATE, checked).value(""));
        }
        if given == Some(YesNo::No) && target_on.is_none() && round == 1 {
            problems.push(place.problem(Severity::Warning, keys::FORM_NO_TARGET, self.columns.target).value(""));
        }
        if given.is_none() && checked_on.is_none() && target_on.is_none() && remarks.is_empty() {
            return None;
        }
        let (edition, vendor) = (self.spec.edition.clone(), self.subject.clone().unwrap_or_default());
        Some(Answer {
            edition,
            vendor,
            item: item.key.clone(),
            round,
            answer: given,
            checked_on,
            target_on,
            remarks,
            answered_by: self.by.clone(),
        })
    }

    fn imported(&self, row: &Row, record: &Answer) -> Option<ImportedRow> {
        let source = Source { file: self.file.to_owned(), sheet: self.sheet.name.clone(), row: row.number };
        let body = serde_json::to_value(record).ok()?;
        Some(ImportedRow { key: record.key(), label: record.label(), body, source, provenance: Provenance::Statement })
    }
}

/// One item's row, to ask for its cells.
struct Place<'a> {
    row: &'a Row,
    item: &'a FormItem,
    columns: &'a FormColumns,
}

impl Place<'_> {
    fn cell(&self, column: Option<usize>) -> &str {
        column.map_or("", |column| self.row.text(column))
    }

    /// A problem about a cell of this row.
    fn problem(&self, severity: Severity, key: &'static str, column: Option<usize>) -> Problem {
        let problem = Problem::new(severity, key).row(self.row.number).value(self.cell(column)).arg("no", &self.item.no);
        let Some(column) = column else { return problem };
        let header = self.columns.heads.get(&column).cloned().unwrap_or_default();
        Problem { header, ..problem.column(column) }
    }

    /// The day in a cell; one outside the item's fiscal year is kept and named.
    fn day(&self, column: Option<usize>, problems: &mut Problems) -> Option<PartialDate> {
        match day(self.cell(column), self.item.year) {
            Day::Blank => None,
            Day::Day(date) => {
                let (from, to) = self.item.year;
                if date.latest() < from || date.earliest() > to {
                    problems.push(self.problem(Severity::Warning, keys::FORM_DATE_OUTSIDE, column).arg("from", from).arg("to", to));
                }
                Some(date)
            }
            Day::Unreadable => {
                let problem = self.problem(Severity::Error, keys::DATE_UNREADABLE, column);
                let title = problem.header.clone();
                problems.push(problem.arg("title", title));
                None
            }
        }
    }
}
