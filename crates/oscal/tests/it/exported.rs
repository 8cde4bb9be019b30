//! What the exported documents say, and that their references lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sonae_domain::framework::{Audience, Frameworks};
use sonae_oscal::model::{Catalog, Control, Document, Group};
use sonae_oscal::{Documents, Version, edition_catalog, form_profile, guideline_catalog, pattern_profile, write};

use crate::everything;

fn controls(catalog: &Catalog) -> Vec<&Control> {
    fn below<'a>(groups: &'a [Group], all: &mut Vec<&'a Control>) {
        for group in groups {
            assert!(group.groups.is_empty() || group.controls.is_empty(), "{}: groups and controls", group.title);
            all.extend(&group.controls);
            below(&group.groups, all);
        }
    }
    let mut all: Vec<&Control> = catalog.controls.iter().collect();
    below(&catalog.groups, &mut all);
    all
}

/// Every text under a key that holds a UUID of another place, and every `uuid` itself.
fn uuids<'a>(value: &'a Value, defined: &mut Vec<&'a str>, named: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_str() {
                    Some(text) if key == "uuid" => defined.push(text),
                    Some(text) if key.ends_with("-uuid") => named.push(text),
                    Some(text) if key == "href" && text.starts_with('#') && text.len() == 37 => named.push(&text[1..]),
                    _ => uuids(value, defined, named),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| uuids(value, defined, named)),
        _ => {}
    }
}

#[test]
fn no_uuid_stands_twice_in_a_document_and_none_leads_nowhere() {
    for version in [Version::V1_1, Version::V1_2] {
        let all: Vec<(String, Value)> =
            everything(version).into_iter().map(|(file, document)| (file, serde_json::to_value(&document).unwrap())).collect();
        let (_, plan) = all.iter().find(|(file, _)| file == Documents::PLAN).unwrap();
        let mut planned = Vec::new();
        uuids(plan, &mut planned, &mut Vec::new());
        for (file, value) in &all {
            let (mut defined, mut named) = (Vec::new(), Vec::new());
            uuids(value, &mut defined, &mut named);
            let known: BTreeSet<&str> = defined.iter().copied().collect();
            assert_eq!(known.len(), defined.len(), "{file}: a UUID stands twice");
            // results may name what stands in the plan that they import
            let imported = |uuid: &str| file == Documents::RESULTS && planned.contains(&uuid);
            let lost: BTreeSet<_> = named.iter().filter(|uuid| !known.contains(*uuid) && !imported(uuid)).collect();
            assert!(lost.is_empty(), "{file}: {lost:?}");
        }
    }
}

#[test]
fn the_same_frameworks_and_facts_give_the_same_bytes() {
    let texts = || everything(Version::V1_1).iter().map(|(file, document)| (file.clone(), write(document))).collect::<Vec<_>>();
    assert_eq!(texts(), texts());
}

#[test]
fn the_versions_differ_in_the_mapping_only() {
    let names = |version| everything(version).into_iter().map(|(file, _)| file).collect::<BTreeSet<_>>();
    let (older, newer) = (names(Version::V1_1), names(Version::V1_2));
    let more: Vec<_> = newer.difference(&older).collect();
    assert_eq!(more, ["mhlw-guideline-6.0_mapping-collection.json"]);
    assert!(older.is_subset(&newer));
}

#[test]
fn every_row_of_every_form_is_a_statement_and_every_profile_names_controls_of_its_catalog() {
    let frameworks = Frameworks::embedded().unwrap();
    for edition in frameworks.editions().iter().filter(|edition| !edition.forms.is_empty()) {
        let catalog = edition_catalog(edition, &frameworks, Version::V1_1).unwrap();
        let ids: BTreeSet<&str> = controls(&catalog).iter().map(|control| control.id.as_str()).collect();
        assert_eq!(ids.len(), controls(&catalog).len(), "{}: a control twice", edition.id);
        for form in &edition.forms {
            let class = Some(form.audience.as_str());
            let statements =
                controls(&catalog).iter().flat_map(|control| &control.parts).filter(|part| part.class.as_deref() == class).count();
            assert_eq!(statements, form.items_with_gate().count(), "{} {class:?}", edition.id);
            let profile = form_profile(edition, form, Version::V1_1);
            let named = &profile.imports[0].include_controls[0].with_ids;
            assert!(named.iter().all(|id| ids.contains(id.as_str())), "{} {class:?}", edition.id);
        }
    }
}

#[test]
fn controls_keep_their_ids_over_editions() {
    let frameworks = Frameworks::embedded().unwrap();
    let ids = |edition: &str| {
        let edition = frameworks.edition(edition).unwrap();
        controls(&edition_catalog(edition, &frameworks, Version::V1_1).unwrap()).iter().map(|c| c.id.clone()).collect::<BTreeSet<_>>()
    };
    let both: Vec<_> = ids("r5").intersection(&ids("r7")).cloned().collect();
    assert!(both.contains(&"safety-manager-appointed".to_owned()), "{both:?}");
    assert!(both.len() >= 5, "{both:?}");
}

