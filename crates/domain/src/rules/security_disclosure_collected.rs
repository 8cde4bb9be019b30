//! `security-disclosure-collected`: for every system under contract, and every medical one in use, the vendor's disclosure statement (MDS/SDS) is
//! at hand, is not old, and speaks of a version that is in use.
#![doc = include_str!("security_disclosure_collected.md")]

use std::collections::BTreeMap;

use super::weighing::WORDS;
use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::plus_days;
use crate::facts::{AskedStatement, Entry, Facts, RecordRef, Shelf, Standing, numbers};
use crate::framework::Audience;
use crate::ledger::{Disclosure, LedgerId};

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
        &[LedgerId::Contracts, LedgerId::Disclosures, LedgerId::Devices]
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
            "disclosure-used-system-without",
            "disclosure-version-unstated",
            "disclosure-vendor-unclear",
            "disclosure-form-old",
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
                    judge(facts, &mut verdict);
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

/// What is wrong with the statements of several systems.
#[derive(Default)]
struct Wanting {
    records: Vec<RecordRef>,
    systems: Vec<String>,
}

fn judge(facts: &Facts, verdict: &mut Verdict) {
    let shelf = Shelf::of(facts);
    let mut received: BTreeMap<&str, &Entry<Disclosure>> = BTreeMap::new();
    let mut unversioned: BTreeMap<&str, RecordRef> = BTreeMap::new();
    let mut wanting: BTreeMap<&str, Wanting> = BTreeMap::new();
    for asked in shelf.asked() {
        if let Standing::Current(row) = asked.standing {
            received.insert(&row.key, row);
            if row.product_version.trim().is_empty() && !asked.versions.is_empty() {
                unversioned.insert(&row.key, row.reference());
            }
            continue;
        }
        let found = wanting.entry(reason(&asked)).or_default();
        for record in records(&asked) {
            if !found.records.contains(&record) {
                found.records.push(record);
            }
        }
        found.systems.push(called(&asked));
    }
    for (key, Wanting { records, systems }) in wanting {
        let total = systems.len().to_string();
        let systems = systems.into_iter().take(NAMED).collect::<Vec<_>>().join("\u{3001}");
        let args = [("systems", systems.as_str()), ("total", total.as_str())];
        match key {
            "disclosure-not-received" | "disclosure-requested-only" => verdict.against_all(key, records, &args),
            _ => verdict.missing_all(key, records, &args),
        };
    }
    verdict.advice("disclosure-version-unstated", unversioned.into_values().collect());
    verdict.advice("disclosure-vendor-unclear", shelf.unassigned().into_iter().map(Entry::reference).collect());
    support(facts, received.into_values().collect(), verdict);
}

fn reason(asked: &AskedStatement<'_>) -> &'static str {
    match (asked.standing, asked.contract) {
        (Standing::OtherVersion(_), _) => "disclosure-of-other-version",
        (Standing::Outdated(_), _) => "disclosure-outdated",
        (Standing::ReceiptUnknown(_), _) => "disclosure-receipt-unknown",
        (Standing::SystemUnclear(_), _) => "disclosure-system-unclear",
        (Standing::Requested(_), _) => "disclosure-requested-only",
        // no contract names it: it may be part of a system that one does name
        (_, None) => "disclosure-used-system-without",
        (_, Some(_)) => "disclosure-not-received",
    }
}

/// The rows to look at: the statement's, else the contract's, else those of the machines.
fn records(asked: &AskedStatement<'_>) -> Vec<RecordRef> {
    match (asked.standing.row(), asked.contract) {
        (Some(row), _) => vec![row.reference()],
        (None, Some(contract)) => vec![contract.reference()],
        (None, None) => asked.devices.iter().map(|device| device.reference()).collect(),
    }
}

/// The system; with both versions where they differ.
fn called(asked: &AskedStatement<'_>) -> String {
    let name = if asked.system.is_empty() { asked.vendor } else { asked.system };
    match asked.standing {
        Standing::OtherVersion(row) => format!("{name} {} \u{2192} {}", row.product_version.trim(), asked.versions.join(" / ")),
        _ => name.to_owned(),
    }
}

fn support(facts: &Facts, received: Vec<&Entry<Disclosure>>, verdict: &mut Verdict) {
    let of = |holds: &dyn Fn(&Disclosure) -> bool| received.iter().filter(|row| holds(row)).map(|row| row.reference()).collect();
    verdict.advice("disclosure-negatives", of(&|row| row.negatives.is_some_and(|negatives| negatives > 0)));
    verdict.advice("disclosure-unexplained", of(&|row| row.unexplained.is_some_and(|unexplained| unexplained > 0)));
    let current = WORDS.disclosures.current_form.as_str();
    let old_form: Vec<RecordRef> = of(&|row| is_before(&row.version, current));
    if !old_form.is_empty() {
        verdict.advice_all("disclosure-form-old", old_form, &[("form", current)]);
    }
    verdict
        .advice("disclosure-document-not-attached", of(&|row| !row.document.trim().is_empty() && facts.document(&row.document).is_none()));
    for day in received.iter().filter_map(|row| row.received_on) {
        verdict.valid_until(plus_days(day.latest(), facts.policy.disclosure_days));
    }
    if !received.is_empty() {
        verdict.support("disclosures-received", received.into_iter().map(Entry::reference).collect());
    }
}

/// Whether the form is of an edition before this one; one that states none is not.
fn is_before(stated: &str, current: &str) -> bool {
    let stated = numbers(stated);
    !stated.is_empty() && stated < numbers(current)
}
