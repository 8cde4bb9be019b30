//! `password-reuse-prohibited`: no password is used on several machines or services, and none is the factory's.
#![doc = include_str!("password_reuse_prohibited.md")]

use std::collections::BTreeSet;

use super::weighing::{AgeKeys, Machines, Reach, Tally, uncovered_kinds};
use super::{Context, Rule};
use crate::assessment::Finding;
use crate::facts::{Entry, Facts, Provenance};
use crate::ledger::{AccountKind, AccountStatus, LedgerId, PasswordPolicy};

const AGE: AgeKeys = AgeKeys { outdated: "password-reuse-outdated", undated: "password-reuse-undated" };

/// See the module.
pub(super) struct PasswordReuseProhibited;

impl Rule for PasswordReuseProhibited {
    fn control(&self) -> &'static str {
        "password-reuse-prohibited"
    }
    fn spec(&self) -> &'static str {
        include_str!("password_reuse_prohibited.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::PasswordPolicies, LedgerId::Devices, LedgerId::Accounts]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "password-reuse-none-recorded",
            "password-reused",
            "password-default-unchanged",
            "password-reuse-unknown",
            "password-default-unknown",
            "password-reuse-outdated",
            "password-reuse-unrecorded-for",
            "password-not-reused",
            "password-shared-account",
            "password-reuse-undated",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        let machines = Machines::named_by(facts, facts.password_policies.iter().map(|policy| policy.system.as_str()), true);
        let rows: Vec<(&Entry<PasswordPolicy>, Reach)> = facts
            .password_policies
            .iter()
            // no machine can tell whether its passwords are used elsewhere too
            .filter(|policy| policy.provenance != Provenance::Machine || policy.reused.is_some())
            .map(|policy| (policy, machines.reach_of_setting(&policy.system, policy.kind)))
            .filter(|(_, reach)| machines.concerned(reach, context.scope))
            .collect();
        if rows.is_empty() {
            tally.missing_all("password-reuse-none-recorded");
        }
        for (policy, _) in &rows {
            judge(policy, facts, &mut tally);
        }
        if !rows.is_empty() {
            let covered: BTreeSet<_> = rows.iter().flat_map(|(_, reach)| machines.kinds(reach)).collect();
            for device in uncovered_kinds(facts, context.scope, &covered) {
                tally.missing("password-reuse-unrecorded-for", device);
            }
        }
        let usable = |status| !matches!(status, AccountStatus::Disabled | AccountStatus::Deleted);
        for account in facts.accounts.iter().filter(|account| account.kind == AccountKind::Shared && usable(account.status)) {
            tally.advice("password-shared-account", account);
        }
        tally.finish()
    }
}

fn judge(policy: &Entry<PasswordPolicy>, facts: &Facts, tally: &mut Tally) {
    tally.checked(policy, policy.checked_on, facts, AGE);
    match policy.reused {
        Some(true) => tally.against("password-reused", policy),
        Some(false) => {}
        None => tally.missing("password-reuse-unknown", policy),
    }
    match policy.default_changed {
        Some(false) => tally.against("password-default-unchanged", policy),
        Some(true) => {}
        None => tally.missing("password-default-unknown", policy),
    }
    if policy.reused == Some(false) && policy.default_changed == Some(true) {
        tally.support("password-not-reused", policy);
    }
}
