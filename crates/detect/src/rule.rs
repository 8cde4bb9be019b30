//! The rules of our own as data: their words in Sigma, their twins in SQL.

use rsigma_parser::{Level as Written, parse_sigma_yaml};
use serde::Serialize;

use crate::hit::Level;

/// A rule that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleProblem {
    /// File or name
    pub file: String,
    /// What is wrong, in the parser's words
    pub what: String,
}

/// What a rule says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuleText {
    /// As in [`crate::Hit::rule`]
    pub id: String,
    /// Title
    pub title: String,
    /// How bad a hit is; `Medium` where the rule does not say
    pub level: Level,
    /// Who wrote it
    pub author: String,
    /// What it is about
    pub description: String,
    /// What else can be the cause
    pub falsepositives: Vec<String>,
}

/// A rule of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnRule {
    /// Its name, as in [`crate::Hit::rule`]
    pub name: &'static str,
    /// Sigma: what it is about, what it picks
    pub yaml: &'static str,
    /// SQL: its twin, to be asked through [`crate::twin`]
    pub sql: &'static str,
    /// It looks at the clock ([`crate::silent`]), not at events: asked of a span that is past, its twin tells nothing of use
    pub by_clock: bool,
}

macro_rules! own {
    ($($name:literal $($by_clock:ident)?),* $(,)?) => {
        /// Every rule of our own.
        pub const OWN: &[OwnRule] = &[$(OwnRule {
            name: $name,
            yaml: include_str!(concat!("../rules/", $name, ".yml")),
            sql: include_str!(concat!("../rules/", $name, ".sql")),
            by_clock: own!(@ $($by_clock)?),
        }),*];

        /// Name and SQL of every rule of our own.
        pub const TWINS: &[(&str, &str)] = &[$(($name, include_str!(concat!("../rules/", $name, ".sql")))),*];
    };
    (@) => { false };
    (@ by_clock) => { true };
}

own![
    "out-of-hours-chart",
    "retired-account",
    "maintenance-unannounced",
    "remote-access-at-night",
    "log-cleared",
    "antivirus-stopped",
    "shadow-copies-deleted",
    "many-patients",
    "bulk-export",
    "burst-then-success",
    "two-terminals",
    "administrator-made-and-removed",
    "silent-source" by_clock,
];

/// The level as a rule writes it.
pub(crate) fn level(written: Option<Written>) -> Level {
    match written {
        Some(Written::Informational) => Level::Informational,
        Some(Written::Low) => Level::Low,
        Some(Written::Medium) | None => Level::Medium,
        Some(Written::High) => Level::High,
        Some(Written::Critical) => Level::Critical,
    }
}

impl OwnRule {
    /// What it says of itself: the document that bears its name.
    pub fn text(&self) -> RuleText {
        let parsed = parse_sigma_yaml(self.yaml).unwrap_or_default();
        let mut text = RuleText {
            id: self.name.to_owned(),
            title: self.name.to_owned(),
            level: Level::Medium,
            author: String::new(),
            description: String::new(),
            falsepositives: Vec::new(),
        };
        if let Some(rule) = parsed.rules.into_iter().find(|rule| rule.name.as_deref() == Some(self.name)) {
            text.title = rule.title;
            text.level = level(rule.level);
            text.author = rule.author.unwrap_or_default();
            text.description = rule.description.unwrap_or_default();
            text.falsepositives = rule.falsepositives;
        } else if let Some(rule) = parsed.correlations.into_iter().find(|rule| rule.name.as_deref() == Some(self.name)) {
            text.title = rule.title;
            text.level = level(rule.level);
            text.author = rule.author.unwrap_or_default();
            text.description = rule.description.unwrap_or_default();
            text.falsepositives = rule.falsepositives;
        }
        text
    }
}

/// The rule of our own with this name; every name of [`crate::own::OWN_RULES`] has one (tested).
pub(crate) fn text_of(name: &str) -> RuleText {
    OWN.iter().find(|rule| rule.name == name).map_or_else(
        || RuleText {
            id: name.to_owned(),
            title: name.to_owned(),
            level: Level::Medium,
            author: String::new(),
            description: String::new(),
            falsepositives: Vec::new(),
        },
        OwnRule::text,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own::OWN_RULES;

    #[test]
    fn every_rule_is_told_in_sigma_and_looks_at_events_or_the_clock() {
        for rule in OWN {
            let parsed = parse_sigma_yaml(rule.yaml).unwrap();
            assert_eq!(parsed.errors, Vec::<String>::new(), "{}", rule.name);
            let text = rule.text();
            assert!(!text.title.is_empty() && !text.description.is_empty() && !text.author.is_empty(), "{}", rule.name);
            assert_ne!(text.title, rule.name);
        }
        let looking: Vec<&str> = OWN_RULES.iter().map(|rule| rule.name).chain(["silent-source"]).collect();
        assert_eq!(looking, OWN.iter().map(|rule| rule.name).collect::<Vec<_>>());
    }
}
