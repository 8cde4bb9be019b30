//! What people decided about weaknesses: judgement, reason, who, until when.
//!
//! A decision holds for a vulnerability of a product under the condition that was judged, not for a version: it outlives updates, and ends
//! when the sources say something else. Deliberately not here: which weakness it meets (`app::feeds`), what it means for an answer
//! (rule `security-patches-applied`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a person judged. The states are those of VEX (CISA, Minimum Requirements for VEX, 2023): "affected" in two sorts, by what is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// It does not concern the product as it is used here; needs a [`Justification`]
    #[default]
    NotAffected,
    /// The vendor mended it, though the version does not show it
    Fixed,
    /// Affected and not mended; something else protects
    Mitigated,
    /// Affected and not mended; known, and accepted until the day
    Accepted,
}

impl Judgement {
    /// Every judgement, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::NotAffected, Self::Fixed, Self::Mitigated, Self::Accepted];

    /// Stable name: message key, and the word in forms and commands.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotAffected => "not-affected",
            Self::Fixed => "fixed",
            Self::Mitigated => "mitigated",
            Self::Accepted => "accepted",
        }
    }

    /// Reads the stable name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|judgement| judgement.key() == key)
    }

    /// Whether the weakness is still there: it only does not count as work until the day.
    pub fn leaves_it_open(self) -> bool {
        matches!(self, Self::Mitigated | Self::Accepted)
    }
}

/// Why a product is not affected: the five justifications of VEX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Justification {
    /// The part that is meant is not installed
    ComponentNotPresent,
    /// It is there without the code that is meant
    VulnerableCodeNotPresent,
    /// The function that is meant is switched off or not used
    VulnerableCodeNotInExecutePath,
    /// Nobody from outside can reach it
    VulnerableCodeCannotBeControlledByAdversary,
    /// Built-in protection already stops it
    InlineMitigationsAlreadyExist,
}

impl Justification {
    /// Every justification, in the order of VEX.
    pub const ALL: [Self; 5] = [
        Self::ComponentNotPresent,
        Self::VulnerableCodeNotPresent,
        Self::VulnerableCodeNotInExecutePath,
        Self::VulnerableCodeCannotBeControlledByAdversary,
        Self::InlineMitigationsAlreadyExist,
    ];

    /// Stable name: message key, and the word in forms and commands.
    pub fn key(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component-not-present",
            Self::VulnerableCodeNotPresent => "vulnerable-code-not-present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable-code-not-in-execute-path",
            Self::VulnerableCodeCannotBeControlledByAdversary => "vulnerable-code-cannot-be-controlled-by-adversary",
            Self::InlineMitigationsAlreadyExist => "inline-mitigations-already-exist",
        }
    }

    /// Reads the stable name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|justification| justification.key() == key)
    }
}

/// A decision of a person on one weakness.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct WeaknessDecision {
    /// The vulnerability; empty for the end of support
    pub cve: String,
    /// Canonical product
    pub product: String,
    /// The condition that was judged, see [`super::Weakness::condition`]
    pub condition: String,
    /// What was judged
    pub judgement: Judgement,
    /// Why it is not affected; for [`Judgement::NotAffected`] only
    pub justification: Option<Justification>,
    /// In the person's words
    pub reason: String,
    /// Who
    pub by: String,
    /// Day of the decision
    pub on: Date,
    /// The last day on which it holds
    pub until: Date,
    /// Who withdrew it; empty: nobody
    pub withdrawn_by: String,
    /// Day on which it was withdrawn
    pub withdrawn_on: Option<Date>,
}

impl WeaknessDecision {
    /// Whether it speaks of this weakness, whatever its version.
    pub fn is_about(&self, cve: &str, product: &str, condition: &str) -> bool {
        self.withdrawn_on.is_none() && self.cve == cve && self.product == product && self.condition == condition
    }
}

/// What was decided about a weakness, as the rules see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decided {
    /// What was judged
    pub judgement: Judgement,
    /// The last day on which it holds
    pub until: Date,
}
