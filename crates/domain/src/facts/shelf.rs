//! The disclosure statements (MDS/SDS) that are asked of the vendors under contract, each held against what is in use: which system has none,
//! one of another version, or an old one.
//!
//! Systems are asked for twice over: those that a contract names, and the medical ones that stand in the ledger of devices under the name of a
//! vendor under contract. Deliberately not here: what that means for an answer (rule `security-disclosure-collected`), and which names are
//! medical ([`NamedProduct`], filled in by whoever knows products).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Entry, Facts};
use crate::calendar::{PartialDate, days_between};
use crate::ledger::{Contract, Device, DeviceKind, Disclosure};
use crate::names::{fold, fold_company};

/// What a name in the ledgers stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct NamedProduct {
    /// Canonical product (`fujitsu/hope-lifemark-hx`); empty where the name is that of a kind of system
    pub product: String,
    /// Whether it is a medical system or device
    pub medical: bool,
}

/// How the statement for one system stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// At hand, and of a version that is in use as far as both are known
    Current(&'a Entry<Disclosure>),
    /// At hand, but of a version that no machine in use runs
    OtherVersion(&'a Entry<Disclosure>),
    /// Received longer ago than the policy lets it count
    Outdated(&'a Entry<Disclosure>),
    /// In the list, with no day at all and no document
    ReceiptUnknown(&'a Entry<Disclosure>),
    /// The vendor gave one, but nobody can tell for which system
    SystemUnclear(&'a Entry<Disclosure>),
    /// Asked for, not received
    Requested(&'a Entry<Disclosure>),
    /// There is none
    Absent,
}

impl<'a> Standing<'a> {
    /// The row of the list that shows it.
    pub fn row(self) -> Option<&'a Entry<Disclosure>> {
        match self {
            Self::Current(row)
            | Self::OtherVersion(row)
            | Self::Outdated(row)
            | Self::ReceiptUnknown(row)
            | Self::SystemUnclear(row)
            | Self::Requested(row) => Some(row),
            Self::Absent => None,
        }
    }

    /// Whether the statement counts.
    pub fn counts(self) -> bool {
        matches!(self, Self::Current(_))
    }

    /// Whether one is at hand, if only an old one or one of another version.
    pub fn is_at_hand(self) -> bool {
        matches!(self, Self::Current(_) | Self::OtherVersion(_) | Self::Outdated(_))
    }

    /// Its name in messages and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current(_) => "current",
            Self::OtherVersion(_) => "other-version",
            Self::Outdated(_) => "outdated",
            Self::ReceiptUnknown(_) => "receipt-unknown",
            Self::SystemUnclear(_) => "system-unclear",
            Self::Requested(_) => "requested",
            Self::Absent => "absent",
        }
    }
}

/// One statement that is asked of a vendor.
#[derive(Debug, Clone)]
pub struct AskedStatement<'a> {
    /// The vendor, as contract or ledger spells it
    pub vendor: &'a str,
    /// The system; "" where the contract names none
    pub system: &'a str,
    /// The contract that names the system; `None`: only the ledger of devices does
    pub contract: Option<&'a Entry<Contract>>,
    /// Machines in use that bear it
    pub devices: Vec<&'a Entry<Device>>,
    /// Versions of it that are in use, each once; what a machine says of itself stands before the ledger
    pub versions: Vec<String>,
    /// How it stands
    pub standing: Standing<'a>,
}

/// A disclosure with its system folded.
struct Sheet<'a> {
    row: &'a Entry<Disclosure>,
    system: String,
}

/// The machines in use that bear one name under one vendor.
struct Used<'a> {
    name: &'a str,
    folded: String,
    /// Folded; "" where the ledger names none
    vendor: String,
    /// As the ledger spells it
    written: &'a str,
    medical: bool,
    devices: Vec<&'a Entry<Device>>,
}

/// The statements of one institution, by the folded name of the vendor.
pub struct Shelf<'a> {
    facts: &'a Facts,
    sheets: BTreeMap<String, Vec<Sheet<'a>>>,
    used: Vec<Used<'a>>,
}

