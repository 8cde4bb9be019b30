//! What is known of each machine from all its observations: the newest word on every aspect, with its origin.
//!
//! Deliberately not here: which observations belong together ([`super::identify`]), and what the word means for an item (`rules`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Cluster, Identifiers, Identity, InstalledSoftware, ListeningPort, LocalAccount, Mark, MediaPolicy, NetworkSettings, NotAsked,
    ObservationKind, Observed, ObservedDevice, ObservedPasswordPolicy, OperatingSystem, Protection, ServiceFact, SetAside, Updates,
};
use crate::facts::{Entry, Provenance, RecordRef, Source, observed_key};
use crate::ledger::{Device, DeviceKind, LedgerId};

/// A word on one aspect of a machine, with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Told<T> {
    /// What was said
    pub value: T,
    /// Day on which it was so
    pub on: Date,
    /// File that says it
    pub source: Source,
    /// What kind of file that is
    pub kind: ObservationKind,
}

/// One source that saw the machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sighting {
    /// Day on which it was so
    pub on: Date,
    /// What kind of source
    pub kind: ObservationKind,
    /// File
    pub source: Source,
}

/// How a machine hangs together with the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "tie")]
pub enum Tie {
    /// It is this row
    Row {
        /// Key of the row in the device ledger
        number: String,
        /// By what that is known
        by: Vec<Mark>,
    },
    /// It may be one of these rows; a person must say
    Asked {
        /// Keys of the rows, each with what the two share and what speaks against it
        rows: Vec<(String, Vec<Mark>, Vec<Mark>)>,
    },
    /// No row is like it
    Stranger,
}

/// A machine that was observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Machine {
    /// Its strongest identifier (`mac:…`): names it in answers and decisions
    pub name: String,
    /// What a person calls it
    pub label: String,
    /// Its place in the ledger
    pub tie: Tie,
    /// All identifiers that were seen
    pub identifiers: Identifiers,
    /// What sort of machine it is, as observed
    pub kind: DeviceKind,
    /// Maker, and who made its network interface
    pub maker: String,
    /// 型番
    pub model: String,
    /// First day on which it was seen
    pub first_seen: Date,
    /// Last day on which it was seen
    pub last_seen: Date,
    /// Who saw it, newest first, one for each file
    pub sightings: Vec<Sighting>,
    /// Operating system or firmware
    pub system: Option<Told<OperatingSystem>>,
    /// Installed programs
    pub software: Option<Told<Vec<InstalledSoftware>>>,
    /// Services
    pub services: Option<Told<Vec<ServiceFact>>>,
    /// Ports on which it says that it listens
    pub listening: Option<Told<Vec<ListeningPort>>>,
    /// Ports that were reached from outside
    pub reached: Option<Told<Vec<ListeningPort>>>,
    /// Its own accounts
    pub accounts: Option<Told<Vec<LocalAccount>>>,
    /// Whether the password of its own administrator is its own and changes by itself (LAPS)
    pub administrator_rotates: Option<Told<bool>>,
    /// Password policy
    pub password_policy: Option<Told<ObservedPasswordPolicy>>,
    /// Removable storage
    pub media: Option<Told<MediaPolicy>>,
    /// Updates
    pub updates: Option<Told<Updates>>,
    /// Programs against malware
    pub protection: Option<Told<Vec<Protection>>>,
    /// Last start
    pub last_boot: Option<Timestamp>,
    /// Settings of a network device
    pub network: Option<Told<NetworkSettings>>,
    /// What could not be asked for when it was last asked about itself
    pub not_asked: Option<Told<Vec<NotAsked>>>,
    /// A person's word that it belongs in no ledger, while that counts; derived by `Facts::observe`
    pub set_aside: Option<SetAside>,
}

impl Machine {
    /// Key of its row in the ledger, when that is known for sure.
    pub fn row(&self) -> Option<&str> {
        match &self.tie {
            Tie::Row { number, .. } => Some(number),
            Tie::Asked { .. } | Tie::Stranger => None,
        }
    }

    /// How it is named in a finding.
    pub fn reference(&self) -> RecordRef {
        RecordRef {
            ledger: LedgerId::Devices,
            key: observed_key(&self.name, ""),
            label: self.label.clone(),
            source: self.source(),
            provenance: Provenance::Machine,
        }
    }

    /// The newest file that saw it.
    pub fn source(&self) -> Source {
        self.sightings.first().map(|sighting| sighting.source.clone()).unwrap_or_default()
    }
}

/// Every machine that was observed, in the order of the ledger, then strangers by name. Rows that nobody saw are not among them.
pub fn machines(rows: &[Entry<Device>], observed: &[Observed], identity: &Identity) -> Vec<Machine> {
    let mut asked: BTreeMap<usize, Vec<(String, Vec<Mark>, Vec<Mark>)>> = BTreeMap::new();
    for doubt in &identity.doubts {
        let (row, seen) = doubt.between;
        if let Some(number) = identity.machines[row].row.map(|row| rows[row].key.clone()) {
            asked.entry(seen).or_default().push((number, doubt.shared.clone(), doubt.against.clone()));
        }
    }
    let seen = identity.machines.iter().enumerate().filter(|(_, cluster)| !cluster.observed.is_empty());
    seen.filter_map(|(at, cluster)| {
        let tie = match cluster.row {
            Some(row) => Tie::Row { number: rows[row].key.clone(), by: cluster.by.clone() },
            None => asked.remove(&at).map_or(Tie::Stranger, |rows| Tie::Asked { rows }),
        };
        machine(cluster, tie, observed)
    })
    .collect()
}

