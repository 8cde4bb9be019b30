//! Counts over clauses: of a chapter, a volume, all.

use serde::Serialize;

use super::standing::{Applied, Standing};
use crate::assessment::{Assurance, Status};

/// Counts over clauses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClauseTotals {
    /// All of them
    pub clauses: u32,
    /// Met
    pub met: u32,
    /// Of these, verified against machines
    pub verified: u32,
    /// Of these, shown by a document
    pub examined: u32,
    /// Of these, only said
    pub declared: u32,
    /// Of those that are met, inferred only
    pub inferred: u32,
    /// Not met
    pub unmet: u32,
    /// Open
    pub open: u32,
    /// Nothing to be met
    pub not_applicable: u32,
    /// That may be simplified
    pub simplified: u32,
}

impl ClauseTotals {
    /// Counts.
    pub fn of<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Self {
        let mut totals = Self::default();
        for standing in standings {
            totals.clauses += 1;
            totals.simplified += u32::from(matches!(standing.applied, Applied::Simplified { .. }));
            match standing.status {
                Status::Satisfied => {
                    totals.met += 1;
                    totals.inferred += u32::from(standing.basis.is_inferred());
                    match standing.assurance {
                        Some(Assurance::Verified) => totals.verified += 1,
                        Some(Assurance::Examined) => totals.examined += 1,
                        Some(Assurance::Declared) | None => totals.declared += 1,
                    }
                }
                Status::NotSatisfied => totals.unmet += 1,
                Status::Undetermined => totals.open += 1,
                Status::NotApplicable => totals.not_applicable += 1,
            }
        }
        totals
    }

    /// How many of those that have something to be met are met, in hundredths; `None` where there is nothing to be met.
    pub fn share(&self) -> Option<u32> {
        (self.met * 100).checked_div(self.clauses - self.not_applicable)
    }
}
