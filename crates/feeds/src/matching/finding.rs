//! A finding: one vulnerability of one product of one device.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::decision::Decision;
use super::state::{State, Why};
use crate::record::{Condition, Origin, Versions};
use crate::source::Source;

/// One vulnerability of one product of one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The vulnerability: a CVE, or the number of an advisory where there is no CVE
    pub cve: String,
    /// Canonical product
    pub product: String,
    /// The version that was looked at
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The verdict
    pub state: State,
    /// Why it is not stronger; empty when confirmed
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Why>,
    /// Who says so
    pub origin: Origin,
    /// In which feed
    pub source: Source,
    /// The advisory, where it is not the CVE itself
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub advisory: String,
    /// The versions that decided, as the source gives them
    pub versions: Versions,
    /// The version that mends it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<String>,
    /// What identifies the condition: a decision on it outlives new versions of the product, and ends when the source says something else
    pub condition: String,
    /// Sources that say something else
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// It is exploited
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exploited: Option<Exploitation>,
    /// Probability that it will be exploited within 30 days
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epss: Option<f32>,
    /// CVSS base score
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cvss: Option<f32>,
    /// The decision of a person that was applied
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

/// A source that says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Who
    pub origin: Origin,
    /// What it says
    pub state: State,
}

/// What the catalog of exploited vulnerabilities says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exploitation {
    /// Day on which it was added
    pub added: Date,
    /// Used by ransomware
    pub ransomware: bool,
}

/// The first 16 hexadecimal digits of the hash of what a source says.
pub(super) fn identity(condition: &Condition) -> String {
    let text = serde_json::to_vec(condition).unwrap_or_default();
    hex::encode(&Sha256::digest(text)[..8])
}
