//! How clauses and checklist items hang together, as a `mapping-collection` of OSCAL 1.2.
//!
//! In OSCAL 1.1 the same links stand in the catalogs themselves. Not here: what is linked, which is the framework's data.

use sonae_domain::framework::{Edition, Frameworks};
use sonae_domain::guideline::{Grade, Guideline, Sureness};

use crate::checklist::{catalog_file, statement_id};
use crate::guideline::guideline_file;
use crate::model::{Confidence, ControlMap, Mapped, MappedResource, Mapping, MappingCollection, Provenance};
use crate::spell::{document_uuid, line, metadata, prop, title, token, uuid};
use crate::version::Version;

/// The name of the file of a guideline's mappings.
pub fn mapping_file(guideline: &Guideline) -> String {
    format!("{}-{}_mapping-collection.json", token(&guideline.family), token(guideline.id.as_str()).trim_start_matches('_'))
}

/// Clause → clause of the volume below, and item → clause for each edition of the checklist that refers to the guideline.
/// `description` says in words how the mappings came about. `None` where the version has no such model, or nothing is linked.
pub fn mapping_collection(
    guideline: &Guideline,
    frameworks: &Frameworks,
    description: &str,
    version: Version,
) -> Option<MappingCollection> {
    let editions = frameworks.editions().iter().filter(|edition| guideline.is_of(edition));
    let mappings: Vec<Mapping> = clauses(guideline).into_iter().chain(editions.filter_map(|edition| items(guideline, edition))).collect();
    if !version.has_mapping() || mappings.is_empty() {
        return None;
    }
    let mut collection = MappingCollection {
        metadata: metadata(version, &format!("{} {}", guideline.title, guideline.version), &guideline.version, guideline.published),
        provenance: Provenance {
            method: "human".to_owned(),
            matching_rationale: "functional".to_owned(),
            status: "complete".to_owned(),
            mapping_description: title(description),
        },
        mappings,
        ..MappingCollection::default()
    };
    collection.uuid = document_uuid("mapping-collection", &collection);
    Some(collection)
}

fn catalog(href: String) -> MappedResource {
    MappedResource { kind: "catalog".to_owned(), href }
}

fn one(kind: &str, id_ref: &str) -> Vec<Mapped> {
    vec![Mapped { kind: kind.to_owned(), id_ref: token(id_ref) }]
}

/// What is linked touches; that one holds the other the sources do not say.
fn map(ids: &[&str], sources: Vec<Mapped>, targets: Vec<Mapped>, category: &str) -> ControlMap {
    ControlMap {
        uuid: uuid(ids),
        relationship: "intersects-with".to_owned(),
        sources,
        targets,
        confidence_score: Some(Confidence { category: category.to_owned() }),
        ..ControlMap::default()
    }
}

fn clauses(guideline: &Guideline) -> Option<Mapping> {
    let file = guideline_file(guideline);
    let maps: Vec<ControlMap> = guideline
        .links()
        .iter()
        .map(|link| {
            let (from, to) = (link.from.as_str(), link.to.as_str());
            let map = map(&["map", &file, from, to], one("control", from), one("control", to), link.sureness.as_str());
            ControlMap { props: link.doubt.and_then(|doubt| prop("doubt", doubt.as_str())).into_iter().collect(), ..map }
        })
        .collect();
    let (source_resource, target_resource) = (catalog(file.clone()), catalog(file.clone()));
    (!maps.is_empty()).then(|| Mapping { uuid: uuid(&["mapping", &file, &file]), source_resource, target_resource, maps })
}

/// A clause that is cited by number is sure; by the section that it stands in, likely; by explanations of its chapter, unsure.
fn items(guideline: &Guideline, edition: &Edition) -> Option<Mapping> {
    let (from_file, to_file) = (catalog_file(edition), guideline_file(guideline));
    let mut maps = Vec::new();
    for cited in guideline.cited_by(edition) {
        let Some(form) = edition.form(cited.audience) else { continue };
        let Some(item) = form.item(&cited.item) else { continue };
        let from = statement_id(edition.id.as_str(), form, item);
        let sureness = match cited.grade {
            Grade::Clause => Sureness::Sure,
            Grade::Section => Sureness::Likely,
            Grade::Chapter => Sureness::Unsure,
        };
        for clause in &cited.clauses {
            let ids = ["map", &from_file, &from, clause.as_str(), &cited.printed];
            let map = map(&ids, one("statement", &from), one("control", clause.as_str()), sureness.as_str());
            let props = prop("cited-as", &cited.printed).into_iter().collect();
            maps.push(ControlMap { props, remarks: cited.note.as_deref().and_then(line), ..map });
        }
    }
    let uuid = uuid(&["mapping", &from_file, &to_file]);
    (!maps.is_empty()).then(|| Mapping { uuid, source_resource: catalog(from_file), target_resource: catalog(to_file), maps })
}
