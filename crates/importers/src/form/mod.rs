//! Reading back filled-in official forms (医療機関確認用, 薬局確認用, 事業者確認用).
//!
//! A workbook that sonae wrote is read by its hidden column A: `A1` is `sonae-form/1 <edition> <form> <subject>`, each item row
//! has the item's key, and the rows `@name`, `@answered-by`, `@answered-on` have the fields of the form. A form typed
//! elsewhere is read by the printed numbers and labels. Rows come out as records of the ledger of answers.
//!
//! Not here: which items a form has (the caller passes them) and which answer counts.

mod cell;
mod layout;
pub(crate) mod numbers;
mod reading;
mod words;

use jiff::civil::Date;
use sonae_domain::framework::{Audience, Edition, Form};

pub(crate) use cell::month_and_day;
pub(crate) use reading::read;

/// Whether a cell holds nothing but a mark that says that what it stands at is chosen (○, ☑, レ …).
pub(crate) fn is_chosen(text: &str) -> bool {
    let text = crate::fold::word(text);
    words::words().marks.chosen.contains(&text)
}

/// First word of cell A1 of a form that sonae wrote.
pub const MARK: &str = "sonae-form/1";

/// One official form, as far as reading it back needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    /// Id of the edition (`r7`)
    pub edition: String,
    /// Whose form it is
    pub audience: Audience,
    /// The words in its corner that say so (事業者確認用)
    pub audience_label: String,
    /// The fiscal year in words (令和7年度)
    pub year_label: String,
    /// First and last day of the fiscal year
    pub year: (Date, Date),
    /// Rounds of confirmation
    pub rounds: u8,
    /// Its items in printed order, the gate first
    pub items: Vec<FormItem>,
}

/// One item of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormItem {
    /// Key, unique in the form (`2-06`)
    pub key: String,
    /// Number by which the form refers to it (`2-⑥`); may come twice under different headings
    pub no: String,
    /// Printed label
    pub label: String,
    /// Sub-heading above it
    pub heading: Option<String>,
    /// Place of its part in the form, from 0 (each part has a sheet of its own); the gate stands in part 0
    pub part: usize,
    /// Fiscal year that its dates fall in
    pub year: (Date, Date),
    /// Whether it needs no answer without a vendor contract
    pub may_be_void: bool,
    /// Whether it is the question before all others
    pub is_gate: bool,
}

impl FormSpec {
    /// The form of an edition, as data for reading.
    pub fn new(edition: &Edition, form: &Form) -> Self {
        let gate = form.gate.iter().map(|item| (0, None, true, edition.year, item));
        let rows = form.parts.iter().enumerate().flat_map(|(part, content)| {
            let groups = content.sections.iter().flat_map(|section| &section.groups);
            groups.flat_map(move |group| group.items.iter().map(move |item| (part, group.heading.clone(), false, content.year, item)))
        });
        let items = gate.chain(rows).map(|(part, heading, is_gate, year, item)| FormItem {
            key: item.key.clone(),
            no: item.no.clone(),
            label: item.label.clone(),
            heading,
            part,
            year: (year.starts, year.ends),
            may_be_void: item.void_without_contract,
            is_gate,
        });
        Self {
            edition: edition.id.as_str().to_owned(),
            audience: form.audience,
            audience_label: form.audience_label.clone(),
            year_label: edition.year_label.clone(),
            year: (edition.year.starts, edition.year.ends),
            rounds: u8::try_from(form.columns.rounds.len()).unwrap_or(1).max(1),
            items: items.collect(),
        }
    }

    /// Whether a text names its edition: r7, 令和7年度, 令和7年度版.
    pub(crate) fn is_of(&self, edition: &str) -> bool {
        let edition = crate::fold::word(edition);
        let label = crate::fold::word(&self.year_label);
        edition == crate::fold::word(&self.edition) || (!label.is_empty() && edition.starts_with(&label))
    }

    fn item(&self, key: &str) -> Option<&FormItem> {
        self.items.iter().find(|item| item.key == key)
    }
}
