//! The page for the director: numbers, contradictions, and what is dangerous first.
//!
//! Which gaps are the most dangerous is data (`data/danger.toml`), ordered after what let attackers in or kept hospitals down
//! in published cases. Deliberately not here: anything that is not in an assessment.

use std::sync::LazyLock;

use serde::Deserialize;
use sonae_domain::assessment::{Assessment, ItemResult, Reason, Status, Tone};
use sonae_domain::facts::{Aspect, Facts};
use sonae_domain::framework::{Catalog, Form, Scope};
use sonae_domain::ledger::YesNo;
use sonae_domain::observation::Tie;
use sonae_domain::paper::{Assurances, ManagementSummary, SummaryContradiction, SummaryForm, SummaryGap, SummaryObserved, Tally};

use crate::decide_forms::{Decided, DecidedForm};
use crate::words;

#[derive(Deserialize)]
struct Danger {
    first: Vec<String>,
    /// Reasons that come before everything else, whatever their control
    alarming: Vec<String>,
}

static DANGER: LazyLock<Danger> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/danger.toml")).unwrap_or(Danger { first: Vec::new(), alarming: Vec::new() }));

/// The reason of an item that comes before everything else, where there is one: somebody must look today.
pub fn alarm(item: &ItemResult) -> Option<&Reason> {
    let against = item.finding.reasons.iter().filter(|reason| reason.tone == Tone::Against);
    against.into_iter().find(|reason| DANGER.alarming.contains(&reason.key))
}

/// Rank of a control by danger, 0 first. A recorded defect comes before a missing fact.
pub fn danger(item: &ItemResult) -> (u8, usize) {
    let open = u8::from(item.status != Status::NotSatisfied);
    let place = DANGER.first.iter().position(|control| item.control == *control.as_str());
    (open, place.unwrap_or(DANGER.first.len()))
}

/// The summary of everything decided.
pub fn management_summary(decided: &Decided<'_>, catalog: &Catalog) -> ManagementSummary {
    let own = &decided.forms[0];
    let totals = own.assessment.totals();
    let title =
        |item: &ItemResult| catalog.control(&item.control).map_or_else(|| item.control.to_string(), |control| control.title.clone());
    let mut gaps: Vec<&ItemResult> =
        own.assessment.items.iter().filter(|item| matches!(item.status, Status::NotSatisfied | Status::Undetermined)).collect();
    gaps.sort_by_key(|item| (alarm(item).is_none(), danger(item)));
    let contradictions = decided
        .forms
        .iter()
        .flat_map(|form| form.assessment.items.iter().map(move |item| (form, item)))
        .filter(|(_, item)| item.contradiction.is_some());
    ManagementSummary {
        facility: decided.facts.institution.name.clone(),
        edition_label: format!("{} {}", decided.edition.edition_label, own.form.audience_label),
        as_of: decided.facts.as_of,
        deadline: Some(decided.edition.deadline),
        tally: tally(&own.assessment),
        assurances: Assurances { verified: totals.verified, examined: totals.examined, declared: totals.declared },
        observed: observed(&decided.facts),
        forms: decided.forms[1..].iter().map(vendor_line).collect(),
        contradictions: contradictions.map(|(form, item)| contradiction(form, item, title(item))).collect(),
        gaps: gaps.into_iter().map(|item| gap(own.form, item, title(item))).collect(),
    }
}

fn observed(facts: &Facts) -> Option<SummaryObserved> {
    let coverage = facts.coverage(Aspect::Presence, Scope::All);
    let strangers = facts.machines.iter().filter(|machine| machine.tie == Tie::Stranger && machine.set_aside.is_none()).count();
    let any = !facts.machines.is_empty();
    any.then_some(SummaryObserved { in_ledger: coverage.in_ledger, observed: coverage.observed, oldest: coverage.oldest, strangers })
}

fn tally(assessment: &Assessment) -> Tally {
    let totals = assessment.totals();
    Tally { yes: totals.yes, no: totals.no, open: totals.open, void: totals.void }
}

fn vendor_line(form: &DecidedForm<'_>) -> SummaryForm {
    SummaryForm {
        name: form.assessment.subject.clone(),
        tally: tally(&form.assessment),
        received: form.assessment.items.iter().any(|item| item.attestation.is_some()),
    }
}

fn contradiction(form: &DecidedForm<'_>, item: &ItemResult, title: String) -> SummaryContradiction {
    let who = if form.assessment.subject.is_empty() { words::text("who-institution", &[]) } else { form.assessment.subject.clone() };
    let said = match item.contradiction.map(|contradiction| contradiction.said) {
        Some(YesNo::No) => "no",
        _ => "yes",
    };
    SummaryContradiction {
        no: item.no.clone(),
        item: title,
        said: words::text("contradiction-said", &[("who", &who), ("said", &words::text(&format!("answer-{said}"), &[]))]),
        seen: what_is_missing(form.form, item),
    }
}

/// The decisive reasons in words, at most two; what is wanting on the form itself where there is nothing else.
fn what_is_missing(form: &Form, item: &ItemResult) -> String {
    let decisive = item.finding.reasons.iter().filter(|reason| matches!(reason.tone, Tone::Against | Tone::Missing));
    let mut texts: Vec<String> = decisive.take(2).map(|reason| words::reason(reason, Some(form))).collect();
    if texts.is_empty() {
        texts = item.form_gaps.iter().take(1).map(|reason| words::reason(reason, Some(form))).collect();
    }
    if texts.is_empty() {
        texts = item.finding.reasons.iter().take(1).map(|reason| words::reason(reason, Some(form))).collect();
    }
    texts.join("\n")
}

fn gap(form: &Form, item: &ItemResult, title: String) -> SummaryGap {
    SummaryGap {
        no: item.no.clone(),
        item: title,
        missing: what_is_missing(form, item),
        next: words::next_of_item(item, Some(form)).unwrap_or_default(),
        owner: String::new(),
        due: item.target_on,
    }
}
