//! Observations laid over the ledgers: what machines report of themselves becomes rows of the same ledgers that people keep, known by a
//! machine, so that every rule weighs both alike.
//!
//! Deliberately not here: which observation is which machine (`observation::identity`), and when such a row stands for a ledger's row
//! (`rules::weighing`).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Entry, Facts, Provenance};
use crate::calendar::{PartialDate, days_between, japan};
use crate::ledger::{Backup, Device, DeviceKind, MediaControl, PasswordPolicy, Record, ServiceEntry, ServiceState, SourceRestriction};
use crate::names::{fold, same};
use crate::observation::{
    AdministrativeAccess, Isolation, Machine, MediaPolicy, NetworkSettings, Observed, ObservedBackup, ObservedPasswordPolicy,
    OperatingSystem, RunState, Tie, Told, bears, identify, machines,
};

/// What stands before the name of an observed machine where a record is named by ledger and key.
const MARK: &str = "observed:";

/// A service worth a question; see `data/services.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct KnownService {
    /// What people call it
    pub title: String,
    /// What else people call it, folded
    pub called: Vec<String>,
    /// Names of the service for the operating system, folded
    pub names: Vec<String>,
    /// Beginnings of the names of programs, folded
    pub programs: Vec<String>,
    /// Ports
    pub ports: Vec<u16>,
    /// Whether it lets somebody work on the machine from afar
    pub remote: bool,
    /// Unusual on a server only
    pub servers_only: bool,
    /// Unusual on a PC only
    pub clients_only: bool,
}

#[derive(Deserialize, Default)]
struct Services {
    service: Vec<KnownService>,
}

static SERVICES: LazyLock<Services> = LazyLock::new(|| toml::from_str(include_str!("../../data/services.toml")).unwrap_or_default());

/// Whether two names in ledgers mean the same service (RDP and Remote Desktop do).
pub fn same_service(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    let known = |name: &String| {
        SERVICES.service.iter().position(|known| fold(&known.title) == *name || known.called.contains(name) || known.names.contains(name))
    };
    !one.is_empty() && (one == other || known(&one).is_some_and(|place| known(&other) == Some(place)))
}

/// The key of an observed machine, or of one aspect of it, where a record is named by ledger and key.
pub fn observed_key(machine: &str, aspect: &str) -> String {
    if aspect.is_empty() { format!("{MARK}{machine}") } else { format!("{MARK}{machine}#{aspect}") }
}

/// Name of the observed machine that this key names; `None`: it is a row that somebody keeps.
pub fn machine_named(key: &str) -> Option<&str> {
    key.strip_prefix(MARK).map(|rest| rest.split('#').next().unwrap_or(rest))
}

impl Facts {
    /// Derives everything that follows from the observations: the machines, and their rows in the ledgers. Called once, when all
    /// observations and ledgers are there.
    pub fn observe(&mut self) {
        let mut counted: Vec<Observed> = self.observations.iter().filter(|seen| seen.seen_on <= self.as_of).cloned().collect();
        counted.iter_mut().for_each(|seen| self.name_by_file(seen));
        let identity = identify(&self.devices, &counted, &self.identity_answers);
        self.machines = machines(&self.devices, &counted, &identity);
        for machine in self.machines.iter_mut().filter(|machine| machine.tie == Tie::Stranger) {
            let counts = self.set_aside.iter().filter(|aside| aside.counts_on(self.as_of) && bears(&machine.identifiers, &aside.name));
            machine.set_aside = counts.max_by_key(|aside| aside.until).cloned();
        }
        let tied = self.machines.iter().enumerate().filter_map(|(at, machine)| Some((machine.row()?.to_owned(), at)));
        self.machine_rows = tied.collect();
        for at in 0..self.devices.len() {
            let device = self.devices[at].clone();
            if let Some(machine) = self.machine_of(&device).cloned() {
                self.add_rows(&machine, &device);
            }
        }
        self.observe_accounts();
        let mut backups: Vec<&Observed> = counted.iter().filter(|seen| seen.backup().is_some()).collect();
        backups.sort_by_key(|seen| (std::cmp::Reverse(seen.seen_on), &seen.file, seen.nth));
        let mut told: BTreeSet<(String, String)> = BTreeSet::new();
        for seen in backups {
            if let Some(backup) = seen.backup().filter(|backup| told.insert((fold(&backup.program), fold(&backup.repository)))) {
                self.add_backup(seen, backup);
            }
        }
    }

