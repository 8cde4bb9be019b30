//! ODS (LibreOffice): `content.xml` as a stream of cells.
//!
//! Read here and not through calamine, whose reader of this format expands repeated cells before anything can be bounded,
//! and drops what the sheet shows (001, 2.10, 令和7年4月) for the bare number (ADR 0005).

use std::collections::BTreeSet;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use sonae_domain::calendar;

use super::builder::{Budget, Merge, SheetBuilder};
use super::{Cell, CellKind, Workbook, container, name_odd_characters};
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, keys};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Workbook {
    if let Err(problem) = container::guard(bytes, limits) {
        return Workbook::unreadable(problem);
    }
    let manifest = container::part(bytes, "META-INF/manifest.xml", limits).unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Workbook::unreadable(Problem::new(Severity::Error, keys::WORKBOOK_LOCKED));
    }
    let Some(content) = container::part(bytes, "content.xml", limits) else {
        return Workbook::unreadable(container::broken("content.xml"));
    };
    let content = String::from_utf8_lossy(&content);
    let mut document = Document {
        reader: Reader::from_str(&content),
        limits,
        budget: Budget::new(limits),
        hidden: BTreeSet::new(),
        struck: BTreeSet::new(),
        book: Workbook::default(),
        problems: Problems::new("", limits.problems_of_a_kind),
    };
    document.run();
    if document.book.sheets.is_empty() {
        return Workbook::unreadable(container::broken("no sheet"));
    }
    Workbook { problems: document.problems.finish(""), ..document.book }
}

struct Document<'a> {
    reader: Reader<&'a [u8]>,
    limits: &'a Limits,
    budget: Budget,
    /// Table styles that are not displayed
    hidden: BTreeSet<String>,
    /// Cell styles that strike their text through
    struck: BTreeSet<String>,
    book: Workbook,
    problems: Problems,
}

/// Where the next cell goes.
#[derive(Default)]
struct Place {
    row: u32,
    column: u32,
    repeat: u32,
    merges: Vec<Merge>,
}

impl Document<'_> {
    fn run(&mut self) {
        let mut style = String::new();
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start)) if named(&start, "style:style") => style = attribute(&start, "style:name"),
                Ok(Event::Start(start) | Event::Empty(start))
                    if named(&start, "style:table-properties") && attribute(&start, "table:display") == "false" =>
                {
                    self.hidden.insert(style.clone());
                }
                Ok(Event::Start(start) | Event::Empty(start))
                    if named(&start, "style:text-properties")
                        && !matches!(attribute(&start, "style:text-line-through-style").as_str(), "" | "none") =>
                {
                    self.struck.insert(style.clone());
                }
                Ok(Event::Start(start)) if named(&start, "table:table") => {
                    if self.book.sheets.len() >= self.limits.sheets {
                        self.problems.push(Problem::new(Severity::Warning, keys::TOO_MANY_SHEETS).arg("limit", self.limits.sheets));
                        return;
                    }
                    let name = attribute(&start, "table:name");
                    let hidden = self.hidden.contains(&attribute(&start, "table:style-name"));
                    self.table(name, hidden);
                }
                Ok(Event::Eof) | Err(_) => return,
                _ => {}
            }
        }
    }

    fn table(&mut self, name: String, hidden: bool) {
        let mut builder = SheetBuilder::new(&name, self.limits, &mut self.budget);
        let mut place = Place::default();
        let whole = rows(&mut self.reader, &self.struck, &mut builder, &mut place);
        if !whole {
            builder.problem(Problem::new(Severity::Error, keys::SHEET_BROKEN).row(place.row + 1).arg("why", "XML"));
        }
        let (sheet, mut found) = builder.finish(name, hidden, &place.merges);
        name_odd_characters(&sheet, &mut found);
        self.problems.extend(found.finish(""));
        self.book.sheets.push(sheet);
    }
}

/// Reads rows up to the end of the table; false when the file breaks off before it.
fn rows(reader: &mut Reader<&[u8]>, struck: &BTreeSet<String>, sheet: &mut SheetBuilder<'_>, place: &mut Place) -> bool {
    // a sheet inside a cell is none of ours
    let mut inner = 0;
    loop {
        let event = reader.read_event();
        match &event {
            Ok(Event::Start(start)) if named(start, "table:table") => inner += 1,
            Ok(Event::End(end)) if end.name().as_ref() == "table:table" => {
                if inner == 0 {
                    return true;
                }
                inner -= 1;
            }
            Ok(Event::Start(start) | Event::Empty(start)) if inner == 0 && named(start, "table:table-row") => {
                place.row = place.row.saturating_add(std::mem::take(&mut place.repeat));
                place.repeat = count(start, "table:number-rows-repeated");
                place.column = 0;
            }
            Ok(Event::Start(start) | Event::Empty(start))
                if inner == 0 && (named(start, "table:table-cell") || named(start, "table:covered-table-cell")) =>
            {
                let shown = if matches!(event, Ok(Event::Start(_))) { shown(reader) } else { Some(String::new()) };
                let Some(shown) = shown else { return false };
                let struck = struck.contains(&attribute(start, "table:style-name"));
                put(start, &shown, struck, sheet, place);
            }
            Ok(Event::Eof) | Err(_) => return false,
            _ => {}
        }
    }
}