impl<'a> Shelf<'a> {
    /// Sorts the statements and what is in use.
    pub fn of(facts: &'a Facts) -> Self {
        let mut sheets: BTreeMap<String, Vec<Sheet<'a>>> = BTreeMap::new();
        for row in &facts.disclosures {
            sheets.entry(fold_company(&row.vendor)).or_default().push(Sheet { row, system: fold(&row.system) });
        }
        Self { facts, sheets, used: used(facts) }
    }

    /// Every statement that is asked for: those of the contracts first, in their order; then those that only the ledger of devices asks for.
    pub fn asked(&self) -> Vec<AskedStatement<'a>> {
        let mut asked = Vec::new();
        let mut covered: BTreeSet<usize> = BTreeSet::new();
        for contract in self.facts.contracts.iter().filter(|contract| contract.counts_on(self.facts.as_of)) {
            let vendor = fold_company(&contract.vendor);
            // one statement of the vendor is asked where the contract names no system
            let systems = if contract.systems.is_empty() { vec![""] } else { contract.systems.iter().map(String::as_str).collect() };
            for system in systems {
                let used = self.bearing(&vendor, system);
                covered.extend(used.iter().copied());
                asked.push(self.statement(&contract.vendor, system, Some(contract), &used));
            }
        }
        let vendors = self.contracted();
        for (at, used) in self.used.iter().enumerate() {
            if used.medical && !covered.contains(&at) && vendors.contains(&used.vendor) {
                asked.push(self.statement(used.written, used.name, None, &[at]));
            }
        }
        asked
    }

    /// Medical systems and devices in use of which nobody can tell who maintains them under which contract: no statement can be asked for.
    pub fn unassigned(&self) -> Vec<&'a Entry<Device>> {
        let vendors = self.contracted();
        let named: Vec<String> = self.counting().flat_map(|contract| contract.systems.iter().map(|system| fold(system))).collect();
        let open = |used: &&Used<'a>| {
            let by_contract = || used.vendor.is_empty() && named.iter().any(|system| self.same_system(&used.folded, system));
            used.medical && !vendors.contains(&used.vendor) && !by_contract()
        };
        self.used.iter().filter(open).flat_map(|used| used.devices.iter().copied()).collect()
    }

    fn counting(&self) -> impl Iterator<Item = &'a Entry<Contract>> {
        let today = self.facts.as_of;
        self.facts.contracts.iter().filter(move |contract| contract.counts_on(today))
    }

    fn contracted(&self) -> BTreeSet<String> {
        self.counting().map(|contract| fold_company(&contract.vendor)).filter(|vendor| !vendor.is_empty()).collect()
    }

    /// What is in use under this name: machines of this vendor, and those of which the ledger names no vendor.
    fn bearing(&self, vendor: &str, system: &str) -> Vec<usize> {
        let wanted = fold(system);
        if wanted.is_empty() {
            return Vec::new();
        }
        let of_vendor = |used: &Used<'_>| used.vendor.is_empty() || used.vendor == vendor;
        let places = self.used.iter().enumerate().filter(|(_, used)| of_vendor(used) && self.same_system(&used.folded, &wanted));
        places.map(|(at, _)| at).collect()
    }

    fn statement(&self, vendor: &'a str, system: &'a str, contract: Option<&'a Entry<Contract>>, used: &[usize]) -> AskedStatement<'a> {
        let devices: Vec<&'a Entry<Device>> = used.iter().flat_map(|at| self.used[*at].devices.iter().copied()).collect();
        let versions: BTreeSet<&str> = devices.iter().map(|device| version_in_use(self.facts, device)).collect();
        let versions: Vec<String> = versions.into_iter().filter(|version| !version.is_empty()).map(str::to_owned).collect();
        let alone = contract.is_some_and(|contract| contract.systems.len() <= 1);
        let standing = self.standing(&fold_company(vendor), &fold(system), alone, &versions);
        AskedStatement { vendor, system, contract, devices, versions, standing }
    }

    /// `alone`: the vendor has but one system, so that whatever it gave is about it.
    fn standing(&self, vendor: &str, wanted: &str, alone: bool, versions: &[String]) -> Standing<'a> {
        let sheets = self.sheets.get(vendor).map_or(&[][..], Vec::as_slice);
        let rows = |holds: &dyn Fn(&Sheet<'a>) -> bool| -> Vec<&'a Entry<Disclosure>> {
            sheets.iter().filter(|sheet| holds(sheet)).map(|sheet| sheet.row).collect()
        };
        let of_system = rows(&|sheet| self.same_system(&sheet.system, wanted));
        if !of_system.is_empty() {
            return self.best(&of_system, versions);
        }
        // one that names no system is this one's where there is but one
        let unnamed = rows(&|sheet| sheet.system.is_empty());
        if let Some(row) = unnamed.first() {
            return if alone { self.best(&unnamed, versions) } else { Standing::SystemUnclear(row) };
        }
        // a vendor may call its product otherwise than the contract does
        let stray = rows(&|sheet| has_arrived(sheet.row, self.facts) && !self.is_known_otherwise(vendor, &sheet.system));
        stray.first().map_or(Standing::Absent, |row| Standing::SystemUnclear(row))
    }

    /// Whether a contract or the ledger of devices names this system of the vendor.
    fn is_known_otherwise(&self, vendor: &str, system: &str) -> bool {
        let by_contract = self.counting().filter(|contract| fold_company(&contract.vendor) == vendor);
        by_contract.flat_map(|contract| &contract.systems).any(|named| self.same_system(system, &fold(named)))
            || self.used.iter().any(|used| used.vendor == vendor && self.same_system(system, &used.folded))
    }

    /// Of several statements for one system the newest received one counts, or else any that is of a version in use.
    fn best(&self, rows: &[&'a Entry<Disclosure>], versions: &[String]) -> Standing<'a> {
        let today = self.facts.as_of;
        let mut arrived: Vec<&'a Entry<Disclosure>> = rows.iter().copied().filter(|row| has_arrived(row, self.facts)).collect();
        arrived.sort_by_key(|row| row.received_on.map_or(today, PartialDate::latest));
        let Some(newest) = arrived.last().copied() else {
            let requested = rows.iter().find(|row| row.requested_on.is_some() || row.received_on.is_some());
            return match (requested, rows.first()) {
                (Some(row), _) => Standing::Requested(row),
                (None, Some(row)) => Standing::ReceiptUnknown(row),
                (None, None) => Standing::Absent,
            };
        };
        let is_old = |row: &Entry<Disclosure>| {
            row.received_on.is_some_and(|day| days_between(day.latest(), today) > self.facts.policy.disclosure_days)
        };
        if is_old(newest) {
            return Standing::Outdated(newest);
        }
        let fits = |row: &&Entry<Disclosure>| {
            let stated = row.product_version.trim();
            stated.is_empty() || versions.is_empty() || versions.iter().any(|version| same_version(stated, version))
        };
        match arrived.into_iter().rev().filter(|row| !is_old(row)).find(fits) {
            Some(row) => Standing::Current(row),
            None => Standing::OtherVersion(newest),
        }
    }

    /// Whether two folded names mean one system. Ledgers name one system more or less fully, so one name may contain the other; names that
    /// look nothing alike may still be those of one product. What asks for no system takes any.
    fn same_system(&self, stated: &str, wanted: &str) -> bool {
        if wanted.is_empty() {
            return true;
        }
        let (shorter, longer) = if stated.len() < wanted.len() { (stated, wanted) } else { (wanted, stated) };
        let product =
            |name: &str| self.facts.named_products.get(name).map(|named| named.product.as_str()).filter(|product| !product.is_empty());
        shorter == longer
            || (shorter.chars().count() > 1 && longer.contains(shorter))
            || product(stated).is_some_and(|stated| product(wanted) == Some(stated))
    }
}

/// Whether the disclosure is at hand: it was received, or it lies in the folder.
fn has_arrived(row: &Disclosure, facts: &Facts) -> bool {
    let by = |today: Date| row.received_on.is_some_and(|day| day.earliest() <= today);
    by(facts.as_of) || (row.received_on.is_none() && facts.document(&row.document).is_some())
}

/// The machines in use by vendor and name of what they are for.
fn used(facts: &Facts) -> Vec<Used<'_>> {
    let mut used: Vec<Used<'_>> = Vec::new();
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for device in facts.devices.iter().filter(|device| device.in_use()) {
        let medical = device.kind == DeviceKind::Medical;
        let names = [device.software.trim(), if medical { device.model.trim() } else { "" }];
        let Some(name) = names.into_iter().find(|name| !name.is_empty()) else { continue };
        let (folded, vendor) = (fold(name), fold_company(&device.vendor));
        let medical = medical || facts.named_products.get(&folded).is_some_and(|named| named.medical);
        let place = *places.entry((vendor.clone(), folded.clone())).or_insert_with(|| {
            used.push(Used { name, folded, vendor, written: device.vendor.trim(), medical: false, devices: Vec::new() });
            used.len() - 1
        });
        used[place].medical |= medical;
        used[place].devices.push(device);
    }
    used
}

/// The version of what the machine is for: as it says itself, else as the ledger has it.
fn version_in_use<'a>(facts: &'a Facts, device: &'a Entry<Device>) -> &'a str {
    let wanted = fold(&device.software);
    let programs = facts.machine_of(device).and_then(|machine| machine.software.as_ref()).map_or(&[][..], |told| told.value.as_slice());
    let told = programs
        .iter()
        .find(|program| !program.version.trim().is_empty() && wanted.chars().count() > 1 && fold(&program.name).contains(&wanted));
    told.map_or(&device.software_version, |program| &program.version).trim()
}

/// Whether two spellings may be of one version: by their numbers, as far as both go (7.2 and V7.2.1 are; 7.2 and 7.3 are not). A text without
/// numbers is compared as it stands.
fn same_version(one: &str, other: &str) -> bool {
    let (first, second) = (numbers(one), numbers(other));
    if first.is_empty() || second.is_empty() {
        return fold(one) == fold(other);
    }
    let shared = first.len().min(second.len());
    first[..shared] == second[..shared]
}

/// The numbers of the word that has most of them: `NX 5.2` is 5 and 2.
pub(crate) fn numbers(text: &str) -> Vec<u64> {
    let of_word = |word: &str| -> Vec<u64> {
        let folded = fold(word);
        let runs = folded.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        runs.map(|run| run.parse().unwrap_or(u64::MAX)).collect()
    };
    let mut words = text.split_whitespace().map(of_word);
    let first = words.next().unwrap_or_default();
    words.fold(first, |most, word| if word.len() > most.len() { word } else { most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_the_same_as_far_as_both_go() {
        for (one, other, same) in [
            ("7.2", "V7.2", true),
            ("Ver.7.2", "7.2.1", true),
            ("NX 5.2", "５．２", true),
            ("MX2 5.2", "5.2", true),
            ("7.2", "7.3", false),
            ("7.2", "72", false),
            ("V10L20", "V10L30", false),
            ("07.02", "7.2", true),
            ("初版", "初版", true),
            ("初版", "第二版", false),
            ("初版", "1.0", false),
        ] {
            assert_eq!((same_version(one, other), same_version(other, one)), (same, same), "{one} {other}");
        }
    }

    #[test]
    fn a_machine_that_tells_its_version_stands_before_the_ledger() {
        let mut facts: Facts = toml::from_str(
            r#"
            as-of = "2025-12-01"
            contracts = [{ vendor = "見本システム", kind = "maintenance", systems = ["見本カルテ"] }]
            devices = [{ number = "1", host = "EMR01", serial = "SN-1", kind = "server", software = "見本カルテ", software-version = "7.2" }]
            disclosures = [{ vendor = "見本システム", system = "見本カルテ", received-on = "2025-04-20", product-version = "7.2" }]
            observations = [
              { file = "EMR01.json", kind = "collector", seen-on = "2025-11-30", observation = { what = "device", identifiers = { serial = "SN-1", hosts = ["EMR01"] }, software = [{ name = "見本カルテ サーバ", version = "8.0.3" }] } },
            ]
            "#,
        )
        .unwrap();
        facts.observe();
        let shelf = Shelf::of(&facts);
        let [asked] = shelf.asked().try_into().unwrap();
        assert_eq!(asked.versions, ["8.0.3"]);
        assert!(matches!(asked.standing, Standing::OtherVersion(_)));
    }
}
