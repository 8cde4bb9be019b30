//! What the institution knows about the people and the work in its logs: against this, questions are asked and rules decide.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// Everything around the logs, as of now. Made by crate `app` out of the ledgers and the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Surroundings {
    /// Working hours; outside them it is out of hours
    pub hours: Hours,
    /// Accounts of the ledgers
    pub accounts: Vec<Account>,
    /// Who is on duty out of hours
    pub duties: Vec<Duty>,
    /// Work that vendors announced
    pub announced: Vec<Announced>,
    /// More different patients by one user within an hour than this are noticed
    pub patients_an_hour: u32,
    /// Failures of one user within ten minutes before a success that are noticed
    pub failures_before_success: u32,
    /// More records in one export or print than this are noticed
    pub bulk_records: u32,
}

/// Working hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Hours {
    /// IANA time zone
    pub zone: String,
    /// From, civil time
    pub from: Time,
    /// To, civil time
    pub to: Time,
    /// Working days, Monday = 1 … Sunday = 7
    pub days: Vec<i8>,
    /// Closed on these days
    pub holidays: Vec<Date>,
}

impl Default for Hours {
    fn default() -> Self {
        Self {
            zone: "Asia/Tokyo".to_owned(),
            from: Time::constant(7, 0, 0, 0),
            to: Time::constant(21, 0, 0, 0),
            days: vec![1, 2, 3, 4, 5, 6],
            holidays: Vec::new(),
        }
    }
}

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Account {
    /// As [`crate::Event::user_uid`] writes it
    pub user_uid: String,
    /// Name of the person
    pub name: String,
    /// The last day on which the person worked here
    pub left_on: Option<Date>,
    /// Disabled in the ledger
    pub disabled: bool,
    /// Used by several people
    pub shared: bool,
    /// Belongs to this vendor; "" = own staff
    pub vendor: String,
    /// Administrator
    pub administrator: bool,
    /// Works out of hours as a rule (night ward, duty doctor): never noticed for the hour alone
    pub any_hour: bool,
}

/// A person on duty out of hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Duty {
    /// Account
    pub user_uid: String,
    /// From
    pub from: Timestamp,
    /// To
    pub to: Timestamp,
}

/// Work that a vendor announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Announced {
    /// Vendor
    pub vendor: String,
    /// Account; "" = any of the vendor
    pub user_uid: String,
    /// From
    pub from: Timestamp,
    /// To
    pub to: Timestamp,
    /// What for
    pub purpose: String,
}

/// An event with what is known beside it from the evidence: what crate `lake` keeps as a row and crate `detect` looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    /// The event
    pub event: crate::Event,
    /// Name of the source
    pub source: String,
    /// Shard of the evidence
    pub shard: String,
    /// Leaf index of the record in that shard
    pub leaf: u64,
    /// Which event of that record, from 0
    pub nth: u16,
    /// Number at the source; 0 = none
    pub seq: u64,
    /// Leaf index + 1 of the record that began the file; 0 = none
    pub file: u64,
    /// When it was received, microseconds since 1970
    pub received: i64,
}
