//! `password-strength-enforced`: passwords are long and mixed enough for how often they change and what else is asked.
#![doc = include_str!("password_strength_enforced.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::weighing::{AgeKeys, Machines, Reach, Tally, past, uncovered_kinds};
use super::{Context, Rule};
use crate::assessment::Finding;
use crate::calendar::plus_days;
use crate::facts::{Entry, Facts, Provenance};
use crate::framework::{CharacterKind, PasswordParameters};
use crate::ledger::{Account, DeviceKind, LedgerId, PasswordPolicy};
use crate::names::fold;

const AGE: AgeKeys = AgeKeys { outdated: "password-policy-outdated", undated: "password-policy-undated" };

/// See the module.
pub(super) struct PasswordStrengthEnforced;

impl Rule for PasswordStrengthEnforced {
    fn control(&self) -> &'static str {
        "password-strength-enforced"
    }
    fn spec(&self) -> &'static str {
        include_str!("password_strength_enforced.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::PasswordPolicies, LedgerId::Devices, LedgerId::AuthMethods, LedgerId::Accounts, LedgerId::Contracts]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "password-figures-none",
            "password-policies-none",
            "password-too-short",
            "password-not-mixed",
            "password-not-changed",
            "password-not-required",
            "password-never-expires",
            "password-older-than-interval",
            "password-length-unknown",
            "password-mixing-unknown",
            "password-change-unknown",
            "password-policy-outdated",
            "password-policy-none-for",
            "password-strong",
            "password-long-not-mixed",
            "password-strength-default-unchanged",
            "password-policy-undated",
            "password-policy-none-for-system",
            "password-policy-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        let Some(figures) = &context.parameters.password else {
            tally.missing_all("password-figures-none");
            return tally.finish();
        };
        let machines = Machines::named_by(facts, facts.password_policies.iter().map(|policy| policy.system.as_str()), true);
        let rows: Vec<(&Entry<PasswordPolicy>, Reach)> = facts
            .password_policies
            .iter()
            .map(|policy| (policy, machines.reach_of_setting(&policy.system, policy.kind)))
            .filter(|(_, reach)| machines.concerned(reach, context.scope))
            .collect();
        // what a machine asks at its own sign-in stands for what the ledger says of that machine, never for a system that runs on it
        let plain = Machines::named_by(facts, facts.password_policies.iter().map(|policy| policy.system.as_str()), false);
        let of_machines =
            |policy: &Entry<PasswordPolicy>| !matches!(plain.reach_of_setting(&policy.system, DeviceKind::Unknown), Reach::Part(_));
        let (own, systems): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(policy, _)| of_machines(policy));
        let mut rows = machines.observed_first(own, context.scope, |policy| policy.min_length.is_some());
        rows.extend(systems);
        for account in facts.accounts.iter().filter(|account| account.is_usable() && account.password_not_required == Some(true)) {
            tally.against("password-not-required", account);
        }
        if rows.is_empty() {
            tally.missing_all("password-policies-none");
            return tally.finish();
        }
        let second_factors = second_factors(facts);
        let mut by_change: Vec<&PasswordPolicy> = Vec::new();
        for (policy, _) in &rows {
            let two_factor = policy.two_factor.or_else(|| second_factors.get(&fold(&policy.system)).copied());
            if judge(policy, two_factor, figures, facts, &mut tally) == Strength::ByChange {
                by_change.push(policy);
            }
        }
        tally.arg("password-too-short", "length", &figures.min_length_with_change);
        for key in
            ["password-too-short", "password-not-mixed", "password-not-changed", "password-change-unknown", "password-long-not-mixed"]
        {
            tally.arg(key, "long", &figures.min_length_without_change);
            tally.arg(key, "days", &facts.policy.password_change_days);
        }
        changes_are_real(&by_change, rows.len(), facts, &mut tally);
        // what one machine says of itself says nothing of others of its kind
        let kept = rows.iter().filter(|(policy, _)| policy.provenance != Provenance::Machine);
        let covered: BTreeSet<_> = kept.flat_map(|(_, reach)| machines.kinds(reach)).collect();
        let observed: BTreeSet<&str> = Machines::observed(&rows, |_| true).into_iter().map(|at| facts.devices[at].key.as_str()).collect();
        for device in uncovered_kinds(facts, context.scope, &covered).filter(|device| !observed.contains(device.key.as_str())) {
            tally.missing("password-policy-none-for", device);
        }
        unlisted_systems(facts, &mut tally);
        tally.finish()
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Strength {
    /// Strong enough by itself, or with a second factor
    Enough,
    /// Strong enough only because it is changed periodically
    ByChange,
    Weak,
}

/// Whether a second factor is in use, by folded system, as the ledger of authentication methods has it.
fn second_factors(facts: &Facts) -> BTreeMap<String, bool> {
    let in_use = |on: Option<_>| on.is_none() || past(on, facts.as_of).is_some();
    facts
        .auth_methods
        .iter()
        .filter_map(|method| Some((fold(&method.system), method.two_factor? && in_use(method.implemented_on))))
        .collect()
}

