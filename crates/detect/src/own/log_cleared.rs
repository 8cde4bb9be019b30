//! A log was cleared.

use sonae_logs::{Activity, Class, Row};

use super::{About, Limits, Own};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "log-cleared", about: About::Machine, picks };

fn picks(row: &Row, _: &Facts, _: &Limits) -> bool {
    row.event.class == Class::EventLogActivity && row.event.activity == Activity::Clear
}
