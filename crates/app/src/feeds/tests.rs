//! From official files to a verdict, and from one house to another by a pack.

use jiff::civil::{Date, date};
use serde_json::json;
use sonae_domain::access::Role;
use sonae_domain::assessment::Status;
use sonae_domain::facts::{Judgement, Justification, Provenance, WeaknessState};

use super::*;
use crate::records::ledger_record;
use crate::testing::{at_rest, person};

/// The one CVE that the tests know, in the shapes of NVD and CISA.
fn official(folder: &std::path::Path, kev_of: &str) -> Vec<std::path::PathBuf> {
    let kev = include_str!("../../../feeds/tests/data/fortios-kev.json");
    let kev = kev.replace("2026.01.15", kev_of).replace("2026-01-15", &kev_of.replace('.', "-"));
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    vec![
        write("nvdcve-2.0.json", include_str!("../../../feeds/tests/data/fortios-nvd.json")),
        write("known_exploited_vulnerabilities.json", &kev),
    ]
}

/// A house with two FortiGates: one old, one mended.
async fn house_with_routers() -> (House, tempfile::TempDir) {
    let (house, scratch) = at_rest().await;
    let mut tx = house.store.begin().await.unwrap();
    for (at, (number, os)) in [("NW-1", "FortiOS 7.0.12"), ("NW-2", "FortiOS 7.0.17")].into_iter().enumerate() {
        let body = json!({ "number": number, "host": number, "os": os, "kind": "network", "status": "active", "vendor": "みほん", "patches-current": true, "stocktaken-on": "2026-01-10" });
        let record = ledger_record(number.to_owned(), i64::try_from(at).unwrap(), &body, Provenance::Document, None);
        tx.put_record("devices", record).await.unwrap();
    }
    tx.commit(house.event(&person(Role::Operator), "test.set-up", "", json!({}))).await.unwrap();
    (house, scratch)
}

async fn patches(house: &House) -> (Status, Vec<String>) {
    let known = house.known().await.unwrap();
    let item = known.forms[0].assessment.items.iter().find(|item| item.control.as_str() == "security-patches-applied").unwrap();
    (item.finding.status, item.finding.reasons.iter().map(|reason| reason.key.clone()).collect())
}

#[tokio::test]
async fn what_is_exploited_is_found_on_the_machine_that_has_it_and_put_first() {
    let (house, scratch) = house_with_routers().await;
    let operator = person(Role::Operator);
    let (status, before) = patches(&house).await;
    assert!(status != Status::NotSatisfied && !before.contains(&"patch-exploited-vulnerability".to_owned()), "{before:?}");

    let imported = import_feeds(&house, &operator, official(scratch.path(), "2026.01.15")).await.unwrap();
    assert_eq!((imported.generation, imported.deltas.len()), (Some(1), 2), "{:?}", imported.reports);
    let (status, reasons) = patches(&house).await;
    assert_eq!(status, Status::NotSatisfied);
    assert!(reasons.contains(&"patch-exploited-vulnerability".to_owned()), "{reasons:?}");
    let known = house.known().await.unwrap();
    let found: Vec<_> = known
        .facts
        .weaknesses
        .iter()
        .map(|weakness| (weakness.device.as_str(), weakness.state, weakness.class, weakness.cvss_tenths))
        .collect();
    assert_eq!(found, [("NW-1", WeaknessState::Confirmed, Some(1), Some(98))]);

    let seen = feeds_overview(&house, &operator).await.unwrap();
    assert_eq!(seen.week.len(), 1);
    let (subject, body) = mail_to_vendor("見本病院", &seen.week[0]);
    assert!(subject.contains("FortiOS") && body.contains("NW-1") && body.contains("CVE-2024-55591") && body.contains("みほん"), "{body}");

    // going back is a state of its own
    let again = import_feeds(&house, &operator, official(scratch.path(), "2026.01.18")).await.unwrap();
    let now = go_back(&house, &operator, 1).await.unwrap();
    assert!(Some(now) > again.generation, "{now}");
    assert_eq!(patches(&house).await.0, Status::NotSatisfied);
}

