//! A vendor's own form as the vendor sees it: what is asked, what it has answered, and nothing that the institution knows.
//!
//! Deliberately not here: saving ([`super::fill_form`]), and what the facts say about the answers ([`super::show_vendor`]).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use sonae_domain::access::Permission;
use sonae_domain::assessment::{Assessment, Evaluator, Status};
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Facts;
use sonae_domain::framework::{Audience, Edition, Form, Item};
use sonae_domain::ledger::{Answer, LedgerId, YesNo};
use sonae_domain::names::same_company;
use sonae_store::{StoreError, StoredRecord};

use super::finish_form::{Submission, submission_of};
use super::list_vendors::disclosures_of;
use crate::actor::{Actor, Forbidden};
use crate::house::{House, KnowError};
use crate::ports::{Format, PrintFailure, Printed, Sheet};
use crate::records::{RecordError, split_provenance};
use crate::reporting::approvals::digest;
use crate::sheets::form_sheet;

/// What is answered to one item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Given {
    /// 回答
    pub answer: Option<YesNo>,
    /// 確認日
    pub checked_on: Option<Date>,
    /// 目標日
    pub target_on: Option<Date>,
    /// 備考
    pub remarks: String,
}

impl Given {
    /// Whether nothing is given at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A short mark of what is given: whoever saves says what they had before them.
    pub fn mark(&self) -> String {
        digest(self)[..16].to_owned()
    }
}

/// One item of the form.
pub struct OwnItem {
    /// What is asked
    pub item: &'static Item,
    /// The sub-heading above it, where one begins
    pub heading: Option<&'static str>,
    /// The section that begins here
    pub section: Option<&'static str>,
    /// What is answered
    pub given: Given,
    /// Who answered
    pub answered_by: String,
    /// Whether the contract puts it out of scope
    pub void: bool,
}

/// The form of one vendor.
pub struct OwnForm {
    /// Edition
    pub edition: &'static Edition,
    /// The form
    pub form: &'static Form,
    /// The vendor, as the contracts spell it
    pub vendor: String,
    /// Name of the institution that asks
    pub institution: String,
    /// Items in printed order
    pub items: Vec<OwnItem>,
    /// Handed in as finished
    pub submission: Option<Submission>,
    /// Systems under contract with this vendor
    pub systems: Vec<String>,
    assessment: Assessment,
}

/// Why there is no form.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No contract names this vendor (any longer), or the edition has no form for vendors
    #[error("there is no form for this vendor")]
    NoForm,
    /// Nothing could be decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It could not be printed
    #[error(transparent)]
    Print(#[from] PrintFailure),
}

/// The name of a vendor as the contracts spell it. Whole names only: an address never means another company than it says.
pub fn contracted(facts: &Facts, name: &str) -> Option<String> {
    facts.contracted_vendors().into_iter().find(|vendor| same_company(vendor, name))
}

/// Whether the actor may fill in this vendor's form: the vendor itself, or whoever manages vendors.
pub(super) fn require(actor: &Actor, vendor: &str) -> Result<(), Forbidden> {
    if actor.may(Permission::FillVendorForm) && !actor.vendor.trim().is_empty() && same_company(&actor.vendor, vendor) {
        return Ok(());
    }
    actor.require(Permission::ManageVendors)
}

/// The form of a vendor under contract, for this edition (or the one to work by).
pub async fn own_form(house: &House, actor: &Actor, vendor: &str, edition: Option<&str>) -> Result<OwnForm, FormError> {
    require(actor, vendor)?;
    let edition = match edition {
        Some(id) => house.frameworks.edition(id).ok_or(FormError::NoForm)?,
        None => house.edition().await?,
    };
    let form = edition.form(Audience::Vendor).ok_or(FormError::NoForm)?;
    let known = house.known().await?;
    let vendor = contracted(&known.facts, vendor).ok_or(FormError::NoForm)?;
    let own = own_facts(&known.facts, &vendor);
    let rows = latest(edition, form, &own.answers.iter().map(|entry| entry.record.clone()).collect::<Vec<_>>());
    let mut systems: Vec<String> =
        own.contracts.iter().filter(|row| row.counts_on(own.as_of)).flat_map(|row| row.systems.clone()).collect();
    if actor.may(Permission::ManageVendors) {
        // what stands in the ledger of devices is not shown to the vendor
        let asked = disclosures_of(&known.facts, &vendor).into_iter().filter(|asked| !asked.under_contract);
        systems.extend(asked.map(|asked| asked.system));
    }
    let institution = own.institution.name.clone();
    let assessment = Evaluator::new(house.frameworks, edition, own).evaluate(form, &vendor);
    let items = items(form, &rows, &assessment);
    let submission = submission_of(house, edition.id.as_str(), &vendor).await?;
    Ok(OwnForm { edition, form, vendor, institution, items, submission, systems, assessment })
}

