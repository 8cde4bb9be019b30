//! One account worked on two terminals within five minutes, without signing out at the first: it is shared.

use serde::{Deserialize, Serialize};
use sonae_logs::{Activity, Class, Outcome, Row};

use super::groups::Groups;
use super::{About, Counting, Found, Limits, MINUTE, Own, Seen};
use crate::around::Facts;
use crate::word::Word;

pub(super) const RULE: Own = Own { name: "two-terminals", about: About::User, picks };

fn picks(row: &Row, _: &Facts, _: &Limits) -> bool {
    let event = &row.event;
    matches!(event.class, Class::Authentication | Class::DatastoreActivity)
        && event.outcome != Outcome::Failure
        && !event.user_uid.is_empty()
        && !event.terminal.is_empty()
        // Windows of one Unix session are no terminals in this sense.
        && !event.terminal.starts_with("pts/")
        && !event.terminal.starts_with("tty")
}

/// The last event, by account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct State(Groups<Option<Last>>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Last {
    time: i64,
    terminal: Word,
    signed_out: bool,
    shard: Word,
    leaf: u64,
}

impl Counting for State {
    fn add(&mut self, _: &Seen) {}

    fn decide(&mut self, seen: &Seen, _: &Limits) -> Option<Found> {
        let last = self.0.of(&seen.user);
        let signed_out = seen.activity == Activity::Logoff;
        let found = last
            .as_ref()
            .filter(|last| {
                !last.signed_out && !signed_out && last.terminal != seen.terminal && last.time >= seen.time.saturating_sub(5 * MINUTE)
            })
            .map(|last| Found { count: 0, with: Some((last.shard.clone(), last.leaf)) });
        match last {
            Some(last) => {
                last.terminal.clone_from(&seen.terminal);
                last.shard.clone_from(&seen.shard);
                (last.time, last.signed_out, last.leaf) = (seen.time, signed_out, seen.leaf);
            }
            None => {
                let (terminal, shard) = (seen.terminal.clone(), seen.shard.clone());
                *last = Some(Last { time: seen.time, terminal, signed_out, shard, leaf: seen.leaf });
            }
        }
        found
    }

    fn expire(&mut self, time: i64) {
        self.0.retain(|last| last.as_ref().is_some_and(|last| last.time >= time.saturating_sub(5 * MINUTE)));
    }

    fn forgotten(&self) -> u64 {
        self.0.forgotten()
    }
}
