//! A ledger as a file: CSV for other programs, a workbook, a PDF; all of it or what a list shows.
//!
//! Every export leaves an event: a list of people leaves the house. Not here: layout (`reports`) and columns (`sheets`).

use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::facts::InstitutionKind;
use sonae_domain::ledger::LedgerId;
use sonae_domain::paper::LedgerSheet;

use super::list_records::page_query;
use super::{LedgerError, ListQuery, text_of, typed_columns};
use crate::actor::Actor;
use crate::house::House;
use crate::ports::{Format, PrintFailure, Sheet};
use crate::records::split_provenance;
use crate::sheets::{LedgerPaper, PAPERS, PaperColumn, rows_sheet};
use crate::words::text;

/// More rows than this make a PDF that nobody leafs through; a workbook or CSV is for them.
const PDF_ROWS: usize = 5_000;
/// A ledger that has no paper of its own prints so many columns at most.
const PLAIN_COLUMNS: usize = 12;
/// 〓, for a character that the encoding does not have
const GETA: char = '\u{3013}';

/// In which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// CSV in UTF-8 with a mark at its start
    Csv,
    /// CSV in the encoding of older Japanese programs
    CsvCp932,
    /// A workbook
    Xlsx,
    /// A PDF
    Pdf,
}

/// Which columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// Those of the manual's example
    Manual,
    /// Every field that is kept: what is exported can be imported again
    All,
}

/// The file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its bytes
    pub bytes: Vec<u8>,
    /// Its name
    pub name: String,
    /// Its media type
    pub media_type: &'static str,
    /// How many characters had to be replaced by 〓
    pub replaced: usize,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Not allowed, or the store failed
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Too many rows for a PDF; how many are allowed
    #[error("more than {0} rows")]
    TooManyRows(usize),
    /// It could not be printed
    #[error(transparent)]
    Print(#[from] PrintFailure),
}

/// Exports what the query finds; its page and size do not matter.
pub async fn export_ledger(
    house: &House,
    actor: &Actor,
    ledger: LedgerId,
    query: &ListQuery,
    (format, columns): (FileFormat, Columns),
) -> Result<Exported, ExportError> {
    actor.require(Permission::ReadLedgers).map_err(LedgerError::from)?;
    let mut asked = page_query(ledger, query);
    asked.limit = i64::MAX.unsigned_abs();
    let found = house.store.page(&asked).await.map_err(LedgerError::from)?.records;
    let bodies: Vec<Value> = found.into_iter().map(|record| split_provenance(record.body).1).collect();
    if format == FileFormat::Pdf && bodies.len() > PDF_ROWS {
        return Err(ExportError::TooManyRows(PDF_ROWS));
    }
    let sheet = sheet(house, ledger, &bodies, columns).await?;
    let rows = bodies.len();
    let (bytes, replaced) = match format {
        FileFormat::Csv => (csv(&sheet, "\u{feff}").into_bytes(), 0),
        FileFormat::CsvCp932 => cp932(&csv(&sheet, "")),
        FileFormat::Xlsx => print(house, sheet, Format::Xlsx).await?,
        FileFormat::Pdf => print(house, sheet, Format::Pdf).await?,
    };
    let tx = house.store.begin().await.map_err(LedgerError::from)?;
    let detail = json!({ "rows": rows, "format": format.extension(), "narrowed": !asked.search.is_empty() || !asked.filters.is_empty() });
    tx.commit(house.event(actor, "ledger.exported", ledger.as_str(), detail)).await.map_err(LedgerError::from)?;
    let day = house.today().await.map_err(LedgerError::from)?;
    let name = format!("{}_{}.{}", crate::words::ledger(ledger), day.strftime("%Y%m%d"), format.extension());
    Ok(Exported { bytes, name, media_type: format.media_type(), replaced })
}

impl FileFormat {
    fn extension(self) -> &'static str {
        match self {
            Self::Csv | Self::CsvCp932 => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::CsvCp932 => "text/csv; charset=shift_jis",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }
}

