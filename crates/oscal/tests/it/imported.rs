//! Catalogs and profiles become editions: our own the same forms again, those of others forms that a person can answer.

use sonae_domain::assessment::Evaluator;
use sonae_domain::framework::{Audience, Form, Frameworks, Severity};
use sonae_oscal::model::Document;
use sonae_oscal::{
    Framework, FrameworkFiles, ImportError, Limits, Terms, Version, Warning, catalog_file, edition_catalog, form_profile,
    guideline_catalog, guideline_file, pattern_profile, profile_file, read,
};

fn terms(edition: &str) -> Terms {
    Terms {
        edition: Some(edition.to_owned()),
        item_head: "項目".to_owned(),
        confirmed_head: "確認日".to_owned(),
        target_head: "目標日".to_owned(),
        ..Terms::default()
    }
}

/// The embedded frameworks with imported files laid over them.
fn laid_over(files: &FrameworkFiles) -> Frameworks {
    let all: Vec<(String, String)> = files.files.iter().filter(|(path, _)| path.split('.').next_back() == Some("toml")).cloned().collect();
    Frameworks::with_folder(&all).unwrap_or_else(|error| panic!("{error}\n{all:#?}"))
}

fn exported(edition: &str, frameworks: &Frameworks) -> Framework {
    let edition = frameworks.edition(edition).unwrap();
    let catalog = edition_catalog(edition, frameworks, Version::V1_1).unwrap();
    let mut documents = vec![(catalog_file(edition), Document::Catalog(Box::new(catalog)))];
    for form in &edition.forms {
        documents.push((profile_file(edition, form), Document::Profile(Box::new(form_profile(edition, form, Version::V1_1)))));
    }
    Framework::of(documents).unwrap()
}

#[test]
fn our_own_editions_come_back_as_the_same_forms() {
    let frameworks = Frameworks::embedded().unwrap();
    for id in ["r5", "r7"] {
        let again = format!("{id}-again");
        let files = exported(id, &frameworks).files(&terms(&again), &frameworks, None).unwrap();
        assert_eq!(files.warnings, [], "{id}");
        let over = laid_over(&files);
        let (before, after) = (frameworks.edition(id).unwrap(), over.edition(&again).unwrap());
        assert!(!over.check().into_iter().any(|flaw| flaw.severity == Severity::Error), "{id}");
        assert_eq!(before.forms, after.forms, "{id}");
        assert_eq!(before.parameters, after.parameters, "{id}");
        assert_eq!((&before.sources, &before.authorities, &before.slips), (&after.sources, &after.authorities, &after.slips), "{id}");
        assert_eq!(
            (before.year, before.deadline, &before.guideline, &before.no_contract),
            (after.year, after.deadline, &after.guideline, &after.no_contract)
        );
        assert_eq!((&before.title, &before.year_label, &before.edition_label), (&after.title, &after.year_label, &after.edition_label));
    }
}

const FOREIGN: &str = r#"{
  "catalog": {
    "uuid": "9b9d5d0e-3c1d-4f0e-8a57-0d2b0c6c0a01",
    "metadata": {"title": "Controls of somebody", "last-modified": "2025-06-01T00:00:00Z", "version": "2.0", "oscal-version": "1.1.3",
      "parties": [{"uuid": "9b9d5d0e-3c1d-4f0e-8a57-0d2b0c6c0a02", "type": "organization", "name": "Somebody"}], "keywords": "kept"},
    "groups": [
      {"id": "ac", "title": "Access Control", "controls": [
        {"id": "ac-1", "title": "Policy", "params": [{"id": "ac-1_prm", "label": "how often"}],
         "props": [{"name": "label", "value": "AC-1"}],
         "parts": [{"id": "ac-1_smt", "name": "statement", "prose": "Review {{ insert: param, ac-1_prm }}:",
                    "parts": [{"id": "ac-1_smt.a", "name": "item", "props": [{"name": "label", "value": "a."}], "prose": "the policy"}]},
                   {"id": "ac-1_gdn", "name": "guidance", "prose": "Be short."}],
         "controls": [{"id": "ac-1.1", "title": "Enhanced"}]},
        {"id": "ac-2", "title": "Accounts"}]},
      {"id": "at", "title": "Training", "groups": [{"id": "at-x", "title": "People", "controls": [{"id": "at-1", "title": "Everybody"}]}]}]
  }
}"#;

