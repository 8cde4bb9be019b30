//! What a clause is worth when answers, findings and links meet.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::assessment::{Assessment, Assurance, Evaluator, Status};
use crate::facts::Facts;
use crate::framework::{Audience, Frameworks};
use crate::guideline::{Circumstances, ClauseKey, Guideline, Pattern, VolumeId};

/// A leaver's account is live: 2-⑤ is not met.
const LEAVER: &str = r#"
    as-of = "2025-12-01"
    accounts = [{ user-id = "takahashi", family-name = "髙橋", given-name = "一郎", status = "active", last-login = "2025-11-30" }]
    staff = [{ name = "高橋 一郎", left-on = "2025-03-31" }]
"#;

fn assessed(facts: &str, pattern: &str, circumstances: &Circumstances, records: &BTreeMap<ClauseKey, ClauseRecord>) -> Vec<Standing> {
    let frameworks = Frameworks::embedded().unwrap();
    let edition = frameworks.edition("r7").unwrap();
    let facts: Facts = toml::from_str(facts).unwrap_or_else(|error| panic!("{error}"));
    let form = edition.form(Audience::Institution).unwrap();
    let assessment = Evaluator::new(&frameworks, edition, facts).evaluate(form, "");
    let guideline = frameworks.guideline_of(Some(edition)).unwrap();
    gap(guideline, &frameworks, pattern, circumstances, &assessment, records)
}

fn gap(
    guideline: &Guideline,
    frameworks: &Frameworks,
    pattern: &str,
    circumstances: &Circumstances,
    assessment: &Assessment,
    records: &BTreeMap<ClauseKey, ClauseRecord>,
) -> Vec<Standing> {
    let edition = frameworks.edition("r7").unwrap();
    let patterns: Vec<&Pattern> = guideline.patterns.pattern(pattern).into_iter().collect();
    let found = |result| FoundItem { edition: &edition.id, audience: assessment.audience, subject: &assessment.subject, result };
    let items = assessment.items.iter().map(found);
    let reading = guideline.reading(&patterns, circumstances);
    Gap::new(guideline, edition).assess(&reading, Audience::Institution, items, records, date(2025, 12, 1))
}

fn of<'a>(standings: &'a [Standing], key: &str) -> &'a Standing {
    standings.iter().find(|standing| standing.clause.as_str() == key).unwrap_or_else(|| panic!("no clause {key}"))
}

fn kept(records: &[(&str, ClauseRecord)]) -> BTreeMap<ClauseKey, ClauseRecord> {
    records.iter().map(|(key, record)| (ClauseKey::from(*key), record.clone())).collect()
}

fn said(answer: Status) -> ClauseRecord {
    ClauseRecord { answer: Some(answer), by: "事務長".into(), on: Some(date(2025, 11, 1)), ..ClauseRecord::default() }
}

#[test]
fn every_clause_stands_once_in_reading_order_and_an_empty_institution_has_everything_open() {
    let standings = assessed("as-of = \"2025-12-01\"", "I", &Circumstances::default(), &BTreeMap::new());
    let frameworks = Frameworks::embedded().unwrap();
    let guideline = frameworks.guideline_of(None).unwrap();
    let keys: Vec<&ClauseKey> = standings.iter().map(|standing| &standing.clause).collect();
    assert_eq!(keys, guideline.clauses().map(|(_, _, clause)| &clause.key).collect::<Vec<_>>());
    let totals = ClauseTotals::of(&standings);
    assert_eq!((totals.clauses, totals.met, totals.unmet + totals.open), (259, 0, 259));
    assert!(standings.iter().all(|standing| !standing.wants.is_empty() && standing.assurance != Some(Assurance::Verified)));
}

