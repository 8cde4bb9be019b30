//! What was found at one institution as OSCAL: assessment plan, assessment results, POA&M. That it was taken out is noted.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::framework::Catalog;
use sonae_oscal::model::Document;
use sonae_oscal::{Assessed, Documents, House as OscalHouse, Version, assess};
use sonae_store::StoreError;

use super::OscalFile;
use super::messages::Japanese;
use crate::actor::{Actor, Forbidden};
use crate::decide_forms::Decided;
use crate::house::{House, KnowError};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Not allowed
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Nothing could be decided
    #[error(transparent)]
    Known(#[from] KnowError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The documents of forms that were decided. No POA&M where nothing is missing.
pub fn export_assessment(decided: &Decided<'_>, controls: &Catalog, version: Version) -> Vec<OscalFile> {
    let forms: Vec<Assessed<'_>> =
        decided.forms.iter().map(|decided| Assessed { form: decided.form, assessment: &decided.assessment }).collect();
    let name = decided.facts.institution.name.as_str();
    let house = OscalHouse { name, edition: decided.edition, controls, as_of: decided.facts.as_of };
    let documents = assess(house, &forms, &Japanese, version);
    let mut files = vec![
        OscalFile::of(Documents::PLAN, &Document::AssessmentPlan(Box::new(documents.plan))),
        OscalFile::of(Documents::RESULTS, &Document::AssessmentResults(Box::new(documents.results))),
    ];
    let poam = documents.poam.map(|poam| Document::PlanOfActionAndMilestones(Box::new(poam)));
    files.extend(poam.map(|poam| OscalFile::of(Documents::POAM, &poam)));
    files
}

/// The documents of what holds at present in an opened house.
pub async fn export_house(house: &House, actor: &Actor, version: Version) -> Result<Vec<OscalFile>, ExportError> {
    actor.require(Permission::ReadReport)?;
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let files = export_assessment(&known, house.catalog(), version);
    let detail = json!({ "files": files.len(), "oscal-version": version.as_str() });
    house.store.begin().await?.commit(house.event(actor, "oscal.exported", known.edition.id.as_str(), detail)).await?;
    Ok(files)
}
