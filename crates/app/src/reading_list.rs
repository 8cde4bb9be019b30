//! Who has to read what of the guideline: the patterns that hold for an institution, why, and the list that follows.
//!
//! Where systems run is what `institution.toml` says under `[guideline]`, else what the ledgers show: a contract for a cloud service
//! is a system in the cloud, a server in use is one on the premises. Whether somebody is there only for the operation of systems
//! no ledger shows; it has to be said. Deliberately not here: what the patterns are (`sonae_domain::guideline`).

use sonae_domain::facts::Facts;
use sonae_domain::guideline::{Circumstances, Runs, SystemRuns};
use sonae_domain::ledger::{ContractKind, DeviceKind, Record};

use crate::profile::Profile;

/// What an institution's patterns follow from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// As said and seen
    pub circumstances: Circumstances,
    /// Whether its systems were taken from the ledgers, because nobody said which there are
    pub from_ledgers: bool,
}

/// What the profile says, with the systems that the ledgers show where it names none.
pub fn told(profile: &Profile, facts: &Facts) -> Told {
    let mut circumstances = profile.guideline.clone();
    let from_ledgers = circumstances.systems.is_empty();
    if from_ledgers {
        circumstances.systems = seen(facts);
    }
    Told { circumstances, from_ledgers }
}

/// Systems that the ledgers show, each once.
pub(crate) fn seen(facts: &Facts) -> Vec<SystemRuns> {
    let mut systems: Vec<SystemRuns> = Vec::new();
    let mut add = |name: &str, runs: Runs| {
        let name = name.trim();
        if !name.is_empty() && !systems.iter().any(|known| known.name == name && known.runs == runs) {
            systems.push(SystemRuns { name: name.to_owned(), runs });
        }
    };
    for contract in facts.contracts.iter().filter(|contract| contract.kind == ContractKind::Cloud && contract.counts_on(facts.as_of)) {
        if contract.systems.is_empty() {
            add(&contract.vendor, Runs::Cloud);
        }
        contract.systems.iter().for_each(|system| add(system, Runs::Cloud));
    }
    for device in facts.devices.iter().filter(|device| device.kind == DeviceKind::Server && device.in_service()) {
        add(&device.label(), Runs::OnPremises);
    }
    systems
}

#[cfg(test)]
mod tests {
    use sonae_domain::ledger::{Contract, Device, DeviceStatus};

    use super::*;

    #[test]
    fn what_the_profile_names_holds_and_ledgers_speak_only_where_it_is_silent() {
        let mut facts = Facts { as_of: "2026-01-20".parse().unwrap(), ..Facts::default() };
        let cloud = Contract { vendor: "みほんクラウド".to_owned(), kind: ContractKind::Cloud, ..Contract::default() };
        facts.contracts = vec![cloud.into()];
        let server = |number: &str, status| Device { number: number.to_owned(), kind: DeviceKind::Server, status, ..Device::default() };
        facts.devices = vec![server("SV-1", DeviceStatus::Active).into(), server("SV-2", DeviceStatus::Disposed).into()];
        let silent = told(&Profile::parse("[guideline]\ndedicated-staff = false\n").unwrap(), &facts);
        let names: Vec<_> = silent.circumstances.systems.iter().map(|system| (system.name.as_str(), system.runs)).collect();
        assert_eq!(names, [("みほんクラウド", Runs::Cloud), ("SV-1", Runs::OnPremises)]);
        assert!(silent.from_ledgers);
        let named = Profile::parse("[guideline]\nsystems = [{ name = \"電子カルテ\", runs = \"cloud\" }]\n").unwrap();
        let named = told(&named, &facts);
        assert_eq!((named.circumstances.systems.len(), named.from_ledgers), (1, false));
    }
}
