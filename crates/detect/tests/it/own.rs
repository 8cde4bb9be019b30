//! The rules of our own over whole streams: order, restarts, lateness, once a day.

use std::collections::{BTreeMap, BTreeSet};

use crate::rows::{BEGIN, DAY, Dice, SECOND, displaced, rows, surroundings};
use sonae_detect::{Detector, Hit, LAG, OWN, State};
use sonae_logs::{Activity, Class, Event, Outcome, Repeated, Row};

fn told(hits: &[Hit]) -> BTreeSet<String> {
    hits.iter()
        .map(|hit| format!("{} {} {} {} {} {:?} {}", hit.rule, hit.source, hit.about, hit.window, hit.time, hit.leaves, hit.count))
        .collect()
}

fn detector() -> Detector {
    Detector::new(&[], &surroundings()).0
}

fn all(detector: &mut Detector, rows: &[Row]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = rows.iter().flat_map(|row| detector.look(row, None)).collect();
    hits.extend(detector.settle(i64::MAX));
    hits
}

#[test]
fn every_rule_that_looks_at_events_finds_something_in_ten_days() {
    let mut detector = detector();
    let hits = all(&mut detector, &rows(1, 10, 40_000));
    let mut by_rule: BTreeMap<&str, usize> = OWN.iter().map(|rule| (rule.name, 0)).collect();
    for hit in &hits {
        *by_rule.get_mut(hit.rule.as_str()).unwrap() += 1;
        assert_ne!(hit.title, hit.rule);
    }
    assert!(by_rule.iter().all(|(rule, hits)| (*hits > 0) == (*rule != "silent-source")), "{by_rule:?}");
    assert_eq!(detector.forgotten(), 0);
    assert_eq!(detector.take_late(), []);
}

#[test]
fn a_hit_is_told_once_for_each_source_person_and_day() {
    let hits = all(&mut detector(), &rows(2, 6, 30_000));
    let identities: BTreeSet<_> = hits.iter().map(Hit::identity).collect();
    assert_eq!(identities.len(), hits.len());
    assert!(hits.iter().all(|hit| hit.window <= hit.time && hit.time < hit.window + DAY && (hit.window - BEGIN) % DAY == 0));
}

#[test]
fn disorder_within_the_lag_changes_nothing() {
    let rows = rows(3, 4, 20_000);
    let in_order = told(&all(&mut detector(), &rows));
    for seed in 0..5 {
        let mut detector = detector();
        assert_eq!(told(&all(&mut detector, &displaced(&rows, LAG, seed))), in_order);
        assert_eq!(detector.take_late(), []);
    }
}

#[test]
fn what_was_exported_twice_counts_once() {
    let limit = surroundings().failures_before_success;
    let sign_in = |leaf: u64, file: u64, second: u32, outcome| Row {
        event: Event {
            time: BEGIN + i64::from(second) * SECOND,
            class: Class::Authentication,
            activity: Activity::Logon,
            outcome,
            user_uid: "tanaka".to_owned(),
            ..Event::default()
        },
        source: "emr".to_owned(),
        shard: "2026".to_owned(),
        leaf,
        file,
        ..Row::default()
    };
    let export = |file: u64, failures: u32| -> Vec<Row> {
        let failed = (0..failures).map(|at| sign_in(file + u64::from(at), file, at / 2, Outcome::Failure));
        failed.chain([sign_in(file + u64::from(failures), file, 30, Outcome::Success)]).collect()
    };
    let hits = |exports: &[Vec<Row>]| all(&mut detector(), &exports.concat()).len();
    assert_eq!(hits(&[export(1, limit - 1)]), 0);
    assert_eq!(hits(&[export(1, limit - 1), export(100, limit - 1)]), 0, "the second file holds what the first one holds");
    assert_eq!(hits(&[export(1, limit - 1), export(100, limit)]), 1, "and one failure more");
    assert_eq!(hits(&[export(1, limit)]), 1, "equal lines of one file all count");
}

/// What a row has in common with others, as a template.
fn template_of(row: &Row) -> Row {
    let event = Event { time: 0, patient_uid: String::new(), count: 0, ..row.event.clone() };
    Row { event, leaf: 0, seq: 0, file: 0, received: 0, ..row.clone() }
}