    /// The machine of a row, as it was observed; `None`: nobody saw it.
    pub fn machine_of(&self, device: &Entry<Device>) -> Option<&Machine> {
        self.machine_rows.get(&device.key).and_then(|at| self.machines.get(*at))
    }

    /// The row with what its machine says of its system and updates in place of what the ledger says; known by a machine where it says both.
    /// `None`: it says nothing of itself, or not within the policy's interval for checks.
    pub fn as_observed(&self, device: &Entry<Device>) -> Option<Entry<Device>> {
        let machine = self.machine_of(device)?;
        let system = machine.system.as_ref().filter(|told| told.kind.is_from_within())?;
        if !self.is_fresh(system.on) {
            return None;
        }
        let updates = machine.updates.as_ref();
        let patched_on = updates.and_then(|told| told.value.last_installed_on).map(PartialDate::from_date);
        let mut seen = device.clone();
        seen.record.os = system_text(&system.value, &device.os);
        seen.record.patched_on = patched_on.max(device.patched_on);
        if let Some(pending) = updates.and_then(|told| told.value.pending) {
            seen.record.patches_current = Some(pending == 0);
        }
        if patched_on.is_some() && patched_on >= device.patched_on {
            seen.source = system.source.clone();
            seen.provenance = Provenance::Machine;
        }
        Some(seen)
    }

    fn add_rows(&mut self, machine: &Machine, device: &Entry<Device>) {
        if let Some(told) = &machine.media {
            self.media_controls.push(entry(machine, told, "media", media_control(device, told)));
        }
        if let Some(told) = &machine.password_policy {
            self.password_policies.push(entry(machine, told, "password", password_policy(device, told)));
        }
        if let Some(told) = &machine.network {
            self.source_restrictions.extend(restrictions(device, told).into_iter().map(|row| {
                let aspect = row.target.clone();
                entry(machine, told, &aspect, row)
            }));
        }
        let rows = services(machine, device);
        self.services.extend(rows);
    }

    /// An observed backup stands in place of the one row of the ledger that speaks of the same job, and takes from it what no program knows.
    fn add_backup(&mut self, seen: &Observed, backup: &ObservedBackup) {
        let mut names: Vec<&str> = std::iter::once(backup.system.as_str()).chain(backup.hosts.iter().map(String::as_str)).collect();
        for host in &backup.hosts {
            if let Some(device) = self.devices.iter().find(|device| same(&device.host, host) || same(&device.number, host)) {
                names.extend([device.software.as_str(), device.number.as_str()]);
            }
        }
        let names: BTreeSet<String> = names.into_iter().map(fold).filter(|name| !name.is_empty()).collect();
        let alike: Vec<usize> = self
            .backups
            .iter()
            .enumerate()
            .filter(|(_, row)| row.provenance != Provenance::Machine && names.contains(&fold(&row.system)))
            .map(|(at, _)| at)
            .collect();
        let by_method = alike.iter().copied().find(|at| {
            let (method, program) = (fold(&self.backups[*at].method), fold(&backup.program));
            !program.is_empty() && method.contains(&program)
        });
        let place = by_method.or(if alike.len() == 1 { alike.first().copied() } else { None });
        let kept = place.map(|at| self.backups[at].record.clone()).unwrap_or_default();
        let record = backup_row(seen, backup, kept);
        let key = observed_key(if backup.repository.is_empty() { &backup.program } else { &backup.repository }, &fold(&backup.program));
        let source = super::Source { file: seen.file.clone(), sheet: String::new(), row: seen.nth };
        let entry = Entry { record, source, provenance: Provenance::Machine, key };
        match place {
            Some(at) => self.backups[at] = entry,
            None => self.backups.push(entry),
        }
    }
}

fn entry<T: Record, W>(machine: &Machine, told: &Told<W>, aspect: &str, record: T) -> Entry<T> {
    Entry { record, source: told.source.clone(), provenance: Provenance::Machine, key: observed_key(&machine.name, aspect) }
}

