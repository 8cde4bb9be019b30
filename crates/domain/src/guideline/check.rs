//! Proving a guideline's data: unbroken numbers or a recorded hole, no link to nothing, every clause in its place, every printing
//! accounted for, every citation of a checklist found. Not here: files that cannot be read at all (`framework::error`).

use std::collections::{BTreeMap, BTreeSet};

use super::text::{plain, split};
use super::{Chapter, Clause, ClauseKey, Guideline, HoleKind, Volume, VolumeId};
use crate::framework::{Flaw, FlawKind, Frameworks};

/// Every flaw of one guideline.
pub(crate) fn check(guideline: &Guideline, frameworks: &Frameworks) -> Vec<Flaw> {
    let mut found = Vec::new();
    head(guideline, &mut found);
    keys(guideline, &mut found);
    for volume in &guideline.volumes {
        for chapter in &volume.chapters {
            numbers(guideline, volume, chapter, &mut found);
        }
    }
    holes(guideline, &mut found);
    links(guideline, &mut found);
    printings(guideline, &mut found);
    named(guideline, &mut found);
    words(guideline, &mut found);
    citations(guideline, frameworks, &mut found);
    frozen(guideline, frameworks, &mut found);
    found.into_iter().map(|kind| Flaw::of_id(guideline.id.clone(), kind)).collect()
}

fn head(guideline: &Guideline, found: &mut Vec<FlawKind>) {
    if guideline.sources.is_empty() {
        found.push(FlawKind::SourceMissing {});
    }
    let ordered = guideline.volumes.windows(2).all(|pair| matches!(pair, [a, b] if a.id < b.id));
    if !ordered {
        found.push(FlawKind::ReadingOrder { volumes: guideline.volumes.iter().map(|v| v.id.as_str()).collect::<Vec<_>>().join(", ") });
    }
}

/// Keys once each, spelt as keys are, and saying the clause's own place and number.
fn keys(guideline: &Guideline, found: &mut Vec<FlawKind>) {
    let mut seen = BTreeSet::new();
    for (volume, chapter, clause) in guideline.clauses() {
        let key = || clause.key.to_string();
        if !clause.key.is_well_formed() {
            found.push(FlawKind::IdMalformed { id: key() });
        }
        if !seen.insert(&clause.key) {
            found.push(FlawKind::KeyTwice { key: key() });
        }
        if clause.key.as_str() != expected_key(volume, chapter, clause) {
            found.push(FlawKind::NumberWrong { key: key(), no: clause.no.clone(), section: chapter.title.clone() });
        }
        if let Some(section) = &clause.section
            && !chapter.sections.iter().any(|known| known.no == *section)
        {
            found.push(FlawKind::SectionUnknown { key: key(), section: section.clone() });
        }
        if clause.binds.is_empty() {
            found.push(FlawKind::TextUntidy { place: key() });
        }
    }
}

/// The key that follows from where a clause stands and what number it prints.
fn expected_key(volume: &Volume, chapter: &Chapter, clause: &Clause) -> String {
    let letter = volume.id.as_str().get(..1).unwrap_or_default();
    let number = clause.number().unwrap_or_default();
    let place = match (&clause.section, &clause.part) {
        (Some(section), Some(part)) => format!("{section}-{part}"),
        (Some(section), None) => section.clone(),
        (None, _) => format!("{:0>2}", chapter.no),
    };
    format!("{letter}{place}-{number:02}")
}

/// Numbers run from 1 inside a chapter, section or part; a missing one is a recorded hole.
fn numbers(guideline: &Guideline, volume: &Volume, chapter: &Chapter, found: &mut Vec<FlawKind>) {
    let mut expected = 1;
    let mut place = None;
    for clause in &chapter.clauses {
        let here = (&clause.section, &clause.part);
        if place != Some(here) {
            (place, expected) = (Some(here), 1);
        }
        let number = clause.number().unwrap_or_default();
        while expected < number {
            let wanted = (clause.section.as_ref().unwrap_or(&chapter.no).as_str(), expected);
            let recorded = guideline.holes.iter().any(|hole| {
                let no = split(&hole.no);
                hole.volume == volume.id && hole.kind == HoleKind::Absent && (no.section.as_str(), &*no.numbers) == (wanted.0, &[wanted.1])
            });
            if !recorded {
                found.push(FlawKind::NumberGap { section: format!("{}{}", volume.short, wanted.0), missing: expected.to_string() });
            }
            expected += 1;
        }
        if number < expected {
            found.push(FlawKind::NumberTwice { key: clause.key.to_string(), no: clause.no.clone() });
        }
        expected = number.saturating_add(1);
    }
}

/// A hole is where nothing is, or where a clause is cut.
fn holes(guideline: &Guideline, found: &mut Vec<FlawKind>) {
    for hole in &guideline.holes {
        let there = guideline.clauses().any(|(volume, _, clause)| volume.id == hole.volume && plain(&clause.no) == plain(&hole.no));
        if there != (hole.kind == HoleKind::Cut) {
            found.push(FlawKind::HoleWrong { volume: hole.volume.as_str().to_owned(), no: hole.no.clone() });
        }
    }
}