#[test]
fn an_item_that_is_not_met_decides_the_clause_that_it_cites_by_number_whatever_somebody_says() {
    let nobody = assessed(LEAVER, "I", &Circumstances::default(), &BTreeMap::new());
    let decided: Vec<&Standing> =
        nobody.iter().filter(|standing| standing.basis == Basis::Items && standing.status == Status::NotSatisfied).collect();
    assert!(!decided.is_empty(), "2-⑤ cites a clause by its number");
    let key = decided[0].clause.clone();
    let standing = decided[0];
    assert!(standing.wants.contains(&Want::Improvement) && standing.wants.contains(&Want::DueDay), "{:?}", standing.wants);
    let told = |source: &&Source| matches!(source, Source::Item { no, counts: true, status: Status::NotSatisfied, .. } if no == "2-⑤");
    assert!(standing.sources.iter().any(|source| told(&source)), "{:?}", standing.sources);

    let contradicted = assessed(LEAVER, "I", &Circumstances::default(), &kept(&[(key.as_str(), said(Status::Satisfied))]));
    let standing = of(&contradicted, key.as_str());
    assert_eq!((standing.status, standing.basis, standing.wants[0]), (Status::NotSatisfied, Basis::Items, Want::Contradiction));
}

#[test]
fn what_cites_a_section_or_is_linked_without_sureness_is_told_but_decides_nothing() {
    let standings = assessed(LEAVER, "I", &Circumstances::default(), &BTreeMap::new());
    let silent = standings.iter().flat_map(|standing| standing.sources.iter().map(move |source| (standing, source)));
    let mut seen = (0, 0);
    for (standing, source) in silent {
        match source {
            Source::Item { counts: false, .. } => seen.0 += 1,
            Source::Clause { counts: false, .. } => seen.1 += 1,
            Source::Item { .. } | Source::Clause { .. } => continue,
        }
        if standing.sources.iter().all(|source| source.counted().is_none()) {
            assert_eq!((standing.status, standing.basis), (Status::Undetermined, Basis::Nothing), "{}", standing.clause);
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
}

#[test]
fn an_answer_without_the_approval_or_the_report_that_the_clause_asks_for_is_not_enough() {
    let frameworks = Frameworks::embedded().unwrap();
    let guideline = frameworks.guideline_of(None).unwrap();
    let asks = |approval: bool| {
        let of = guideline.clauses().map(|(_, _, clause)| &clause.key);
        of.into_iter()
            .find(|key| guideline.words(key).is_some_and(|words| words.approval == approval && words.report.is_some() != approval))
    };
    let act = Some(Act { on: date(2025, 10, 1), by: "院長".into(), document: String::new() });
    for (key, want) in [(asks(true).unwrap(), Want::Approval), (asks(false).unwrap(), Want::Report)] {
        let answered = assessed(LEAVER, "I", &Circumstances::default(), &kept(&[(key.as_str(), said(Status::Satisfied))]));
        let standing = of(&answered, key.as_str());
        assert!(standing.status != Status::Satisfied && standing.wants.contains(&want), "{key}: {:?}", standing.wants);
        let done =
            ClauseRecord { approval: act.clone(), report: act.clone(), evidence: vec!["議事録.pdf".into()], ..said(Status::Satisfied) };
        let done = assessed("as-of = \"2025-12-01\"", "I", &Circumstances::default(), &kept(&[(key.as_str(), done)]));
        let standing = of(&done, key.as_str());
        assert_eq!((standing.status, standing.assurance, standing.basis), (Status::Satisfied, Some(Assurance::Examined), Basis::Answer));
        assert!(standing.wants.is_empty(), "{:?}", standing.wants);
    }
}

#[test]
fn a_clause_above_follows_from_those_below_and_says_so() {
    let frameworks = Frameworks::embedded().unwrap();
    let guideline = frameworks.guideline_of(None).unwrap();
    // all of the volume that is done are answered; planning clauses without approval and report follow where all their links do
    let act = Some(Act { on: date(2025, 10, 1), by: "院長".into(), document: String::new() });
    let records: BTreeMap<ClauseKey, ClauseRecord> = guideline
        .clauses()
        .filter(|(volume, ..)| volume.id == VolumeId::Operation)
        .map(|(_, _, clause)| (clause.key.clone(), ClauseRecord { approval: act.clone(), report: act.clone(), ..said(Status::Satisfied) }))
        .collect();
    let standings = assessed("as-of = \"2025-12-01\"", "I", &Circumstances::default(), &records);
    let inferred: Vec<&Standing> = standings.iter().filter(|standing| standing.basis == Basis::Clauses).collect();
    assert!(inferred.len() > 10, "{}", inferred.len());
    for standing in inferred {
        assert_eq!((standing.status, standing.assurance), (Status::Satisfied, Some(Assurance::Declared)), "{}", standing.clause);
        assert!(standing.wants.contains(&Want::Confirmation) && standing.sources.iter().any(|source| source.counted().is_some()));
    }
}

#[test]
fn what_may_be_simplified_is_met_by_a_vendor_who_confirmed_it_and_what_is_exempt_by_nothing() {
    let circumstances = Circumstances { electronic_signature: Some(false), ..Circumstances::default() };
    let plain = assessed("as-of = \"2025-12-01\"", "IV", &circumstances, &BTreeMap::new());
    let exempt = of(&plain, "p14-01");
    assert_eq!((exempt.status, exempt.basis, exempt.wants.len()), (Status::NotApplicable, Basis::Exempt, 0));
    let simplified = of(&plain, "p05-01");
    assert!(matches!(simplified.applied, Applied::Simplified { .. }) && simplified.status == Status::Undetermined);
    let word = VendorWord { vendor: "株式会社見本".into(), on: date(2025, 6, 1), document: "契約書.pdf".into() };
    let record = ClauseRecord { vendor: Some(word), ..ClauseRecord::default() };
    let told = assessed("as-of = \"2025-12-01\"", "IV", &circumstances, &kept(&[("p05-01", record.clone()), ("p01-01", record)]));
    let simplified = of(&told, "p05-01");
    assert_eq!((simplified.status, simplified.assurance, simplified.basis), (Status::Satisfied, Some(Assurance::Examined), Basis::Vendor));
    // nothing is simplified there
    assert_eq!(of(&told, "p01-01").status, Status::Undetermined);
}

#[test]
fn a_day_that_passed_and_an_answer_of_the_version_before_are_wanting() {
    let late = ClauseRecord { due: Some(date(2025, 11, 30)), ..said(Status::NotSatisfied) };
    let old = ClauseRecord { taken_over_from: "6.2C4".into(), ..said(Status::Satisfied) };
    let standings = assessed("as-of = \"2025-12-01\"", "I", &Circumstances::default(), &kept(&[("o02-01", late), ("o02-02", old)]));
    let late = of(&standings, "o02-01");
    assert_eq!((late.wants[0], late.due()), (Want::Overdue, Some(date(2025, 11, 30))));
    assert!(!late.wants.contains(&Want::DueDay));
    assert!(of(&standings, "o02-02").wants.contains(&Want::Review));
}

#[test]
fn who_answered_a_clause_or_is_a_vendor_does_not_audit_it_unnoticed() {
    let records =
        kept(&[("o02-01", said(Status::Satisfied)), ("p01-01", ClauseRecord { owner: "監査 花子".into(), ..said(Status::Satisfied) })]);
    let standings = assessed("as-of = \"2025-12-01\"", "I", &Circumstances::default(), &records);
    let vendors = ["株式会社見本システム".to_owned()];
    let round = AuditRound {
        kind: RoundKind::Internal,
        auditors: vec!["事務長".into(), "監査花子".into()],
        organisation: "㈱見本システム".into(),
        volumes: vec![VolumeId::Operation],
        ..AuditRound::default()
    };
    let own = Conflict::Own { auditor: "事務長".into(), clauses: vec![ClauseKey::from("o02-01")] };
    let vendor = Conflict::Vendor { organisation: "㈱見本システム".into() };
    assert_eq!(round.conflicts(&standings, &vendors), [own, vendor]);
    let wider = AuditRound { volumes: vec![VolumeId::Planning], organisation: String::new(), ..round.clone() };
    let names: Vec<Conflict> = wider.conflicts(&standings, &vendors);
    assert!(
        matches!(names.as_slice(), [Conflict::Own { clauses, .. }, Conflict::Own { .. }] if clauses == &[ClauseKey::from("p01-01")]),
        "{names:?}"
    );
    let own_look = AuditRound { kind: RoundKind::SelfInspection, ..round };
    assert!(own_look.conflicts(&standings, &vendors).is_empty());
}
