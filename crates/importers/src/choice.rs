//! What `institution.toml` says about a file: which ledger it is, where its head is, what its columns mean.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::LedgerId;

/// What somebody has decided about one file, or about one sheet of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Choice {
    /// Which ledger it is, or `ignore`; found out when not given
    pub ledger: Option<Target>,
    /// The sheet that is meant; every sheet without a choice of its own when not given
    pub sheet: Option<String>,
    /// Row of the header, as a spreadsheet numbers it
    pub header_row: Option<u32>,
    /// How the rows are known
    pub provenance: Option<Provenance>,
    /// Header (or column letter) → field, or `ignore`
    pub columns: BTreeMap<String, String>,
    /// Field → value where the cell is empty
    pub defaults: BTreeMap<String, String>,
}

/// What a file is to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// As this ledger
    Ledger(LedgerId),
    /// Not at all
    Ignore,
}

/// The word for "not at all", for files and for columns.
pub(crate) const IGNORE: &str = "ignore";

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Ledger(ledger) => ledger.as_str(),
            Self::Ignore => IGNORE,
        })
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == IGNORE {
            return Ok(Self::Ignore);
        }
        text.parse().map(Self::Ledger).map_err(|_| {
            let known: Vec<_> = LedgerId::ALL.iter().map(|ledger| ledger.as_str()).collect();
            serde::de::Error::custom(format!("unknown ledger `{text}`: expected {IGNORE} or one of {}", known.join(", ")))
        })
    }
}

/// One choice, or a list of them (one a sheet).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Choices(pub Vec<Choice>);

impl<'de> Deserialize<'de> for Choices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;

        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Choices;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table, or a list of tables (one a sheet)")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Choices, A::Error> {
                Choice::deserialize(MapAccessDeserializer::new(map)).map(|choice| Choices(vec![choice]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Choices, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Choices)
            }
        }

        deserializer.deserialize_any(OneOrMany)
    }
}

/// The choice for a sheet: its own, else the one for the whole file.
pub(crate) fn for_sheet<'a>(choices: &'a [Choice], sheet: &str) -> Option<&'a Choice> {
    let named = choices.iter().find(|choice| choice.sheet.as_deref().is_some_and(|name| name == sheet));
    named.or_else(|| choices.iter().find(|choice| choice.sheet.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Files {
        files: BTreeMap<String, Choices>,
    }

    #[test]
    fn a_file_has_one_choice_or_one_a_sheet() {
        let text = r#"
            [files."a.csv"]
            ledger = "devices"
            header-row = 3
            columns = { "呼び名" = "host", "旧番号" = "ignore" }
            defaults = { vendor = "みほん" }
            [[files."b.xlsx"]]
            sheet = "PC"
            ledger = "devices"
            [[files."b.xlsx"]]
            sheet = "作業"
            ledger = "ignore"
        "#;
        let files: Files = toml::from_str(text).unwrap();
        assert_eq!(files.files["a.csv"].0[0].ledger, Some(Target::Ledger(LedgerId::Devices)));
        let two = &files.files["b.xlsx"].0;
        assert_eq!(for_sheet(two, "作業").unwrap().ledger, Some(Target::Ignore));
        assert_eq!(for_sheet(two, "別"), None);
    }

    #[test]
    fn misspelt_keys_and_ledgers_are_errors_that_help() {
        assert!(toml::from_str::<Choice>("ledgre = \"devices\"").is_err());
        let error = toml::from_str::<Choice>("ledger = \"device\"").unwrap_err().to_string();
        assert!(error.contains("devices") && error.contains("ignore"), "{error}");
    }
}
