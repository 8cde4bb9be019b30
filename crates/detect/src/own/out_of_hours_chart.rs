//! A chart was opened out of hours by somebody who was not on duty.

use sonae_logs::{Class, Outcome, Row};

use super::{About, Limits, Own};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "out-of-hours-chart", about: About::User, picks };

fn picks(row: &Row, facts: &Facts, _: &Limits) -> bool {
    let event = &row.event;
    event.class == Class::DatastoreActivity
        && event.outcome != Outcome::Failure
        && !event.patient_uid.is_empty()
        && !event.user_uid.is_empty()
        && facts.out_of_hours
        && !facts.on_duty
}
