//! One form: keys, numbers, controls, texts, marks, due dates.

use std::collections::{BTreeMap, BTreeSet};

use super::edition::outside;
use super::flaw::FlawKind;
use crate::framework::number;
use crate::framework::{Audience, Catalog, Edition, Form, Item, Labels, Original};

pub(super) fn check(form: &Form, edition: &Edition, catalog: &Catalog) -> Vec<FlawKind> {
    let mut found = Vec::new();
    head(form, &mut found);
    due(form, edition, &mut found);
    keys_and_numbers(form, &mut found);
    gaps(form, &mut found);
    for item in form.items_with_gate() {
        row(item, form.audience, &mut found);
        controls(item, edition, catalog, &mut found);
    }
    controls_twice(form, &mut found);
    found
}

fn head(form: &Form, found: &mut Vec<FlawKind>) {
    let rows = form.items().count();
    if rows != form.rows {
        found.push(FlawKind::RowCount { declared: form.rows.to_string(), found: rows.to_string() });
    }
    let note = form.labels_note.as_deref().unwrap_or_default();
    if note.trim().is_empty() != (form.labels == Labels::Printed) {
        found.push(FlawKind::LabelsNote {});
    }
    if form.columns.rounds.is_empty() {
        found.push(FlawKind::RoundsMissing {});
    }
    let heads = [("title", &form.title), ("audience-label", &form.audience_label)];
    let untidy = heads.into_iter().filter(|(_, text)| is_untidy(text));
    found.extend(untidy.map(|(place, _)| FlawKind::TextUntidy { place: place.to_owned() }));
}

fn due(form: &Form, edition: &Edition, found: &mut Vec<FlawKind>) {
    for part in &form.parts {
        found.extend(outside("due", part.due, part.year));
        let agrees = if part.reference { part.due > edition.deadline } else { part.due == edition.deadline };
        if !agrees {
            found.push(FlawKind::DueWrong { due: part.due.to_string(), deadline: edition.deadline.to_string() });
        }
    }
}

fn keys_and_numbers(form: &Form, found: &mut Vec<FlawKind>) {
    let mut keys = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for item in form.items_with_gate() {
        if !keys.insert(&item.key) {
            found.push(FlawKind::KeyTwice { key: item.key.clone() });
        }
        if !numbers.insert((number::comparable(&item.no), item.scope)) {
            found.push(FlawKind::NumberTwice { key: item.key.clone(), no: item.no.clone() });
        }
    }
    let sections = form.parts.iter().flat_map(|part| &part.sections);
    for section in sections {
        let in_title = number::section(&section.title);
        let items = section.groups.iter().flat_map(|group| &group.items);
        for item in items {
            let ordinal = number::ordinal(&item.no);
            let agrees = ordinal.is_some() && ordinal == number::ordinal(&item.key) && ordinal.map(|(section, _)| section) == in_title;
            if !agrees {
                found.push(FlawKind::NumberWrong { key: item.key.clone(), no: item.no.clone(), section: section.title.clone() });
            }
        }
    }
}

/// Between the lowest and the highest number of a section, over all parts, none is missing. (A vendor's form may begin
/// later than 1: what concerns institutions only is left out at the head.)
fn gaps(form: &Form, found: &mut Vec<FlawKind>) {
    let mut sections: BTreeMap<u16, BTreeSet<u16>> = BTreeMap::new();
    for (section, no) in form.items().filter_map(|item| number::ordinal(&item.no)) {
        sections.entry(section).or_default().insert(no);
    }
    for (section, numbers) in sections {
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
            continue;
        };
        if let Some(missing) = (*first..=*last).find(|no| !numbers.contains(no)) {
            found.push(FlawKind::NumberGap { section: section.to_string(), missing: missing.to_string() });
        }
    }
}

fn row(item: &Item, audience: Audience, found: &mut Vec<FlawKind>) {
    let key = || item.key.clone();
    if is_untidy(&item.label) || item.note.as_deref().is_some_and(is_untidy) {
        found.push(FlawKind::TextUntidy { place: key() });
    }
    if holds_number(item) {
        found.push(FlawKind::LabelHoldsNumber { key: key() });
    }
    let marked = item.void_without_contract || item.original != Original::None;
    if audience == Audience::Vendor && marked {
        found.push(FlawKind::MarkOnVendorForm { key: key() });
    }
}

/// Whether the number was copied along with the label or the note.
fn holds_number(item: &Item) -> bool {
    let (no, in_row) = (number::comparable(&item.no), number::comparable(&item.in_row));
    let behind = format!("({no})");
    let texts = [Some(&item.label), item.note.as_ref()];
    texts.into_iter().flatten().any(|text| {
        let text = number::comparable(text);
        text.ends_with(&behind) || (!in_row.is_empty() && text.starts_with(&in_row))
    })
}

fn controls(item: &Item, edition: &Edition, catalog: &Catalog, found: &mut Vec<FlawKind>) {
    let Some(control) = catalog.control(&item.control) else {
        found.push(FlawKind::ControlUnknown { place: item.key.clone(), control: item.control.to_string() });
        return;
    };
    if let Some(parameter) = control.parameter
        && !edition.parameters.states(parameter)
        && !edition.parameters.unstated.contains(&parameter)
    {
        found.push(FlawKind::ParameterMissing { key: item.key.clone(), parameter: parameter.as_str().to_owned() });
    }
}

fn controls_twice(form: &Form, found: &mut Vec<FlawKind>) {
    let items: Vec<&Item> = form.items_with_gate().collect();
    for (at, item) in items.iter().enumerate() {
        let later = items.iter().skip(at + 1);
        let twice = later.filter(|other| other.control == item.control && other.scope.overlaps(item.scope));
        found.extend(twice.map(|other| FlawKind::ControlTwice {
            key: item.key.clone(),
            other: other.key.clone(),
            control: item.control.to_string(),
        }));
    }
}

fn is_untidy(text: &str) -> bool {
    text.is_empty() || text.trim() != text
}
