//! What every fuzz target does. Whatever the bytes are: no panic, and what is reported stays inside the file.

pub mod logs;
pub mod vault;

use sonae_domain::framework::Frameworks;
use sonae_domain::ledger::LedgerId;
use sonae_importers::form::FormSpec;
use sonae_importers::{Choice, FileReport, ImportContext, Limits, Target, columns, import};

/// Small enough that a run is quick.
fn limits() -> Limits {
    Limits { text_bytes: 1 << 20, workbook_bytes: 1 << 20, unpacked_bytes: 8 << 20, rows: 5_000, ..Limits::default() }
}

/// Reads a text as one ledger: half of the input becomes heads that the ledger knows, so that rows are reached at once.
pub fn ledger(ledger: LedgerId, bytes: &[u8]) {
    let heads: Vec<&str> = columns::of(ledger).columns.iter().map(|column| column.title.as_str()).collect();
    let mut file = heads.join(",").into_bytes();
    file.push(b'\n');
    file.extend_from_slice(bytes);
    let choice = Choice { ledger: Some(Target::Ledger(ledger)), header_row: Some(1), ..Choice::default() };
    let context = ImportContext { limits: limits(), forms: Vec::new() };
    check(&import("fuzz.csv", file.as_slice(), &[choice], &context));
}

/// Reads the bytes as whatever they are.
pub fn any_file(bytes: &[u8]) {
    check(&import("fuzz", bytes, &[], &ImportContext { limits: limits(), forms: Vec::new() }));
}

/// Reads the bytes while forms of every edition are expected back.
pub fn returned_form(bytes: &[u8]) {
    let frameworks = Frameworks::embedded().expect("embedded frameworks");
    let editions = frameworks.editions().iter();
    let forms = editions.flat_map(|edition| edition.forms.iter().map(|form| FormSpec::new(edition, form))).collect();
    let mut text = "sonae-form/1 r7 vendor fuzz,,,\n".as_bytes().to_vec();
    text.extend_from_slice(bytes);
    check(&import("form.csv", text.as_slice(), &[], &ImportContext { limits: limits(), forms }));
}

/// Checks the bytes as an inspection pack.
pub fn pack(bytes: &[u8]) {
    let _ = sonae_app::pack::verify_pack(bytes, None);
}

/// Reads the bytes as `institution.toml`.
pub fn profile(bytes: &[u8]) {
    let _ = sonae_app::profile::Profile::parse(&String::from_utf8_lossy(bytes));
}

fn check(report: &FileReport) {
    for row in report.batches.iter().flat_map(|batch| &batch.rows) {
        assert!(row.body.is_object(), "a record is an object");
        assert!(!row.label.is_empty(), "a record has a label");
    }
}