#[test]
fn rows_that_repeat_a_template_give_the_hits_that_they_give_one_by_one() {
    // as few differences as exports have: then they repeat often, within hours and out of them
    let rows: Vec<Row> = rows(12, 6, 30_000)
        .into_iter()
        .map(|row| {
            let event = Event { message: String::new(), user_name: String::new(), session: String::new(), ..row.event };
            Row { event, ..row }
        })
        .collect();
    let (mut whole, mut again) = (detector(), detector());
    let (mut templates, mut numbers): (Vec<Row>, BTreeMap<String, usize>) = Default::default();
    let (mut one_by_one, mut repeated, mut repeats) = (Vec::new(), Vec::new(), 0);
    for row in &rows {
        one_by_one.extend(whole.look(row, None));
        let template = template_of(row);
        let number = *numbers.entry(format!("{template:?}")).or_insert(templates.len());
        if number == templates.len() {
            templates.push(template);
        } else {
            repeats += 1;
        }
        let Row { event, leaf, seq, file, received, .. } = row;
        let (number_of, template) = (u32::try_from(number).unwrap(), &templates[number]);
        let (leaf, seq, file, received) = (*leaf, *seq, *file, *received);
        let (time, patient_uid, count) = (event.time, event.patient_uid.as_str(), event.count);
        let row_again = Repeated { number: number_of, template, time, patient_uid, count, leaf, seq, file, received };
        assert_eq!(row_again.row(), *row);
        // some are told as a whole all the same
        repeated.extend(if leaf % 5 == 0 { again.look(row, None) } else { again.look_again(&row_again) });
    }
    one_by_one.extend(whole.settle(i64::MAX));
    repeated.extend(again.settle(i64::MAX));
    assert!(repeats > 10_000 && one_by_one.len() > 100, "{repeats} {}", one_by_one.len());
    assert_eq!(told(&repeated), told(&one_by_one));
    assert_eq!((repeated.len(), again.take_late()), (one_by_one.len(), whole.take_late()));
}

#[test]
fn a_restart_anywhere_loses_and_doubles_nothing() {
    let rows = displaced(&rows(4, 3, 6_000), LAG, 9);
    let whole = told(&all(&mut detector(), &rows));
    let mut dice = Dice::new(5);
    for _ in 0..40 {
        let at = usize::try_from(dice.below(rows.len() as u64)).unwrap();
        let mut before = detector();
        let mut hits: Vec<Hit> = rows[..at].iter().flat_map(|row| before.look(row, None)).collect();
        let written = serde_json::to_string(&before.state()).unwrap();
        let mut after = detector();
        assert!(after.restore(serde_json::from_str::<State>(&written).unwrap()));
        hits.extend(all(&mut after, &rows[at..]));
        assert_eq!(told(&hits), whole, "split at {at}");
    }
}

#[test]
fn a_state_of_another_kind_is_not_taken_up() {
    let mut value = serde_json::to_value(detector().state()).unwrap();
    value["kind"] = 999.into();
    assert!(!detector().restore(serde_json::from_value(value).unwrap()));
}

#[test]
fn sources_and_their_rows_may_come_in_any_order_among_each_other() {
    let rows = rows(6, 3, 12_000);
    let mixed = told(&all(&mut detector(), &rows));
    let by_source: Vec<Row> =
        ["dc", "emr"].iter().flat_map(|source| rows.iter().filter(move |row| row.source == *source).cloned()).collect();
    assert_eq!(told(&all(&mut detector(), &by_source)), mixed);
}

#[test]
fn an_old_file_beside_a_living_source_is_counted_for_itself() {
    let new = rows(7, 2, 8_000);
    let mut old = rows(8, 2, 8_000);
    for row in &mut old {
        row.event.time -= 20 * DAY;
        row.leaf += 100_000;
    }
    let apart: BTreeSet<String> = told(&all(&mut detector(), &new)).union(&told(&all(&mut detector(), &old))).cloned().collect();
    let mut between = Vec::new();
    let mut old = old.into_iter();
    for row in new {
        between.push(row);
        between.extend(old.next());
    }
    let mut detector = detector();
    assert_eq!(told(&all(&mut detector, &between)), apart);
    assert_eq!(detector.take_late(), []);
}

