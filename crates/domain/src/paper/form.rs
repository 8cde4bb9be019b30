//! The official checklist form of one edition, one audience and one subject, ready to be printed.
//!
//! Not here: which items exist (that is `frameworks/**`) and how an answer was decided.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One printed form: the institution's, the pharmacy's, or one vendor's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSheet {
    /// Identifier of the edition, e.g. `mhlw-checklist/r7`. Goes into cell A1 of the workbook.
    pub edition_id: String,
    /// `institution`, `pharmacy` or `vendor`. Goes into cell A1 of the workbook.
    pub form_id: String,
    /// Key of the vendor that answers; empty on the institution's own form. Goes into cell A1 of the workbook.
    pub subject: String,
    /// Words in the box at the top left, e.g. the edition's year; `None` where the form prints no such box.
    pub edition_label: Option<String>,
    /// Words in the box at the top right: who answers.
    pub audience_label: String,
    /// Printed title.
    pub title: String,
    /// Name of the institution, printed in the page footer (the official form has no line for it).
    pub facility: String,
    /// Column heads.
    pub heads: FormHeads,
    /// Where the form has a line for a name at the foot (vendor forms), the words before it.
    pub name_label: Option<String>,
    /// The name on that line, when known.
    pub name: Option<String>,
    /// A warning printed above the table when the label text is not the Ministry's own wording.
    pub label_notice: Option<String>,
    /// Rounds of confirmation: 1 prints answer, date, target date and remarks; more print a column for each round.
    pub rounds: u8,
    /// The fiscal year that 確認日 and 目標日 must fall in, both days included.
    pub year: Period,
    /// The question above the table that makes the rest void when answered いいえ.
    pub gate: Option<FormGate>,
    /// Parts, each printed on a page of its own (an ordinary edition has one).
    pub parts: Vec<FormPart>,
}

impl FormSheet {
    /// Every row in printed order, the gate first.
    pub fn rows(&self) -> impl Iterator<Item = &FormRow> {
        let gate = self.gate.iter().map(|gate| &gate.row);
        gate.chain(self.parts.iter().flat_map(FormPart::rows))
    }
}

/// Days from `starts` to `ends`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
}

impl Period {
    /// Whether `day` lies in the period.
    pub fn contains(&self, day: Date) -> bool {
        self.starts <= day && day <= self.ends
    }
}

/// Column heads as the edition prints them. `None` prints the usual word for that column, except over the results.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormHeads {
    /// Over the item labels.
    pub item: Option<String>,
    /// Over all result columns, a row of its own; `None` where the form has no such row.
    pub result: Option<String>,
    /// Over the answer and its date (one round).
    pub checked: Option<String>,
    /// Over the target date (one round).
    pub target: Option<String>,
    /// Over the remarks (one round).
    pub remarks: Option<String>,
}

/// A question that is asked before the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormGate {
    /// Words in the left column.
    pub title: String,
    /// The question; its `note` is the consequence of いいえ, printed as it stands.
    pub row: FormRow,
}

/// What is printed under one heading, with its own notes and foot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPart {
    /// Heading above the table, printed as it stands; `None` where the form has none.
    pub heading: Option<String>,
    /// Lines between title and table. A leading ＊ or * is not needed and not doubled.
    pub notes: Vec<String>,
    /// The merged cells of the left column, top to bottom.
    pub sections: Vec<FormSection>,
    /// Lines under the table. A leading ● or - is not needed and not doubled.
    pub foot: Vec<String>,
    /// The period for dates in this part where it is not the sheet's.
    pub year: Option<Period>,
}

impl FormPart {
    /// Every row in printed order.
    pub fn rows(&self) -> impl Iterator<Item = &FormRow> {
        let groups = self.sections.iter().flat_map(|section| &section.groups);
        groups.flat_map(|group| &group.rows)
    }
}

/// One merged cell of the left column and the rows beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSection {
    /// Words in the merged cell.
    pub title: String,
    /// Its groups, top to bottom.
    pub groups: Vec<FormGroup>,
}

/// Rows under one sub-heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormGroup {
    /// The sub-heading, a row over the full width; `None` where the form has none.
    pub heading: Option<String>,
    /// The items.
    pub rows: Vec<FormRow>,
}

/// One item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// Stable key of the item inside its form. Goes into the hidden column A of the workbook; must not begin with `@`.
    pub key: String,
    /// Number exactly as the form prints it, without the brackets that [`NumberPlace::AfterLabel`] adds.
    pub no: String,
    /// Where the number stands.
    pub place: NumberPlace,
    /// Label exactly as the form prints it, without number and note.
    pub label: String,
    /// The ※ note under the label. A leading ※ is not needed and not doubled.
    pub note: Option<String>,
    /// One cell a round; missing ones are printed unanswered.
    pub cells: Vec<RoundCell>,
    /// 記入不要: the row needs no answer (drawn as such, and locked in the workbook).
    pub void: bool,
    /// Remarks; printed where the form has that column (one round).
    pub remarks: String,
}

/// Where an item's number is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberPlace {
    /// In brackets after the label, before the note.
    #[default]
    AfterLabel,
    /// In brackets after the note.
    AfterNote,
    /// Before the label, as it stands.
    BeforeLabel,
}

/// What was answered in one round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundCell {
    /// The answer; `None` prints neither word ringed.
    pub answer: Option<Answer>,
    /// Day of confirmation.
    pub checked_on: Option<Date>,
    /// Day by which a いいえ is to become はい.
    pub target_on: Option<Date>,
}

impl RoundCell {
    /// A cell answered on a day, with a target day where there is one.
    pub fn answered(answer: Answer, checked_on: Date, target_on: Option<Date>) -> Self {
        Self { answer: Some(answer), checked_on: Some(checked_on), target_on }
    }
}

/// The two words of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// はい
    Yes,
    /// いいえ
    No,
}
