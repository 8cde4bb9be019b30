//! The contact tree: who calls whom when an incident is suspected.
//!
//! Not here: where a box stands on the paper (the drawing finds that for any number of boxes), and who belongs into the tree.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One contact tree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactTree {
    /// Words beside the title, e.g. which item of the checklist the drawing is the original for.
    pub chapter: Option<String>,
    /// Name of the institution.
    pub facility: String,
    /// Day of the last revision.
    pub revised: Option<Date>,
    /// Who approved it: office and name.
    pub approved_by: Option<String>,
    /// Day of the next review.
    pub next_review: Option<Date>,
    /// The boxes. Boxes of one group stand in the order given.
    pub nodes: Vec<ContactNode>,
    /// The arrows. One that names an unknown node is left out of the drawing.
    pub links: Vec<ContactLink>,
    /// Lines under the drawing.
    pub notes: Vec<String>,
}

/// One box.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactNode {
    /// Name that links use; unique in the tree.
    pub id: String,
    /// Which frame it stands in.
    pub group: ContactGroup,
    /// Office, company or authority: the bold line.
    pub title: String,
    /// Person or department under it; may be empty.
    pub name: String,
    /// Telephone numbers as they are dialled, the first one first to be tried.
    pub phones: Vec<String>,
    /// When they can be reached; may be empty.
    pub hours: String,
}

/// The frame a box stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactGroup {
    /// Inside the institution.
    #[default]
    Inside,
    /// A vendor of a system.
    Vendor,
    /// An information security firm.
    Security,
    /// An outside expert.
    Expert,
    /// The Ministry of Health, Labour and Welfare.
    Ministry,
    /// Prefecture, health centre or another competent authority.
    Authority,
    /// The police.
    Police,
}

/// One arrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLink {
    /// Who calls.
    pub from: String,
    /// Who is called.
    pub to: String,
    /// What for, in a word or two; may be empty.
    pub label: String,
}

impl ContactLink {
    /// An arrow from one node to another.
    pub fn new(from: &str, to: &str, label: &str) -> Self {
        Self { from: from.to_owned(), to: to.to_owned(), label: label.to_owned() }
    }
}