const PROFILE: &str = r#"{
  "profile": {
    "uuid": "9b9d5d0e-3c1d-4f0e-8a57-0d2b0c6c0a03",
    "metadata": {"title": "For clinics", "last-modified": "2025-06-02T00:00:00Z", "version": "2.0", "oscal-version": "1.1.3"},
    "imports": [{"href": "catalog.json", "include-controls": [{"with-child-controls": "yes", "with-ids": ["ac-1", "zz-9"]}, {"matching": [{"pattern": "at-*"}]}],
                 "exclude-controls": [{"with-ids": ["ac-2"]}]}],
    "merge": {"as-is": true},
    "modify": {"set-parameters": [{"param-id": "ac-1_prm", "values": ["yearly"]}],
               "alters": [{"control-id": "ac-1", "removes": [{"by-id": "ac-1_gdn"}], "adds": [{"position": "ending", "props": [{"name": "x", "value": "y"}]}]}]}
  }
}"#;

fn document(file: &str, text: &str) -> (String, Document) {
    (file.to_owned(), read(text.as_bytes(), Limits::default()).unwrap())
}

fn labels(form: &Form) -> Vec<(String, String)> {
    form.items().map(|item| (item.no.clone(), item.label.clone())).collect()
}

fn with_deadline() -> Terms {
    Terms { family: Some("somebody".to_owned()), deadline: Some(jiff::civil::date(2026, 9, 30)), ..terms("s2") }
}

#[test]
fn the_catalog_of_somebody_else_becomes_a_form_that_checks_and_can_be_answered() {
    let frameworks = Frameworks::embedded().unwrap();
    let framework = Framework::of(vec![document("catalog.json", FOREIGN)]).unwrap();
    let files = framework.files(&with_deadline(), &frameworks, Some("# of the house\n")).unwrap();
    let catalog = &files.files.iter().find(|(path, _)| path == "catalog.toml").unwrap().1;
    assert!(catalog.starts_with("# of the house\n\n"), "{catalog}");
    let over = laid_over(&files);
    let edition = over.edition("s2").unwrap();
    let form = edition.form(Audience::Institution).unwrap();
    assert_eq!(
        labels(form),
        [
            ("1-1".to_owned(), "[AC-1] Policy Review [how often]: a. the policy".to_owned()),
            ("1-2".to_owned(), "[ac-1.1] Enhanced".to_owned()),
            ("1-3".to_owned(), "[ac-2] Accounts".to_owned()),
            ("2-1".to_owned(), "[at-1] Everybody".to_owned()),
        ]
    );
    assert_eq!(form.items().next().unwrap().note.as_deref(), Some("Be short."));
    let flaws: Vec<_> = over.check().into_iter().filter(|flaw| flaw.severity == Severity::Error).collect();
    assert_eq!(flaws, []);
    let assessment = Evaluator::new(&over, edition, crate::facts()).evaluate(form, "");
    assert_eq!(over.latest().unwrap().id.as_str(), "r7", "who does not name it does not get it");
    assert_eq!(assessment.items.len(), 4);
    assert_eq!(assessment.totals().open, 4, "no rule decides what somebody else asks");
}

#[test]
fn a_profile_selects_sets_and_takes_out_and_what_has_no_place_is_named() {
    let frameworks = Frameworks::embedded().unwrap();
    let framework = Framework::of(vec![document("profile.json", PROFILE), document("catalog.json", FOREIGN)]).unwrap();
    let files = framework.files(&with_deadline(), &frameworks, None).unwrap();
    assert_eq!(
        files.warnings,
        [
            Warning::UnknownControl { file: "profile.json".to_owned(), id: "zz-9".to_owned() },
            Warning::Altered { file: "profile.json".to_owned(), id: "ac-1".to_owned() },
        ]
    );
    let over = laid_over(&files);
    let form = over.edition("s2").unwrap().form(Audience::Institution).unwrap();
    assert_eq!(labels(form)[0].1, "[AC-1] Policy Review yearly: a. the policy");
    assert_eq!(form.items().next().unwrap().note, None);
    assert_eq!(labels(form).len(), 3, "ac-2 is not taken");
    assert_eq!(form.title, "For clinics");
}

