//! The rules of our own, as Rust. One file a rule; what is common to those that count is here.
//!
//! A rule *picks* events, each for itself. A rule about a single event fires at each that it picks; a rule that counts keeps a state
//! for each user or thing, is shown its events instant by instant in the order of time, and decides at each of them. Everything is
//! counted within one source: two sources are seldom at the same time when they come.

mod antivirus_stopped;
mod bulk_export;
mod burst_then_success;
mod groups;
mod log_cleared;
mod made_and_removed;
mod maintenance_unannounced;
mod many_patients;
mod out_of_hours_chart;
mod remote_access_at_night;
mod retired_account;
mod shadow_copies_deleted;
mod two_terminals;

use std::collections::HashMap;
use std::hash::BuildHasher;

use serde::{Deserialize, Serialize};
use sonae_logs::{Activity, Event, Outcome, Row, Surroundings};

use crate::around::Facts;
use crate::order::{Fired, Told};
use crate::word::Word;

/// A minute, in microseconds.
const MINUTE: i64 = 60 * 1_000_000;
/// An hour, in microseconds.
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// The figures of the institution's policy; 0 = the rule is off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    patients_an_hour: u32,
    failures_before_success: u32,
    bulk_records: u32,
}

impl Limits {
    pub(crate) fn of(around: &Surroundings) -> Self {
        Self {
            patients_an_hour: around.patients_an_hour,
            failures_before_success: around.failures_before_success,
            bulk_records: around.bulk_records,
        }
    }
}

/// Texts of an event, lower case, in which words are looked for.
struct Folded(String);

impl Folded {
    fn of(texts: &[&str]) -> Self {
        Self(texts.join("|").to_lowercase())
    }

    fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.0.contains(word))
    }

    fn has_all(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.0.contains(word))
    }
}

/// Of what a rule's hits are told once a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// The user who acts
    User,
    /// The account that was changed
    Target,
    /// The machine on which it was done; the source where none is told
    Machine,
}

impl About {
    pub(crate) fn of(self, seen: &Seen) -> &str {
        match self {
            Self::User => &seen.user,
            Self::Target => &seen.target,
            Self::Machine => &seen.machine,
        }
    }
}

/// A rule: its name (also that of its files), of what it is told, what it picks.
pub(crate) struct Own {
    pub(crate) name: &'static str,
    pub(crate) about: About,
    /// Whether it picks an event: by what it says and by the facts, never by the moment itself, the patient's name or the count
    pub(crate) picks: fn(&Row, &Facts, &Limits) -> bool,
}

/// Every rule that looks at events; the place in this list is its number.
pub(crate) const OWN_RULES: &[Own] = &[
    out_of_hours_chart::RULE,
    retired_account::RULE,
    maintenance_unannounced::RULE,
    remote_access_at_night::RULE,
    log_cleared::RULE,
    antivirus_stopped::RULE,
    shadow_copies_deleted::RULE,
    many_patients::RULE,
    bulk_export::RULE,
    burst_then_success::RULE,
    two_terminals::RULE,
    made_and_removed::RULE,
];

/// From this number on, rules count.
const COUNTING: usize = 7;

/// An event as far as a rule needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) time: i64,
    pub(crate) shard: Word,
    pub(crate) leaf: u64,
    pub(crate) nth: u16,
    /// Number of the file from which it came; 0 = it was sent
    #[serde(default)]
    pub(crate) file: u64,
    /// The same for rows that say the same
    #[serde(default)]
    pub(crate) said: u64,
    pub(crate) day: i64,
    /// Which rules picked it, a bit each
    pub(crate) picked: u16,
    pub(crate) user: Word,
    pub(crate) machine: Word,
    pub(crate) target: Word,
    pub(crate) patient: Word,
    pub(crate) terminal: Word,
    pub(crate) activity: Activity,
    pub(crate) outcome: Outcome,
    pub(crate) count: u32,
}

impl Seen {
    /// The event, when a rule picks it.
    pub(crate) fn of(row: &Row, facts: &Facts, limits: &Limits) -> Option<Self> {
        let picked = picked(row, facts, limits);
        (picked != 0).then(|| Self::new(row, facts, picked))
    }

