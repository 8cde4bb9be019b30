//! An edition of the checklist as a catalog: one group for each section, one control for each thing asked (by meaning, and by the
//! machines that it is asked of), one statement for each row of a form.
//!
//! Not here: the order of a form and its headings, which are the form's profile (`form`).

use jiff::civil::Date;
use sonae_domain::framework::{Catalog as Controls, Edition, Form, Frameworks, Item, Scope, SourceRole, Status};
use sonae_domain::guideline::{CitedBy, Grade, Guideline};

use crate::guideline::{chapter_id, guideline_file};
use crate::model::{BackMatter, Catalog, Control, Group, Link, Parameter, Part, Party, Property, Resource, Telephone};
use crate::spell::{document_uuid, line, metadata, oscal_prop, prop, source_resource, spelt, title, token, uuid};
use crate::version::Version;

/// The name of the file of an edition's catalog.
pub fn catalog_file(edition: &Edition) -> String {
    format!("{}-{}_catalog.json", token(&edition.family), token(edition.id.as_str()).trim_start_matches('_'))
}

/// The id of a control in the catalog: its meaning, and the machines where a form asks of some only.
pub(crate) fn control_id(item: &Item) -> String {
    match item.scope {
        Scope::All => token(item.control.as_str()),
        scope => token(&format!("{}.{}", item.control, scope.as_str())),
    }
}

/// The id of the statement that a row of a form is: what findings name as their target.
pub fn statement_id(edition: &str, form: &Form, item: &Item) -> String {
    token(&format!("{edition}-{}-{}_smt", form.audience.as_str(), item.key))
}

/// The catalog of an edition. `None` for one whose forms are not known.
pub fn edition_catalog(edition: &Edition, frameworks: &Frameworks, version: Version) -> Option<Catalog> {
    if edition.forms.is_empty() {
        return None;
    }
    let reader = Reader::of(edition, frameworks);
    let mut catalog =
        Catalog { metadata: metadata(version, &edition.title, &edition.edition_label, changed_on(edition)), ..Catalog::default() };
    catalog.metadata.props = edition_props(edition);
    catalog.metadata.parties = parties(edition);
    catalog.params = parameters(edition);
    for form in &edition.forms {
        if let Some(gate) = &form.gate {
            reader.place(&mut catalog.controls, form, gate);
        }
        let sections = form.parts.iter().flat_map(|part| &part.sections);
        for section in sections {
            for item in section.groups.iter().flat_map(|group| &group.items) {
                let known = catalog.groups.iter_mut().find(|group| group.controls.iter().any(|control| control.id == control_id(item)));
                match known {
                    Some(group) => reader.place(&mut group.controls, form, item),
                    None => reader.place(&mut group_of(&mut catalog.groups, &section.title).controls, form, item),
                }
            }
        }
    }
    catalog.back_matter = Some(BackMatter { resources: resources(edition), ..BackMatter::default() });
    catalog.uuid = document_uuid("catalog", &catalog);
    Some(catalog)
}

/// The day of the newest document that the edition was taken from.
pub(crate) fn changed_on(edition: &Edition) -> Date {
    edition.sources.iter().filter_map(|source| source.date).max().unwrap_or(edition.year.starts)
}

fn group_of<'a>(groups: &'a mut Vec<Group>, heading: &str) -> &'a mut Group {
    let at = groups.iter().position(|group| group.title == title(heading)).unwrap_or_else(|| {
        let id = Some(format!("section-{}", groups.len() + 1));
        groups.push(Group { id, class: Some("section".to_owned()), title: title(heading), ..Group::default() });
        groups.len() - 1
    });
    &mut groups[at]
}

/// What the rows of all forms of one edition share.
struct Reader<'a> {
    edition: &'a Edition,
    controls: &'a Controls,
    /// The guideline, and what cites it; none where the edition's guideline is not known.
    cited: Option<(&'a Guideline, Vec<CitedBy>)>,
}

impl<'a> Reader<'a> {
    fn of(edition: &'a Edition, frameworks: &'a Frameworks) -> Self {
        let guideline = frameworks.guidelines().iter().find(|guideline| guideline.is_of(edition));
        let cited = guideline.map(|guideline| (guideline, guideline.cited_by(edition)));
        Self { edition, controls: &frameworks.catalog, cited }
    }

    /// Puts a row into its control, which is made where it is new.
    fn place(&self, list: &mut Vec<Control>, form: &Form, item: &Item) {
        let id = control_id(item);
        let statement = self.statement(form, item);
        if let Some(control) = list.iter_mut().find(|control| control.id == id) {
            control.props.extend(oscal_prop("label", &item.no, form.audience.as_str()));
            control.parts.push(statement);
            return;
        }
        let known = self.controls.control(&item.control);
        let area = known.and_then(|known| self.controls.area(&known.area)).map_or("", |area| area.title.as_str());
        let area_id = known.map_or("", |known| known.area.as_str());
        let props = [
            oscal_prop("label", &item.no, form.audience.as_str()),
            prop("control", item.control.as_str()),
            prop("scope", item.scope.as_str()),
            prop("area", area_id).map(|prop| Property { remarks: line(area), ..prop }),
            known.and_then(|known| known.parameter).and_then(|name| prop("parameter", name.as_str())),
        ];
        list.push(Control {
            title: known.map_or_else(|| title(&item.label), |known| title(&known.title)),
            props: props.into_iter().flatten().collect(),
            parts: vec![statement],
            id,
            ..Control::default()
        });
    }

