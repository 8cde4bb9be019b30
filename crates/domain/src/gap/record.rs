//! What people keep about one clause.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::assessment::Status;

/// What people keep about one clause. Everything may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ClauseRecord {
    /// What somebody answered; `None`: nothing yet. Never [`Status::Undetermined`]
    pub answer: Option<Status>,
    /// How it is done, or why not
    pub note: String,
    /// Documents that show it, by name
    pub evidence: Vec<String>,
    /// Who sees to it, by name; empty: whoever has the role
    pub owner: String,
    /// Until when what is wanting is to be done
    pub due: Option<Date>,
    /// The place in the version before from which the answer was taken over; empty: it was given for this one
    pub taken_over_from: String,
    /// Who answered
    pub by: String,
    /// On which day
    pub on: Option<Date>,
    /// 承認 by the management, where the clause asks for it
    pub approval: Option<Act>,
    /// 報告, where the clause asks for it
    pub report: Option<Act>,
    /// What the vendor confirmed, where less is asked of an institution that has it in its contract
    pub vendor: Option<VendorWord>,
}

/// Something that was done on a day by a person: an approval, a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Act {
    /// The day
    pub on: Date,
    /// Who approved, or to whom it was reported
    pub by: String,
    /// The document that shows it, by name; may be empty
    #[serde(default)]
    pub document: String,
}

/// A vendor confirmed that it sees to the clause, and the contract says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct VendorWord {
    /// The vendor
    pub vendor: String,
    /// The day of its confirmation
    pub on: Date,
    /// The contract or the confirmation, by name; may be empty
    #[serde(default)]
    pub document: String,
}
