//! XLS (Excel 5 to 2003): the workbook stream of a compound file, sheet by sheet.
//!
//! Read here and not through calamine, whose reader of this format reserves what a file's header asks for, indexes without
//! checks and builds dense ranges (ADR 0005); and which does not tell number formats (001, 2.10).

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::biff::{Record, Records, f64_at, kind, rk, shared_strings, string, u8_at, u16_at, u32_at};
use super::builder::{Budget, Merge, SheetBuilder};
use super::number::NumberFormat;
use super::{Cell, CellKind, Workbook, container, name_odd_characters};
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, keys};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Workbook {
    let Some(stream) = stream(bytes, limits) else {
        return Workbook::unreadable(container::broken("compound file"));
    };
    let globals = match Globals::read(&stream, limits) {
        Ok(globals) => globals,
        Err(problem) => return Workbook::unreadable(problem),
    };
    let mut problems = Problems::new("", limits.problems_of_a_kind);
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    if globals.sheets.len() > limits.sheets {
        problems.push(Problem::new(Severity::Warning, keys::TOO_MANY_SHEETS).arg("limit", limits.sheets));
    }
    for listed in globals.sheets.iter().take(limits.sheets) {
        let mut builder = SheetBuilder::new(&listed.name, limits, &mut budget);
        let merges = globals.cells(&stream, listed.at, &mut builder);
        let (sheet, mut found) = builder.finish(listed.name.clone(), listed.hidden, &merges);
        name_odd_characters(&sheet, &mut found);
        problems.extend(found.finish(""));
        sheets.push(sheet);
    }
    Workbook { sheets, encoding: None, problems: problems.finish("") }
}

/// The workbook stream inside the compound file.
fn stream(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let path = ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"].into_iter().find(|path| file.is_stream(path))?;
    let mut content = Vec::new();
    // what comes before a damaged sector is still worth reading
    let _ = file.open_stream(path).ok()?.take(limits.unpacked_bytes).read_to_end(&mut content);
    (!content.is_empty()).then_some(content)
}

struct Listed {
    name: String,
    at: usize,
    hidden: bool,
}

/// What all sheets share.
struct Globals {
    unicode: bool,
    is_1904: bool,
    strings: Vec<String>,
    /// Number format and strike-through of each cell format
    formats: Vec<(NumberFormat, bool)>,
    sheets: Vec<Listed>,
}

impl Globals {
    fn read(stream: &[u8], limits: &Limits) -> Result<Self, Problem> {
        let mut globals = Self { unicode: true, is_1904: false, strings: Vec::new(), formats: Vec::new(), sheets: Vec::new() };
        let mut codes: BTreeMap<u16, String> = BTreeMap::new();
        let (mut fonts, mut xfs) = (Vec::new(), Vec::new());
        for record in Records::new(stream, 0) {
            let data = record.data();
            match record.kind {
                kind::BOF => globals.unicode = u16_at(data, 0) >= 0x0600,
                kind::FILE_PASS if u16_at(data, 0) != 0 || data.len() > 4 => {
                    return Err(Problem::new(Severity::Error, keys::WORKBOOK_LOCKED));
                }
                kind::DATE_MODE => globals.is_1904 = u16_at(data, 0) == 1,
                kind::FONT => {
                    fonts.push(u16_at(data, 2) & 8 != 0);
                    // there is no font 4: the numbers jump over it
                    if fonts.len() == 4 {
                        fonts.push(false);
                    }
                }
                kind::FORMAT => {
                    codes.insert(u16_at(data, 0), string(data, 2, if globals.unicode { 2 } else { 1 }, globals.unicode));
                }
                kind::XF => xfs.push((u16_at(data, 0), u16_at(data, 2))),
                kind::BOUND_SHEET if u8_at(data, 5) == 0 => globals.sheets.push(Listed {
                    name: string(data, 6, 1, globals.unicode).replace('\0', ""),
                    at: usize::try_from(u32_at(data, 0)).unwrap_or(usize::MAX),
                    hidden: u8_at(data, 4) & 3 != 0,
                }),
                kind::SST => globals.strings = shared_strings(&record, usize::try_from(limits.text_bytes).unwrap_or(usize::MAX)),
                kind::EOF => break,
                _ => {}
            }
        }
        if globals.sheets.is_empty() {
            return Err(container::broken("no sheet"));
        }
        globals.formats = xfs
            .iter()
            .map(|(font, format)| {
                let number = codes.get(format).map_or_else(|| NumberFormat::built_in(u32::from(*format)), |code| NumberFormat::parse(code));
                (number, fonts.get(usize::from(*font)).copied().unwrap_or_default())
            })
            .collect();
        Ok(globals)
    }

