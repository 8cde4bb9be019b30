//! `cyber-bcp-established`: a business continuity plan that supposes a cyber attack is in force.
#![doc = include_str!("cyber_bcp_established.md")]

use std::collections::BTreeMap;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::{PartialDate, days_between};
use crate::facts::{Entry, Facts, RecordRef};
use crate::ledger::{Bcp, LedgerId};

/// See the module.
pub(super) struct CyberBcpEstablished;

impl Rule for CyberBcpEstablished {
    fn control(&self) -> &'static str {
        "cyber-bcp-established"
    }
    fn spec(&self) -> &'static str {
        include_str!("cyber_bcp_established.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Bcps, LedgerId::Drills]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "bcps-none",
            "bcp-without-cyber-attack",
            "bcp-not-yet-established",
            "bcp-cyber-attack-unknown",
            "bcp-date-unknown",
            "bcp-approval-pending",
            "bcp-review-overdue",
            "bcp-established",
            "bcp-planned",
            "bcp-approval-unrecorded",
            "bcp-document-not-attached",
            "bcp-drill-none",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        if facts.bcps.is_empty() {
            verdict.missing_all("bcps-none", Vec::new(), &[]);
            return verdict.finish();
        }
        let (others, candidates): (Vec<_>, Vec<_>) = facts.bcps.iter().partition(|plan| plan.covers_cyber_attack == Some(false));
        if candidates.is_empty() {
            verdict.against("bcp-without-cyber-attack", others.into_iter().map(Entry::reference).collect());
            return verdict.finish();
        }
        let mut in_force = Vec::new();
        let mut faults: BTreeMap<Fault, Vec<RecordRef>> = BTreeMap::new();
        for plan in candidates {
            match fault(plan, facts) {
                None => in_force.push(plan),
                Some(fault) => faults.entry(fault).or_default().push(plan.reference()),
            }
        }
        let planned = planned(&faults, facts, context);
        if in_force.is_empty() && !planned.is_empty() {
            verdict.support("bcp-planned", planned);
        } else if in_force.is_empty() {
            wanting(faults, &mut verdict);
        } else {
            stand(&in_force, facts, &mut verdict);
        }
        if !drilled(facts) {
            verdict.advice_all("bcp-drill-none", Vec::new(), &[]);
        }
        verdict.finish()
    }
}

/// Why a plan that may suppose a cyber attack does not decide for yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    CyberAttackUnknown,
    DateUnknown,
    ApprovalPending,
    ReviewOverdue,
    NotYetEstablished,
}

fn fault(plan: &Bcp, facts: &Facts) -> Option<Fault> {
    let today = facts.as_of;
    if plan.covers_cyber_attack.is_none() {
        return Some(Fault::CyberAttackUnknown);
    }
    match plan.established_on.or(plan.approved_on).or(plan.revised_on) {
        Some(day) if day.earliest() > today => return Some(Fault::NotYetEstablished),
        None => return Some(Fault::DateUnknown),
        Some(_) => {}
    }
    if plan.approved_on.is_some_and(|day| day.earliest() > today) {
        return Some(Fault::ApprovalPending);
    }
    // a revision on or after the day of review is the review
    let due = plan.review_due.filter(|due| plan.revised_on.is_none_or(|revised| revised.latest() < due.earliest()));
    due.is_some_and(|due| due.latest() < today).then_some(Fault::ReviewOverdue)
}

/// Plans that are still to be established, where the edition counts a plan for a day that is not too far off.
fn planned(faults: &BTreeMap<Fault, Vec<RecordRef>>, facts: &Facts, context: &Context<'_>) -> Vec<RecordRef> {
    let Some(parameters) = &context.parameters.bcp else { return Vec::new() };
    let keys: Vec<&str> = faults.get(&Fault::NotYetEstablished).into_iter().flatten().map(|record| record.key.as_str()).collect();
    let due = facts.bcps.iter().filter(|plan| keys.contains(&plan.key.as_str()));
    due.filter(|plan| plan.established_on.or(plan.approved_on).or(plan.revised_on).is_some_and(|day| day.latest() <= parameters.plan_by))
        .map(Entry::reference)
        .collect()
}

/// No plan is in force. A plan that only lacks a fact may be; only plans that are still to come say no.
fn wanting(faults: BTreeMap<Fault, Vec<RecordRef>>, verdict: &mut Verdict) {
    let open = faults.keys().any(|fault| *fault != Fault::NotYetEstablished);
    for (fault, records) in faults {
        match fault {
            Fault::CyberAttackUnknown => verdict.missing("bcp-cyber-attack-unknown", records),
            Fault::DateUnknown => verdict.missing("bcp-date-unknown", records),
            Fault::ApprovalPending => verdict.missing("bcp-approval-pending", records),
            Fault::ReviewOverdue => verdict.missing("bcp-review-overdue", records),
            Fault::NotYetEstablished if open => verdict,
            Fault::NotYetEstablished => verdict.against("bcp-not-yet-established", records),
        };
    }
}

/// A plan is in force; where one of several lies in the folder, that one proves it.
fn stand(plans: &[&Entry<Bcp>], facts: &Facts, verdict: &mut Verdict) {
    let (proven, unproven): (Vec<&Entry<Bcp>>, Vec<&Entry<Bcp>>) = plans.iter().partition(|plan| facts.document(&plan.document).is_some());
    if proven.is_empty() {
        verdict.advice("bcp-document-not-attached", unproven.iter().map(|plan| plan.reference()).collect());
    }
    let witnesses = if proven.is_empty() { unproven } else { proven };
    let unapproved = witnesses.iter().filter(|plan| plan.approved_by.trim().is_empty() && plan.approved_on.is_none());
    verdict.advice("bcp-approval-unrecorded", unapproved.map(|plan| plan.reference()).collect());
    // it is reviewed when the first of them is due
    for due in witnesses.iter().filter_map(|plan| plan.review_due).map(PartialDate::latest).filter(|due| *due >= facts.as_of) {
        verdict.valid_until(due);
    }
    verdict.support("bcp-established", witnesses.into_iter().map(|plan| facts.evidence(plan)).collect());
}

/// Whether a drill with a cyber attack was held within the institution's own time.
fn drilled(facts: &Facts) -> bool {
    let held = facts.drills.iter().filter(|drill| drill.cyber_attack == Some(true)).filter_map(|drill| drill.held_on);
    held.into_iter().any(|day| day.earliest() <= facts.as_of && days_between(day.latest(), facts.as_of) <= facts.policy.check_days)
}
