//! OSCAL documents as they stand in JSON: catalog, profile, mapping collection, assessment plan, assessment results, POA&M.
//!
//! Names are OSCAL's own (<https://pages.nist.gov/OSCAL-Reference/models/>). What this program reads or writes is a field; whatever
//! else a catalog or profile carries stays in `other` and is written again. An empty list is the same as none. Deliberately not
//! here: what any of it means for a checklist.

mod assessment;
mod catalog;
mod common;
mod mapping;
mod poam;
mod profile;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use assessment::{
    Actor, AssessmentPlan, AssessmentResults, AssessmentSubject, Component, ComponentStatus, ControlSelection, Evidence, Finding,
    ImplementationStatus, Import, LocalDefinitions, ObjectiveStatus, Observation, Origin, RelatedObservation, ReviewedControls,
    SelectedControl, Subject, Target, TestResult,
};
pub use catalog::{Catalog, Control, Group};
pub use common::{
    BackMatter, Citation, DocumentId, Link, Metadata, Parameter, Part, Party, Property, Resource, ResponsibleParty, Rlink, Role, Telephone,
};
pub use mapping::{Confidence, Map as ControlMap, Mapped, MappedResource, Mapping, MappingCollection, Provenance};
pub use poam::{PlanOfActionAndMilestones, PoamItem, RelatedFinding, RelatedRisk, Remediation, Risk, SystemId};
pub use profile::{
    Add, Alter, Custom, CustomGroup, ImportControls, InsertControls, Matching, Merge, Modify, Profile, Remove, SelectControls, SetParameter,
};

/// What is not a field of ours, as it was read.
pub type Other = Map<String, Value>;

/// One OSCAL document: an object with the name of its model as the only key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Document {
    /// `catalog`
    Catalog(Box<Catalog>),
    /// `profile`
    Profile(Box<Profile>),
    /// `mapping-collection` (OSCAL 1.2 and later)
    MappingCollection(Box<MappingCollection>),
    /// `assessment-plan`
    AssessmentPlan(Box<AssessmentPlan>),
    /// `assessment-results`
    AssessmentResults(Box<AssessmentResults>),
    /// `plan-of-action-and-milestones`
    PlanOfActionAndMilestones(Box<PlanOfActionAndMilestones>),
}

impl Document {
    /// The name of its model.
    pub fn model(&self) -> &'static str {
        match self {
            Self::Catalog(_) => "catalog",
            Self::Profile(_) => "profile",
            Self::MappingCollection(_) => "mapping-collection",
            Self::AssessmentPlan(_) => "assessment-plan",
            Self::AssessmentResults(_) => "assessment-results",
            Self::PlanOfActionAndMilestones(_) => "plan-of-action-and-milestones",
        }
    }
}
