//! XLSX through calamine's cell stream: never a dense range, since two cells in far corners would make one of gigabytes.

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::builder::{Budget, Merge, SheetBuilder};
use super::number::NumberFormat;
use super::{Cell, CellKind, Workbook, container, name_odd_characters};
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, keys};

/// Damaged cells after which a sheet is given up.
const FAULTS: usize = 100;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Workbook {
    if let Err(problem) = container::guard(bytes, limits) {
        return Workbook::unreadable(problem);
    }
    // the guard keeps hostile files out; should one still upset the library, it costs that file only
    let attempt = panic::catch_unwind(AssertUnwindSafe(|| sheets(bytes, limits)));
    attempt.unwrap_or_else(|_| Workbook::unreadable(container::broken("unexpected content")))
}

fn sheets(bytes: &[u8], limits: &Limits) -> Workbook {
    let mut book = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsxError::Password) => return Workbook::unreadable(Problem::new(Severity::Error, keys::WORKBOOK_LOCKED)),
        Err(error) => return Workbook::unreadable(container::broken(&error.to_string())),
    };
    let mut problems = Problems::new("", limits.problems_of_a_kind);
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    let listed: Vec<_> = book.sheets_metadata().to_vec();
    if listed.len() > limits.sheets {
        problems.push(Problem::new(Severity::Warning, keys::TOO_MANY_SHEETS).arg("limit", limits.sheets));
    }
    for meta in listed.into_iter().take(limits.sheets).filter(|meta| meta.typ == SheetType::WorkSheet) {
        let merges = merges(&mut book, &meta.name);
        let mut builder = SheetBuilder::new(&meta.name, limits, &mut budget);
        let is_1904 = book.has_1904_epoch();
        cells(&mut book, &meta.name, is_1904, &mut builder);
        let (sheet, mut found) = builder.finish(meta.name, meta.visible != SheetVisible::Visible, &merges);
        name_odd_characters(&sheet, &mut found);
        problems.extend(found.finish(""));
        sheets.push(sheet);
    }
    Workbook { sheets, encoding: None, problems: problems.finish("") }
}

fn merges(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Vec<Merge> {
    let areas = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    areas.iter().map(|Dimensions { start, end, .. }| Merge { rows: (start.0, end.0), columns: (start.1, end.1) }).collect()
}

/// Streams the cells of one sheet; a damaged cell costs itself, a damaged stream the rest of the sheet.
fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, is_1904: bool, sheet: &mut SheetBuilder<'_>) {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(error) => {
            return sheet.problem(Problem::new(Severity::Error, keys::SHEET_BROKEN).arg("why", error));
        }
    };
    let formats: Vec<(NumberFormat, bool)> = reader.styles().iter().map(format).collect();
    let plain = (NumberFormat::General, false);
    let (mut faults, mut last) = (0, 0);
    while !sheet.is_full() {
        match reader.next_cell_with_style_id() {
            Ok(Some((cell, style))) => {
                let (row, column) = cell.get_position();
                let (format, struck) = formats.get(style).unwrap_or(&plain);
                last = row;
                sheet.put(row, column, self::cell(cell.get_value(), format, is_1904), *struck);
            }
            Ok(None) => return,
            Err(error) => {
                faults += 1;
                let over =
                    faults >= FAULTS || matches!(error, XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_));
                if over || faults == 1 {
                    sheet.problem(Problem::new(Severity::Error, keys::SHEET_BROKEN).row(last + 1).arg("why", error));
                }
                if over {
                    return;
                }
            }
        }
    }
}

fn format(style: &Style) -> (NumberFormat, bool) {
    let struck = style.font.as_ref().is_some_and(|font| font.strikethrough);
    let number = style.number_format.as_ref().map_or(NumberFormat::General, |format| match format.format_id {
        // built-in formats of East Asia come with an id only
        Some(id) if id != 0 && format.format_code == "General" => NumberFormat::built_in(id),
        _ => NumberFormat::parse(&format.format_code),
    });
    (number, struck)
}

#[expect(clippy::cast_precision_loss, reason = "a number in a cell is a double anyway")]
fn cell(value: &DataRef<'_>, format: &NumberFormat, is_1904: bool) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::text(text.as_str()),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Int(number) => format.cell(*number as f64, is_1904),
        DataRef::Float(number) => format.cell(*number, is_1904),
        DataRef::DateTime(date) => match format {
            // calamine knows it for a date although its format code does not say so
            NumberFormat::General | NumberFormat::Digits { .. } => {
                NumberFormat::Date { month: true, day: true }.cell(date.as_f64(), is_1904)
            }
            _ => format.cell(date.as_f64(), is_1904),
        },
        DataRef::DateTimeIso(text) => Cell { text: text.clone(), kind: CellKind::Date, merged: false },
        DataRef::DurationIso(text) => Cell::text(text.as_str()),
        DataRef::Bool(truth) => Cell::text(if *truth { "TRUE" } else { "FALSE" }),
        DataRef::Error(error) => Cell { text: error.to_string(), kind: CellKind::Fault, merged: false },
    }
}