    /// The event of a row.
    pub(crate) fn new(row: &Row, facts: &Facts, picked: u16) -> Self {
        let event = &row.event;
        Self {
            time: event.time,
            shard: row.shard.as_str().into(),
            leaf: row.leaf,
            nth: row.nth,
            file: row.file,
            said: said(common(event), event.time, &event.patient_uid, event.count, row.nth),
            day: facts.day,
            picked,
            user: event.user_uid.as_str().into(),
            machine: if event.device.is_empty() { &*row.source } else { &*event.device }.into(),
            target: event.target.as_str().into(),
            patient: event.patient_uid.as_str().into(),
            terminal: event.terminal.as_str().into(),
            activity: event.activity,
            outcome: event.outcome,
            count: event.count,
        }
    }

    /// Its place in the order: events of one instant stand as they came.
    pub(crate) fn place(&self) -> (i64, &str, u64, u16) {
        (self.time, &self.shard, self.leaf, self.nth)
    }

    /// The file from which it came, or the one stream.
    fn origin(&self) -> (&str, u64) {
        (if self.file == 0 { "" } else { &self.shard }, self.file)
    }

    fn is_picked(&self, rule: usize) -> bool {
        self.picked & (1 << rule) != 0
    }
}

/// What a rule found at an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// What was counted; 0 = nothing
    pub(crate) count: u32,
    /// Another event without which it would not have fired
    pub(crate) with: Option<(Word, u64)>,
}

/// A rule that counts, and its state.
trait Counting {
    /// Takes an event; all of one instant before any of them is decided.
    fn add(&mut self, seen: &Seen);
    /// Whether the rule fires at this event.
    fn decide(&mut self, seen: &Seen, limits: &Limits) -> Option<Found>;
    /// Drops what no event at this time or later can need.
    fn expire(&mut self, time: i64);
    /// States that were forgotten because there were too many.
    fn forgotten(&self) -> u64;
}

/// The states of all rules that count, of one run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Counters {
    many_patients: many_patients::State,
    bulk_export: bulk_export::State,
    burst_then_success: burst_then_success::State,
    two_terminals: two_terminals::State,
    made_and_removed: made_and_removed::State,
    since_expiry: u32,
}

impl Counters {
    fn rules(&mut self) -> [(usize, &mut dyn Counting); 5] {
        [
            (COUNTING, &mut self.many_patients),
            (COUNTING + 1, &mut self.bulk_export),
            (COUNTING + 2, &mut self.burst_then_success),
            (COUNTING + 3, &mut self.two_terminals),
            (COUNTING + 4, &mut self.made_and_removed),
        ]
    }

    /// Shows all events of one instant, in their order.
    pub(crate) fn instant(&mut self, instant: &[Seen], limits: &Limits, told: &mut Told, out: &mut Vec<Fired>) {
        self.since_expiry += 1;
        let expire = self.since_expiry >= 16_384;
        if expire {
            self.since_expiry = 0;
        }
        for (number, rule) in self.rules() {
            if expire {
                instant.first().into_iter().for_each(|seen| rule.expire(seen.time));
            }
            instant.iter().filter(|seen| seen.is_picked(number)).for_each(|seen| rule.add(seen));
            for seen in instant.iter().filter(|seen| seen.is_picked(number)) {
                if let Some(found) = rule.decide(seen, limits).filter(|_| told.is_new(number, seen)) {
                    out.push(Fired { rule: number, found, seen: seen.clone() });
                }
            }
        }
        instant.iter().for_each(|seen| singles(seen, told, out));
    }

    /// States that were forgotten because there were too many.
    pub(crate) fn forgotten(&self) -> u64 {
        self.many_patients.forgotten()
            + self.bulk_export.forgotten()
            + self.burst_then_success.forgotten()
            + self.two_terminals.forgotten()
            + self.made_and_removed.forgotten()
    }
}

/// Which rules pick an event, a bit each.
pub(crate) fn picked(row: &Row, facts: &Facts, limits: &Limits) -> u16 {
    let picking = OWN_RULES.iter().enumerate().filter(|(_, rule)| (rule.picks)(row, facts, limits));
    picking.fold(0, |picked, (number, _)| picked | 1 << number)
}

