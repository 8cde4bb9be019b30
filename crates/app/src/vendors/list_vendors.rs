//! How far every vendor under contract is: its form, its disclosure statements, its link, the last reminder.
//!
//! Deliberately not here: single answers ([`super::show_vendor`]).

use std::collections::BTreeSet;

use jiff::civil::Date;
use sonae_domain::access::Permission;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::{AskedStatement, Facts, Shelf};
use sonae_domain::ledger::DisclosureKind;
use sonae_domain::names::{fold, same_company};

use super::finish_form::{Submission, submission_of};
use super::form::FormError;
use super::link::VendorLink;
use super::open_vendor_link::links_of;
use super::remind_vendor::reminders_of;
use crate::actor::Actor;
use crate::decide_forms::Decided;
use crate::house::House;
use crate::vendor_form::{VendorState, vendor_states};

/// One vendor at a glance.
#[derive(Debug, Clone)]
pub struct VendorOverview {
    /// The vendor, as the contracts spell it
    pub vendor: String,
    /// Systems under contract
    pub under_contract: Vec<String>,
    /// Items that it has answered
    pub answered: usize,
    /// Items that need an answer
    pub asked: usize,
    /// Latest 確認日 of its answers
    pub answered_on: Option<Date>,
    /// Items where its answer and the facts disagree, as printed
    pub contradicted: Vec<String>,
    /// The form as it was handed in, while that stands
    pub submission: Option<Submission>,
    /// Disclosure statements that are asked for, system by system
    pub systems: Vec<SystemDisclosure>,
    /// The newest link
    pub link: LinkState,
    /// The last reminder
    pub reminded_on: Option<Date>,
}

/// The disclosure statement for one system.
#[derive(Debug, Clone, Default)]
pub struct SystemDisclosure {
    /// The system; "" where the contract names none
    pub system: String,
    /// Key of the row in the ledger; "" where there is none
    pub key: String,
    /// Which statement
    pub kind: DisclosureKind,
    /// Whether one is at hand, if only an old one or one of another version
    pub received: bool,
    /// Whether it counts
    pub counts: bool,
    /// How it stands, as `Standing::as_str` names it
    pub standing: &'static str,
    /// Whether a contract names the system; else only the ledger of devices does
    pub under_contract: bool,
    /// Machines in use that bear it
    pub machines: usize,
    /// Versions of it that are in use
    pub versions: Vec<String>,
    /// The version of which it speaks
    pub product_version: String,
    /// When it was received
    pub received_on: Option<Date>,
    /// When it was asked for
    pub requested_on: Option<Date>,
    /// Number of 「いいえ」 in it
    pub negatives: Option<u32>,
    /// The document, as the ledger names it
    pub document: String,
    /// SHA-256 of the document, where it is there
    pub sha256: Option<String>,
}

/// Whether a vendor has a link that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// None was ever opened
    None,
    /// It works until then; whether it was used
    Open(Date, bool),
    /// The last one has expired or was closed
    Over,
}

impl VendorOverview {
    /// Statements that are still to be had: none at hand, an old one, or one of another version.
    pub fn outstanding(&self) -> usize {
        self.systems.iter().filter(|system| !system.counts).count()
    }
}

/// Every vendor under contract, in the order of the contracts.
pub async fn list_vendors(house: &House, actor: &Actor) -> Result<Vec<VendorOverview>, FormError> {
    actor.require(Permission::ReadVendors)?;
    let known = house.known().await?;
    let mut list = Vec::new();
    for state in vendor_states(&known) {
        list.push(overview(house, &known, state).await?);
    }
    Ok(list)
}

/// One vendor under contract.
pub async fn overview_of(house: &House, actor: &Actor, vendor: &str) -> Result<VendorOverview, FormError> {
    actor.require(Permission::ReadVendors)?;
    let known = house.known().await?;
    let state = vendor_states(&known).into_iter().find(|state| same_company(&state.vendor, vendor)).ok_or(FormError::NoForm)?;
    overview(house, &known, state).await
}

async fn overview(house: &House, known: &Decided<'_>, state: VendorState) -> Result<VendorOverview, FormError> {
    let facts = &known.facts;
    let form = known.forms.iter().find(|form| form.assessment.subject == state.vendor);
    let days = form.into_iter().flat_map(|form| &form.assessment.items).filter_map(|item| item.attestation.as_ref()?.checked_on);
    let answered_on = days.max();
    let under_contract = systems_of(facts, &state.vendor);
    let submission = submission_of(house, known.edition.id.as_str(), &state.vendor).await?.filter(Submission::stands);
    let links = links_of(house, &state.vendor).await?;
    let reminded_on = reminders_of(house, &state.vendor).await?.first().and_then(|reminder| reminder.on);
    Ok(VendorOverview {
        answered: state.answered,
        asked: state.asked,
        answered_on,
        contradicted: state.contradicted,
        submission,
        systems: disclosures_of(facts, &state.vendor),
        link: link_state(links.into_iter().map(|(_, link)| link).collect(), house.clock.today()),
        reminded_on,
        under_contract,
        vendor: state.vendor,
    })
}

fn link_state(links: Vec<VendorLink>, today: Date) -> LinkState {
    if links.is_empty() {
        return LinkState::None;
    }
    let open = links.iter().filter(|link| link.works_on(today)).max_by_key(|link| link.expires_on);
    open.and_then(|link| Some(LinkState::Open(link.expires_on?, link.first_used.is_some()))).unwrap_or(LinkState::Over)
}

fn systems_of(facts: &Facts, vendor: &str) -> Vec<String> {
    let contracts = facts.contracts.iter().filter(|row| row.counts_on(facts.as_of) && same_company(&row.vendor, vendor));
    let mut systems: Vec<String> = contracts.flat_map(|row| row.systems.iter().map(|system| system.trim().to_owned())).collect();
    systems.retain(|system| !system.is_empty());
    let mut seen = BTreeSet::new();
    systems.retain(|system| seen.insert(fold(system)));
    systems
}

/// The disclosure statements that are asked of a vendor: one for each system under contract, or one where no system is named; and one for each
/// other medical system or device of theirs that is in use.
pub fn disclosures_of(facts: &Facts, vendor: &str) -> Vec<SystemDisclosure> {
    let mut seen = BTreeSet::new();
    let asked = Shelf::of(facts).asked().into_iter().filter(|asked| same_company(asked.vendor, vendor));
    asked.filter(|asked| seen.insert(fold(asked.system))).map(|asked| shown(facts, &asked)).collect()
}

fn shown(facts: &Facts, asked: &AskedStatement<'_>) -> SystemDisclosure {
    let system = SystemDisclosure {
        system: asked.system.trim().to_owned(),
        standing: asked.standing.as_str(),
        under_contract: asked.contract.is_some(),
        machines: asked.devices.len(),
        versions: asked.versions.clone(),
        ..SystemDisclosure::default()
    };
    let Some(row) = asked.standing.row() else { return system };
    let document = facts.document(&row.document);
    SystemDisclosure {
        key: row.key.clone(),
        kind: row.kind,
        received: asked.standing.is_at_hand(),
        counts: asked.standing.counts(),
        received_on: row.received_on.map(PartialDate::latest),
        requested_on: row.requested_on.map(PartialDate::latest),
        negatives: row.negatives,
        product_version: row.product_version.trim().to_owned(),
        document: row.document.clone(),
        sha256: document.map(|document| document.sha256.clone()),
        ..system
    }
}
