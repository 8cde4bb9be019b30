//! One source of logs: what sends or exports it, in which format, and how it is to be read.

use std::collections::BTreeMap;

use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::format::Format;

/// A source of logs. Each definition, and each change of it, is itself a record of the vault, so that the evidence can be
/// read without anything beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Source {
    /// Name, unique: 1–64 characters out of letters, digits, `-`, `_`, `.` (it is part of file names and of every leaf)
    pub name: String,
    /// What is shown; the name where empty
    #[serde(default)]
    pub title: String,
    /// Format
    pub format: Format,
    /// The server or device that writes it: 管理番号 or コンピュータ名 of the ledger
    #[serde(default)]
    pub host: String,
    /// The system that writes it, as the ledger names it
    #[serde(default)]
    pub system: String,
    /// Encoding of text; found from the bytes where `auto`
    #[serde(default)]
    pub encoding: Encoding,
    /// Time zone of times that carry none, IANA name
    #[serde(default = "tokyo")]
    pub zone: String,
    /// CSV: column heading → field of [`crate::Event`] (or "" to leave it out), over what is found by meaning
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// After how many hours without a record it counts as silent; 0 = never
    #[serde(default)]
    pub silent_after_hours: u32,
    /// Syslog: sender addresses that belong to this source
    #[serde(default)]
    pub senders: Vec<String>,
}

/// Encoding of a text file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// Found from the bytes
    #[default]
    Auto,
    /// UTF-8, with or without byte order mark
    Utf8,
    /// CP932 (Windows-31J): Shift_JIS with NEC and IBM extensions
    Cp932,
    /// UTF-16, by its byte order mark (little endian without)
    Utf16,
}

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The name is empty, too long or holds another character
    #[error("{0} is no name of a source")]
    Name(String),
    /// The time zone is not known
    #[error("{0} is no time zone")]
    Zone(String),
    /// A column is mapped to a field that there is not
    #[error("{heading} is mapped to {field}, which is no field")]
    Field {
        /// The heading
        heading: String,
        /// The field
        field: String,
    },
}

fn tokyo() -> String {
    "Asia/Tokyo".to_owned()
}

impl Source {
    /// A source with everything else as usual.
    pub fn new(name: &str, format: Format) -> Self {
        Self {
            name: name.to_owned(),
            title: String::new(),
            format,
            host: String::new(),
            system: String::new(),
            encoding: Encoding::Auto,
            zone: tokyo(),
            columns: BTreeMap::new(),
            silent_after_hours: 0,
            senders: Vec::new(),
        }
    }

    /// Whether the definition makes sense: its name, its time zone, the fields of its columns.
    pub fn check(&self) -> Result<(), SourceError> {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        // it is part of file names (`.` and `..` are folders), and a leaf has 255 bytes for it
        let named = (1..=64).contains(&self.name.chars().count()) && self.name.len() <= 255 && self.name.chars().all(fits);
        if !named || self.name.starts_with('.') {
            return Err(SourceError::Name(self.name.clone()));
        }
        if self.time_zone().is_none() {
            return Err(SourceError::Zone(self.zone.clone()));
        }
        match self.columns.iter().find(|(_, field)| !field.is_empty() && !crate::csv::is_field(field)) {
            Some((heading, field)) => Err(SourceError::Field { heading: heading.clone(), field: field.clone() }),
            None => Ok(()),
        }
    }

    /// Time zone of times that carry none; `None` where the name is not known.
    pub fn time_zone(&self) -> Option<TimeZone> {
        match TimeZone::get(&self.zone) {
            Ok(zone) => Some(zone),
            // a machine without a time zone database
            Err(_) if self.zone == tokyo() => Offset::from_hours(9).ok().map(TimeZone::fixed),
            Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_that_makes_no_sense_is_told() {
        let good = Source::new("emr-1.csv", Format::Csv);
        assert_eq!(good.check(), Ok(()));
        assert_eq!(Source { name: "電子カルテ-1".to_owned(), ..good.clone() }.check(), Ok(()));
        for name in ["", "..", ".x", "a/b", "a\\b", "a b", &"x".repeat(65), &"\u{20000}".repeat(64)] {
            let source = Source { name: name.to_owned(), ..good.clone() };
            assert_eq!(source.check(), Err(SourceError::Name(name.to_owned())));
        }
        let source = Source { zone: "Asia/Edo".to_owned(), ..good.clone() };
        assert_eq!(source.check(), Err(SourceError::Zone("Asia/Edo".to_owned())));
        let columns = [("a", "user_uid"), ("b", ""), ("c", "nurse")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let source = Source { columns: columns.into(), ..good };
        assert_eq!(source.check(), Err(SourceError::Field { heading: "c".to_owned(), field: "nurse".to_owned() }));
    }
}
