//! Second factors that were observed: of a network device's administrators and VPN users, and of the accounts of a directory.

use std::collections::BTreeMap;

use super::super::weighing::Tally;
use crate::assessment::Tone;
use crate::facts::{Entry, Facts, Provenance};
use crate::framework::Scope;
use crate::ledger::{Account, AccountKind, Device};
use crate::names::fold;
use crate::observation::{Machine, SecondFactor};

/// Network devices in use whose people are known, with whether every one of them needs a second factor. A device of which some ask
/// another system is left out: nobody can tell.
pub(super) fn machines(facts: &Facts, scope: Scope) -> Vec<(&Entry<Device>, &Machine, bool)> {
    let fresh = |on| facts.is_fresh(on);
    let in_use = facts.devices_in(scope).filter(|device| device.in_use());
    in_use
        .filter_map(|device| {
            let machine = facts.machine_of(device)?;
            let settings = &machine.network.as_ref().filter(|told| fresh(told.on))?.value;
            let users = settings.vpn.iter().filter(|vpn| vpn.enabled != Some(false)).flat_map(|vpn| &vpn.users);
            let factors: Vec<SecondFactor> =
                settings.administrators.iter().map(|admin| admin.second_factor).chain(users.map(|user| user.second_factor)).collect();
            if factors.contains(&SecondFactor::Absent) {
                return Some((device, machine, false));
            }
            let all = !factors.is_empty() && factors.iter().all(|factor| *factor == SecondFactor::Required);
            all.then_some((device, machine, true))
        })
        .collect()
}

/// The accounts of directories in which nobody signs in without a second factor. A machine's own accounts are not among them.
pub(super) fn accounts(facts: &Facts, scope: Scope) -> Vec<&Entry<Account>> {
    if !matches!(scope, Scope::All | Scope::Endpoint) {
        return Vec::new();
    }
    let is_machine = |system: &str| facts.devices.iter().any(|device| device.is_called(system));
    let mut systems: BTreeMap<String, Vec<&Entry<Account>>> = BTreeMap::new();
    let of_people = |account: &Account| !matches!(account.kind, AccountKind::Service | AccountKind::Builtin);
    let observed = facts.accounts.iter().filter(|account| account.provenance == Provenance::Machine);
    for account in observed.filter(|account| account.is_usable() && of_people(account) && !is_machine(&account.system)) {
        systems.entry(fold(&account.system)).or_default().push(account);
    }
    let strong = |accounts: &Vec<&Entry<Account>>| accounts.iter().all(|account| account.second_factor_required == Some(true));
    systems.into_values().filter(strong).flatten().collect()
}

/// Machines on a list of leaked credentials at which a password alone is enough, as far as is known.
pub(super) fn leaks(facts: &Facts, seen: &[(&Entry<Device>, &Machine, bool)], tally: &mut Tally) {
    for leak in facts.open_leaks().filter(|leak| !leak.is_of_account()) {
        let asks = seen.iter().any(|(device, _, asks)| *asks && device.key == leak.of);
        if let Some(device) = facts.devices.iter().find(|device| !asks && device.key == leak.of) {
            tally.add(Tone::Missing, "two-factor-entrance-leaked", device.reference());
        }
    }
}
