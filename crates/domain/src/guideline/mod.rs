//! The guideline behind the checklist (医療情報システムの安全管理に関するガイドライン) as data: volumes, chapters, numbered
//! requirements (遵守事項), how they hang together, and who has to read which. Read from `frameworks/mhlw-guideline/<edition>/`.
//!
//! Here: the structure, references to it as people and manuals write them ([`Cited`]), links between volumes ([`Link`]), patterns
//! I to IV ([`Patterns`]), and reading the official wording out of an institution's own copy ([`match_text`]). Deliberately not
//! here: the official wording itself, which is no part of the project, and how far an institution is with a requirement.

mod check;
mod citation;
mod links;
mod official;
mod parse;
mod patterns;
mod reading;
mod structure;
mod text;
mod words;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

pub use citation::{Cited, CitedBy, Grade};
pub use links::{Below, Doubt, Link, Row, Sureness};
pub use official::{Matched, Official, Printing, Unmatched, UnmatchedKind, match_text, official_toml};
pub use patterns::{Assigned, Circumstances, Condition, Exempt, Pattern, Patterns, Runs, Simplified, Substitution, SystemRuns};
pub use reading::{Applies, ReadingEntry};
pub use structure::{
    Chapter, CitationNote, Clause, ClauseKey, ClauseSlip, Hole, HoleKind, Modality, Part, Role, RoleName, Section, Volume, VolumeId,
};
pub use words::Words;

use crate::framework::{Edition, EditionId, Source};

pub(crate) use check::check;
pub(crate) use parse::{OFFICIAL, WORDS, guideline, is_guideline};

/// One edition of the guideline.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Guideline {
    /// Name of its folder, e.g. `6.0`.
    pub id: EditionId,
    /// The folder above, e.g. `mhlw-guideline`.
    pub family: String,
    /// Official title, without the version.
    pub title: String,
    /// The version in words, as printed behind the title.
    pub version: String,
    /// Day of the notice that announced it.
    pub published: Date,
    /// The version before, to which [`Clause::v52`] refers; `None` where none is printed.
    pub previous: Option<String>,
    /// Names of roles.
    pub roles: Vec<RoleName>,
    /// Volumes in reading order.
    pub volumes: Vec<Volume>,
    /// Documents that the data was taken from.
    pub sources: Vec<Source>,
    /// Numbers that the source does not print, or not whole.
    pub holes: Vec<Hole>,
    /// Printings that differ and other slips of the source.
    pub slips: Vec<ClauseSlip>,
    /// Where a checklist's manual cites another clause than the item is about.
    pub citations: Vec<CitationNote>,
    /// The correlation of the volumes, in the table's order.
    pub rows: Vec<Row>,
    /// Who has to read what.
    pub patterns: Patterns,
    /// What the table prints beside and between the clauses: words over columns.
    pub heads: Vec<String>,
    words: BTreeMap<ClauseKey, Words>,
    official: BTreeMap<ClauseKey, Official>,
    strays: Vec<(String, String)>,
    fingerprint: String,
}

impl Guideline {
    /// Every clause in reading order, with its volume and chapter.
    pub fn clauses(&self) -> impl Iterator<Item = (&Volume, &Chapter, &Clause)> {
        self.volumes.iter().flat_map(|volume| {
            volume.chapters.iter().flat_map(move |chapter| chapter.clauses.iter().map(move |clause| (volume, chapter, clause)))
        })
    }

    /// The clause with this key, with its volume and chapter.
    pub fn clause(&self, key: &ClauseKey) -> Option<(&Volume, &Chapter, &Clause)> {
        self.clauses().find(|(_, _, clause)| clause.key == *key)
    }

    /// The volume with this id.
    pub fn volume(&self, id: VolumeId) -> Option<&Volume> {
        self.volumes.iter().find(|volume| volume.id == id)
    }

    /// What a role is called.
    pub fn role_name(&self, role: Role) -> &str {
        self.roles.iter().find(|name| name.id == role).map_or("", |name| name.name.as_str())
    }

    /// Title and restatement of a clause in our own words, where they were written.
    pub fn words(&self, key: &ClauseKey) -> Option<&Words> {
        self.words.get(key)
    }

    /// The official wording of a clause, where the institution has imported it from its own copy.
    pub fn official(&self, key: &ClauseKey) -> Option<&Official> {
        self.official.get(key)
    }

    /// How many clauses have imported wording.
    pub fn officials(&self) -> usize {
        self.official.len()
    }

    /// The name by which people refer to a clause: short name of the volume and printed number.
    pub fn reference(&self, key: &ClauseKey) -> String {
        self.clause(key).map_or_else(|| key.to_string(), |(volume, _, clause)| format!("{}{}", volume.short, clause.no))
    }

    /// Whether an edition of the checklist refers to this guideline.
    pub fn is_of(&self, edition: &Edition) -> bool {
        let own = text::plain(&format!("{}{}", self.title, self.version));
        edition.guideline.as_deref().is_some_and(|named| text::plain(named) == own)
    }

    /// SHA-256, in hexadecimal, over the numbers, headings, links and patterns; our own words and imported wording are not part of it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}
