//! The index of the inspection pack: what an inspector asks for, in the order of asking, and where it is.
//!
//! Not here: which documents a pack holds, and how hashes are computed and signed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackIndex {
    /// Name of the institution.
    pub facility: String,
    /// Which edition the pack answers, in words.
    pub edition_label: String,
    /// The day whose state the pack shows.
    pub as_of: Date,
    /// Sections in the order of asking: forms, originals, vendor forms, evidence.
    pub sections: Vec<IndexSection>,
    /// Fingerprint of the key that signs the manifest, and its name; `None` for a pack that is not signed.
    pub key: Option<String>,
    /// Name of the manifest file in the pack.
    pub manifest: String,
    /// The command that checks the pack on another machine.
    pub verify_command: String,
}

/// Documents of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexSection {
    /// Heading.
    pub heading: String,
    /// A line under it; may be empty.
    pub note: String,
    /// The documents.
    pub entries: Vec<IndexEntry>,
}

/// One document, present or wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// Printed number of the item it belongs to; may be empty.
    pub no: String,
    /// What it is.
    pub title: String,
    /// Whether it is in the pack.
    pub availability: Availability,
    /// Path inside the pack; empty when missing.
    pub path: String,
    /// SHA-256 of the file in lower-case hexadecimal; the first 16 digits are printed.
    pub sha256: String,
    /// Anything to say about it (pages, rows, date, what is wanting); may be empty.
    pub remarks: String,
}

/// Whether a document is in the pack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// In the pack.
    #[default]
    Present,
    /// Asked for by the inspector, and not there.
    Missing,
    /// Not asked for of this institution.
    NotRequired,
}
