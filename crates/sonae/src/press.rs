//! The printer: crate `reports` behind the port of crate `app`.

use jiff::civil::Date;
use sonae_app::ports::{Format, PrintFailure, Printed, Printer, Sheet};
use sonae_reports::{Press, Stamp, licences, xlsx};

/// Prints with Typst and `rust_xlsxwriter`.
pub(crate) struct ReportsPrinter {
    press: Press,
    ident: String,
}

impl ReportsPrinter {
    /// `ident` goes into the document identifier, so that two institutions' papers differ.
    pub(crate) fn new(ident: &str) -> Result<Self, PrintFailure> {
        Ok(Self { press: Press::new().map_err(failure)?, ident: ident.to_owned() })
    }

    fn pdf(&self, sheet: Sheet<'_>, stamp: &Stamp) -> Result<Printed, PrintFailure> {
        let printed = match sheet {
            Sheet::Form(form) => self.press.form_pdf(form, stamp),
            Sheet::Ledger(ledger) => self.press.ledger_pdf(ledger, stamp),
            Sheet::ContactTree(tree) => self.press.contact_tree_pdf(tree, stamp),
            Sheet::Summary(summary) => self.press.summary_pdf(summary, stamp),
            Sheet::Index(index) => self.press.index_pdf(index, stamp),
            Sheet::LogReport(report) => self.press.log_report_pdf(report, stamp),
        };
        let printed = printed.map_err(failure)?;
        let replaced = printed.unprintable.iter().map(|unprintable| unprintable.character).collect();
        Ok(Printed { bytes: printed.pdf, replaced })
    }
}

impl Printer for ReportsPrinter {
    fn print(&self, sheet: Sheet<'_>, format: Format, as_of: Date) -> Result<Printed, PrintFailure> {
        let stamp = Stamp { date: as_of, ident: self.ident.clone() };
        let bytes = match (format, sheet) {
            (Format::Pdf, sheet) => return self.pdf(sheet, &stamp),
            (Format::Xlsx, Sheet::Form(form)) => xlsx::form(form, &stamp),
            (Format::Xlsx, Sheet::Ledger(ledger)) => xlsx::ledger(ledger, &stamp),
            (Format::Xlsx, _) => return Err(PrintFailure("only forms and ledgers are written as workbooks".to_owned())),
        };
        Ok(Printed { bytes: bytes.map_err(failure)?, replaced: Vec::new() })
    }

    fn licences(&self) -> Vec<(&'static str, &'static str)> {
        vec![(licences::FONTS_FILE, licences::FONTS)]
    }
}

fn failure(error: impl std::fmt::Display) -> PrintFailure {
    PrintFailure(error.to_string())
}
