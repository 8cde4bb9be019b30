//! What is printed when facts and answers meet.

use super::*;
use crate::facts::Facts;
use crate::framework::{Audience, Frameworks};
use crate::ledger::YesNo;

/// A leaver's account is live; nothing else is known.
const LEAVER: &str = r#"
    as-of = "2025-12-01"
    accounts = [{ user-id = "takahashi", family-name = "髙橋", given-name = "一郎", status = "active", last-login = "2025-11-30" }]
    staff = [{ name = "高橋 一郎", left-on = "2025-03-31" }]
"#;

fn assess(edition: &str, audience: Audience, subject: &str, facts: &str) -> Assessment {
    let frameworks = Frameworks::embedded().unwrap();
    let edition = frameworks.edition(edition).unwrap();
    let facts: Facts = toml::from_str(facts).unwrap_or_else(|error| panic!("{error}"));
    Evaluator::new(&frameworks, edition, facts).evaluate(edition.form(audience).unwrap(), subject)
}

fn item<'a>(assessment: &'a Assessment, no: &str) -> &'a ItemResult {
    assessment.items.iter().find(|item| item.no == no).unwrap()
}

fn gaps(item: &ItemResult) -> Vec<&str> {
    item.form_gaps.iter().map(|gap| gap.key.as_str()).collect()
}

#[test]
fn facts_that_say_no_win_over_a_person_who_says_yes_and_the_contradiction_is_shown() {
    let facts = format!("{LEAVER}answers = [{{ item = \"2-⑤\", answer = \"yes\", checked-on = \"2025-11-20\" }}]");
    let assessment = assess("r7", Audience::Institution, "", &facts);
    let found = item(&assessment, "2-⑤");
    assert_eq!((found.answer, found.status, found.assurance), (Some(YesNo::No), Status::NotSatisfied, Some(Assurance::Examined)));
    assert_eq!(found.contradiction, Some(Contradiction { said: YesNo::Yes, found: Status::NotSatisfied }));
    assert_eq!(found.checked_on.unwrap().to_string(), "2025-12-01");
    assert_eq!(gaps(found), ["form-target-missing"]);
    assert_eq!(assessment.totals().contradictions, 1);
}

#[test]
fn where_the_facts_do_not_suffice_a_fresh_answer_counts_as_declared_and_an_old_one_does_not() {
    let facts =
        |checked: &str| format!("as-of = \"2025-12-01\"\nanswers = [{{ item = \"2-⑤\", answer = \"yes\", checked-on = \"{checked}\" }}]");
    let fresh = assess("r7", Audience::Institution, "", &facts("2025-11-20"));
    let found = item(&fresh, "2-⑤");
    assert_eq!((found.answer, found.assurance), (Some(YesNo::Yes), Some(Assurance::Declared)));
    assert_eq!(found.valid_until.unwrap().to_string(), "2026-11-21");
    let old = assess("r7", Audience::Institution, "", &facts("2024-05-01"));
    assert_eq!((item(&old, "2-⑤").answer, gaps(item(&old, "2-⑤"))), (None, vec!["form-answer-outdated"]));
    let future = assess("r7", Audience::Institution, "", &facts("2026-01-01"));
    assert_eq!(gaps(item(&future, "2-⑤")), ["form-checked-on-future"]);
}

#[test]
fn a_no_needs_a_target_date_inside_the_fiscal_year_that_has_not_passed() {
    let facts = |target: &str| {
        format!("as-of = \"2025-12-01\"\nanswers = [{{ item = \"3-3\", answer = \"no\", checked-on = \"2025-11-20\"{target} }}]")
    };
    for (target, expected) in [
        ("", vec!["form-target-missing"]),
        (", target-on = \"2026-04-01\"", vec!["form-target-outside-year"]),
        (", target-on = \"2025-11-30\"", vec!["form-target-passed"]),
        (", target-on = \"2026-03-31\"", vec![]),
    ] {
        let assessment = assess("r7", Audience::Institution, "", &facts(target));
        assert_eq!(gaps(item(&assessment, "3-③")), expected, "{target}");
    }
}

#[test]
fn without_a_vendor_contract_two_items_need_no_answer() {
    let facts = "as-of = \"2025-12-01\"\ncontracts = [{ vendor = \"販売店\", kind = \"sale\" }]";
    for audience in [Audience::Institution, Audience::Pharmacy] {
        let assessment = assess("r7", audience, "", facts);
        let void: Vec<&str> =
            assessment.items.iter().filter(|item| item.status == Status::NotApplicable).map(|item| item.no.as_str()).collect();
        assert_eq!(void, ["2-②", "2-③"]);
    }
    let unknown = assess("r7", Audience::Institution, "", "as-of = \"2025-12-01\"");
    assert_eq!(unknown.totals().void, 0);
}

