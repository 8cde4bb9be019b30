//! What is known outside about the institution's machines: vulnerabilities and ends of support, and how old that knowledge is.
//!
//! Not a ledger: it follows from ledgers, observations and feeds each time. Deliberately not here: how it follows (crates `products` and
//! `feeds`, joined in `app::feeds`), and what it means for an answer (rule `security-patches-applied`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::decision::Decided;

/// How a product stands to a vulnerability, strongest last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeaknessState {
    /// The product is named, but nobody can tell whether this version is meant
    #[default]
    Potential,
    /// Affected as far as can be told
    Probable,
    /// Affected
    Confirmed,
}

/// How a machine can be reached, as far as the ledger and its own settings say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// From the internet
    Outside,
    /// Over a vendor's line
    VendorLine,
    /// Nobody knows yet
    #[default]
    Unknown,
    /// Only from inside
    Inside,
}

/// One weakness of one machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Weakness {
    /// Key of the machine's row in the device ledger
    pub device: String,
    /// Canonical product (`fortinet/fortios`)
    pub product: String,
    /// Its version as known
    pub version: String,
    /// The vulnerability; empty for the end of support
    pub cve: String,
    /// How sure that is
    pub state: WeaknessState,
    /// What comes first: 1 (exploited, reachable from outside) to 5 (once a month); `None`: no work, a question
    pub class: Option<u8>,
    /// Whether it is known to be exploited
    pub exploited: bool,
    /// Whether it is known from ransomware
    pub ransomware: bool,
    /// CVSS base score, tenths
    pub cvss_tenths: Option<u8>,
    /// Probability that it will be exploited within 30 days, thousandths
    pub epss_permille: Option<u16>,
    /// The version that mends it
    pub fixed_in: String,
    /// Last day of support; for the end of support only
    pub ended_on: Option<Date>,
    /// Feed that says so
    pub feed: String,
    /// What identifies the condition: a person's decision on it outlives new versions
    pub condition: String,
    /// Why it is not surer: message keys
    pub why: Vec<String>,
    /// How the machine can be reached
    pub reached: Reached,
    /// Whether the machine itself told the version; else the ledger did
    pub told_by_machine: bool,
    /// The decision of a person that holds today
    pub decided: Option<Decided>,
    /// Last day of a decision that no longer holds, and that none followed
    pub lapsed_on: Option<Date>,
}

impl Weakness {
    /// Whether the maker no longer mends the product.
    pub fn is_end_of_support(&self) -> bool {
        self.cve.is_empty()
    }

    /// Whether it is for sure, and known to be used in attacks.
    pub fn is_exploited_for_sure(&self) -> bool {
        self.exploited && self.state == WeaknessState::Confirmed
    }

    /// Whether a person decided that it is no longer there.
    pub fn is_settled(&self) -> bool {
        self.decided.as_ref().is_some_and(|decided| !decided.judgement.leaves_it_open())
    }
}

/// How one feed stands on the day of the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct FeedState {
    /// Its name (kev, nvd …)
    pub name: String,
    /// Day of which it tells the state; `None`: it does not say
    pub as_of: Option<Date>,
    /// So many days it counts
    pub counts_days: i64,
    /// Rows in it
    pub rows: u64,
}

/// The feed without which nobody can say that nothing is exploited.
pub const EXPLOITED_FEED: &str = "kev";
