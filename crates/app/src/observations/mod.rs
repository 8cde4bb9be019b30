//! Observations: files that machines wrote come in, are kept as they are, and are laid over the ledgers each time something is decided.
//!
//! Deliberately not here: reading the files (crate `observe`), which machine is which (`domain::observation`).

mod accounts;
mod answer_identity;
pub mod collector;
mod directory;
mod import_observations;
mod item_coverage;
mod kept;
mod leaks;
mod lines;
mod overview;
mod strangers;
mod undo_observations;
mod unnamed;

pub use accounts::{AccountLine, AccountsOverview, SystemLetter, Why, accounts_csv, accounts_overview};
pub use answer_identity::{answer_identity, answer_plain_questions, asked_machines, plain_questions};
pub use directory::{DirectoryError, DirectoryQuery, DirectoryRead, LdapError, import_directory};
pub use import_observations::{ObservationPreview, confirm_observations, keep_observations, preview_observations};
pub use item_coverage::{BlankGroup, ItemCoverage, blank_next, blank_says, coverage_says, item_coverage};
pub use kept::ObservationFile;
pub(crate) use kept::{observation_rows, observed, observed_of, put_reading};
pub use leaks::{LARGEST_LIST, LeakList, LeaksOverview, leaks_overview, look_through_leaks, open_leaks, settle_leak};
pub use lines::{line_state, lines_csv, lines_overview, said_word};
pub use overview::{MachineLine, Overview, observations_overview, observed_machine};
pub use strangers::{AsideWord, add_to_ledger, free_number, set_aside, take_back_aside, tie_to_row};
pub use undo_observations::undo_observations;

/// What the types of the crate that reads the files are called, for those who show them.
pub mod terms {
    pub use sonae_observe::{Limits, Problem, Severity};
}

use sonae_store::StoreError;

use crate::actor::Forbidden;
use crate::house::KnowError;
use crate::records::RecordError;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ObservationError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Larger than any file that is read
    #[error("too large")]
    TooLarge,
    /// The file no longer waits
    #[error("the file no longer waits")]
    Gone,
    /// Nothing in the file is an observation
    #[error("nothing was observed in it")]
    Nothing,
    /// There is no such file, machine or question
    #[error("not there")]
    NotThere,
    /// Another row of the ledger has this number
    #[error("another row has the number {0}")]
    NumberTaken(String),
    /// No row of the ledger has this number or name
    #[error("no row is called {0}")]
    NoRow(String),
    /// The file does not say of which machine it is, and nobody said it
    #[error("of which machine it is, is not known")]
    NoMachine,
    /// A reason is wanted
    #[error("a reason is wanted")]
    NoReason,
    /// The last day lies in the past or too far ahead
    #[error("no such last day")]
    BadDay,
    /// It could not be kept
    #[error(transparent)]
    Io(#[from] std::io::Error),
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

/// What a file says; nothing is kept.
pub fn read_observations(name: &str, bytes: &[u8]) -> sonae_observe::Reading {
    sonae_observe::read(name, bytes, &sonae_observe::Limits::default())
}

/// A problem of a file of observations in words, with its place.
pub fn observation_problem(problem: &sonae_observe::Problem) -> String {
    let line = problem.line.to_string();
    let mut args: Vec<(&str, &str)> = problem.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    args.extend([("line", line.as_str()), ("record", problem.record.as_str()), ("file", problem.file.as_str())]);
    let place = match (problem.line, problem.record.is_empty()) {
        (0, true) => String::new(),
        (0, false) => crate::words::text("observe-place-record", &args),
        (_, true) => crate::words::text("observe-place-line", &args),
        (_, false) => crate::words::text("observe-place-line-record", &args),
    };
    let said = crate::words::lookup(problem.key, &args).unwrap_or_else(|| problem.key.to_owned());
    let next = crate::words::lookup(&format!("{}.next", problem.key), &args).unwrap_or_default();
    format!("{place}{said}{next}")
}
