//! One user opened the charts of many different patients within an hour.

use std::collections::{HashMap, VecDeque};

use foldhash::quality::RandomState;
use serde::{Deserialize, Serialize};
use sonae_logs::{Class, Outcome, Row};

use super::groups::Groups;
use super::{About, Counting, Found, HOUR, Limits, Own, Seen};
use crate::around::Facts;
use crate::word::Word;

pub(super) const RULE: Own = Own { name: "many-patients", about: About::User, picks };

/// Openings of one user within an hour, at most; beyond it the oldest are forgotten.
const OPENINGS: usize = 200_000;

fn picks(row: &Row, _: &Facts, limits: &Limits) -> bool {
    let event = &row.event;
    limits.patients_an_hour > 0
        && event.class == Class::DatastoreActivity
        && event.outcome != Outcome::Failure
        && !event.patient_uid.is_empty()
        && !event.user_uid.is_empty()
}

/// The hour up to the present event, by user.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct State(Groups<Hour>);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Hour {
    /// When each patient was opened last
    last: HashMap<Word, i64, RandomState>,
    /// Openings in their order; one that is not the patient's last no longer counts
    openings: VecDeque<(i64, Word)>,
}

impl Hour {
    /// Drops what is an hour old; returns whether anything is left.
    fn expire(&mut self, time: i64) -> bool {
        while self.openings.front().is_some_and(|(opened, _)| *opened <= time.saturating_sub(HOUR)) {
            self.drop_first();
        }
        !self.openings.is_empty()
    }

    fn drop_first(&mut self) {
        if let Some((opened, patient)) = self.openings.pop_front()
            && self.last.get(&patient) == Some(&opened)
        {
            self.last.remove(&patient);
        }
    }
}

impl Counting for State {
    fn add(&mut self, seen: &Seen) {
        let hour = self.0.of(&seen.user);
        hour.expire(seen.time);
        match hour.last.get_mut(&seen.patient) {
            Some(last) if *last == seen.time => return,
            Some(last) => *last = seen.time,
            None => {
                hour.last.insert(seen.patient.clone(), seen.time);
            }
        }
        hour.openings.push_back((seen.time, seen.patient.clone()));
        if hour.openings.len() > OPENINGS {
            hour.drop_first();
            self.0.forget(1);
        }
    }

    fn decide(&mut self, seen: &Seen, limits: &Limits) -> Option<Found> {
        let patients = self.0.of(&seen.user).last.len();
        let count = u32::try_from(patients).unwrap_or(u32::MAX);
        (count > limits.patients_an_hour).then_some(Found { count, with: None })
    }

    fn expire(&mut self, time: i64) {
        self.0.retain(|hour| hour.expire(time));
    }

    fn forgotten(&self) -> u64 {
        self.0.forgotten()
    }
}