#[test]
fn the_guideline_has_every_clause_once_with_words_links_and_what_cites_it() {
    let frameworks = Frameworks::embedded().unwrap();
    let guideline = &frameworks.guidelines()[0];
    let catalog = guideline_catalog(guideline, &frameworks, Version::V1_1);
    let all: BTreeMap<&str, &Control> = controls(&catalog).into_iter().map(|control| (control.id.as_str(), control)).collect();
    assert_eq!(all.len(), guideline.clauses().count());
    let hrefs: usize = all.values().flat_map(|control| &control.links).filter(|link| link.href.starts_with('#')).count();
    assert_eq!(hrefs, guideline.links().len());
    for control in all.values() {
        assert!(control.parts.iter().any(|part| part.name == "statement" && part.prose.is_some()), "{}", control.id);
        for link in control.links.iter().filter(|link| link.href.starts_with('#')) {
            assert!(all.contains_key(&link.href[1..]), "{}: {}", control.id, link.href);
        }
    }
    let in_checklist = edition_catalog(frameworks.edition("r7").unwrap(), &frameworks, Version::V1_1).unwrap();
    let ids: BTreeSet<String> = catalog.groups.iter().flat_map(|volume| &volume.groups).filter_map(|chapter| chapter.id.clone()).collect();
    let hrefs = controls(&in_checklist).into_iter().flat_map(|control| &control.parts).flat_map(|part| &part.links);
    let hrefs: Vec<&str> = hrefs.filter_map(|link| link.href.strip_prefix("mhlw-guideline-6.0_catalog.json#")).collect();
    assert!(hrefs.len() > 40 && hrefs.contains(&"planning-9"), "{hrefs:?}");
    assert!(hrefs.iter().all(|id| all.contains_key(id) || ids.contains(*id)), "{hrefs:?}");
    let cited = all["o13-10"];
    assert!(cited.links.iter().any(|link| link.href.contains("r7_catalog.json#r7-institution-2-14_smt")), "{:?}", cited.links);
}

#[test]
fn imported_official_wording_stands_beside_the_restatement() {
    let wording = [("mhlw-guideline/6.0/official/management.toml", "[\"1.1①\"]\ntext = \"一行目\\n二行目\"\n")];
    let frameworks = Frameworks::with_folder(&wording).unwrap();
    let catalog = guideline_catalog(&frameworks.guidelines()[0], &frameworks, Version::V1_1);
    let all = controls(&catalog);
    let official =
        |control: &Control| control.parts.iter().find(|part| part.name == "official-wording").and_then(|part| part.prose.clone());
    let with: Vec<_> = all.iter().filter_map(|control| Some((control.id.as_str(), official(control)?))).collect();
    assert_eq!(with, [("m1.1-01", "一行目\n二行目".to_owned())]);
    assert!(all.iter().all(|control| control.parts[0].class.as_deref() == Some("restatement")));
}

#[test]
fn a_pattern_says_what_may_be_simplified_and_what_only_some_leave_out() {
    let frameworks = Frameworks::embedded().unwrap();
    let guideline = &frameworks.guidelines()[0];
    let altered = |id: &str| {
        let profile = pattern_profile(guideline, guideline.patterns.pattern(id).unwrap(), Version::V1_1);
        let named = profile.imports[0].include_controls[0].with_ids.len();
        let props = profile.modify.iter().flat_map(|modify| &modify.alters).flat_map(|alter| &alter.adds).flat_map(|add| &add.props);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        props.for_each(|prop| *counts.entry(prop.name.clone()).or_default() += 1);
        (named, counts)
    };
    let (first, one) = altered("I");
    let (fourth, four) = altered("IV");
    assert_eq!((first, fourth), (guideline.clauses().count(), guideline.clauses().count()));
    assert!(!one.contains_key("simplified") && one["exempt"] > 0, "{one:?}");
    assert!(four["simplified"] > 20 && four["binds-instead"] > 0, "{four:?}");
}

#[test]
fn what_needs_no_answer_and_what_is_open_are_told_apart_where_the_model_has_two_states() {
    let frameworks = Frameworks::embedded().unwrap();
    let documents = crate::assessed(&frameworks, Version::V1_1);
    let result = &documents.results.results[0];
    assert_eq!(result.findings.len(), frameworks.edition("r7").unwrap().form(Audience::Institution).unwrap().items().count());
    let poam = documents.poam.unwrap();
    assert_eq!(poam.poam_items.len(), poam.risks.len());
    assert!(poam.risks.iter().all(|risk| risk.deadline.is_some()));
    let due = poam.risks.iter().filter(|risk| risk.deadline.as_deref() == Some("2026-03-01T23:59:59+09:00")).count();
    assert_eq!(due, 1, "the target date of 3-③");
    assert!(matches!(everything(Version::V1_1).last(), Some((_, Document::PlanOfActionAndMilestones(_)))));
}
