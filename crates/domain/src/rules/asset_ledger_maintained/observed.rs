//! Machines that were observed and the device ledger does not know, and machines of the ledger that nobody sees any more.
//!
//! Deliberately not here: which observation is which row (`observation::identify`).

use std::collections::BTreeSet;

use crate::assessment::Verdict;
use crate::calendar::plus_days;
use crate::facts::{Entry, Facts, Provenance, RecordRef};
use crate::framework::Scope;
use crate::ledger::{Device, DeviceKind};
use crate::observation::{Machine, Tie};
use crate::rules::weighing::concerns;

/// How many names stand in the message; all are named as records.
const NAMED: usize = 5;

/// Reports strangers, doubts, and rows that nobody saw.
pub(super) fn report(devices: &[&Entry<Device>], facts: &Facts, scope: Scope, verdict: &mut Verdict) {
    if facts.machines.is_empty() {
        return;
    }
    let recent = |machine: &&Machine| facts.is_fresh(machine.last_seen);
    let concerned = |machine: &&Machine| concerns(scope, machine.kind);
    let strangers = facts.machines.iter().filter(|machine| machine.tie == Tie::Stranger).filter(recent).filter(concerned);
    let (aside, strangers): (Vec<&Machine>, Vec<&Machine>) = strangers.partition(|machine| machine.set_aside.is_some());
    if !aside.is_empty() {
        verdict.advice_all(
            "asset-observed-set-aside",
            aside.iter().map(|machine| machine.reference()).collect(),
            &[("machines", &named(&aside))],
        );
    }
    for until in aside.iter().filter_map(|machine| machine.set_aside.as_ref()).map(|aside| aside.until) {
        verdict.valid_until(until);
    }
    let (network, others): (Vec<&Machine>, Vec<&Machine>) = strangers.into_iter().partition(|machine| machine.kind == DeviceKind::Network);
    for (key, machines) in [("asset-observed-network-not-in-ledger", network), ("asset-observed-not-in-ledger", others)] {
        if !machines.is_empty() {
            verdict.against_all(key, machines.iter().map(|machine| machine.reference()).collect(), &[("machines", &named(&machines))]);
        }
    }
    let doubtful = facts.machines.iter().filter(|machine| matches!(machine.tie, Tie::Asked { .. })).filter(recent).filter(concerned);
    verdict.missing("asset-identity-doubtful", doubtful.map(Machine::reference).collect());
    not_seen(devices, facts, verdict);
    let days = facts.machines.iter().filter(|machine| machine.row().is_some()).filter(recent).map(|machine| machine.last_seen);
    if let Some(oldest) = days.min() {
        verdict.valid_until(plus_days(oldest, facts.policy.check_days));
    }
}

/// How the row of a machine is known: by a machine, where it was observed recently.
pub(super) fn reference(device: &Entry<Device>, facts: &Facts) -> RecordRef {
    let mut reference = device.reference();
    let seen = facts.machine_of(device).filter(|machine| facts.is_fresh(machine.last_seen));
    if let Some(machine) = seen {
        reference.provenance = Provenance::Machine;
        reference.source = machine.source();
    }
    reference
}

/// Rows of kinds of which others were observed, but these were not, or not for too long: nobody knows whether they are still there.
fn not_seen(devices: &[&Entry<Device>], facts: &Facts, verdict: &mut Verdict) {
    let presumed: BTreeSet<&str> = facts
        .machines
        .iter()
        .filter_map(|machine| match &machine.tie {
            Tie::Asked { rows } => Some(rows.iter().map(|(number, _, _)| number.as_str())),
            Tie::Row { .. } | Tie::Stranger => None,
        })
        .flatten()
        .collect();
    let seen_kinds: BTreeSet<DeviceKind> =
        devices.iter().filter(|device| facts.machine_of(device).is_some()).map(|device| device.kind).collect();
    let unseen = |device: &&&Entry<Device>| {
        device.in_use()
            && seen_kinds.contains(&device.kind)
            && !presumed.contains(device.key.as_str())
            && facts.machine_of(device).is_none_or(|machine| !facts.is_fresh(machine.last_seen))
    };
    let rows: Vec<RecordRef> = devices.iter().filter(unseen).map(|device| device.reference()).collect();
    if !rows.is_empty() {
        verdict.advice_all("asset-not-seen", rows, &[("days", &facts.policy.check_days.to_string())]);
    }
}

fn named(machines: &[&Machine]) -> String {
    let call = |machine: &&Machine| match (machine.label.trim(), machine.maker.trim()) {
        (label, "") => label.to_owned(),
        (label, maker) => format!("{label} ({maker})"),
    };
    machines.iter().take(NAMED).map(call).collect::<Vec<_>>().join("\u{3001}")
}
