//! The files of an imported edition: `edition.toml`, one file for each form, `manual.toml`, new controls for `catalog.toml`, and the
//! documents themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sonae_domain::framework::{Audience, Columns, ControlId, Frameworks, GuidelineRef, Round, Scope};

use super::controls::{additions, control_ids};
use super::draft::{Draft, DraftPart, of_catalog, of_profile};
use super::edition::{EditionFile, Year, edition, names, own_word};
use super::row::{Row, Rows, scope_of};
use super::select::Index;
use super::{Framework, ImportError, Terms, Warning, audience_of};
use crate::model::{Control, Group, Parameter, Profile, Property};
use crate::read::write;
use crate::spell::{line, ours, title};

/// Files to be written below the folder of frameworks, and what did not find a place in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkFiles {
    /// Family and id of the edition.
    pub edition: (String, String),
    /// Path below the folder, text. `catalog.toml` is the folder's own with the new controls behind it.
    pub files: Vec<(String, String)>,
    /// Rows of each form.
    pub rows: Vec<(Audience, usize)>,
    /// What has no place in an edition.
    pub warnings: Vec<Warning>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct FormFile {
    audience: Audience,
    audience_label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition_label: Option<String>,
    title: String,
    labels: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels_note: Option<String>,
    rows: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_label: Option<String>,
    columns: Columns,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<Row>,
    parts: Vec<PartFile>,
}

#[derive(Serialize)]
struct PartFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<String>,
    due: String,
    reference: bool,
    notes: Vec<String>,
    foot: Vec<String>,
    year: Year,
    sections: Vec<SectionFile>,
}

#[derive(Serialize)]
struct SectionFile {
    title: String,
    groups: Vec<GroupFile>,
}

#[derive(Serialize)]
struct GroupFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<String>,
    scope: String,
    items: Vec<Row>,
}

#[derive(Serialize)]
struct ManualFile {
    entries: Vec<ManualEntry>,
}

#[derive(Serialize)]
struct ManualEntry {
    no: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u16>,
    guideline: Vec<GuidelineRef>,
}

pub(super) fn files(
    framework: &Framework,
    terms: &Terms,
    known: &Frameworks,
    present: Option<&str>,
) -> Result<FrameworkFiles, ImportError> {
    let (family, id) = names(framework, terms, known)?;
    let edition = edition(framework, &id, terms)?;
    let ids = control_ids(framework, &family);
    let mut warnings = Vec::new();
    let mut maker = Maker { framework, terms, edition: &edition, ids: &ids, used: BTreeSet::new() };
    let mut forms = Vec::new();
    match framework.profiles.as_slice() {
        [] => forms.push(maker.form(&framework.catalog.0, None, of_catalog(framework))?),
        profiles => {
            for (file, profile) in profiles {
                let draft = of_profile(framework, file, profile, &mut warnings);
                forms.push(maker.form(file, Some(profile), draft)?);
            }
        }
    }
    let used = maker.used;
    let folder = format!("{family}/{id}");
    let mut files = vec![(format!("{folder}/edition.toml"), toml_text(&edition))];
    files.extend(forms.iter().map(|form| (format!("{folder}/{}.toml", form.audience.as_str()), toml_text(form))));
    files.extend(manual(&forms).map(|manual| (format!("{folder}/manual.toml"), toml_text(&manual))));
    files.extend(additions(framework, known, &ids, &used, present).map(|text| ("catalog.toml".to_owned(), text)));
    for (file, document) in framework.documents() {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(&file).to_owned();
        files.push((format!("{folder}/oscal/{name}"), write(&document)));
    }
    warnings.sort();
    warnings.dedup();
    let rows = forms.iter().map(|form| (form.audience, form.rows)).collect();
    Ok(FrameworkFiles { edition: (family, id), files, rows, warnings })
}

pub(super) fn toml_text(value: &impl Serialize) -> String {
    toml::to_string(value).unwrap_or_default()
}

struct Maker<'a> {
    framework: &'a Framework,
    terms: &'a Terms,
    edition: &'a EditionFile,
    ids: &'a BTreeMap<String, ControlId>,
    /// Ids of the catalog that a form asks for
    used: BTreeSet<String>,
}