    /// A row: its label as prose, number and marks as properties, the note as a part of it.
    fn statement(&self, form: &Form, item: &Item) -> Part {
        let id = statement_id(self.edition.id.as_str(), form, item);
        let note = item.note.as_deref().map(|note| Part {
            id: Some(format!("{id}.note")),
            name: "guidance".to_owned(),
            prose: Some(note.to_owned()),
            ..Part::default()
        });
        Part {
            id: Some(id),
            name: "statement".to_owned(),
            class: Some(form.audience.as_str().to_owned()),
            props: item_props(item),
            prose: Some(item.label.clone()),
            parts: note.into_iter().collect(),
            links: self.links(form, item),
            ..Part::default()
        }
    }

    /// Links to the manual that explains a row, and to the clauses of the guideline that it cites.
    fn links(&self, form: &Form, item: &Item) -> Vec<Link> {
        let to = |href: String, rel: &str, text: Option<String>| Link { href, rel: Some(rel.to_owned()), text, ..Link::default() };
        let manual = self.edition.sources.iter().find(|source| source.role == SourceRole::Manual).filter(|_| !item.guideline.is_empty());
        let manual = manual.map(|source| source_resource(&edition_name(self.edition), source).uuid);
        let mut links: Vec<Link> = manual.into_iter().map(|uuid| to(format!("#{uuid}"), "reference", None)).collect();
        let Some((guideline, cited)) = &self.cited else { return links };
        let file = guideline_file(guideline);
        for cited in cited.iter().filter(|cited| cited.audience == form.audience && cited.item == item.key) {
            let text = || line(&cited.printed);
            match cited.grade {
                Grade::Clause | Grade::Section => {
                    links.extend(cited.clauses.iter().map(|clause| to(format!("{file}#{clause}"), "related", text())));
                }
                // explanations of a chapter: not this clause or that
                Grade::Chapter => {
                    let chapter = cited.clauses.first().and_then(|clause| guideline.clause(clause));
                    let id = chapter.map(|(volume, chapter, _)| chapter_id(volume.id, &chapter.no));
                    links.extend(id.map(|id| to(format!("{file}#{id}"), "related", text())));
                }
            }
        }
        links
    }
}

/// Number, marks, and what the manual prints beside a row.
fn item_props(item: &Item) -> Vec<Property> {
    let fixed = [
        oscal_prop("label", &item.no, ""),
        prop("key", &item.key),
        prop("in-row", &item.in_row),
        prop("number-place", &spelt(&item.number_place)),
        prop("original", &spelt(&item.original)),
        prop("void-without-contract", if item.void_without_contract { "yes" } else { "no" }),
        item.manual_no.as_deref().and_then(|no| prop("manual-no", no)),
        item.manual_page.and_then(|page| prop("manual-page", &page.to_string())),
    ];
    let clauses = item.guideline.iter().flat_map(|of| of.clauses.iter().map(move |clause| (of, clause)));
    let clauses = clauses.map(|(of, clause)| prop("guideline-clause", clause).map(|prop| Property { remarks: line(&of.volume), ..prop }));
    fixed.into_iter().chain(clauses).flatten().collect()
}

/// Family and id: unique over all editions.
pub(crate) fn edition_name(edition: &Edition) -> String {
    format!("{}/{}", edition.family, edition.id)
}

fn edition_props(edition: &Edition) -> Vec<Property> {
    let fixed = [
        prop("family", &edition.family),
        prop("edition", edition.id.as_str()),
        prop("year-label", &edition.year_label),
        prop("edition-label", &edition.edition_label),
        prop("year-starts", &edition.year.starts.to_string()),
        prop("year-ends", &edition.year.ends.to_string()),
        prop("deadline", &edition.deadline.to_string()),
        edition.guideline.as_deref().and_then(|guideline| prop("guideline", guideline)),
        edition.no_contract.as_deref().and_then(|words| prop("no-contract", words)),
        prop("status", if edition.status.is_complete() { "complete" } else { "partial" }),
    ];
    let unstated = edition.parameters.unstated.iter().map(|name| prop("unstated", name.as_str()));
    let known = match &edition.status {
        Status::Complete => &[],
        Status::Partial { known, .. } => known.as_slice(),
    };
    fixed.into_iter().chain(unstated).chain(known.iter().map(|sentence| prop("known", sentence))).flatten().collect()
}

/// The figures by which rules decide, under their own names.
fn parameters(edition: &Edition) -> Vec<Parameter> {
    let figures = edition.parameters.figures();
    let params = figures.into_iter().filter_map(|(name, value)| {
        Some(Parameter { id: token(&name), label: line(&name), values: vec![line(&value)?], ..Parameter::default() })
    });
    params.collect()
}

/// Authorities that must be told of an incident.
fn parties(edition: &Edition) -> Vec<Party> {
    let parties = edition.authorities.iter().map(|authority| Party {
        uuid: uuid(&["authority", &edition_name(edition), &authority.name]),
        kind: "organization".to_owned(),
        name: line(&authority.name),
        props: prop("authority", &spelt(&authority.role)).into_iter().collect(),
        telephone_numbers: line(&authority.phone).into_iter().map(|number| Telephone { number, ..Telephone::default() }).collect(),
        ..Party::default()
    });
    parties.collect()
}

/// The documents that the edition was taken from, and their known slips.
fn resources(edition: &Edition) -> Vec<Resource> {
    let name = edition_name(edition);
    let sources = edition.sources.iter().map(|source| source_resource(&name, source));
    let slips = edition.slips.iter().map(|slip| Resource {
        uuid: uuid(&["slip", &name, &slip.text]),
        description: Some(slip.text.clone()),
        props: prop("slip", "yes").into_iter().chain(slip.items.iter().filter_map(|no| prop("item", no))).collect(),
        ..Resource::default()
    });
    sources.chain(slips).collect()
}
