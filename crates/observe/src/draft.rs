//! What a reader has found so far. Not here: how anything is read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sonae_domain::observation::{Observation, ObservationKind, ObservedBackup, ObservedDevice};

use crate::problem::{Problem, Severity, keys};
use crate::{Limits, Reading};

/// A reading in the making.
pub(crate) struct Draft<'a> {
    pub(crate) limits: &'a Limits,
    pub(crate) taken_at: Option<Timestamp>,
    observations: Vec<Observation>,
    problems: Vec<Problem>,
    counts: BTreeMap<&'static str, usize>,
    full: bool,
    secrets: u32,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self { limits, taken_at: None, observations: Vec::new(), problems: Vec::new(), counts: BTreeMap::new(), full: false, secrets: 0 }
    }

    pub(crate) fn device(&mut self, mut device: ObservedDevice) {
        device.seen_at = device.seen_at.or(self.taken_at);
        self.keep_named(Observation::Device(Box::new(device)));
    }

    pub(crate) fn backup(&mut self, mut backup: ObservedBackup) {
        backup.seen_at = backup.seen_at.or(self.taken_at);
        self.keep_named(Observation::Backup(Box::new(backup)));
    }

    fn keep_named(&mut self, observation: Observation) {
        if observation.is_unnamed() {
            self.warning(keys::NO_MACHINE);
        }
        self.keep(observation);
    }

    fn keep(&mut self, observation: Observation) {
        if self.observations.len() < self.limits.observations {
            self.observations.push(observation);
        } else if !self.full {
            self.full = true;
            self.push(Problem::new(Severity::Warning, keys::TOO_MANY).arg("limit", self.limits.observations));
        }
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        let count = self.counts.entry(problem.key).or_default();
        *count += 1;
        if *count <= self.limits.problems_of_a_kind {
            self.problems.push(problem);
        }
    }

    pub(crate) fn error(&mut self, key: &'static str) {
        self.push(Problem::new(Severity::Error, key));
    }

    pub(crate) fn warning(&mut self, key: &'static str) {
        self.push(Problem::new(Severity::Warning, key));
    }

    pub(crate) fn info(&mut self, key: &'static str) {
        self.push(Problem::new(Severity::Info, key));
    }

    /// Counts secrets that were passed over.
    pub(crate) fn secrets(&mut self, count: u32) {
        self.secrets = self.secrets.saturating_add(count);
    }

    /// How many were passed over so far.
    pub(crate) fn secrets_so_far(&self) -> u32 {
        self.secrets
    }

    /// At most as many entries as one list of a machine may have.
    pub(crate) fn within<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        if list.len() > self.limits.entries {
            list.truncate(self.limits.entries);
            self.push(Problem::new(Severity::Warning, keys::TOO_MANY).arg("limit", self.limits.entries));
        }
        list
    }

    pub(crate) fn finish(mut self, file: &str, kind: Option<ObservationKind>) -> Reading {
        if self.secrets > 0 {
            self.push(Problem::new(Severity::Info, keys::SECRETS_DROPPED).arg("count", self.secrets));
        }
        if kind.is_some() && self.observations.is_empty() && self.problems.iter().all(|p| p.severity == Severity::Info) {
            self.info(keys::NOTHING_FOUND);
        }
        let mut problems = self.problems;
        for (key, count) in self.counts {
            if count > self.limits.problems_of_a_kind {
                let severity = problems.iter().find(|p| p.key == key).map_or(Severity::Info, |p| p.severity);
                let more = Problem::new(severity, keys::MORE_OF_A_KIND);
                problems.push(more.arg("kind", key).arg("count", count - self.limits.problems_of_a_kind));
            }
        }
        for problem in &mut problems {
            file.clone_into(&mut problem.file);
        }
        Reading { kind, taken_at: self.taken_at, observations: self.observations, problems, secrets_dropped: self.secrets }
    }
}
