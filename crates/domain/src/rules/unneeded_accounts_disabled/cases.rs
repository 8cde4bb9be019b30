//! What every account stands out by, and since when. An account may stand out by several things.

use jiff::civil::Date;

use super::people::{People, Person};
use crate::assessment::Tone;
use crate::calendar::{PartialDate, days_between, plus_days};
use crate::facts::{Entry, Facts, Leak};
use crate::ledger::{Account, AccountKind, AccountStatus};
use crate::names::fold_company;

/// One thing by which one account stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCase {
    /// Place of the account in the facts
    pub at: usize,
    /// Key of the reason
    pub why: &'static str,
    /// How much it weighs
    pub tone: Tone,
    /// Since when, as far as is known
    pub since: Option<Date>,
    /// Key of the member of staff whom it concerns; empty where nobody
    pub person: String,
}

/// Everything by which usable accounts stand out, account by account, the worst first.
pub fn account_cases(facts: &Facts) -> Vec<AccountCase> {
    of(facts, &People::of(facts))
}

pub(super) fn of(facts: &Facts, people: &People<'_>) -> Vec<AccountCase> {
    let usable = facts.accounts.iter().enumerate().filter(|(_, account)| account.is_usable());
    usable.flat_map(|(at, account)| judge(at, account, facts, people)).collect()
}

fn judge(at: usize, account: &Entry<Account>, facts: &Facts, people: &People<'_>) -> Vec<AccountCase> {
    let today = facts.as_of;
    let mut person = String::new();
    let mut found: Vec<(&'static str, Option<Date>)> = Vec::new();
    match people.person(account) {
        Person::Left(member) => {
            person.clone_from(&member.key);
            found.push(("account-of-leaver-active", member.left_on.map(PartialDate::latest)));
        }
        Person::Unclear => found.push(("account-namesake-unclear", None)),
        Person::OnLeave(member) => {
            person.clone_from(&member.key);
            found.push(("account-of-person-on-leave", None));
        }
        Person::Unlisted if people.is_named_like_leaver(account) => found.push(("account-named-like-leaver", None)),
        Person::Present | Person::Unlisted => {}
    }
    if let Some(until) = account.valid_until.map(PartialDate::latest).filter(|until| *until < today) {
        found.push(("account-past-its-date", Some(until)));
    }
    found.extend(of_vendor(account, facts));
    if let Some(leak) = leaked(account, facts) {
        found.push(("account-leaked", Some(leak.found_on)));
    }
    // what the source saw is judged for the day on which it saw it
    let seen = account.seen_on.map_or(today, PartialDate::latest).min(today);
    let allowed = facts.policy.dormant_days + account.login_lag();
    if let Some(login) = account.last_login.map(PartialDate::latest).filter(|login| days_between(*login, seen) > allowed) {
        found.push(("account-dormant", Some(login)));
    }
    let created = account.created_on.map(PartialDate::latest);
    if account.never_logged_in && created.is_none_or(|created| days_between(created, seen) > facts.policy.never_used_days) {
        found.push(("account-never-used", created));
    }
    let is_odd = !found.is_empty();
    if account.status == AccountStatus::Unknown && !is_odd {
        found.push(("account-status-unknown", None));
    }
    let nobodys = [&account.owner, &account.vendor, &account.employee_number].iter().all(|text| text.trim().is_empty());
    if nobodys && matches!(account.kind, AccountKind::Service | AccountKind::Vendor | AccountKind::Shared) {
        found.push(("account-without-owner", None));
    }
    let tone = |why: &str| super::WORST_FIRST.iter().find(|(key, _)| *key == why).map_or(Tone::Advice, |(_, tone)| *tone);
    let place = |why: &str| super::WORST_FIRST.iter().position(|(key, _)| *key == why);
    found.sort_by_key(|(why, _)| place(why));
    found.into_iter().map(|(why, since)| AccountCase { at, why, tone: tone(why), since, person: person.clone() }).collect()
}

/// A vendor whose contracts have all ended and to whom no line belongs.
fn of_vendor(account: &Account, facts: &Facts) -> Option<(&'static str, Option<Date>)> {
    let vendor = fold_company(&account.vendor);
    if vendor.is_empty() || facts.maintenance_lines.iter().any(|line| fold_company(&line.vendor) == vendor) {
        return None;
    }
    let contracts: Vec<_> = facts.contracts.iter().filter(|contract| fold_company(&contract.vendor) == vendor).collect();
    let ended = contracts.iter().filter_map(|contract| contract.ends).map(PartialDate::latest).max();
    let over = !contracts.is_empty() && contracts.iter().all(|contract| contract.ends.is_some_and(|ends| ends.latest() < facts.as_of));
    over.then_some(("account-of-former-vendor", ended.map(|ended| plus_days(ended, 1))))
}

/// The newest list on which the account stands, unless somebody dealt with it.
fn leaked<'f>(account: &Entry<Account>, facts: &'f Facts) -> Option<&'f Leak> {
    let of_account = facts.leaks.iter().filter(|leak| leak.is_of_account() && leak.of == account.key);
    of_account.filter(|leak| facts.is_open_leak(leak)).max_by_key(|leak| leak.found_on)
}
