//! A pattern of the guideline (I to IV) as a profile: which clauses apply, which may be simplified, on what condition.
//!
//! What is left out only by an institution that does not do the thing (electronic signature, scanning) stays in the profile and
//! says so. Not here: which pattern an institution has.

use serde_json::{Map, Value};
use sonae_domain::guideline::{Applies, Circumstances, Guideline, Pattern};

use crate::guideline::guideline_file;
use crate::model::{Add, Alter, ImportControls, Merge, Modify, Profile, Property, SelectControls};
use crate::spell::{document_uuid, line, metadata, prop, spelt, token};
use crate::version::Version;

/// The name of the file of a pattern's profile.
pub fn pattern_file(guideline: &Guideline, pattern: &Pattern) -> String {
    let edition = token(guideline.id.as_str());
    format!("{}-{}-{}_profile.json", token(&guideline.family), edition.trim_start_matches('_'), token(&pattern.id))
}

/// The profile of a pattern; it imports [`guideline_catalog`](crate::guideline_catalog) by its file name.
pub fn pattern_profile(guideline: &Guideline, pattern: &Pattern, version: Version) -> Profile {
    let name = format!("{} {} {}", guideline.title, guideline.version, pattern.id);
    let mut profile = Profile { metadata: metadata(version, &name, &guideline.version, guideline.published), ..Profile::default() };
    profile.metadata.props = [
        prop("family", &guideline.family),
        prop("edition", guideline.id.as_str()),
        prop("pattern", &pattern.id),
        prop("systems", &spelt(&pattern.systems)),
        prop("dedicated-staff", if pattern.dedicated_staff { "yes" } else { "no" }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let unanswered = Circumstances::default();
    let nothing_of_it = Circumstances { electronic_signature: Some(false), scanning: Some(false), ..Circumstances::default() };
    let reading = guideline.reading(&[pattern], &unanswered);
    let shortest = guideline.reading(&[pattern], &nothing_of_it);
    let with_ids = reading.iter().map(|entry| token(entry.clause.key.as_str())).collect();
    profile.imports = vec![ImportControls {
        href: guideline_file(guideline),
        include_controls: vec![SelectControls { with_ids, ..SelectControls::default() }],
        ..ImportControls::default()
    }];
    profile.merge = Some(Merge { other: Map::from_iter([("as-is".to_owned(), Value::Bool(true))]), ..Merge::default() });
    let alters = reading.iter().zip(&shortest).filter_map(|(entry, short)| {
        let binds = (entry.binds != entry.clause.binds).then(|| entry.binds.iter().filter_map(|role| prop("binds-instead", role.as_str())));
        let exempt = matches!(short.applies, Applies::Exempt { .. }).then(|| applies(&short.applies)).flatten();
        let props: Vec<Property> = applies(&entry.applies).into_iter().chain(exempt).chain(binds.into_iter().flatten()).collect();
        let control_id = token(entry.clause.key.as_str());
        (!props.is_empty()).then(|| Alter { control_id, adds: vec![Add { props, ..Add::default() }], ..Alter::default() })
    });
    profile.modify = Some(Modify { alters: alters.collect(), ..Modify::default() }).filter(|modify| !modify.alters.is_empty());
    profile.uuid = document_uuid("profile", &profile);
    profile
}

/// `simplified` or `exempt` with its condition; the class says where it is our reading of the source.
fn applies(applies: &Applies<'_>) -> Option<Property> {
    let (condition, place, inferred) = applies.because()?;
    let prop = prop(applies.as_str(), condition.as_str())?;
    Some(Property { class: inferred.then(|| "inferred".to_owned()), remarks: line(place), ..prop })
}
