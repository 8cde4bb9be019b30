//! `vendor-manager-appointed`: the vendor has somebody who answers for what it supplies.
#![doc = include_str!("vendor_manager_appointed.md")]

use jiff::civil::Date;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::PartialDate;
use crate::facts::{Entry, Facts, RecordRef};
use crate::ledger::{Appointment, Contract, LedgerId, Role};

/// See the module.
pub(super) struct VendorManagerAppointed;

impl Rule for VendorManagerAppointed {
    fn control(&self) -> &'static str {
        "vendor-manager-appointed"
    }
    fn spec(&self) -> &'static str {
        include_str!("vendor_manager_appointed.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Contracts, LedgerId::Appointments]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "vendor-manager-none",
            "vendor-manager-unnamed",
            "vendor-manager-not-yet",
            "vendor-manager-ended",
            "vendor-manager-named",
            "vendor-manager-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, _: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        let contracts: Vec<&Entry<Contract>> =
            facts.contracts.iter().filter(|row| row.counts_on(facts.as_of) && !row.manager.trim().is_empty()).collect();
        let rows: Vec<&Entry<Appointment>> = facts.appointments.iter().filter(|row| row.role == Role::VendorManager).collect();
        let holders: Vec<&Entry<Appointment>> = rows.iter().copied().filter(|row| fault(row, facts.as_of).is_none()).collect();
        if contracts.is_empty() && holders.is_empty() {
            vacant(&rows, facts.as_of, &mut verdict);
            return verdict.finish();
        }
        name(facts, &contracts, &holders, &mut verdict);
        verdict.finish()
    }
}

/// The contract or the appointment names the manager; where the paper of one of them lies in the folder, that one proves it.
fn name(facts: &Facts, contracts: &[&Entry<Contract>], holders: &[&Entry<Appointment>], verdict: &mut Verdict) {
    let by_contract = contracts.iter().map(|row| Witness {
        record: facts.evidence(row),
        attached: facts.document(&row.document).is_some(),
        last: row.ends.map(PartialDate::latest),
    });
    let by_appointment = holders.iter().map(|row| Witness {
        record: facts.evidence(row),
        attached: facts.document(&row.document).is_some(),
        last: row.until.map(PartialDate::latest),
    });
    let (proven, unproven): (Vec<Witness>, Vec<Witness>) = by_contract.chain(by_appointment).partition(|witness| witness.attached);
    if proven.is_empty() {
        verdict.advice("vendor-manager-document-not-attached", unproven.iter().map(|witness| witness.record.clone()).collect());
    }
    let witnesses = if proven.is_empty() { unproven } else { proven };
    // one without an end counts for good
    if let Some(last) = witnesses.iter().map(|witness| witness.last).collect::<Option<Vec<Date>>>().and_then(|days| days.into_iter().max())
    {
        verdict.valid_until(last);
    }
    verdict.support("vendor-manager-named", witnesses.into_iter().map(|witness| witness.record).collect());
}

struct Witness {
    record: RecordRef,
    /// Whether its document lies in the folder
    attached: bool,
    /// Last day on which it names anybody
    last: Option<Date>,
}

/// Nobody is named: because nobody recorded it, or because those recorded are not in office.
fn vacant(rows: &[&Entry<Appointment>], today: Date, verdict: &mut Verdict) {
    let of =
        |key: &str| -> Vec<RecordRef> { rows.iter().filter(|row| fault(row, today) == Some(key)).map(|row| row.reference()).collect() };
    let unnamed = of("vendor-manager-unnamed");
    if rows.is_empty() {
        verdict.missing_all("vendor-manager-none", Vec::new(), &[]);
    } else if unnamed.is_empty() {
        verdict.against("vendor-manager-ended", of("vendor-manager-ended")).against("vendor-manager-not-yet", of("vendor-manager-not-yet"));
    } else {
        verdict.missing("vendor-manager-unnamed", unnamed);
    }
}

/// Why the row names nobody in office on that day.
fn fault(row: &Appointment, today: Date) -> Option<&'static str> {
    if row.until.is_some_and(|until| until.latest() < today) {
        return Some("vendor-manager-ended");
    }
    if row.appointed_on.is_some_and(|from| from.earliest() > today) {
        return Some("vendor-manager-not-yet");
    }
    row.name.trim().is_empty().then_some("vendor-manager-unnamed")
}
