//! The official form as a workbook that can be printed, filled in and read back.
//!
//! Here: worksheets, what stands above and under the table, heights, print set-up.
//!
//! Not here: the promise to readers (see the module above), the table (`table`), what may be filled in (`rules`), formats
//! (`style`), columns (`grid`), texts (`cell`).

use rust_xlsxwriter::{ColNum, Format, ProtectionOptions, RowNum, Workbook, Worksheet, XlsxError};
use sonae_domain::paper::{FormPart, FormRow, FormSheet, Period};

use super::cell::{clean, footer, lines, marked, tab_name};
use super::grid::{FIRST, Field, Grid, KEY, LABEL, SECTION};
use super::rules::date_rule;
use super::style::Style;
use super::{ANSWERED_BY_KEY, ANSWERED_ON_KEY, FORM_MARK, NAME_KEY, WorkbookError, properties};
use crate::Stamp;
use crate::words::{Words, words};

/// Points of a line of type with the room between lines.
pub(super) const LINE: f64 = 14.0;
/// Height of the printed area of A4 by its width.
const TALL: f64 = 1.42;

/// Writes the form: one worksheet a part, filled in as far as the sheet is. Same bytes for the same sheet and stamp.
///
/// # Errors
/// [`WorkbookError::Format`] when a limit of the format is reached.
pub fn form(sheet: &FormSheet, stamp: &Stamp) -> Result<Vec<u8>, WorkbookError> {
    let words = words().map_err(WorkbookError::Words)?;
    let style = Style::new(&words.font);
    let grid = Grid::new(sheet);
    let mut book = Workbook::new();
    book.set_properties(&properties(&sheet.title, &sheet.facility, stamp.date)?);
    let mut names = Vec::new();
    for (nth, part) in sheet.parts.iter().enumerate() {
        let name = name_of(sheet, part, &names);
        let tab = book.add_worksheet();
        tab.set_name(&name)?;
        names.push(name);
        let year = part.year.unwrap_or(sheet.year);
        let mut page = Page { tab, sheet, words, style: &style, grid: &grid, year, row: 0, heights: Vec::new() };
        page.write(part, nth == 0)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Name of a worksheet: who answers, or the part's heading; without what the format forbids, and unique.
fn name_of(sheet: &FormSheet, part: &FormPart, taken: &[String]) -> String {
    let wanted = match &part.heading {
        Some(heading) if sheet.parts.len() > 1 => heading,
        _ => &sheet.audience_label,
    };
    let name = tab_name(wanted);
    let numbered = (2..).map(|n| format!("{name} {n}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !taken.contains(name));
    free.unwrap_or(name)
}

/// One worksheet being written from top to bottom.
pub(super) struct Page<'a> {
    pub(super) tab: &'a mut Worksheet,
    pub(super) sheet: &'a FormSheet,
    pub(super) words: &'a Words,
    pub(super) style: &'a Style,
    pub(super) grid: &'a Grid,
    pub(super) year: Period,
    pub(super) row: RowNum,
    /// Heights in points, by row; item rows may grow.
    pub(super) heights: Vec<(RowNum, f64, bool)>,
}

impl Page<'_> {
    fn write(&mut self, part: &FormPart, first: bool) -> Result<(), XlsxError> {
        let last = self.grid.last();
        for at in KEY..=last {
            self.tab.set_column_width(at, self.grid.width(at))?;
        }
        self.tab.set_column_hidden(KEY)?;
        self.top(part, first)?;
        let heads = self.row;
        self.heads()?;
        let body = self.row;
        for section in &part.sections {
            self.section(section)?;
        }
        if self.row > body {
            self.rules(body, self.row - 1)?;
        }
        if first {
            self.fields()?;
        }
        for line in &part.foot {
            let line = marked(&self.words.marks.foot, line);
            self.line(&line, 9.0)?;
        }
        self.spread()?;
        self.set_up(heads, body)
    }

    /// Boxes, title, notice, gate, heading and notes.
    fn top(&mut self, part: &FormPart, first: bool) -> Result<(), XlsxError> {
        let (sheet, last) = (self.sheet, self.grid.last());
        let mark = format!("{FORM_MARK} {} {} {}", sheet.edition_id, sheet.form_id, sheet.subject);
        self.tab.write(0, KEY, clean(mark.trim_end()))?;
        if let Some(edition) = &sheet.edition_label {
            let badge = &self.style.badge;
            self.tab.write_with_format(0, SECTION, clean(edition), badge)?;
        }
        self.merge(last - 1, last, &sheet.audience_label, &self.style.badge)?;
        self.high(21.0);
        self.row = 1;
        self.merge(SECTION, last, &sheet.title, &self.style.title)?;
        self.high(34.0);
        self.row = 2;
        if let Some(notice) = &sheet.label_notice {
            self.full(notice, &self.style.notice, 9.0)?;
        }
        if first && let Some(gate) = &sheet.gate {
            self.gate(&gate.title, &gate.row)?;
        }
        if let Some(heading) = &part.heading {
            self.full(heading, &self.style.small.clone().set_bold(), 10.0)?;
        }
        for note in &part.notes {
            let line = marked(&self.words.marks.list, note);
            self.line(&line, 9.0)?;
        }
        Ok(())
    }

    /// The question before the table, with its answer and date where the first round has them.
    fn gate(&mut self, title: &str, row: &FormRow) -> Result<(), XlsxError> {
        let (heads, words, style) = (&self.sheet.heads, &self.words.heads, self.style);
        let item = heads.item.as_ref().unwrap_or(&words.item);
        let result = heads.result.as_ref().unwrap_or(&words.result);
        self.tab.write_blank(self.row, SECTION, &style.head)?;
        self.tab.write_with_format(self.row, LABEL, item, &style.head)?;
        self.merge(FIRST, FIRST + 1, result, &style.head)?;
        self.high(20.0);
        self.row += 1;
        let at = self.row;
        self.tab.write(at, KEY, clean(&row.key))?;
        self.tab.write_with_format(at, SECTION, clean(title), &style.section)?;
        let mut label = row.label.clone();
        if let Some(note) = &row.note {
            label = format!("{label}\n{note}");
        }
        self.tab.write_with_format(at, LABEL, clean(&label), &style.text)?;
        let cell = row.cells.first().cloned().unwrap_or_default();
        self.result(Field::Answer(0), FIRST, &cell)?;
        self.result(Field::Checked(0), FIRST + 1, &cell)?;
        self.validate(at, at, Field::Answer(0), FIRST)?;
        self.validate(at, at, Field::Checked(0), FIRST + 1)?;
        let high = lines(&label, self.grid.width(LABEL), 10.0) * LINE;
        self.high(high.max(24.0) + 10.0);
        self.row += 1;
        self.high(9.0);
        self.row += 1;
        Ok(())
    }

    /// The vendor's name, who answers and when.
    fn fields(&mut self) -> Result<(), XlsxError> {
        let Some(label) = &self.sheet.name_label else {
            return Ok(());
        };
        let name = self.sheet.name.as_deref().unwrap_or_default();
        let (vendor, style) = (&self.words.vendor, self.style);
        self.high(9.0);
        self.row += 1;
        for (key, label, text, format) in [
            (NAME_KEY, label, name, &style.value),
            (ANSWERED_BY_KEY, &vendor.answered_by, "", &style.value),
            (ANSWERED_ON_KEY, &vendor.answered_on, "", &style.value_date),
        ] {
            self.tab.write(self.row, KEY, key)?;
            self.tab.write_with_format(self.row, LABEL, clean(label), &style.label)?;
            self.merge(FIRST, self.grid.last(), text, format)?;
            if key == ANSWERED_ON_KEY {
                let rule = date_rule(self.words, self.year)?;
                self.tab.add_data_validation(self.row, FIRST, self.row, FIRST, &rule)?;
            }
            self.high(22.0);
            self.row += 1;
        }
        self.high(6.0);
        self.row += 1;
        Ok(())
    }

    /// Notes the height of the current row.
    pub(super) fn high(&mut self, points: f64) {
        self.heights.push((self.row, points, false));
    }

    /// Sets the heights; room left on the printed page goes into the item rows.
    fn spread(&mut self) -> Result<(), XlsxError> {
        let columns = SECTION..=self.grid.last();
        let width: f64 = columns.map(|at| self.grid.width(at) * 7.0 + 5.0).sum();
        let target = width * 0.75 * TALL;
        let used: f64 = self.heights.iter().map(|(_, high, _)| high).sum();
        let items = self.heights.iter().filter(|(_, _, item)| *item).count();
        #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
        let more = ((target - used) / items.max(1) as f64).clamp(0.0, 14.0);
        for (row, high, item) in &self.heights {
            let high = if *item { high + more } else { *high };
            self.tab.set_row_height(*row, high)?;
        }
        Ok(())
    }

    pub(super) fn merge(&mut self, from: ColNum, to: ColNum, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text = clean(text);
        self.tab.merge_range(self.row, from, self.row, to, &text, format)?;
        Ok(())
    }

    /// A line over the full width.
    fn line(&mut self, text: &str, points: f64) -> Result<(), XlsxError> {
        let style = self.style;
        self.full(text, &style.small, points)
    }

    fn full(&mut self, text: &str, format: &Format, points: f64) -> Result<(), XlsxError> {
        let last = self.grid.last();
        let width: f64 = (SECTION..=last).map(|at| self.grid.width(at)).sum();
        self.merge(SECTION, last, text, format)?;
        let high = lines(text, width, points) * (points * 1.35) + 4.0;
        self.high(high);
        self.row += 1;
        Ok(())
    }

    /// Print on one A4 page; only the cells to be filled in are unlocked.
    fn set_up(&mut self, heads: RowNum, body: RowNum) -> Result<(), XlsxError> {
        let end = self.row.saturating_sub(1);
        let tab = &mut *self.tab;
        tab.set_paper_size(9)
            .set_portrait()
            .set_margins(0.5, 0.5, 0.5, 0.6, 0.3, 0.3)
            .set_print_fit_to_pages(1, 1)
            .set_print_center_horizontally(true)
            .set_screen_gridlines(false);
        tab.set_print_area(0, SECTION, end, self.grid.last())?;
        tab.set_repeat_rows(heads, body - 1)?;
        tab.set_footer(footer(&self.sheet.facility));
        tab.set_freeze_panes(body, 0)?;
        tab.set_selection(body, FIRST, body, FIRST)?;
        tab.protect_with_options(&ProtectionOptions { format_rows: true, format_columns: true, ..ProtectionOptions::default() });
        Ok(())
    }
}
