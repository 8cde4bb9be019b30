//! The official form as a workbook that can be printed, filled in and read back.
//!
//! Not here: the promise to readers (see the module above), formats (`style`), columns (`grid`), texts (`cell`).

use rust_xlsxwriter::{
    ColNum, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatFormula,
    DataValidation, DataValidationRule, Formula, ProtectionOptions, RowNum, Workbook, Worksheet,
    XlsxError,
};
use sonae_domain::paper::{
    Answer, FormPart, FormRow, FormSection, FormSheet, NumberPlace, Period, RoundCell,
};

use super::cell::{clean, day, fill, lines, marked};
use super::grid::{FIRST, Field, Grid, KEY, LABEL, SECTION};
use super::style::Style;
use super::{
    ANSWERED_BY_KEY, ANSWERED_ON_KEY, FORM_MARK, NAME_KEY, WorkbookError, excel_date, properties,
};
use crate::Stamp;
use crate::words::{Words, words};

/// Points of a line of type with the room between lines.
const LINE: f64 = 14.0;
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
        let name = tab(sheet, part, &names);
        let page = book.add_worksheet();
        page.set_name(&name)?;
        names.push(name);
        let mut page = Page {
            page,
            sheet,
            words,
            style: &style,
            grid: &grid,
            year: part.year.unwrap_or(sheet.year),
            row: 0,
            heights: Vec::new(),
        };
        page.write(part, nth == 0)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Name of a worksheet: who answers, or the part's heading; without what the format forbids, and unique.
fn tab(sheet: &FormSheet, part: &FormPart, taken: &[String]) -> String {
    let wanted = match &part.heading {
        Some(heading) if sheet.parts.len() > 1 => heading,
        _ => &sheet.audience_label,
    };
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '(' | ')' | '-');
    let name: String = wanted.chars().filter(|c| allowed(*c)).take(28).collect();
    let name = match name.trim() {
        "" => "1".to_owned(),
        name => name.to_owned(),
    };
    let numbered = (2..).map(|n| format!("{name} {n}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !taken.contains(name));
    free.unwrap_or(name)
}

/// One worksheet being written from top to bottom.
struct Page<'a> {
    page: &'a mut Worksheet,
    sheet: &'a FormSheet,
    words: &'a Words,
    style: &'a Style,
    grid: &'a Grid,
    year: Period,
    row: RowNum,
    /// Heights in points, by row; item rows may grow.
    heights: Vec<(RowNum, f64, bool)>,
}