fn opened(second: i64, patient: u32, leaf: u64) -> Row {
    let event = Event {
        time: BEGIN + 10 * 3600 * SECOND + second * SECOND,
        class: Class::DatastoreActivity,
        activity: Activity::Read,
        outcome: Outcome::Success,
        user_uid: "u20".into(),
        patient_uid: format!("p{patient}"),
        ..Event::default()
    };
    Row { event, source: "emr".into(), shard: "2026".into(), leaf, ..Row::default() }
}

#[test]
fn the_hour_is_half_open_and_a_patient_counts_once() {
    let many = |rows: &[Row]| all(&mut detector(), rows).into_iter().filter(|hit| hit.rule == "many-patients").collect::<Vec<_>>();
    let spread = |step: i64, patients: u32| (0..patients).map(|n| opened(i64::from(n) * step, n, u64::from(n))).collect::<Vec<_>>();
    // 21 different patients are more than 20: within an hour, not in just an hour.
    assert_eq!(many(&spread(179, 21)).iter().map(|hit| (hit.count, hit.leaves[0].1)).collect::<Vec<_>>(), [(21, 20)]);
    assert_eq!(many(&spread(180, 21)), []);
    let same: Vec<Row> = (0..300).map(|n| opened(n, u32::try_from(n % 20).unwrap(), n.unsigned_abs())).collect();
    assert_eq!(many(&same), []);
}

#[test]
fn what_comes_too_late_is_told_and_still_looked_at_by_itself() {
    let mut detector = detector();
    let mut late = opened(-3600 * 8, 500, 77);
    late.event.user_uid = "u00".into();
    late.event.time = BEGIN + 4 * DAY;
    let mut newest = opened(0, 1, 1);
    newest.event.time = BEGIN + 4 * DAY + LAG + 1;
    assert_eq!(detector.look(&newest, None), []);
    let hits = detector.look(&late, None);
    assert_eq!(hits.iter().map(|hit| hit.rule.as_str()).collect::<Vec<_>>(), ["out-of-hours-chart", "retired-account"]);
    let told = detector.take_late();
    assert_eq!(told.iter().map(|late| (late.source.as_str(), late.from, late.rows)).collect::<Vec<_>>(), [("emr", BEGIN + 4 * DAY, 1)]);
    assert_eq!(detector.take_late(), []);
}

#[test]
fn a_wrong_clock_makes_nothing_late_but_its_own_row() {
    let mut rows: Vec<Row> = (0..30).map(|n| opened(i64::from(n), n, u64::from(n))).collect();
    rows.iter_mut().for_each(|row| row.received = row.event.time + SECOND);
    let mut wrong = opened(15, 1, 999);
    wrong.received = wrong.event.time;
    wrong.event.time += 4000 * DAY;
    wrong.event.patient_uid = String::new();
    wrong.event.terminal = "PC-1".into();
    rows.insert(15, wrong);
    let mut detector = detector();
    let hits = all(&mut detector, &rows);
    assert_eq!(
        hits.iter().map(|hit| (hit.rule.as_str(), hit.leaves[0].1)).collect::<Vec<_>>(),
        [("out-of-hours-chart", 0), ("many-patients", 20)]
    );
    assert_eq!(detector.take_late().iter().map(|late| late.rows).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_limit_of_zero_switches_a_rule_off() {
    let around = sonae_logs::Surroundings { patients_an_hour: 0, failures_before_success: 0, bulk_records: 0, ..surroundings() };
    let hits = all(&mut Detector::new(&[], &around).0, &rows(1, 10, 40_000));
    assert!(hits.iter().all(|hit| !["many-patients", "burst-then-success", "bulk-export"].contains(&hit.rule.as_str())));
}

#[test]
fn the_document_tells_the_rules_as_they_are() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/detection.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, sonae_detect::document()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), sonae_detect::document());
}
