//! The guideline behind the checklist, clause by clause: how far the institution is, what people say of a clause, and what the management
//! approves or is told.
//!
//! Deliberately not here: what a clause is and how its standing is decided (`sonae_domain::guideline`, `sonae_domain::gap`), who reads
//! what ([`crate::reading_list`]).

mod audit_round;
mod circumstances;
mod record_clause;
mod sheets;
mod standings;

pub use audit_round::{
    RoundState, TypedFinding, TypedRound, add_finding, audit_rounds, check_finding, close_audit_round, open_audit_round, settle_finding,
};
pub use circumstances::{change_circumstances, circumstances};
pub use record_clause::{TypedAct, TypedClause, TypedVendorWord, answer_clause, approve_clause, confirm_by_vendor, report_clause};
pub use sheets::{because_text, gap_sheet, known_text, owner, reading_sheet};
pub use standings::{Standings, clause_standings};

use jiff::civil::Date;
use sonae_domain::calendar::PartialDate;
use sonae_store::StoreError;

use crate::actor::Forbidden;
use crate::checklist::day;
use crate::house::KnowError;
use crate::records::RecordError;

/// The longest text that is typed, in characters.
const LONGEST: usize = 2000;
/// The longest name of a person, a vendor or a document, in characters.
const LONGEST_NAME: usize = 200;

/// Why nothing was shown or kept.
#[derive(Debug, thiserror::Error)]
pub enum ClauseError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such clause
    #[error("no clause {0}")]
    NoClause(String),
    /// The edition to work by refers to no guideline that is there
    #[error("no guideline")]
    NoGuideline,
    /// Fields that do not fit
    #[error("these fields do not fit: {}", .0.join(", "))]
    Values(Vec<&'static str>),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It could not be decided
    #[error(transparent)]
    Know(#[from] KnowError),
}

fn fits(checks: &[(&'static str, bool)]) -> Result<(), ClauseError> {
    let wrong: Vec<&'static str> = checks.iter().filter(|(_, fits)| !fits).map(|(name, _)| *name).collect();
    if wrong.is_empty() { Ok(()) } else { Err(ClauseError::Values(wrong)) }
}

fn is_name(text: &str) -> bool {
    text.trim().chars().count() <= LONGEST_NAME
}

fn is_text(text: &str) -> bool {
    text.trim().chars().count() <= LONGEST
}

/// A day as people write it; `Ok(None)` for nothing.
fn exact(typed: &str) -> Result<Option<Date>, ()> {
    Ok(day(typed)?.map(PartialDate::latest))
}
