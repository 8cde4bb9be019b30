//! A vendor signed in at a time for which no work was announced.

use sonae_logs::{Activity, Class, Outcome, Row};

use super::{About, Limits, Own};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "maintenance-unannounced", about: About::User, picks };

fn picks(row: &Row, facts: &Facts, _: &Limits) -> bool {
    let event = &row.event;
    facts.account_vendor
        && !facts.announced
        && event.class == Class::Authentication
        && event.activity == Activity::Logon
        && event.outcome != Outcome::Failure
}