#[test]
fn the_guideline_itself_can_be_answered_clause_by_clause_under_a_pattern() {
    let frameworks = Frameworks::embedded().unwrap();
    let guideline = &frameworks.guidelines()[0];
    let catalog = guideline_catalog(guideline, &frameworks, Version::V1_1);
    let profile = pattern_profile(guideline, guideline.patterns.pattern("IV").unwrap(), Version::V1_1);
    let documents = vec![
        (guideline_file(guideline), Document::Catalog(Box::new(catalog))),
        ("iv.json".to_owned(), Document::Profile(Box::new(profile))),
    ];
    let files = Framework::of(documents).unwrap().files(&Terms { family: None, ..with_deadline() }, &frameworks, None).unwrap();
    assert_eq!(files.edition, ("oscal".to_owned(), "s2".to_owned()), "no official family is joined unasked");
    let over = laid_over(&files);
    let form = over.edition("s2").unwrap().form(Audience::Institution).unwrap();
    assert_eq!(form.items().count(), guideline.clauses().count());
    assert!(labels(form)[0].1.starts_with("[1.1①] 法令と指針を守る"), "{}", labels(form)[0].1);
    assert!(files.warnings.iter().all(|warning| matches!(warning, Warning::Altered { .. })) && !files.warnings.is_empty());
    assert!(!over.check().into_iter().any(|flaw| flaw.severity == Severity::Error));
}

#[test]
fn what_is_no_framework_is_refused_by_name() {
    let frameworks = Frameworks::embedded().unwrap();
    let catalog = || document("catalog.json", FOREIGN);
    let refused = |documents: Vec<(String, Document)>| Framework::of(documents).unwrap_err();
    assert_eq!(refused(vec![]), ImportError::NoCatalog);
    assert!(matches!(refused(vec![catalog(), catalog()]), ImportError::CatalogTwice { .. }));
    assert!(matches!(refused(vec![document("p", PROFILE), document("q", PROFILE), catalog()]), ImportError::AudienceTwice { .. }));
    let twice = FOREIGN.replace("\"id\": \"at-1\"", "\"id\": \"ac-2\"");
    assert!(matches!(refused(vec![document("c", &twice)]), ImportError::ControlTwice { .. }));
    let framework = Framework::of(vec![catalog()]).unwrap();
    assert_eq!(framework.files(&terms("s2"), &frameworks, None).unwrap_err(), ImportError::DeadlineMissing);
    let named = |id: &str| framework.files(&Terms { edition: Some(id.to_owned()), ..with_deadline() }, &frameworks, None).unwrap_err();
    assert_eq!(named("../x"), ImportError::EditionId { id: "../x".to_owned() });
    assert_eq!(named("r7"), ImportError::EditionTaken { id: "r7".to_owned() });
    let nothing = PROFILE.replace("\"ac-1\", \"zz-9\"", "\"zz-9\"").replace("at-*", "zz-*");
    let nothing = Framework::of(vec![catalog(), document("p.json", &nothing)]).unwrap();
    assert_eq!(nothing.files(&with_deadline(), &frameworks, None).unwrap_err(), ImportError::Empty { file: "p.json".to_owned() });
}

#[test]
fn what_would_grow_without_end_is_bounded() {
    let frameworks = Frameworks::embedded().unwrap();
    let many: Vec<String> = (0..5_001).map(|at| format!("{{\"id\": \"c{at}\", \"title\": \"t\"}}")).collect();
    let many = FOREIGN.replace("{\"id\": \"at-1\", \"title\": \"Everybody\"}", &many.join(","));
    assert!(matches!(Framework::of(vec![document("c", &many)]), Err(ImportError::TooMuch { .. })));
    let long = FOREIGN.replace("\"id\": \"at-1\"", &format!("\"id\": \"{}\"", "a".repeat(300)));
    assert!(matches!(Framework::of(vec![document("c", &long)]), Err(ImportError::TooMuch { .. })));
    let patterns = PROFILE.replace("at-*", &"*a".repeat(200));
    assert!(matches!(Framework::of(vec![document("c", FOREIGN), document("p", &patterns)]), Err(ImportError::TooMuch { .. })));
    // one long value inserted many times
    let inserts = "{{ insert: param, ac-1_prm }} ".repeat(5_000);
    let swollen = FOREIGN.replace("Review {{ insert: param, ac-1_prm }}:", &inserts).replace("how often", &"long ".repeat(20_000));
    let framework = Framework::of(vec![document("c", &swollen)]).unwrap();
    let files = framework.files(&with_deadline(), &frameworks, None).unwrap();
    let form = files.files.iter().find(|(path, _)| path.ends_with("institution.toml")).unwrap();
    assert!(form.1.len() < 30_000 && form.1.contains("[…]"), "{}", form.1.len());
}
