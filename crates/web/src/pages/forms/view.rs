//! Decisions in words, as the templates show them.

use sonae_app::words::{self, text};
use sonae_domain::assessment::{Assurance, ItemResult, Reason, Status, Tone};
use sonae_domain::framework::Form;
use sonae_domain::ledger::YesNo;

use crate::html;
use crate::pages::ledgers::record_link;

/// A state: the kind of its chip, and its word.
pub(super) struct Chip {
    pub(super) kind: &'static str,
    pub(super) word: String,
}

/// A record that decides.
pub(super) struct Named {
    pub(super) label: String,
    pub(super) place: String,
    pub(super) link: String,
}

/// A reason in words.
pub(super) struct Why {
    pub(super) kind: &'static str,
    pub(super) tone: String,
    pub(super) says: String,
    pub(super) next: Option<String>,
    pub(super) records: Vec<Named>,
    /// How many more there are
    pub(super) more: usize,
}

/// A page that names five hundred machines helps nobody.
pub(super) const NAMED: usize = 20;

/// はい, いいえ, 未回答, 記入不要
pub(super) fn chip(item: &ItemResult) -> Chip {
    let (kind, key) = match (item.status, item.answer) {
        (Status::NotApplicable, _) => ("na", "answer-void"),
        (_, Some(YesNo::Yes)) => ("yes", "answer-yes"),
        (_, Some(YesNo::No)) => ("no", "answer-no"),
        (_, None) => ("open", "answer-open"),
    };
    Chip { kind, word: text(key, &[]) }
}

/// はい or いいえ
pub(super) fn said(answer: YesNo) -> String {
    text(if answer == YesNo::Yes { "answer-yes" } else { "answer-no" }, &[])
}

/// 検証済, 文書, 申告
pub(super) fn assurance(item: &ItemResult) -> Option<String> {
    let key = match item.assurance? {
        Assurance::Verified => "assurance-verified",
        Assurance::Examined => "assurance-examined",
        Assurance::Declared => "assurance-declared",
    };
    Some(text(key, &[]))
}

/// All reasons: those of the facts, then what is wanting on the form.
pub(super) fn reasons(item: &ItemResult, form: &Form) -> Vec<Why> {
    item.finding.reasons.iter().chain(&item.form_gaps).map(|reason| why(reason, form)).collect()
}

fn why(reason: &Reason, form: &Form) -> Why {
    let (kind, tone) = match reason.tone {
        Tone::Against => ("no", "forms-tone-against"),
        Tone::Missing => ("open", "forms-tone-missing"),
        Tone::Support => ("yes", "forms-tone-support"),
        Tone::Advice => ("na", "forms-tone-advice"),
    };
    let named = reason.records.iter().take(NAMED);
    Why {
        kind,
        tone: text(tone, &[]),
        says: words::reason(reason, Some(form)),
        next: words::next_step(reason, Some(form)),
        records: named
            .map(|record| Named {
                label: if record.label.is_empty() { record.key.clone() } else { record.label.clone() },
                place: words::place(record),
                link: record_link(record.ledger, &record.key),
            })
            .collect(),
        more: reason.records.len().saturating_sub(NAMED),
    }
}

/// The first thing that is wanting, or that decides.
pub(super) fn brief(item: &ItemResult, form: &Form) -> String {
    let decisive = item.finding.reasons.iter().filter(|reason| matches!(reason.tone, Tone::Against | Tone::Missing));
    let first = decisive.chain(item.form_gaps.iter().filter(|gap| gap.tone != Tone::Advice)).next();
    first.map(|reason| words::reason(reason, Some(form))).unwrap_or_default()
}

/// A day for a field, as people type it.
pub(super) fn typed(day: Option<jiff::civil::Date>) -> String {
    day.map(words::date).unwrap_or_default()
}

/// The address of an item.
pub(super) fn link(edition: &str, audience: &str, key: &str, subject: &str) -> String {
    crate::pages::today::item_link(edition, audience, key, subject)
}

/// `?subject=…` for the address of something done to an item.
pub(super) fn query(subject: &str) -> String {
    if subject.is_empty() { String::new() } else { format!("?subject={}", html::encode(subject)) }
}