#[tokio::test]
async fn a_list_that_is_too_old_cannot_say_that_nothing_was_found() {
    let (house, scratch) = house_with_routers().await;
    import_feeds(&house, &person(Role::Operator), official(scratch.path(), "2025.11.01")).await.unwrap();
    let (_, reasons) = patches(&house).await;
    assert!(reasons.contains(&"patch-feeds-outdated".to_owned()), "{reasons:?}");
}

#[tokio::test]
async fn a_pack_goes_from_one_house_to_another_when_its_key_is_trusted_and_never_twice() {
    let (house, scratch) = house_with_routers().await;
    let (operator, manager) = (person(Role::Operator), person(Role::Manager));
    import_feeds(&house, &operator, official(scratch.path(), "2026.01.15")).await.unwrap();
    let path = scratch.path().join("feeds.pack");
    let manifest = write_pack_of_feeds(&house, &operator, &path).await.unwrap();
    assert_eq!(manifest.sections.len(), 2);

    let (other, _scratch) = house_with_routers().await;
    assert!(matches!(import_pack(&other, &operator, &path).await, Err(FeedError::Pack(sonae_feeds::pack::PackError::NotTrusted))));
    let key = trusted_keys(&house).await.unwrap().remove(0);
    assert!(matches!(trust_key(&other, &operator, &key).await, Err(FeedError::Forbidden(_))));
    trust_key(&other, &manager, &key).await.unwrap();
    assert_eq!(verify_pack_of_feeds(&other, &path).await.unwrap().manifest.serial, manifest.serial);
    import_pack(&other, &operator, &path).await.unwrap();
    assert_eq!(patches(&other).await.0, Status::NotSatisfied);
    assert!(matches!(import_pack(&other, &operator, &path).await, Err(FeedError::Pack(sonae_feeds::pack::PackError::OldSerial { .. }))));

    // a byte that was changed on the way
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 9;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(verify_pack_of_feeds(&other, &path).await.is_err());
}

/// What is decided about the one vulnerability of the tests.
fn about(judgement: Judgement, until: Date) -> TypedDecision {
    TypedDecision {
        product: "fortinet/fortios".into(),
        cves: vec!["CVE-2024-55591".into()],
        judgement: Some(judgement),
        justification: (judgement == Judgement::NotAffected).then_some(Justification::VulnerableCodeNotInExecutePath),
        reason: "管理画面を外に出していない".into(),
        until: Some(until),
    }
}

#[tokio::test]
async fn a_decision_takes_a_weakness_out_of_the_work_until_it_is_withdrawn() {
    let (house, scratch) = house_with_routers().await;
    let (operator, manager) = (person(Role::Operator), person(Role::Manager));
    import_feeds(&house, &operator, official(scratch.path(), "2026.01.15")).await.unwrap();
    let decision = about(Judgement::NotAffected, date(2026, 6, 30));
    assert!(matches!(decide_weakness(&house, &operator, &decision).await, Err(FeedError::Forbidden(_))));
    assert_eq!(decide_weakness(&house, &manager, &decision).await.unwrap(), 1);
    let (status, reasons) = patches(&house).await;
    assert_ne!(status, Status::NotSatisfied);
    assert!(reasons.contains(&"patch-vulnerability-decided".to_owned()), "{reasons:?}");
    let seen = feeds_overview(&house, &operator).await.unwrap();
    assert_eq!((seen.week.len(), seen.monthly.len(), seen.decided), (0, 0, 1));
    let lines = weakness_decisions(&house, &operator).await.unwrap();
    assert_eq!((lines.len(), lines[0].state, lines[0].devices.len()), (1, DecisionState::Holds, 1));
    assert_eq!(lines[0].decision.by, "manager");

    // the same again changes nothing; another judgement takes its place
    decide_weakness(&house, &manager, &decision).await.unwrap();
    decide_weakness(&house, &manager, &about(Judgement::Accepted, date(2026, 2, 1))).await.unwrap();
    let (status, reasons) = patches(&house).await;
    assert_eq!(status, Status::NotSatisfied);
    assert!(reasons.contains(&"patch-exploited-with-reason".to_owned()), "{reasons:?}");
    let lines = weakness_decisions(&house, &operator).await.unwrap();
    assert_eq!((lines.len(), lines[0].state), (1, DecisionState::EndsSoon));

    withdraw_decision(&house, &manager, &lines[0].key).await.unwrap();
    assert!(matches!(withdraw_decision(&house, &manager, &lines[0].key).await, Err(FeedError::NotThere)));
    assert_eq!(feeds_overview(&house, &operator).await.unwrap().week.len(), 1);
    assert_eq!(weakness_decisions(&house, &operator).await.unwrap()[0].state, DecisionState::Withdrawn);
}

