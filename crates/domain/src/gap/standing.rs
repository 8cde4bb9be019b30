//! How far an institution is with one clause.

use jiff::civil::Date;
use serde::Serialize;

use super::record::ClauseRecord;
use super::sources::Source;
use crate::assessment::{Assurance, Status};
use crate::guideline::{Applies, ClauseKey, Condition, Role, VolumeId};

/// How far a clause applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "applies", rename_all = "kebab-case")]
pub enum Applied {
    /// In full
    Full,
    /// It may be simplified once a vendor has confirmed it and the contract says so
    Simplified {
        /// The condition
        condition: Condition,
        /// As the source names it
        place: String,
        /// Whether it is our reading of the source
        inferred: bool,
    },
    /// Not at all
    Exempt {
        /// Because of this
        condition: Condition,
        /// As the source names it
        place: String,
        /// Whether it is our reading of the source
        inferred: bool,
    },
}

impl Applied {
    /// As `--json`, addresses and keys of messages spell it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Simplified { .. } => "simplified",
            Self::Exempt { .. } => "exempt",
        }
    }

    /// Condition, place in the source, and whether it is our reading; `None` where the clause applies in full.
    pub fn because(&self) -> Option<(Condition, &str, bool)> {
        match self {
            Self::Full => None,
            Self::Simplified { condition, place, inferred } | Self::Exempt { condition, place, inferred } => {
                Some((*condition, place, *inferred))
            }
        }
    }
}

impl From<Applies<'_>> for Applied {
    fn from(applies: Applies<'_>) -> Self {
        match applies {
            Applies::Read => Self::Full,
            Applies::Simplified { condition, place, inferred } => Self::Simplified { condition, place: place.to_owned(), inferred },
            Applies::Exempt { condition, place, inferred } => Self::Exempt { condition, place: place.to_owned(), inferred },
        }
    }
}

/// What decided a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// It need not be met here
    Exempt,
    /// A vendor confirmed it, and the contract says so
    Vendor,
    /// Somebody answered
    Answer,
    /// Items of the checklist that cite the clause: inferred
    Items,
    /// Clauses of the volume below that belong to it: inferred
    Clauses,
    /// Nothing
    Nothing,
}

impl Basis {
    /// As `--json` and keys of messages spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exempt => "exempt",
            Self::Vendor => "vendor",
            Self::Answer => "answer",
            Self::Items => "items",
            Self::Clauses => "clauses",
            Self::Nothing => "nothing",
        }
    }

    /// Whether nobody said so: it follows from something else.
    pub fn is_inferred(self) -> bool {
        matches!(self, Self::Items | Self::Clauses)
    }
}

/// What is wanting, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Want {
    /// The day until which it was to be done has passed
    Overdue,
    /// Somebody says that it is met, and the checklist's findings say that it is not
    Contradiction,
    /// It is not met: put it right
    Improvement,
    /// The management has to approve it
    Approval,
    /// It has to be reported
    Report,
    /// Nobody has said anything, and nothing tells
    Answer,
    /// It only follows from other things: somebody has to look and say so
    Confirmation,
    /// The answer was taken over from the version before
    Review,
    /// It is only said: no document, no finding
    Evidence,
    /// It is not met, and nobody has said until when it will be
    DueDay,
}

impl Want {
    /// As `--json` and keys of messages spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Contradiction => "contradiction",
            Self::Improvement => "improvement",
            Self::Approval => "approval",
            Self::Report => "report",
            Self::Answer => "answer",
            Self::Confirmation => "confirmation",
            Self::Review => "review",
            Self::Evidence => "evidence",
            Self::DueDay => "due-day",
        }
    }
}

/// How far an institution is with one clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Standing {
    /// The clause
    pub clause: ClauseKey,
    /// Its volume
    pub volume: VolumeId,
    /// Number of its chapter
    pub chapter: String,
    /// How far it applies
    pub applied: Applied,
    /// The patterns that ask for that much
    pub patterns: Vec<String>,
    /// Who has to act, once roles are read as the patterns say
    pub binds: Vec<Role>,
    /// What holds, all things considered
    pub status: Status,
    /// How it is known; `None` while undetermined or not applicable
    pub assurance: Option<Assurance>,
    /// What decided it
    pub basis: Basis,
    /// Every source that it has, whether it decided or not
    pub sources: Vec<Source>,
    /// What is wanting, the most urgent first
    pub wants: Vec<Want>,
    /// What people keep about it
    pub record: ClauseRecord,
}

impl Standing {
    /// Until when something is to be done; `None`: nobody has said, or nothing is to be done.
    pub fn due(&self) -> Option<Date> {
        self.record.due.filter(|_| self.status == Status::NotSatisfied || self.status == Status::Undetermined)
    }
}
