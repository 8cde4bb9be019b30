//! What is still wanting about one control, as the institution's form has it: the rule's reasons in words.
//!
//! Deliberately not here: finding them (`sonae_domain::rules`).

use sonae_domain::assessment::{Status, Tone};
use sonae_domain::facts::RecordRef;

use crate::decide_forms::Decided;
use crate::words;

/// Something that is wanting, or recommended.
#[derive(Debug, Clone)]
pub struct Gap {
    /// Whether it decides anything, or is only recommended
    pub decisive: bool,
    /// What is wanting
    pub text: String,
    /// What to do
    pub next: Option<String>,
    /// Records that it speaks of
    pub records: Vec<RecordRef>,
}

/// The gaps of a control, the decisive ones first; and what holds. `None` where the form does not ask for it.
pub fn gaps(decided: &Decided<'_>, control: &str) -> Option<(Status, Vec<Gap>)> {
    let own = decided.forms.first()?;
    let result = own.assessment.items.iter().find(|item| item.control == *control)?;
    let reasons = result.finding.reasons.iter().filter(|reason| reason.tone != Tone::Support);
    let gap = reasons.map(|reason| Gap {
        decisive: reason.tone != Tone::Advice,
        text: words::reason(reason, Some(own.form)),
        next: words::next_step(reason, Some(own.form)),
        records: reason.records.clone(),
    });
    Some((result.status, gap.collect()))
}
