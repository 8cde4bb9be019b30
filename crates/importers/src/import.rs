//! One file from bytes to a report: what it is, which of its sheets are ledgers, and their rows.
//!
//! Not here: how any of it is read.

mod recognise;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use sonae_domain::facts::{Provenance, Source};
use sonae_domain::ledger::LedgerId;

use crate::batch::{Batch, FileReport, ImportedRow, MappedColumn, Verdict};
use crate::choice::{Choice, Target, for_sheet};
use crate::disclosure;
use crate::fold;
use crate::form::{self, FormSpec};
use crate::grid::{self, Sheet, Workbook};
use crate::header::Head;
use crate::kind::FileKind;
use crate::layout::layout;
use crate::ledgers::{Built, importer};
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, column_letters, keys};
use crate::reading::Reading;
use crate::rows;
use crate::secrets::cut_secrets;

/// The bytes of a file, and how long the whole file is.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The file, or its beginning (see [`read_prefix`](crate::read_prefix))
    pub bytes: &'a [u8],
    /// Size of the whole file in bytes
    pub size: u64,
}

impl<'a> From<&'a [u8]> for Content<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self { bytes, size: bytes.len() as u64 }
    }
}

impl Content<'_> {
    /// The same file with other bytes; as long or as short of the whole as before.
    fn with_bytes(self, bytes: &[u8]) -> Content<'_> {
        let beyond = self.size.saturating_sub(self.bytes.len() as u64);
        Content { bytes, size: bytes.len() as u64 + beyond }
    }
}

/// What an import needs besides the file.
#[derive(Debug, Clone, Default)]
pub struct ImportContext {
    /// How much is read
    pub limits: Limits,
    /// Official forms that may come back filled in; the edition under inspection first
    pub forms: Vec<FormSpec>,
}

/// Reads one file. Whatever the bytes are, a report comes out.
///
/// `file` is the path relative to the institution's folder, with `/` between its parts; `choices` is what
/// `institution.toml` says about it.
pub fn import<'a>(file: &str, content: impl Into<Content<'a>>, choices: &[Choice], context: &ImportContext) -> FileReport {
    let content = content.into();
    let kind = FileKind::of(content.bytes);
    let mut report = FileReport {
        file: file.to_owned(),
        sha256: hex::encode(Sha256::digest(content.bytes)),
        kind,
        encoding: None,
        verdict: Verdict::NotALedger(kind),
        batches: Vec::new(),
        problems: Vec::new(),
    };
    if for_sheet(choices, "").is_some_and(|choice| choice.ledger == Some(Target::Ignore) && choice.sheet.is_none()) && choices.len() == 1 {
        report.verdict = Verdict::Ignored;
        return report;
    }
    let mut problems = Problems::new("", context.limits.problems_of_a_kind);
    contradicts_its_name(file, kind, &mut problems);
    if kind == FileKind::Empty {
        problems.push(Problem::new(Severity::Warning, keys::FILE_EMPTY));
    }
    let clean = cut_secrets(content.bytes);
    let book = match &clean {
        Some(clean) => grid::read(kind, content.with_bytes(&clean.bytes), &context.limits),
        None => grid::read(kind, content, &context.limits),
    };
    if let Some(clean) = &clean {
        problems.push(secrets_cut(&clean.removed));
    }
    report.encoding = book.encoding;
    let unreadable = book.is_unreadable();
    Import { file, choices, context, report: &mut report, problems: &mut problems, tables: 0, ignored: 0 }.book(book);
    if unreadable {
        report.verdict = Verdict::Unreadable;
    }
    report.problems = problems.finish(file);
    report
}

/// The values that were not read, and will not be kept.
pub fn secrets_cut(removed: &BTreeMap<String, u32>) -> Problem {
    let names = removed.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    Problem::new(Severity::Info, keys::SECRETS_CUT).arg("count", removed.values().sum::<u32>()).arg("name", names)
}

/// A PDF named .xlsx and the like. A CSV named .txt or a workbook named .xls does no harm.
fn contradicts_its_name(file: &str, kind: FileKind, problems: &mut Problems) {
    let Some(promised) = FileKind::promised(file) else { return };
    let table = |kind: FileKind| kind.is_workbook() || matches!(kind, FileKind::Text | FileKind::Ldif | FileKind::Xlsb);
    let harmless = promised == kind
        || (table(promised) && table(kind))
        || matches!(kind, FileKind::Empty | FileKind::Locked | FileKind::Html | FileKind::Xml);
    if table(promised) && !harmless {
        let extension = file.rsplit('.').next().unwrap_or_default();
        problems.push(Problem::new(Severity::Error, keys::NOT_WHAT_IT_SAYS).arg("says", extension).arg("is", kind.as_str()));
    }
}

struct Import<'a> {
    file: &'a str,
    choices: &'a [Choice],
    context: &'a ImportContext,
    report: &'a mut FileReport,
    problems: &'a mut Problems,
    /// Sheets that are tables of no known ledger
    tables: usize,
    ignored: usize,
}

