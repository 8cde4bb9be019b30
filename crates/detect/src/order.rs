//! Putting rows in order: what counts must see them in the order of time, and they come almost so.
//!
//! Rows of one source wait until the source is [`LAG`] further; whatever comes within that is put where it belongs. What comes later
//! still is *late*: rules about a single event look at it all the same, rules that count do not, and [`Late`] tells of which time the
//! twin has to be asked instead. A row more than [`RUN`] behind begins a run of its own beside the present one: an old file brought in
//! while the source goes on sending. Nothing is held against a row from the future: it is late as well, or one wrong clock
//! would make late all that follow.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::own::{Counters, Found, Limits, OWN_RULES, Seen, once, singles};

/// How far rows of one source may be out of order, in time of the events: two minutes, in microseconds.
pub const LAG: i64 = 2 * 60 * 1_000_000;

/// How far behind a row begins a run of its own: a day, in microseconds.
pub const RUN: i64 = 24 * 60 * 60 * 1_000_000;

/// Runs of one source beside each other.
const RUNS: usize = 4;

/// Rows that wait in one run, at most; beyond it the oldest are decided early.
const WAITING: usize = 65_536;

/// Days for which it is kept what was already told.
const DAYS: usize = 800;

/// Rows that came too late to be counted, of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Late {
    /// Source
    pub source: String,
    /// Time of the earliest, microseconds since 1970
    pub from: i64,
    /// Time of the latest
    pub to: i64,
    /// How many
    pub rows: u64,
}

/// What fired: the rule's number, what it found, and the event at which it did.
pub(crate) struct Fired {
    pub(crate) rule: usize,
    pub(crate) found: Found,
    pub(crate) seen: Seen,
}

/// What was already told: by day and rule, about whom.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Told(BTreeMap<i64, HashMap<String, HashSet<String>>>);

impl Told {
    /// Whether a rule says something new at this event; then it is told from now on.
    pub(crate) fn is_new(&mut self, rule: usize, seen: &Seen) -> bool {
        let (rule, about) = (&OWN_RULES[rule], OWN_RULES[rule].about.of(seen));
        let day = self.0.entry(seen.day).or_default();
        let new = match day.get_mut(rule.name) {
            Some(told) => !told.contains(about) && told.insert(about.to_owned()),
            None => day.insert(rule.name.to_owned(), HashSet::from([about.to_owned()])).is_none(),
        };
        if self.0.len() > DAYS {
            // An old archive may come from its end.
            let first = self.0.first_key_value().is_some_and(|(day, _)| *day != seen.day);
            if first {
                self.0.pop_first()
            } else {
                self.0.pop_last()
            };
        }
        new
    }
}

/// Everything of one source.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Stream {
    runs: Vec<Run>,
    turn: u64,
    told: Told,
    pub(crate) late: Option<Late>,
    forgotten: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Run {
    newest: i64,
    decided: i64,
    waiting: VecDeque<Seen>,
    counters: Counters,
    turn: u64,
}

impl Run {
    fn new(time: i64, turn: u64) -> Self {
        Self { newest: time, decided: i64::MIN, waiting: VecDeque::new(), counters: Counters::default(), turn }
    }

    fn put(&mut self, seen: Seen) {
        self.newest = self.newest.max(seen.time);
        // most come in their order
        if self.waiting.back().is_none_or(|last| last.place() <= seen.place()) {
            return self.waiting.push_back(seen);
        }
        let at = self.waiting.partition_point(|other| other.place() <= seen.place());
        self.waiting.insert(at, seen);
    }

    /// Decides what is not later than `until`, instant by instant.
    fn decide(&mut self, until: i64, limits: &Limits, told: &mut Told, out: &mut Vec<Fired>) {
        while let Some(time) = self.waiting.front().map(|seen| seen.time).filter(|time| *time <= until) {
            let end = self.waiting.partition_point(|seen| seen.time <= time);
            let mut instant: Vec<Seen> = self.waiting.drain(..end).collect();
            once(&mut instant);
            self.counters.instant(&instant, limits, told, out);
            self.decided = self.decided.max(time);
        }
    }

    /// Decides what waited long enough, and what is too much to wait.
    fn settle(&mut self, limits: &Limits, told: &mut Told, out: &mut Vec<Fired>) {
        let horizon = self.newest.saturating_sub(LAG);
        self.decide(horizon, limits, told, out);
        self.decided = self.decided.max(horizon);
        while self.waiting.len() > WAITING {
            let Some(time) = self.waiting.front().map(|seen| seen.time) else { break };
            self.decide(time, limits, told, out);
        }
    }
}

impl Stream {
    /// Takes an event that some rule wants, received at this time (0 = not told). What fires and was not yet told comes back.
    pub(crate) fn put(&mut self, source: &str, seen: Seen, received: i64, limits: &Limits) -> Vec<Fired> {
        let mut out = Vec::new();
        let from_the_future = received > 0 && seen.time > received.saturating_add(LAG);
        let run = if from_the_future { None } else { Some(self.run(seen.time, limits, &mut out)) };
        match run.map(|run| &mut self.runs[run]).filter(|run| seen.time > run.decided) {
            Some(run) => {
                run.put(seen);
                run.settle(limits, &mut self.told, &mut out);
            }
            None => {
                self.note_late(source, seen.time);
                singles(&seen, &mut self.told, &mut out);
            }
        }
        out
    }

    /// The run to which a time belongs, made when there is none.
    fn run(&mut self, time: i64, limits: &Limits, out: &mut Vec<Fired>) -> usize {
        self.turn += 1;
        let near = (0..self.runs.len())
            .filter(|&run| time >= self.runs[run].newest.saturating_sub(RUN))
            .min_by_key(|&run| time.abs_diff(self.runs[run].newest));
        let run = near.unwrap_or_else(|| {
            if self.runs.len() == RUNS {
                let oldest = (0..RUNS).min_by_key(|&run| self.runs[run].turn).unwrap_or(0);
                let mut run = self.runs.swap_remove(oldest);
                run.decide(i64::MAX, limits, &mut self.told, out);
                self.forgotten += run.counters.forgotten();
            }
            self.runs.push(Run::new(time, self.turn));
            self.runs.len() - 1
        });
        self.runs[run].turn = self.turn;
        run
    }

    /// Decides everything that is not later than `until`.
    pub(crate) fn settle(&mut self, until: i64, limits: &Limits) -> Vec<Fired> {
        let mut out = Vec::new();
        for run in &mut self.runs {
            run.decide(until, limits, &mut self.told, &mut out);
        }
        out
    }

    /// States that were forgotten because there were too many.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten + self.runs.iter().map(|run| run.counters.forgotten()).sum::<u64>()
    }

    fn note_late(&mut self, source: &str, time: i64) {
        let late = self.late.get_or_insert_with(|| Late { source: source.to_owned(), from: time, to: time, rows: 0 });
        late.from = late.from.min(time);
        late.to = late.to.max(time);
        late.rows += 1;
    }
}
