//! The form that is sent to a vendor, and which vendors have returned theirs.
//!
//! Deliberately not here: reading a returned form (it is dropped into the folder and imported like every file).

use jiff::civil::Date;
use sonae_domain::facts::Facts;
use sonae_domain::framework::{Audience, Edition};
use sonae_domain::names::same_company;

use crate::decide_forms::Decided;
use crate::ports::{Format, PrintFailure, Printed, Printer, Sheet};
use crate::sheets::blank_form_sheet;

/// Why no form was written.
#[derive(Debug, thiserror::Error)]
pub enum VendorFormError {
    /// The edition has no form for vendors
    #[error("edition {0} has no form for vendors")]
    NoForm(String),
    /// No contract names this vendor; the known names are given
    #[error("unknown vendor {name}")]
    UnknownVendor {
        /// As it was asked for
        name: String,
        /// Vendors under contract
        known: Vec<String>,
    },
    /// It could not be printed
    #[error(transparent)]
    Print(#[from] PrintFailure),
}

/// The name of a vendor as the contracts ledger spells it, from any spelling or an unambiguous part of it.
pub fn find_vendor(facts: &Facts, name: &str) -> Result<String, VendorFormError> {
    let known = facts.contracted_vendors();
    if let Some(vendor) = known.iter().find(|vendor| same_company(vendor, name)) {
        return Ok(vendor.clone());
    }
    let part = sonae_domain::names::fold(name);
    let mut bearing = known.iter().filter(|vendor| !part.is_empty() && sonae_domain::names::fold(vendor).contains(&part));
    match (bearing.next(), bearing.next()) {
        (Some(vendor), None) => Ok(vendor.clone()),
        _ => Err(VendorFormError::UnknownVendor { name: name.to_owned(), known }),
    }
}

/// The blank form for one vendor, with its name filled in.
pub fn vendor_form(
    edition: &Edition,
    vendor: &str,
    facility: &str,
    format: Format,
    as_of: Date,
    printer: &dyn Printer,
) -> Result<Printed, VendorFormError> {
    let form = edition.form(Audience::Vendor).ok_or_else(|| VendorFormError::NoForm(edition.id.to_string()))?;
    let sheet = blank_form_sheet(edition, form, vendor, facility);
    Ok(printer.print(Sheet::Form(&sheet), format, as_of)?)
}

/// How far one vendor's form is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorState {
    /// Name of the vendor
    pub vendor: String,
    /// Items that it has answered
    pub answered: usize,
    /// Items that need an answer
    pub asked: usize,
    /// Items without an answer, as printed
    pub blank: Vec<String>,
    /// Items where its answer and the facts disagree, as printed
    pub contradicted: Vec<String>,
}

/// How far every vendor's form is.
pub fn vendor_states(decided: &Decided<'_>) -> Vec<VendorState> {
    let forms = decided.forms.iter().filter(|form| !form.assessment.subject.is_empty());
    forms
        .map(|form| {
            let asked: Vec<_> =
                form.assessment.items.iter().filter(|item| item.status != sonae_domain::assessment::Status::NotApplicable).collect();
            let numbers = |wanted: &dyn Fn(&sonae_domain::assessment::ItemResult) -> bool| {
                asked.iter().filter(|item| wanted(item)).map(|item| item.no.clone()).collect()
            };
            VendorState {
                vendor: form.assessment.subject.clone(),
                answered: asked.iter().filter(|item| item.attestation.is_some()).count(),
                asked: asked.len(),
                blank: numbers(&|item| item.attestation.is_none()),
                contradicted: numbers(&|item| item.contradiction.is_some()),
            }
        })
        .collect()
}
