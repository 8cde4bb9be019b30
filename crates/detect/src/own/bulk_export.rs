//! One user exported or printed many records within an hour: at once, or one by one.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use sonae_logs::{Activity, Outcome, Row};

use super::groups::Groups;
use super::{About, Counting, Found, HOUR, Limits, Own, Seen};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "bulk-export", about: About::User, picks };

/// Exports and prints of one user within an hour, at most; beyond it the oldest are forgotten.
const EXPORTS: usize = 200_000;

fn picks(row: &Row, _: &Facts, limits: &Limits) -> bool {
    let event = &row.event;
    limits.bulk_records > 0
        && matches!(event.activity, Activity::Export | Activity::Print)
        && event.outcome != Outcome::Failure
        && !event.user_uid.is_empty()
}

/// The hour up to the present event, by user.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct State(Groups<Hour>);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Hour {
    exports: VecDeque<(i64, u32)>,
    records: u64,
}

impl Hour {
    fn expire(&mut self, time: i64) -> bool {
        while self.exports.front().is_some_and(|(at, _)| *at <= time.saturating_sub(HOUR)) {
            self.drop_first();
        }
        !self.exports.is_empty()
    }

    fn drop_first(&mut self) {
        if let Some((_, records)) = self.exports.pop_front() {
            self.records -= u64::from(records);
        }
    }
}

impl Counting for State {
    fn add(&mut self, seen: &Seen) {
        let hour = self.0.of(&seen.user);
        hour.expire(seen.time);
        // What does not say how many is one.
        let records = seen.count.max(1);
        hour.exports.push_back((seen.time, records));
        hour.records += u64::from(records);
        if hour.exports.len() > EXPORTS {
            hour.drop_first();
            self.0.forget(1);
        }
    }

    fn decide(&mut self, seen: &Seen, limits: &Limits) -> Option<Found> {
        let records = self.0.of(&seen.user).records;
        let count = u32::try_from(records).unwrap_or(u32::MAX);
        (count > limits.bulk_records).then_some(Found { count, with: None })
    }

    fn expire(&mut self, time: i64) {
        self.0.retain(|hour| hour.expire(time));
    }

    fn forgotten(&self) -> u64 {
        self.0.forgotten()
    }
}
