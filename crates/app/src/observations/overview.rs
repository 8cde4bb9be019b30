//! What is known from observations: how much of the ledger was seen, by whom, how long ago; strangers, questions, and rows nobody sees.

use sonae_domain::access::Permission;
use sonae_domain::facts::{Aspect, Coverage, Facts};
use sonae_domain::framework::Scope;
use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{Machine, Tie};

use super::{ObservationError, ObservationFile};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, OBSERVATION_FILES};

/// One machine on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineLine {
    /// What was observed
    pub machine: Machine,
    /// What sort of machine it is, by the ledger where it has a row
    pub kind: DeviceKind,
    /// Whether it was last seen too long ago to count
    pub outdated: bool,
}

/// Everything for the page.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// By sub-heading: servers, endpoints, network devices
    pub coverage: Vec<(Scope, Coverage)>,
    /// Network devices that no row is like
    pub unknown_network: Vec<MachineLine>,
    /// Other machines that no row is like
    pub unknown: Vec<MachineLine>,
    /// Machines that a person set aside for a time
    pub aside: Vec<MachineLine>,
    /// Machines of which a person must say whether they are one with a row
    pub asked: Vec<MachineLine>,
    /// Machines that are rows of the ledger
    pub known: Vec<MachineLine>,
    /// Rows in use that nobody saw within the interval: key and name
    pub unseen: Vec<(String, String)>,
    /// Files, the newest first
    pub files: Vec<ObservationFile>,
}

fn outdated(facts: &Facts, machine: &Machine) -> bool {
    !facts.is_fresh(machine.last_seen)
}

/// Everything that is known from observations.
pub async fn observations_overview(house: &House, actor: &Actor) -> Result<Overview, ObservationError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let mut overview = Overview {
        coverage: [Scope::Server, Scope::Endpoint, Scope::Network].map(|scope| (scope, facts.coverage(Aspect::Presence, scope))).to_vec(),
        ..Overview::default()
    };
    for machine in &facts.machines {
        let row = machine.row().and_then(|key| facts.devices.iter().find(|device| device.key == key));
        let kind = row.map_or(machine.kind, |device| device.kind);
        let line = MachineLine { machine: machine.clone(), kind, outdated: outdated(facts, machine) };
        match &machine.tie {
            Tie::Row { .. } => overview.known.push(line),
            Tie::Asked { .. } => overview.asked.push(line),
            Tie::Stranger if machine.set_aside.is_some() => overview.aside.push(line),
            Tie::Stranger if kind == DeviceKind::Network => overview.unknown_network.push(line),
            Tie::Stranger => overview.unknown.push(line),
        }
    }
    let in_use = facts.devices.iter().filter(|device| device.in_use());
    let unseen = in_use.filter(|device| facts.machine_of(device).is_none_or(|machine| outdated(facts, machine)));
    overview.unseen = unseen.map(|device| (device.key.clone(), sonae_domain::ledger::Record::label(&device.record))).collect();
    let files: Vec<(String, ObservationFile)> = records::all(&house.store, OBSERVATION_FILES).await?;
    overview.files = files.into_iter().rev().map(|(_, file)| file).collect();
    Ok(overview)
}

/// One observed machine, by its name.
pub async fn observed_machine(house: &House, actor: &Actor, name: &str) -> Result<MachineLine, ObservationError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let machine = facts.machines.iter().find(|machine| machine.name == name).ok_or(ObservationError::NotThere)?;
    let row = machine.row().and_then(|key| facts.devices.iter().find(|device| device.key == key));
    let kind = row.map_or(machine.kind, |device| device.kind);
    Ok(MachineLine { machine: machine.clone(), kind, outdated: outdated(facts, machine) })
}
