//! Which of the many scores of a CVE is shown.

use serde::Deserialize;

use crate::record::{Severity, Ssvc};

/// `cvssData` of NVD, `cvssV3_1` of a CVE record, a score of CSAF.
#[derive(Deserialize, Default, Clone)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Cvss {
    pub(super) version: String,
    pub(super) vector_string: String,
    pub(super) base_score: Option<f32>,
}

impl Cvss {
    pub(super) fn severity(&self, version: &str) -> Option<Severity> {
        let score = self.base_score.filter(|score| (0.0..=10.0).contains(score))?;
        let version = if self.version.is_empty() { version } else { &self.version };
        Some(Severity { score, version: version.to_owned(), vector: self.vector_string.chars().take(200).collect() })
    }
}

/// The one to show: version 3 before 4 before 2, because that is what is compared across years; the first of equals.
pub(super) fn best(all: impl IntoIterator<Item = Severity>) -> Option<Severity> {
    let rank = |severity: &Severity| match severity.version.as_str() {
        "3.1" => 0,
        "3.0" => 1,
        "4.0" => 2,
        _ => 3,
    };
    all.into_iter().min_by_key(rank)
}

/// The decision points of an SSVC option list, whatever the case of their names.
pub(super) fn ssvc(options: &[serde_json::Map<String, serde_json::Value>]) -> Option<Ssvc> {
    let mut points = Ssvc::default();
    for (name, value) in options.iter().flatten() {
        let value = value.as_str().unwrap_or_default().to_lowercase();
        match name.to_lowercase().replace([' ', '_'], "").as_str() {
            "exploitation" => points.exploitation = value,
            "automatable" => points.automatable = value,
            "technicalimpact" => points.technical_impact = value,
            _ => {}
        }
    }
    (points != Ssvc::default()).then_some(points)
}
