//! From one year to the next: what changed, and which of last year's answers are offered.

use std::fmt::Write;

use sonae_domain::framework::{Audience, Change, DiffBasis, DiffError, EditionDiff, Frameworks, Scope, continuity, diff};

use crate::{changed, edition, embedded, form};

use Audience::{Institution, Pharmacy, Vendor};

fn compared(all: &Frameworks, from: &str, to: &str, audience: Audience) -> EditionDiff {
    diff(edition(all, from), edition(all, to), audience).unwrap()
}

/// A diff as a table.
fn table(diff: &EditionDiff) -> String {
    let mut text = String::new();
    for row in &diff.controls {
        let name = |no: &str, scope: Scope| match scope {
            Scope::All => no.to_owned(),
            scope => format!("{no} {}", scope.as_str()),
        };
        let from: Vec<_> = row.from.iter().map(|item| name(&item.no, item.scope)).collect();
        let to = row.to.as_ref().map_or("-".to_owned(), |item| name(&item.no, item.scope));
        let changes: Vec<_> = row.changes.iter().map(|change| change.as_str()).collect();
        let (from, changes) = (from.join(", "), changes.join(", "));
        let line = format!("{} | {from} → {to} | {changes}", row.control);
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    for figure in &diff.parameters {
        let value = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
        writeln!(text, "{} | {} → {}", figure.name, value(&figure.from), value(&figure.to)).unwrap();
    }
    text
}

#[test]
fn from_r5_to_r7_for_institutions() {
    insta::assert_snapshot!(table(&compared(&embedded(), "r5", "r7", Institution)));
}

#[test]
fn from_r5_to_r7_for_vendors() {
    insta::assert_snapshot!(table(&compared(&embedded(), "r5", "r7", Vendor)));
}

#[test]
fn from_r6_only_controls_can_be_compared() {
    let diff = compared(&embedded(), "r6", "r7", Institution);
    assert_eq!(diff.basis, DiffBasis::Controls);
    insta::assert_snapshot!(table(&diff));
    let back = compared(&embedded(), "r7", "r6", Vendor);
    let gone: Vec<_> = back.controls.iter().filter(|row| row.changes.contains(&Change::Gone)).map(|row| row.control.as_str()).collect();
    assert_eq!(
        gone,
        ["password-strength-enforced", "password-reuse-prohibited", "removable-media-restricted", "two-factor-authentication"]
    );
}

#[test]
fn an_edition_does_not_differ_from_itself() {
    let all = embedded();
    for audience in [Institution, Pharmacy, Vendor] {
        let diff = compared(&all, "r7", "r7", audience);
        assert!(diff.parameters.is_empty());
        assert!(diff.controls.iter().all(|row| row.changes.is_empty()), "{}", table(&diff));
    }
}

#[test]
fn what_is_not_known_is_not_compared() {
    let all = embedded();
    let error = diff(edition(&all, "r5"), edition(&all, "r7"), Pharmacy).unwrap_err();
    let expected = DiffError::NothingKnown { edition: "r5".into(), audience: Pharmacy };
    assert_eq!(error, expected);
}

#[test]
fn full_and_half_width_are_no_change_of_wording_but_a_word_is() {
    let all = embedded();
    let diff = compared(&all, "r5", "r7", Institution);
    let changes = |control: &str| {
        let row = diff.controls.iter().find(|row| row.control == *control).unwrap();
        row.changes.clone()
    };
    assert!(!changes("security-patches-applied").contains(&Change::Reworded), "only （） and ()");
    assert!(changes("unneeded-accounts-disabled").contains(&Change::Reworded), "削除 → 削除または無効化");
    assert!(changes("access-rights-by-role").contains(&Change::Reworded), "a note came");
}

#[test]
fn figures_are_compared_by_name() {
    let files = changed("mhlw-checklist/r7/edition.toml", "periodic-change = true", "periodic-change = false");
    let later = Frameworks::parse(&files).unwrap();
    let diff = diff(edition(&embedded(), "r7"), edition(&later, "r7"), Institution).unwrap();
    assert_eq!(table(&diff).lines().last(), Some("password.periodic-change | true → false"));
    assert_eq!(diff.parameters.len(), 1);
}

fn earlier(no: &str) -> Vec<String> {
    let all = embedded();
    let item = form(&all, "r7", Institution).item(no).unwrap();
    continuity(form(&all, "r5", Institution), item).iter().map(|item| item.key.clone()).collect()
}

#[test]
fn last_years_answers_are_found_although_numbers_moved() {
    assert_eq!(earlier("2-⑥"), ["2-07-network", "2-07-server", "2-07-endpoint"]);
    assert_eq!(earlier("2-⑪"), ["2-06"]);
    assert_eq!(earlier("2-⑭"), ["2-08"]);
    assert_eq!(earlier("2-⑫"), ["2-09-server"]);
    assert_eq!(earlier("2-⑬"), ["2-09-endpoint"]);
    assert_eq!(earlier("2-④"), ["2-04-server", "2-04-endpoint"]);
    assert_eq!(earlier("2-⑤"), ["2-05-server", "2-05-endpoint"]);
    assert_eq!(earlier("3-②"), ["3-02"]);
}

#[test]
fn a_new_item_has_no_answer_from_last_year() {
    for no in ["2-⑦", "2-⑧", "2-⑨", "2-⑩", "4-①"] {
        assert!(earlier(no).is_empty(), "{no}");
    }
}

#[test]
fn a_divided_item_offers_its_answer_to_each_part() {
    let all = embedded();
    let (r5, r7) = (edition(&all, "r5"), edition(&all, "r7"));
    let item = r5.form(Institution).unwrap().item("2-09-server").unwrap();
    let later = continuity(r7.form(Institution).unwrap(), item);
    assert_eq!(later.iter().map(|i| i.no.as_str()).collect::<Vec<_>>(), ["2-⑫"]);
    let patches = r5.form(Institution).unwrap().item("2-07-network").unwrap();
    let later = continuity(r7.form(Institution).unwrap(), patches);
    assert_eq!(later.iter().map(|i| i.no.as_str()).collect::<Vec<_>>(), ["2-⑥"]);
    let back = diff(r7, r5, Institution).unwrap();
    let split: Vec<_> =
        back.controls.iter().filter(|row| row.changes.contains(&Change::Split)).map(|row| row.to.as_ref().unwrap().key.as_str()).collect();
    assert_eq!(split, ["2-04-server", "2-05-server", "2-07-network", "2-07-server", "2-04-endpoint", "2-05-endpoint", "2-07-endpoint"]);
}