/// What a row says but for its moment, its patient and its count, as a number that lasts as long as rows wait for their order.
pub(crate) fn common(event: &Event) -> u64 {
    let Event { time: _, patient_uid: _, count: _, time_told, class, activity, outcome, user_uid, user_name, .. } = event;
    let Event { category, operation, code, terminal, src_ip, device, session, target, purpose, message, .. } = event;
    let kinds = (time_told, class, activity, outcome);
    let texts = [user_uid, user_name, category, operation, code, terminal, src_ip, device, session, target, purpose, message];
    foldhash::quality::FixedState::default().hash_one((kinds, texts))
}

/// What a row says, likewise.
pub(crate) fn said(common: u64, time: i64, patient: &str, count: u32, nth: u16) -> u64 {
    foldhash::quality::FixedState::default().hash_one((common, time, patient, count, nth))
}

/// Takes out of one instant what was exported twice, as the lake does: of equal rows as many stay as the file with the most of them has.
pub(crate) fn once(instant: &mut Vec<Seen>) {
    let Some(first) = instant.first().map(Seen::origin) else { return };
    if instant.iter().all(|seen| seen.origin() == first) {
        return;
    }
    let (mut of_file, mut kept) = (HashMap::new(), HashMap::new());
    let stays: Vec<bool> = instant
        .iter()
        .map(|seen| {
            let here: &mut u32 = of_file.entry((seen.said, seen.origin())).or_default();
            *here += 1;
            let kept: &mut u32 = kept.entry(seen.said).or_default();
            let more = *here > *kept;
            *kept = (*kept).max(*here);
            more
        })
        .collect();
    let mut stays = stays.into_iter();
    instant.retain(|_| stays.next().unwrap_or(true));
}

/// Fires the rules about a single event that picked this one, where they say something new.
pub(crate) fn singles(seen: &Seen, told: &mut Told, out: &mut Vec<Fired>) {
    for rule in (0..COUNTING).filter(|&rule| seen.is_picked(rule)) {
        if told.is_new(rule, seen) {
            out.push(Fired { rule, found: Found::default(), seen: seen.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::around::Known;
    use crate::flat::Flat;
    use crate::rows;
    use crate::rule::OWN;
    use crate::sigma::Sigma;
    use std::collections::BTreeSet;

    /// The Sigma text, evaluated by rsigma, picks what the Rust picks.
    #[test]
    fn sigma_and_rust_pick_the_same_events() {
        let around = rows::surroundings();
        let (mut known, limits) = (Known::new(&around), Limits::of(&around));
        for (number, rule) in OWN_RULES.iter().enumerate() {
            let yaml = OWN.iter().find(|own| own.name == rule.name).unwrap().yaml;
            // Without the correlation: what it counts is what its rules pick.
            let picks: Vec<&str> = yaml.split("---\n").filter(|document| document.contains("\ndetection:")).collect();
            let (mut sigma, problems) = Sigma::new(&[(rule.name.to_owned(), picks.join("---\n"))]);
            assert_eq!(problems, []);
            let (mut both, mut none) = (0, 0);
            for row in rows::rows(11, 10, 20_000) {
                let facts = known.facts(&row.event.user_uid, row.event.time);
                let mut hits = Vec::new();
                sigma.look_at_flat(&Flat { row: &row, facts: &facts }, &mut hits);
                let picked = (rule.picks)(&row, &facts, &limits);
                assert_eq!(!hits.is_empty(), picked, "{} {number} {row:?} {facts:?}", rule.name);
                if picked { both += 1 } else { none += 1 }
            }
            assert!(both > 0 && none > 0, "{}: {both} {none}", rule.name);
        }
    }

    #[test]
    fn names_are_unique_and_fit_the_bits() {
        let names: BTreeSet<&str> = OWN_RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), OWN_RULES.len());
        assert!(OWN_RULES.len() <= 16);
        let numbers: Vec<usize> = Counters::default().rules().into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, (COUNTING..OWN_RULES.len()).collect::<Vec<_>>());
    }
}
