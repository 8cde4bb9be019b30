//! `security-disclosure-collected`: for every system under contract the vendor's disclosure statement (MDS/SDS) is at hand.
#![doc = include_str!("security_disclosure_collected.md")]

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::{PartialDate, days_between, plus_days};
use crate::facts::{Entry, Facts, RecordRef};
use crate::framework::Audience;
use crate::ledger::{Contract, Disclosure, LedgerId};
use crate::names::{fold, fold_company};

/// See the module.
pub(super) struct SecurityDisclosureCollected;

impl Rule for SecurityDisclosureCollected {
    fn control(&self) -> &'static str {
        "security-disclosure-collected"
    }
    fn spec(&self) -> &'static str {
        include_str!("security_disclosure_collected.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Contracts, LedgerId::Disclosures]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "disclosure-no-contract",
            "disclosure-contracts-none",
            "disclosures-none",
            "disclosure-not-received",
            "disclosure-requested-only",
            "disclosure-receipt-unknown",
            "disclosure-system-unclear",
            "disclosure-outdated",
            "disclosures-received",
            "disclosure-negatives",
            "disclosure-unexplained",
            "disclosure-of-other-version",
            "disclosure-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        match facts.has_vendor_contract() {
            Some(false) if context.audience != Audience::Vendor => {
                verdict.not_applicable("disclosure-no-contract");
            }
            Some(true) if !facts.contracted_vendors().is_empty() => {
                if facts.disclosures.is_empty() {
                    verdict.missing_all("disclosures-none", Vec::new(), &[]);
                } else {
                    Shelf::of(facts).judge(&mut verdict);
                }
            }
            _ => {
                verdict.missing_all("disclosure-contracts-none", Vec::new(), &[]);
            }
        }
        verdict.finish()
    }
}

/// How many systems stand in a message; the rows are all named.
const NAMED: usize = 5;

/// A disclosure with its system folded.
struct Sheet<'a> {
    row: &'a Entry<Disclosure>,
    system: String,
}

/// The disclosures, by the folded name of the vendor.
struct Shelf<'a> {
    facts: &'a Facts,
    sheets: BTreeMap<String, Vec<Sheet<'a>>>,
}

/// How one system of one contract stands.
enum State<'a> {
    Received(&'a Entry<Disclosure>),
    /// The key of what is wrong, and the row that shows it where there is one
    Wanting(&'static str, Option<&'a Entry<Disclosure>>),
}

