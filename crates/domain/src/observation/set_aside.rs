//! A person's word that a machine which was seen belongs in no ledger: a guest's telephone, a vendor's PC, the neighbour's printer.
//!
//! It counts for some time only, and the machine stays on the list, with who said so and why.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Longest time for which such a word counts, days.
pub const LONGEST_SET_ASIDE: i64 = 366;

/// Why a machine belongs in no ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyAside {
    /// Of patients, visitors, staff in private
    Guest,
    /// A vendor brings it and takes it away again
    Vendor,
    /// Of somebody else on the same network (a shared building, a carrier's box)
    Neighbour,
    /// Not a machine of its own (a virtual address, a second address of a known machine)
    NoMachine,
    /// Something else; the note says what
    #[default]
    Other,
}

impl WhyAside {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Guest, Self::Vendor, Self::Neighbour, Self::NoMachine, Self::Other];

    /// Stable id.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Vendor => "vendor",
            Self::Neighbour => "neighbour",
            Self::NoMachine => "no-machine",
            Self::Other => "other",
        }
    }
}

/// A person's word that a machine belongs in no ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SetAside {
    /// The machine's strongest identifier ([`super::Cluster::name`])
    pub name: String,
    /// What it was called when that was said
    #[serde(default)]
    pub label: String,
    /// Why
    pub why: WhyAside,
    /// In the person's own words
    #[serde(default)]
    pub note: String,
    /// Who said so
    #[serde(default)]
    pub by: String,
    /// When
    pub on: Date,
    /// Last day on which it counts
    pub until: Date,
}

impl SetAside {
    /// Whether it counts on that day.
    pub fn counts_on(&self, day: Date) -> bool {
        self.on <= day && day <= self.until
    }
}
