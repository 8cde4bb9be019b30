//! What a rule found about one control: status, reasons with the records that decide, assurance, and until when it counts.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::facts::{Entry, Provenance, RecordRef};
use crate::ledger::Record;

/// Whether the control is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Met
    Satisfied,
    /// Not met
    NotSatisfied,
    /// Nothing to be met here (no vendor contract, no such machine)
    NotApplicable,
    /// The facts do not suffice to decide
    Undetermined,
}

/// How a finding is known. The order is from strongest to weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// The system itself tested it against what machines report
    Verified,
    /// A document shows it
    Examined,
    /// Somebody says so
    Declared,
}

impl From<Provenance> for Assurance {
    fn from(provenance: Provenance) -> Self {
        match provenance {
            Provenance::Machine => Self::Verified,
            Provenance::Document => Self::Examined,
            Provenance::Statement => Self::Declared,
        }
    }
}

/// Which way a reason points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Decides for "not met"
    Against,
    /// A fact is missing
    Missing,
    /// Decides for "met"
    Support,
    /// Worth knowing; decides nothing (the official text only recommends it)
    Advice,
}

/// One reason of a finding: a message key, its arguments, and the records it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reason {
    /// Message key in `locales/ja.ftl`; its attribute `.next` says what to do
    pub key: String,
    /// Which way it points
    pub tone: Tone,
    /// Arguments of the message; the number of records is always there as `count`
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// The records that it speaks of
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordRef>,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// Whether the control is met
    pub status: Status,
    /// How it is known; `None` while undetermined or not applicable
    pub assurance: Option<Assurance>,
    /// Why: against first, then missing, support, advice
    pub reasons: Vec<Reason>,
    /// Last day on which the finding counts, when its evidence ages
    pub valid_until: Option<Date>,
}

/// How many records a supporting reason names. Reasons against and missing facts name every record.
pub const NAMED_IN_SUPPORT: usize = 100;

/// Collects reasons and makes the finding of them.
///
/// One reason against makes it not satisfied; else one missing fact makes it undetermined; else support makes it
/// satisfied; with no reason at all it is undetermined.
#[derive(Debug, Default)]
pub struct Verdict {
    reasons: Vec<Reason>,
    not_applicable: bool,
    valid_until: Option<Date>,
    /// Weakest provenance of supporting records that are not named
    weakest: Option<Provenance>,
}

/// Entries that speak for 「はい」, many at a time.
#[derive(Debug, Default)]
pub struct Witnesses {
    count: usize,
    weakest: Option<Provenance>,
    named: Vec<RecordRef>,
}

impl Witnesses {
    /// Adds a ledger.
    #[must_use]
    pub fn and<T: Record>(mut self, entries: &[Entry<T>]) -> Self {
        self.count += entries.len();
        self.weakest = self.weakest.max(entries.iter().map(|entry| entry.provenance).max());
        let room = NAMED_IN_SUPPORT.saturating_sub(self.named.len());
        self.named.extend(entries.iter().take(room).map(Entry::reference));
        self
    }
}

impl Verdict {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Something that makes the answer 「いいえ」. Ignored without records, unless `records` is meant to be empty: see
    /// [`Verdict::against_all`].
    pub fn against(&mut self, key: &str, records: Vec<RecordRef>) -> &mut Self {
        if !records.is_empty() {
            self.push(key, Tone::Against, records, &[]);
        }
        self
    }

    /// As [`Verdict::against`], with arguments, and also without records.
    pub fn against_all(&mut self, key: &str, records: Vec<RecordRef>, args: &[(&str, &str)]) -> &mut Self {
        self.push(key, Tone::Against, records, args)
    }

    /// A fact that is missing on these records. Ignored without records.
    pub fn missing(&mut self, key: &str, records: Vec<RecordRef>) -> &mut Self {
        if !records.is_empty() {
            self.push(key, Tone::Missing, records, &[]);
        }
        self
    }

    /// As [`Verdict::missing`], with arguments, and also without records (a whole ledger is missing).
    pub fn missing_all(&mut self, key: &str, records: Vec<RecordRef>, args: &[(&str, &str)]) -> &mut Self {
        self.push(key, Tone::Missing, records, args)
    }

    /// Something that speaks for 「はい」. Its records decide the assurance: the weakest of them counts.
    pub fn support(&mut self, key: &str, records: Vec<RecordRef>) -> &mut Self {
        self.push(key, Tone::Support, records, &[])
    }

    /// As [`Verdict::support`], with arguments.
    pub fn support_with(&mut self, key: &str, records: Vec<RecordRef>, args: &[(&str, &str)]) -> &mut Self {
        self.push(key, Tone::Support, records, args)
    }

    /// As [`Verdict::support`], for whole ledgers: weighs every entry and names only the first.
    pub fn support_by(&mut self, key: &str, witnesses: Witnesses) -> &mut Self {
        self.weakest = self.weakest.max(witnesses.weakest);
        let count = witnesses.count.to_string();
        self.push(key, Tone::Support, witnesses.named, &[("count", &count)])
    }

