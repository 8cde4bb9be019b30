//! The files that a new institution begins with.
//!
//! Deliberately not here: writing them to disk.

use sonae_domain::facts::InstitutionKind;
use sonae_domain::framework::Edition;
use sonae_domain::ledger::LedgerId;
use sonae_domain::paper::{LedgerColumn, LedgerSheet};
use sonae_importers::columns;

use crate::decide_forms::audience_of;
use crate::pack::file_name;
use crate::ports::{Format, PrintFailure, Printer, Sheet};
use crate::profile::FILE;
use crate::sheets::blank_form_sheet;
use crate::words::text;

/// Answers are written into the form.
const TYPED_ELSEWHERE: &[LedgerId] = &[LedgerId::Answers];

/// `institution.toml` with every key explained, an empty workbook for each ledger with all the columns that are read, and the blank form for the answers.
pub fn new_folder(edition: &Edition, name: &str, kind: &str, printer: &dyn Printer) -> Result<Vec<(String, Vec<u8>)>, PrintFailure> {
    let kind_of: InstitutionKind = serde_json::from_value(kind.into()).unwrap_or_default();
    let profile =
        include_str!("../data/institution.template.toml").replace("{name}", &name.replace(['"', '\\'], "")).replace("{kind}", kind);
    let mut files = vec![(FILE.to_owned(), profile.into_bytes())];
    let Some(form) = edition.form(audience_of(kind_of)) else { return Ok(files) };
    for columns in columns::all().iter().filter(|columns| !TYPED_ELSEWHERE.contains(&columns.ledger)) {
        let sheet = LedgerSheet {
            title: columns.title.clone(),
            chapter: None,
            facility: name.to_owned(),
            as_of: None,
            columns: columns.columns.iter().map(|column| LedgerColumn::new(&column.title)).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
            foot: String::new(),
        };
        let printed = printer.print(Sheet::Ledger(&sheet), Format::Xlsx, edition.year.starts)?;
        files.push((format!("{}.xlsx", file_name(&columns.title)), printed.bytes));
    }
    let sheet = blank_form_sheet(edition, form, "", name);
    let printed = printer.print(Sheet::Form(&sheet), Format::Xlsx, edition.year.starts)?;
    files.push((text("new-answers-file", &[("form", &form.audience_label)]), printed.bytes));
    Ok(files)
}
