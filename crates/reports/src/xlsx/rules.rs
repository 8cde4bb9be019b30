//! What may be filled into a form's worksheet, and what its colours say.
//!
//! Not here: which cells are unlocked (`style`). Validation does not stop pasted values.

use rust_xlsxwriter::{
    ColNum, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatFormula, DataValidation, DataValidationRule, Formula,
    RowNum, XlsxError,
};
use sonae_domain::paper::Period;

use super::cell::{day, fill};
use super::excel_date;
use super::form::Page;
use super::grid::{FIRST, Field};
use crate::words::Words;

impl Page<'_> {
    /// Drop-downs, date limits and fills of the table's rows.
    pub(super) fn rules(&mut self, from: RowNum, to: RowNum) -> Result<(), XlsxError> {
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

    pub(super) fn validate(&mut self, from: RowNum, to: RowNum, field: Field, at: ColNum) -> Result<(), XlsxError> {
        let (help, answers) = (&self.words.help, &self.words.answers);
        let rule = if matches!(field, Field::Answer(_)) {
            DataValidation::new()
                .allow_list_strings(&[&answers.yes, &answers.no])?
                .set_error_title(&help.answer_title)?
                .set_error_message(&help.answer)?
        } else {
            date_rule(self.words, self.year)?
        };
        self.tab.add_data_validation(from, at, to, at, &rule)?;
        Ok(())
    }

    /// いいえ stands out; a date that is still wanting is marked once the answer is given.
    fn colour(&mut self, from: RowNum, to: RowNum, field: Field, at: ColNum) -> Result<(), XlsxError> {
        let (yes, no) = (&self.words.answers.yes, &self.words.answers.no);
        let answered = |round: u8| {
            let at = self.grid.column(Field::Answer(round)).unwrap_or(FIRST);
            format!("${}{}", letters(at), from + 1)
        };
        let here = format!("{}{}", letters(at), from + 1);
        let formula = match field {
            Field::Answer(_) => {
                let rule = ConditionalFormatCellRule::EqualTo(no.clone());
                let fill = ConditionalFormatCell::new().set_rule(rule).set_format(&self.style.no);
                self.tab.add_conditional_format(from, at, to, at, &fill)?;
                return Ok(());
            }
            Field::Checked(round) => {
                let answer = answered(round);
                format!("AND(OR({answer}=\"{yes}\",{answer}=\"{no}\"),{here}=\"\")")
            }
            Field::Target => format!("AND({}=\"{no}\",{here}=\"\")", answered(0)),
            Field::Remarks => return Ok(()),
        };
        let fill = ConditionalFormatFormula::new().set_rule(Formula::new(formula)).set_format(&self.style.wanting);
        self.tab.add_conditional_format(from, at, to, at, &fill)?;
        Ok(())
    }
}

/// Only days of the form's year.
pub(super) fn date_rule(words: &Words, year: Period) -> Result<DataValidation, XlsxError> {
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
