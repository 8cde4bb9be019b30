//! A hit.

use serde::{Deserialize, Serialize};

/// How bad (`level` of Sigma).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Worth knowing
    Informational,
    /// Low
    Low,
    /// Medium
    Medium,
    /// High
    High,
    /// Act now
    Critical,
}

/// A rule fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hit {
    /// Id of the rule (a UUID; of our own rules a name: `retired-account`)
    pub rule: String,
    /// Its title
    pub title: String,
    /// How bad
    pub level: Level,
    /// Who wrote the rule (the Detection Rule Licence asks that they are named)
    pub author: String,
    /// When it happened, microseconds since 1970
    pub time: i64,
    /// Shard and leaf of the events that made it fire: the last one first
    pub leaves: Vec<(String, u64)>,
    /// About whom or what: the value of the group (user, patient, host); "" where the rule has none
    pub about: String,
    /// Name of the source of the last event
    pub source: String,
}
