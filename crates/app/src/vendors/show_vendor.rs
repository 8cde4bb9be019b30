//! One vendor in full: what it answered beside what the institution's facts say, its contracts, lines, machines and accounts, and
//! who is responsible for what.
//!
//! Deliberately not here: the state of its form at a glance ([`super::list_vendors`]).

use jiff::civil::Date;
use sonae_domain::access::Permission;
use sonae_domain::assessment::{Status, Tone};
use sonae_domain::facts::{Entry, Facts};
use sonae_domain::ledger::{Account, Contract, Device, Duty, MaintenanceLine, YesNo};
use sonae_domain::names::{fold_company, same_company};

use super::form::FormError;
use crate::actor::Actor;
use crate::house::House;
use crate::words;

/// One vendor in full.
pub struct VendorShown {
    /// The vendor, as the contracts spell it
    pub vendor: String,
    /// Answer and facts, item by item
    pub sides: Vec<Side>,
    /// Its contracts that count, and who is responsible for what
    pub contracts: Vec<Duties>,
    /// Lines by which it reaches machines
    pub lines: Vec<Entry<MaintenanceLine>>,
    /// Machines in its care
    pub devices: Vec<Entry<Device>>,
    /// Accounts of its people
    pub accounts: Vec<Entry<Account>>,
}

/// One item of its form.
pub struct Side {
    /// Key of the item
    pub key: String,
    /// Number as printed
    pub no: String,
    /// Label as printed
    pub label: String,
    /// What the vendor answered
    pub said: Option<YesNo>,
    /// 確認日
    pub checked_on: Option<Date>,
    /// 目標日
    pub target_on: Option<Date>,
    /// 備考
    pub remarks: String,
    /// Who answered
    pub answered_by: String,
    /// What the institution's facts say
    pub found: Status,
    /// Why
    pub why: Option<String>,
    /// Whether both disagree
    pub contradicted: bool,
    /// Whether the contract puts it out of scope
    pub void: bool,
}

/// A contract, and what it leaves open.
pub struct Duties {
    /// The contract
    pub contract: Entry<Contract>,
    /// Items that are out of scope, as printed
    pub out_of_scope: String,
    /// Keys of words (`vendors-gap-…`) for what it does not say
    pub gaps: Vec<&'static str>,
}

/// Everything about one vendor under contract.
pub async fn show_vendor(house: &House, actor: &Actor, vendor: &str) -> Result<VendorShown, FormError> {
    actor.require(Permission::ReadVendors)?;
    let known = house.known().await?;
    let decided = known.forms.iter().skip(1).find(|form| same_company(&form.assessment.subject, vendor)).ok_or(FormError::NoForm)?;
    let vendor = decided.assessment.subject.clone();
    let sides = decided.assessment.items.iter().map(|result| {
        let label = decided.form.items_with_gate().find(|item| item.key == result.key).map(|item| item.label.clone());
        let said = result.attestation.as_ref();
        let decisive = result.finding.reasons.iter().find(|reason| reason.tone != Tone::Advice);
        Side {
            key: result.key.clone(),
            no: result.no.clone(),
            label: label.unwrap_or_default(),
            said: said.map(|said| said.answer),
            checked_on: said.and_then(|said| said.checked_on),
            target_on: said.and_then(|said| said.target_on),
            remarks: said.map(|said| said.remarks.clone()).unwrap_or_default(),
            answered_by: said.map(|said| said.answered_by.clone()).unwrap_or_default(),
            found: result.finding.status,
            why: decisive.map(|reason| words::reason(reason, Some(decided.form))),
            contradicted: result.contradiction.is_some(),
            void: result.status == Status::NotApplicable,
        }
    });
    let facts = &known.facts;
    let mut view = facts.by_vendor().remove(&fold_company(&vendor)).unwrap_or_default();
    view.devices.retain(|device| device.in_service());
    let mine = facts.contracts.iter().filter(|row| row.counts_on(facts.as_of) && same_company(&row.vendor, &vendor));
    let contracts = mine.map(|contract| Duties {
        out_of_scope: words::printed_numbers(&contract.out_of_scope.join(","), Some(decided.form)),
        gaps: gaps(contract, facts),
        contract: contract.clone(),
    });
    Ok(VendorShown {
        sides: sides.collect(),
        contracts: contracts.collect(),
        lines: view.maintenance_lines,
        devices: view.devices,
        accounts: view.accounts,
        vendor,
    })
}

/// What a contract leaves open, so that nobody is responsible for it.
fn gaps(contract: &Contract, facts: &Facts) -> Vec<&'static str> {
    let mut gaps = Vec::new();
    let mut gap = |open: bool, key: &'static str| {
        if open {
            gaps.push(key);
        }
    };
    gap(contract.security_update_duty == Duty::Unspecified, "vendors-gap-updates");
    gap(contract.log_duty == Duty::Unspecified, "vendors-gap-logs");
    gap(contract.responsibility_split != Some(true), "vendors-gap-split");
    gap(contract.manager.trim().is_empty(), "vendors-gap-manager");
    gap(contract.remote_maintenance.is_none(), "vendors-gap-remote");
    gap(contract.phone.trim().is_empty() && contract.email.trim().is_empty(), "vendors-gap-contact");
    gap(facts.document(&contract.document).is_none(), "vendors-gap-document");
    gaps
}
