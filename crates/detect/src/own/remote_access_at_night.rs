//! Somebody signed in from outside (VPN, remote desktop) out of hours, was not on duty, and had announced nothing.

use sonae_logs::{Activity, Class, Outcome, Row};

use super::{About, Folded, Limits, Own};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "remote-access-at-night", about: About::User, picks };

/// How sources call it, in category, operation or code.
const WORDS: &[&str] = &["vpn", "rdp", "remote", "terminalservices", "tunnel"];

/// Windows' own way to say remote desktop, in the message of Security 4624.
const LOGON_TYPE: &[&str] = &["logontype=10"];

fn picks(row: &Row, facts: &Facts, _: &Limits) -> bool {
    let event = &row.event;
    event.class == Class::Authentication
        && event.activity == Activity::Logon
        && event.outcome != Outcome::Failure
        && !event.user_uid.is_empty()
        && facts.out_of_hours
        && !facts.on_duty
        && !(facts.account_vendor && facts.announced)
        && (Folded::of(&[&event.category, &event.operation, &event.code]).has_any(WORDS)
            || Folded::of(&[&event.message]).has_any(LOGON_TYPE))
}