impl Import<'_> {
    fn book(&mut self, book: Workbook) {
        self.problems.extend(book.problems);
        let sheets = book.sheets;
        for choice in self.choices {
            if let Some(name) = choice.sheet.as_deref().filter(|name| !sheets.iter().any(|sheet| sheet.name == *name)) {
                let all: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                self.problems.push(Problem::new(Severity::Error, keys::SHEET_MISSING).arg("name", name).arg("sheets", all.join(", ")));
            }
        }
        for sheet in &sheets {
            self.sheet(sheet);
        }
        self.report.verdict = if !self.report.batches.is_empty() {
            Verdict::Imported
        } else if self.tables > 0 {
            Verdict::UnknownTable
        } else if self.ignored > 0 {
            Verdict::Ignored
        } else {
            Verdict::NotALedger(self.report.kind)
        };
    }

    fn sheet(&mut self, sheet: &Sheet) {
        let choice = for_sheet(self.choices, &sheet.name);
        let forced = match choice.and_then(|choice| choice.ledger) {
            Some(Target::Ignore) => {
                self.ignored += 1;
                return;
            }
            Some(Target::Ledger(ledger)) => Some(ledger),
            None => None,
        };
        if sheet.rows.is_empty() {
            return;
        }
        let named = choice.is_some_and(|choice| choice.sheet.is_some());
        if !named && let Some(key) = passed_over(sheet) {
            self.ignored += 1;
            self.problems.push(Problem::new(Severity::Info, key).sheet(&sheet.name));
            return;
        }
        let mut problems = Problems::new(&sheet.name, self.context.limits.problems_of_a_kind);
        if forced.is_none_or(|ledger| ledger == LedgerId::Answers)
            && let Some(form) = form::read(self.file, sheet, &self.context.forms, choice, &mut problems)
        {
            let batch = Batch {
                form: form.name,
                header_row: form.header_row,
                mapping: form.mapping,
                rows: form.rows,
                ..self.batch(sheet, form.ledger)
            };
            return self.finish(batch, problems);
        }
        if forced.is_none_or(|ledger| ledger == disclosure::LEDGER)
            && let Some(row) = disclosure::read(self.file, sheet, choice)
        {
            if row.key.is_empty() {
                problems.push(Problem::new(Severity::Warning, keys::KEY_MISSING).row(row.source.row).value(&row.label));
            }
            let batch = Batch { rows: vec![row], ..self.batch(sheet, disclosure::LEDGER) };
            return self.finish(batch, problems);
        }
        if let Some((head, found)) = self.head(sheet, choice, forced) {
            problems.extend(found);
            let rows = self.records(sheet, &head, choice, &mut problems);
            let batch = Batch { header_row: head.row, mapping: mapping(&head), rows, ..self.batch(sheet, head.columns.ledger) };
            self.finish(batch, problems);
        }
    }

    fn batch(&self, sheet: &Sheet, importer: LedgerId) -> Batch {
        Batch {
            file: self.file.to_owned(),
            sheet: sheet.name.clone(),
            sha256: self.report.sha256.clone(),
            encoding: self.report.encoding,
            importer,
            form: String::new(),
            header_row: 0,
            mapping: Vec::new(),
            rows: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn finish(&mut self, mut batch: Batch, mut problems: Problems) {
        duplicates(&batch.rows, &mut problems);
        batch.problems = problems.finish(self.file);
        self.report.batches.push(batch);
    }

    fn records(&self, sheet: &Sheet, head: &Head, choice: Option<&Choice>, problems: &mut Problems) -> Vec<ImportedRow> {
        let none = BTreeMap::new();
        let defaults = choice.map_or(&none, |choice| &choice.defaults);
        let (machine, importer) = (head.machine().is_some(), importer(head.columns.ledger));
        let provenance = provenance(choice, head);
        let mut imported = Vec::new();
        for row in rows::records(sheet, head, problems) {
            let mut reading = Reading::new(&row, head, defaults, problems, machine).with_forms(&self.context.forms);
            let built = importer.read(&mut reading);
            if built.is_empty() {
                problems.push(Problem::new(Severity::Info, keys::HEADING_ROW).row(row.number).value(rows::first(&row)));
            }
            for Built { key, label, body } in built {
                if key.is_empty() {
                    problems.push(Problem::new(Severity::Warning, keys::KEY_MISSING).row(row.number).value(&label));
                }
                let label = if label.is_empty() { format!("#{}", row.number) } else { label };
                let source = Source { file: self.file.to_owned(), sheet: sheet.name.clone(), row: row.number };
                imported.push(ImportedRow { key, label, body, source, provenance });
            }
        }
        imported
    }
}

/// Why a sheet is passed over, unless `institution.toml` names it.
fn passed_over(sheet: &Sheet) -> Option<&'static str> {
    if sheet.hidden {
        return Some(keys::SHEET_HIDDEN);
    }
    let words = &layout().sheets;
    let name = fold::word(&sheet.name);
    let example = words.equals.contains(&name) || words.contains.iter().any(|word| name.contains(word.as_str()));
    (!name.is_empty() && example).then_some(keys::SHEET_IGNORED)
}

fn provenance(choice: Option<&Choice>, head: &Head) -> Provenance {
    let machine = head.machine().map(|_| Provenance::Machine);
    choice.and_then(|choice| choice.provenance).or(machine).unwrap_or(head.columns.provenance)
}

fn mapping(head: &Head) -> Vec<MappedColumn> {
    let columns = head.bounds.iter().map(|bound| {
        let column = bound.field.map(|field| &head.columns.columns[field]);
        MappedColumn {
            column: column_letters(bound.column),
            header: bound.header.clone(),
            field: column.map(|column| column.field.clone()),
            title: column.map(|column| column.title.clone()).unwrap_or_default(),
            inverted: bound.inverted,
        }
    });
    columns.collect()
}

/// Names rows with a key that an earlier row has.
fn duplicates(rows: &[ImportedRow], problems: &mut Problems) {
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.key.is_empty()) {
        let earlier = *first.entry(&row.key).or_insert(row.source.row);
        if earlier != row.source.row {
            let problem = Problem::new(Severity::Warning, keys::DUPLICATE_KEY).row(row.source.row).value(&row.key);
            problems.push(problem.arg("first", earlier));
        }
    }
}
