//! Deciding every clause, from the volume that is done to the volume that is answered for.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::record::ClauseRecord;
use super::sources::{FoundItem, Source, together};
use super::standing::{Applied, Basis, Standing, Want};
use crate::assessment::{Assurance, Status};
use crate::framework::{Audience, Edition};
use crate::guideline::{Chapter, CitedBy, ClauseKey, Grade, Guideline, Link, ReadingEntry, Sureness, VolumeId};

/// A guideline beside one edition of the checklist, with everything that does not depend on an institution worked out. Built once.
#[derive(Debug)]
pub struct Gap<'a> {
    guideline: &'a Guideline,
    edition: &'a Edition,
    /// References of the edition's items, by the clause that they name or are about
    cited: BTreeMap<ClauseKey, Vec<(CitedBy, bool)>>,
    /// Links to the volume below
    below: BTreeMap<ClauseKey, Vec<Link>>,
}

/// Everything that is known of one institution.
struct Known<'a> {
    items: BTreeMap<(Audience, &'a str), Vec<FoundItem<'a>>>,
    own: Audience,
    records: &'a BTreeMap<ClauseKey, ClauseRecord>,
    today: Date,
}

impl<'a> Gap<'a> {
    /// Works out which items cite which clause, and which clauses belong together.
    pub fn new(guideline: &'a Guideline, edition: &'a Edition) -> Self {
        let mut cited: BTreeMap<ClauseKey, Vec<(CitedBy, bool)>> = BTreeMap::new();
        for reference in if guideline.is_of(edition) { guideline.cited_by(edition) } else { Vec::new() } {
            // where the manual cites one clause and the item is about another, the item counts for the other
            let by_number = reference.grade == Grade::Clause;
            for key in &reference.clauses {
                cited.entry(key.clone()).or_default().push((reference.clone(), by_number && reference.content.is_empty()));
            }
            for key in reference.content.iter().filter(|key| !reference.clauses.contains(key)) {
                cited.entry(key.clone()).or_default().push((reference.clone(), true));
            }
        }
        let mut below: BTreeMap<ClauseKey, Vec<Link>> = BTreeMap::new();
        for link in guideline.links() {
            below.entry(link.from.clone()).or_default().push(link);
        }
        Self { guideline, edition, cited, below }
    }

    /// How far an institution is, clause by clause in reading order.
    ///
    /// `reading` says what applies to it ([`Guideline::reading`]), `items` how the checklist's items were decided, `own` which form is
    /// the institution's, `records` what people keep.
    pub fn assess<'i>(
        &self,
        reading: &[ReadingEntry<'_>],
        own: Audience,
        items: impl IntoIterator<Item = FoundItem<'i>>,
        records: &BTreeMap<ClauseKey, ClauseRecord>,
        today: Date,
    ) -> Vec<Standing> {
        let mut known = Known { items: BTreeMap::new(), own, records, today };
        for item in items.into_iter().filter(|item| *item.edition == self.edition.id) {
            known.items.entry((item.audience, item.result.key.as_str())).or_default().push(item);
        }
        let applied: BTreeMap<&ClauseKey, &ReadingEntry<'_>> = reading.iter().map(|entry| (&entry.clause.key, entry)).collect();
        let mut decided: BTreeMap<ClauseKey, Standing> = BTreeMap::new();
        for volume in [VolumeId::Operation, VolumeId::Planning, VolumeId::Management] {
            for (_, chapter, clause) in self.guideline.clauses().filter(|(of, ..)| of.id == volume) {
                if let Some(entry) = applied.get(&clause.key) {
                    let standing = self.standing(chapter, entry, &known, &decided);
                    decided.insert(clause.key.clone(), standing);
                }
            }
        }
        self.guideline.clauses().filter_map(|(_, _, clause)| decided.remove(&clause.key)).collect()
    }

    fn standing(
        &self,
        chapter: &Chapter,
        entry: &ReadingEntry<'_>,
        known: &Known<'_>,
        decided: &BTreeMap<ClauseKey, Standing>,
    ) -> Standing {
        let key = &entry.clause.key;
        let record = known.records.get(key).cloned().unwrap_or_default();
        let applied = Applied::from(entry.applies);
        let mut sources = self.items(key, known);
        sources.extend(self.clauses(key, decided));
        let found = together(sources.iter().filter(|source| source.is_item()));
        let below = together(sources.iter().filter(|source| !source.is_item()));
        let words = self.guideline.words(key);
        let acts = Acts {
            approval: words.is_some_and(|words| words.approval) && record.approval.is_none(),
            report: words.is_some_and(|words| words.report.is_some()) && record.report.is_none(),
        };
        let (status, assurance, basis) = decide(&applied, &record, found, below, acts);
        let wants = wants(&record, (status, assurance, basis), found, acts, known.today);
        Standing {
            clause: key.clone(),
            volume: entry.volume,
            chapter: chapter.no.clone(),
            applied,
            patterns: entry.patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
            binds: entry.binds.clone(),
            status,
            assurance,
            basis,
            sources,
            wants,
            record,
        }
    }

