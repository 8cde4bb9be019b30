//! Numbers that a source gives its records: what is missing between them, told apart from a numbering that began anew.
//!
//! Two places look. Within one file the reader of the format looks ([`Within`]) and puts what it finds into the notices of
//! [`crate::CutSummary`]; between files, and from message to message of a listener, [`Gaps`] looks, whose state is kept
//! with the source. Deliberately not here: what a gap means for the institution, and the clock.

mod within;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub(crate) use within::Within;

use crate::normalise::Notice;

/// A numbering of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// `EventRecordID` of a Windows event log
    RecordId,
    /// `__SEQNUM` of the systemd journal
    Seqnum,
    /// `sequenceId` of the `meta` element of RFC 5424, section 7.3.1: starts at 1, wraps to 1 after 2147483647
    SequenceId,
    /// Rows of a file that only grows
    Row,
    /// Serial number of the Linux audit subsystem
    AuditSerial,
}

impl Numbering {
    /// As notices write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecordId => "record-id",
            Self::Seqnum => "seqnum",
            Self::SequenceId => "sequence-id",
            Self::Row => "row",
            Self::AuditSerial => "audit-serial",
        }
    }

    /// How far a number may lie behind the newest one and still be a message that was late (UDP, several writers).
    fn late(self) -> u64 {
        match self {
            Self::SequenceId | Self::AuditSerial => 1000,
            Self::RecordId | Self::Seqnum | Self::Row => 0,
        }
    }

    /// The number after which it begins at 1 again.
    fn wraps_after(self) -> u64 {
        match self {
            Self::SequenceId => 2_147_483_647,
            Self::AuditSerial => u64::from(u32::MAX),
            Self::RecordId | Self::Seqnum | Self::Row => u64::MAX,
        }
    }

    fn gap(self, after: u64, next: u64) -> Notice {
        Notice::Gap { numbering: self.as_str().to_owned(), after, next }
    }

    fn restarted(self, after: u64, next: u64) -> Notice {
        Notice::Restarted { numbering: self.as_str().to_owned(), after, next }
    }
}

/// An unbroken or broken run of numbers of one series, as one file (or one message: first = last) holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Span {
    /// Which numbering
    pub numbering: Numbering,
    /// Within which the numbers are unique: computer and channel, id of the journal, sender; "" = the source has one
    pub series: String,
    /// Lowest number
    pub first: u64,
    /// Highest number
    pub last: u64,
    /// Earliest time of a record as the source tells it, microseconds since 1970; 0 = not told
    pub from: i64,
    /// Latest time, likewise
    pub to: i64,
}

/// What has been seen of every numbering of one source. Kept with the source, so that a restart of ours is no gap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Gaps {
    series: BTreeMap<Numbering, BTreeMap<String, Seen>>,
}

/// One series.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Seen {
    /// First and last number of each unbroken run, ascending, never touching
    runs: Vec<(u64, u64)>,
    /// Time of the highest number
    newest: i64,
}

/// More runs than this are not remembered: the oldest holes are taken as lost for good.
const MOST_RUNS: usize = 256;

/// More series than this are not followed: a hostile sender could name a new one in every message.
const MOST_SERIES: usize = 4096;

impl Gaps {
    /// Takes in a span and tells what is missing between it and what was seen before. Each hole is told once, when it is
    /// found; a span that arrives late fills it silently. The same span again changes nothing.
    pub fn see(&mut self, span: &Span) -> Vec<Notice> {
        let numbering = span.numbering;
        let series = self.series.entry(numbering).or_default();
        if series.len() >= MOST_SERIES && !series.contains_key(&span.series) {
            return Vec::new();
        }
        let (first, last) = (span.first.min(span.last), span.first.max(span.last));
        let seen = series.entry(span.series.clone()).or_default();
        let Some(&(_, highest)) = seen.runs.last() else {
            seen.runs.push((first, last));
            seen.newest = span.to;
            return Vec::new();
        };
        if let Some(notices) = seen.anew(numbering, span, (first, last), highest) {
            return notices;
        }
        let mut notices = Vec::new();
        let lowest = seen.runs.first().map_or(first, |run| run.0);
        if first > highest.saturating_add(1) {
            notices.push(numbering.gap(highest, first));
        }
        if last.saturating_add(1) < lowest {
            notices.push(numbering.gap(last, lowest));
        }
        if last > highest {
            seen.newest = span.to;
        }
        seen.add(first, last);
        notices
    }