    /// Reads the cells of one sheet; gives its merged areas.
    fn cells(&self, stream: &[u8], at: usize, sheet: &mut SheetBuilder<'_>) -> Vec<Merge> {
        let mut merges = Vec::new();
        let mut depth = 0usize;
        // where the text of a formula goes, which comes in a record of its own
        let mut formula = None;
        let mut ended = false;
        for record in Records::new(stream, at) {
            match record.kind {
                kind::BOF => depth += 1,
                kind::EOF => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        ended = true;
                        break;
                    }
                }
                // embedded charts carry records that look like cells
                _ if depth != 1 => {}
                kind::MERGE_CELLS => merged(record.data(), &mut merges),
                kind::FORMULA => formula = self.formula(&record, sheet),
                kind::STRING => {
                    if let Some((row, column, format)) = formula.take() {
                        let text = Cell::text(string(record.data(), 0, 2, self.unicode));
                        sheet.put(row, column, text, self.struck(format));
                    }
                }
                _ => self.cell(&record, sheet),
            }
            if sheet.is_full() {
                return merges;
            }
        }
        if !ended {
            sheet.problem(Problem::new(Severity::Error, keys::SHEET_BROKEN).arg("why", "end of stream"));
        }
        merges
    }

    fn format(&self, index: u16) -> &NumberFormat {
        self.formats.get(usize::from(index)).map_or(&NumberFormat::General, |(number, _)| number)
    }

    fn struck(&self, index: u16) -> bool {
        self.formats.get(usize::from(index)).is_some_and(|(_, struck)| *struck)
    }

    fn cell(&self, record: &Record<'_>, sheet: &mut SheetBuilder<'_>) {
        let data = record.data();
        let (row, column, format) = (u32::from(u16_at(data, 0)), u32::from(u16_at(data, 2)), u16_at(data, 4));
        let number = |value: f64, format: u16| self.format(format).cell(value, self.is_1904);
        let cell = match record.kind {
            kind::NUMBER => number(f64_at(data, 6), format),
            kind::RK => number(rk(u32_at(data, 6)), format),
            kind::LABEL_SST => {
                let index = usize::try_from(u32_at(data, 6)).unwrap_or(usize::MAX);
                self.strings.get(index).map(|text| Cell::text(text.as_str())).unwrap_or_default()
            }
            kind::LABEL | kind::RICH_STRING => Cell::text(string(data, 6, 2, self.unicode)),
            kind::BOOL_ERR => truth_or_fault(u8_at(data, 6), u8_at(data, 7) != 0),
            kind::MUL_RK => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (offset, pair) in (0u32..).zip(cells.chunks_exact(6)) {
                    let format = u16_at(pair, 0);
                    sheet.put(row, column + offset, number(rk(u32_at(pair, 2)), format), self.struck(format));
                }
                return;
            }
            _ => return,
        };
        sheet.put(row, column, cell, self.struck(format));
    }

    /// The value that a formula had when the file was saved; its place when the value is a text that follows.
    fn formula(&self, record: &Record<'_>, sheet: &mut SheetBuilder<'_>) -> Option<(u32, u32, u16)> {
        let data = record.data();
        let (row, column, format) = (u32::from(u16_at(data, 0)), u32::from(u16_at(data, 2)), u16_at(data, 4));
        let cell = if u16_at(data, 12) == 0xFFFF {
            match u8_at(data, 6) {
                0 => return Some((row, column, format)),
                1 => truth_or_fault(u8_at(data, 8), false),
                2 => truth_or_fault(u8_at(data, 8), true),
                _ => return None,
            }
        } else {
            self.format(format).cell(f64_at(data, 6), self.is_1904)
        };
        sheet.put(row, column, cell, self.struck(format));
        None
    }
}

fn truth_or_fault(value: u8, fault: bool) -> Cell {
    if !fault {
        return Cell::text(if value == 0 { "FALSE" } else { "TRUE" });
    }
    let text = match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    Cell { text: text.to_owned(), kind: CellKind::Fault, merged: false }
}

fn merged(data: &[u8], merges: &mut Vec<Merge>) {
    let areas = data.get(2..).unwrap_or_default().chunks_exact(8).take(usize::from(u16_at(data, 0)));
    merges.extend(areas.map(|area| Merge {
        rows: (u32::from(u16_at(area, 0)), u32::from(u16_at(area, 2))),
        columns: (u32::from(u16_at(area, 4)), u32::from(u16_at(area, 6))),
    }));
}