#[tokio::test]
async fn a_decision_names_what_is_found_why_and_a_day_within_a_year() {
    let (house, scratch) = house_with_routers().await;
    let manager = person(Role::Manager);
    import_feeds(&house, &manager, official(scratch.path(), "2026.01.15")).await.unwrap();
    let good = about(Judgement::NotAffected, date(2027, 1, 20));
    let wrong = [
        (TypedDecision { cves: vec![], ..good.clone() }, "cves"),
        (TypedDecision { cves: vec!["CVE-2024-55591".into(), "CVE-1999-0001".into()], ..good.clone() }, "cves"),
        (TypedDecision { product: "yamaha/rtx1220".into(), ..good.clone() }, "cves"),
        (TypedDecision { judgement: None, ..good.clone() }, "judgement"),
        (TypedDecision { justification: None, ..good.clone() }, "justification"),
        (TypedDecision { reason: "  ".into(), ..good.clone() }, "reason"),
        (TypedDecision { until: None, ..good.clone() }, "until"),
        (TypedDecision { until: Some(date(2026, 1, 19)), ..good.clone() }, "until"),
        (TypedDecision { until: Some(date(2027, 1, 21)), ..good.clone() }, "until"),
    ];
    for (typed, field) in wrong {
        match decide_weakness(&house, &manager, &typed).await {
            Err(FeedError::Values(fields)) => assert_eq!(fields, [field]),
            other => panic!("{field}: {other:?}"),
        }
    }
    decide_weakness(&house, &manager, &good).await.unwrap();
}

#[tokio::test]
async fn a_decision_outlives_an_update_and_ends_when_its_day_passes_or_the_source_says_something_else() {
    let (house, scratch) = house_with_routers().await;
    let manager = person(Role::Manager);
    import_feeds(&house, &manager, official(scratch.path(), "2026.01.15")).await.unwrap();
    decide_weakness(&house, &manager, &about(Judgement::Mitigated, date(2026, 3, 31))).await.unwrap();

    // another version that is affected too
    let body = json!({ "number": "NW-1", "host": "NW-1", "os": "FortiOS 7.0.13", "kind": "network", "status": "active", "vendor": "みほん", "patches-current": true, "stocktaken-on": "2026-01-10" });
    let mut tx = house.store.begin().await.unwrap();
    tx.put_record("devices", ledger_record("NW-1".to_owned(), 0, &body, Provenance::Document, None)).await.unwrap();
    tx.commit(house.event(&manager, "test.set-up", "", json!({}))).await.unwrap();
    let known = house.known().await.unwrap();
    let found = &known.facts.weaknesses[0];
    assert_eq!((found.version.as_str(), found.class, found.decided.is_some()), ("7.0.13", None, true));

    // the day passes: it is work again, and said so
    let settings = json!({ "as-of": "2026-04-01" });
    let mut tx = house.store.begin().await.unwrap();
    tx.put_record(crate::records::PROFILE, crate::records::own_record(crate::records::SETTINGS, 0, &settings)).await.unwrap();
    tx.commit(house.event(&manager, "test.set-up", "", json!({}))).await.unwrap();
    let seen = feeds_overview(&house, &manager).await.unwrap();
    assert!(seen.week.len() == 1 && seen.week[0].lapsed, "{:?}", seen.week);
    assert_eq!(lapsed_decisions(&house.known().await.unwrap().facts), 1);
    assert_eq!(weakness_decisions(&house, &manager).await.unwrap()[0].state, DecisionState::Lapsed);

    // another range of versions: what was judged is no longer what is said
    let files = official(scratch.path(), "2026.01.16");
    let nvd = std::fs::read_to_string(&files[0]).unwrap().replace("7.0.17", "7.0.18");
    std::fs::write(&files[0], nvd).unwrap();
    import_feeds(&house, &manager, files).await.unwrap();
    assert_eq!(weakness_decisions(&house, &manager).await.unwrap()[0].state, DecisionState::Unmet);
    assert!(house.known().await.unwrap().facts.weaknesses.iter().all(|weakness| weakness.lapsed_on.is_none()));
}