impl Page<'_> {
    fn write(&mut self, part: &FormPart, first: bool) -> Result<(), XlsxError> {
        let last = self.grid.last();
        for at in KEY..=last {
            self.page.set_column_width(at, self.grid.width(at))?;
        }
        self.page.set_column_hidden(KEY)?;
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
            let line = marked(&self.words.foot_mark, &['●', '・', '-'], line);
            self.line(&line, 9.0)?;
        }
        self.spread()?;
        self.set_up(heads, body)
    }

    /// Boxes, title, notice, gate, heading and notes.
    fn top(&mut self, part: &FormPart, first: bool) -> Result<(), XlsxError> {
        let (sheet, last) = (self.sheet, self.grid.last());
        let mark = format!(
            "{FORM_MARK} {} {} {}",
            sheet.edition_id, sheet.form_id, sheet.subject
        );
        self.page.write(0, KEY, clean(mark.trim_end()))?;
        if let Some(edition) = &sheet.edition_label {
            let badge = &self.style.badge;
            self.page
                .write_with_format(0, SECTION, clean(edition), badge)?;
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
            let line = marked(&self.words.list_mark, &['＊', '*'], note);
            self.line(&line, 9.0)?;
        }
        Ok(())
    }

    /// The question before the table, with its answer and date where the first round has them.
    fn gate(&mut self, title: &str, row: &FormRow) -> Result<(), XlsxError> {
        let (heads, words, style) = (&self.sheet.heads, &self.words.heads, self.style);
        let item = heads.item.as_ref().unwrap_or(&words.item);
        let result = heads.result.as_ref().unwrap_or(&words.result);
        self.page.write_blank(self.row, SECTION, &style.head)?;
        self.page
            .write_with_format(self.row, LABEL, item, &style.head)?;
        self.merge(FIRST, FIRST + 1, result, &style.head)?;
        self.high(20.0);
        self.row += 1;
        let at = self.row;
        self.page.write(at, KEY, clean(&row.key))?;
        self.page
            .write_with_format(at, SECTION, clean(title), &style.section)?;
        let mut label = row.label.clone();
        if let Some(note) = &row.note {
            label = format!("{label}\n{note}");
        }
        self.page
            .write_with_format(at, LABEL, clean(&label), &style.text)?;
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

    fn heads(&mut self) -> Result<(), XlsxError> {
        let (sheet, words, style, top) = (self.sheet, self.words, self.style, self.row);
        let item = sheet.heads.item.as_ref().unwrap_or(&words.heads.item);
        let result = sheet.heads.result.as_ref().unwrap_or(&words.heads.result);
        let page = &mut *self.page;
        page.merge_range(top, SECTION, top + 1, SECTION, "", &style.head)?;
        page.merge_range(top, LABEL, top + 1, LABEL, item, &style.head)?;
        let last = self.grid.last_result();
        page.merge_range(top, FIRST, top, last, result, &style.head)?;
        for (at, field) in self.grid.fields() {
            let head = self.grid.head(field, sheet, words);
            if field == Field::Remarks {
                page.merge_range(top, at, top + 1, at, &head, &style.head)?;
            } else {
                page.write_with_format(top + 1, at, &head, &style.head)?;
            }
        }
        let tall = if sheet.rounds > 1 { 30.0 } else { 20.0 };
        self.high(20.0);
        self.row += 1;
        self.high(tall);
        self.row += 1;
        Ok(())
    }

    fn section(&mut self, section: &FormSection) -> Result<(), XlsxError> {
        let start = self.row;
        for group in &section.groups {
            if let Some(heading) = &group.heading {
                self.merge(LABEL, self.grid.last(), heading, &self.style.group)?;
                self.high(21.0);
                self.row += 1;
            }
            for row in &group.rows {
                self.item(row)?;
            }
        }
        let (end, title) = (self.row, clean(&section.title));
        let format = &self.style.section;
        if end > start + 1 {
            self.page
                .merge_range(start, SECTION, end - 1, SECTION, &title, format)?;
        } else if end == start + 1 {
            self.page
                .write_with_format(start, SECTION, &title, format)?;
        }
        Ok(())
    }

    fn item(&mut self, row: &FormRow) -> Result<(), XlsxError> {
        let (at, label) = (self.row, self.label(row));
        self.page.write(at, KEY, clean(&row.key))?;
        self.page
            .write_with_format(at, LABEL, clean(&label), &self.style.text)?;
        if row.void {
            let void = &self.words.answers.void;
            self.merge(FIRST, self.grid.last_result(), void, &self.style.void)?;
        }
        for (column, field) in self.grid.fields() {
            let round = match field {
                Field::Answer(round) | Field::Checked(round) => usize::from(round),
                Field::Target => 0,
                Field::Remarks => {
                    let remarks = clean(&row.remarks);
                    let format = &self.style.remarks;
                    self.page
                        .write_with_format(at, column, remarks, format)?;
                    continue;
                }
            };
            if !row.void {
                let cell = row.cells.get(round).cloned().unwrap_or_default();
                self.result(field, column, &cell)?;
            }
        }
        let label_lines = lines(&label, self.grid.width(LABEL), 10.0);
        let remarks = self.grid.column(Field::Remarks);
        let remark_lines = remarks.map_or(0.0, |c| lines(&row.remarks, self.grid.width(c), 9.0));
        let high = (label_lines * LINE).max(remark_lines * (LINE - 1.5));
        let high = (high + 9.0).clamp(25.0, 380.0);
        self.heights.push((at, high, true));
        self.row += 1;
        Ok(())
    }

    /// Label, number and note in the printed order.
    fn label(&self, row: &FormRow) -> String {
        let number = match row.place {
            _ if row.no.is_empty() => String::new(),
            NumberPlace::BeforeLabel => format!("{} ", row.no),
            _ => format!("({})", row.no),
        };
        let note = row.note.as_deref().unwrap_or_default();
        let note = match note {
            "" => String::new(),
            note => format!("\n{}", marked(&self.words.note_mark, &['※'], note)),
        };
        let width = self.grid.width(LABEL);
        match row.place {
            NumberPlace::BeforeLabel => format!("{number}{}{note}", row.label),
            NumberPlace::AfterLabel => format!("{}{note}", numbered(&row.label, &number, width)),
            NumberPlace::AfterNote => numbered(&format!("{}{note}", row.label), &number, width),
        }
    }

    /// One answer or date of the current row, blank where there is none.
    fn result(&mut self, field: Field, at: ColNum, cell: &RoundCell) -> Result<(), XlsxError> {
        let (row, style, words) = (self.row, self.style, &self.words.answers);
        let date = match field {
            Field::Answer(_) => {
                let format = &style.answer;
                match cell.answer {
                    Some(Answer::Yes) => self.page.write_with_format(row, at, &words.yes, format)?,
                    Some(Answer::No) => self.page.write_with_format(row, at, &words.no, format)?,
                    None => self.page.write_blank(row, at, format)?,
                };
                return Ok(());
            }
            Field::Checked(_) => cell.checked_on,
            Field::Target => cell.target_on,
            Field::Remarks => None,
        };
        match date {
            Some(date) if self.year.contains(date) => {
                let value = excel_date(date)?;
                self.page.write_with_format(row, at, &value, &style.date)?;
            }
            Some(date) => {
                let value = excel_date(date)?;
                self.page
                    .write_with_format(row, at, &value, &style.other_date)?;
            }
            None => {
                self.page.write_blank(row, at, &style.date)?;
            }
        }
        Ok(())
    }

    /// Drop-downs, date limits and fills of the table's rows.
    fn rules(&mut self, from: RowNum, to: RowNum) -> Result<(), XlsxError> {
        let columns: Vec<_> = self.grid.fields().collect();
        for (at, field) in columns {
            if field == Field::Remarks {
                continue;
            }
            self.validate(from, to, field, at)?;
            self.colour(from, to, field, at)?;
        }
        Ok(())
    }

    fn validate(
        &mut self,
        from: RowNum,
        to: RowNum,
        field: Field,
        at: ColNum,
    ) -> Result<(), XlsxError> {
        let (help, answers) = (&self.words.help, &self.words.answers);
        let rule = if matches!(field, Field::Answer(_)) {
            DataValidation::new()
                .allow_list_strings(&[&answers.yes, &answers.no])?
                .set_error_title(&help.answer_title)?
                .set_error_message(&help.answer)?
        } else {
            date_rule(self.words, self.year)?
        };
        self.page.add_data_validation(from, at, to, at, &rule)?;
        Ok(())
    }

    /// いいえ stands out; a date that is still wanting is marked once the answer is given.
    fn colour(
        &mut self,
        from: RowNum,
        to: RowNum,
        field: Field,
        at: ColNum,
    ) -> Result<(), XlsxError> {
        let (yes, no) = (&self.words.answers.yes, &self.words.answers.no);
        let answered = |round: u8| {
            let at = self.grid.column(Field::Answer(round)).unwrap_or(FIRST);
            format!("${}{}", letters(at), from + 1)
        };
        let here = format!("{}{}", letters(at), from + 1);
        let formula = match field {
            Field::Answer(_) => {
                let rule = ConditionalFormatCellRule::EqualTo(no.clone());
                let fill = ConditionalFormatCell::new()
                    .set_rule(rule)
                    .set_format(&self.style.no);
                self.page.add_conditional_format(from, at, to, at, &fill)?;
                return Ok(());
            }
            Field::Checked(round) => {
                let answer = answered(round);
                format!("AND(OR({answer}=\"{yes}\",{answer}=\"{no}\"),{here}=\"\")")
            }
            Field::Target => format!("AND({}=\"{no}\",{here}=\"\")", answered(0)),
            Field::Remarks => return Ok(()),
        };
        let fill = ConditionalFormatFormula::new()
            .set_rule(Formula::new(formula))
            .set_format(&self.style.wanting);
        self.page.add_conditional_format(from, at, to, at, &fill)?;
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
            self.page.write(self.row, KEY, key)?;
            self.page
                .write_with_format(self.row, LABEL, clean(label), &style.label)?;
            self.merge(FIRST, self.grid.last(), text, format)?;
            if key == ANSWERED_ON_KEY {
                let rule = date_rule(self.words, self.year)?;
                self.page
                    .add_data_validation(self.row, FIRST, self.row, FIRST, &rule)?;
            }
            self.high(22.0);
            self.row += 1;
        }
        self.high(6.0);
        self.row += 1;
        Ok(())
    }

    /// Notes the height of the current row.
    fn high(&mut self, points: f64) {
        self.heights.push((self.row, points, false));
    }

    /// Sets the heights; room left on the printed page goes into the item rows.
    fn spread(&mut self) -> Result<(), XlsxError> {
        let columns = SECTION..=self.grid.last();
        let width: f64 = columns.map(|at| self.grid.width(at) * 7.0 + 5.0).sum();
        let page = width * 0.75 * TALL;
        let used: f64 = self.heights.iter().map(|(_, high, _)| high).sum();
        let items = self.heights.iter().filter(|(_, _, item)| *item).count();
        #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
        let more = ((page - used) / items.max(1) as f64).clamp(0.0, 14.0);
        for (row, high, item) in &self.heights {
            let high = if *item { high + more } else { *high };
            self.page.set_row_height(*row, high)?;
        }
        Ok(())
    }

    fn merge(
        &mut self,
        from: ColNum,
        to: ColNum,
        text: &str,
        format: &rust_xlsxwriter::Format,
    ) -> Result<(), XlsxError> {
        let text = clean(text);
        self.page
            .merge_range(self.row, from, self.row, to, &text, format)?;
        Ok(())
    }

    /// A line over the full width.
    fn line(&mut self, text: &str, points: f64) -> Result<(), XlsxError> {
        let style = self.style;
        self.full(text, &style.small, points)
    }

    fn full(
        &mut self,
        text: &str,
        format: &rust_xlsxwriter::Format,
        points: f64,
    ) -> Result<(), XlsxError> {
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
        let page = &mut *self.page;
        page.set_paper_size(9)
            .set_portrait()
            .set_margins(0.5, 0.5, 0.5, 0.6, 0.3, 0.3)
            .set_print_fit_to_pages(1, 1)
            .set_print_center_horizontally(true)
            .set_screen_gridlines(false);
        page.set_print_area(0, SECTION, end, self.grid.last())?;
        page.set_repeat_rows(heads, heads + 1)?;
        let facility: String = clean(&self.sheet.facility).chars().take(100).collect();
        let facility = facility.replace('&', "&&").replace('\n', " ");
        page.set_footer(format!("&L&8{facility}&R&8&P / &N"));
        page.set_freeze_panes(body, 0)?;
        page.set_selection(body, FIRST, body, FIRST)?;
        page.protect_with_options(&ProtectionOptions {
            format_rows: true,
            format_columns: true,
            ..ProtectionOptions::default()
        });
        Ok(())
    }
}

/// A text and its number, on a new line where the number would be broken in two.
fn numbered(text: &str, number: &str, width: f64) -> String {
    let whole = format!("{text}{number}");
    if lines(&whole, width, 10.0) > lines(text, width, 10.0) {
        format!("{text}\n{number}")
    } else {
        whole
    }
}

/// Only days of the form's year.
fn date_rule(words: &Words, year: Period) -> Result<DataValidation, XlsxError> {
    let (from, to) = (day(year.starts), day(year.ends));
    let places = [("from", from.as_str()), ("to", to.as_str())];
    let (first, last) = (excel_date(year.starts)?, excel_date(year.ends)?);
    DataValidation::new()
        .allow_date(DataValidationRule::Between(first, last))
        .set_input_title(&words.help.date_title)?
        .set_input_message(fill(&words.help.date_hint, &places))?
        .set_error_title(&words.help.date_title)?
        .set_error_message(fill(&words.help.date_error, &places))
}

/// A column in letters.
fn letters(at: ColNum) -> String {
    rust_xlsxwriter::utility::column_number_to_name(at)
}
