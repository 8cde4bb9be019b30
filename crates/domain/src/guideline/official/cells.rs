//! Lines → cells. A cell begins with a number, under a chapter's heading or (in the first volume) without one.
//!
//! Not here: how a cell's lines become a paragraph (`tidy`).

use std::collections::{BTreeMap, BTreeSet};

use super::super::text::{circled, plain};
use super::super::{Clause, ClauseKey, Guideline, VolumeId};
use super::tidy::{Phrases, join};
use super::{Matched, Printing, Unmatched, UnmatchedKind};

/// Lines over which a heading may be broken.
const HEADING_LINES: usize = 8;
/// Characters of an unplaced line that are told.
const EXCERPT: usize = 40;

/// What is known of the table.
pub(super) struct Cells<'a> {
    guideline: &'a Guideline,
    /// Heading of a chapter without spaces → the chapters that have it.
    headings: BTreeMap<String, Vec<(VolumeId, &'a str)>>,
    /// Every cell of the lower volumes in the table's order.
    order: Vec<&'a ClauseKey>,
    /// The clauses of the first volume, in order.
    first: Vec<&'a Clause>,
    phrases: Phrases,
}

/// The clause that lines are being read for.
struct Open<'a> {
    clause: &'a Clause,
    line: usize,
    lines: Vec<&'a str>,
}