/// The system as ledgers write it: name, edition and release. What it leaves open, the ledger's own words fill.
fn system_text(system: &OperatingSystem, kept: &str) -> String {
    let name = system.name.trim();
    let mut text = if name.is_empty() { kept.trim().to_owned() } else { name.to_owned() };
    for more in [system.edition_words(), system.release.trim()] {
        if !more.is_empty() && !fold(&text).contains(&fold(more)) {
            text.push(' ');
            text.push_str(more);
        }
    }
    text
}

/// By what rows of other ledgers name the machine.
pub(super) fn called(device: &Entry<Device>) -> String {
    if device.number.trim().is_empty() { device.host.clone() } else { device.number.clone() }
}

fn media_control(device: &Entry<Device>, told: &Told<MediaPolicy>) -> MediaControl {
    let policy = &told.value;
    let by: Vec<&str> = [
        (policy.storage_blocked == Some(true), "USBSTOR"),
        (policy.only_permitted == Some(true), "DeviceInstall"),
        (policy.write_blocked == Some(true), "WriteProtect"),
        (!policy.controlled_by.trim().is_empty(), policy.controlled_by.trim()),
    ]
    .into_iter()
    .filter_map(|(holds, name)| holds.then_some(name))
    .collect();
    // what can be read but not written is not "cannot simply be connected"
    let restricted = policy.storage_blocked == Some(true) || policy.only_permitted == Some(true) || !policy.controlled_by.trim().is_empty();
    let known = restricted || policy.storage_blocked.is_some() || policy.only_permitted.is_some();
    MediaControl {
        target: called(device),
        kind: device.kind,
        method: by.join(", "),
        restricted: known.then_some(restricted),
        checked_on: Some(told.on.into()),
        ..MediaControl::default()
    }
}

fn password_policy(device: &Entry<Device>, told: &Told<ObservedPasswordPolicy>) -> PasswordPolicy {
    let policy = &told.value;
    PasswordPolicy {
        system: called(device),
        kind: device.kind,
        min_length: policy.min_length,
        // without "complexity" nothing is forced; with it no symbol is
        mixed: policy.mixed.or(if policy.complexity == Some(false) { Some(false) } else { None }),
        max_age_days: policy.max_age_days,
        checked_on: Some(told.on.into()),
        ..PasswordPolicy::default()
    }
}

fn restrictions(device: &Entry<Device>, told: &Told<NetworkSettings>) -> Vec<SourceRestriction> {
    let settings = &told.value;
    let row = |target: &str, restricted: Option<bool>, allowed: Vec<String>| SourceRestriction {
        device: called(device),
        target: target.to_owned(),
        method: "IP".to_owned(),
        restricted,
        allowed: allowed.join(", "),
        checked_on: Some(told.on.into()),
        ..SourceRestriction::default()
    };
    let mut rows = Vec::new();
    let managed: Vec<&AdministrativeAccess> =
        settings.administration.iter().filter(|access| access.protocols.iter().any(|protocol| protocol != "ping")).collect();
    if !managed.is_empty() {
        let protocols: BTreeSet<&str> =
            managed.iter().flat_map(|access| &access.protocols).map(String::as_str).filter(|p| *p != "ping").collect();
        let target = protocols.into_iter().collect::<Vec<_>>().join(" ");
        let bound = !settings.administrators.is_empty() && settings.administrators.iter().all(|admin| limited(&admin.sources));
        let open = managed.iter().any(|access| access.from_internet == Some(true) && !limited(&access.sources));
        let closed = managed.iter().all(|access| limited(&access.sources));
        let allowed =
            managed.iter().flat_map(|access| &access.sources).chain(settings.administrators.iter().flat_map(|admin| &admin.sources));
        let allowed: BTreeSet<String> = allowed.cloned().collect();
        let restricted = if bound || closed {
            Some(true)
        } else if open {
            Some(false)
        } else {
            None
        };
        rows.push(row(&target, restricted, allowed.into_iter().collect()));
    }
    for vpn in settings.vpn.iter().filter(|vpn| vpn.enabled != Some(false)) {
        let restricted = (limited(&vpn.sources) || vpn.client_certificate == Some(true)).then_some(true);
        rows.push(row(&format!("VPN ({})", vpn.kind), restricted, vpn.sources.clone()));
    }
    for network in &settings.wireless {
        let open = matches!(network.security.as_str(), "open" | "wep");
        let restricted = if open { Some(false) } else { (network.mac_filter == Some(true)).then_some(true) };
        rows.push(row(&format!("Wi-Fi {}", network.name), restricted, Vec::new()));
    }
    rows
}

