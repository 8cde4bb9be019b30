//! The engine: rules, and the state of those that count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sonae_logs::{Native, Repeated, Row, Surroundings};

use crate::again::Templates;
use crate::around::Known;
use crate::flat::Flat;
use crate::hit::Hit;
use crate::order::{Fired, Late, Stream};
use crate::own::{Limits, OWN_RULES, Seen};
use crate::rule::{RuleProblem, RuleText, text_of};
use crate::sigma::Sigma;

/// Kind of the state that is written; another kind is not taken up.
const STATE: u32 = 1;

/// Rules, and the state of those that count.
pub struct Detector {
    sigma: Sigma,
    own: Vec<RuleText>,
    known: Known,
    limits: Limits,
    streams: BTreeMap<String, Stream>,
    templates: Templates,
}

/// What a detector knows of what it has seen: half-open windows, rows that wait for their order, what was told. To be written where a
/// restart finds it; its inside is not for others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    kind: u32,
    streams: BTreeMap<String, Stream>,
    sigma: Option<rsigma_eval::CorrelationSnapshot>,
}

impl Detector {
    /// Our own rules and these (file name, YAML). A rule that cannot be used is left out and told.
    pub fn new(more: &[(String, String)], around: &Surroundings) -> (Self, Vec<RuleProblem>) {
        let (sigma, problems) = Sigma::new(more);
        let detector = Self {
            sigma,
            own: OWN_RULES.iter().map(|rule| text_of(rule.name)).collect(),
            known: Known::new(around),
            limits: Limits::of(around),
            streams: BTreeMap::new(),
            templates: Templates::default(),
        };
        (detector, problems)
    }

    /// The ledgers or the policy have changed; what was seen stays seen.
    pub fn surround(&mut self, around: &Surroundings) {
        self.known = Known::new(around);
        self.limits = Limits::of(around);
        self.templates = Templates::default();
    }

    /// Looks at one event of a record, as the source sends them. `native` belongs to the record: it is to be given with one of its
    /// rows only. Hits of Sigma come at once; those of our own rules when the source is [`crate::LAG`] further, or with
    /// [`Detector::settle`].
    pub fn look(&mut self, row: &Row, native: Option<&Native>) -> Vec<Hit> {
        let mut hits = Vec::new();
        if let Some(native) = native {
            self.sigma.look(row, native, &mut hits);
        }
        let facts = self.known.facts(&row.event.user_uid, row.event.time);
        if self.sigma.looks_at_flat() {
            self.sigma.look_at_flat(&Flat { row, facts: &facts }, &mut hits);
        }
        if let Some(seen) = Seen::of(row, &facts, &self.limits) {
            self.put(&row.source, seen, row.received, &mut hits);
        }
        hits
    }

    /// The same for a row that repeats a template. A number stands for one template until everything is forgotten.
    pub fn look_again(&mut self, row: &Repeated<'_>) -> Vec<Hit> {
        if self.sigma.looks_at_flat() {
            return self.look(&row.row(), None);
        }
        let mut hits = Vec::new();
        if let Some((source, seen)) = self.templates.seen(row, &mut self.known, &self.limits) {
            self.put(&source, seen, row.received, &mut hits);
        }
        hits
    }

    fn put(&mut self, source: &str, seen: Seen, received: i64, hits: &mut Vec<Hit>) {
        if !self.streams.contains_key(source) {
            self.streams.insert(source.to_owned(), Stream::default());
        }
        if let Some(stream) = self.streams.get_mut(source) {
            let fired = stream.put(source, seen, received, &self.limits);
            hits.extend(fired.into_iter().map(|fired| hit(&self.own, fired, source)));
        }
    }

    /// Decides what still waits and is not later than `until`, microseconds since 1970: `i64::MAX` when a file is at its end or
    /// before a review; now less [`crate::LAG`] from time to time while a source is quiet. What comes afterwards and is earlier is late.
    pub fn settle(&mut self, until: i64) -> Vec<Hit> {
        let (own, limits) = (&self.own, &self.limits);
        let settle = |(source, stream): (&String, &mut Stream)| {
            stream.settle(until, limits).into_iter().map(|fired| hit(own, fired, source)).collect::<Vec<_>>()
        };
        self.streams.iter_mut().flat_map(settle).collect()
    }

    /// States of counting rules that were forgotten because there were too many; more than 0 must be told.
    pub fn forgotten(&self) -> u64 {
        self.sigma.forgotten() + self.streams.values().map(Stream::forgotten).sum::<u64>()
    }

    /// The rows that came too late to be counted since this was last asked, by source: of that time (and a day before and after)
    /// the twins tell what the stream could not.
    pub fn take_late(&mut self) -> Vec<Late> {
        self.streams.values_mut().filter_map(|stream| stream.late.take()).collect()
    }

    /// What every rule says of itself, our own first.
    pub fn rules(&self) -> Vec<RuleText> {
        let mut theirs: Vec<&RuleText> = self.sigma.texts().collect();
        theirs.sort_by(|one, other| one.id.cmp(&other.id));
        self.own.iter().cloned().chain([text_of("silent-source")]).chain(theirs.into_iter().cloned()).collect()
    }

    /// How many Sigma rules of the users look at single events.
    pub fn sigma_rules(&self) -> usize {
        self.sigma.len()
    }

    /// Forgets everything that was seen, so that the rules need not be read again for another file. False where it cannot: rules of the
    /// users that count keep their windows.
    pub fn forget_all(&mut self) -> bool {
        self.streams.clear();
        self.templates = Templates::default();
        self.sigma.state().is_none()
    }

    /// What to write down, so that a restart loses no half-open window.
    pub fn state(&self) -> State {
        State { kind: STATE, streams: self.streams.clone(), sigma: self.sigma.state() }
    }

    /// Takes up a state that was written down, in place of its own. False, and nothing done, where it is of another kind: then the
    /// last day is to be looked at again. Correlations that are gone lose their windows.
    pub fn restore(&mut self, state: State) -> bool {
        if state.kind != STATE || !state.sigma.is_none_or(|sigma| self.sigma.restore(sigma)) {
            return false;
        }
        self.streams = state.streams;
        true
    }
}

fn hit(own: &[RuleText], fired: Fired, source: &str) -> Hit {
    let (text, about) = (&own[fired.rule], OWN_RULES[fired.rule].about.of(&fired.seen).to_owned());
    Hit {
        rule: text.id.clone(),
        title: text.title.clone(),
        level: text.level,
        author: text.author.clone(),
        time: fired.seen.time,
        leaves: [(fired.seen.shard, fired.seen.leaf)]
            .into_iter()
            .chain(fired.found.with)
            .map(|(shard, leaf)| (shard.to_string(), leaf))
            .collect(),
        about,
        source: source.to_owned(),
        window: fired.seen.day,
        count: fired.found.count,
    }
}