/// Where in the text and the table the reader is.
#[derive(Default)]
struct At<'a> {
    open: Option<Open<'a>>,
    heading: Option<Vec<(VolumeId, &'a str)>>,
    loose: Vec<(usize, &'a str)>,
    next_first: usize,
    next_cell: usize,
    found: Matched,
}

impl<'a> Cells<'a> {
    pub(super) fn new(guideline: &'a Guideline) -> Self {
        let mut headings: BTreeMap<String, Vec<(VolumeId, &str)>> = BTreeMap::new();
        for volume in guideline.volumes.iter().filter(|volume| volume.id != VolumeId::Management) {
            for chapter in &volume.chapters {
                let heading = plain(&format!("{}.{}", chapter.no, chapter.title));
                headings.entry(heading).or_default().push((volume.id, &chapter.no));
            }
        }
        let order =
            guideline.rows.iter().flat_map(|row| std::iter::once(&row.planning).chain(row.operation.iter().map(|below| &below.key)));
        let first = guideline.clauses().filter(|(volume, _, _)| volume.id == VolumeId::Management).map(|(_, _, clause)| clause);
        Self { guideline, headings, order: order.collect(), first: first.collect(), phrases: Phrases::of(guideline) }
    }

    pub(super) fn read(&self, text: &'a str) -> Matched {
        let lines: Vec<(usize, &str)> =
            text.lines().enumerate().map(|(index, line)| (index + 1, line.trim())).filter(|(_, line)| !line.is_empty()).collect();
        let mut at = At::default();
        let mut next = 0;
        while let Some((number, line)) = lines.get(next).copied() {
            next += 1;
            if let Some((chapters, used, rest)) = self.heading(&lines, next - 1) {
                self.close(&mut at);
                at.heading = Some(chapters);
                next += used - 1;
                if let Some((number, rest)) = rest {
                    self.line(&mut at, number, rest);
                }
            } else if let Some((before, chapters)) = self.heading_behind(line) {
                self.line(&mut at, number, before);
                self.close(&mut at);
                at.heading = Some(chapters);
            } else {
                self.line(&mut at, number, line);
            }
        }
        self.close(&mut at);
        at.found
    }

    /// A heading that begins at `lines[start]`: its chapters, how many lines it takes, and what follows it on the last of them.
    fn heading(&self, lines: &[(usize, &'a str)], start: usize) -> Option<(Vec<(VolumeId, &'a str)>, usize, Option<(usize, &'a str)>)> {
        let mut whole = String::new();
        for (used, (number, line)) in lines.iter().skip(start).take(HEADING_LINES).enumerate() {
            let number_at = line.find(|c| circled(c).is_some());
            let (head, rest) = line.split_at(number_at.unwrap_or(line.len()));
            whole.push_str(&plain(head));
            if !whole.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            if let Some(chapters) = self.headings.get(&whole) {
                return Some((chapters.clone(), used + 1, (!rest.is_empty()).then_some((*number, rest))));
            }
            if !rest.is_empty() || !self.headings.range(whole.clone()..).next().is_some_and(|(heading, _)| heading.starts_with(&whole)) {
                return None;
            }
        }
        None
    }

    /// A heading that ends a line on which the cell before it ends.
    fn heading_behind(&self, line: &'a str) -> Option<(&'a str, Vec<(VolumeId, &'a str)>)> {
        let (before, last) = line.rsplit_once(char::is_whitespace)?;
        let chapters = self.headings.get(&plain(last))?;
        Some((before.trim_end(), chapters.clone()))
    }

    /// One line that is no heading: it opens a cell, belongs to one, or is loose.
    fn line(&self, at: &mut At<'a>, number: usize, line: &'a str) {
        let mut characters = line.chars();
        if let Some(no) = characters.next().and_then(circled) {
            self.close(at);
            let words = characters.as_str().trim_start();
            match self.clause(at, no) {
                Ok(clause) => at.open = Some(Open { clause, line: number, lines: vec![words] }),
                Err(kind) => at.found.unmatched.push(Unmatched { line: number, kind, text: excerpt(line) }),
            }
            return;
        }
        match &mut at.open {
            Some(open) => open.lines.push(line),
            None => at.loose.push((number, line)),
        }
    }

    /// The clause that a number opens: of the chapter above it, or the next of the first volume.
    fn clause(&self, at: &mut At<'a>, no: u16) -> Result<&'a Clause, UnmatchedKind> {
        let Some(chapters) = at.heading.take() else {
            let next = self.first.get(at.next_first).filter(|clause| clause.number() == Some(no));
            at.next_first += usize::from(next.is_some());
            return next.copied().ok_or(UnmatchedKind::NoHeading);
        };
        let guideline: &'a Guideline = self.guideline;
        let candidates: Vec<&'a Clause> = guideline
            .clauses()
            .filter(|(volume, chapter, clause)| chapters.contains(&(volume.id, chapter.no.as_str())) && clause.number() == Some(no))
            .map(|(_, _, clause)| clause)
            .collect();
        let ahead = self.order.iter().skip(at.next_cell);
        let expected = ahead.clone().position(|key| candidates.iter().any(|clause| clause.key == **key));
        let chosen = match (candidates.as_slice(), expected.and_then(|ahead_by| self.order.get(at.next_cell + ahead_by))) {
            ([], _) => return Err(UnmatchedKind::NoSuchNumber),
            ([one], _) => one,
            ([first, ..], None) => first,
            (several, Some(key)) => several.iter().find(|clause| clause.key == **key).unwrap_or(&several[0]),
        };
        if let Some(ahead_by) = expected {
            at.next_cell += ahead_by + 1;
        }
        Ok(chosen)
    }

    /// Ends the cell, or the loose lines, before something new begins.
    fn close(&self, at: &mut At<'a>) {
        let loose = std::mem::take(&mut at.loose);
        let unknown = self.phrases.unknown(&loose.iter().map(|(_, line)| *line).collect::<Vec<_>>());
        for (number, line) in loose.into_iter().zip(unknown).filter_map(|(line, unknown)| unknown.then_some(line)) {
            at.found.unmatched.push(Unmatched { line: number, kind: UnmatchedKind::Loose, text: excerpt(line) });
        }
        if let Some(open) = at.open.take() {
            let text = join(&self.phrases.wording(&open.lines, open.clause));
            at.found.clauses.entry(open.clause.key.clone()).or_default().push(Printing { line: open.line, text });
        }
    }
}

fn excerpt(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).take(EXCERPT).collect()
}

/// Every word of the table that is no wording, without spaces.
pub(super) fn furniture(guideline: &Guideline) -> BTreeSet<String> {
    let mut phrases = BTreeSet::new();
    let mut add = |text: &str| {
        phrases.insert(plain(text));
    };
    guideline.heads.iter().for_each(|head| add(head));
    for volume in &guideline.volumes {
        add(&volume.name);
        for part in &volume.parts {
            add(&format!("\u{3010}{}\u{3011}", part.printed));
        }
        for chapter in &volume.chapters {
            add(&format!("{}.{}", chapter.no, chapter.title));
            for section in &chapter.sections {
                add(&format!("{}{}", section.no, section.title));
                add(&format!("{}.{}", section.no, section.title));
                if section.title.chars().count() >= 4 {
                    add(&section.title);
                }
            }
        }
    }
    phrases.remove("");
    phrases
}