    /// Rows of a file (or a table) that only grows, named `series`: fewer than last time are a gap at its end.
    pub fn see_rows(&mut self, series: &str, rows: u64) -> Option<Notice> {
        let all = self.series.entry(Numbering::Row).or_default();
        if all.len() >= MOST_SERIES && !all.contains_key(series) {
            return None;
        }
        let seen = all.entry(series.to_owned()).or_default();
        let before = seen.runs.last().map_or(0, |run| run.1);
        seen.runs = vec![(0, rows)];
        (rows < before).then(|| Numbering::Row.gap(rows, before + 1))
    }
}

impl Seen {
    /// Whether the numbering began anew, and what is missing then.
    fn anew(&mut self, numbering: Numbering, span: &Span, (first, last): (u64, u64), highest: u64) -> Option<Vec<Notice>> {
        let wraps = numbering.wraps_after();
        let late = numbering.late();
        if first > highest || last == highest {
            return None;
        }
        // just after the last number that there is: the numbering goes on at 1
        let wrapped = wraps != u64::MAX && highest > wraps - late && last <= late;
        let notices = if wrapped {
            let mut notices = Vec::new();
            if highest < wraps || first > 1 {
                notices.push(numbering.gap(highest, first));
            }
            notices
        } else if self.older(numbering, span, last, highest) {
            return None;
        } else {
            let mut notices = vec![numbering.restarted(highest, first)];
            if numbering == Numbering::SequenceId && first > 1 {
                notices.push(numbering.gap(0, first));
            }
            notices
        };
        self.runs = vec![(first, last)];
        self.newest = span.to;
        Some(notices)
    }

    /// Whether lower numbers are simply older ones: a file of last month, the same file again, a message that was late.
    fn older(&self, numbering: Numbering, span: &Span, last: u64, highest: u64) -> bool {
        let late = numbering.late();
        if late > 0 && span.first == 1 && highest > 1 && span.from >= self.newest {
            return false;
        }
        if late > 0 && highest - last.min(highest) < late {
            return true;
        }
        span.to == 0 || self.newest == 0 || span.to <= self.newest || last >= highest
    }

    /// Puts a run among the others and joins those that touch.
    fn add(&mut self, first: u64, last: u64) {
        let at = self.runs.partition_point(|run| run.1.saturating_add(1) < first);
        let (mut low, mut high) = (first, last);
        let mut end = at;
        while let Some(run) = self.runs.get(end).filter(|run| run.0 <= high.saturating_add(1)) {
            low = low.min(run.0);
            high = high.max(run.1);
            end += 1;
        }
        self.runs.splice(at..end, [(low, high)]);
        if self.runs.len() > MOST_RUNS {
            let (low, high) = (self.runs[0].0, self.runs[1].1);
            self.runs.splice(0..2, [(low, high)]);
        }
    }
}

