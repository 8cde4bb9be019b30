//! `check` is silent about what was embedded, and finds what is broken in it.

use sonae_domain::framework::{FlawKind, Frameworks, Severity, fingerprint};

use crate::{changed, embedded};

const INSTITUTION: &str = "mhlw-checklist/r7/institution.toml";
const VENDOR: &str = "mhlw-checklist/r7/vendor.toml";
const EDITION: &str = "mhlw-checklist/r7/edition.toml";
const R5: &str = "mhlw-checklist/r5/institution.toml";

#[test]
fn the_embedded_frameworks_are_sound_and_frozen() {
    assert_eq!(embedded().check(), []);
}

#[test]
fn the_published_editions_have_these_hashes() {
    let all = embedded();
    for edition in all.editions() {
        assert_eq!(
            all.frozen_hash(&edition.id),
            Some(fingerprint(edition)),
            "{}: a published edition was changed; a correction is a new edition",
            edition.id
        );
    }
}

/// Flaws other than the hash, which every change breaks.
fn flaws(path: &str, from: &str, to: &str) -> Vec<FlawKind> {
    let all = Frameworks::parse(&changed(path, from, to)).unwrap();
    let flaws = all.check();
    assert!(flaws.iter().all(|flaw| flaw.severity == Severity::Error));
    let kinds = flaws.into_iter().map(|flaw| flaw.kind);
    kinds.filter(|kind| !matches!(kind, FlawKind::FrozenMismatch { .. })).collect()
}

fn keys(path: &str, from: &str, to: &str) -> Vec<&'static str> {
    flaws(path, from, to).iter().map(FlawKind::key).collect()
}

#[test]
fn a_changed_word_is_seen_by_the_hash() {
    let all = Frameworks::parse(&changed(VENDOR, "8文字以上", "6文字以上")).unwrap();
    let flaws = all.check();
    assert_eq!(flaws.len(), 1);
    assert_eq!(flaws[0].edition.as_ref().unwrap(), "r7");
    assert_eq!(flaws[0].kind.key(), "framework-frozen-mismatch");
    let [("expected", expected), ("found", found)] = flaws[0].kind.args()[..] else {
        panic!("both hashes are named");
    };
    assert_eq!((expected.len(), found.len()), (64, 64));
    assert!(flaws[0].kind.to_string().contains(found));
}

#[test]
fn a_key_or_number_that_comes_twice_is_found() {
    assert_eq!(keys(INSTITUTION, "key = \"2-08\"", "key = \"2-07\""), ["framework-key-twice", "framework-number-wrong"]);
    assert_eq!(
        keys(INSTITUTION, "no = \"2-⑧\"", "no = \"2-⑦\""),
        ["framework-number-twice", "framework-number-wrong", "framework-number-gap"]
    );
}

#[test]
fn a_number_that_disagrees_with_its_section_or_leaves_a_hole_is_found() {
    assert_eq!(keys(INSTITUTION, "title = \"3 ", "title = \"4 "), ["framework-number-wrong"; 3]);
    let row = "[[parts.sections.groups.items]]\nkey = \"2-08\"\nno = \"2-⑧\"\ncontrol = \"password-reuse-prohibited\"\nlabel = \"パスワードの使い回しを禁止している。\"\n";
    let found = flaws(VENDOR, row, "");
    assert_eq!(
        found,
        [
            FlawKind::RowCount { declared: "14".to_owned(), found: "13".to_owned() },
            FlawKind::NumberGap { section: "2".to_owned(), missing: "8".to_owned() },
        ]
    );
}

#[test]
fn an_unknown_control_is_found() {
    let found = flaws(INSTITUTION, "control = \"security-patches-applied\"", "control = \"patches\"");
    let expected = FlawKind::ControlUnknown { place: "2-06".to_owned(), control: "patches".to_owned() };
    assert_eq!(found, [expected]);
    let r6 = "mhlw-checklist/r6/edition.toml";
    assert_eq!(keys(r6, "\"cyber-bcp-established\"", "\"bcp\""), ["framework-control-unknown"]);
}

#[test]
fn a_control_asked_twice_of_the_same_machines_is_found() {
    let control = "control = \"unneeded-services-stopped\"";
    let found = keys(INSTITUTION, control, "control = \"access-logs-managed\"");
    assert_eq!(found, ["framework-control-twice"]);
}

#[test]
fn marks_that_make_no_sense_are_found() {
    assert_eq!(keys(VENDOR, "key = \"2-06\"", "key = \"2-06\"\nvoid-without-contract = true"), ["framework-mark-on-vendor-form"]);
    assert_eq!(keys(INSTITUTION, "key = \"2-06\"", "key = \"2-06\"\noriginal = \"required\""), ["framework-marks-differ"]);
}

#[test]
fn dates_outside_their_year_are_found() {
    assert_eq!(
        keys(EDITION, "deadline = \"2026-03-31\"", "deadline = \"2026-04-01\""),
        ["framework-date-outside-year", "framework-due-wrong", "framework-due-wrong", "framework-due-wrong"]
    );
    assert_eq!(keys(R5, "due = \"2025-03-31\"\nreference = true", "due = \"2025-03-31\""), ["framework-due-wrong"]);
    assert_eq!(keys(R5, "due = \"2025-03-31\"", "due = \"2025-04-01\""), ["framework-date-outside-year"]);
}

#[test]
fn figures_that_are_missing_or_contradict_themselves_are_found() {
    let table = "[parameters.backup]\n# manual 3-②: at least three generations; the third and later preferably offline or unwritable\ngenerations = 3\nisolated-from = 3\n";
    assert_eq!(keys(EDITION, table, ""), ["framework-parameter-missing"; 2]);
    assert_eq!(keys(EDITION, "min-length-without-change = 13", "min-length-without-change = 7"), ["framework-parameter-wrong"]);
    assert_eq!(keys(EDITION, "generations = 3", "generations = 0"), ["framework-parameter-wrong"]);
}

#[test]
fn texts_are_tidy_and_numbers_stand_apart() {
    assert_eq!(keys(INSTITUTION, "接続元制限を実施している。", "接続元制限を実施している。(2-⑭)"), ["framework-label-holds-number"]);
    assert_eq!(keys(R5, "label = \"アクセスログを", "label = \"（６）アクセスログを"), ["framework-label-holds-number"]);
    assert_eq!(keys(INSTITUTION, "接続元制限を実施している。", " 接続元制限を実施している。"), ["framework-text-untidy"]);
    assert_eq!(keys("mhlw-checklist/r7/pharmacy.toml", "labels-note = ", "name-label = "), ["framework-labels-note"]);
}

#[test]
fn a_hash_without_edition_and_an_edition_without_hash_are_told() {
    let files = changed("frozen.toml", "r7 = ", "r9 = ");
    let flaws = Frameworks::parse(&files).unwrap().check();
    let told: Vec<_> = flaws.iter().map(|flaw| (flaw.severity, flaw.kind.key())).collect();
    assert_eq!(told, [(Severity::Notice, "framework-not-frozen"), (Severity::Error, "framework-frozen-unknown"),]);
}

#[test]
fn a_slip_of_an_item_that_is_not_there_is_found() {
    assert_eq!(keys(EDITION, "items = [\"2-⑨\"]", "items = [\"2-⑮\"]"), ["framework-slip-unknown"]);
}

#[test]
fn every_flaw_has_a_message_key_of_its_own() {
    let mut keys = FlawKind::KEYS.to_vec();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), FlawKind::KEYS.len());
    assert!(keys.iter().all(|key| key.starts_with("framework-")));
}
