//! Who has to read what: what may be simplified or left out under the patterns that hold, and on what condition.
//!
//! With systems on the premises and in the cloud, what one of them needs is to be read. Not here: which patterns hold (`patterns`),
//! and whether a vendor has in fact confirmed anything.

use serde::Serialize;

use super::{Circumstances, Clause, ClauseKey, Condition, Guideline, Pattern, Role, VolumeId};

/// How far a clause is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "applies", rename_all = "kebab-case")]
pub enum Applies<'a> {
    /// It need not be.
    Exempt {
        /// Because of this.
        condition: Condition,
        /// As the source names it.
        place: &'a str,
        /// Whether it is our reading of the source.
        inferred: bool,
    },
    /// It may be simplified.
    Simplified {
        /// On this condition.
        condition: Condition,
        /// As the source names it.
        place: &'a str,
        /// Whether it is our reading of the source.
        inferred: bool,
    },
    /// It is to be read.
    Read,
}

impl Applies<'_> {
    /// As `--json` spells it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Exempt { .. } => "exempt",
            Self::Simplified { .. } => "simplified",
            Self::Read => "read",
        }
    }

    /// Condition, place in the source, and whether it is our reading of it; `None` where the clause is simply to be read.
    pub fn because(&self) -> Option<(Condition, &str, bool)> {
        match self {
            Self::Exempt { condition, place, inferred } | Self::Simplified { condition, place, inferred } => {
                Some((*condition, place, *inferred))
            }
            Self::Read => None,
        }
    }

    fn weight(&self) -> u8 {
        match self {
            Self::Exempt { .. } => 0,
            Self::Simplified { .. } => 1,
            Self::Read => 2,
        }
    }
}

/// One clause of a reading list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReadingEntry<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// Its volume.
    pub volume: VolumeId,
    /// How far, all patterns together.
    pub applies: Applies<'a>,
    /// The patterns that ask for that much.
    pub patterns: Vec<&'a str>,
    /// Who has to act, once roles are read as the patterns say.
    pub binds: Vec<Role>,
}

impl Guideline {
    /// The reading list of an institution to which `patterns` hold: every clause once, in reading order. What one pattern asks for
    /// is not taken back by another. Exemptions follow from `circumstances` where they are answered with no.
    pub fn reading<'a>(&'a self, patterns: &[&'a Pattern], circumstances: &Circumstances) -> Vec<ReadingEntry<'a>> {
        let entries = self.volumes.iter().flat_map(|volume| {
            volume
                .chapters
                .iter()
                .flat_map(move |chapter| chapter.clauses.iter().map(move |clause| (volume.id, chapter.no.as_str(), clause)))
        });
        let entries = entries.map(|(volume, chapter, clause)| {
            let mut applies = Applies::Read;
            let mut asked: Vec<&str> = Vec::new();
            for (index, pattern) in patterns.iter().enumerate() {
                let one = self.applies((volume, chapter, &clause.key), pattern, circumstances);
                if index == 0 || one.weight() > applies.weight() {
                    (applies, asked) = (one, vec![pattern.id.as_str()]);
                } else if one.weight() == applies.weight() {
                    asked.push(&pattern.id);
                }
            }
            ReadingEntry { clause, volume, applies, patterns: asked, binds: self.binding(clause, patterns) }
        });
        entries.collect()
    }

    fn applies(&self, clause: (VolumeId, &str, &ClauseKey), pattern: &Pattern, circumstances: &Circumstances) -> Applies<'_> {
        let (volume, chapter, key) = clause;
        let in_chapters = |chapters: &[u16]| chapters.iter().any(|number| number.to_string() == chapter);
        let exempt = self
            .patterns
            .exempt
            .iter()
            .find(|exempt| exempt.volume == volume && in_chapters(&exempt.chapters) && holds(exempt.condition, circumstances));
        if let Some(exempt) = exempt {
            return Applies::Exempt { condition: exempt.condition, place: &exempt.place, inferred: exempt.inferred };
        }
        let simplified = self.patterns.simplified.iter().find(|simplified| {
            let named = simplified.clauses.contains(key);
            let of_chapter = simplified.volume == Some(volume) && in_chapters(&simplified.chapters) && !simplified.except.contains(key);
            simplified.patterns.contains(&pattern.id) && (named || of_chapter)
        });
        simplified.map_or(Applies::Read, |simplified| Applies::Simplified {
            condition: simplified.condition,
            place: &simplified.place,
            inferred: simplified.inferred,
        })
    }

    /// Who has to act, with the substitutions that every one of the patterns has.
    fn binding(&self, clause: &Clause, patterns: &[&Pattern]) -> Vec<Role> {
        let mut roles = Vec::new();
        for role in &clause.binds {
            let by = self.patterns.substitutions.iter().find(|substitution| {
                substitution.role == *role
                    && !patterns.is_empty()
                    && patterns.iter().all(|pattern| substitution.patterns.contains(&pattern.id))
            });
            let role = by.map_or(*role, |substitution| substitution.by);
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles
    }
}

/// Whether an institution has said that it does not do the thing.
fn holds(condition: Condition, circumstances: &Circumstances) -> bool {
    match condition {
        Condition::NoElectronicSignature => circumstances.electronic_signature == Some(false),
        Condition::NoScanning => circumstances.scanning == Some(false),
        Condition::ConfirmedInContract => false,
    }
}