/// Since when a source is silent: the end of its limit after the last record. `None`: it is not, or it has no limit, or nothing
/// ever came (then it has not arrived, which is another matter).
pub fn silent_since(last: Option<Timestamp>, limit_hours: u32, now: Timestamp) -> Option<Timestamp> {
    if limit_hours == 0 {
        return None;
    }
    let due = last?.checked_add(SignedDuration::from_hours(i64::from(limit_hours))).ok()?;
    (now > due).then_some(due)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(numbering: Numbering, first: u64, last: u64, from: i64, to: i64) -> Span {
        Span { numbering, series: "a".to_owned(), first, last, from, to }
    }

    #[test]
    fn a_hole_between_two_files_is_told_once() {
        let mut gaps = Gaps::default();
        let record = |first, last| span(Numbering::RecordId, first, last, 0, 0);
        assert_eq!(gaps.see(&record(1, 100)), []);
        assert_eq!(gaps.see(&record(101, 200)), []);
        assert_eq!(gaps.see(&record(151, 200)), [], "the same again");
        assert_eq!(gaps.see(&record(250, 300)), [Numbering::RecordId.gap(200, 250)]);
        assert_eq!(gaps.see(&record(301, 310)), []);
        assert_eq!(gaps.see(&record(201, 249)), [], "it arrived late");
        assert_eq!(gaps.series[&Numbering::RecordId]["a"].runs, [(1, 310)]);
    }

    #[test]
    fn an_older_file_is_no_new_numbering() {
        let mut gaps = Gaps::default();
        assert_eq!(gaps.see(&span(Numbering::RecordId, 500, 900, 5_000, 9_000)), []);
        let gap = Numbering::RecordId.gap(300, 500);
        assert_eq!(gaps.see(&span(Numbering::RecordId, 100, 300, 1_000, 3_000)), [gap]);
    }

    #[test]
    fn numbers_that_fall_while_time_goes_on_are_a_new_numbering() {
        let mut gaps = Gaps::default();
        gaps.see(&span(Numbering::RecordId, 500, 900, 5_000, 9_000));
        let told = gaps.see(&span(Numbering::RecordId, 1, 40, 10_000, 12_000));
        assert_eq!(told, [Numbering::RecordId.restarted(900, 1)]);
        assert_eq!(gaps.see(&span(Numbering::RecordId, 41, 50, 12_001, 13_000)), []);
    }

    #[test]
    fn a_sequence_wraps_restarts_and_comes_late_without_a_false_gap() {
        let mut gaps = Gaps::default();
        let mut see = |number: u64, time: i64| gaps.see(&span(Numbering::SequenceId, number, number, time, time));
        assert_eq!(see(2_147_483_646, 1), []);
        assert_eq!(see(2_147_483_647, 2), []);
        assert_eq!(see(1, 3), [], "wrapped");
        assert_eq!(see(2, 4), []);
        assert_eq!(see(5, 5), [Numbering::SequenceId.gap(2, 5)]);
        assert_eq!(see(4, 6), [], "late");
        assert_eq!(see(6, 7), []);
        assert_eq!(see(1, 8), [Numbering::SequenceId.restarted(6, 1)]);
        assert_eq!(see(5000, 9), [Numbering::SequenceId.gap(1, 5000)]);
        assert_eq!(see(3, 10), [Numbering::SequenceId.restarted(5000, 3), Numbering::SequenceId.gap(0, 3)]);
    }

    #[test]
    fn a_wrap_that_lost_messages_is_a_gap() {
        let mut gaps = Gaps::default();
        let mut see = |number: u64, time: i64| gaps.see(&span(Numbering::SequenceId, number, number, time, time));
        see(2_147_483_640, 1);
        assert_eq!(see(3, 2), [Numbering::SequenceId.gap(2_147_483_640, 3)]);
    }

    #[test]
    fn a_file_that_lost_rows_is_told() {
        let mut gaps = Gaps::default();
        assert_eq!(gaps.see_rows("log.csv", 100), None);
        assert_eq!(gaps.see_rows("log.csv", 120), None);
        assert_eq!(gaps.see_rows("log.csv", 90), Some(Numbering::Row.gap(90, 121)));
    }

    #[test]
    fn the_state_survives_a_restart() {
        let mut gaps = Gaps::default();
        gaps.see(&span(Numbering::Seqnum, 1, 9, 1, 9));
        let kept = serde_json::to_string(&gaps).unwrap();
        insta::assert_snapshot!(kept, @r#"{"series":{"seqnum":{"a":{"runs":[[1,9]],"newest":9}}}}"#);
        let mut read: Gaps = serde_json::from_str(&kept).unwrap();
        assert_eq!(read, gaps);
        assert_eq!(read.see(&span(Numbering::Seqnum, 12, 12, 12, 12)), [Numbering::Seqnum.gap(9, 12)]);
    }

    #[test]
    fn silence_begins_when_the_limit_is_over() {
        let last: Timestamp = "2026-11-20T00:00:00Z".parse().unwrap();
        let now: Timestamp = "2026-11-21T00:00:01Z".parse().unwrap();
        assert_eq!(silent_since(Some(last), 24, now), Some("2026-11-21T00:00:00Z".parse().unwrap()));
        assert_eq!(silent_since(Some(last), 25, now), None);
        assert_eq!(silent_since(Some(last), 0, now), None);
        assert_eq!(silent_since(None, 24, now), None);
        assert_eq!(silent_since(Some(Timestamp::MAX), u32::MAX, now), None);
    }

    proptest! {
        #[test]
        fn what_was_seen_is_what_is_in_the_runs(spans in proptest::collection::vec((0..60u64, 0..20u64), 1..40)) {
            let mut seen = Seen::default();
            let mut all = std::collections::BTreeSet::new();
            for (first, length) in spans {
                seen.add(first, first + length);
                all.extend(first..=first + length);
            }
            let held: std::collections::BTreeSet<u64> = seen.runs.iter().flat_map(|run| run.0..=run.1).collect();
            prop_assert_eq!(held, all);
            prop_assert!(seen.runs.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
        }

        #[test]
        fn any_span_is_taken(spans in proptest::collection::vec((0..5usize, any::<u64>(), any::<u64>(), any::<i64>(), any::<i64>()), 0..40)) {
            let kinds = [Numbering::RecordId, Numbering::Seqnum, Numbering::SequenceId, Numbering::Row, Numbering::AuditSerial];
            let mut gaps = Gaps::default();
            for (kind, first, last, from, to) in spans {
                let notices = gaps.see(&span(kinds[kind], first, last, from, to));
                prop_assert!(notices.len() <= 2);
            }
        }
    }
}
