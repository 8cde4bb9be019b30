//! `windows.toml`: channels, categories and meanings as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::event::{Activity, Class, Outcome};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    services: BTreeMap<String, String>,
    categories: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub(super) fields: Fields,
    states: States,
    events: BTreeMap<String, BTreeMap<String, Meaning>>,
}

/// Words for the state of a service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    start: Vec<String>,
    stop: Vec<String>,
}

/// Fields of the event that hold what a column of ours wants, in the order in which they are tried.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Fields {
    pub(super) user: Vec<String>,
    pub(super) target: Vec<String>,
    pub(super) src_ip: Vec<String>,
    pub(super) terminal: Vec<String>,
    pub(super) session: Vec<String>,
}

/// What one event means.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Meaning {
    pub(super) class: Class,
    pub(super) activity: Done,
    pub(super) outcome: Option<Outcome>,
    pub(super) title: String,
    pub(super) user: Option<Vec<String>>,
    pub(super) target: Option<Vec<String>>,
    #[serde(default)]
    pub(super) fixed_target: String,
    pub(super) src_ip: Option<Vec<String>>,
    pub(super) terminal: Option<Vec<String>>,
    pub(super) session: Option<Vec<String>>,
    #[serde(default)]
    pub(super) tell: Vec<String>,
}

/// An activity, or that the access mask tells it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Done {
    Activity(Activity),
    Access(Access),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Access {
    Access,
}

#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("../../windows.toml")).expect("windows.toml is well formed"));

impl Table {
    pub(super) fn get() -> &'static Self {
        &TABLE
    }

    /// `logsource.service` of a channel; "" where Sigma names none.
    pub(super) fn service(&self, channel: &str) -> &str {
        self.services.get(channel).map_or("", String::as_str)
    }

    /// `logsource.category` of an event.
    pub(super) fn categories(&'static self, service: &str, id: &str) -> Vec<&'static str> {
        let found = self.categories.get(service).and_then(|ids| ids.get(id));
        found.into_iter().flatten().map(String::as_str).collect()
    }

    /// Into which state a service went, by the word for it.
    pub(super) fn state(&self, word: &str) -> Activity {
        let is = |words: &[String]| words.iter().any(|known| known == word);
        if is(&self.states.start) {
            Activity::Start
        } else if is(&self.states.stop) {
            Activity::Stop
        } else {
            Activity::Other
        }
    }

    pub(super) fn meaning(&self, service: &str, id: &str) -> Option<&Meaning> {
        self.events.get(service)?.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_that_has_a_meaning_has_a_channel() {
        let table = Table::get();
        for service in table.events.keys().chain(table.categories.keys()) {
            assert!(table.services.values().any(|known| known == service), "{service}");
        }
        assert!(table.events.values().flat_map(BTreeMap::values).all(|meaning| !meaning.title.is_empty()));
    }
}
