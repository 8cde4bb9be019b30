//! `safety-manager-appointed`: somebody in office answers for the safe operation of the medical information systems.
#![doc = include_str!("safety_manager_appointed.md")]

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::calendar::PartialDate;
use crate::facts::{Entry, Facts, InstitutionKind, RecordRef};
use crate::framework::Audience;
use crate::ledger::{Appointment, Employment, LedgerId, Role, StaffMember};
use crate::names::fold;

/// See the module.
pub(super) struct SafetyManagerAppointed;

impl Rule for SafetyManagerAppointed {
    fn control(&self) -> &'static str {
        "safety-manager-appointed"
    }
    fn spec(&self) -> &'static str {
        include_str!("safety_manager_appointed.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Appointments, LedgerId::Staff]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "appointment-none",
            "appointment-of-vendor",
            "appointment-unnamed",
            "appointment-not-yet",
            "appointment-ended",
            "appointment-of-leaver",
            "appointment-stands",
            "appointment-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        let pharmacy = context.audience == Audience::Pharmacy || facts.institution.kind == InstitutionKind::Pharmacy;
        let posts: &[Post] = if pharmacy { &PHARMACY } else { &HOSPITAL };
        for post in posts {
            post.judge(facts, &mut verdict);
        }
        verdict.finish()
    }
}

/// A post that must be filled, and the roles that fill it.
struct Post {
    /// Argument `role` of the messages
    id: &'static str,
    roles: &'static [Role],
}

const HOSPITAL: [Post; 1] = [Post { id: "safety-manager", roles: &[Role::SafetyManager] }];
/// One person may hold both; each must be named.
const PHARMACY: [Post; 2] = [
    Post { id: "system-manager", roles: &[Role::SystemManager, Role::SafetyManager, Role::PlanningManager] },
    Post { id: "system-operator", roles: &[Role::SystemOperator] },
];

impl Post {
    fn judge(&self, facts: &Facts, verdict: &mut Verdict) {
        let role = [("role", self.id)];
        let rows = facts.appointments.iter().filter(|row| self.roles.contains(&row.role));
        let (own, vendors): (Vec<_>, Vec<_>) = rows.partition(|row| row.vendor.trim().is_empty());
        let mut holders = Vec::new();
        let mut faults: BTreeMap<&str, Vec<RecordRef>> = BTreeMap::new();
        for row in own {
            match standing(row, facts) {
                Standing::InOffice(last) => holders.push((row, last)),
                Standing::Out(key) => faults.entry(key).or_default().push(row.reference()),
            }
        }
        if !holders.is_empty() {
            fill(&holders, facts, &role, verdict);
        } else if let Some(records) = faults.remove("appointment-unnamed") {
            verdict.missing_all("appointment-unnamed", records, &role);
        } else if !faults.is_empty() {
            for (key, records) in faults {
                verdict.against_all(key, records, &role);
            }
        } else if vendors.is_empty() {
            verdict.missing_all("appointment-none", Vec::new(), &role);
        } else {
            verdict.missing_all("appointment-of-vendor", vendors.into_iter().map(Entry::reference).collect(), &role);
        }
    }
}

/// The post is filled; where one holder's letter of appointment lies in the folder, that one proves it.
fn fill(holders: &[(&Entry<Appointment>, Option<Date>)], facts: &Facts, role: &[(&str, &str)], verdict: &mut Verdict) {
    let (proven, unproven): (Vec<_>, Vec<_>) = holders.iter().copied().partition(|(row, _)| facts.document(&row.document).is_some());
    if proven.is_empty() {
        verdict.advice_all("appointment-document-not-attached", unproven.iter().map(|(row, _)| row.reference()).collect(), role);
    }
    let witnesses = if proven.is_empty() { unproven } else { proven };
    verdict.support_with("appointment-stands", witnesses.iter().map(|(row, _)| facts.evidence(row)).collect(), role);
    // the post is filled until the last holder goes; one without an end holds it for good
    if let Some(last) = witnesses.iter().map(|(_, last)| *last).collect::<Option<Vec<Date>>>().and_then(|days| days.into_iter().max()) {
        verdict.valid_until(last);
    }
}

enum Standing {
    /// In office, with the last day when it is known
    InOffice(Option<Date>),
    /// Not, for the reason with this key
    Out(&'static str),
}

fn standing(row: &Appointment, facts: &Facts) -> Standing {
    let today = facts.as_of;
    let name = fold(&row.name);
    if row.until.is_some_and(|until| until.latest() < today) {
        return Standing::Out("appointment-ended");
    }
    if row.appointed_on.is_some_and(|from| from.earliest() > today) {
        return Standing::Out("appointment-not-yet");
    }
    if name.is_empty() {
        return Standing::Out("appointment-unnamed");
    }
    // of namesakes, one who is still employed is enough: the ledger names no more than the name
    let namesakes: Vec<&Entry<StaffMember>> = facts.staff.iter().filter(|member| fold(&member.name) == name).collect();
    if !namesakes.is_empty() && namesakes.iter().all(|member| has_left(member, today)) {
        return Standing::Out("appointment-of-leaver");
    }
    let leaving = match namesakes.as_slice() {
        [only] => only.left_on,
        _ => None,
    };
    Standing::InOffice([row.until, leaving].into_iter().flatten().map(PartialDate::latest).min())
}

/// Leave is not leaving, and a day of leaving that is still to come is not leaving yet.
fn has_left(member: &StaffMember, today: Date) -> bool {
    match member.left_on {
        Some(left) => left.latest() < today && member.employment != Employment::OnLeave,
        None => member.employment == Employment::Left,
    }
}
