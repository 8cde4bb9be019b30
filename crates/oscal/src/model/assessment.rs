//! `assessment-plan` and `assessment-results`.

use serde::{Deserialize, Serialize};

use super::{BackMatter, Link, Metadata, Other, Property};

/// `assessment-plan`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AssessmentPlan {
    /// Its id.
    pub uuid: String,
    /// What it says of itself.
    pub metadata: Metadata,
    /// The system security plan, or what stands for it.
    pub import_ssp: Import,
    /// What is there only for the assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_definitions: Option<LocalDefinitions>,
    /// What is assessed.
    pub reviewed_controls: ReviewedControls,
    /// Whom or what it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assessment_subjects: Vec<AssessmentSubject>,
    /// What it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_matter: Option<BackMatter>,
}

/// `local-definitions`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LocalDefinitions {
    /// Programs and machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
}

/// `system-component`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Component {
    /// Its id.
    pub uuid: String,
    /// `software` and others.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub title: String,
    /// In words.
    pub description: String,
    /// Whether it is in use.
    pub status: ComponentStatus,
}

/// `status` of a component.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ComponentStatus {
    /// `operational` and others.
    pub state: String,
}

/// `import-ssp`, `import-ap`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Import {
    /// Where it is.
    pub href: String,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// `reviewed-controls`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReviewedControls {
    /// Links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Selections, at least one.
    pub control_selections: Vec<ControlSelection>,
}

/// `control-selection`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ControlSelection {
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// Controls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include_controls: Vec<SelectedControl>,
}

/// `select-control-by-id` of an assessment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SelectedControl {
    /// Which.
    pub control_id: String,
    /// Which of its statements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statement_ids: Vec<String>,
}

/// `assessment-subject`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AssessmentSubject {
    /// `party` and others.
    #[serde(rename = "type")]
    pub kind: String,
    /// These.
    pub include_subjects: Vec<Subject>,
}

/// `subject-reference`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Subject {
    /// Its id.
    pub subject_uuid: String,
    /// `party` and others.
    #[serde(rename = "type")]
    pub kind: String,
}

/// `assessment-results`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AssessmentResults {
    /// Its id.
    pub uuid: String,
    /// What it says of itself.
    pub metadata: Metadata,
    /// The plan.
    pub import_ap: Import,
    /// Results, one for each form.
    pub results: Vec<TestResult>,
    /// What it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_matter: Option<BackMatter>,
}

/// `result`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TestResult {
    /// Its id.
    pub uuid: String,
    /// Its name.
    pub title: String,
    /// In words.
    pub description: String,
    /// When the assessment began.
    pub start: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// What was assessed.
    pub reviewed_controls: ReviewedControls,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
    /// What follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `observation`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Observation {
    /// Its id.
    pub uuid: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// In words.
    pub description: String,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// `TEST`, `EXAMINE`, `INTERVIEW`, `UNKNOWN`.
    pub methods: Vec<String>,
    /// What kind of observation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
    /// Whom it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Subject>,
    /// By what it can be checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relevant_evidence: Vec<Evidence>,
    /// When.
    pub collected: String,
    /// Until when it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `origin`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Origin {
    /// Who.
    pub actors: Vec<Actor>,
}

/// `actor`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Actor {
    /// `tool`, `assessment-platform` or `party`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    pub actor_uuid: String,
}

/// `relevant-evidence`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Evidence {
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// In words.
    pub description: String,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
}

/// `finding`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// Its id.
    pub uuid: String,
    /// Its name.
    pub title: String,
    /// In words.
    pub description: String,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
    /// What it is about.
    pub target: Target,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_observations: Vec<RelatedObservation>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `finding-target`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Target {
    /// `statement-id` or `objective-id`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Which.
    pub target_id: String,
    /// Whether it is met.
    pub status: ObjectiveStatus,
    /// Whether it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation_status: Option<ImplementationStatus>,
}

/// `objective-status`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ObjectiveStatus {
    /// `satisfied` or `not-satisfied`; OSCAL knows no more.
    pub state: String,
    /// `pass`, `fail` or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `implementation-status`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImplementationStatus {
    /// `not-applicable` and others.
    pub state: String,
}

/// `related-observation`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RelatedObservation {
    /// Its id.
    pub observation_uuid: String,
}
