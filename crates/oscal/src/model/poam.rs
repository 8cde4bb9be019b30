//! `plan-of-action-and-milestones`.

use serde::{Deserialize, Serialize};

use super::{BackMatter, Finding, Import, LocalDefinitions, Metadata, Observation, Property};

/// `plan-of-action-and-milestones`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanOfActionAndMilestones {
    /// Its id.
    pub uuid: String,
    /// What it says of itself.
    pub metadata: Metadata,
    /// The system security plan, or what stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_ssp: Option<Import>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_id: Option<SystemId>,
    /// The program that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_definitions: Option<LocalDefinitions>,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
    /// What may come of what is missing, and by when it is to be mended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<Risk>,
    /// What follows from what was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What is to be done, at least one.
    pub poam_items: Vec<PoamItem>,
    /// What it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_matter: Option<BackMatter>,
}

/// `system-id`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SystemId {
    /// What kind of id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier_type: Option<String>,
    /// The id.
    pub id: String,
}

/// `risk`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Risk {
    /// Its id.
    pub uuid: String,
    /// Its name.
    pub title: String,
    /// In words.
    pub description: String,
    /// What is missing.
    pub statement: String,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// `open` and others.
    pub status: String,
    /// By when it is to be mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remediations: Vec<Remediation>,
}

/// `response`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Remediation {
    /// Its id.
    pub uuid: String,
    /// `recommendation`, `planned` or `completed`.
    pub lifecycle: String,
    /// Its name.
    pub title: String,
    /// In words.
    pub description: String,
}

/// `poam-item`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PoamItem {
    /// Its id.
    pub uuid: String,
    /// Its name.
    pub title: String,
    /// In words.
    pub description: String,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// Findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_findings: Vec<RelatedFinding>,
    /// Risks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_risks: Vec<RelatedRisk>,
}

/// `related-finding`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RelatedFinding {
    /// Its id.
    pub finding_uuid: String,
}

/// `associated-risk`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RelatedRisk {
    /// Its id.
    pub risk_uuid: String,
}
