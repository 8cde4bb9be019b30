//! The manifest: the text that is signed.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::source::Source;

/// What a pack holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Rises with every pack of one key
    pub serial: u64,
    /// When it was made
    pub made: Timestamp,
    /// The sections, in the order in which they stand
    pub sections: Vec<Section>,
}

/// One feed in a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The feed
    pub source: Source,
    /// Day of which it tells the state
    pub as_of: Option<Date>,
    /// The source's own name for it
    pub version: String,
    /// Rows: CVEs, advisories, entries
    pub rows: u64,
    /// Rows that were not taken when it was imported from the official file
    pub rejected: u64,
    /// Terms of use
    pub licence: String,
    /// Bytes of the section
    pub bytes: u64,
    /// Bytes once unpacked
    pub unpacked: u64,
    /// SHA-256 of the section
    pub sha256: String,
    /// SHA-256 of the table that its rows make
    pub table: String,
}

/// The first line of the text.
const FIRST: &str = "sonae feeds 1";

impl Manifest {
    /// The text that is signed: a line that says what it is, and a line for the head and each section.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{FIRST}\n{} {}\n", self.serial, self.made);
        for section in &self.sections {
            // a struct of texts and numbers is always JSON
            text.push_str(&serde_json::to_string(section).unwrap_or_default());
            text.push('\n');
        }
        text
    }

    /// Reads it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        (lines.next()? == FIRST).then_some(())?;
        let (serial, made) = lines.next()?.split_once(' ')?;
        let sections = lines.map(serde_json::from_str).collect::<Result<Vec<Section>, _>>().ok()?;
        let mut seen = std::collections::BTreeSet::new();
        sections.iter().all(|section| seen.insert(section.source)).then_some(())?;
        Some(Self { serial: serial.parse().ok()?, made: made.parse().ok()?, sections })
    }
}
