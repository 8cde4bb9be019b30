//! The shape of a form: parts, sections, groups and items, in printed order.
//!
//! Marks are not part of a text: the paper adds ※ before an item's note, * before a head note and a bullet before a
//! foot line. Not here: answers, and how the form is drawn.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::edition::FiscalYear;
use super::ids::ControlId;
use super::number;

/// Who fills in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Hospitals, clinics, maternity homes (医療機関確認用).
    Institution,
    /// Pharmacies (薬局確認用).
    Pharmacy,
    /// Vendors under contract (事業者確認用).
    Vendor,
}

impl Audience {
    /// Every audience, in order.
    pub const ALL: &[Self] = &[Self::Institution, Self::Pharmacy, Self::Vendor];

    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Institution => "institution",
            Self::Pharmacy => "pharmacy",
            Self::Vendor => "vendor",
        }
    }
}

/// Which machines an item is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All of the medical information system, or the organisation.
    #[default]
    All,
    /// Servers.
    Server,
    /// Client PCs.
    Endpoint,
    /// Network devices.
    Network,
}

impl Scope {
    /// Whether something can be in both. `All` overlaps with every scope.
    pub fn overlaps(self, other: Self) -> bool {
        self == other || self == Self::All || other == Self::All
    }

    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Server => "server",
            Self::Endpoint => "endpoint",
            Self::Network => "network",
        }
    }
}

/// One form of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Form {
    /// Who fills it in.
    pub audience: Audience,
    /// The words in its corner that say so.
    pub audience_label: String,
    /// The words in its corner that name the edition; `None` where the form prints none.
    pub edition_label_printed: Option<String>,
    /// Printed title.
    pub title: String,
    /// Whether the rows carry the official wording.
    pub labels: Labels,
    /// What to print on the paper where they do not.
    pub labels_note: Option<String>,
    /// Rows that the form has, the gate not counted; [`Frameworks::check`](super::Frameworks::check) compares.
    pub rows: usize,
    /// Column heads.
    pub columns: Columns,
    /// Words before the line for a name, without colon; `None` where the form has no such line.
    pub name_label: Option<String>,
    /// The question before all others: answered no, nothing else needs an answer. Its `no` is the printed row head.
    pub gate: Option<Item>,
    /// Parts; ordinary editions have one.
    pub parts: Vec<Part>,
}

impl Form {
    /// Every item in printed order, without the gate.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let sections = self.parts.iter().flat_map(|part| &part.sections);
        let groups = sections.flat_map(|section| &section.groups);
        groups.flat_map(|group| &group.items)
    }

    /// The gate, then every item.
    pub fn items_with_gate(&self) -> impl Iterator<Item = &Item> {
        self.gate.iter().chain(self.items())
    }

    /// The item with this key, or the only item with this number (`2-⑥`, `2-6`, `２－６`, `2(7)`). `None` where several items
    /// have the number: see [`Form::items_numbered`].
    pub fn item(&self, no_or_key: &str) -> Option<&Item> {
        if let Some(item) = self.items_with_gate().find(|item| item.key == no_or_key) {
            return Some(item);
        }
        match self.items_numbered(no_or_key).as_slice() {
            [item] => Some(item),
            _ => None,
        }
    }

    /// Every item with this number, however it is spelt. A number may come again under another sub-heading.
    pub fn items_numbered(&self, no: &str) -> Vec<&Item> {
        let Some(wanted) = number::ordinal(no) else {
            return Vec::new();
        };
        self.items().filter(|item| number::ordinal(&item.no) == Some(wanted)).collect()
    }

    /// Whether a text that people wrote means this item: its key, or its printed number (which some forms print more than once).
    pub fn is_named(&self, item: &Item, text: &str) -> bool {
        let text = text.trim();
        text == item.key
            || text == item.no
            || (!self.items_with_gate().any(|other| other.key == text)
                && self.items_numbered(text).iter().any(|other| other.key == item.key))
    }

    /// Items about this control, in printed order.
    pub fn items_of<'a>(&'a self, control: &'a ControlId) -> impl Iterator<Item = &'a Item> {
        self.items_with_gate().filter(move |item| item.control == *control)
    }

    /// The part that holds the item with this key.
    pub fn part_of(&self, key: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.items().any(|item| item.key == key))
    }
}

