//! What is to be done next, over all forms: what is dangerous or due first.
//!
//! Order: what is alarming (a router or VPN device that nobody knew); what is past its target date or due within a month, by date; then contradictions; then by danger
//! (`data/danger.toml`). Deliberately not here: deciding anything.

use jiff::civil::Date;
use sonae_domain::assessment::{ItemResult, Status, Tone};
use sonae_domain::calendar::days_between;
use sonae_domain::framework::{Audience, Catalog};

use crate::decide_forms::{Decided, DecidedForm};
use crate::sheets::{alarm, danger};
use crate::words;

/// A due date counts as near within so many days.
const NEAR: i64 = 31;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// Edition of the form
    pub edition: String,
    /// Which form
    pub audience: Audience,
    /// The vendor whose form it is; "" for the institution's own
    pub subject: String,
    /// Key of the item in the form
    pub key: String,
    /// Number as printed
    pub no: String,
    /// Short title of the control
    pub title: String,
    /// What holds
    pub status: Status,
    /// Why it is not yet 「はい」
    pub why: String,
    /// What to do
    pub next: String,
    /// 目標日, or the last day on which the present answer counts
    pub due: Option<Date>,
    /// Days until then; negative when it has passed
    pub days_left: Option<i64>,
    /// Whether answer and facts disagree
    pub contradiction: bool,
    /// Whether somebody must look today
    pub alarming: bool,
}

/// Everything to do: of the institution's own form every item that is open, is 「いいえ」, disagrees with the facts or lacks
/// something on the form, and every answer that runs out within a month; of vendors' forms what disagrees.
pub fn next_steps(decided: &Decided<'_>, catalog: &Catalog) -> Vec<NextStep> {
    let today = decided.facts.as_of;
    let mut steps = Vec::new();
    for (at, form) in decided.forms.iter().enumerate() {
        for item in &form.assessment.items {
            let own = at == 0;
            let runs_out = item.status == Status::Satisfied && item.valid_until.is_some_and(|day| days_between(today, day) <= NEAR);
            if item.contradiction.is_some() || (own && (item.is_gap() || runs_out)) {
                let step = step(form, item, catalog, today);
                let near = step.days_left.filter(|days| *days <= NEAR);
                let order = (!step.alarming, near.is_none(), near.unwrap_or(0), !step.contradiction, danger(item));
                steps.push((order, step));
            }
        }
    }
    steps.sort_by_key(|(order, _)| *order);
    steps.into_iter().map(|(_, step)| step).collect()
}

fn step(form: &DecidedForm<'_>, item: &ItemResult, catalog: &Catalog, today: Date) -> NextStep {
    let alarm = alarm(item);
    let reasons = item.finding.reasons.iter().filter(|reason| matches!(reason.tone, Tone::Against | Tone::Missing));
    let why = alarm.into_iter().chain(reasons).chain(&item.form_gaps).next().map(|reason| words::reason(reason, Some(form.form)));
    let due = if item.status == Status::Satisfied { item.valid_until } else { item.target_on };
    let runs_out = || words::text("next-runs-out", &[("date", &due.map(words::date).unwrap_or_default())]);
    NextStep {
        edition: form.assessment.edition.clone(),
        audience: form.assessment.audience,
        subject: form.assessment.subject.clone(),
        key: item.key.clone(),
        no: item.no.clone(),
        title: catalog.control(&item.control).map_or_else(|| item.control.to_string(), |control| control.title.clone()),
        status: item.status,
        why: why.unwrap_or_else(runs_out),
        next: alarm
            .and_then(|reason| words::next_step(reason, Some(form.form)))
            .or_else(|| words::next_of_item(item, Some(form.form)))
            .unwrap_or_else(|| words::text("next-look-again", &[])),
        due,
        days_left: due.map(|due| days_between(today, due)),
        contradiction: item.contradiction.is_some(),
        alarming: alarm.is_some(),
    }
}