async fn print(house: &House, sheet: LedgerSheet, format: Format) -> Result<(Vec<u8>, usize), ExportError> {
    let day = house.today().await.map_err(LedgerError::from)?;
    let printed = house.print(move |printer| printer.print(Sheet::Ledger(&sheet), format, day)).await?;
    Ok((printed.bytes, printed.replaced.len()))
}

async fn sheet(house: &House, ledger: LedgerId, bodies: &[Value], columns: Columns) -> Result<LedgerSheet, LedgerError> {
    let institution = house.institution().await?;
    let day = house.today().await?;
    if columns == Columns::All {
        let fields: Vec<_> = typed_columns(ledger).collect();
        let rows = bodies.iter().map(|body| fields.iter().map(|column| text_of(ledger, column, body)).collect());
        return Ok(LedgerSheet {
            title: crate::words::ledger(ledger),
            chapter: None,
            facility: institution.name,
            as_of: Some(day),
            columns: fields.iter().map(|column| sonae_domain::paper::LedgerColumn::new(&column.title)).collect(),
            rows: rows.collect(),
            notes: Vec::new(),
            foot: String::new(),
        });
    }
    let known = house.known().await?;
    let paper = paper(ledger, institution.kind);
    Ok(rows_sheet(&paper, bodies, &institution.name, day, known.forms[0].form))
}

/// The manual's columns; the first fields for a ledger of which the manual shows none.
pub(super) fn paper(ledger: LedgerId, kind: InstitutionKind) -> LedgerPaper {
    let known = PAPERS.iter().find(|paper| paper.ledger == ledger && paper.is_for(kind));
    known.cloned().unwrap_or_else(|| LedgerPaper {
        id: ledger.to_string(),
        ledger,
        title: crate::words::ledger(ledger),
        control: String::new(),
        only: None,
        except: None,
        columns: typed_columns(ledger)
            .take(PLAIN_COLUMNS)
            .map(|column| PaperColumn::plain(&column.title, super::kept_as(ledger, &column.field)))
            .collect(),
    })
}

fn csv(sheet: &LedgerSheet, mark: &str) -> String {
    let mut out = mark.to_owned();
    let heads = sheet.columns.iter().map(|column| column.title.as_str());
    line(&mut out, heads);
    for row in &sheet.rows {
        line(&mut out, row.iter().map(String::as_str));
    }
    out
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let cell = guarded(cell);
        if cell.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// The text in the encoding of older programs, and how many characters it does not have.
fn cp932(csv: &str) -> (Vec<u8>, usize) {
    let mut replaced = 0;
    let mut text = String::with_capacity(csv.len());
    for c in csv.chars() {
        let c = as_that_encoding_has_it(c);
        let (_, _, lost) = encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut [0; 4]));
        replaced += usize::from(lost);
        text.push(if lost { GETA } else { c });
    }
    (encoding_rs::SHIFT_JIS.encode(&text).0.into_owned(), replaced)
}

/// The wave, the minus and the like, of which that encoding has another one of the same looks.
fn as_that_encoding_has_it(c: char) -> char {
    match c {
        '\u{301c}' => '\u{ff5e}',
        '\u{2212}' => '\u{ff0d}',
        '\u{2016}' => '\u{2225}',
        '\u{2014}' => '\u{2015}',
        _ => c,
    }
}

impl Exported {
    /// A sentence about replaced characters.
    pub fn about_replaced(&self) -> Option<String> {
        (self.replaced > 0).then(|| text("ledgers-replaced", &[("count", &self.replaced.to_string())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_become_formulas_and_quotes_are_doubled() {
        let mut out = String::new();
        line(&mut out, ["=1+1", "a\"b", "x,y", "上\n下", "-", "@SUM"].into_iter());
        assert_eq!(out, "'=1+1,\"a\"\"b\",\"x,y\",\"上\n下\",'-,'@SUM\r\n");
    }

    #[test]
    fn characters_that_the_old_encoding_lacks_are_counted() {
        let (bytes, replaced) = cp932("髙﨑①㈱～𠮷🏥");
        assert_eq!(replaced, 2);
        assert_eq!(encoding_rs::SHIFT_JIS.decode(&bytes).0, "髙﨑①㈱～〓〓");
    }
}
