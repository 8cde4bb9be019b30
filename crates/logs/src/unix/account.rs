//! Accounts made, changed and removed: useradd, usermod, userdel, gpasswd, passwd.

use super::{account_name, set};
use crate::event::{Activity, Class, Event, Outcome};

/// One line of an account tool.
pub(super) fn read(message: &str, event: &mut Event) -> bool {
    let Some((activity, target)) = what(message) else { return false };
    if target.is_empty() {
        return false;
    }
    set(event, Class::AccountChange, activity, Outcome::Success);
    event.target = account_name(target);
    if let Some((_, rest)) = message.split_once(" by ") {
        event.user_uid = account_name(rest.split(' ').next().unwrap_or_default());
    }
    true
}

fn what(message: &str) -> Option<(Activity, &str)> {
    if let Some(rest) = message.strip_prefix("new user: name=").or_else(|| message.strip_prefix("new group: name=")) {
        return Some((Activity::Create, rest.split(',').next()?));
    }
    if let Some(rest) = message.strip_prefix("delete user ").or_else(|| message.strip_prefix("group ")) {
        return rest.split_whitespace().next().map(|name| (Activity::Delete, name));
    }
    if let Some((name, _)) = message.strip_prefix("add ").and_then(|rest| rest.split_once(" to ")) {
        return Some((Activity::Grant, name));
    }
    if let Some((name, _)) = message.strip_prefix("delete ").and_then(|rest| rest.split_once(" from ")) {
        return Some((Activity::Revoke, name));
    }
    for (start, activity) in [("lock user ", Activity::Revoke), ("unlock user ", Activity::Grant), ("change user ", Activity::Update)] {
        if let Some(rest) = message.strip_prefix(start) {
            return rest.split_whitespace().next().map(|name| (activity, name));
        }
    }
    let rest = message.strip_prefix("user ")?;
    let (name, rest) = rest.split_once(' ')?;
    match rest.split(' ').next()? {
        "added" => Some((Activity::Grant, name)),
        "removed" => Some((Activity::Revoke, name)),
        _ => None,
    }
}