/// The form as it was handed in, on paper.
pub async fn receipt(house: &House, own: OwnForm) -> Result<Printed, FormError> {
    let today = house.today().await?;
    let printed = house.print(move |printer| {
        let sheet = form_sheet(own.edition, own.form, &own.assessment, &own.institution);
        printer.print(Sheet::Form(&sheet), Format::Pdf, today)
    });
    Ok(printed.await?)
}

/// The facts narrowed to what the vendor itself said, and its contracts: nothing else can come into its form.
fn own_facts(facts: &Facts, vendor: &str) -> Facts {
    Facts {
        as_of: facts.as_of,
        institution: facts.institution.clone(),
        policy: facts.policy.clone(),
        contracts: facts.contracts.iter().filter(|row| same_company(&row.vendor, vendor)).cloned().collect(),
        answers: facts.answers.iter().filter(|row| same_company(&row.vendor, vendor)).cloned().collect(),
        ..Facts::default()
    }
}

fn items(form: &'static Form, rows: &BTreeMap<String, Answer>, assessment: &Assessment) -> Vec<OwnItem> {
    let mut items = Vec::new();
    for section in form.parts.iter().flat_map(|part| &part.sections) {
        let mut section_title = Some(section.title.as_str());
        for group in &section.groups {
            let mut heading = group.heading.as_deref();
            for item in &group.items {
                let row = rows.get(&item.key);
                items.push(OwnItem {
                    item,
                    heading: heading.take(),
                    section: section_title.take(),
                    given: row.map(given).unwrap_or_default(),
                    answered_by: row.map(|row| row.answered_by.trim().to_owned()).unwrap_or_default(),
                    void: assessment.items.iter().any(|result| result.key == item.key && result.status == Status::NotApplicable),
                });
            }
        }
    }
    items
}

fn given(row: &Answer) -> Given {
    Given {
        answer: row.answer,
        checked_on: row.checked_on.map(PartialDate::latest),
        target_on: row.target_on.map(PartialDate::latest),
        remarks: row.remarks.trim().to_owned(),
    }
}

/// By item, the row that counts: of the latest round, the last that was written.
fn latest(edition: &Edition, form: &Form, rows: &[Answer]) -> BTreeMap<String, Answer> {
    let mut found: BTreeMap<String, Answer> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.edition.trim().is_empty() || edition.is_named(&row.edition)) {
        for item in named(form, &row.item) {
            let newer = found.get(&item.key).is_none_or(|known| row.round.max(1) >= known.round.max(1));
            if newer {
                found.insert(item.key.clone(), row.clone());
            }
        }
    }
    found
}

/// The items that a row's text means.
pub(super) fn named<'a>(form: &'a Form, text: &str) -> Vec<&'a Item> {
    let text = text.trim();
    match form.items_with_gate().find(|item| item.key == text) {
        Some(item) => vec![item],
        None => form.items_numbered(text),
    }
}

/// The stored row of an item of this vendor's form that counts at present, as a transaction sees it.
pub(super) fn stored_row<'a>(
    edition: &Edition,
    form: &Form,
    vendor: &str,
    item: &Item,
    rows: &'a [StoredRecord],
) -> Option<(&'a StoredRecord, Answer)> {
    let read = |record: &StoredRecord| serde_json::from_value::<Answer>(split_provenance(record.body.clone()).1).ok();
    let mine = rows.iter().filter_map(|record| Some((record, read(record)?))).filter(|(_, row)| {
        same_company(&row.vendor, vendor)
            && (row.edition.trim().is_empty() || edition.is_named(&row.edition))
            && named(form, &row.item).iter().any(|other| other.key == item.key)
    });
    // of equals the last
    mine.max_by_key(|(_, row)| row.round.max(1))
}

/// What a stored row says.
pub(super) fn given_of(row: &Answer) -> Given {
    given(row)
}

/// The ledger in which answers are kept.
pub(super) const ANSWERS: LedgerId = LedgerId::Answers;