/// Puts one cell element, as often as it is repeated. Repeated rows are kept apart up to a hundred times: more is a filled
/// column format and no ledger.
fn put(start: &BytesStart<'_>, shown: &str, struck: bool, sheet: &mut SheetBuilder<'_>, place: &mut Place) {
    let repeat = count(start, "table:number-columns-repeated");
    let column = place.column;
    place.column = column.saturating_add(repeat);
    let spans = (count(start, "table:number-rows-spanned"), count(start, "table:number-columns-spanned"));
    if spans != (1, 1) {
        let (last_row, last_column) = (place.row.saturating_add(spans.0 - 1), column.saturating_add(spans.1 - 1));
        place.merges.push(Merge { rows: (place.row, last_row), columns: (column, last_column) });
    }
    let cell = cell(start, shown);
    if cell.is_blank() || named(start, "table:covered-table-cell") {
        return;
    }
    for row in (0..place.repeat.min(100)).map(|row| place.row.saturating_add(row)) {
        for step in 0..repeat.min(256) {
            sheet.put(row, column.saturating_add(step), cell.clone(), struck);
            if !sheet.takes(row) {
                return;
            }
        }
    }
}

/// What the sheet shows, unless the value says more (a day behind 4/1).
fn cell(start: &BytesStart<'_>, shown: &str) -> Cell {
    let of = |text: String, kind| Cell { text, kind, merged: false };
    match attribute(start, "office:value-type").as_str() {
        "date" => {
            let value = attribute(start, "office:date-value");
            let day = value.get(..10).unwrap_or(&value).to_owned();
            // shown without a day or a month, it is known no better
            let text = match calendar::parse(shown) {
                Ok(date) if !date.is_exact() => date.to_string(),
                _ => day,
            };
            of(text, CellKind::Date)
        }
        "float" | "currency" | "percentage" => {
            let text = if shown.trim().is_empty() { attribute(start, "office:value") } else { shown.to_owned() };
            of(text, CellKind::Number)
        }
        "boolean" => of(attribute(start, "office:boolean-value").to_uppercase(), CellKind::Text),
        _ if shown.starts_with('#') && (shown.ends_with('!') || shown.ends_with("/A") || shown.ends_with('?')) => {
            of(shown.to_owned(), CellKind::Fault)
        }
        _ => of(shown.to_owned(), CellKind::Text),
    }
}

/// The text of a cell up to its end, paragraphs on lines of their own, without notes; `None` when the file breaks off.
fn shown(reader: &mut Reader<&[u8]>) -> Option<String> {
    let mut text = String::new();
    let (mut depth, mut aside) = (0usize, 0usize);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                depth += 1;
                if aside > 0
                    || named(&start, "office:annotation")
                    || named(&start, "table:table")
                    || named(&start, "draw:frame")
                    || named(&start, "text:ruby-text")
                {
                    aside += 1;
                } else if named(&start, "text:p") && !text.is_empty() {
                    text.push('\n');
                }
            }
            Event::Empty(empty) if aside == 0 => {
                if named(&empty, "text:s") {
                    text.extend(std::iter::repeat_n(' ', count(&empty, "text:c").min(100) as usize));
                } else if named(&empty, "text:line-break") {
                    text.push('\n');
                } else if named(&empty, "text:tab") {
                    text.push(' ');
                }
            }
            Event::Text(piece) if aside == 0 => text.push_str(&piece),
            Event::CData(piece) if aside == 0 => text.push_str(&piece),
            Event::GeneralRef(reference) if aside == 0 => text.push_str(&entity(&reference)),
            Event::End(_) if depth == 0 => return Some(text),
            Event::End(_) => {
                depth -= 1;
                aside = aside.saturating_sub(1);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn named(start: &BytesStart<'_>, name: &str) -> bool {
    start.name().as_ref() == name
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let Ok(Some(attribute)) = start.try_get_attribute(name) else { return String::new() };
    attribute.normalized_value(XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned).unwrap_or_default()
}

/// A count in an attribute; 1 where there is none.
fn count(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).parse().unwrap_or(1).max(1)
}

/// The character of `&amp;` or `&#9312;`; nothing for an entity of the file's own, which is never expanded.
fn entity(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    resolve_predefined_entity(reference).unwrap_or_default().to_owned()
}
