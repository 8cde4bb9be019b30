//! A hit, and what makes two hits the same.

use serde::{Deserialize, Serialize};

/// How bad (`level` of Sigma).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
///
/// A hit of an own rule is told once for each rule, source, person or thing ([`Hit::about`]) and civil day of the institution: the
/// first event of that day on which the rule held. So long as it goes on, it says nothing new until the next day. A hit of a Sigma
/// rule is told for each event; of a Sigma correlation once for each group and timespan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hit {
    /// Id of the rule (a UUID; of our own rules a name: `retired-account`); its title where it has none
    pub rule: String,
    /// Its title
    pub title: String,
    /// How bad
    pub level: Level,
    /// Who wrote the rule (the Detection Rule Licence asks that they are named); "" = the rule does not say
    pub author: String,
    /// When it happened, microseconds since 1970: the time of the last event
    pub time: i64,
    /// Shard and leaf of the events that made it fire: the last one first. Of a rule that counts only the last; the others are found
    /// by asking for `about` around `time`.
    pub leaves: Vec<(String, u64)>,
    /// About whom or what: the value of the group (user, patient, host); "" where the rule has none
    pub about: String,
    /// Name of the source of the last event
    pub source: String,
    /// Since when this is one and the same hit, microseconds since 1970: the start of the day for an own rule, `time` for Sigma
    #[serde(default)]
    pub window: i64,
    /// How many were counted (patients, records, failures); 0 where the rule does not count
    #[serde(default)]
    pub count: u32,
}

impl Hit {
    /// Two hits with the same identity are one: rule, source, about, window. Rows that are looked at a second time, after a restart
    /// or by the twin, give hits of the same identity.
    pub fn identity(&self) -> (&str, &str, &str, i64) {
        (&self.rule, &self.source, &self.about, self.window)
    }
}
