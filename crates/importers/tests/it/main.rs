//! Files in, records and problems out: real-shaped files built here, and the messy ledgers beside the repository where they
//! are present.

mod detection;
mod documents;
mod forms;
mod hostile;
mod properties;
mod records;
mod shared;
mod workbooks;

use serde::de::DeserializeOwned;
use sonae_domain::ledger::LedgerId;
use sonae_importers::{Batch, Choice, FileReport, ImportContext, ImportedRow, Problem, Target};

fn import(file: &str, bytes: &[u8]) -> FileReport {
    sonae_importers::import(file, bytes, &[], &ImportContext::default())
}

fn import_as(ledger: LedgerId, text: &str) -> Batch {
    let choice = Choice { ledger: Some(Target::Ledger(ledger)), ..Choice::default() };
    let report = sonae_importers::import("a.csv", text.as_bytes(), &[choice], &ImportContext::default());
    report.batches.into_iter().next().unwrap()
}

/// The only batch of a report.
fn only(report: &FileReport) -> &Batch {
    assert_eq!(report.batches.len(), 1, "{:?}", report.problems);
    &report.batches[0]
}

fn records<T: DeserializeOwned>(rows: &[ImportedRow]) -> Vec<T> {
    rows.iter().map(|row| serde_json::from_value(row.body.clone()).unwrap()).collect()
}

fn keys<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> Vec<&'a str> {
    problems.into_iter().map(|problem| problem.key).collect()
}

fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}
