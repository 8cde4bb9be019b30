//! `unneeded-accounts-disabled`: accounts of leavers and accounts nobody uses are deleted or disabled.
#![doc = include_str!("unneeded_accounts_disabled.md")]

mod cases;
mod people;

use super::{Context, Rule};
use crate::assessment::{Finding, Tone, Verdict, Witnesses};
use crate::calendar::plus_days;
use crate::facts::{Entry, Facts, Provenance, RecordRef};
use crate::framework::Audience;
use crate::ledger::{LedgerId, StaffMember};

pub use cases::{AccountCase, account_cases};
use people::People;

/// What an account can stand out by, with the tone of it, the worst first: the order in which a person reads it.
pub(crate) const WORST_FIRST: &[(&str, Tone)] = &[
    ("account-of-leaver-active", Tone::Against),
    ("account-past-its-date", Tone::Against),
    ("account-of-former-vendor", Tone::Against),
    ("account-leaked", Tone::Missing),
    ("account-dormant", Tone::Against),
    ("account-never-used", Tone::Against),
    ("account-named-like-leaver", Tone::Missing),
    ("account-namesake-unclear", Tone::Missing),
    ("account-status-unknown", Tone::Missing),
    ("account-without-owner", Tone::Advice),
    ("account-of-person-on-leave", Tone::Advice),
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
            "account-of-former-vendor",
            "account-leaked",
            "account-dormant",
            "account-never-used",
            "account-named-like-leaver",
            "account-namesake-unclear",
            "account-status-unknown",
            "account-without-owner",
            "account-of-person-on-leave",
            "accounts-last-login-unknown",
            "staff-list-missing",
            "account-of-leaver-disabled",
            "accounts-all-needed",
            "account-name-variant",
            "leaver-without-account",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        if facts.accounts.is_empty() {
            verdict.missing_all("accounts-none", Vec::new(), &[]);
            return verdict.finish();
        }
        let people = People::of(facts);
        let cases = cases::of(facts, &people);
        let dormant_days = facts.policy.dormant_days.to_string();
        let never_days = facts.policy.never_used_days.to_string();
        for (key, tone) in WORST_FIRST {
            let records: Vec<RecordRef> =
                cases.iter().filter(|case| case.why == *key).map(|case| facts.accounts[case.at].reference()).collect();
            if records.is_empty() {
                continue;
            }
            let args: &[(&str, &str)] = match *key {
                "account-dormant" => &[("days", &dormant_days)],
                "account-never-used" => &[("days", &never_days)],
                _ => &[],
            };
            match tone {
                Tone::Against => verdict.against_all(key, records, args),
                Tone::Missing => verdict.missing_all(key, records, args),
                Tone::Support | Tone::Advice => verdict.advice_all(key, records, args),
            };
        }
        leavers(facts, &people, &mut verdict);
        // a vendor's people are not on the institution's list
        if facts.staff.is_empty() && context.audience != Audience::Vendor {
            verdict.missing_all("staff-list-missing", Vec::new(), &[]);
        }
        let usable = || facts.accounts.iter().filter(|account| account.is_usable());
        // without any login date nobody can say which accounts are used
        if usable().next().is_some() && usable().all(|account| account.last_login.is_none() && !account.never_logged_in) {
            verdict.missing_all("accounts-last-login-unknown", Vec::new(), &[]);
        }
        // the list of staff is what the accounts are held against; what it says of them, the accounts themselves must show
        let said: Vec<Entry<StaffMember>> =
            facts.staff.iter().filter(|member| member.provenance == Provenance::Statement).cloned().collect();
        verdict.support_by("accounts-all-needed", Witnesses::default().and(&facts.accounts).and(&said));
        verdict.valid_until(plus_days(facts.as_of, facts.policy.dormant_days));
        verdict.finish()
    }
}

/// Leavers to whom no account belongs under any spelling.
pub fn leavers_without_account(facts: &Facts) -> Vec<&Entry<StaffMember>> {
    People::of(facts).without_account().collect()
}

/// Leavers whose accounts are closed, who have none under any spelling, and whose names are spelt differently in the two lists.
fn leavers(facts: &Facts, people: &People<'_>, verdict: &mut Verdict) {
    let closed: Vec<RecordRef> =
        facts.accounts.iter().filter(|account| !account.is_usable() && people.leaver(account).is_some()).map(Entry::reference).collect();
    if !closed.is_empty() {
        verdict.support("account-of-leaver-disabled", closed);
    }
    let mut spelt = Vec::new();
    for account in &facts.accounts {
        if let Some(member) = people.leaver(account).filter(|member| people::is_spelt_differently(account, member)) {
            spelt.extend([account.reference(), member.reference()]);
        }
    }
    let pairs = (spelt.len() / 2).to_string();
    if !spelt.is_empty() {
        verdict.advice_all("account-name-variant", spelt, &[("pairs", &pairs)]);
    }
    verdict.advice("leaver-without-account", people.without_account().map(Entry::reference).collect());
}