#[tokio::test]
async fn weaknesses_are_listed_by_product_and_by_machine() {
    let (house, scratch) = house_with_routers().await;
    let operator = person(Role::Operator);
    import_feeds(&house, &operator, official(scratch.path(), "2026.01.15")).await.unwrap();
    let seen = product_weaknesses(&house, &operator, "fortinet/fortios").await.unwrap();
    assert_eq!((seen.name.as_str(), seen.total, seen.findings[0].cvss_tenths), ("FortiOS", 1, Some(98)));
    assert!(seen.findings[0].versions.contains("7.0.12") && seen.findings[0].fixed_in.contains("7.0.17"));
    assert!(matches!(product_weaknesses(&house, &operator, "yamaha/rtx1220").await, Err(FeedError::NotThere)));
    let found = |filter: MachineFilter| {
        let (house, operator) = (&house, &operator);
        async move { list_weaknesses(house, operator, &filter).await.unwrap().lines.len() }
    };
    assert_eq!(found(MachineFilter::default()).await, 1);
    assert_eq!(
        found(MachineFilter {
            vendor: "㈱みほん".into(), device: "nw-1".into(), state: "confirmed".into(), ..MachineFilter::default()
        })
        .await,
        1
    );
    assert_eq!(found(MachineFilter { vendor: "ほかの会社".into(), ..MachineFilter::default() }).await, 0);
    assert_eq!(found(MachineFilter { state: "decided".into(), ..MachineFilter::default() }).await, 0);
}

#[tokio::test]
async fn feeds_of_a_folder_are_read_once_and_count_only_while_they_lie_there() {
    let scratch = tempfile::tempdir().unwrap();
    let (data, stick) = (scratch.path().join("data"), scratch.path().join("stick"));
    for folder in [&data, &stick] {
        std::fs::create_dir_all(folder).unwrap();
    }
    let now = jiff::Timestamp::UNIX_EPOCH;
    let mut files = official(&stick, "2026.01.15");
    let first = read_folder_feeds(&data, &files, &[], now).unwrap();
    assert_eq!((first.reports.len(), first.refused.len()), (2, 0));
    let rows = |release: &sonae_feeds::store::Release| release.generation().sources.values().map(|state| state.rows).sum::<u64>();
    assert_eq!(rows(&first.release.unwrap()), 2);
    let again = read_folder_feeds(&data, &files, &[], now).unwrap();
    assert_eq!((again.reports.len(), rows(&again.release.unwrap())), (0, 2));

    // a pack of somebody whom nobody trusts is told every time, and the rest counts
    let pack = stick.join("other.pack");
    std::fs::write(&pack, b"sonaepack1\n and nothing").unwrap();
    files.push(pack);
    for _ in 0..2 {
        let found = read_folder_feeds(&data, &files, &[], now).unwrap();
        assert_eq!((found.refused.len(), rows(&found.release.unwrap())), (1, 2));
    }
    assert!(read_folder_feeds(&data, &[], &[], now).unwrap().release.is_none());
    assert!(folder_feeds(&data).unwrap().is_none());
}
