//! Ways in from outside: what people declare (lines of remote maintenance) beside what was observed on machines (VPNs, programs for
//! working from afar).
//!
//! Deliberately not here: what follows for an answer (rule `remote-maintenance-identified`).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::seen::limited;
use super::{Entry, Facts, Source, known_services};
use crate::calendar::PartialDate;
use crate::ledger::{Device, MaintenanceLine};
use crate::names::fold;
use crate::observation::{Machine, SecondFactor, VpnService};

/// One way in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Channel {
    /// Name of the observed machine; empty where it was only declared
    pub machine: String,
    /// Key of the machine's row in the ledger; empty where there is none
    pub device: String,
    /// What a person calls the machine
    pub label: String,
    /// 事業者, as declared
    pub vendor: String,
    /// How: as declared, else as observed (VPN (ssl), TeamViewer …)
    pub method: String,
    /// Whether only some addresses may come in; observed before declared
    pub source_restricted: Option<bool>,
    /// From where, as observed
    pub sources: Vec<String>,
    /// Whether a second factor is asked of everybody; observed before declared
    pub second_factor: Option<bool>,
    /// Users who need none, as observed
    pub without_second_factor: Vec<String>,
    /// Whether it is logged, as declared
    pub logged: Option<bool>,
    /// Day on which it was observed
    pub seen_on: Option<Date>,
    /// File that shows it
    pub source: Source,
    /// Key of the declared line
    pub line: Option<String>,
    /// Day on which the vendor confirmed the line
    pub confirmed_on: Option<PartialDate>,
    /// Whether people know of it: a line, or a row that calls the machine remotely maintained
    pub is_declared: bool,
    /// Whether it is a VPN of a network device, as opposed to a program that somebody installed
    pub is_vpn: bool,
    /// Nobody declared it, and it may be for the institution's own people: a person must say
    pub may_be_own: bool,
}

/// Every way in: found but not declared first, then those of which a person must say, then what is declared, in the order of the ledgers.
pub fn channels(facts: &Facts) -> Vec<Channel> {
    let mut all = Vec::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for machine in &facts.machines {
        let device = machine.row().and_then(|key| facts.devices.iter().find(|device| device.key == key));
        let lines: Vec<&Entry<MaintenanceLine>> = facts.maintenance_lines.iter().filter(|line| ends_at(line, device)).collect();
        for mut channel in observed(machine, device) {
            let line = line_of(&channel, &lines);
            if let Some(line) = line {
                told.insert(&line.key);
                declare(&mut channel, line);
            }
            channel.is_declared = !lines.is_empty() || device.is_some_and(|device| device.remote_maintenance == Some(true));
            channel.may_be_own = channel.is_vpn && !channel.is_declared;
            all.push(channel);
        }
    }
    for line in facts.maintenance_lines.iter().filter(|line| !told.contains(line.key.as_str())) {
        let device = facts.devices.iter().find(|device| ends_at(line, Some(device)));
        let mut channel = Channel {
            device: device.map(|device| device.key.clone()).unwrap_or_default(),
            label: device.map_or_else(|| line.device.clone(), |device| crate::ledger::Record::label(&device.record)),
            is_declared: true,
            source: line.source.clone(),
            ..Channel::default()
        };
        declare(&mut channel, line);
        all.push(channel);
    }
    all.sort_by_key(|channel| (channel.is_declared, channel.may_be_own));
    all
}

fn ends_at(line: &MaintenanceLine, device: Option<&Entry<Device>>) -> bool {
    device.is_some_and(|device| device.is_called(&line.device))
}

/// The line that is this way in: its method names it, or it is the only one that ends there.
fn line_of<'l>(channel: &Channel, lines: &[&'l Entry<MaintenanceLine>]) -> Option<&'l Entry<MaintenanceLine>> {
    let method = fold(&channel.method);
    let means = |line: &&&'l Entry<MaintenanceLine>| {
        let declared = fold(&line.method);
        !declared.is_empty() && (declared.contains(&method) || (method.starts_with("vpn") && declared.contains("vpn")))
    };
    lines.iter().find(means).copied().or(if lines.len() == 1 { lines.first().copied() } else { None })
}

fn declare(channel: &mut Channel, line: &Entry<MaintenanceLine>) {
    channel.line = Some(line.key.clone());
    channel.vendor = line.vendor.trim().to_owned();
    if !line.method.trim().is_empty() {
        channel.method = line.method.trim().to_owned();
    }
    channel.source_restricted = channel.source_restricted.or(line.source_restricted);
    channel.second_factor = channel.second_factor.or(line.two_factor);
    channel.logged = line.logged;
    channel.confirmed_on = line.confirmed_on;
}

/// The ways in that were observed on a machine.
fn observed(machine: &Machine, device: Option<&Entry<Device>>) -> Vec<Channel> {
    let plain = Channel {
        machine: machine.name.clone(),
        device: device.map(|device| device.key.clone()).unwrap_or_default(),
        label: device.map_or_else(|| machine.label.clone(), |device| crate::ledger::Record::label(&device.record)),
        vendor: device.map(|device| device.vendor.trim().to_owned()).unwrap_or_default(),
        ..Channel::default()
    };
    let kind = device.map_or(machine.kind, |device| device.kind);
    let services = known_services(machine, kind).into_iter().filter(|(service, _, _)| service.remote);
    let mut found: Vec<Channel> = services
        .map(|(service, source, on)| Channel { method: service.title.clone(), seen_on: Some(on), source, ..plain.clone() })
        .collect();
    if let Some(told) = &machine.network {
        for vpn in told.value.vpn.iter().filter(|vpn| vpn.enabled != Some(false)) {
            found.push(Channel { seen_on: Some(told.on), source: told.source.clone(), ..of_vpn(vpn, plain.clone()) });
        }
    }
    found
}

fn of_vpn(vpn: &VpnService, plain: Channel) -> Channel {
    let with = |factor: SecondFactor| vpn.users.iter().filter(move |user| user.second_factor == factor);
    let without: Vec<String> = with(SecondFactor::Absent).map(|user| user.id.clone()).collect();
    let all = !vpn.users.is_empty() && with(SecondFactor::Required).count() == vpn.users.len();
    Channel {
        method: format!("VPN ({})", vpn.kind),
        source_restricted: if limited(&vpn.sources) { Some(true) } else { (!vpn.sources.is_empty()).then_some(false) },
        sources: vpn.sources.clone(),
        second_factor: if without.is_empty() { all.then_some(true) } else { Some(false) },
        without_second_factor: without,
        is_vpn: true,
        ..plain
    }
}
