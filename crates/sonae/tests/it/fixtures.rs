//! The three invented institutions come out as `fixtures/README.md` says.

use super::{inspect, item, records, root};

/// Item → (answer, assurance): y/n, V/E/D; `void`, `open`.
fn answers(form: &serde_json::Value) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = form["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let said = match (text(&item["answer"]).as_str(), text(&item["status"]).as_str(), text(&item["assurance"]).as_str()) {
                (_, "not-applicable", _) => "void".to_owned(),
                ("yes", _, assurance) => format!("yes {assurance}"),
                ("no", ..) => "no".to_owned(),
                _ => "open".to_owned(),
            };
            (text(&item["no"]), said)
        })
        .collect()
}

fn expect(form: &serde_json::Value, expected: &[(&str, &str)]) {
    let found = answers(form);
    let expected: Vec<(String, String)> = expected.iter().map(|(no, said)| ((*no).to_owned(), (*said).to_owned())).collect();
    assert_eq!(found, expected);
}

const EXAMINED: &str = "yes examined";
const DECLARED: &str = "yes declared";

#[test]
fn the_hospital_has_the_gaps_it_was_given() {
    let (code, forms) = inspect(&root().join("fixtures/見本病院"), &[]);
    assert_eq!(code, 1);
    let own = &forms[0];
    assert_eq!(
        (own["form"].as_str(), own["edition"].as_str(), own["as-of"].as_str()),
        (Some("institution"), Some("r7"), Some("2026-01-20"))
    );
    expect(
        own,
        &[
            ("1-①", EXAMINED),
            ("2-①", DECLARED),
            ("2-②", EXAMINED),
            ("2-③", "no"),
            ("2-④", EXAMINED),
            ("2-⑤", "no"),
            ("2-⑥", "no"),
            ("2-⑦", EXAMINED),
            ("2-⑧", "no"),
            ("2-⑨", DECLARED),
            ("2-⑩", "no"),
            ("2-⑪", "no"),
            ("2-⑫", "no"),
            ("2-⑬", "yes verified"),
            ("2-⑭", "no"),
            ("3-①", "no"),
            ("3-②", "no"),
            ("3-③", EXAMINED),
            ("4-①", "no"),
        ],
    );
}

#[test]
fn the_hospitals_leaver_is_named_and_nobody_else_who_must_not_be() {
    let (_, forms) = inspect(&root().join("fixtures/見本病院"), &[]);
    let named = records(item(&forms[0], "2-⑤")).join(" ");
    for account in ["takahashi.i", "takahashi-i", "nishida.m", "nishida-m", "hoshino.k", "oen-01"] {
        assert!(named.contains(account), "{account} is missing in {named}");
    }
    let against: Vec<&serde_json::Value> =
        item(&forms[0], "2-⑤")["reasons"].as_array().unwrap().iter().filter(|reason| reason["tone"] == "against").collect();
    assert!(against.len() >= 3, "{against:?}");
    let patches = records(item(&forms[0], "2-⑥")).join(" ");
    for device in ["PC-032", "NW-001"] {
        assert!(patches.contains(device), "{device} is missing in {patches}");
    }
    for gone in ["PC-901", "NW-009"] {
        assert!(!patches.contains(gone), "{gone} is disposed of");
    }
}

#[test]
fn the_hospitals_answers_that_contradict_the_facts_are_marked() {
    let (_, forms) = inspect(&root().join("fixtures/見本病院"), &[]);
    let contradicted = |form: &serde_json::Value| -> Vec<String> {
        let items = form["items"].as_array().unwrap().iter();
        items.filter(|item| !item["contradiction"].is_null()).map(|item| item["no"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(contradicted(&forms[0]), ["2-⑤", "2-⑧", "2-⑪", "2-⑭", "3-①"]);
    let vendor = forms.iter().find(|form| form["vendor"].as_str().is_some_and(|name| name.contains("メディカル"))).unwrap();
    let of_vendor = contradicted(vendor);
    for no in ["2-⑧", "2-⑭"] {
        assert!(of_vendor.contains(&no.to_owned()), "{no} is missing in {of_vendor:?}");
    }
    assert_eq!(forms.len(), 3, "own form, and one for each of two contracted vendors; the seller needs none");
}

#[test]
fn last_years_answers_are_offered_to_the_items_that_took_them_over() {
    let (_, forms) = inspect(&root().join("fixtures/見本病院"), &[]);
    let prior = item(&forms[0], "2-⑥")["prior"].as_array().unwrap();
    assert!(prior.iter().any(|prior| prior["edition"] == "r5" && prior["no"] == "2(7)"), "{prior:?}");
}

#[test]
fn the_clinic_without_contract_declares_most_and_has_two_gaps() {
    let (code, forms) = inspect(&root().join("fixtures/みほん診療所"), &[]);
    assert_eq!((code, forms.len()), (1, 1));
    let found = answers(&forms[0]);
    let with = |said: &str| -> Vec<&str> { found.iter().filter(|(_, found)| found == said).map(|(no, _)| no.as_str()).collect() };
    assert_eq!(with("void"), ["2-②", "2-③"]);
    assert_eq!(with("no"), ["2-⑥", "3-③"]);
    assert_eq!(with(EXAMINED), ["3-①"]);
    assert_eq!(with(DECLARED).len(), 14);
    assert!(!item(&forms[0], "2-⑥")["contradiction"].is_null());
}

#[test]
fn the_pharmacy_has_no_gap() {
    let (code, forms) = inspect(&root().join("fixtures/みほん薬局"), &[]);
    assert_eq!(forms[0]["form"], "pharmacy");
    assert!(answers(&forms[0]).iter().all(|(_, said)| said == EXAMINED), "{:?}", answers(&forms[0]));
    assert_eq!(answers(&forms[1]).len(), 14);
    assert_eq!(code, 0);
}

#[test]
fn the_form_of_another_year_is_decided_from_the_same_folder() {
    let (_, forms) = inspect(&root().join("fixtures/見本病院"), &["--edition", "r5", "--as-of", "令和6年2月1日"]);
    assert_eq!((forms[0]["edition"].as_str(), forms[0]["as-of"].as_str()), (Some("r5"), Some("2024-02-01")));
    assert_eq!(forms[0]["items"].as_array().unwrap().len(), 18);
}
