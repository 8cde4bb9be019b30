//! `incident-contact-tree`: whom to call in an incident is laid down, inside the house and outside.
#![doc = include_str!("incident_contact_tree.md")]

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::plus_days;
use crate::facts::{Entry, Facts, RecordRef};
use crate::ledger::{Appointment, Contact, ContactGroup, Contract, LedgerId, Role};
use crate::names::{fold, fold_company};

/// See the module.
pub(super) struct IncidentContactTree;

impl Rule for IncidentContactTree {
    fn control(&self) -> &'static str {
        "incident-contact-tree"
    }
    fn spec(&self) -> &'static str {
        include_str!("incident_contact_tree.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Contacts, LedgerId::Contracts, LedgerId::Appointments]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "contacts-none",
            "contact-group-none",
            "contact-vendor-none",
            "contact-vendors-unknown",
            "contact-unreachable",
            "contact-check-outdated",
            "contacts-listed",
            "contact-group-recommended",
            "contact-phone-none",
            "contact-check-undated",
            "contact-manager-absent",
        ]
    }
    fn evaluate(&self, facts: &Facts, _: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        if facts.contacts.is_empty() {
            verdict.missing_all("contacts-none", Vec::new(), &[]);
            return verdict.finish();
        }
        groups(facts, &mut verdict);
        vendors(facts, &mut verdict);
        entries(facts, &mut verdict);
        verdict.advice("contact-manager-absent", absent_managers(facts));
        verdict.support("contacts-listed", facts.contacts.iter().map(Entry::reference).collect());
        verdict.finish()
    }
}

/// Groups that the form or the manual names, as the messages spell them. Vendors are judged one by one.
const REQUIRED: [(ContactGroup, &str); 4] = [
    (ContactGroup::Inside, "inside"),
    (ContactGroup::Mhlw, "mhlw"),
    (ContactGroup::Police, "police"),
    (ContactGroup::Authority, "authority"),
];
const RECOMMENDED: [(ContactGroup, &str); 2] = [(ContactGroup::SecurityFirm, "security-firm"), (ContactGroup::Expert, "expert")];

fn groups(facts: &Facts, verdict: &mut Verdict) {
    let empty = |group: ContactGroup| facts.contacts.iter().all(|contact| contact.group != group);
    for (_, id) in REQUIRED.into_iter().filter(|(group, _)| empty(*group)) {
        verdict.against_all("contact-group-none", Vec::new(), &[("group", id)]);
    }
    for (_, id) in RECOMMENDED.into_iter().filter(|(group, _)| empty(*group)) {
        verdict.advice_all("contact-group-recommended", Vec::new(), &[("group", id)]);
    }
}

/// Every vendor under contract is in the tree; without contracts on record, some vendor must be, or nobody needs to be.
fn vendors(facts: &Facts, verdict: &mut Verdict) {
    let any = facts.contacts.iter().any(|contact| contact.group == ContactGroup::Vendor);
    let contracts: Vec<&Entry<Contract>> =
        facts.contracts.iter().filter(|contract| contract.counts_on(facts.as_of) && !contract.vendor.trim().is_empty()).collect();
    if contracts.is_empty() {
        match facts.has_vendor_contract() {
            Some(true) if !any => verdict.against_all("contact-group-none", Vec::new(), &[("group", "vendor")]),
            None if !any => verdict.missing_all("contact-vendors-unknown", Vec::new(), &[]),
            _ => verdict,
        };
        return;
    }
    let outside = facts.contacts.iter().filter(|contact| contact.group != ContactGroup::Inside);
    let callings: Vec<String> =
        outside.flat_map(|contact| [&contact.organisation, &contact.name, &contact.role]).map(|text| fold_company(text)).collect();
    let mut absent: BTreeMap<String, RecordRef> = BTreeMap::new();
    for contract in contracts {
        let vendor = fold_company(&contract.vendor);
        if !callings.iter().any(|calling| is_in(&vendor, calling)) {
            absent.entry(vendor).or_insert_with(|| contract.reference());
        }
    }
    verdict.against("contact-vendor-none", absent.into_values().collect());
}

/// Whether a contact bears the name: the whole of it, or with an office added (サポートセンター).
fn is_in(name: &str, calling: &str) -> bool {
    name == calling || (name.chars().count() > 1 && calling.contains(name))
}

/// What the entries themselves leave out.
fn entries(facts: &Facts, verdict: &mut Verdict) {
    let some_inside = facts.contacts.iter().any(|contact| contact.group == ContactGroup::Inside && is_reachable(contact));
    let mut unreachable = Vec::new();
    let mut phoneless = Vec::new();
    let mut outdated = Vec::new();
    let mut undated = Vec::new();
    for contact in &facts.contacts {
        // a post inside the house may stand in the tree without a number of its own: whoever notices it first
        let needed = contact.group != ContactGroup::Inside || !some_inside;
        if needed && !is_reachable(contact) {
            unreachable.push(contact.reference());
        } else if !has_phone(contact) {
            phoneless.push(contact.reference());
        }
        match contact.checked_on {
            Some(day) if day.earliest() > facts.as_of => undated.push(contact.reference()),
            Some(day) if is_old(day.latest(), facts) => outdated.push(contact.reference()),
            Some(day) => {
                verdict.valid_until(plus_days(day.latest(), facts.policy.check_days));
            }
            None => undated.push(contact.reference()),
        }
    }
    verdict.missing("contact-unreachable", unreachable).missing("contact-check-outdated", outdated);
    verdict.advice("contact-phone-none", phoneless).advice("contact-check-undated", undated);
}

fn is_old(day: Date, facts: &Facts) -> bool {
    !facts.is_fresh(day)
}

fn has_phone(contact: &Contact) -> bool {
    contact.phones.iter().any(|phone| phone.chars().any(char::is_numeric))
}

fn is_reachable(contact: &Contact) -> bool {
    has_phone(contact) || !contact.email.trim().is_empty()
}

/// Those who answer for the systems, where they are appointed by name and in no entry of the tree.
fn absent_managers(facts: &Facts) -> Vec<RecordRef> {
    let answers = |row: &Appointment| matches!(row.role, Role::SafetyManager | Role::SystemManager | Role::Ciso);
    let in_office = |row: &Appointment| {
        row.vendor.trim().is_empty()
            && row.until.is_none_or(|until| until.latest() >= facts.as_of)
            && row.appointed_on.is_none_or(|from| from.earliest() <= facts.as_of)
    };
    let callings: Vec<String> = facts.contacts.iter().flat_map(|contact| [fold(&contact.name), fold(&contact.role)]).collect();
    let named = |row: &Appointment| {
        let (name, role) = (fold(&row.name), fold(&row.role_text));
        callings.iter().any(|calling| is_in(&name, calling) || is_in(&role, calling))
    };
    let rows = facts.appointments.iter().filter(|row| answers(row) && in_office(row) && !row.name.trim().is_empty());
    rows.filter(|row| !named(row)).map(Entry::reference).collect()
}
