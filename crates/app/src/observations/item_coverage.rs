//! How much was observed for one item, in words: so many of so many, the oldest day, and for the rest why nothing is known and what to do.
//!
//! Deliberately not here: the counting (`domain::facts::coverage`).

use sonae_domain::facts::{Aspect, Blank, Coverage, Facts, RecordRef, Why};
use sonae_domain::framework::{Audience, Scope};
use sonae_domain::ledger::DeviceKind;

use crate::words::{date, spelt, text};

/// The collector could not ask because nobody with the right started it.
const NO_RIGHT: &str = "needs-administrator";

/// The coverage of one item, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemCoverage {
    /// The figures
    pub figures: Coverage,
    /// The figures in a sentence
    pub says: String,
    /// Blanks with the same reason and the same way out, the most frequent first
    pub blanks: Vec<BlankGroup>,
}

/// Machines of which nothing is known for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankGroup {
    /// Why
    pub says: String,
    /// What to do
    pub next: String,
    /// Their rows
    pub rows: Vec<RecordRef>,
}

/// The coverage of an item; `None`: no machine could say anything about it, or the form is a vendor's.
pub fn item_coverage(facts: &Facts, control: &str, scope: Scope, audience: Audience) -> Option<ItemCoverage> {
    if audience == Audience::Vendor {
        return None;
    }
    let figures = facts.coverage_of(control, scope).filter(|coverage| coverage.in_ledger > 0)?;
    Some(ItemCoverage { says: coverage_says(&figures), blanks: groups(&figures), figures })
}

/// The figures in a sentence.
pub fn coverage_says(coverage: &Coverage) -> String {
    let (all, observed) = (coverage.in_ledger, coverage.observed);
    let key = match observed {
        0 => "coverage-none",
        _ if observed == all => "coverage-all",
        _ => "coverage-some",
    };
    let unit = text(if coverage.aspect == Aspect::Backup { "coverage-unit-entry" } else { "coverage-unit-machine" }, &[]);
    let oldest = coverage.oldest.map_or_else(|| text("coverage-no-day", &[]), date);
    let counts = [all, observed, all - observed].map(|count| count.to_string());
    text(key, &[("all", &counts[0]), ("observed", &counts[1]), ("blank", &counts[2]), ("unit", &unit), ("oldest", &oldest)])
}

/// Why nothing is known of it.
pub fn blank_says(blank: &Blank) -> String {
    let args = match &blank.why {
        Why::OtherSource { kind } => {
            vec![("by", text(&format!("observations-kind-{}", spelt(kind)), &[]))]
        }
        Why::Refused { because, on } if because == NO_RIGHT => {
            return text("coverage-why-no-right", &[("on", &date(*on))]);
        }
        Why::Refused { on, .. } | Why::Outdated { on } => vec![("on", date(*on))],
        Why::NeverSeen | Why::PerhapsSeen { .. } | Why::NoSource => Vec::new(),
    };
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text(&format!("coverage-why-{}", blank.why.as_str()), &args)
}

/// What to do so that it becomes known.
pub fn blank_next(aspect: Aspect, blank: &Blank) -> String {
    let key = match (&blank.why, aspect, blank.kind) {
        (Why::PerhapsSeen { .. }, _, _) => "coverage-next-answer",
        (Why::NoSource, _, _) => "coverage-next-ledger",
        (Why::Refused { because, .. }, _, _) if because == NO_RIGHT => "coverage-next-administrator",
        (Why::Refused { .. }, _, _) => "coverage-next-ledger",
        (_, Aspect::Backup, _) => "coverage-next-backup",
        (_, Aspect::Presence, _) => "coverage-next-seen",
        (_, _, DeviceKind::Network) => "coverage-next-settings",
        (_, _, DeviceKind::Medical) => "coverage-next-medical",
        _ => "coverage-next-collect",
    };
    text(key, &[])
}

fn groups(coverage: &Coverage) -> Vec<BlankGroup> {
    let mut groups: Vec<BlankGroup> = Vec::new();
    for blank in &coverage.blanks {
        let (says, next) = (blank_says(blank), blank_next(coverage.aspect, blank));
        match groups.iter_mut().find(|group| group.says == says && group.next == next) {
            Some(group) => group.rows.push(blank.row.clone()),
            None => groups.push(BlankGroup { says, next, rows: vec![blank.row.clone()] }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.rows.len()));
    groups
}
