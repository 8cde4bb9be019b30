//! Files in, records and problems out: real-shaped files built here, and the messy ledgers beside the repository where they
//! are present.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod detection;
mod documents;
mod findings;
mod forms;
mod hostile;
mod properties;
mod records;
mod shared;
mod workbooks;

use std::io::{Cursor, Write};

use serde::de::DeserializeOwned;
use sonae_domain::ledger::LedgerId;
use sonae_importers::{Batch, Choice, FileReport, ImportContext, ImportedRow, Problem, Target};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

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

/// A container with the given parts.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // an OpenDocument file names its kind in a first part that is not compressed
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one sheet, written by hand.
fn xlsx(rows: &str, after: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData>{after}</worksheet>");
    zip(&xlsx_parts(sheet.as_bytes()))
}

fn xlsx_parts(sheet: &[u8]) -> Vec<(&'static str, &[u8])> {
    vec![
        ("[Content_Types].xml", br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
        ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/worksheets/sheet1.xml", sheet),
    ]
}