impl<'a> Shelf<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut sheets: BTreeMap<String, Vec<Sheet<'a>>> = BTreeMap::new();
        for row in &facts.disclosures {
            sheets.entry(fold_company(&row.vendor)).or_default().push(Sheet { row, system: fold(&row.system) });
        }
        Self { facts, sheets }
    }

    fn judge(&self, verdict: &mut Verdict) {
        let mut received: BTreeMap<&str, &Entry<Disclosure>> = BTreeMap::new();
        let mut wanting: BTreeMap<&str, (Vec<RecordRef>, Vec<&str>)> = BTreeMap::new();
        for contract in self.facts.contracts.iter().filter(|contract| contract.counts_on(self.facts.as_of)) {
            // one disclosure of the vendor is asked where the contract names no system
            let systems = if contract.systems.is_empty() { vec![""] } else { contract.systems.iter().map(String::as_str).collect() };
            for system in systems {
                match self.state(contract, system) {
                    State::Received(row) => {
                        received.insert(&row.key, row);
                    }
                    State::Wanting(key, row) => {
                        let (records, names) = wanting.entry(key).or_default();
                        let record = row.map_or_else(|| contract.reference(), Entry::reference);
                        if !records.contains(&record) {
                            records.push(record);
                        }
                        names.push(if system.is_empty() { &contract.vendor } else { system });
                    }
                }
            }
        }
        for (key, (records, names)) in wanting {
            let total = names.len().to_string();
            let systems = names.into_iter().take(NAMED).collect::<Vec<_>>().join("\u{3001}");
            let args = [("systems", systems.as_str()), ("total", total.as_str())];
            match key {
                "disclosure-not-received" | "disclosure-requested-only" => verdict.against_all(key, records, &args),
                _ => verdict.missing_all(key, records, &args),
            };
        }
        self.support(received.into_values().collect(), verdict);
    }

    fn support(&self, received: Vec<&Entry<Disclosure>>, verdict: &mut Verdict) {
        let of = |holds: &dyn Fn(&Disclosure) -> bool| received.iter().filter(|row| holds(row)).map(|row| row.reference()).collect();
        verdict.advice("disclosure-negatives", of(&|row| row.negatives.is_some_and(|negatives| negatives > 0)));
        verdict.advice("disclosure-unexplained", of(&|row| row.unexplained.is_some_and(|unexplained| unexplained > 0)));
        verdict.advice("disclosure-of-other-version", of(&|row| self.is_of_other_version(row)));
        verdict.advice(
            "disclosure-document-not-attached",
            of(&|row| !row.document.trim().is_empty() && self.facts.document(&row.document).is_none()),
        );
        for day in received.iter().filter_map(|row| row.received_on) {
            verdict.valid_until(plus_days(day.latest(), self.facts.policy.disclosure_days));
        }
        if !received.is_empty() {
            verdict.support("disclosures-received", received.into_iter().map(Entry::reference).collect());
        }
    }

    /// Whether it speaks of a version of the product that runs on no machine in use.
    fn is_of_other_version(&self, row: &Disclosure) -> bool {
        let (system, version) = (fold(&row.system), fold(&row.product_version));
        if system.is_empty() || version.is_empty() {
            return false;
        }
        let of_system = self.facts.devices.iter().filter(|device| device.in_service() && fold(&device.software) == system);
        let mut versions = of_system.map(|device| fold(&device.software_version)).filter(|version| !version.is_empty()).peekable();
        versions.peek().is_some() && versions.all(|running| running != version)
    }

    fn state(&self, contract: &Contract, system: &str) -> State<'a> {
        let sheets = self.sheets.get(&fold_company(&contract.vendor)).map_or(&[][..], Vec::as_slice);
        let wanted = fold(system);
        let of_system: Vec<&Entry<Disclosure>> =
            sheets.iter().filter(|sheet| same_system(&sheet.system, &wanted)).map(|sheet| sheet.row).collect();
        if !of_system.is_empty() {
            return self.best(&of_system);
        }
        // a disclosure that names no system is this one's where the contract has but one
        let unnamed: Vec<&Entry<Disclosure>> = sheets.iter().filter(|sheet| sheet.system.is_empty()).map(|sheet| sheet.row).collect();
        match (unnamed.first(), contract.systems.len()) {
            (None, _) => State::Wanting("disclosure-not-received", None),
            (Some(_), 0 | 1) => self.best(&unnamed),
            (Some(row), _) => State::Wanting("disclosure-system-unclear", Some(row)),
        }
    }

    /// Of several disclosures for one system the newest received one counts.
    fn best(&self, rows: &[&'a Entry<Disclosure>]) -> State<'a> {
        let today = self.facts.as_of;
        let arrived = rows.iter().filter(|row| has_arrived(row, self.facts));
        let Some(newest) = arrived.max_by_key(|row| row.received_on.map_or(today, PartialDate::latest)) else {
            let requested = rows.iter().find(|row| row.requested_on.is_some() || row.received_on.is_some());
            return match (requested, rows.first()) {
                (Some(row), _) => State::Wanting("disclosure-requested-only", Some(row)),
                (None, row) => State::Wanting("disclosure-receipt-unknown", row.copied()),
            };
        };
        let age = newest.received_on.map(|day| days_between(day.latest(), today));
        if age.is_some_and(|age| age > self.facts.policy.disclosure_days) {
            return State::Wanting("disclosure-outdated", Some(newest));
        }
        State::Received(newest)
    }
}

/// Whether the disclosure is at hand: it was received, or it lies in the folder.
fn has_arrived(row: &Disclosure, facts: &Facts) -> bool {
    let by = |today: Date| row.received_on.is_some_and(|day| day.earliest() <= today);
    by(facts.as_of) || (row.received_on.is_none() && facts.document(&row.document).is_some())
}

/// Whether a disclosure's system is the contract's. Contracts and disclosures name one system more or less fully, so one name
/// may contain the other. A contract without systems asks for any disclosure of the vendor.
fn same_system(sheet: &str, wanted: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let (shorter, longer) = if sheet.len() < wanted.len() { (sheet, wanted) } else { (wanted, sheet) };
    shorter == longer || (shorter.chars().count() > 1 && longer.contains(shorter))
}
