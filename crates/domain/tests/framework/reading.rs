//! Files that cannot be understood are named, with the place; a folder on disk adds and replaces editions.

use std::path::Path;

use sonae_domain::framework::{Audience, FrameworkError, Frameworks, fingerprint};

use crate::{changed, edition, embedded, files};

const INSTITUTION: &str = "mhlw-checklist/r7/institution.toml";
const EDITION: &str = "mhlw-checklist/r7/edition.toml";

fn error(files: &[(String, String)]) -> FrameworkError {
    Frameworks::parse(files).unwrap_err()
}

#[test]
fn the_embedded_files_are_those_of_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frameworks");
    let Ok(folder) = folder.canonicalize() else {
        return; // a crate that was taken out of its repository
    };
    let mut found = Vec::new();
    let mut open = vec![folder.clone()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ext| ext == "toml") {
                let path = path.strip_prefix(&folder).unwrap();
                found.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.sort();
    let mut listed: Vec<_> = files().into_iter().map(|(path, _)| path).collect();
    listed.sort();
    assert_eq!(found, listed);
}

#[test]
fn a_syntax_error_names_file_line_and_column() {
    let files = changed(INSTITUTION, "rows = 19", "rows = nineteen");
    let FrameworkError::Syntax { file, line, column, .. } = error(&files) else {
        panic!("a syntax error");
    };
    assert_eq!((file.as_str(), line, column), (INSTITUTION, 9, 8));
}

#[test]
fn an_unknown_key_and_a_wrong_date_name_file_and_line() {
    let files = changed(EDITION, "deadline = ", "dead-line = ");
    let message = error(&files).to_string();
    assert!(message.starts_with("mhlw-checklist/r7/edition.toml, line 7, column 1:"), "{message}");
    let files = changed(EDITION, "\"2028-03-31\"", "\"2028-02-30\"");
    let message = error(&files).to_string();
    assert!(message.starts_with("mhlw-checklist/r7/edition.toml, line "), "{message}");
    let files = changed(EDITION, "generations = 3", "generation = 3");
    assert!(error(&files).to_string().contains("generation"));
}

#[test]
fn a_missing_label_names_the_item() {
    let label = "label = \"パスワードの使い回しを禁止している。\"\n";
    let files = changed(INSTITUTION, label, "");
    let error = error(&files);
    assert_eq!(error.key(), "framework-label-missing");
    assert_eq!(error.args(), [("file", INSTITUTION.to_owned()), ("place", "2-08".to_owned())]);
}

#[test]
fn a_label_cannot_be_invented_where_the_text_is_not_in_the_source() {
    let files = changed(
        "mhlw-checklist/r7/pharmacy.toml",
        "control = \"cyber-bcp-established\"",
        "control = \"cyber-bcp-established\"\nlabel = \"…\"",
    );
    assert_eq!(error(&files).key(), "framework-label-invented");
}

#[test]
fn files_in_the_wrong_place_are_named() {
    let mut wrong = files();
    wrong.push(("mhlw-checklist/r7/instituton.toml".to_owned(), String::new()));
    let file = "mhlw-checklist/r7/instituton.toml".to_owned();
    assert_eq!(error(&wrong), FrameworkError::UnexpectedFile { file });

    let mut deep = files();
    deep.push(("a/b/c/d.toml".to_owned(), String::new()));
    assert_eq!(error(&deep).file(), "a/b/c/d.toml");

    let mut twice = files();
    twice.push((INSTITUTION.replace('/', "\\"), String::new()));
    assert_eq!(error(&twice).key(), "framework-file-twice");

    let without = |path: &str| -> Vec<_> { files().into_iter().filter(|(name, _)| name != path).collect() };
    for missing in ["catalog.toml", EDITION] {
        let file = missing.to_owned();
        assert_eq!(error(&without(missing)), FrameworkError::MissingFile { file });
    }
    let mut elsewhere = files();
    let text = elsewhere.iter().find(|(path, _)| path == EDITION).unwrap().1.clone();
    elsewhere.push(("other/r7/edition.toml".to_owned(), text));
    assert_eq!(error(&elsewhere).key(), "framework-edition-twice");
}

#[test]
fn a_file_cannot_contradict_its_path() {
    let files = changed(EDITION, "id = \"r7\"", "id = \"r8\"");
    assert_eq!(error(&files).key(), "framework-path-mismatch");
    let files = changed(INSTITUTION, "audience = \"institution\"", "audience = \"vendor\"");
    assert_eq!(error(&files).file(), INSTITUTION);
}

#[test]
fn a_catalog_cannot_hold_an_id_twice() {
    let files = changed("catalog.toml", "id = \"access-rights-by-role\"", "id = \"security-patches-applied\"");
    let (file, id) = ("catalog.toml".to_owned(), "security-patches-applied".to_owned());
    assert_eq!(error(&files), FrameworkError::IdTwice { file, id });
}

