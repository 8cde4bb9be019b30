//! The guideline on paper: how far the institution is with every clause, and what each role has to read. Tables for PDF and XLSX.

use sonae_domain::assessment::Status;
use sonae_domain::gap::{ClauseTotals, Standing};
use sonae_domain::guideline::Role;
use sonae_domain::paper::{Align, LedgerColumn, LedgerSheet};

use super::Standings;
use crate::words::{date, spelt, text};

/// How far the institution is: every clause that applies, with status, how that is known, what is wanting, who sees to it, until when.
pub fn gap_sheet(standings: &Standings) -> LedgerSheet {
    let totals = ClauseTotals::of(&standings.clauses);
    let column = |name: &str| LedgerColumn::new(text(&format!("guideline-column-{name}"), &[]));
    let unmet = text("guideline-status-not-satisfied", &[]);
    let counts = [
        ("clauses", totals.clauses),
        ("met", totals.met),
        ("inferred", totals.inferred),
        ("unmet", totals.unmet),
        ("open", totals.open),
        ("na", totals.not_applicable),
    ]
    .map(|(name, count)| (name, count.to_string()));
    LedgerSheet {
        title: text("guideline-sheet-gap", &[]),
        chapter: Some(format!("{} {}", standings.guideline.title, standings.guideline.version)),
        facility: standings.known.facts.institution.name.clone(),
        as_of: Some(standings.today),
        columns: vec![
            column("no"),
            column("title"),
            column("status").aligned(Align::Center).emphasising([unmet]),
            column("known").aligned(Align::Center),
            column("want"),
            column("owner"),
            column("due").aligned(Align::Center),
            column("note"),
        ],
        rows: standings.clauses.iter().map(|standing| gap_row(standings, standing)).collect(),
        notes: vec![
            text("guideline-sheet-counts", &counts.each_ref().map(|(name, count)| (*name, count.as_str()))),
            text("guideline-sheet-inferred", &[]),
        ],
        foot: String::new(),
    }
}

fn gap_row(standings: &Standings, standing: &Standing) -> Vec<String> {
    let guideline = standings.guideline;
    let wants: Vec<String> = standing.wants.iter().map(|want| text(&format!("guideline-want-{}", want.as_str()), &[])).collect();
    vec![
        guideline.reference(&standing.clause),
        guideline.words(&standing.clause).map(|words| words.title.clone()).unwrap_or_default(),
        text(&format!("guideline-status-{}", spelt(&standing.status)), &[]),
        known_text(standing),
        wants.join("\u{3001}"),
        owner(standings, standing),
        standing.due().map(date).unwrap_or_default(),
        note(standing),
    ]
}

/// How a standing is known, in words; what follows from other things says so.
pub fn known_text(standing: &Standing) -> String {
    let Some(assurance) = standing.assurance else { return String::new() };
    let known = text(&format!("assurance-{}", spelt(&assurance)), &[]);
    if standing.basis.is_inferred() { text("guideline-inferred", &[("known", &known)]) } else { known }
}

/// Who sees to a clause: the person who is named, else whoever has the role.
pub fn owner(standings: &Standings, standing: &Standing) -> String {
    match standing.record.owner.as_str() {
        "" => standing.binds.iter().map(|role| standings.guideline.role_name(*role)).collect::<Vec<_>>().join("\u{3001}"),
        owner => owner.to_owned(),
    }
}

/// What people wrote, or why nothing is to be met.
fn note(standing: &Standing) -> String {
    let because = standing.applied.because().filter(|_| standing.status == Status::NotApplicable || standing.record.vendor.is_some());
    let because = because.map(|(condition, place, inferred)| because_text(condition, place, inferred));
    let parts = [because.unwrap_or_default(), standing.record.note.clone(), standing.record.evidence.join("\u{3001}")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\u{3000}")
}

/// Why a clause applies only in part, or not at all.
pub fn because_text(condition: sonae_domain::guideline::Condition, place: &str, inferred: bool) -> String {
    let ours = if inferred { text("guideline-because-ours", &[]) } else { String::new() };
    text(&format!("guideline-because-{}", condition.as_str()), &[("place", place), ("ours", &ours)])
}

/// What a role has to read: the clauses on which it acts, how far they apply, and what they ask in our words.
pub fn reading_sheet(standings: &Standings, role: Role) -> LedgerSheet {
    let guideline = standings.guideline;
    let column = |name: &str| LedgerColumn::new(text(&format!("guideline-column-{name}"), &[]));
    let patterns: Vec<String> =
        standings.patterns().iter().map(|(pattern, _)| text(&format!("pattern-{}", pattern.id.to_lowercase()), &[])).collect();
    let rows = standings.clauses.iter().filter(|standing| standing.binds.contains(&role)).map(|standing| {
        let words = guideline.words(&standing.clause);
        vec![
            guideline.reference(&standing.clause),
            words.map(|words| words.title.clone()).unwrap_or_default(),
            text(&format!("guideline-applied-{}", standing.applied.as_str()), &[]),
            words.map(|words| words.text.clone()).unwrap_or_default(),
        ]
    });
    LedgerSheet {
        title: text("guideline-sheet-reading", &[("role", guideline.role_name(role))]),
        chapter: Some(format!("{} {}", guideline.title, guideline.version)),
        facility: standings.known.facts.institution.name.clone(),
        as_of: Some(standings.today),
        columns: vec![column("no"), column("title"), column("applied").aligned(Align::Center), column("text")],
        rows: rows.collect(),
        notes: vec![text("guideline-sheet-patterns", &[("patterns", &patterns.join("\u{3001}"))]), text("guideline-sheet-ours", &[])],
        foot: String::new(),
    }
}