    /// The items that cite a clause, as they were decided.
    fn items(&self, key: &ClauseKey, known: &Known<'_>) -> Vec<Source> {
        let mut sources = Vec::new();
        for (reference, exact) in self.cited.get(key).into_iter().flatten() {
            for item in known.items.get(&(reference.audience, reference.item.as_str())).into_iter().flatten() {
                sources.push(Source::Item {
                    edition: reference.edition.clone(),
                    audience: reference.audience,
                    subject: item.subject.to_owned(),
                    item: reference.item.clone(),
                    no: reference.no.clone(),
                    printed: reference.printed.clone(),
                    grade: reference.grade,
                    status: item.result.status,
                    assurance: item.result.assurance,
                    counts: *exact && reference.audience == known.own && item.subject.is_empty(),
                });
            }
        }
        sources
    }

    /// The clauses of the volume below, as they stand.
    fn clauses(&self, key: &ClauseKey, decided: &BTreeMap<ClauseKey, Standing>) -> impl Iterator<Item = Source> {
        let links = self.below.get(key).into_iter().flatten();
        links.filter_map(|link| {
            let standing = decided.get(&link.to)?;
            Some(Source::Clause {
                clause: link.to.clone(),
                sureness: link.sureness,
                status: standing.status,
                assurance: standing.assurance,
                counts: link.sureness != Sureness::Unsure,
            })
        })
    }
}

/// What of 承認 and 報告 the clause asks for and is not there.
#[derive(Debug, Clone, Copy)]
struct Acts {
    approval: bool,
    report: bool,
}

impl Acts {
    fn missing(self) -> bool {
        self.approval || self.report
    }
}

type Found = Option<(Status, Option<Assurance>)>;

fn decide(applied: &Applied, record: &ClauseRecord, found: Found, below: Found, acts: Acts) -> (Status, Option<Assurance>, Basis) {
    if matches!(applied, Applied::Exempt { .. }) {
        return (Status::NotApplicable, None, Basis::Exempt);
    }
    if let (Applied::Simplified { .. }, Some(vendor)) = (applied, &record.vendor) {
        let known = if vendor.document.trim().is_empty() { Assurance::Declared } else { Assurance::Examined };
        return (Status::Satisfied, Some(known), Basis::Vendor);
    }
    // a finding against it outweighs what somebody says
    if let Some((Status::NotSatisfied, assurance)) = found {
        return (Status::NotSatisfied, assurance, Basis::Items);
    }
    match record.answer {
        Some(Status::Satisfied) if acts.missing() => (Status::Undetermined, None, Basis::Answer),
        Some(Status::Satisfied) => {
            let shown = if record.evidence.is_empty() { Assurance::Declared } else { Assurance::Examined };
            let stronger = found.and_then(|(_, assurance)| assurance).map_or(shown, |assurance| assurance.min(shown));
            (Status::Satisfied, Some(stronger), Basis::Answer)
        }
        Some(Status::NotSatisfied) => (Status::NotSatisfied, Some(Assurance::Declared), Basis::Answer),
        Some(Status::NotApplicable) => (Status::NotApplicable, None, Basis::Answer),
        Some(Status::Undetermined) | None => match (found, below) {
            // what the checklist and the clauses below cannot show
            _ if acts.missing() => (Status::Undetermined, None, Basis::Nothing),
            (Some((status, assurance)), _) => (status, assurance, Basis::Items),
            (None, Some((status, assurance))) => (status, assurance, Basis::Clauses),
            (None, None) => (Status::Undetermined, None, Basis::Nothing),
        },
    }
}

fn wants(
    record: &ClauseRecord,
    (status, assurance, basis): (Status, Option<Assurance>, Basis),
    found: Found,
    acts: Acts,
    today: Date,
) -> Vec<Want> {
    if status == Status::NotApplicable || basis == Basis::Vendor {
        return Vec::new();
    }
    let unmet = status == Status::NotSatisfied;
    let said = record.answer == Some(Status::Satisfied);
    let against = matches!(found, Some((Status::NotSatisfied, _)));
    let met = status == Status::Satisfied;
    let told = record.answer.is_some();
    let wants = [
        (Want::Overdue, !met && record.due.is_some_and(|due| due < today)),
        (Want::Contradiction, said && against),
        (Want::Improvement, unmet),
        (Want::Approval, acts.approval && !unmet),
        (Want::Report, acts.report && !unmet),
        (Want::Answer, !told && basis == Basis::Nothing),
        (Want::Confirmation, met && basis.is_inferred()),
        (Want::Review, !record.taken_over_from.is_empty()),
        (Want::Evidence, met && basis == Basis::Answer && assurance == Some(Assurance::Declared)),
        (Want::DueDay, unmet && record.due.is_none()),
    ];
    wants.into_iter().filter(|(_, wanted)| *wanted).map(|(want, _)| want).collect()
}
