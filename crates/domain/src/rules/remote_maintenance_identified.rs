//! `remote-maintenance-identified`: every vendor under contract was asked which machines it maintains remotely.
#![doc = include_str!("remote_maintenance_identified.md")]

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::{PartialDate, days_between, plus_days};
use crate::facts::{Channel, Entry, Facts, RecordRef, channels};
use crate::framework::Audience;
use crate::ledger::{Contract, Device, LedgerId, MaintenanceLine};
use crate::names::{fold, fold_company};

/// See the module.
pub(super) struct RemoteMaintenanceIdentified;

impl Rule for RemoteMaintenanceIdentified {
    fn control(&self) -> &'static str {
        "remote-maintenance-identified"
    }
    fn spec(&self) -> &'static str {
        include_str!("remote_maintenance_identified.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Contracts, LedgerId::MaintenanceLines, LedgerId::Devices]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "remote-no-contract",
            "remote-contracts-none",
            "remote-line-undeclared",
            "remote-vendor-not-asked",
            "remote-confirmation-undated",
            "remote-confirmation-outdated",
            "remote-machine-unnamed",
            "remote-line-unconfirmed",
            "remote-device-vendor-unclear",
            "remote-maintenance-confirmed",
            "remote-line-unrecorded",
            "remote-channel-undeclared",
            "remote-vpn-undeclared",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        match facts.has_vendor_contract() {
            Some(false) if context.audience != Audience::Vendor => {
                verdict.not_applicable("remote-no-contract");
                return verdict.finish();
            }
            Some(true) if !facts.contracted_vendors().is_empty() => {}
            _ => {
                verdict.missing_all("remote-contracts-none", Vec::new(), &[]);
                return verdict.finish();
            }
        }
        let survey = Survey::of(facts);
        let mut found: BTreeMap<&str, Vec<RecordRef>> = BTreeMap::new();
        for party in survey.parties.values() {
            party.judge(facts, &mut found, &mut verdict);
        }
        survey.judge_others(facts, &mut found, &mut verdict);
        if context.audience != Audience::Vendor {
            undeclared(facts, &mut found);
        }
        for (key, records) in found {
            match key {
                "remote-line-undeclared" | "remote-channel-undeclared" => verdict.against(key, records),
                "remote-maintenance-confirmed" => verdict.support(key, records),
                "remote-line-unrecorded" => verdict.advice(key, records),
                _ => verdict.missing(key, records),
            };
        }
        verdict.finish()
    }
}

type Found = BTreeMap<&'static str, Vec<RecordRef>>;

/// A maintenance line with its names folded.
struct Line<'a> {
    row: &'a Entry<MaintenanceLine>,
    id: String,
    device: String,
}

/// A remotely maintained machine with its names folded.
struct Machine<'a> {
    row: &'a Entry<Device>,
    number: String,
    host: String,
    line: String,
}

impl Machine<'_> {
    /// Whether the line is known to end at the machine.
    fn is_reached_by(&self, line: &Line<'_>) -> bool {
        let equal = |a: &str, b: &str| !a.is_empty() && a == b;
        equal(&self.line, &line.id) || equal(&line.device, &self.number) || equal(&line.device, &self.host)
    }
}

/// Contracts, lines and remotely maintained machines, vendor by vendor.
struct Survey<'a> {
    /// Vendors under contract, by folded name
    parties: BTreeMap<String, Party<'a>>,
    /// Lines and machines of vendors without a contract, or of nobody
    others: Party<'a>,
}

#[derive(Default)]
struct Party<'a> {
    contracts: Vec<&'a Entry<Contract>>,
    lines: Vec<Line<'a>>,
    machines: Vec<Machine<'a>>,
}

impl<'a> Survey<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut survey = Self { parties: BTreeMap::new(), others: Party::default() };
        for contract in facts.contracts.iter().filter(|contract| contract.counts_on(facts.as_of)) {
            survey.parties.entry(fold_company(&contract.vendor)).or_default().contracts.push(contract);
        }
        for row in &facts.maintenance_lines {
            let line = Line { row, id: fold(&row.id), device: fold(&row.device) };
            survey.party(&row.vendor).lines.push(line);
        }
        for row in facts.devices.iter().filter(|device| device.in_service() && device.remote_maintenance == Some(true)) {
            let machine = Machine { row, number: fold(&row.number), host: fold(&row.host), line: fold(&row.line) };
            let vendor = if row.vendor.trim().is_empty() { survey.vendor_reaching(&machine) } else { row.vendor.clone() };
            survey.party(&vendor).machines.push(machine);
        }
        survey
    }

    fn party(&mut self, vendor: &str) -> &mut Party<'a> {
        self.parties.get_mut(&fold_company(vendor)).unwrap_or(&mut self.others)
    }

    /// The vendor whose line ends at the machine; empty when none is known to.
    fn vendor_reaching(&self, machine: &Machine<'_>) -> String {
        let mut lines = self.parties.values().chain([&self.others]).flat_map(|party| &party.lines);
        lines.find(|line| machine.is_reached_by(line)).map_or_else(String::new, |line| line.row.vendor.clone())
    }

    /// Lines and machines of no vendor under contract: a line counts when somebody confirmed it.
    fn judge_others(&self, facts: &Facts, found: &mut Found, verdict: &mut Verdict) {
        for line in &self.others.lines {
            let fresh = line.row.confirmed_on.filter(|_| confirmed(line.row.confirmed_on, facts) == Confirmed::Fresh);
            if let Some(day) = fresh {
                verdict.valid_until(plus_days(day.latest(), facts.policy.check_days));
            }
            let key = if fresh.is_some() { "remote-maintenance-confirmed" } else { "remote-line-unconfirmed" };
            found.entry(key).or_default().push(line.row.reference());
        }
        for machine in &self.others.machines {
            if !self.others.reaches(machine) {
                found.entry("remote-device-vendor-unclear").or_default().push(machine.row.reference());
            }
        }
    }
}

