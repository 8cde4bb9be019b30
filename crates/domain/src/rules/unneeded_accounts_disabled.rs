//! `unneeded-accounts-disabled`: accounts of leavers and accounts nobody uses are deleted or disabled.
#![doc = include_str!("unneeded_accounts_disabled.md")]

use std::collections::BTreeMap;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict, Witnesses};
use crate::calendar::{days_between, plus_days};
use crate::facts::{Entry, Facts, RecordRef};
use crate::framework::Audience;
use crate::ledger::{Account, AccountStatus, Employment, LedgerId, StaffMember};
use crate::names::fold;

/// What an account can stand out by, the worst first: the order in which a person reads it.
const WORST_FIRST: &[&str] = &[
    "account-of-leaver-active",
    "account-past-its-date",
    "account-dormant",
    "account-never-used",
    "account-namesake-unclear",
    "account-status-unknown",
];

/// See the module.
pub(super) struct UnneededAccountsDisabled;

impl Rule for UnneededAccountsDisabled {
    fn control(&self) -> &'static str {
        "unneeded-accounts-disabled"
    }
    fn spec(&self) -> &'static str {
        include_str!("unneeded_accounts_disabled.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Accounts, LedgerId::Staff]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "accounts-none",
            "account-of-leaver-active",
            "account-past-its-date",
            "account-dormant",
            "account-never-used",
            "account-namesake-unclear",
            "account-status-unknown",
            "accounts-last-login-unknown",
            "staff-list-missing",
            "accounts-all-needed",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        if facts.accounts.is_empty() {
            verdict.missing_all("accounts-none", Vec::new(), &[]);
            return verdict.finish();
        }
        let staff = StaffIndex::of(facts);
        let mut found: BTreeMap<&str, Vec<RecordRef>> = BTreeMap::new();
        for account in &facts.accounts {
            if let Some(key) = judge(account, facts, &staff) {
                found.entry(key).or_default().push(account.reference());
            }
        }
        let dormant_days = facts.policy.dormant_days.to_string();
        let never_days = facts.policy.never_used_days.to_string();
        for key in WORST_FIRST {
            let records = found.remove(key).unwrap_or_default();
            match *key {
                _ if records.is_empty() => &mut verdict,
                "account-dormant" => verdict.against_all(key, records, &[("days", &dormant_days)]),
                "account-never-used" => verdict.against_all(key, records, &[("days", &never_days)]),
                "account-namesake-unclear" | "account-status-unknown" => verdict.missing(key, records),
                _ => verdict.against(key, records),
            };
        }
        // a vendor's people are not on the institution's list
        if facts.staff.is_empty() && context.audience != Audience::Vendor {
            verdict.missing_all("staff-list-missing", Vec::new(), &[]);
        }
        let usable = || facts.accounts.iter().filter(|account| usable(account));
        // without any login date nobody can say which accounts are used
        if usable().next().is_some() && usable().all(|account| account.last_login.is_none() && !account.never_logged_in) {
            verdict.missing_all("accounts-last-login-unknown", Vec::new(), &[]);
        }
        verdict.support_by("accounts-all-needed", Witnesses::default().and(&facts.accounts).and(&facts.staff));
        verdict.valid_until(plus_days(facts.as_of, facts.policy.dormant_days));
        verdict.finish()
    }
}

fn usable(account: &Account) -> bool {
    !matches!(account.status, AccountStatus::Disabled | AccountStatus::Deleted)
}

/// The reason key under which the account stands out, if any.
fn judge(account: &Entry<Account>, facts: &Facts, staff: &StaffIndex) -> Option<&'static str> {
    if !usable(account) {
        return None;
    }
    let today = facts.as_of;
    match staff.person(account, today) {
        Person::Left => return Some("account-of-leaver-active"),
        Person::Unclear => return Some("account-namesake-unclear"),
        Person::Present | Person::Unlisted => {}
    }
    if account.valid_until.is_some_and(|until| until.latest() < today) {
        return Some("account-past-its-date");
    }
    if account.last_login.is_some_and(|login| days_between(login.latest(), today) > facts.policy.dormant_days) {
        return Some("account-dormant");
    }
    let age = account.created_on.map(|created| days_between(created.latest(), today));
    if account.never_logged_in && age.is_none_or(|age| age > facts.policy.never_used_days) {
        return Some("account-never-used");
    }
    (account.status == AccountStatus::Unknown).then_some("account-status-unknown")
}

enum Person {
    Left,
    Present,
    /// Two people of that name, one of whom has left, and nothing to tell them apart
    Unclear,
    Unlisted,
}

/// Staff by employee number, and leavers with their namesakes by folded name.
struct StaffIndex<'a> {
    numbers: BTreeMap<String, Vec<&'a StaffMember>>,
    names: BTreeMap<String, Vec<&'a StaffMember>>,
}

impl<'a> StaffIndex<'a> {
    /// Only leavers and their namesakes matter by name; numbers only where accounts have them.
    fn of(facts: &'a Facts) -> Self {
        let mut index = Self { numbers: BTreeMap::new(), names: BTreeMap::new() };
        let leavers = facts.staff.iter().filter(|member| has_left(member, facts.as_of));
        index.names.extend(leavers.map(|member| (fold(&member.name), Vec::new())).filter(|(name, _)| !name.is_empty()));
        let is_numbered = facts.accounts.iter().any(|account| !account.employee_number.trim().is_empty());
        for member in &facts.staff {
            let number = if is_numbered { fold(&member.employee_number) } else { String::new() };
            if !number.is_empty() {
                index.numbers.entry(number).or_default().push(&member.record);
            }
            if !index.names.is_empty()
                && let Some(namesakes) = index.names.get_mut(&fold(&member.name))
            {
                namesakes.push(&member.record);
            }
        }
        index
    }

    /// The employee number decides; without one the name does, narrowed by department where several bear it.
    fn person(&self, account: &Account, today: jiff::civil::Date) -> Person {
        if self.names.is_empty() && self.numbers.is_empty() {
            return Person::Unlisted;
        }
        let by_number = self.numbers.get(&fold(&account.employee_number));
        let mut members: Vec<&StaffMember> = by_number.or_else(|| self.names.get(&fold(&account.full_name()))).cloned().unwrap_or_default();
        let department = fold(&account.department);
        if members.len() > 1 && !department.is_empty() {
            let same: Vec<&StaffMember> = members.iter().copied().filter(|member| fold(&member.department) == department).collect();
            if !same.is_empty() {
                members = same;
            }
        }
        match members.iter().filter(|member| has_left(member, today)).count() {
            _ if members.is_empty() => Person::Unlisted,
            0 => Person::Present,
            left if left == members.len() => Person::Left,
            _ => Person::Unclear,
        }
    }
}

/// Leave is not leaving; a date of leaving in the future is not leaving yet.
fn has_left(member: &StaffMember, today: jiff::civil::Date) -> bool {
    match member.left_on {
        Some(left) => left.latest() < today && member.employment != Employment::OnLeave,
        None => member.employment == Employment::Left,
    }
}