#[test]
fn a_vendors_form_prints_what_the_vendor_said_beside_what_the_facts_say() {
    let facts = r#"
        as-of = "2025-12-01"
        contracts = [{ vendor = "㈱みほん", kind = "maintenance", systems = ["電子カルテ"], out-of-scope = ["2-⑬"] }]
        accounts = [{ user-id = "v1", vendor = "みほん", status = "active", last-login = "2025-01-10" }]
        answers = [{ vendor = "株式会社みほん", item = "2-⑤", answer = "yes", checked-on = "2025-11-20" }]
    "#;
    let assessment = assess("r7", Audience::Vendor, "㈱みほん", facts);
    let accounts = item(&assessment, "2-⑤");
    assert_eq!((accounts.answer, accounts.status), (Some(YesNo::Yes), Status::NotSatisfied));
    assert!(accounts.contradiction.is_some());
    assert_eq!(item(&assessment, "2-⑬").status, Status::NotApplicable);
    assert_eq!(gaps(item(&assessment, "2-⑥")), ["form-vendor-not-answered"]);
}

#[test]
fn an_override_needs_name_reason_date_and_expiry_and_falls_when_it_expires() {
    let facts = |expires: &str| {
        format!(
            "{LEAVER}overrides = [{{ item = \"2-⑤\", answer = \"yes\", reason = \"本日無効化\", decided-by = \"院長\", decided-on = \"2025-11-30\", expires-on = \"{expires}\" }}]"
        )
    };
    let stands = assess("r7", Audience::Institution, "", &facts("2025-12-31"));
    let found = item(&stands, "2-⑤");
    assert_eq!((found.answer, found.assurance, found.finding.status), (Some(YesNo::Yes), Some(Assurance::Declared), Status::NotSatisfied));
    assert_eq!(found.valid_until.unwrap().to_string(), "2025-12-31");
    let fallen = assess("r7", Audience::Institution, "", &facts("2025-11-30"));
    assert_eq!(item(&fallen, "2-⑤").answer, Some(YesNo::No));
    assert!(gaps(item(&fallen, "2-⑤")).contains(&"form-override-fallen"));
}

#[test]
fn last_times_answer_is_offered_though_the_number_moved() {
    let facts = r#"
        as-of = "2025-12-01"
        answers = [
          { edition = "r5", item = "2(6)", answer = "yes", checked-on = "2023-09-01" },
          { edition = "r5", item = "2(7)", answer = "no", checked-on = "2023-09-01", target-on = "2024-03-01" },
        ]
    "#;
    let assessment = assess("r7", Audience::Institution, "", facts);
    let logs = &item(&assessment, "2-⑪").prior;
    assert_eq!(logs.iter().map(|prior| (prior.no.as_str(), prior.answer)).collect::<Vec<_>>(), [("2(6)", YesNo::Yes)]);
    let patches = &item(&assessment, "2-⑥").prior;
    assert_eq!(patches.len(), 3, "three rows of the old form ask what one row asks now: {patches:?}");
    assert_eq!(item(&assessment, "2-⑥").answer, None, "an old answer is a starting point, not an answer");
}

#[test]
fn an_answer_says_its_edition_by_id_or_in_words() {
    for (edition, answer) in
        [("", Some(YesNo::Yes)), ("R7", Some(YesNo::Yes)), ("令和７年度版", Some(YesNo::Yes)), ("令和5年度", None), ("r70", None)]
    {
        let facts = format!(
            "as-of = \"2025-12-01\"\nanswers = [{{ edition = \"{edition}\", item = \"2-⑤\", answer = \"yes\", checked-on = \"2025-11-20\" }}]"
        );
        assert_eq!(item(&assess("r7", Audience::Institution, "", &facts), "2-⑤").answer, answer, "{edition}");
    }
}

#[test]
fn an_institution_without_any_system_needs_no_further_answer_where_the_form_has_the_gate() {
    let facts = "as-of = \"2023-12-01\"\nanswers = [{ item = \"gate\", answer = \"no\", checked-on = \"2023-11-20\" }]";
    let frameworks = Frameworks::embedded().unwrap();
    let gate = frameworks.edition("r5").unwrap().form(Audience::Institution).unwrap().gate.clone().unwrap();
    let assessment = assess("r5", Audience::Institution, "", &facts.replace("gate", &gate.key));
    assert!(assessment.items.iter().all(|item| item.status == Status::NotApplicable));
    assert!(assessment.is_complete());
}
