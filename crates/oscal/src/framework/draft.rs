//! The skeleton of a form: parts, sections and sub-headings with the ids of controls, from a profile's own groups or the catalog's.
//!
//! Not here: the rows' words (`row`).

use std::collections::BTreeSet;

use super::select::{Index, selected};
use super::{Framework, Warning};
use crate::model::{Control, Custom, CustomGroup, Group, Part as Words, Profile, Property};
use crate::spell::ours;

/// A form without words.
pub(super) struct Draft<'a> {
    /// Controls asked before all others.
    pub(super) gates: Vec<String>,
    pub(super) parts: Vec<DraftPart<'a>>,
}

#[derive(Default)]
pub(super) struct DraftPart<'a> {
    pub(super) heading: Option<String>,
    pub(super) props: &'a [Property],
    pub(super) words: &'a [Words],
    pub(super) sections: Vec<DraftSection>,
}

pub(super) struct DraftSection {
    pub(super) title: String,
    /// Sub-heading, the machines that it is about where it says so, ids.
    pub(super) groups: Vec<(Option<String>, Option<String>, Vec<String>)>,
}

/// The whole catalog as one form.
pub(super) fn of_catalog(framework: &Framework) -> Draft<'_> {
    let all = framework.controls().into_iter().map(|control| control.id.clone()).collect();
    as_it_is(framework, &all)
}

/// What a profile selects, in its own groups where it has any.
pub(super) fn of_profile<'a>(framework: &'a Framework, file: &str, profile: &'a Profile, warnings: &mut Vec<Warning>) -> Draft<'a> {
    let index = Index::of(framework);
    let mut left = selected(&index, file, profile, warnings);
    match profile.merge.as_ref().and_then(|merge| merge.custom.as_ref()) {
        Some(custom) => custom_groups(&index, custom, &mut left),
        None => as_it_is(framework, &left),
    }
}

/// The catalog's groups as sections, with the groups below them as sub-headings.
fn as_it_is<'a>(framework: &'a Framework, selected: &BTreeSet<String>) -> Draft<'a> {
    let catalog = &framework.catalog.1;
    let mut sections = Vec::new();
    let loose = ids(&catalog.controls, selected);
    if !loose.is_empty() {
        sections.push(DraftSection { title: catalog.metadata.title.clone(), groups: vec![(None, None, loose)] });
    }
    for group in &catalog.groups {
        let mut groups = Vec::new();
        headings(group, true, selected, &mut groups);
        if !groups.is_empty() {
            sections.push(DraftSection { title: group.title.clone(), groups });
        }
    }
    Draft { gates: Vec::new(), parts: vec![DraftPart { sections, ..DraftPart::default() }] }
}

fn headings(group: &Group, top: bool, selected: &BTreeSet<String>, groups: &mut Vec<(Option<String>, Option<String>, Vec<String>)>) {
    let own = ids(&group.controls, selected);
    if !own.is_empty() {
        groups.push(((!top).then(|| group.title.clone()), None, own));
    }
    for below in &group.groups {
        headings(below, false, selected, groups);
    }
}

/// Ids of controls and those below them, as far as they are selected.
fn ids(controls: &[Control], selected: &BTreeSet<String>) -> Vec<String> {
    let mut all = Vec::new();
    super::below_all(controls, &mut all);
    all.into_iter().map(|control| control.id.clone()).filter(|id| selected.contains(id)).collect()
}

fn custom_groups<'a>(index: &Index<'_>, custom: &'a Custom, left: &mut BTreeSet<String>) -> Draft<'a> {
    let mut insert = |group: &[crate::model::InsertControls]| -> Vec<String> {
        let named = group.iter().flat_map(|of| index.chosen(of.include_all.as_ref(), &of.include_controls, &of.exclude_controls).0);
        named.filter(|id| left.remove(id)).collect()
    };
    let gates = insert(&custom.insert_controls);
    let mut parts: Vec<DraftPart<'a>> = Vec::new();
    for group in &custom.groups {
        let is_part = group.class.as_deref() == Some("part") && ours(&group.props, "due").is_some();
        if is_part {
            let sections = group.groups.iter().filter_map(|section| draft_section(section, &mut insert)).collect();
            let heading = titled(group);
            parts.push(DraftPart { heading, props: &group.props, words: &group.parts, sections });
            continue;
        }
        let Some(section) = draft_section(group, &mut insert) else { continue };
        match parts.last_mut().filter(|part| part.props.is_empty()) {
            Some(part) => part.sections.push(section),
            None => parts.push(DraftPart { sections: vec![section], ..DraftPart::default() }),
        }
    }
    Draft { gates, parts }
}

fn draft_section(group: &CustomGroup, insert: &mut impl FnMut(&[crate::model::InsertControls]) -> Vec<String>) -> Option<DraftSection> {
    let mut groups = Vec::new();
    custom_headings(group, true, insert, &mut groups);
    (!groups.is_empty()).then(|| DraftSection { title: group.title.clone(), groups })
}

fn custom_headings(
    group: &CustomGroup,
    top: bool,
    insert: &mut impl FnMut(&[crate::model::InsertControls]) -> Vec<String>,
    groups: &mut Vec<(Option<String>, Option<String>, Vec<String>)>,
) {
    let own = insert(&group.insert_controls);
    if !own.is_empty() {
        let heading = if top { None } else { titled(group) };
        groups.push((heading, ours(&group.props, "scope").map(str::to_owned), own));
    }
    for below in &group.groups {
        custom_headings(below, false, insert, groups);
    }
}

/// The heading of a group that prints one.
fn titled(group: &CustomGroup) -> Option<String> {
    ours(&group.props, "untitled").is_none().then(|| group.title.clone())
}
