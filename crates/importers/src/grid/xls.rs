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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Row, Sheet};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    }

    fn place(row: u16, column: u16) -> Vec<u8> {
        [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect()
    }

    fn wide(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let length = u16::try_from(units.len()).unwrap().to_le_bytes();
        [&length[..], &[1], &units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>()].concat()
    }

    /// A stream whose only sheet holds the given records.
    fn stream(version: u16, records: &[Vec<u8>]) -> Vec<u8> {
        let bof = record(kind::BOF, &version.to_le_bytes());
        let sheet = |at: usize| {
            let name: &[u8] = if version >= 0x0600 { &[1, 0, b'S'] } else { &[1, b'S'] };
            record(kind::BOUND_SHEET, &[&u32::try_from(at).unwrap().to_le_bytes()[..], &[0, 0], name].concat())
        };
        let globals = bof.len() + sheet(0).len() + 4;
        [bof.clone(), sheet(globals), record(kind::EOF, &[]), bof, records.concat(), record(kind::EOF, &[])].concat()
    }

    fn sheet(stream: &[u8]) -> (Sheet, Vec<Problem>) {
        let limits = Limits::default();
        let globals = Globals::read(stream, &limits).unwrap();
        let mut budget = Budget::new(&limits);
        let mut builder = SheetBuilder::new("S", &limits, &mut budget);
        let merges = globals.cells(stream, globals.sheets[0].at, &mut builder);
        let (sheet, problems) = builder.finish("S".into(), false, &merges);
        (sheet, problems.finish(""))
    }

    fn texts(row: &Row) -> Vec<&str> {
        row.cells.iter().map(|cell| cell.text.as_str()).collect()
    }

    #[test]
    fn every_kind_of_cell_is_read() {
        let rk = |value: u32| [&place(0, 1)[..], &value.to_le_bytes()].concat();
        let text_follows = [&place(0, 3)[..], &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0; 6]].concat();
        let many =
            [&place(1, 0)[..4], &[0, 0], &(3u32 << 2 | 2).to_le_bytes(), &[0, 0], &(250u32 << 2 | 3).to_le_bytes(), &1u16.to_le_bytes()]
                .concat();
        let (sheet, problems) = sheet(&stream(
            0x0600,
            &[
                record(kind::LABEL, &[place(0, 0), wide("髙橋")].concat()),
                record(kind::RK, &rk(((-5i32 << 2) | 2).cast_unsigned())),
                record(kind::NUMBER, &[place(0, 2), 2.5f64.to_le_bytes().to_vec()].concat()),
                record(kind::FORMULA, &text_follows),
                record(kind::STRING, &wide("受付")),
                record(kind::BOOL_ERR, &[place(0, 4), vec![1, 0]].concat()),
                record(kind::BOOL_ERR, &[place(0, 5), vec![0x17, 1]].concat()),
                record(kind::MUL_RK, &many),
                record(kind::MERGE_CELLS, &[1u16, 1, 1, 1, 3].into_iter().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
            ],
        ));
        assert_eq!(texts(&sheet.rows[0]), ["髙橋", "-5", "2.5", "受付", "TRUE", "#REF!"]);
        assert_eq!(texts(&sheet.rows[1]), ["3", "2.5", "2.5", "2.5"]);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn excel_95_wrote_bytes_of_cp932() {
        let text = encoding_rs::SHIFT_JIS.encode("①電子カルテ").0.into_owned();
        let label = [place(0, 0), u16::try_from(text.len()).unwrap().to_le_bytes().to_vec(), text].concat();
        let (sheet, _) = sheet(&stream(0x0500, &[record(kind::LABEL, &label)]));
        assert_eq!(texts(&sheet.rows[0]), ["①電子カルテ"]);
    }

    #[test]
    fn a_stream_that_breaks_off_keeps_what_came_before() {
        let label = |row| record(kind::LABEL, &[place(row, 0), wide("行")].concat());
        let whole = stream(0x0600, &[label(0), label(1), label(2)]);
        let (sheet, problems) = sheet(&whole[..whole.len() - 10]);
        assert_eq!((sheet.rows.len(), problems[0].key), (2, keys::SHEET_BROKEN));
    }

    #[test]
    fn a_shared_string_runs_over_into_the_next_record() {
        let head = [&1u32.to_le_bytes()[..], &1u32.to_le_bytes(), &6u16.to_le_bytes(), &[0], b"abc"].concat();
        let next = [&[1u8][..], &"あいう".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat();
        let stream = [record(kind::SST, &head), record(kind::CONTINUE, &next)].concat();
        let record = Records::new(&stream, 0).next().unwrap();
        assert_eq!(shared_strings(&record, 1 << 20), ["abcあいう"]);
    }
}
