//! The files that a new institution begins with.
//!
//! Deliberately not here: writing them to disk.

use sonae_domain::facts::{Facts, Institution, InstitutionKind};
use sonae_domain::framework::Edition;

use crate::decide_forms::audience_of;
use crate::pack::file_name;
use crate::ports::{Format, PrintFailure, Printer, Sheet};
use crate::profile::FILE;
use crate::sheets::{PAPERS, blank_form_sheet, ledger_sheet};
use crate::words::text;

/// `institution.toml` with every key explained, an empty workbook for each ledger, and the blank form for the answers.
pub fn new_folder(edition: &Edition, name: &str, kind: &str, printer: &dyn Printer) -> Result<Vec<(String, Vec<u8>)>, PrintFailure> {
    let kind_of: InstitutionKind = serde_json::from_value(kind.into()).unwrap_or_default();
    let institution = Institution { name: name.to_owned(), kind: kind_of, ..Institution::default() };
    let facts = Facts { as_of: edition.year.starts, institution, ..Facts::default() };
    let profile =
        include_str!("../data/institution.template.toml").replace("{name}", &name.replace(['"', '\\'], "")).replace("{kind}", kind);
    let mut files = vec![(FILE.to_owned(), profile.into_bytes())];
    let Some(form) = edition.form(audience_of(kind_of)) else { return Ok(files) };
    for paper in PAPERS.iter().filter(|paper| paper.is_for(kind_of)) {
        let mut sheet = ledger_sheet(&facts, paper, form);
        sheet.as_of = None;
        let printed = printer.print(Sheet::Ledger(&sheet), Format::Xlsx, facts.as_of)?;
        files.push((format!("{}.xlsx", file_name(&paper.title)), printed.bytes));
    }
    let sheet = blank_form_sheet(edition, form, "", name);
    let printed = printer.print(Sheet::Form(&sheet), Format::Xlsx, facts.as_of)?;
    files.push((text("new-answers-file", &[("form", &form.audience_label)]), printed.bytes));
    Ok(files)
}
