//! The columns of a form's worksheet: which column holds what, with how many rounds.
//!
//! Not here: writing cells.

use rust_xlsxwriter::ColNum;
use sonae_domain::paper::FormSheet;

use super::cell::fill;
use crate::words::Words;

/// Hidden: keys.
pub(super) const KEY: ColNum = 0;
/// Merged titles of sections.
pub(super) const SECTION: ColNum = 1;
/// Labels.
pub(super) const LABEL: ColNum = 2;
/// First column to be filled in.
pub(super) const FIRST: ColNum = 3;

/// What is filled in, column by column from [`FIRST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Answer(u8),
    Checked(u8),
    Target,
    Remarks,
}

/// The columns of one form.
pub(super) struct Grid {
    fields: Vec<Field>,
    rounds: u8,
}

impl Grid {
    pub(super) fn new(sheet: &FormSheet) -> Self {
        let rounds = sheet.rounds.clamp(1, 9);
        let mut fields = vec![Field::Answer(0), Field::Checked(0), Field::Target];
        for round in 1..rounds {
            fields.extend([Field::Answer(round), Field::Checked(round)]);
        }
        if rounds == 1 {
            fields.push(Field::Remarks);
        }
        Self { fields, rounds }
    }

    /// Columns to be filled in, with their positions.
    pub(super) fn fields(&self) -> impl Iterator<Item = (ColNum, Field)> + Clone {
        (FIRST..).zip(self.fields.iter().copied())
    }

    /// Position of a field.
    pub(super) fn column(&self, field: Field) -> Option<ColNum> {
        self.fields().find(|(_, f)| *f == field).map(|(at, _)| at)
    }

    /// The last column of answers and dates (remarks are not one).
    pub(super) fn last_result(&self) -> ColNum {
        let results = self.fields().filter(|(_, f)| *f != Field::Remarks);
        results.last().map_or(FIRST, |(at, _)| at)
    }

    /// The last column.
    pub(super) fn last(&self) -> ColNum {
        self.fields().last().map_or(FIRST, |(at, _)| at)
    }

    /// Width of a column in characters.
    pub(super) fn width(&self, at: ColNum) -> f64 {
        match at {
            KEY => 8.0,
            SECTION => 14.0,
            LABEL if self.rounds == 1 => 46.0,
            LABEL => 40.0,
            _ => match self.fields().find(|(column, _)| *column == at) {
                Some((_, Field::Remarks)) => 24.0,
                _ => 9.0,
            },
        }
    }

    /// The head of a field: the edition's own word, or the usual one.
    pub(super) fn head(&self, field: Field, sheet: &FormSheet, words: &Words) -> String {
        let (own, usual) = (&sheet.heads, &words.heads);
        let nth = |phrase: &str, round: u8| fill(phrase, &[("n", &(round + 1).to_string())]);
        let or = |own: &Option<String>, usual: &str| own.clone().unwrap_or(usual.to_owned());
        match field {
            Field::Answer(_) if self.rounds == 1 => usual.answer.clone(),
            Field::Answer(round) => nth(&usual.round_answer, round),
            Field::Checked(_) if self.rounds == 1 => or(&own.checked, &usual.checked),
            Field::Checked(round) => nth(&usual.round_checked, round),
            Field::Target => or(&own.target, &usual.target),
            Field::Remarks => or(&own.remarks, &usual.remarks),
        }
    }
}