impl<'a> Maker<'a> {
    fn form(&mut self, file: &str, profile: Option<&'a Profile>, draft: Draft<'_>) -> Result<FormFile, ImportError> {
        let none: &[Property] = &[];
        let props = profile.map_or(none, |profile| profile.metadata.props.as_slice());
        let labels = own_word(props, "labels").unwrap_or_else(|| "printed".to_owned());
        let audience = profile.map_or(Audience::Institution, audience_of);
        let by_id = Index::of(self.framework);
        let selected = draft.parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.groups).flat_map(|group| &group.2);
        let selected: Vec<&Control> = selected.filter_map(|id| by_id.control(id)).collect();
        let mut rows = Rows::of(audience, profile, all_params(self.framework), labels == "printed");
        rows.own = !selected.is_empty() && selected.iter().all(|control| rows.is_own(control));
        let (gates, mut parts) = (draft.gates, draft.parts);
        let gate = gates.first().filter(|_| rows.own && gates.len() == 1).and_then(|id| by_id.control(id));
        let gate = gate.map(|control| self.row(&rows, control, (0, 1)));
        if gate.is_none() && !gates.is_empty() {
            loose(&mut parts, self.edition.edition_label.clone(), gates);
        }
        let mut section_no = 0;
        let parts: Vec<PartFile> = parts.into_iter().map(|part| self.part(&rows, &by_id, part, &mut section_no)).collect();
        let count = parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.groups).map(|group| group.items.len()).sum();
        if count == 0 {
            return Err(ImportError::Empty { file: file.to_owned() });
        }
        let metadata = profile.map_or(&self.framework.catalog.1.metadata, |profile| &profile.metadata);
        Ok(FormFile {
            audience,
            audience_label: own_word(props, "audience-label").unwrap_or_else(|| title(&metadata.title)),
            edition_label: own_word(props, "printed-edition-label"),
            title: title(&metadata.title),
            labels_note: own_word(props, "labels-note").filter(|_| labels != "printed"),
            labels,
            rows: count,
            name_label: own_word(props, "name-label"),
            columns: self.columns(props),
            gate,
            parts,
        })
    }

    fn columns(&self, props: &[Property]) -> Columns {
        let own = ours(props, "columns").and_then(|json| serde_json::from_str::<Columns>(json).ok()).filter(|own| !own.rounds.is_empty());
        own.unwrap_or_else(|| Columns {
            item: title(&self.terms.item_head),
            over: None,
            rounds: vec![Round { confirmed: title(&self.terms.confirmed_head), target: line(&self.terms.target_head) }],
            remarks: None,
        })
    }

    fn row(&mut self, rows: &Rows<'_>, control: &Control, place: (usize, usize)) -> Row {
        self.used.insert(control.id.clone());
        let id = self.ids.get(&control.id).cloned().unwrap_or_else(|| ControlId::new(control.id.as_str()));
        rows.row(control, id, place)
    }

    fn part(&mut self, rows: &Rows<'_>, by_id: &Index<'_>, part: DraftPart<'_>, section_no: &mut usize) -> PartFile {
        let own = |name: &str| own_word(part.props, name);
        let words = |name: &str| -> Vec<String> {
            part.words.iter().filter(|part| part.name == name).filter_map(|part| part.prose.clone()).collect()
        };
        let year = own("year-starts").zip(own("year-ends")).map(|(starts, ends)| Year { starts, ends });
        let due = own("due").filter(|_| self.terms.deadline.is_none()).unwrap_or_else(|| self.edition.deadline.clone());
        let (notes, foot) = (words("head"), words("foot"));
        let reference = own("reference").as_deref() == Some("yes");
        let mut sections = Vec::new();
        for section in part.sections {
            *section_no += 1;
            let heading = if rows.own { section.title } else { format!("{section_no} {}", title(&section.title)) };
            let mut row_no = 0;
            let groups = section.groups.into_iter().map(|(heading, scope, ids)| {
                let controls: Vec<&Control> = ids.iter().filter_map(|id| by_id.control(id)).collect();
                let scope = scope.or_else(|| controls.first().map(|control| scope_of(control).as_str().to_owned()));
                let items = controls.into_iter().map(|control| {
                    row_no += 1;
                    self.row(rows, control, (*section_no, row_no))
                });
                GroupFile { heading, items: items.collect(), scope: scope.unwrap_or_else(|| Scope::All.as_str().to_owned()) }
            });
            sections.push(SectionFile { title: heading, groups: groups.collect() });
        }
        PartFile { heading: part.heading, due, reference, notes, foot, year: year.unwrap_or_else(|| self.edition.year.clone()), sections }
    }
}

/// Controls in no group become a section of their own.
fn loose(parts: &mut Vec<DraftPart<'_>>, title: String, ids: Vec<String>) {
    let section = super::draft::DraftSection { title, groups: vec![(None, None, ids)] };
    match parts.first_mut() {
        Some(part) => part.sections.insert(0, section),
        None => parts.push(DraftPart { sections: vec![section], ..DraftPart::default() }),
    }
}

fn all_params(framework: &Framework) -> BTreeMap<&str, &Parameter> {
    fn below<'a>(groups: &'a [Group], all: &mut Vec<&'a Parameter>) {
        for group in groups {
            all.extend(&group.params);
            below(&group.groups, all);
        }
    }
    let mut all: Vec<&Parameter> = framework.catalog.1.params.iter().collect();
    below(&framework.catalog.1.groups, &mut all);
    all.extend(framework.controls().into_iter().flat_map(|control| &control.params));
    all.into_iter().map(|param| (param.id.as_str(), param)).collect()
}

/// What the manual prints beside the rows, each number once.
fn manual(forms: &[FormFile]) -> Option<ManualFile> {
    let mut entries: Vec<ManualEntry> = Vec::new();
    let items = forms.iter().flat_map(|form| {
        let items = form.parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.groups).flat_map(|group| &group.items);
        form.gate.iter().chain(items)
    });
    for row in items.filter(|row| row.manual_page.is_some() || !row.guideline.is_empty() || row.manual_no.is_some()) {
        let no = row.manual_no.as_ref().unwrap_or(&row.no);
        if !entries.iter().any(|entry| entry.no == *no) {
            entries.push(ManualEntry { no: no.clone(), page: row.manual_page, guideline: row.guideline.clone() });
        }
    }
    (!entries.is_empty()).then_some(ManualFile { entries })
}
