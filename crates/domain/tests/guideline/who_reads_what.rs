//! Patterns I to IV.

use std::collections::BTreeMap;

use sonae_domain::guideline::{Circumstances, Condition, Role, Runs, SystemRuns};

use crate::{embedded, guideline};

fn counts(patterns: &[&str], circumstances: &Circumstances) -> BTreeMap<(&'static str, &'static str), usize> {
    let all = embedded();
    let guideline = guideline(all);
    let patterns: Vec<_> = patterns.iter().map(|id| guideline.patterns.pattern(id).unwrap()).collect();
    let mut counts = BTreeMap::new();
    for entry in guideline.reading(&patterns, circumstances) {
        *counts.entry((entry.volume.as_str(), entry.applies.as_str())).or_default() += 1;
    }
    counts
}

#[test]
fn on_the_premises_everything_is_read() {
    let whole = BTreeMap::from([(("management", "read"), 48), (("planning", "read"), 123), (("operation", "read"), 88)]);
    for pattern in ["I", "III"] {
        assert_eq!(counts(&[pattern], &Circumstances::default()), whole, "{pattern}");
    }
}

#[test]
fn in_the_cloud_what_the_contract_contains_may_be_simplified() {
    // planning: 4③④, chapter 5, chapter 15 without ④⑥⑦⑧⑬; operation: 1–4, 6–8, 11, 12 are read
    let expected = BTreeMap::from([
        (("management", "read"), 48),
        (("planning", "read"), 123 - 2 - 4 - 9),
        (("planning", "simplified"), 2 + 4 + 9),
        (("operation", "read"), 1 + 5 + 5 + 2 + 1 + 15 + 9 + 2 + 5),
        (("operation", "simplified"), 4 + 4 + 6 + 13 + 8 + 1 + 2 + 4 + 1),
    ]);
    for pattern in ["II", "IV"] {
        assert_eq!(counts(&[pattern], &Circumstances::default()), expected, "{pattern}");
    }
}

#[test]
fn what_is_not_done_need_not_be_read() {
    let without = Circumstances { electronic_signature: Some(false), scanning: Some(false), ..Circumstances::default() };
    let counts = counts(&["III"], &without);
    assert_eq!(counts[&("planning", "exempt")], 2 + 8);
    assert_eq!(counts[&("operation", "exempt")], 1 + 2);
    let all = embedded();
    let guideline = guideline(all);
    let pattern = guideline.patterns.pattern("iii").unwrap();
    let list = guideline.reading(&[pattern], &without);
    let entry = list.iter().find(|entry| entry.clause.key.as_str() == "o15-01").unwrap();
    assert_eq!(entry.applies.because().unwrap().0, Condition::NoElectronicSignature);
    assert!(entry.applies.because().unwrap().2, "the source names only the title of 企画管理編 14");
}

#[test]
fn without_staff_of_its_own_the_planner_takes_the_operators_part() {
    let all = embedded();
    let guideline = guideline(all);
    let binds = |pattern: &str, key: &str| {
        let pattern = guideline.patterns.pattern(pattern).unwrap();
        let list = guideline.reading(&[pattern], &Circumstances::default());
        list.iter().find(|entry| entry.clause.key.as_str() == key).unwrap().binds.clone()
    };
    assert_eq!(binds("I", "o08-07"), [Role::Operation]);
    assert_eq!(binds("IV", "o08-07"), [Role::Planning]);
    assert_eq!(binds("III", "o10-02"), [Role::Vendor]);
    assert_eq!(binds("IV", "o05-03"), [Role::Planning, Role::Vendor]);
}

#[test]
fn an_institutions_patterns_follow_from_its_systems_and_staff() {
    let all = embedded();
    let patterns = &guideline(all).patterns;
    let system = |name: &str, runs| SystemRuns { name: name.to_owned(), runs };
    let both = Circumstances {
        dedicated_staff: Some(false),
        systems: vec![system("電子カルテ", Runs::OnPremises), system("予約", Runs::Cloud), system("画像", Runs::OnPremises)],
        ..Circumstances::default()
    };
    let assigned: Vec<_> = patterns.assigned(&both).into_iter().map(|assigned| (assigned.pattern.id.as_str(), assigned.systems)).collect();
    assert_eq!(assigned, [("III", vec!["電子カルテ", "画像"]), ("IV", vec!["予約"])]);
    let unknown = Circumstances { dedicated_staff: None, ..both };
    assert_eq!(patterns.assigned(&unknown), []);
}

#[test]
fn with_systems_of_both_kinds_what_one_needs_is_read() {
    let both = counts(&["III", "IV"], &Circumstances::default());
    assert_eq!(both, counts(&["III"], &Circumstances::default()));
    let all = embedded();
    let guideline = guideline(all);
    let patterns: Vec<_> = ["IV", "III"].iter().map(|id| guideline.patterns.pattern(id).unwrap()).collect();
    let list = guideline.reading(&patterns, &Circumstances::default());
    let by = |key: &str| list.iter().find(|entry| entry.clause.key.as_str() == key).unwrap().patterns.clone();
    assert_eq!(by("o13-10"), ["III"], "only the system on the premises asks for it");
    assert_eq!(by("o08-07"), ["IV", "III"]);
}
