//! Importers: whatever the bytes are, no panic; a record has its place, a problem its words, and a record that is saved unchanged is the same.

use std::sync::LazyLock;

use sonae_domain::framework::Frameworks;
use sonae_domain::ledger::LedgerId;
use sonae_importers::form::FormSpec;
use sonae_importers::{Choice, FileReport, ImportContext, KEYS, Limits, Target, columns, import, read_row, texts_of};

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
    let report = import("fuzz.csv", file.as_slice(), &[choice], &context);
    check(&report);
    // reading what reading gave: what is shown in a form and saved unchanged stays as it is
    for row in report.batches.iter().flat_map(|batch| &batch.rows) {
        let again = read_row(ledger, &texts_of(ledger, &row.body)).record;
        let twice = again.as_ref().and_then(|built| read_row(ledger, &texts_of(ledger, &built.body)).record);
        assert_eq!(again.map(|built| built.body), twice.map(|built| built.body), "a record that is saved unchanged is the same");
    }
}

/// Reads the bytes as whatever they are.
pub fn any_file(bytes: &[u8]) {
    check(&import("fuzz", bytes, &[], &ImportContext { limits: limits(), forms: Vec::new() }));
}

/// Reads the bytes while forms of every edition are expected back.
pub fn returned_form(bytes: &[u8]) {
    static CONTEXT: LazyLock<ImportContext> = LazyLock::new(|| {
        let frameworks = Frameworks::embedded().expect("embedded frameworks");
        let editions = frameworks.editions().iter();
        let forms = editions.flat_map(|edition| edition.forms.iter().map(|form| FormSpec::new(edition, form))).collect();
        ImportContext { limits: limits(), forms }
    });
    let mut text = "sonae-form/1 r7 vendor fuzz,,,\n".as_bytes().to_vec();
    text.extend_from_slice(bytes);
    check(&import("form.csv", text.as_slice(), &[], &CONTEXT));
}

fn check(report: &FileReport) {
    assert!(report.all_problems().all(|problem| KEYS.contains(&problem.key)), "every problem has words");
    for batch in &report.batches {
        let mut last = batch.header_row;
        for row in &batch.rows {
            assert!(row.body.is_object(), "a record is an object");
            assert!(!row.label.is_empty(), "a record has a label");
            // a row may hold several records
            assert!(row.source.row >= last, "records stand below the header, in the order of their rows");
            last = row.source.row;
        }
    }
}
