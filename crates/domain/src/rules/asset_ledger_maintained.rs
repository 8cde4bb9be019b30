//! `asset-ledger-maintained`: every machine of the medical information systems is in the ledger, with its place and state.
#![doc = include_str!("asset_ledger_maintained.md")]

mod observed;
mod strangers;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::{days_between, plus_days};
use crate::facts::{Entry, Facts, RecordRef};
use crate::framework::{Audience, Scope};
use crate::ledger::{Device, DeviceKind, DeviceStatus, LedgerId};
use crate::names::fold;

/// See the module.
pub(super) struct AssetLedgerMaintained;

impl Rule for AssetLedgerMaintained {
    fn control(&self) -> &'static str {
        "asset-ledger-maintained"
    }
    fn spec(&self) -> &'static str {
        include_str!("asset_ledger_maintained.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Devices, LedgerId::MaintenanceLines, LedgerId::SourceRestrictions, LedgerId::LogSources, LedgerId::Services]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "assets-none",
            "asset-lost",
            "asset-not-in-ledger",
            "asset-name-unmatched",
            "asset-kind-none",
            "asset-unidentifiable",
            "asset-place-unknown",
            "asset-status-unknown",
            "asset-number-duplicate",
            "asset-stocktaking-outdated",
            "asset-ledger-covers",
            "asset-number-missing",
            "asset-version-unknown",
            "asset-user-unknown",
            "asset-kind-unknown",
            "asset-stocktaking-none",
            "asset-observed-network-not-in-ledger",
            "asset-observed-not-in-ledger",
            "asset-observed-set-aside",
            "asset-identity-doubtful",
            "asset-not-seen",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        let devices: Vec<&Entry<Device>> = facts.devices_in(context.scope).collect();
        if devices.is_empty() {
            verdict.missing_all("assets-none", Vec::new(), &[]);
            return verdict.finish();
        }
        rows(&devices, facts, &mut verdict);
        // a vendor keeps some of the machines, and its view of the ledger shows only those
        if context.audience != Audience::Vendor {
            for scope in [Scope::Server, Scope::Endpoint, Scope::Network] {
                if scope.overlaps(context.scope) && !devices.iter().any(|device| device.kind.within(scope)) {
                    verdict.missing_all("asset-kind-none", Vec::new(), &[("kind", scope.as_str())]);
                }
            }
            strangers::report(facts, &mut verdict);
            observed::report(&devices, facts, context.scope, &mut verdict);
        }
        let count = |kind: DeviceKind| devices.iter().filter(|device| device.kind == kind).count();
        let kinds = [DeviceKind::Server, DeviceKind::Endpoint, DeviceKind::Network].map(count);
        let others = (devices.len() - kinds.iter().sum::<usize>()).to_string();
        let [servers, endpoints, networks] = kinds.map(|count| count.to_string());
        verdict.support_with(
            "asset-ledger-covers",
            devices.iter().map(|device| observed::reference(device, facts)).collect(),
            &[("servers", &servers), ("endpoints", &endpoints), ("networks", &networks), ("others", &others)],
        );
        verdict.finish()
    }
}

/// What the rows themselves say or leave out.
fn rows(devices: &[&Entry<Device>], facts: &Facts, verdict: &mut Verdict) {
    let mut found: BTreeMap<&str, Vec<RecordRef>> = BTreeMap::new();
    let mut numbers: BTreeMap<String, Vec<&Entry<Device>>> = BTreeMap::new();
    for device in devices {
        for key in flaws(device, facts.as_of, facts.policy.check_days).into_iter().flatten() {
            found.entry(key).or_default().push(device.reference());
        }
        numbers.entry(fold(&device.number)).or_default().push(device);
        let until = device.stocktaken_on.map(|seen| plus_days(seen.latest(), facts.policy.check_days));
        if let Some(until) = until.filter(|until| *until >= facts.as_of) {
            verdict.valid_until(until);
        }
    }
    for (key, records) in found {
        match key {
            "asset-lost" => verdict.against(key, records),
            "asset-unidentifiable" | "asset-place-unknown" | "asset-status-unknown" | "asset-stocktaking-outdated" => {
                verdict.missing(key, records)
            }
            _ => verdict.advice(key, records),
        };
    }
    let twice = numbers.iter().filter(|(number, rows)| !number.is_empty() && rows.len() > 1).flat_map(|(_, rows)| rows);
    verdict.missing("asset-number-duplicate", twice.map(|device| device.reference()).collect());
}

/// The keys under which one row stands out.
fn flaws(device: &Device, today: Date, check_days: i64) -> [Option<&'static str>; 6] {
    let lost = device.status == DeviceStatus::Lost;
    let unidentifiable = all_blank(&[&device.number, &device.host, &device.serial, &device.mac, &device.ip]);
    let endpoint = device.kind == DeviceKind::Endpoint;
    let flaw = |holds: bool, key: &'static str| holds.then_some(key);
    [
        flaw(unidentifiable, "asset-unidentifiable").or(flaw(device.number.trim().is_empty(), "asset-number-missing")),
        flaw(lost, "asset-lost").or(flaw(unplaced(device), "asset-place-unknown")),
        flaw(device.status == DeviceStatus::Unknown, "asset-status-unknown"),
        flaw(all_blank(&[&device.os, &device.software_version]), "asset-version-unknown"),
        flaw(endpoint && device.user.trim().is_empty(), "asset-user-unknown")
            .or(flaw(device.kind == DeviceKind::Unknown, "asset-kind-unknown")),
        match device.stocktaken_on {
            Some(seen) => flaw(days_between(seen.latest(), today) > check_days, "asset-stocktaking-outdated"),
            None => flaw(!lost, "asset-stocktaking-none"),
        },
    ]
}

/// Where a machine is: its place, or what names it on the network.
fn unplaced(device: &Device) -> bool {
    all_blank(&[&device.place, &device.mac]) && strangers::is_no_address(&device.ip)
}

fn all_blank(texts: &[&str]) -> bool {
    texts.iter().all(|text| text.trim().is_empty())
}
