//! Accounts, out of `passwd`, `group` and `shadow`. Of `shadow` only whether a password is locked or empty, and days; never the hash.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::Tree;
use crate::collect::Account;

/// Groups whose members administer the machine.
const ADMINISTRATORS: [&str; 4] = ["sudo", "wheel", "admin", "root"];

/// What `shadow` says of one account.
#[derive(Default)]
struct Shadow {
    locked: bool,
    empty: bool,
    set_on: String,
    never_expires: bool,
}

/// Accounts of people, and those of services with which somebody could sign in.
pub(super) fn accounts(tree: &Tree) -> Vec<Account> {
    let shadow = shadow(tree);
    let groups = groups(tree);
    let mut all = Vec::new();
    for line in tree.text("etc/passwd").unwrap_or_default().lines() {
        let fields: Vec<&str> = line.split(':').collect();
        let [id, _, uid, gid, name, _, shell, ..] = fields.as_slice() else { continue };
        let number: u32 = uid.parse().unwrap_or(u32::MAX);
        let shelled = !["nologin", "false", "sync", "halt", "shutdown"].iter().any(|end| shell.ends_with(end)) && !shell.is_empty();
        let person = number == 0 || (1000..65_534).contains(&number);
        if !person && !shelled {
            continue;
        }
        let hidden = shadow.get(*id);
        let named: Vec<String> = groups
            .iter()
            .filter(|(_, (number, members))| number == gid || members.iter().any(|member| member == id))
            .map(|(name, _)| name.clone())
            .collect();
        all.push(Account {
            id: (*id).to_owned(),
            name: name.split(',').next().unwrap_or_default().to_owned(),
            sid: (*uid).to_owned(),
            enabled: hidden.map_or(if shelled { None } else { Some(false) }, |hidden| Some(shelled && !hidden.locked)),
            administrator: Some(number == 0 || named.iter().any(|group| ADMINISTRATORS.contains(&group.as_str()))),
            password_never_expires: hidden.map(|hidden| hidden.never_expires),
            password_not_required: hidden.map(|hidden| hidden.empty),
            password_set_on: hidden.map(|hidden| hidden.set_on.clone()).unwrap_or_default(),
            last_sign_in: String::new(),
            groups: named,
        });
    }
    all
}

/// Groups by name: number and members.
fn groups(tree: &Tree) -> BTreeMap<String, (String, Vec<String>)> {
    let text = tree.text("etc/group").unwrap_or_default();
    let entries = text.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, number, members] = fields.as_slice() else { return None };
        Some(((*name).to_owned(), ((*number).to_owned(), members.split(',').map(str::to_owned).collect())))
    });
    entries.collect()
}

fn shadow(tree: &Tree) -> BTreeMap<String, Shadow> {
    let text = tree.text("etc/shadow").unwrap_or_default();
    let entries = text.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, secret, set, _, longest, ..] = fields.as_slice() else { return None };
        let set_on = set.parse().ok().and_then(day).map(|day| day.to_string()).unwrap_or_default();
        let never_expires = longest.parse::<u32>().map_or(true, |days| days >= 99_999);
        Some(((*name).to_owned(), Shadow { locked: secret.starts_with(['!', '*']), empty: secret.is_empty(), set_on, never_expires }))
    });
    entries.collect()
}

/// A number of days since 1970; 0 means "to be changed at the next sign-in".
fn day(days: i32) -> Option<Date> {
    if days <= 0 {
        return None;
    }
    date(1970, 1, 1).checked_add(days.days()).ok()
}