/// Each end of a link is a clause of the volume that the link says.
fn links(guideline: &Guideline, found: &mut Vec<FlawKind>) {
    let volumes: BTreeMap<&ClauseKey, VolumeId> = guideline.clauses().map(|(volume, _, clause)| (&clause.key, volume.id)).collect();
    let mut end = |key: &ClauseKey, volume: VolumeId| {
        if volumes.get(key) != Some(&volume) {
            found.push(FlawKind::ClauseUnknown { place: volume.as_str().to_owned(), key: key.to_string() });
        }
    };
    for row in &guideline.rows {
        end(&row.management, VolumeId::Management);
        row.or_management.iter().for_each(|key| end(key, VolumeId::Management));
        end(&row.planning, VolumeId::Planning);
        row.operation.iter().for_each(|below| end(&below.key, VolumeId::Operation));
    }
}

/// The rows hold each clause as often as it says that it is printed; so every clause of the lower volumes hangs on another.
fn printings(guideline: &Guideline, found: &mut Vec<FlawKind>) {
    let mut printed: BTreeMap<&ClauseKey, u16> = BTreeMap::new();
    for row in &guideline.rows {
        for key in std::iter::once(&row.planning).chain(row.operation.iter().map(|below| &below.key)) {
            *printed.entry(key).or_default() += 1;
        }
    }
    for (volume, _, clause) in guideline.clauses() {
        let rows = if volume.id == VolumeId::Management { 1 } else { printed.get(&clause.key).copied().unwrap_or_default() };
        if rows != clause.printings || rows == 0 {
            let (declared, found_in) = (clause.printings.to_string(), rows.to_string());
            found.push(FlawKind::PrintingsWrong { key: clause.key.to_string(), declared, found: found_in });
        }
    }
}

/// Clauses and chapters named by slips, notes and patterns are there.
fn named(guideline: &Guideline, found: &mut Vec<FlawKind>) {
    let slips = guideline.slips.iter().flat_map(|slip| &slip.clauses).map(|key| ("slips", key));
    let notes = guideline.citations.iter().flat_map(|note| &note.content).map(|key| ("citations", key));
    let patterns = guideline.patterns.named_clauses().map(|key| ("patterns", key));
    let unknown = slips.chain(notes).chain(patterns).filter(|(_, key)| guideline.clause(key).is_none());
    found.extend(unknown.map(|(place, key)| FlawKind::ClauseUnknown { place: place.to_owned(), key: key.to_string() }));
    for (volume, chapter) in guideline.patterns.named_chapters() {
        let there = guideline.volume(volume).is_some_and(|volume| volume.chapters.iter().any(|known| known.no == chapter.to_string()));
        if !there {
            found.push(FlawKind::ClauseUnknown { place: "patterns".to_owned(), key: format!("{} {chapter}", volume.as_str()) });
        }
    }
    for id in guideline.patterns.named_patterns().filter(|id| guideline.patterns.pattern(id).is_none()) {
        found.push(FlawKind::ClauseUnknown { place: "patterns".to_owned(), key: id.to_owned() });
    }
}

/// Where a volume has words of ours, each of its clauses has, and they say the same of it as the structure does.
fn words(guideline: &Guideline, found: &mut Vec<FlawKind>) {
    for volume in &guideline.volumes {
        let clauses = || volume.chapters.iter().flat_map(|chapter| &chapter.clauses);
        if clauses().all(|clause| guideline.words(&clause.key).is_none()) {
            continue;
        }
        for clause in clauses() {
            let key = || clause.key.to_string();
            match guideline.words(&clause.key) {
                None => found.push(FlawKind::WordsMissing { key: key() }),
                Some(words) if words.title.trim().is_empty() || words.text.trim().is_empty() => {
                    found.push(FlawKind::TextUntidy { place: key() });
                }
                Some(words) if words.modality != clause.modality || !clause.binds.contains(&words.binds) => {
                    found.push(FlawKind::WordsDiffer { key: key() });
                }
                Some(_) => {}
            }
        }
    }
    found.extend(guideline.strays.iter().map(|(place, no)| FlawKind::ClauseUnknown { place: place.clone(), key: no.clone() }));
}

/// Every clause that a checklist's manual cites of our volumes is there, and every note is about a citation that is printed.
fn citations(guideline: &Guideline, frameworks: &Frameworks, found: &mut Vec<FlawKind>) {
    let mut noted = BTreeSet::new();
    for edition in frameworks.editions().iter().filter(|edition| guideline.is_of(edition)) {
        for cited in guideline.cited_by(edition) {
            if cited.clauses.is_empty() {
                let (edition, no) = (cited.edition.to_string(), cited.no.clone());
                found.push(FlawKind::CitationUnknown { edition, no, printed: cited.printed.clone() });
            }
            noted.extend(cited.note);
        }
    }
    for note in guideline.citations.iter().filter(|note| !noted.contains(&note.text)) {
        // an edition that is not there is no fault of the guideline
        if frameworks.edition(note.edition.as_str()).is_some_and(|edition| !edition.forms.is_empty()) {
            let (edition, no) = (note.edition.to_string(), note.item.clone());
            found.push(FlawKind::CitationUnknown { edition, no, printed: note.printed.clone() });
        }
    }
}

fn frozen(guideline: &Guideline, frameworks: &Frameworks, found: &mut Vec<FlawKind>) {
    let hash = guideline.fingerprint.clone();
    match frameworks.frozen_hash(&guideline.id) {
        None => found.push(FlawKind::NotFrozen { found: hash }),
        Some(expected) if expected != hash => found.push(FlawKind::FrozenMismatch { expected: expected.to_owned(), found: hash }),
        Some(_) => {}
    }
}