fn machine(cluster: &Cluster, tie: Tie, observed: &[Observed]) -> Option<Machine> {
    let mut seen: Vec<(&Observed, &ObservedDevice)> =
        cluster.observed.iter().filter_map(|at| observed[*at].device().map(|device| (&observed[*at], device))).collect();
    // newest first; on one day what the machine said itself before what was seen from outside
    seen.sort_by_key(|(seen, device)| {
        (std::cmp::Reverse((seen.seen_on, seen.kind.is_from_within(), device.seen_at)), seen.file.clone(), seen.nth)
    });
    let (newest, _) = seen.first()?;
    let mut sightings: Vec<Sighting> = Vec::new();
    for (seen, _) in &seen {
        let sighting = Sighting { on: seen.seen_on, kind: seen.kind, source: origin(seen) };
        if sightings.last().is_none_or(|last| last.source.file != sighting.source.file) {
            sightings.push(sighting);
        }
    }
    let first = |text: fn(&ObservedDevice) -> &str| -> String {
        seen.iter().map(|(_, device)| text(device)).find(|text| !text.trim().is_empty()).unwrap_or_default().to_owned()
    };
    let reached = |wanted: bool| {
        newest_word(&seen, move |device| {
            let ports: Vec<ListeningPort> = device.ports.as_ref()?.iter().filter(|port| port.reached == wanted).cloned().collect();
            (!ports.is_empty() || device.ports.as_ref().is_some_and(Vec::is_empty)).then_some(ports)
        })
    };
    let last_seen = newest.seen_on;
    let first_seen = seen.iter().map(|(seen, _)| seen.seen_on).min().unwrap_or(last_seen);
    let label = first(|device| device.identifiers.hosts.first().map_or("", String::as_str));
    let maker = first(|device| &device.maker);
    Some(Machine {
        name: cluster.name.clone(),
        label: if label.is_empty() {
            seen.iter().map(|(_, device)| device.label()).find(|label| !label.is_empty()).unwrap_or_default()
        } else {
            label
        },
        tie,
        identifiers: united(&seen),
        kind: seen.iter().map(|(_, device)| device.kind).find(|kind| *kind != DeviceKind::Unknown).unwrap_or_default(),
        maker: if maker.is_empty() { first(|device| &device.interface_maker) } else { maker },
        model: first(|device| &device.model),
        first_seen,
        last_seen,
        system: system(&seen),
        software: newest_word(&seen, |device| device.software.clone()),
        services: newest_word(&seen, |device| device.services.clone()),
        listening: reached(false),
        reached: reached(true),
        accounts: newest_word(&seen, |device| device.accounts.clone()),
        administrator_rotates: newest_word(&seen, |device| device.administrator_rotates),
        password_policy: newest_word(&seen, |device| device.password_policy.clone()),
        media: newest_word(&seen, |device| device.media.clone()),
        updates: newest_word(&seen, |device| device.updates.clone()),
        protection: newest_word(&seen, |device| device.protection.clone()),
        last_boot: seen.iter().filter_map(|(_, device)| device.last_boot).max(),
        network: newest_word(&seen, |device| device.network.clone()),
        not_asked: newest_word(&seen, |device| (!device.not_asked.is_empty()).then(|| device.not_asked.clone())),
        set_aside: None,
        sightings,
    })
}

fn origin(seen: &Observed) -> Source {
    Source { file: seen.file.clone(), sheet: String::new(), row: seen.nth }
}

/// The newest word on one aspect.
fn newest_word<T>(seen: &[(&Observed, &ObservedDevice)], word: impl Fn(&ObservedDevice) -> Option<T>) -> Option<Told<T>> {
    seen.iter().find_map(|(seen, device)| word(device).map(|value| Told { value, on: seen.seen_on, source: origin(seen), kind: seen.kind }))
}

/// The newest word on the system that a machine gave of itself; a guess from outside only where it gave none.
fn system(seen: &[(&Observed, &ObservedDevice)]) -> Option<Told<OperatingSystem>> {
    let sure = newest_word(seen, |device| device.system.clone().filter(|system| system.certainty >= 100));
    sure.or_else(|| newest_word(seen, |device| device.system.clone()))
}

/// All identifiers, each once, the newest first.
fn united(seen: &[(&Observed, &ObservedDevice)]) -> Identifiers {
    let one = |text: fn(&Identifiers) -> &String| {
        seen.iter().map(|(_, device)| text(&device.identifiers)).find(|text| !text.trim().is_empty()).cloned().unwrap_or_default()
    };
    let many = |texts: fn(&Identifiers) -> &Vec<String>| {
        let mut known = BTreeSet::new();
        seen.iter().flat_map(|(_, device)| texts(&device.identifiers)).filter(|text| known.insert(text.to_lowercase())).cloned().collect()
    };
    Identifiers {
        number: one(|ids| &ids.number),
        serial: one(|ids| &ids.serial),
        uuid: one(|ids| &ids.uuid),
        sid: one(|ids| &ids.sid),
        macs: many(|ids| &ids.macs),
        hosts: many(|ids| &ids.hosts),
        addresses: many(|ids| &ids.addresses),
        dynamic: seen.iter().find_map(|(_, device)| device.identifiers.dynamic),
    }
}
