//! What several rules share: which machines a row is about ([`coverage`]), how old a check is ([`freshness`]), and
//! collecting reasons record by record ([`tally`]).
//!
//! Deliberately not here: any control. What a fact means for the answer is said in the rules.

mod coverage;
mod freshness;
mod tally;

use std::sync::LazyLock;

use serde::Deserialize;

pub(crate) use coverage::names_whole_kind;
pub(super) use coverage::{Machines, Reach, concerns, uncovered_kinds};
pub(super) use freshness::{Age, age, past};
pub(super) use tally::{AgeKeys, Tally};

/// Words that the rules recognise in ledgers, all folded as in [`crate::names::fold`].
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct RuleWords {
    /// Between several names in one cell
    pub(super) separators: Vec<String>,
    /// Kinds of machines
    pub(super) kinds: KindWords,
    /// Services
    pub(super) services: ServiceWords,
    /// Source restriction
    pub(super) restrictions: RestrictionWords,
    /// Backups
    pub(super) backups: BackupWords,
    /// Disclosure statements
    pub(super) disclosures: DisclosureWords,
}

/// Words inside a text that name a kind of machine.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct KindWords {
    server: Vec<String>,
    endpoint: Vec<String>,
    network: Vec<String>,
    all: Vec<String>,
    house: Vec<String>,
    generic: Vec<String>,
}

/// See `data/rule-words.toml`.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ServiceWords {
    /// The whole cell says that the row is about the whole machine
    pub(super) whole_host: Vec<String>,
}

/// See `data/rule-words.toml`.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct RestrictionWords {
    /// Inside a method whose effect is limited
    pub(super) weak_methods: Vec<String>,
    /// Between several methods in one cell
    pub(super) method_separators: Vec<String>,
    /// The whole cell allows everything
    pub(super) anywhere: Vec<String>,
}

/// See `data/rule-words.toml`.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct BackupWords {
    /// The whole cell says that the machine is not critical
    pub(super) low_criticality: Vec<String>,
}

/// See `data/rule-words.toml`.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct DisclosureWords {
    /// The edition of the form that is current
    pub(super) current_form: String,
}

/// The words of `data/rule-words.toml`.
pub(super) static WORDS: LazyLock<RuleWords> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/rule-words.toml")).unwrap_or_default());

/// The parts of a folded text between separators; none is empty.
pub(super) fn parts<'t>(folded: &'t str, separators: &[String]) -> Vec<&'t str> {
    let mut parts = vec![folded];
    for separator in separators {
        parts = parts.into_iter().flat_map(|part| part.split(separator.as_str())).collect();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::fold;

    #[test]
    fn the_words_are_there_and_folded() {
        let words = &*WORDS;
        let lists = [
            &words.kinds.server,
            &words.kinds.endpoint,
            &words.kinds.network,
            &words.kinds.all,
            &words.kinds.house,
            &words.kinds.generic,
            &words.services.whole_host,
            &words.restrictions.anywhere,
            &words.restrictions.weak_methods,
            &words.backups.low_criticality,
        ];
        for list in lists {
            assert!(!list.is_empty());
            for word in list {
                assert_eq!(*word, fold(word));
            }
        }
    }

    #[test]
    fn a_cell_is_cut_at_its_separators() {
        assert_eq!(parts("pc-01、pc-02/pc-03,", &WORDS.separators), ["pc-01", "pc-02", "pc-03"]);
        assert!(parts("", &WORDS.separators).is_empty());
    }
}
