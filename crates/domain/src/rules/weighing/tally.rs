//! Collects reasons record by record, so that each key ends up in the finding once, with all its records.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::freshness::{Age, age};
use crate::assessment::{Finding, Tone, Verdict};
use crate::calendar::PartialDate;
use crate::facts::{Entry, Facts, RecordRef};
use crate::ledger::Record;

/// The reasons found so far.
#[derive(Default)]
pub(in crate::rules) struct Tally {
    found: BTreeMap<&'static str, Found>,
    until: Option<Date>,
}

struct Found {
    tone: Tone,
    records: Vec<RecordRef>,
    args: Vec<(&'static str, String)>,
}

/// The keys under which a check's age is reported.
#[derive(Clone, Copy)]
pub(in crate::rules) struct AgeKeys {
    /// Too old by the institution's policy: missing
    pub(in crate::rules) outdated: &'static str,
    /// Without a date: advice
    pub(in crate::rules) undated: &'static str,
}

impl Tally {
    pub(in crate::rules) fn against<T: Record>(&mut self, key: &'static str, entry: &Entry<T>) {
        self.add(Tone::Against, key, entry.reference());
    }

    pub(in crate::rules) fn missing<T: Record>(&mut self, key: &'static str, entry: &Entry<T>) {
        self.add(Tone::Missing, key, entry.reference());
    }

    pub(in crate::rules) fn support<T: Record>(&mut self, key: &'static str, entry: &Entry<T>) {
        self.add(Tone::Support, key, entry.reference());
    }

    pub(in crate::rules) fn advice<T: Record>(&mut self, key: &'static str, entry: &Entry<T>) {
        self.add(Tone::Advice, key, entry.reference());
    }

    /// A fact that is missing altogether: no record can be named.
    pub(in crate::rules) fn missing_all(&mut self, key: &'static str) {
        self.entry(Tone::Missing, key);
    }

    pub(in crate::rules) fn add(&mut self, tone: Tone, key: &'static str, record: RecordRef) {
        let records = &mut self.entry(tone, key).records;
        if records.last() != Some(&record) {
            records.push(record);
        }
    }

    /// An argument of a message, given once: kept when the message is in the finding.
    pub(in crate::rules) fn arg(&mut self, key: &'static str, name: &'static str, value: &impl ToString) {
        if let Some(found) = self.found.get_mut(key).filter(|found| found.args.iter().all(|(known, _)| *known != name)) {
            found.args.push((name, value.to_string()));
        }
    }

    /// The finding counts at most until this day.
    pub(in crate::rules) fn until(&mut self, day: Date) {
        self.until = Some(self.until.map_or(day, |known| known.min(day)));
    }

    /// Reports how old the check of a row is: too old is missing, undated is advice, fresh bounds the finding. Whether it
    /// still counts.
    pub(in crate::rules) fn checked<T: Record>(&mut self, entry: &Entry<T>, on: Option<PartialDate>, facts: &Facts, keys: AgeKeys) -> bool {
        match age(on, facts.policy.check_days, facts.as_of) {
            Age::Outdated => {
                self.missing(keys.outdated, entry);
                self.arg(keys.outdated, "days", &facts.policy.check_days);
                false
            }
            Age::Undated => {
                self.advice(keys.undated, entry);
                true
            }
            Age::Fresh(until) => {
                self.until(until);
                true
            }
        }
    }

    /// Advice where the row names a document that does not lie in the folder.
    pub(in crate::rules) fn document<T: Record>(&mut self, entry: &Entry<T>, facts: &Facts, key: &'static str) {
        let name = entry.document().trim();
        if !name.is_empty() && facts.document(name).is_none() {
            self.advice(key, entry);
        }
    }

    /// Whether anything speaks this way so far.
    pub(in crate::rules) fn has(&self, tone: Tone) -> bool {
        self.found.values().any(|found| found.tone == tone)
    }

    /// The finding.
    pub(in crate::rules) fn finish(self) -> Finding {
        let mut verdict = Verdict::new();
        for (key, found) in self.found {
            let args: Vec<(&str, &str)> = found.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            match found.tone {
                Tone::Against => verdict.against_all(key, found.records, &args),
                Tone::Missing => verdict.missing_all(key, found.records, &args),
                Tone::Support => verdict.support_with(key, found.records, &args),
                Tone::Advice => verdict.advice_all(key, found.records, &args),
            };
        }
        if let Some(day) = self.until {
            verdict.valid_until(day);
        }
        verdict.finish()
    }

    fn entry(&mut self, tone: Tone, key: &'static str) -> &mut Found {
        self.found.entry(key).or_insert_with(|| Found { tone, records: Vec::new(), args: Vec::new() })
    }
}
