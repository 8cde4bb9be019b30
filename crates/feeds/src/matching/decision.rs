//! Decisions of people on findings. They hold for a product and a condition, not for a version: so they outlive updates.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::state::State;

/// What a person has judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// It does not concern this product as it is used here
    NotAffected,
    /// It is mended, though the version does not show it
    Fixed,
    /// Something else protects
    Mitigated,
    /// It is known and accepted until the day
    Accepted,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The vulnerability
    pub cve: String,
    /// Canonical product
    pub product: String,
    /// The condition that was judged; `None` is whatever the sources say
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What was judged
    pub judgement: Judgement,
    /// By whom
    pub person: String,
    /// Why
    pub reason: String,
    /// The last day on which it holds
    pub until: Date,
}

impl Decision {
    /// Whether it speaks of this vulnerability of this product under this condition, and holds on this day. Without a person or a reason it
    /// never holds.
    pub fn holds(&self, cve: &str, product: &str, condition: &str, today: Date) -> bool {
        self.cve == cve
            && self.product == product
            && self.condition.as_ref().is_none_or(|judged| judged == condition)
            && self.until >= today
            && !self.reason.trim().is_empty()
            && !self.person.trim().is_empty()
    }
}

/// Findings with the decisions that hold today. A decision without a reason, or past its day, changes nothing.
pub fn apply(findings: &mut [Finding], decisions: &[Decision], today: Date) {
    for finding in findings {
        let decision = decisions.iter().find(|decision| decision.holds(&finding.cve, &finding.product, &finding.condition, today));
        if let Some(decision) = decision {
            finding.state = State::Suppressed;
            finding.decision = Some(decision.clone());
        }
    }
}
