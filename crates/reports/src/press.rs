//! The press: view model in, PDF out.
//!
//! Not here: what a page looks like (`templates/*.typ`), what a template may reach (`world`), workbooks (`xlsx`).

use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use sonae_domain::paper::{ContactTree, FormSheet, LedgerSheet, LogReport, ManagementSummary, PackIndex};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::columns;
use crate::printable::{Repertoire, Unprintable};
use crate::tree;
use crate::world::{Engine, Job, Template};

/// The layout's caches are process-wide and emptied after every document, so documents are set one after another.
static TURN: Mutex<()> = Mutex::new(());

/// What makes two prints of the same view model the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The day whose state is printed: the document's date, and today for the template.
    pub date: Date,
    /// Identity of the institution's papers, e.g. its key; hashed into the document identifier, not printed.
    pub ident: String,
}

/// One printed document.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters that could not be printed as they stand.
    pub unprintable: Vec<Unprintable>,
    /// Warnings of the layout. Empty unless a template is wrong; worth a log line.
    pub warnings: Vec<String>,
}

/// Why nothing was printed. All of these are faults of the program, not of the user's data.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// An embedded font or template could not be read.
    #[error("an embedded font or template cannot be read")]
    Fonts,
    /// No document was asked for.
    #[error("nothing to print")]
    Nothing,
    /// The view model could not be handed to the template.
    #[error("the view model cannot be serialised")]
    Data(#[from] serde_json::Error),
    /// The template or the export failed.
    #[error("template {template}: {}", messages.join("; "))]
    Layout {
        /// Which template.
        template: &'static str,
        /// The messages, most important first.
        messages: Vec<String>,
    },
}

/// Engine with fonts and templates, loaded once. May be shared between threads; documents are set one at a time.
pub struct Press {
    engine: Engine,
}

impl Press {
    /// Loads fonts and templates (a few milliseconds).
    ///
    /// # Errors
    /// [`PrintError::Fonts`] when the embedded files are damaged.
    pub fn new() -> Result<Self, PrintError> {
        let engine = Engine::new()?;
        Ok(Self { engine })
    }

    /// The official form: one page a part as long as the remarks allow it.
    ///
    /// # Errors
    /// [`PrintError::Layout`] when the template fails.
    pub fn form_pdf(&self, sheet: &FormSheet, stamp: &Stamp) -> Result<Printed, PrintError> {
        self.forms_pdf(std::slice::from_ref(sheet), stamp)
    }

    /// Several forms in one document, each beginning on a new page.
    ///
    /// # Errors
    /// [`PrintError::Nothing`] for no form, [`PrintError::Layout`] when the template fails.
    pub fn forms_pdf(&self, sheets: &[FormSheet], stamp: &Stamp) -> Result<Printed, PrintError> {
        let first = sheets.first().ok_or(PrintError::Nothing)?;
        let subject = format!("{}/{}/{}", first.edition_id, first.form_id, first.subject);
        self.print(Template::Form, &subject, json!({ "forms": sheets }), stamp)
    }

    /// A table on A4 landscape with repeated heads and columns as wide as their content asks for.
    ///
    /// # Errors
    /// [`PrintError::Layout`] when the template fails.
    pub fn ledger_pdf(&self, sheet: &LedgerSheet, stamp: &Stamp) -> Result<Printed, PrintError> {
        let layout = columns::layout(sheet, self.engine.rulers());
        let data = json!({ "sheet": sheet, "layout": layout });
        self.print(Template::Ledger, &sheet.title, data, stamp)
    }

    /// The contact tree as a diagram; boxes that do not fit on its page follow on further ones.
    ///
    /// # Errors
    /// [`PrintError::Layout`] when the template fails.
    pub fn contact_tree_pdf(&self, tree: &ContactTree, stamp: &Stamp) -> Result<Printed, PrintError> {
        let data = json!({ "tree": tree, "plan": tree::plan(tree) });
        self.print(Template::Contact, "", data, stamp)
    }