    /// Something that the official text only recommends. Decides nothing. Ignored without records.
    pub fn advice(&mut self, key: &str, records: Vec<RecordRef>) -> &mut Self {
        if !records.is_empty() {
            self.push(key, Tone::Advice, records, &[]);
        }
        self
    }

    /// As [`Verdict::advice`], with arguments, and also without records.
    pub fn advice_all(&mut self, key: &str, records: Vec<RecordRef>, args: &[(&str, &str)]) -> &mut Self {
        self.push(key, Tone::Advice, records, args)
    }

    /// Nothing is to be met here, for this reason.
    pub fn not_applicable(&mut self, key: &str) -> &mut Self {
        self.not_applicable = true;
        self.push(key, Tone::Support, Vec::new(), &[])
    }

    /// The finding counts at most until this day; the earliest of all such days wins.
    pub fn valid_until(&mut self, day: Date) -> &mut Self {
        self.valid_until = Some(self.valid_until.map_or(day, |known| known.min(day)));
        self
    }

    fn push(&mut self, key: &str, tone: Tone, records: Vec<RecordRef>, args: &[(&str, &str)]) -> &mut Self {
        let mut args: BTreeMap<String, String> = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        args.entry("count".to_owned()).or_insert_with(|| records.len().to_string());
        self.reasons.push(Reason { key: key.to_owned(), tone, args, records });
        self
    }

    /// The finding.
    pub fn finish(mut self) -> Finding {
        self.reasons.sort_by_key(|reason| reason.tone);
        let has = |tone: Tone| self.reasons.iter().any(|reason| reason.tone == tone);
        let status = if self.not_applicable {
            Status::NotApplicable
        } else if has(Tone::Against) {
            Status::NotSatisfied
        } else if has(Tone::Missing) || !has(Tone::Support) {
            Status::Undetermined
        } else {
            Status::Satisfied
        };
        let known = |tone: Tone| {
            self.reasons
                .iter()
                .filter(move |reason| reason.tone == tone)
                .flat_map(|reason| &reason.records)
                .map(|record| Assurance::from(record.provenance))
        };
        let assurance = match status {
            // one strong reason is enough for 「いいえ」; 「はい」 is as weak as its weakest record
            Status::NotSatisfied => Some(known(Tone::Against).min().unwrap_or(Assurance::Examined)),
            Status::Satisfied => Some(known(Tone::Support).max().max(self.weakest.map(Assurance::from)).unwrap_or(Assurance::Declared)),
            Status::NotApplicable | Status::Undetermined => None,
        };
        // what speaks for 「はい」 can be ten thousand machines: all were weighed above, the first are named, `count` tells all
        for reason in self.reasons.iter_mut().filter(|reason| reason.tone == Tone::Support) {
            reason.records.truncate(NAMED_IN_SUPPORT);
        }
        Finding { status, assurance, reasons: self.reasons, valid_until: self.valid_until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Source;
    use crate::ledger::LedgerId;

    fn record(provenance: Provenance) -> RecordRef {
        RecordRef { ledger: LedgerId::Devices, key: "1".into(), label: "1".into(), source: Source::default(), provenance }
    }

    #[test]
    fn yes_is_as_weak_as_its_weakest_record_and_no_as_strong_as_its_strongest() {
        let mut yes = Verdict::new();
        yes.support("a", vec![record(Provenance::Machine), record(Provenance::Document)]);
        let yes = yes.finish();
        assert_eq!((yes.status, yes.assurance), (Status::Satisfied, Some(Assurance::Examined)));
        let mut no = Verdict::new();
        no.against("a", vec![record(Provenance::Document), record(Provenance::Machine)]).support("b", vec![record(Provenance::Statement)]);
        let no = no.finish();
        assert_eq!((no.status, no.assurance), (Status::NotSatisfied, Some(Assurance::Verified)));
    }

    #[test]
    fn of_whole_ledgers_every_entry_is_weighed_and_only_the_first_are_named() {
        let mut entries: Vec<Entry<crate::ledger::Device>> =
            (0..300).map(|at| crate::ledger::Device { number: at.to_string(), ..Default::default() }.into()).collect();
        for entry in &mut entries[..299] {
            entry.provenance = Provenance::Machine;
        }
        let mut verdict = Verdict::new();
        verdict.support_by("a", Witnesses::default().and(&entries));
        let finding = verdict.finish();
        assert_eq!(finding.assurance, Some(Assurance::Examined));
        assert_eq!((finding.reasons[0].records.len(), finding.reasons[0].args["count"].as_str()), (NAMED_IN_SUPPORT, "300"));
    }

    #[test]
    fn a_missing_fact_is_never_a_yes() {
        let mut verdict = Verdict::new();
        verdict.support("a", vec![record(Provenance::Machine)]).missing("b", vec![record(Provenance::Machine)]);
        assert_eq!(verdict.finish().status, Status::Undetermined);
        assert_eq!(Verdict::new().finish().status, Status::Undetermined);
    }

    #[test]
    fn the_earliest_expiry_counts() {
        let mut verdict = Verdict::new();
        verdict.valid_until(jiff::civil::date(2026, 3, 1)).valid_until(jiff::civil::date(2026, 1, 1));
        assert_eq!(verdict.finish().valid_until, Some(jiff::civil::date(2026, 1, 1)));
    }
}
