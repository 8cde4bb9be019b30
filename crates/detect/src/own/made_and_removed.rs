//! An account was made, or was given a right, and was removed or lost it within 24 hours: an administrator for one night.

use serde::{Deserialize, Serialize};
use sonae_logs::{Activity, Class, Outcome, Row};

use super::groups::Groups;
use super::{About, Counting, Found, HOUR, Limits, Own, Seen};
use crate::around::Facts;
use crate::word::Word;

pub(super) const RULE: Own = Own { name: "administrator-made-and-removed", about: About::Target, picks };

fn picks(row: &Row, _: &Facts, _: &Limits) -> bool {
    let event = &row.event;
    event.class == Class::AccountChange
        && matches!(event.activity, Activity::Create | Activity::Grant | Activity::Delete | Activity::Revoke)
        && event.outcome != Outcome::Failure
        && !event.target.is_empty()
}

/// When it was last made or given a right, by account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct State(Groups<Option<Made>>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Made {
    time: i64,
    shard: Word,
    leaf: u64,
}

impl Counting for State {
    fn add(&mut self, seen: &Seen) {
        if matches!(seen.activity, Activity::Create | Activity::Grant) {
            *self.0.of(&seen.target) = Some(Made { time: seen.time, shard: seen.shard.clone(), leaf: seen.leaf });
        }
    }

    fn decide(&mut self, seen: &Seen, _: &Limits) -> Option<Found> {
        if !matches!(seen.activity, Activity::Delete | Activity::Revoke) {
            return None;
        }
        let made = self.0.of(&seen.target).as_ref().filter(|made| made.time > seen.time.saturating_sub(24 * HOUR))?;
        Some(Found { count: 0, with: Some((made.shard.clone(), made.leaf)) })
    }

    fn expire(&mut self, time: i64) {
        self.0.retain(|made| made.as_ref().is_some_and(|made| made.time > time.saturating_sub(24 * HOUR)));
    }

    fn forgotten(&self) -> u64 {
        self.0.forgotten()
    }
}
