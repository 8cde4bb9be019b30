//! `regulations-cover-all-items`: some clause lays down how each other item of the form is done.
#![doc = include_str!("regulations_cover_all_items.md")]

use std::collections::BTreeMap;

use super::{Context, ControlScope, Rule};
use crate::assessment::{Finding, Verdict};
use crate::facts::{Entry, Facts, RecordRef};
use crate::framework::Scope;
use crate::ledger::{LedgerId, Regulation};

/// See the module.
pub(super) struct RegulationsCoverAllItems;

impl Rule for RegulationsCoverAllItems {
    fn control(&self) -> &'static str {
        "regulations-cover-all-items"
    }
    fn spec(&self) -> &'static str {
        include_str!("regulations_cover_all_items.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Regulations]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "regulations-none",
            "regulation-items-uncovered",
            "regulation-not-yet-in-force",
            "regulation-clauses-unmapped",
            "regulations-cover",
            "regulation-approval-unrecorded",
            "regulation-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        if facts.regulations.is_empty() {
            verdict.missing_all("regulations-none", Vec::new(), &[]);
            return verdict.finish();
        }
        if facts.regulations.iter().all(|row| row.covers.iter().all(|text| text.trim().is_empty())) {
            verdict.missing("regulation-clauses-unmapped", facts.regulations.iter().map(Entry::reference).collect());
            return verdict.finish();
        }
        let is_future = |row: &Regulation| row.established_on.is_some_and(|day| day.earliest() > facts.as_of);
        let (future, in_force): (Vec<_>, Vec<_>) = facts.regulations.iter().partition(|row| is_future(row));
        let (in_force, future) = (Clauses::of(&in_force), Clauses::of(&future));
        let mut uncovered = Vec::new();
        let mut covered = 0_usize;
        let mut not_yet: BTreeMap<&str, RecordRef> = BTreeMap::new();
        let mut witnesses: BTreeMap<&str, &Entry<Regulation>> = BTreeMap::new();
        for item in context.required {
            let now = in_force.covering(item);
            let later = if now.is_empty() { future.covering(item) } else { Vec::new() };
            match (now.is_empty(), later.is_empty()) {
                (true, true) => uncovered.push(item.to_string()),
                (true, false) => {}
                (false, _) => covered += 1,
            }
            not_yet.extend(later.into_iter().map(|row| (row.key.as_str(), row.reference())));
            witnesses.extend(best(&now, facts).into_iter().map(|row| (row.key.as_str(), row)));
        }
        if !uncovered.is_empty() {
            let total = uncovered.len().to_string();
            verdict.against_all("regulation-items-uncovered", Vec::new(), &[("items", &uncovered.join(",")), ("total", &total)]);
        }
        verdict.against("regulation-not-yet-in-force", not_yet.into_values().collect());
        support(&witnesses.into_values().collect::<Vec<_>>(), covered, facts, &mut verdict);
        verdict.finish()
    }
}

/// The clauses that lay something down count as evidence; their originals are looked at.
fn support(witnesses: &[&Entry<Regulation>], covered: usize, facts: &Facts, verdict: &mut Verdict) {
    if witnesses.is_empty() {
        return;
    }
    let of = |holds: &dyn Fn(&Regulation) -> bool| witnesses.iter().filter(|row| holds(row)).map(|row| row.reference()).collect();
    verdict.advice("regulation-document-not-attached", of(&|row| facts.document(&row.document).is_none()));
    verdict.advice("regulation-approval-unrecorded", of(&|row| row.approved_by.trim().is_empty()));
    verdict.support_with(
        "regulations-cover",
        witnesses.iter().map(|row| facts.evidence(row)).collect(),
        &[("covered", &covered.to_string())],
    );
}

/// Of the clauses for one item those whose text lies in the folder prove it; without any such, all of them are named.
fn best<'a>(clauses: &[&'a Entry<Regulation>], facts: &Facts) -> Vec<&'a Entry<Regulation>> {
    let attached: Vec<&Entry<Regulation>> = clauses.iter().copied().filter(|row| facts.document(&row.document).is_some()).collect();
    if attached.is_empty() { clauses.to_vec() } else { attached }
}

/// Clauses with the items that they lay down.
struct Clauses<'a>(Vec<(ControlScope, &'a Entry<Regulation>)>);

impl<'a> Clauses<'a> {
    fn of(rows: &[&'a Entry<Regulation>]) -> Self {
        let tokens = rows.iter().flat_map(|row| row.covers.iter().map(move |text| (text.trim(), *row)));
        Self(tokens.filter_map(|(text, row)| text.parse().ok().map(|covered| (covered, row))).collect())
    }

    /// The clauses that lay the item down: each by itself, or one for every sub-heading.
    fn covering(&self, item: &ControlScope) -> Vec<&'a Entry<Regulation>> {
        let whole = self.containing(item);
        if !whole.is_empty() || item.scope != Scope::All {
            return whole;
        }
        let parts = [Scope::Server, Scope::Endpoint, Scope::Network]
            .map(|scope| self.containing(&ControlScope { control: item.control.clone(), scope }));
        if parts.iter().any(Vec::is_empty) { Vec::new() } else { parts.concat() }
    }

    fn containing(&self, item: &ControlScope) -> Vec<&'a Entry<Regulation>> {
        self.0.iter().filter(|(covered, _)| covered.contains(item)).map(|(_, row)| *row).collect()
    }
}
