//! Several sign-ins of one account failed within ten minutes, and then one succeeded.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use sonae_logs::{Activity, Class, Outcome, Row};

use super::groups::Groups;
use super::{About, Counting, Found, Limits, MINUTE, Own, Seen};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "burst-then-success", about: About::User, picks };

/// Failures of one account within ten minutes, at most; beyond it the oldest are forgotten, which changes nothing but the figure.
const FAILURES: usize = 100_000;

fn picks(row: &Row, _: &Facts, limits: &Limits) -> bool {
    let event = &row.event;
    limits.failures_before_success > 0
        && event.class == Class::Authentication
        && event.activity == Activity::Logon
        && event.outcome != Outcome::Unknown
        && !event.user_uid.is_empty()
}

/// When sign-ins failed within the last ten minutes, by account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct State(Groups<VecDeque<i64>>);

fn expire(failures: &mut VecDeque<i64>, time: i64) -> bool {
    while failures.front().is_some_and(|failed| *failed <= time.saturating_sub(10 * MINUTE)) {
        failures.pop_front();
    }
    !failures.is_empty()
}

impl Counting for State {
    fn add(&mut self, seen: &Seen) {
        let failures = self.0.of(&seen.user);
        expire(failures, seen.time);
        if seen.outcome == Outcome::Failure {
            failures.push_back(seen.time);
            if failures.len() > FAILURES {
                failures.pop_front();
                self.0.forget(1);
            }
        }
    }

    fn decide(&mut self, seen: &Seen, limits: &Limits) -> Option<Found> {
        if seen.outcome != Outcome::Success {
            return None;
        }
        let count = u32::try_from(self.0.of(&seen.user).len()).unwrap_or(u32::MAX);
        (count >= limits.failures_before_success).then_some(Found { count, with: None })
    }

    fn expire(&mut self, time: i64) {
        self.0.retain(|failures| expire(failures, time));
    }

    fn forgotten(&self) -> u64 {
        self.0.forgotten()
    }
}