/// Whether rows carry the official wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Labels {
    /// Exactly as the form prints it.
    Printed,
    /// The form exists but its text is not in the source: rows carry the controls' titles, and the paper says so.
    NotInSource,
}

/// Column heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Columns {
    /// Over the labels.
    pub item: String,
    /// Over all answers and dates together, where the form prints such a head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// Rounds of confirmation, at least one.
    pub rounds: Vec<Round>,
    /// Over the remarks; `None` where the form has no such column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// One round of confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Round {
    /// Over the answer and its date.
    pub confirmed: String,
    /// Over the target date that follows; `None` where this round has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// Rows with one head, one deadline and one foot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Part {
    /// Printed heading; `None` where the form has one part without heading.
    pub heading: Option<String>,
    /// Last day by which its items are to be answered yes.
    pub due: Date,
    /// The fiscal year that dates in it must fall in.
    pub year: FiscalYear,
    /// Whether the items are for reference in the edition's own year and due later (参考項目).
    pub reference: bool,
    /// Lines between title and table.
    pub notes: Vec<String>,
    /// Sections, top to bottom.
    pub sections: Vec<Section>,
    /// Lines under the table.
    pub foot: Vec<String>,
}

impl Part {
    /// Its items in printed order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let groups = self.sections.iter().flat_map(|section| &section.groups);
        groups.flat_map(|group| &group.items)
    }
}

/// Rows beside one cell of the left column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Section {
    /// Words in that cell, beginning with the section's number.
    pub title: String,
    /// Its groups, top to bottom.
    pub groups: Vec<Group>,
}

/// Items under one sub-heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Group {
    /// Printed sub-heading; `None` where the form has none.
    pub heading: Option<String>,
    /// What the sub-heading is about.
    pub scope: Scope,
    /// Items, top to bottom.
    pub items: Vec<Item>,
}

/// One row to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Item {
    /// Stable ASCII key, unique in the form, e.g. `2-06`.
    pub key: String,
    /// The number by which the form and its notes refer to the row, e.g. `2-⑥`, `2(7)`.
    pub no: String,
    /// The number as it stands in the row, without the brackets that are put around it behind a label: `2-⑥`, `(7)`.
    pub in_row: String,
    /// Where in the row it stands.
    pub number_place: NumberPlace,
    /// The label exactly as printed, without number and note; the control's title where the text is not in the source.
    pub label: String,
    /// The note exactly as printed, without its ※. (A gate's note has brackets of its own and no ※.)
    pub note: Option<String>,
    /// What is asked.
    pub control: ControlId,
    /// Of which machines.
    pub scope: Scope,
    /// Needs no answer from an institution without a contract for operation or maintenance (a mere sale is none).
    pub void_without_contract: bool,
    /// Whether the inspector looks at the thing itself.
    pub original: Original,
    /// The number under which the manual explains the row, where it differs from `no`.
    pub manual_no: Option<String>,
    /// The manual's page, by its table of contents.
    pub manual_page: Option<u16>,
    /// The guideline clauses that the manual prints beside the item.
    pub guideline: Vec<GuidelineRef>,
}

/// Where a row prints its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberPlace {
    /// In half-width brackets behind the label, before a note.
    #[default]
    AfterLabel,
    /// In half-width brackets behind the note.
    AfterNote,
    /// Before the label, as it stands.
    BeforeLabel,
}

/// Whether the inspector looks at the document itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Original {
    /// Only at the answer.
    #[default]
    None,
    /// Yes: it must be there on the day.
    Required,
    /// The manual says that it may be.
    Possible,
}

/// Clauses of one volume of the guideline, as the manual prints them after ▶.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GuidelineRef {
    /// The volume, e.g. 経営管理編.
    pub volume: String,
    /// Its clauses, e.g. `3.1.2②`.
    pub clauses: Vec<String>,
}