/// Whether only some addresses are let in.
pub(super) fn limited(sources: &[String]) -> bool {
    let anywhere = |source: &String| matches!(fold(source).as_str(), "any" | "all" | "0.0.0.0/0" | "::/0" | "*");
    !sources.is_empty() && !sources.iter().any(anywhere)
}

/// The services of `data/services.toml` that run on the machine or can be reached on it, each with the file that says so.
pub fn known_services(machine: &Machine, kind: DeviceKind) -> Vec<(&'static KnownService, super::Source, Date)> {
    let server = kind == DeviceKind::Server;
    let mut found: Vec<(&'static KnownService, super::Source, Date)> = Vec::new();
    for known in SERVICES.service.iter().filter(|known| !(known.servers_only && !server || known.clients_only && server)) {
        let runs = machine.services.as_ref().filter(|told| {
            told.value.iter().any(|service| service.state == RunState::Running && known.names.contains(&fold(&service.name)))
        });
        let installed = machine.software.as_ref().filter(|told| {
            let begins = |name: &str| known.programs.iter().any(|program| name.to_lowercase().starts_with(program.as_str()));
            told.value.iter().any(|program| begins(&program.name))
        });
        let listens = [&machine.listening, &machine.reached].into_iter().flatten().find(|told| {
            told.value.iter().any(|port| known.ports.contains(&port.port) && !matches!(port.address.as_str(), "127.0.0.1" | "::1"))
        });
        let origin = runs.map(|told| (&told.source, told.on)).or(installed.map(|told| (&told.source, told.on)));
        let origin = origin.or(listens.map(|told| (&told.source, told.on)));
        found.extend(origin.map(|(source, on)| (known, source.clone(), on)));
    }
    found
}

fn services(machine: &Machine, device: &Entry<Device>) -> Vec<Entry<ServiceEntry>> {
    let mut rows = Vec::new();
    if let Some(told) = &machine.services {
        let whole = ServiceEntry { host: called(device), checked_on: Some(told.on.into()), ..ServiceEntry::default() };
        rows.push(entry(machine, told, "services", whole));
    }
    for (known, source, on) in known_services(machine, device.kind) {
        let record = ServiceEntry {
            host: called(device),
            service: known.title.clone(),
            state: ServiceState::Running,
            checked_on: Some(on.into()),
            ..ServiceEntry::default()
        };
        rows.push(Entry { record, source, provenance: Provenance::Machine, key: observed_key(&machine.name, &known.title) });
    }
    rows
}

fn backup_row(seen: &Observed, backup: &ObservedBackup, kept: Backup) -> Backup {
    let japan = |at: &jiff::Timestamp| at.to_zoned(japan()).date();
    let whole = || backup.generations.iter().filter(|generation| generation.complete != Some(false));
    let mut days: Vec<Date> = whole().filter_map(|generation| generation.made_at.as_ref().map(japan)).collect();
    days.sort_unstable();
    days.dedup();
    let gaps = days.windows(2).map(|pair| days_between(pair[0], pair[1])).max();
    let isolated = match backup.isolation {
        Isolation::Offline => Some(true),
        Isolation::SameMachine | Isolation::Online => Some(false),
        Isolation::Unknown => None,
    };
    let system = if kept.system.trim().is_empty() { backup.label() } else { kept.system.clone() };
    Backup {
        system,
        method: backup.program.clone(),
        // what was planned is the ledger's to say; without it the longest gap seen
        interval_days: kept.interval_days.or_else(|| gaps.and_then(|days| u32::try_from(days).ok())),
        generations: u32::try_from(whole().count()).ok(),
        offline: isolated.or(kept.offline),
        last_success: days
            .last()
            .copied()
            .map(PartialDate::from_date)
            .or_else(|| kept.last_success.filter(|on| on.latest() <= seen.seen_on && days.is_empty())),
        restore_tested_on: backup.restored_at.as_ref().map(japan).map(PartialDate::from_date).max(kept.restore_tested_on),
        data: if kept.data.trim().is_empty() { backup.repository.clone() } else { kept.data.clone() },
        place: if backup.location.trim().is_empty() { kept.place.clone() } else { backup.location.clone() },
        ..kept
    }
}
