//! One state of all feeds: which table each feed has. A generation is written once and never changed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::source::Source;

/// One state of all feeds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Generation {
    /// Number, from 1; 0 is the empty state before the first import
    pub number: u64,
    /// When it was made
    pub made: Option<Timestamp>,
    /// How it was made
    pub how: How,
    /// The feeds
    pub sources: BTreeMap<Source, SourceState>,
    /// The highest serial of a pack that was ever imported, by the fingerprint of the key that signed it. It never falls, not even
    /// when one goes back to an older state.
    #[serde(default)]
    pub serials: BTreeMap<String, u64>,
}

/// How a state came about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// There is nothing yet
    #[default]
    Empty,
    /// Official files
    Files,
    /// A pack
    Pack {
        /// Its serial
        serial: u64,
        /// Fingerprint of the key that signed it
        key: String,
    },
    /// Going back
    Back {
        /// To this state
        to: u64,
    },
}

/// One feed in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// SHA-256 of the table, and its name
    pub table: String,
    /// Day of which the feed tells the state
    pub as_of: Option<Date>,
    /// The source's own name for it
    #[serde(default)]
    pub version: String,
    /// Rows: CVEs, advisories, entries
    pub rows: u64,
    /// Rows that were not taken when it was imported
    #[serde(default)]
    pub rejected: u64,
    /// The files of the last import
    #[serde(default)]
    pub files: Vec<ImportedFile>,
}

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ImportedFile {
    /// Its name
    pub name: String,
    /// SHA-256 of it as it lay on the stick
    pub sha256: String,
}

/// How a feed stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Young enough
    Fresh,
    /// Getting old
    Amber,
    /// Too old: what follows from it must be renewed
    Red,
    /// Not there, or its day is not known
    Missing,
}

/// One line of the status of the feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceStatus {
    /// The feed
    pub source: Source,
    /// How it stands
    pub freshness: Freshness,
    /// Age in days
    pub age: Option<i64>,
    /// Day of which it tells the state
    pub as_of: Option<Date>,
    /// The source's own name for it
    pub version: String,
    /// Rows
    pub rows: u64,
    /// Rows not taken
    pub rejected: u64,
    /// SHA-256 of its table; empty when it is not there
    pub sha256: String,
    /// Terms of use
    pub licence: &'static str,
}

impl Generation {
    /// Every feed on a day, those that are missing too.
    pub fn status(&self, today: Date) -> Vec<SourceStatus> {
        Source::ALL.into_iter().map(|source| self.status_of(source, today)).collect()
    }

    fn status_of(&self, source: Source, today: Date) -> SourceStatus {
        let state = self.sources.get(&source);
        let as_of = state.and_then(|state| state.as_of);
        // a feed from the future is one whose clock, or ours, is wrong: its age is nothing
        let age = as_of.and_then(|day| today.since(day).ok()).map(|span| i64::from(span.get_days()).max(0));
        let ages = source.ages();
        let freshness = match age {
            None => Freshness::Missing,
            Some(age) if age > ages.red => Freshness::Red,
            Some(age) if age > ages.amber => Freshness::Amber,
            Some(_) => Freshness::Fresh,
        };
        SourceStatus {
            source,
            freshness,
            age,
            as_of,
            version: state.map(|state| state.version.clone()).unwrap_or_default(),
            rows: state.map_or(0, |state| state.rows),
            rejected: state.map_or(0, |state| state.rejected),
            sha256: state.map(|state| state.table.clone()).unwrap_or_default(),
            licence: source.licence(),
        }
    }
}
