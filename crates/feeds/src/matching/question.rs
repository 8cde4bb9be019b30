//! What to ask so that potential findings become verdicts: one question for a product, not one alert for a CVE.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::state::{State, Why};

/// One question about one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Canonical product
    pub product: String,
    /// The version as it is known
    pub version: Option<String>,
    /// What is not known, the kind that hides most first
    pub missing: Vec<Why>,
    /// How many vulnerabilities wait for the answer
    pub count: usize,
    /// How many of them are exploited
    pub exploited: usize,
}

/// One question for each product with potential findings.
pub fn questions(findings: &[Finding]) -> Vec<Question> {
    let mut by_product: BTreeMap<(&str, &Option<String>), Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.state == State::Potential) {
        by_product.entry((&finding.product, &finding.version)).or_default().push(finding);
    }
    let mut questions: Vec<Question> = by_product
        .into_iter()
        .map(|((product, version), findings)| Question {
            product: product.to_owned(),
            version: version.clone(),
            missing: missing(&findings),
            count: findings.len(),
            exploited: findings.iter().filter(|finding| finding.exploited.is_some()).count(),
        })
        .collect();
    questions.sort_by(|one, other| (other.exploited, other.count, &one.product).cmp(&(one.exploited, one.count, &other.product)));
    questions
}

/// Kinds of reasons, each once, the most frequent first; what it is about is left out where it differs.
fn missing(findings: &[&Finding]) -> Vec<Why> {
    let mut kinds: BTreeMap<&'static str, (usize, BTreeSet<&Why>)> = BTreeMap::new();
    for why in findings.iter().flat_map(|finding| &finding.why) {
        let (count, reasons) = kinds.entry(why.key()).or_default();
        *count += 1;
        reasons.insert(why);
    }
    let mut kinds: Vec<(usize, &Why)> = kinds.into_values().filter_map(|(count, reasons)| Some((count, *reasons.first()?))).collect();
    kinds.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    kinds.into_iter().map(|(_, why)| why.clone()).collect()
}
