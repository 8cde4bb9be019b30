//! Log feeds: what the vault itself observed of each source of access logs.
//!
//! Not a ledger: nobody writes it, the program counts it from the evidence each time. Deliberately not here: how it is counted
//! (crate `app`, `logs::feeds`), and what it means for the answer (rule `access-logs-managed`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Provenance, RecordRef, Source};
use crate::ledger::LedgerId;

/// One source of logs, as the vault saw it on the day of the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LogFeed {
    /// Name of the source, unique in the vault
    pub name: String,
    /// What people call it; the name where empty
    pub title: String,
    /// 管理番号 or コンピュータ名 of the machine that writes it
    pub host: String,
    /// The system that writes it, as the ledger names it
    pub system: String,
    /// Day of receipt of its first record; `None`: nothing has come yet
    pub first_record: Option<Date>,
    /// Day of receipt of its last record
    pub last_record: Option<Date>,
    /// Since when it is silent for longer than its own limit; `None`: it is not
    pub silent_since: Option<Date>,
    /// Holes in the source's own numbering, or torn and damaged files, noticed within the policy's review interval
    pub open_gaps: u64,
    /// What the last verification of the evidence said; `None`: there was none
    pub intact: Option<bool>,
    /// Day of that verification
    pub verified_on: Option<Date>,
    /// Whether its clock was synchronised, as last told; `None`: nobody told
    pub clock_synchronised: Option<bool>,
    /// How far its clock was off, milliseconds, as last told
    pub clock_offset_ms: Option<i64>,
    /// Day on which that was told
    pub clock_told_on: Option<Date>,
    /// Whether only roles that need it can see it
    pub access_restricted: bool,
    /// Day of the newest checkpoint over it
    pub sealed_on: Option<Date>,
    /// Day of the newest checkpoint that lies outside this machine (witness, time-stamp)
    pub anchored_on: Option<Date>,
    /// Day of the last sign-off that covers it
    pub reviewed_on: Option<Date>,
    /// Who signed
    pub reviewed_by: String,
    /// Root hash of the checkpoint over what was reviewed, hex
    pub reviewed_root: String,
    /// Records received in the last 30 days
    pub recent_records: u64,
    /// Whether sign-ins with their time are among its events
    pub logins_seen: bool,
    /// Whether operations with user and time are among its events
    pub operations_seen: bool,
}

/// What stands before the name of a feed where a record is named by ledger and key.
const MARK: &str = "vault:";

impl LogFeed {
    /// What people call it.
    pub fn label(&self) -> &str {
        if self.title.trim().is_empty() { &self.name } else { self.title.trim() }
    }

    /// The name of this feed in a finding. `provenance`: how what is said of it is known.
    pub fn reference(&self, provenance: Provenance) -> RecordRef {
        RecordRef {
            ledger: LedgerId::LogSources,
            key: format!("{MARK}{}", self.name),
            label: self.label().to_owned(),
            source: Source::default(),
            provenance,
        }
    }
}

/// Name of the feed that this ledger and key name; `None`: it is a row of the ledger.
pub fn feed_named(ledger: LedgerId, key: &str) -> Option<&str> {
    (ledger == LedgerId::LogSources).then(|| key.strip_prefix(MARK)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_told_apart_from_a_row_of_the_ledger() {
        let feed = LogFeed { name: "emr".to_owned(), ..LogFeed::default() };
        let reference = feed.reference(Provenance::Machine);
        assert_eq!((feed_named(reference.ledger, &reference.key), reference.label.as_str()), (Some("emr"), "emr"));
        assert_eq!(feed_named(LedgerId::LogSources, "電子カルテ/SV-EMR"), None);
        assert_eq!(feed_named(LedgerId::Devices, &reference.key), None);
    }
}
