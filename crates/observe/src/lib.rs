//! Observations: files that machines write, read into what they say.
//!
//! [`read`] takes any bytes and says what they are by their content, which machines or backups they speak of, and what could not be
//! read. It is total: a broken record is named and passed over, a file that ends in the middle gives what was whole, nothing panics,
//! no entity of an XML file is ever expanded. Passwords, keys and community strings are dropped while reading and only counted.
//!
//! Deliberately not here: which row of the ledger an observation belongs to and what follows from it (`domain`), keeping it
//! (`store`), the people in directories and ledgers (`importers`). The words of the problems are in `locales/ja/observe.ftl`; the words
//! by which files are recognised in `data/*.toml`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod address;
mod draft;
mod form;
mod json;
mod limits;
mod maker;
mod moment;
mod problem;
mod table;
mod text;
mod words;
mod xml;

mod backup;
mod bill;
pub mod collect;
mod hosts;
mod network;
mod reports;
mod seen;

use jiff::Timestamp;
use serde::Serialize;
use sonae_domain::observation::{Observation, ObservationKind};

pub use limits::Limits;
pub use problem::{KEYS, Problem, Severity, keys};

use draft::Draft;

/// What one file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reading {
    /// What the file is; `None` where nobody could tell
    pub kind: Option<ObservationKind>,
    /// When its contents were so, where the file says it
    pub taken_at: Option<Timestamp>,
    /// What it says, in the order of the file
    pub observations: Vec<Observation>,
    /// What could not be read, or only with doubt
    pub problems: Vec<Problem>,
    /// How many secrets were passed over (passwords, keys, community strings)
    pub secrets_dropped: u32,
}

/// Reads one file of any kind. What it is, its content says; its name only names it in the problems.
pub fn read(file: &str, bytes: &[u8], limits: &Limits) -> Reading {
    let mut draft = Draft::new(limits);
    let kind = read_into(bytes, limits, &mut draft);
    draft.finish(file, kind)
}

fn read_into(bytes: &[u8], limits: &Limits, draft: &mut Draft) -> Option<ObservationKind> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        draft.error(keys::FILE_EMPTY);
        return None;
    }
    if let Some(packed) = form::packed(bytes) {
        draft.push(Problem::new(Severity::Error, keys::FILE_PACKED).arg("format", packed));
        return None;
    }
    let cut = bytes.len() > limits.bytes;
    if cut {
        draft.push(Problem::new(Severity::Warning, keys::FILE_TOO_LARGE).arg("limit", limits.bytes >> 20));
    }
    let text = text::decode(&bytes[..bytes.len().min(limits.bytes)]);
    form::read(&text, draft)
}