#[test]
fn a_manual_number_must_be_in_the_manual() {
    let files = changed(INSTITUTION, "manual-no = \"2-⑬\"", "manual-no = \"2-⑳\"");
    assert_eq!(error(&files).key(), "framework-manual-entry-missing");
}

#[test]
fn nothing_that_is_thrown_at_it_makes_it_panic() {
    for text in ["", "\0", "[", "\u{feff}", "x = 1", "[[controls]]", "あ\n= \"", "areas = [[[["] {
        for path in ["catalog.toml", "frozen.toml", INSTITUTION, EDITION, "../../x.toml", "/", ""] {
            let mut all = files();
            all.retain(|(name, _)| name != path);
            all.push((path.to_owned(), text.to_owned()));
            let _ = Frameworks::parse(&all);
            let _ = Frameworks::with_folder(&[(path, text)]);
        }
    }
}

/// An edition of a later year, known by data alone: no periodic change, another control, another number.
fn next_year() -> Vec<(String, String)> {
    let take = |path: &str| {
        let (_, text) = files().into_iter().find(|(name, _)| name == path).unwrap();
        text.replace("\"r7\"", "\"x8\"").replace("2026-03-31", "2027-03-31").replace("2025-04-01", "2026-04-01")
    };
    let edition = take(EDITION)
        .replace("periodic-change = true", "periodic-change = false")
        .replace("characters = [\"letters\", \"digits\", \"symbols\"]", "characters = [\"letters\", \"digits\"]");
    let institution = take(INSTITUTION).replace("rows = 19", "rows = 20")
        + "\n[[parts.sections.groups.items]]\nkey = \"4-02\"\nno = \"4-②\"\ncontrol = \"supply-chain-reviewed\"\nlabel = \"…\"\n";
    let catalog = "[[controls]]\nid = \"supply-chain-reviewed\"\ntitle = \"供給網の点検\"\narea = \"regulation\"\n";
    vec![
        ("catalog.toml".to_owned(), catalog.to_owned()),
        ("mhlw-checklist\\x8\\edition.toml".to_owned(), edition),
        (
            "mhlw-checklist\\x8\\institution.toml".to_owned(),
            institution.replace("manual-no = \"2-⑫\"\n", "").replace("manual-no = \"2-⑬\"\n", ""),
        ),
        ("mhlw-checklist\\x8\\form.typ".to_owned(), "not TOML".to_owned()),
    ]
}

#[test]
fn a_folder_adds_an_edition_without_code() {
    let all = Frameworks::with_folder(&next_year()).unwrap();
    let ids: Vec<_> = all.editions().iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["r5", "r6", "r7", "x8"]);
    let x8 = edition(&all, "x8");
    let password = x8.parameters.password.as_ref().unwrap();
    assert_eq!(password.shortest_accepted(false, true), 13, "changing it no longer helps");
    assert_eq!(password.shortest_accepted(true, false), 8);
    assert_eq!(all.previous(x8, Audience::Institution).unwrap().id, "r7");
    let r7 = edition(&all, "r7");
    assert_eq!(all.previous(r7, Audience::Institution).unwrap().id, "r5", "r6 has no rows");
    assert_eq!(all.previous(r7, Audience::Pharmacy), None);
    let flaws: Vec<_> = all.check().into_iter().map(|flaw| flaw.kind.key()).collect();
    assert_eq!(flaws, ["framework-not-frozen"], "only a notice that it is not an official, frozen one");
}

#[test]
fn a_folder_replaces_an_edition_as_a_whole() {
    let file = files().into_iter().find(|(path, _)| path == EDITION).unwrap();
    let all = Frameworks::with_folder(&[file]).unwrap();
    assert!(edition(&all, "r7").forms.is_empty());
    assert_eq!(edition(&all, "r5").forms.len(), 2);
}

#[test]
fn a_folder_cannot_pass_a_changed_edition_for_the_published_one() {
    let mut changed: Vec<_> = changed(INSTITUTION, "8文字以上", "6文字以上");
    let hash = {
        let all = Frameworks::parse(&changed).unwrap();
        fingerprint(edition(&all, "r7")).to_owned()
    };
    changed.retain(|(path, _)| path.contains("/r7/"));
    changed.push(("frozen.toml".to_owned(), format!("[mhlw-checklist]\nr7 = \"{hash}\"\n")));
    let all = Frameworks::with_folder(&changed).unwrap();
    let flaws: Vec<_> = all.check().into_iter().map(|flaw| flaw.kind.key()).collect();
    assert_eq!(flaws, ["framework-frozen-mismatch"]);
}

#[test]
fn an_edition_is_the_same_with_windows_line_ends() {
    let windows: Vec<_> = files().into_iter().map(|(p, t)| (p, t.replace('\n', "\r\n"))).collect();
    assert_eq!(Frameworks::parse(&windows).unwrap(), embedded());
}
