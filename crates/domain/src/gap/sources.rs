//! From where a clause may be known beside what people answered: items of the checklist that cite it, and clauses below it.

use serde::Serialize;

use crate::assessment::{Assurance, ItemResult, Status};
use crate::framework::{Audience, EditionId};
use crate::guideline::{ClauseKey, Grade, Sureness};

/// A checklist item as it was decided.
#[derive(Debug, Clone, Copy)]
pub struct FoundItem<'a> {
    /// The checklist's edition
    pub edition: &'a EditionId,
    /// Whose form
    pub audience: Audience,
    /// The vendor whose form it is; "" for the institution's own
    pub subject: &'a str,
    /// How it was decided
    pub result: &'a ItemResult,
}

/// Something from which a clause may be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Source {
    /// An item of the checklist that cites the clause
    Item {
        /// The checklist's edition
        edition: EditionId,
        /// Whose form
        audience: Audience,
        /// The vendor whose form it is; "" for the institution's own
        subject: String,
        /// Key of the item
        item: String,
        /// Its printed number
        no: String,
        /// Volume and clause as the manual prints them
        printed: String,
        /// How exactly that names the clause
        grade: Grade,
        /// How the item stands
        status: Status,
        /// How that is known
        assurance: Option<Assurance>,
        /// Whether it counts: the institution's own item, citing the clause by its number
        counts: bool,
    },
    /// A clause of the volume below that belongs to it
    Clause {
        /// The clause
        clause: ClauseKey,
        /// How sure it is that it does
        sureness: Sureness,
        /// How it stands
        status: Status,
        /// How that is known
        assurance: Option<Assurance>,
        /// Whether it counts: not where the link is unsure
        counts: bool,
    },
}

impl Source {
    /// How it stands, and how that is known, where it counts.
    pub(super) fn counted(&self) -> Option<(Status, Option<Assurance>)> {
        match self {
            Self::Item { status, assurance, counts, .. } | Self::Clause { status, assurance, counts, .. } => {
                counts.then_some((*status, *assurance))
            }
        }
    }

    /// Whether it is an item of the checklist.
    pub fn is_item(&self) -> bool {
        matches!(self, Self::Item { .. })
    }
}

/// What sources say together: not met where one is not; met where all that have something to meet are, as well known as the weakest;
/// `None` where they leave it open.
pub(super) fn together<'a>(sources: impl Iterator<Item = &'a Source>) -> Option<(Status, Option<Assurance>)> {
    let counted: Vec<(Status, Option<Assurance>)> = sources.filter_map(Source::counted).collect();
    if let Some(against) = counted.iter().filter(|(status, _)| *status == Status::NotSatisfied).min_by_key(|(_, assurance)| *assurance) {
        return Some(*against);
    }
    let open = counted.iter().any(|(status, _)| *status == Status::Undetermined);
    let met: Vec<Option<Assurance>> =
        counted.iter().filter(|(status, _)| *status == Status::Satisfied).map(|(_, assurance)| *assurance).collect();
    if open || met.is_empty() {
        return None;
    }
    Some((Status::Satisfied, met.into_iter().flatten().max()))
}
