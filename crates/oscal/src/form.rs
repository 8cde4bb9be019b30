//! One form of an edition as a profile: which controls it asks for, in printed order, under its parts, sections and sub-headings.
//!
//! Words of other forms' rows are taken out of the controls. Not here: the rows' own words, which are the catalog's (`checklist`).

use serde::Serialize;
use sonae_domain::framework::{Edition, Form, Item, Part, Section};

use crate::checklist::{catalog_file, changed_on, control_id, statement_id};
use crate::model::{
    Alter, Custom, CustomGroup, ImportControls, InsertControls, Merge, Modify, Part as Words, Profile, Property, Remove, SelectControls,
};
use crate::spell::{document_uuid, metadata, prop, spelt, title, token};
use crate::version::Version;

/// The name of the file of a form's profile.
pub fn profile_file(edition: &Edition, form: &Form) -> String {
    let edition_token = token(edition.id.as_str());
    format!("{}-{}-{}_profile.json", token(&edition.family), edition_token.trim_start_matches('_'), form.audience.as_str())
}

/// The profile of a form; it imports [`edition_catalog`](crate::edition_catalog) by its file name.
pub fn form_profile(edition: &Edition, form: &Form, version: Version) -> Profile {
    let mut ids: Vec<String> = Vec::new();
    for id in form.items_with_gate().map(control_id) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut profile =
        Profile { metadata: metadata(version, &form.title, &edition.edition_label, changed_on(edition)), ..Profile::default() };
    profile.metadata.props = form_props(edition, form);
    profile.imports =
        vec![ImportControls { href: catalog_file(edition), include_controls: vec![select(ids)], ..ImportControls::default() }];
    let gate = form.gate.iter().map(|gate| insert(std::slice::from_ref(gate)));
    let groups = form.parts.iter().enumerate().map(|(at, part)| part_group(form, part, at));
    let custom = Custom { groups: groups.collect(), insert_controls: gate.collect(), ..Custom::default() };
    profile.merge = Some(Merge { custom: Some(custom), ..Merge::default() });
    let alters = alters(edition, form);
    profile.modify = (!alters.is_empty()).then(|| Modify { alters, ..Modify::default() });
    profile.uuid = document_uuid("profile", &profile);
    profile
}

fn select(with_ids: Vec<String>) -> SelectControls {
    SelectControls { with_ids, ..SelectControls::default() }
}

fn insert(items: &[Item]) -> InsertControls {
    let ids = items.iter().map(control_id).collect();
    InsertControls { order: Some("keep".to_owned()), include_controls: vec![select(ids)], ..InsertControls::default() }
}

/// Printed words as JSON in a property, where they are more than one word.
fn json_prop(name: &str, value: &impl Serialize) -> Option<Property> {
    prop(name, &serde_json::to_string(value).ok()?)
}

fn form_props(edition: &Edition, form: &Form) -> Vec<Property> {
    let props = [
        prop("family", &edition.family),
        prop("edition", edition.id.as_str()),
        prop("audience", form.audience.as_str()),
        prop("audience-label", &form.audience_label),
        form.edition_label_printed.as_deref().and_then(|label| prop("printed-edition-label", label)),
        prop("labels", &spelt(&form.labels)),
        form.labels_note.as_deref().and_then(|note| prop("labels-note", note)),
        form.name_label.as_deref().and_then(|label| prop("name-label", label)),
        json_prop("columns", &form.columns),
    ];
    props.into_iter().flatten().collect()
}

fn part_group(form: &Form, part: &Part, at: usize) -> CustomGroup {
    let words = |name: &str, lines: &[String]| -> Vec<Words> {
        let part = |(line_at, prose): (usize, &String)| Words {
            id: Some(format!("part-{}-{name}-{}", at + 1, line_at + 1)),
            name: name.to_owned(),
            ns: Some(crate::NAMESPACE.to_owned()),
            prose: Some(prose.clone()),
            ..Words::default()
        };
        lines.iter().enumerate().map(part).collect()
    };
    let props = [
        part.heading.is_none().then(|| prop("untitled", "yes")).flatten(),
        prop("due", &part.due.to_string()),
        prop("year-starts", &part.year.starts.to_string()),
        prop("year-ends", &part.year.ends.to_string()),
        prop("reference", if part.reference { "yes" } else { "no" }),
    ];
    let mut parts = words("head", &part.notes);
    parts.extend(words("foot", &part.foot));
    CustomGroup {
        id: Some(format!("part-{}", at + 1)),
        class: Some("part".to_owned()),
        title: title(part.heading.as_deref().unwrap_or(&form.title)),
        props: props.into_iter().flatten().collect(),
        parts,
        groups: part.sections.iter().enumerate().map(|(section_at, section)| section_group(section, (at, section_at))).collect(),
        ..CustomGroup::default()
    }
}

fn section_group(section: &Section, (part_at, at): (usize, usize)) -> CustomGroup {
    let id = format!("part-{}-section-{}", part_at + 1, at + 1);
    let groups = section.groups.iter().enumerate().map(|(group_at, group)| {
        let untitled = group.heading.is_none().then(|| prop("untitled", "yes")).flatten();
        CustomGroup {
            id: Some(format!("{id}-group-{}", group_at + 1)),
            class: Some("group".to_owned()),
            title: title(group.heading.as_deref().unwrap_or(&section.title)),
            props: untitled.into_iter().chain(prop("scope", group.scope.as_str())).collect(),
            insert_controls: vec![insert(&group.items)],
            ..CustomGroup::default()
        }
    });
    CustomGroup {
        class: Some("section".to_owned()),
        title: title(&section.title),
        groups: groups.collect(),
        id: Some(id.clone()),
        ..CustomGroup::default()
    }
}

/// Takes the rows of other forms out of the controls of this one.
fn alters(edition: &Edition, form: &Form) -> Vec<Alter> {
    let mut alters: Vec<Alter> = Vec::new();
    for item in form.items_with_gate() {
        let id = control_id(item);
        if alters.iter().any(|alter| alter.control_id == id) {
            continue;
        }
        let others = edition.forms.iter().filter(|other| other.audience != form.audience);
        let strange = others.flat_map(|other| other.items_with_gate().map(move |theirs| (other, theirs)));
        let strange = strange.filter(|(_, theirs)| control_id(theirs) == id);
        let removes: Vec<Remove> = strange
            .map(|(other, theirs)| Remove { by_id: Some(statement_id(edition.id.as_str(), other, theirs)), ..Remove::default() })
            .collect();
        if !removes.is_empty() {
            alters.push(Alter { control_id: id, removes, ..Alter::default() });
        }
    }
    alters
}