    /// The one page for the director.
    ///
    /// # Errors
    /// [`PrintError::Layout`] when the template fails.
    pub fn summary_pdf(&self, summary: &ManagementSummary, stamp: &Stamp) -> Result<Printed, PrintError> {
        self.print(Template::Summary, &summary.edition_label, summary, stamp)
    }

    /// The index of the inspection pack.
    ///
    /// # Errors
    /// [`PrintError::Layout`] when the template fails.
    pub fn index_pdf(&self, index: &PackIndex, stamp: &Stamp) -> Result<Printed, PrintError> {
        self.print(Template::Index, &index.edition_label, index, stamp)
    }

    /// The monthly report on the access logs: one page, two where there is much to tell.
    ///
    /// # Errors
    /// [`PrintError::Layout`] when the template fails.
    pub fn log_report_pdf(&self, report: &LogReport, stamp: &Stamp) -> Result<Printed, PrintError> {
        self.print(Template::Logs, &report.period, report, stamp)
    }

    fn print(&self, template: Template, subject: &str, data: impl Serialize, stamp: &Stamp) -> Result<Printed, PrintError> {
        let mut repertoire = Repertoire::new(self.engine.fonts());
        let data: Value = repertoire.printable(serde_json::to_value(data)?);
        let job = self.engine.job(template, data.to_string(), today(stamp.date)).ok_or(PrintError::Fonts)?;
        let failed = |errors: &[SourceDiagnostic]| PrintError::Layout { template: template.name(), messages: messages(&job, errors) };
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let set = typst::compile::<PagedDocument>(&job);
        let exported = set.output.and_then(|document| {
            let options = options(template, subject, stamp);
            let pdf = typst_pdf::pdf(&document, &options)?;
            Ok((pdf, document.pages().len()))
        });
        // The layout's caches keep every document for ever otherwise.
        typst::comemo::evict(0);
        let (pdf, pages) = exported.map_err(|errors| failed(&errors))?;
        Ok(Printed { pdf, pages, unprintable: repertoire.missing(), warnings: messages(&job, &set.warnings) })
    }
}

fn options(template: Template, subject: &str, stamp: &Stamp) -> PdfOptions {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    PdfOptions {
        ident: Smart::Custom(format!("{}/{}/{subject}/{}", stamp.ident, template.name(), stamp.date)),
        creator: Smart::Custom(Some("sonae".to_owned())),
        timestamp: midnight(stamp.date).map(Timestamp::new_utc),
        // The pair is compatible; a test sees both marks in the output.
        standards: standards.unwrap_or_default(),
        ..PdfOptions::default()
    }
}

fn parts(date: Date) -> Option<(i32, u8, u8)> {
    let (month, day) = (u8::try_from(date.month()), u8::try_from(date.day()));
    Some((i32::from(date.year()), month.ok()?, day.ok()?))
}

fn today(date: Date) -> Option<Datetime> {
    let (year, month, day) = parts(date)?;
    Datetime::from_ymd(year, month, day)
}

fn midnight(date: Date) -> Option<Datetime> {
    let (year, month, day) = parts(date)?;
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
}

/// Each message with the line of the template it comes from.
fn messages(job: &Job<'_>, diagnostics: &[SourceDiagnostic]) -> Vec<String> {
    let line = |d: &SourceDiagnostic| {
        let start = job.range(d.span)?.start;
        let source = job.source(d.span.id()?).ok()?;
        source.lines().byte_to_line(start)
    };
    let message = |d: &SourceDiagnostic| {
        let hints: Vec<&str> = d.hints.iter().map(|hint| hint.v.as_str()).collect();
        let text = [vec![d.message.as_str()], hints].concat().join(" / ");
        match line(d) {
            Some(line) => format!("line {}: {text}", line + 1),
            None => text,
        }
    };
    diagnostics.iter().map(message).collect()
}
