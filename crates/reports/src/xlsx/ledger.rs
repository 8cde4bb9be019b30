//! A table as a workbook to be worked on: filter, fixed heads, landscape print with repeated heads.
//!
//! Not here: protection (the institution keeps its ledger in it) and formulas (every cell is text, also `=1+1` and `001`).

use rust_xlsxwriter::{ColNum, Format, FormatAlign, IgnoreError, RowNum, Workbook, Worksheet, XlsxError};
use sonae_domain::paper::{Align, LedgerSheet};

use super::cell::{clean, day, fill, footer, lines, tab_name, width};
use super::style::Style;
use super::{WorkbookError, properties};
use crate::Stamp;
use crate::words::{Words, words};

/// Row of the heads.
const HEADS: RowNum = 2;
/// Widest column, characters.
const WIDEST: f64 = 60.0;
/// Width that prints on A4 landscape at a readable size, characters.
const ROOM: f64 = 190.0;

/// Writes the table. Same bytes for the same sheet and stamp.
///
/// # Errors
/// [`WorkbookError::Format`] when a limit of the format is reached.
pub fn ledger(sheet: &LedgerSheet, stamp: &Stamp) -> Result<Vec<u8>, WorkbookError> {
    let words = words().map_err(WorkbookError::Words)?;
    let mut book = Workbook::new();
    book.set_properties(&properties(&sheet.title, &sheet.facility, stamp.date)?);
    let page = book.add_worksheet();
    page.set_name(tab_name(&sheet.title))?;
    write(page, sheet, words)?;
    Ok(book.save_to_buffer()?)
}

fn write(page: &mut Worksheet, sheet: &LedgerSheet, words: &Words) -> Result<(), XlsxError> {
    let style = Style::new(&words.font);
    let last = ColNum::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(ColNum::MAX);
    top(page, sheet, words, &style)?;
    let plain = style.text.clone().set_font_size(9).set_indent(0);
    let mut row = HEADS + 1;
    let widths = column_widths(sheet);
    for ((at, column), wide) in (0..).zip(&sheet.columns).zip(&widths) {
        page.write_with_format(HEADS, at, clean(&column.title), &style.head)?;
        page.set_column_width(at, *wide)?;
    }
    let formats: Vec<(Format, Format)> = sheet
        .columns
        .iter()
        .map(|column| {
            let format = aligned(plain.clone(), column.align);
            let bold = format.clone().set_bold();
            (format, bold)
        })
        .collect();
    for texts in &sheet.rows {
        for ((at, column), (format, bold)) in (0..).zip(&sheet.columns).zip(&formats) {
            let text = texts.get(usize::from(at)).map_or("", String::as_str);
            let emphasised = column.emphasised.iter().any(|value| value == text);
            let format = if emphasised { bold } else { format };
            page.write_string_with_format(row, at, clean(text), format)?;
        }
        // not every program grows a row by itself when its text wraps
        let wrapped = texts.iter().zip(&widths).map(|(t, w)| lines(t, *w, 9.0));
        let most = wrapped.fold(1.0, f64::max);
        if most > 1.0 {
            page.set_row_height(row, (most * 12.0 + 4.0).min(400.0))?;
        }
        row += 1;
    }
    let end = row.saturating_sub(1).max(HEADS);
    if !sheet.columns.is_empty() {
        page.autofilter(HEADS, 0, end, last)?;
        page.ignore_error_range(HEADS, 0, end, last, IgnoreError::NumberStoredAsText)?;
    }
    for note in &sheet.notes {
        row += 1;
        page.write_with_format(row, 0, clean(note), &note_format(&style))?;
    }
    set_up(page, sheet)
}

/// Title, and a line saying whose table of which day it is.
fn top(page: &mut Worksheet, sheet: &LedgerSheet, words: &Words, style: &Style) -> Result<(), XlsxError> {
    let title = style.title.clone().set_align(FormatAlign::Left);
    let mut line = vec![sheet.facility.clone()];
    if let Some(date) = sheet.as_of {
        line.push(fill(&words.ledger.as_of, &[("date", &day(date))]));
    }
    let count = sheet.rows.len().to_string();
    line.push(fill(&words.ledger.count, &[("n", &count)]));
    line.extend(sheet.chapter.clone());
    page.write_with_format(0, 0, clean(&sheet.title), &title.unset_text_wrap())?;
    page.write_with_format(1, 0, clean(&line.join("  ")), &note_format(style))?;
    page.set_row_height(0, 26)?;
    page.set_row_height(HEADS, 30)?;
    Ok(())
}

fn note_format(style: &Style) -> Format {
    style.small.clone().unset_text_wrap()
}

fn aligned(format: Format, align: Align) -> Format {
    match align {
        Align::Left => format.set_align(FormatAlign::Left),
        Align::Center => format.set_align(FormatAlign::Center),
        Align::Right => format.set_align(FormatAlign::Right),
    }
}

/// Wide enough for the texts and for the head with its filter button; the widest columns give way when the page is too narrow.
fn column_widths(sheet: &LedgerSheet) -> Vec<f64> {
    let wishes: Vec<f64> = (0..sheet.columns.len()).map(|at| wish(sheet, at)).collect();
    #[expect(clippy::cast_precision_loss, reason = "a few columns")]
    let (mut low, mut high) = (ROOM / wishes.len().max(1) as f64, WIDEST);
    let cut = |cap: f64| wishes.iter().map(move |w| w.min(cap));
    if cut(high).sum::<f64>() <= ROOM {
        return cut(high).collect();
    }
    for _ in 0..20 {
        let cap = f64::midpoint(low, high);
        if cut(cap).sum::<f64>() > ROOM {
            high = cap;
        } else {
            low = cap;
        }
    }
    cut(low).collect()
}

fn wish(sheet: &LedgerSheet, at: usize) -> f64 {
    let title = sheet.columns.get(at).map_or("", |c| c.title.as_str());
    let head = width(title);
    // a long head takes two lines
    let head = if head > 6.0 { head / 2.0 + 1.0 } else { head };
    let texts = sheet.rows.iter().filter_map(|row| row.get(at));
    let widest = texts.map(|text| width(text)).fold(0.0, f64::max);
    // an em of 10 or 9 points is 1.9 or 1.7 characters of the default type wide; 3 more for the filter button
    (head * 1.9 + 3.0).max(widest * 1.7 + 2.5).clamp(6.0, WIDEST)
}

fn set_up(page: &mut Worksheet, sheet: &LedgerSheet) -> Result<(), XlsxError> {
    page.set_paper_size(9).set_landscape().set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(HEADS, HEADS)?;
    page.set_freeze_panes(HEADS + 1, 0)?;
    page.set_footer(footer(&sheet.facility));
    Ok(())
}
