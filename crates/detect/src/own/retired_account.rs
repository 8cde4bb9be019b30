//! Something was done with the account of somebody who left, or with one that the ledger holds disabled.

use sonae_logs::{Outcome, Row};

use super::{About, Limits, Own};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "retired-account", about: About::User, picks };

fn picks(row: &Row, facts: &Facts, _: &Limits) -> bool {
    facts.account_retired && row.event.outcome != Outcome::Failure
}
