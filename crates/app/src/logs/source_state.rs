//! What the evidence tells of each source: since when and until when it came, what is missing, what its clock said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sonae_domain::access::Permission;
use sonae_logs::{Activity, Event, Notice};

use super::digest;
use super::fault::{LogsError, beside};
use crate::actor::Actor;
use crate::house::House;

/// Holes that are remembered of a source; older ones stand in the vault.
const MOST_GAPS: usize = 500;
/// Days of which the counts are remembered.
const MOST_DAYS: usize = 800;
/// A day in microseconds.
const DAY: i64 = 86_400_000_000;
/// Days are those of Japan.
const OFFSET: i64 = 9 * 3_600_000_000;

/// What is known of a source, as far as its records were digested.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct SourceState {
    /// When its first record was received, microseconds since 1970
    pub first: i64,
    /// When its last record was received
    pub last: i64,
    /// Time of the newest event that it told
    pub newest: i64,
    /// Records
    pub records: u64,
    /// Events in them
    pub events: u64,
    /// Sign-ins among them whose time and user they told
    pub logins: u64,
    /// Things done to data among them whose time and user they told
    pub operations: u64,
    /// Records that could not be understood; free search finds them
    pub unread: u64,
    /// Records received a day (days since 1970 in Japan)
    pub days: BTreeMap<i64, u64>,
    /// What it last said of its clock
    pub clock: Option<ClockTold>,
    /// What is missing, oldest first
    pub gaps: Vec<GapFound>,
}

/// What a source said of its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClockTold {
    /// When, microseconds since 1970
    pub at: i64,
    /// Whether it said that it is synchronised
    pub synchronised: Option<bool>,
    /// How far it is off, milliseconds
    pub offset_ms: Option<i64>,
}

/// Something is missing, torn or damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct GapFound {
    /// When it was received, microseconds since 1970
    pub at: i64,
    /// Shard of the record by which it was found
    pub shard: String,
    /// Its leaf
    pub leaf: u64,
    /// What
    pub notice: Notice,
}

impl SourceState {
    /// Counts a record.
    pub(super) fn record(&mut self, received: i64) {
        if self.records == 0 || received < self.first {
            self.first = received;
        }
        self.last = self.last.max(received);
        self.records += 1;
        *self.days.entry((received + OFFSET).div_euclid(DAY)).or_default() += 1;
        if self.days.len() > MOST_DAYS {
            self.days.pop_first();
        }
    }

    /// Counts an event that was told so many times.
    pub(super) fn events(&mut self, event: &Event, times: u64) {
        self.events += times;
        if !event.time_told || event.user_uid.is_empty() {
            return;
        }
        match event.activity {
            Activity::Logon | Activity::Logoff => self.logins += times,
            Activity::Unknown => {}
            _ => self.operations += times,
        }
    }

    /// Takes in what was noticed. Gives whether it is worth a record of its own in the vault.
    pub(super) fn notice(&mut self, found: &GapFound) -> bool {
        match &found.notice {
            Notice::Unread { .. } => {
                self.unread += 1;
                false
            }
            Notice::Clock { synchronised, offset_ms } => {
                let told = ClockTold { at: found.at, synchronised: *synchronised, offset_ms: *offset_ms };
                let same = |before: &ClockTold| before.synchronised == told.synchronised && before.offset_ms == told.offset_ms;
                let news = !self.clock.as_ref().is_some_and(same);
                self.clock = Some(told);
                news
            }
            _ => {
                self.gaps.push(found.clone());
                if self.gaps.len() > MOST_GAPS {
                    self.gaps.remove(0);
                }
                true
            }
        }
    }

    /// Records received in the last days, today included.
    pub fn records_since(&self, now: i64, days: i64) -> u64 {
        let today = (now + OFFSET).div_euclid(DAY);
        self.days.range(today - days + 1..).map(|(_, count)| count).sum()
    }
}

/// What is known of every source from which something came.
pub async fn source_states(house: &House, actor: &Actor) -> Result<BTreeMap<String, SourceState>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let vaults = house.vaults();
    if !vaults.exists() {
        return Ok(BTreeMap::new());
    }
    beside(move || Ok(digest::state(&vaults)?.sources)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_says_the_same_again_is_no_news_and_a_gap_always_is() {
        let found = |notice| GapFound { at: 1, shard: "2026".into(), leaf: 0, notice };
        let mut state = SourceState::default();
        let clock = |synchronised| found(Notice::Clock { synchronised: Some(synchronised), offset_ms: None });
        assert!(state.notice(&clock(true)) && !state.notice(&clock(true)) && state.notice(&clock(false)));
        let gap = found(Notice::Gap { numbering: "seqnum".into(), after: 1, next: 3 });
        assert!(state.notice(&gap) && state.notice(&gap));
        assert!(!state.notice(&found(Notice::Unread { why: "a".into(), place: String::new() })));
        assert_eq!((state.gaps.len(), state.unread), (2, 1));
    }

    #[test]
    fn records_are_counted_by_the_day_of_japan() {
        let mut state = SourceState::default();
        let midnight = DAY - OFFSET;
        state.record(midnight - 1);
        state.record(midnight);
        assert_eq!(state.days, [(0, 1), (1, 1)].into());
        assert_eq!((state.records_since(midnight, 1), state.records_since(midnight, 2)), (1, 2));
    }
}