impl Party<'_> {
    fn judge(&self, facts: &Facts, found: &mut Found, verdict: &mut Verdict) {
        let mut note = |key: &'static str, records: Vec<RecordRef>| found.entry(key).or_default().extend(records);
        let said = |answer: Option<bool>| self.contracts.iter().filter(move |contract| contract.remote_maintenance == answer);
        let (yes, no) = (said(Some(true)).count() > 0, said(Some(false)).count() > 0);
        let unasked: Vec<RecordRef> = said(None).map(|contract| contract.reference()).collect();
        let remote: Vec<RecordRef> = self.line_records().chain(self.machines.iter().map(|machine| machine.row.reference())).collect();
        if no && !yes && !remote.is_empty() {
            // another contract of the vendor may be the one that the line belongs to
            if unasked.is_empty() {
                note("remote-line-undeclared", remote.into_iter().chain(said(Some(false)).map(|contract| contract.reference())).collect());
            } else {
                note("remote-vendor-not-asked", unasked);
            }
            return;
        }
        let Some(last) = self.last_confirmation() else {
            note(if yes || no { "remote-confirmation-undated" } else { "remote-vendor-not-asked" }, self.contract_records());
            return;
        };
        match confirmed(Some(last), facts) {
            Confirmed::Not => return note("remote-confirmation-undated", self.contract_records()),
            Confirmed::Stale => return note("remote-confirmation-outdated", self.contract_records()),
            Confirmed::Fresh => {}
        }
        verdict.valid_until(plus_days(last.latest(), facts.policy.check_days));
        if yes && remote.is_empty() {
            return note("remote-machine-unnamed", said(Some(true)).map(|contract| contract.reference()).collect());
        }
        let lineless = self.machines.iter().filter(|machine| machine.line.is_empty() && !self.reaches(machine));
        let lineless: Vec<RecordRef> = lineless.map(|machine| machine.row.reference()).collect();
        if !lineless.is_empty() {
            note("remote-line-unrecorded", lineless);
        }
        note("remote-maintenance-confirmed", self.contract_records().into_iter().chain(self.line_records()).collect());
    }

    /// When the vendor last answered, for any of its contracts or lines.
    fn last_confirmation(&self) -> Option<PartialDate> {
        let asked = self.contracts.iter().filter(|contract| contract.remote_maintenance.is_some());
        let days = asked.map(|contract| contract.remote_confirmed_on).chain(self.lines.iter().map(|line| line.row.confirmed_on));
        days.flatten().max_by_key(|day| day.latest())
    }

    /// Whether one of its lines ends at the machine.
    fn reaches(&self, machine: &Machine<'_>) -> bool {
        self.lines.iter().any(|line| machine.is_reached_by(line))
    }

    fn line_records(&self) -> impl Iterator<Item = RecordRef> {
        self.lines.iter().map(|line| line.row.reference())
    }

    fn contract_records(&self) -> Vec<RecordRef> {
        self.contracts.iter().map(|contract| contract.reference()).collect()
    }
}

/// Ways in from outside that were observed on machines which no row calls remotely maintained, and at which no line ends.
fn undeclared(facts: &Facts, found: &mut Found) {
    let ways = channels(facts);
    let row = |way: &Channel| facts.devices.iter().find(|device| device.key == way.device);
    for machine in &facts.machines {
        let of_machine = || ways.iter().filter(|way| way.machine == machine.name && !way.is_declared);
        if of_machine().any(|way| !way.is_vpn) {
            found.entry("remote-channel-undeclared").or_default().push(machine.reference());
        }
        // a VPN may be for the institution's own people: a person must say
        if of_machine().any(|way| way.is_vpn && row(way).is_none_or(|device| device.remote_maintenance.is_none())) {
            found.entry("remote-vpn-undeclared").or_default().push(machine.reference());
        }
    }
}

#[derive(PartialEq, Eq)]
enum Confirmed {
    /// No day, or one that is still to come
    Not,
    /// Longer ago than the institution's policy allows
    Stale,
    Fresh,
}

fn confirmed(day: Option<PartialDate>, facts: &Facts) -> Confirmed {
    let today: Date = facts.as_of;
    match day {
        Some(day) if day.earliest() > today => Confirmed::Not,
        Some(day) if days_between(day.latest(), today) > facts.policy.check_days => Confirmed::Stale,
        Some(_) => Confirmed::Fresh,
        None => Confirmed::Not,
    }
}
