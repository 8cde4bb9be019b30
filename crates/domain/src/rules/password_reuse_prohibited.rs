//! `password-reuse-prohibited`: no password is used on several machines or services, and none is the factory's.
#![doc = include_str!("password_reuse_prohibited.md")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::weighing::{AgeKeys, Machines, Reach, Tally, uncovered_kinds};
use super::{Context, Rule};
use crate::assessment::{Finding, Tone};
use crate::facts::{Entry, Facts, Provenance};
use crate::framework::Scope;
use crate::ledger::{AccountKind, Device, LedgerId, PasswordPolicy};
use crate::names::fold;
use crate::observation::{LocalAccount, Machine};

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
            "password-administrators-alike",
            "password-administrators-differ",
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
        let rotated = rotated(facts, context.scope);
        for (_, machine) in &rotated {
            tally.add(Tone::Support, "password-administrators-differ", machine.reference());
        }
        alike(facts, context.scope, &mut tally);
        if rows.is_empty() && rotated.is_empty() {
            tally.missing_all("password-reuse-none-recorded");
        }
        for (policy, _) in &rows {
            judge(policy, facts, &mut tally);
        }
        if !rows.is_empty() || !rotated.is_empty() {
            let covered: BTreeSet<_> = rows.iter().flat_map(|(_, reach)| machines.kinds(reach)).collect();
            // what one machine says of itself says nothing of others of its kind
            let told = |device: &Entry<Device>| rotated.iter().any(|(row, _)| row.key == device.key);
            for device in uncovered_kinds(facts, context.scope, &covered).filter(|device| !told(device)) {
                tally.missing("password-reuse-unrecorded-for", device);
            }
        }
        for account in facts.accounts.iter().filter(|account| account.kind == AccountKind::Shared && account.is_usable()) {
            tally.advice("password-shared-account", account);
        }
        tally.finish()
    }
}

/// So many machines whose own administrators got their passwords on one day are no accident.
const ALIKE: usize = 3;

/// Machines in use whose own administrator has a password of its own that changes by itself (LAPS).
fn rotated(facts: &Facts, scope: Scope) -> Vec<(&Entry<Device>, &Machine)> {
    let in_use = facts.devices_in(scope).filter(|device| device.in_use());
    let machines = in_use.filter_map(|device| Some((device, facts.machine_of(device)?)));
    machines
        .filter(|(_, machine)| machine.administrator_rotates.as_ref().is_some_and(|told| told.value && facts.is_fresh(told.on)))
        .collect()
}

/// Machines whose administrators of one name got their passwords on one day: they may have been copied from one another. Only a sign.
fn alike(facts: &Facts, scope: Scope, tally: &mut Tally) {
    let rotated: BTreeSet<&str> = rotated(facts, scope).into_iter().map(|(device, _)| device.key.as_str()).collect();
    let mut days: BTreeMap<(String, Date), Vec<&Machine>> = BTreeMap::new();
    for device in facts.devices_in(scope).filter(|device| device.in_use() && !rotated.contains(device.key.as_str())) {
        let Some((machine, told)) = facts.machine_of(device).and_then(|machine| Some((machine, machine.accounts.as_ref()?))) else {
            continue;
        };
        let own =
            |account: &&LocalAccount| account.administrator == Some(true) && account.enabled == Some(true) && !account.id.contains('\\');
        for account in told.value.iter().filter(own) {
            if let Some(day) = account.password_set_on {
                days.entry((fold(&account.id), day)).or_default().push(machine);
            }
        }
    }
    for machine in days.into_values().filter(|machines| machines.len() >= ALIKE).flatten() {
        tally.add(Tone::Missing, "password-administrators-alike", machine.reference());
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
