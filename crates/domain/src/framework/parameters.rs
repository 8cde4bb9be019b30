//! The figures by which rules decide in one edition. A later edition changes a rule by changing these, not the code.
//!
//! Not here: figures that the official text leaves to the institution (days to patch, log review interval); those
//! come from the institution's own policy.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Figures of one edition. `None` means that the edition's text states none: it has no such item, or (named in
/// `unstated`) it has the item without a figure; a rule then demands no figure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Parameters {
    /// Strength of passwords.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordParameters>,
    /// Dates of two-factor authentication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_factor: Option<TwoFactorParameters>,
    /// Generations of backups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<BackupParameters>,
    /// Plans that count before they are established.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bcp: Option<BcpParameters>,
    /// Tables left out on purpose, although the edition has an item that could use them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unstated: Vec<ParameterName>,
}

/// A table of [`Parameters`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParameterName {
    /// [`Parameters::password`].
    Password,
    /// [`Parameters::two_factor`].
    TwoFactor,
    /// [`Parameters::backup`].
    Backup,
}

impl ParameterName {
    /// As the files spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::TwoFactor => "two-factor",
            Self::Backup => "backup",
        }
    }
}

/// When a password is strong enough. Lengths are characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PasswordParameters {
    /// Kinds of characters that must all occur.
    pub characters: Vec<CharacterKind>,
    /// Shortest password that is accepted because it is changed periodically. Counts only where `periodic_change` is set.
    pub min_length_with_change: u32,
    /// Shortest password that needs no periodic change.
    pub min_length_without_change: u32,
    /// Shortest password that needs no periodic change because it is one of two factors.
    pub min_length_two_factor: u32,
    /// Whether the edition knows periodic change: set, a password shorter than `min_length_without_change` must be, and is
    /// accepted when it is, changed periodically. Not set, changing it makes no difference.
    pub periodic_change: bool,
}

/// A kind of character in a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CharacterKind {
    /// a–z, A–Z.
    Letters,
    /// 0–9.
    Digits,
    /// Everything else that can be typed.
    Symbols,
}

impl PasswordParameters {
    /// The shortest length accepted in these circumstances: the smallest figure of the ways that are open.
    pub fn shortest_accepted(&self, two_factor: bool, changed_periodically: bool) -> u32 {
        let mut shortest = self.min_length_without_change;
        if two_factor {
            shortest = shortest.min(self.min_length_two_factor);
        }
        if changed_periodically && self.periodic_change {
            shortest = shortest.min(self.min_length_with_change);
        }
        shortest
    }
}

/// By when two factors are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TwoFactorParameters {
    /// Last day by which a plan to implement counts as yes.
    pub plan_by: Date,
    /// A system expected to be in service on this day needs two factors when it is next introduced or renewed.
    pub in_service_on: Date,
}

/// How many generations of a backup are kept, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BackupParameters {
    /// Generations kept.
    pub generations: u32,
    /// From this generation on (1 = the newest), being offline or unwritable is recommended.
    pub isolated_from: u32,
}

/// When a continuity plan counts that is still to be established. An edition without this table asks for an established one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BcpParameters {
    /// Last day by which a plan to establish it counts as yes.
    pub plan_by: Date,
}

impl Parameters {
    /// Whether the table `name` is there.
    pub fn states(&self, name: ParameterName) -> bool {
        match name {
            ParameterName::Password => self.password.is_some(),
            ParameterName::TwoFactor => self.two_factor.is_some(),
            ParameterName::Backup => self.backup.is_some(),
        }
    }

    /// Every figure by its dotted name as the file spells it, e.g. `password.min-length-with-change` → `8`. `unstated` is
    /// left out: it is a remark, not a figure.
    pub fn figures(&self) -> BTreeMap<String, String> {
        let mut figures = BTreeMap::new();
        if let Ok(toml::Value::Table(tables)) = toml::Value::try_from(self) {
            for (table, value) in tables {
                if let toml::Value::Table(values) = value {
                    for (name, value) in values {
                        figures.insert(format!("{table}.{name}"), plain(&value));
                    }
                }
            }
        }
        figures
    }
}

/// A value without quotes and brackets.
fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
