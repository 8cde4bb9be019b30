//! References to clauses as people and manuals write them, and which checklist items cite a clause.
//!
//! A reference names a clause (`13⑦`), a section whose clauses the table prints (`3.4.1`), or a section of the explanations
//! below a chapter (`9.1`), whose clauses cannot be told apart by it.

use serde::Serialize;

use super::text::{self, plain};
use super::{Clause, ClauseKey, Guideline, Volume};
use crate::framework::{Audience, Edition, EditionId};

/// How exactly a reference names its clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// By number.
    Clause,
    /// The section that they stand in.
    Section,
    /// The explanations of their chapter.
    Chapter,
}

impl Grade {
    /// As `--json` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Section => "section",
            Self::Chapter => "chapter",
        }
    }
}

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited<'a> {
    /// The volume.
    pub volume: &'a Volume,
    /// How exactly.
    pub grade: Grade,
    /// The clauses, in order; more than one by number where the part of a section was left out.
    pub clauses: Vec<&'a Clause>,
}

/// A checklist item that cites a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CitedBy {
    /// The checklist's edition.
    pub edition: EditionId,
    /// Whose form.
    pub audience: Audience,
    /// Key of the item.
    pub item: String,
    /// Its printed number.
    pub no: String,
    /// What the manual prints: volume and clause.
    pub printed: String,
    /// How exactly.
    pub grade: Grade,
    /// The clauses named.
    pub clauses: Vec<ClauseKey>,
    /// Clauses that the item is about, where those are others.
    pub content: Vec<ClauseKey>,
    /// What stands where, then.
    pub note: Option<String>,
}

impl Guideline {
    /// What somebody means who writes `企画13⑦`, `経営管理編 1.2.1〈管理責任〉②` or a clause's key. `None` where there is no such
    /// volume, chapter, section or number.
    pub fn cited(&self, reference: &str) -> Option<Cited<'_>> {
        let wanted = plain(reference);
        if let Some((volume, _, clause)) = self.clauses().find(|(_, _, clause)| clause.key.as_str() == wanted) {
            return Some(Cited { volume, grade: Grade::Clause, clauses: vec![clause] });
        }
        self.volumes.iter().find_map(|volume| {
            let number = names(volume).into_iter().find_map(|name| wanted.strip_prefix(name.as_str()).map(str::to_owned))?;
            cited_in(volume, &number)
        })
    }

    /// What a number means in the volume of this printed name. `None` where the volume is none of ours, or has no such number.
    pub fn cited_in(&self, volume: &str, number: &str) -> Option<Cited<'_>> {
        let volume = self.volume_named(volume)?;
        cited_in(volume, number)
    }

    /// The volume with this printed name.
    pub fn volume_named(&self, name: &str) -> Option<&Volume> {
        let name = plain(name);
        self.volumes.iter().find(|volume| names(volume).contains(&name))
    }

    /// Every reference that the forms of an edition print beside their items to a volume of ours, in the forms' order.
    /// References that name nothing have no clauses.
    pub fn cited_by(&self, edition: &Edition) -> Vec<CitedBy> {
        let mut found = Vec::new();
        for form in &edition.forms {
            for item in form.items_with_gate() {
                for (volume, number) in item.guideline.iter().flat_map(|of| of.clauses.iter().map(|no| (of.volume.as_str(), no.as_str()))) {
                    if self.volume_named(volume).is_none() {
                        continue;
                    }
                    let cited = self.cited_in(volume, number);
                    let printed = format!("{volume} {number}");
                    let note = self.citations.iter().find(|note| {
                        note.edition == edition.id && plain(&note.printed) == plain(&printed) && form.is_named(item, &note.item)
                    });
                    found.push(CitedBy {
                        edition: edition.id.clone(),
                        audience: form.audience,
                        item: item.key.clone(),
                        no: item.no.clone(),
                        printed,
                        grade: cited.as_ref().map_or(Grade::Chapter, |cited| cited.grade),
                        clauses: cited.map(|cited| cited.clauses.iter().map(|clause| clause.key.clone()).collect()).unwrap_or_default(),
                        content: note.map(|note| note.content.clone()).unwrap_or_default(),
                        note: note.map(|note| note.text.clone()),
                    });
                }
            }
        }
        found
    }
}

/// The names of a volume: printed, without its last character (編), short, short with that character, and our own; longest first.
fn names(volume: &Volume) -> Vec<String> {
    let (name, short) = (plain(&volume.name), plain(&volume.short));
    let mut names = vec![volume.id.as_str().to_owned()];
    if let Some((last, _)) = name.char_indices().last() {
        let (stem, ending) = name.split_at(last);
        names.extend([stem.to_owned(), format!("{short}{ending}")]);
    }
    names.extend([name, short]);
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names
}

fn cited_in<'a>(volume: &'a Volume, number: &str) -> Option<Cited<'a>> {
    let wanted = text::split(number);
    let chapter = volume.chapters.iter().find(|chapter| chapter.no == wanted.section.split('.').next().unwrap_or_default())?;
    let has_sections = !chapter.sections.is_empty();
    let below = |clause: &&Clause| {
        let Some(section) = &clause.section else { return chapter.no == wanted.section };
        *section == wanted.section || section.strip_prefix(wanted.section.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    let in_part = |clause: &&Clause| {
        wanted.part.is_empty()
            || clause.part.as_deref().and_then(|id| volume.part(id)).is_some_and(|part| {
                let letters = |text: &str| plain(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
                [&part.name, &part.printed].into_iter().any(|name| letters(name) == wanted.part)
            })
    };
    let clauses: Vec<&Clause> = if !wanted.numbers.is_empty() {
        let exact = |clause: &&Clause| clause.section.as_ref().is_none_or(|section| *section == wanted.section);
        let numbered = |clause: &&Clause| clause.number().is_some_and(|number| wanted.numbers.contains(&number));
        chapter.clauses.iter().filter(below).filter(exact).filter(in_part).filter(numbered).collect()
    } else if has_sections || wanted.section == chapter.no {
        chapter.clauses.iter().filter(below).filter(in_part).collect()
    } else {
        chapter.clauses.iter().collect()
    };
    if clauses.is_empty() {
        return None;
    }
    let grade = match (wanted.numbers.is_empty(), has_sections) {
        (false, _) => Grade::Clause,
        (true, true) => Grade::Section,
        (true, false) => Grade::Chapter,
    };
    Some(Cited { volume, grade, clauses })
}
