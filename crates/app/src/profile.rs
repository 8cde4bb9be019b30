//! `institution.toml`: who the institution is, its own figures, and how its files are to be read.
//!
//! Deliberately not here: the ledgers. A folder without this file is read with defaults.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use sonae_domain::facts::{Institution, Policy};
use sonae_domain::guideline::Circumstances;
use sonae_importers::Choices;

/// Name of the file in an institution's folder.
pub const FILE: &str = "institution.toml";

/// Everything that the file can say.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Profile {
    /// Edition to inspect by, where the command does not say
    pub edition: Option<String>,
    /// Day to inspect for, where the command does not say
    pub as_of: Option<Date>,
    /// The institution
    pub institution: Institution,
    /// Figures that the official text leaves to the institution
    pub policy: Policy,
    /// What decides who has to read what of the guideline
    pub guideline: Circumstances,
    /// How files are to be read, by path inside the folder
    pub files: BTreeMap<String, Choices>,
}

/// The file cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("institution.toml:{line}: {message}")]
pub struct ProfileError {
    /// Line, from 1
    pub line: usize,
    /// What the parser said, in English
    pub message: String,
}

impl Profile {
    /// Reads the text of the file. A byte order mark, as Windows editors write it, is skipped.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let text = text.trim_start_matches('\u{feff}');
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start).min(text.len());
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            ProfileError { line, message: error.message().trim().replace('\n', " ") }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_named_with_its_line() {
        let error = Profile::parse("\u{feff}[institution]\nname = \"みほん\"\nbed = 3\n").unwrap_err();
        assert_eq!(error.line, 3);
        assert!(error.message.contains("bed"), "{}", error.message);
    }

    #[test]
    fn figures_that_are_not_given_keep_their_defaults() {
        let profile = Profile::parse("as-of = \"2026-01-20\"\n[policy]\ndormant-days = 60\n").unwrap();
        assert_eq!((profile.policy.dormant_days, profile.policy.check_days), (60, Policy::default().check_days));
    }
}
