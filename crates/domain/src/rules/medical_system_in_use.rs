//! `medical-system-in-use`: the question before all others; where no medical information system is in use, nothing else is
//! asked.
#![doc = include_str!("medical_system_in_use.md")]

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::facts::{Entry, Facts, RecordRef};
use crate::framework::Scope;
use crate::ledger::{DeviceKind, LedgerId};

/// See the module.
pub(super) struct MedicalSystemInUse;

impl Rule for MedicalSystemInUse {
    fn control(&self) -> &'static str {
        "medical-system-in-use"
    }
    fn spec(&self) -> &'static str {
        include_str!("medical_system_in_use.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Devices]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "medical-system-unknown",
            "medical-system-denied-but-in-ledger",
            "medical-system-not-in-use",
            "medical-system-stated",
            "medical-system-in-ledger",
        ]
    }
    fn evaluate(&self, facts: &Facts, _: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        // a printer alone makes no system
        let machines = facts.devices_in(Scope::All).filter(|device| device.kind != DeviceKind::Other);
        let machines: Vec<RecordRef> = machines.map(Entry::reference).collect();
        match (facts.institution.medical_system_in_use, machines.is_empty()) {
            (Some(false), true) => verdict.against_all("medical-system-not-in-use", Vec::new(), &[]),
            (Some(false), false) => verdict.missing("medical-system-denied-but-in-ledger", machines),
            (_, false) => verdict.support("medical-system-in-ledger", machines),
            (Some(true), true) => verdict.support("medical-system-stated", Vec::new()),
            (None, true) => verdict.missing_all("medical-system-unknown", Vec::new(), &[]),
        };
        verdict.finish()
    }
}
