//! The table of a form's worksheet: heads, sections, items, answers.
//!
//! Not here: what may be filled in (`rules`), what stands around the table (`form`).

use rust_xlsxwriter::{ColNum, RowNum, XlsxError};
use sonae_domain::paper::{Answer, FormRow, FormSection, NumberPlace, RoundCell};

use super::cell::{clean, lines, marked};
use super::excel_date;
use super::form::{LINE, Page};
use super::grid::{FIRST, Field, KEY, LABEL, SECTION};

impl Page<'_> {
    /// One row of heads, or two where the form has a head over the results.
    pub(super) fn heads(&mut self) -> Result<(), XlsxError> {
        let (sheet, words, style, top) = (self.sheet, self.words, self.style, self.row);
        let bottom = top + RowNum::from(sheet.heads.result.is_some());
        let item = sheet.heads.item.as_ref().unwrap_or(&words.heads.item);
        self.tall(top, bottom, SECTION, "")?;
        self.tall(top, bottom, LABEL, item)?;
        if let Some(result) = &sheet.heads.result {
            self.merge(FIRST, self.grid.last_result(), result, &style.head)?;
            self.high(20.0);
        }
        for (at, field) in self.grid.fields() {
            let head = self.grid.head(field, sheet, words);
            let top = if field == Field::Remarks { top } else { bottom };
            self.tall(top, bottom, at, &head)?;
        }
        self.row = bottom;
        self.high(if sheet.rounds > 1 { 30.0 } else { 21.0 });
        self.row += 1;
        Ok(())
    }

    /// A head over one or two rows.
    fn tall(&mut self, top: RowNum, bottom: RowNum, at: ColNum, text: &str) -> Result<(), XlsxError> {
        let (text, head) = (clean(text), &self.style.head);
        if bottom > top {
            self.tab.merge_range(top, at, bottom, at, &text, head)?;
        } else {
            self.tab.write_with_format(top, at, text, head)?;
        }
        Ok(())
    }

    pub(super) fn section(&mut self, section: &FormSection) -> Result<(), XlsxError> {
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
            self.tab.merge_range(start, SECTION, end - 1, SECTION, &title, format)?;
        } else if end == start + 1 {
            self.tab.write_with_format(start, SECTION, &title, format)?;
        }
        Ok(())
    }

    fn item(&mut self, row: &FormRow) -> Result<(), XlsxError> {
        let (at, label) = (self.row, self.label(row));
        self.tab.write(at, KEY, clean(&row.key))?;
        self.tab.write_with_format(at, LABEL, clean(&label), &self.style.text)?;
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
                    self.tab.write_with_format(at, column, remarks, format)?;
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
            note => format!("\n{}", marked(&self.words.marks.note, note)),
        };
        let width = self.grid.width(LABEL);
        match row.place {
            NumberPlace::BeforeLabel => format!("{number}{}{note}", row.label),
            NumberPlace::AfterLabel => format!("{}{note}", numbered(&row.label, &number, width)),
            NumberPlace::AfterNote => numbered(&format!("{}{note}", row.label), &number, width),
        }
    }

    /// One answer or date of the current row, blank where there is none.
    pub(super) fn result(&mut self, field: Field, at: ColNum, cell: &RoundCell) -> Result<(), XlsxError> {
        let (row, style, words) = (self.row, self.style, &self.words.answers);
        let date = match field {
            Field::Answer(_) => {
                let format = &style.answer;
                match cell.answer {
                    Some(Answer::Yes) => self.tab.write_with_format(row, at, &words.yes, format)?,
                    Some(Answer::No) => self.tab.write_with_format(row, at, &words.no, format)?,
                    None => self.tab.write_blank(row, at, format)?,
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
                self.tab.write_with_format(row, at, &value, &style.date)?;
            }
            Some(date) => {
                let value = excel_date(date)?;
                self.tab.write_with_format(row, at, &value, &style.other_date)?;
            }
            None => {
                self.tab.write_blank(row, at, &style.date)?;
            }
        }
        Ok(())
    }
}

/// A text and its number, on a new line where the number would be broken in two.
fn numbered(text: &str, number: &str, width: f64) -> String {
    let whole = format!("{text}{number}");
    if lines(&whole, width, 10.0) > lines(text, width, 10.0) { format!("{text}\n{number}") } else { whole }
}
