//! Which vendors a record concerns. A record that names a vendor belongs to that vendor; one that names none belongs to
//! every vendor whose contract or machine bears the record's system or host.
//!
//! Deliberately not here: guessing. A record that can be tied to no vendor belongs to none.

use std::collections::BTreeMap;

use super::Facts;
use crate::ledger::{LedgerId, Record};
use crate::names::{fold, fold_company};

/// Folded names of systems, machine numbers and hosts, each with the folded names of its vendors.
pub(super) struct Reach {
    vendors: Vec<String>,
    names: BTreeMap<String, Vec<String>>,
    /// Ledgers repeat themselves, and folding is the costly part
    folded: BTreeMap<String, String>,
    companies: BTreeMap<String, String>,
}

impl Reach {
    pub(super) fn of(facts: &Facts) -> Self {
        let mut reach = Self { vendors: Vec::new(), names: BTreeMap::new(), folded: BTreeMap::new(), companies: BTreeMap::new() };
        for contract in &facts.contracts {
            reach.learn(&contract.vendor, contract.systems.iter().map(String::as_str));
        }
        for device in facts.devices.iter().filter(|device| !device.vendor.trim().is_empty()) {
            reach.learn(&device.vendor, [device.number.as_str(), device.host.as_str()].into_iter());
        }
        for answer in facts.answers.iter().filter(|answer| !answer.vendor.trim().is_empty()) {
            reach.learn(&answer.vendor, std::iter::empty());
        }
        reach
    }

    /// Folded names of every vendor that a contract, a machine or a returned form names.
    pub(super) fn vendors(&self) -> impl Iterator<Item = &String> {
        self.vendors.iter()
    }

    /// Folded names of the vendors that a record concerns.
    pub(super) fn concerned<T: Record>(&mut self, record: &T) -> Vec<String> {
        if !record.vendor().trim().is_empty() {
            return vec![self.company(record.vendor())];
        }
        if T::LEDGER == LedgerId::Accounts {
            // the institution's own people are not the vendor's, whatever system they use
            return Vec::new();
        }
        let key = record.key();
        self.concerned_by(record.system(), key.split('/').next().unwrap_or_default())
    }

    /// Folded names of the vendors to whom this system or this machine belongs.
    pub(super) fn concerned_by(&mut self, system: &str, host: &str) -> Vec<String> {
        let (system, host) = (self.name(system), self.name(host));
        let mut vendors: Vec<String> = [system, host].iter().filter_map(|name| self.names.get(name)).flatten().cloned().collect();
        vendors.sort();
        vendors.dedup();
        vendors
    }

    fn learn<'a>(&mut self, vendor: &str, names: impl Iterator<Item = &'a str>) {
        let vendor = self.company(vendor);
        if vendor.is_empty() {
            return;
        }
        if !self.vendors.contains(&vendor) {
            self.vendors.push(vendor.clone());
        }
        for name in names {
            let name = self.name(name);
            let known = self.names.entry(name.clone()).or_default();
            if !name.is_empty() && !known.contains(&vendor) {
                known.push(vendor.clone());
            }
        }
    }

    fn name(&mut self, text: &str) -> String {
        remembered(&mut self.folded, text, fold)
    }

    fn company(&mut self, text: &str) -> String {
        remembered(&mut self.companies, text, fold_company)
    }
}

fn remembered(memory: &mut BTreeMap<String, String>, text: &str, fold: impl Fn(&str) -> String) -> String {
    if let Some(known) = memory.get(text) {
        return known.clone();
    }
    let folded = fold(text);
    memory.insert(text.to_owned(), folded.clone());
    folded
}
