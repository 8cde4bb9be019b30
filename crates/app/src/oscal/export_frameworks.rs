//! Every framework as OSCAL: a catalog for each edition, a profile for each form and pattern, the mappings where the version has them.

use sonae_domain::framework::Frameworks;
use sonae_oscal::model::Document;
use sonae_oscal::{
    Version, catalog_file, edition_catalog, form_profile, guideline_catalog, guideline_file, mapping_collection, mapping_file,
    pattern_file, pattern_profile, profile_file,
};

use super::OscalFile;
use crate::words::text;

/// The files of all frameworks, the checklists first. Editions of which no form is known have none.
pub fn export_frameworks(frameworks: &Frameworks, version: Version) -> Vec<OscalFile> {
    let mut files = Vec::new();
    for edition in frameworks.editions() {
        let Some(catalog) = edition_catalog(edition, frameworks, version) else { continue };
        files.push(OscalFile::of(&catalog_file(edition), &Document::Catalog(Box::new(catalog))));
        for form in &edition.forms {
            let profile = Document::Profile(Box::new(form_profile(edition, form, version)));
            files.push(OscalFile::of(&profile_file(edition, form), &profile));
        }
    }
    for guideline in frameworks.guidelines() {
        let catalog = Document::Catalog(Box::new(guideline_catalog(guideline, frameworks, version)));
        files.push(OscalFile::of(&guideline_file(guideline), &catalog));
        for pattern in &guideline.patterns.patterns {
            let profile = Document::Profile(Box::new(pattern_profile(guideline, pattern, version)));
            files.push(OscalFile::of(&pattern_file(guideline, pattern), &profile));
        }
        let described = text("oscal-mapping", &[]);
        if let Some(mapping) = mapping_collection(guideline, frameworks, &described, version) {
            files.push(OscalFile::of(&mapping_file(guideline), &Document::MappingCollection(Box::new(mapping))));
        }
    }
    files
}