/// Puts one row's reasons into the tally.
fn judge(
    policy: &Entry<PasswordPolicy>,
    two_factor: Option<bool>,
    figures: &PasswordParameters,
    facts: &Facts,
    tally: &mut Tally,
) -> Strength {
    tally.checked(policy, policy.checked_on, facts, AGE);
    tally.document(policy, facts, "password-policy-document-not-attached");
    if policy.default_changed == Some(false) {
        tally.advice("password-strength-default-unchanged", policy);
    }
    let Some(length) = policy.min_length else {
        tally.missing("password-length-unknown", policy);
        return Strength::Weak;
    };
    if length >= figures.min_length_without_change {
        tally.support("password-strong", policy);
        if policy.mixed != Some(true) {
            tally.advice("password-long-not-mixed", policy);
        }
        return Strength::Enough;
    }
    let changed = policy.max_age_days.map(|days| days > 0 && i64::from(days) <= facts.policy.password_change_days);
    let certain = figures.shortest_accepted(two_factor == Some(true), changed == Some(true));
    let possible = figures.shortest_accepted(two_factor != Some(false), changed != Some(false));
    // the long password alone is accepted without mixing
    let mixed = mixed(policy, figures);
    match mixed {
        Some(true) => {}
        Some(false) => tally.against("password-not-mixed", policy),
        None => tally.missing("password-mixing-unknown", policy),
    }
    if length < possible {
        let helped_by_change = figures.periodic_change && length >= figures.min_length_with_change;
        tally.against(if helped_by_change { "password-not-changed" } else { "password-too-short" }, policy);
        return Strength::Weak;
    }
    if length < certain {
        tally.missing("password-change-unknown", policy);
        return Strength::Weak;
    }
    if mixed != Some(true) {
        return Strength::Weak;
    }
    tally.support("password-strong", policy);
    if length >= figures.shortest_accepted(two_factor == Some(true), false) { Strength::Enough } else { Strength::ByChange }
}

/// Whether every kind of character that the edition asks for must occur. The ledger records all three kinds together: "not
/// all three" does not tell whether fewer kinds, where an edition asks for fewer, are there.
fn mixed(policy: &PasswordPolicy, figures: &PasswordParameters) -> Option<bool> {
    let asked = |kind| figures.characters.contains(&kind);
    let all = asked(CharacterKind::Letters) && asked(CharacterKind::Digits) && asked(CharacterKind::Symbols);
    if figures.characters.is_empty() { Some(true) } else { policy.mixed.filter(|mixed| *mixed || all) }
}

/// Where a policy counts only because passwords are changed: accounts that show that they are not.
fn changes_are_real(by_change: &[&PasswordPolicy], policies: usize, facts: &Facts, tally: &mut Tally) {
    if by_change.is_empty() {
        return;
    }
    let systems: BTreeMap<String, u32> =
        by_change.iter().map(|policy| (fold(&policy.system), policy.max_age_days.unwrap_or_default())).collect();
    // an account without a system can only be tied to a policy when all policies are of this sort
    let any_system = (by_change.len() == policies).then(|| systems.values().copied().max()).flatten();
    for account in facts.accounts.iter().filter(|account| account.is_usable()) {
        let system = fold(&account.system);
        let Some(days) = (if system.is_empty() { any_system } else { systems.get(&system).copied() }) else { continue };
        if account.password_never_expires == Some(true) {
            tally.against("password-never-expires", account);
        } else if used_beyond(account, days) {
            tally.against("password-older-than-interval", account);
        }
    }
}

/// Whether somebody logged in with a password older than the interval.
fn used_beyond(account: &Account, days: u32) -> bool {
    match (account.password_changed_on, account.last_login) {
        (Some(changed), Some(login)) => login.earliest() > plus_days(changed.latest(), i64::from(days)),
        _ => false,
    }
}

/// Systems that other ledgers name, without a policy of their own. Several systems may share one policy, so that this is
/// only advice.
fn unlisted_systems(facts: &Facts, tally: &mut Tally) {
    let listed: BTreeSet<String> = facts.password_policies.iter().map(|policy| fold(&policy.system)).collect();
    let unlisted = |system: &str| !system.trim().is_empty() && !listed.contains(&fold(system));
    for method in facts.auth_methods.iter().filter(|method| unlisted(&method.system)) {
        tally.advice("password-policy-none-for-system", method);
    }
    for contract in
        facts.contracts.iter().filter(|contract| contract.counts_on(facts.as_of) && contract.systems.iter().any(|system| unlisted(system)))
    {
        tally.advice("password-policy-none-for-system", contract);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::assessment::Status;
    use crate::framework::{Audience, Parameters, Scope};

    /// An edition that knows no periodic change, as guideline 7.0 will have it.
    #[test]
    fn where_periodic_change_is_not_known_changing_a_short_password_does_not_help() {
        let parameters = Parameters {
            password: Some(PasswordParameters {
                characters: vec![CharacterKind::Letters, CharacterKind::Digits, CharacterKind::Symbols],
                min_length_with_change: 8,
                min_length_without_change: 13,
                min_length_two_factor: 8,
                periodic_change: false,
            }),
            ..Parameters::default()
        };
        let context = Context { parameters: &parameters, scope: Scope::All, audience: Audience::Institution, required: &[] };
        let status = |length: u32, two_factor: bool| {
            let policy = PasswordPolicy {
                system: "HIS".into(),
                min_length: Some(length),
                mixed: Some(true),
                max_age_days: Some(60),
                two_factor: Some(two_factor),
                checked_on: Some(date(2025, 11, 1).into()),
                ..PasswordPolicy::default()
            };
            let facts = Facts { as_of: date(2025, 12, 1), password_policies: vec![policy.into()], ..Facts::default() };
            let finding = PasswordStrengthEnforced.evaluate(&facts, &context);
            (finding.status, finding.reasons[0].key.clone())
        };
        assert_eq!(status(8, false), (Status::NotSatisfied, "password-too-short".to_owned()));
        assert_eq!(status(12, false), (Status::NotSatisfied, "password-too-short".to_owned()));
        assert_eq!(status(8, true), (Status::Satisfied, "password-strong".to_owned()));
        assert_eq!(status(13, false), (Status::Satisfied, "password-strong".to_owned()));
    }
}
