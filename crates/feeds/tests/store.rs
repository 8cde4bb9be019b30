//! The release store: imports, what they change, going back.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use sonae_feeds::names::Name;
use sonae_feeds::store::{Delta, Freshness, Generation, How, Store, StoreError};
use sonae_feeds::{Limits, Source};

fn now() -> jiff::Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn file(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn kev(folder: &Path, day: &str, cves: &[(&str, &str)]) -> PathBuf {
    let entries: Vec<String> = cves
        .iter()
        .map(|(cve, product)| {
            format!(r#"{{"cveID":"{cve}","product":"{product}","dateAdded":"2024-01-02","knownRansomwareCampaignUse":"Known"}}"#)
        })
        .collect();
    file(
        folder,
        &format!("kev-{day}.json"),
        &format!(r#"{{"catalogVersion":"{day}","dateReleased":"{day}T00:00:00Z","vulnerabilities":[{}]}}"#, entries.join(",")),
    )
}

/// NVD rows: number of the CVE, product, first version that is not affected.
fn nvd(folder: &Path, name: &str, rows: &[(u32, &str, &str)]) -> PathBuf {
    let rows: Vec<String> = rows
        .iter()
        .map(|(number, product, end)| {
            format!(
                r#"{{"cve":{{"id":"CVE-2024-{number:04}","lastModified":"2024-05-01T00:00:00","descriptions":[{{"lang":"en","value":"x"}}],"configurations":[{{"nodes":[
                {{"operator":"OR","cpeMatch":[{{"vulnerable":true,"criteria":"cpe:2.3:a:acme:{product}:*:*:*:*:*:*:*:*","versionEndExcluding":"{end}"}}]}}]}}]}}}}"#
            )
        })
        .collect();
    file(folder, name, &format!(r#"{{"format":"NVD_CVE","timestamp":"2024-06-01T00:00:00","vulnerabilities":[{}]}}"#, rows.join(",")))
}

fn import(store: &Store, paths: &[PathBuf]) -> (Generation, Vec<Delta>) {
    let mut stage = store.stage(Limits::default()).unwrap();
    for path in paths {
        stage.add(path).unwrap();
    }
    let staged = stage.finish().unwrap();
    let deltas = staged.deltas().to_vec();
    (staged.commit(now()).unwrap(), deltas)
}

#[test]
fn a_whole_feed_replaces_and_the_change_is_told_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("feeds")).unwrap();
    import(&store, &[kev(folder.path(), "2024-12-18", &[("CVE-2024-0001", "a"), ("CVE-2024-0002", "b"), ("CVE-2024-0003", "c")])]);
    let (generation, deltas) =
        import(&store, &[kev(folder.path(), "2025-08-25", &[("CVE-2024-0001", "a"), ("CVE-2024-0002", "B"), ("CVE-2024-0009", "z")])]);
    assert_eq!(deltas, [Delta { source: Source::Kev, added: 1, changed: 1, removed: 1, rows: 3, conditions: 0, older: false }]);
    assert_eq!((generation.number, generation.sources[&Source::Kev].rows), (2, 3));
    let release = store.release().unwrap();
    assert_eq!(release.exploited("CVE-2024-0002").unwrap().unwrap().product, "B");
    assert_eq!(release.exploited("CVE-2024-0003").unwrap(), None);

    // an older file is told as such
    let mut stage = store.stage(Limits::default()).unwrap();
    stage.add(&folder.path().join("kev-2024-12-18.json")).unwrap();
    assert!(stage.finish().unwrap().deltas()[0].older);
}

#[test]
fn a_part_of_a_feed_replaces_its_own_records_with_all_their_conditions() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("feeds")).unwrap();
    import(&store, &[nvd(folder.path(), "a.json", &[(1, "one", "2.0"), (2, "one", "3.0")])]);
    let (_, deltas) = import(&store, &[nvd(folder.path(), "b.json", &[(2, "two", "3.0")])]);
    assert_eq!((deltas[0].added, deltas[0].changed, deltas[0].removed, deltas[0].rows, deltas[0].conditions), (0, 0, 0, 2, 2));
    let release = store.release().unwrap();
    let cves = |product: &str| -> Vec<String> {
        release.conditions(&Name::new("acme", product)).unwrap().into_iter().map(|(_, condition)| condition.cve).collect()
    };
    assert_eq!(cves("one"), ["CVE-2024-0001"]);
    assert_eq!(cves("two"), ["CVE-2024-0002"]);

    // within one import the later file counts, with all its conditions
    import(&store, &[nvd(folder.path(), "c.json", &[(7, "one", "1"), (8, "one", "1")]), nvd(folder.path(), "d.json", &[(7, "two", "1")])]);
    let release = store.release().unwrap();
    assert_eq!(release.conditions(&Name::new("acme", "two")).unwrap().len(), 2);
    assert_eq!(release.conditions(&Name::new("acme", "one")).unwrap().len(), 2);
}

#[test]
fn one_bad_row_is_passed_over_and_many_refuse_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("feeds")).unwrap();
    let good: Vec<(u32, &str, &str)> = (1..60).map(|number| (number, "p", "1")).collect();
    let path = nvd(folder.path(), "a.json", &good);
    let text = std::fs::read_to_string(&path).unwrap();
    let one_bad = file(folder.path(), "one.json", &text.replacen("CVE-2024-0005", "not a number", 1));
    let many_bad = file(folder.path(), "many.json", &text.replace("CVE-2024-000", "not a number").replace("lastModified", "x"));
    let mut stage = store.stage(Limits::default()).unwrap();
    let report = stage.add(&one_bad).unwrap().remove(0);
    assert_eq!((report.rows, report.rejected, report.rejects[0].row, report.is_refused()), (58, 1, 5, false));
    assert!(stage.add(&many_bad).unwrap()[0].is_refused());
    let generation = stage.finish().unwrap().commit(now()).unwrap();
    assert_eq!(generation.sources[&Source::Nvd].rows, 58);

    let mut stage = store.stage(Limits::default()).unwrap();
    stage.add(&many_bad).unwrap();
    assert!(matches!(stage.finish().unwrap().commit(now()), Err(StoreError::Nothing)));
    assert_eq!(store.current().unwrap().number, 1);
}

#[test]
fn nothing_counts_before_the_commit_and_one_imports_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("feeds")).unwrap();
    let path = kev(folder.path(), "2025-08-25", &[("CVE-2024-0001", "a")]);
    let mut stage = store.stage(Limits::default()).unwrap();
    stage.add(&path).unwrap();
    assert!(matches!(store.stage(Limits::default()), Err(StoreError::Busy)));
    drop(stage.finish().unwrap());
    assert_eq!(store.current().unwrap(), Generation::default());
    // what was cut off is cleared away by the next
    std::fs::write(folder.path().join("feeds/tmp/nvd-00000.run"), b"x").unwrap();
    import(&store, &[path]);
    assert_eq!(std::fs::read_dir(folder.path().join("feeds/tmp")).unwrap().count(), 0);
}

#[test]
fn one_can_go_back_and_the_same_files_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("feeds")).unwrap();
    let (old, new) =
        (kev(folder.path(), "2024-12-18", &[("CVE-2024-0001", "a")]), kev(folder.path(), "2025-08-25", &[("CVE-2024-0002", "b")]));
    let (first, _) = import(&store, std::slice::from_ref(&old));
    import(&store, &[new]);
    let back = store.go_back(1, now()).unwrap();
    assert_eq!((back.number, &back.how, &back.sources), (3, &How::Back { to: 1 }, &first.sources));
    assert!(store.release().unwrap().exploited("CVE-2024-0001").unwrap().is_some());

    let other = Store::open(&folder.path().join("other")).unwrap();
    assert_eq!(import(&other, &[old]).0.sources[&Source::Kev].table, first.sources[&Source::Kev].table);

    assert_eq!(store.tidy(1).unwrap(), 2);
    assert_eq!(std::fs::read_dir(folder.path().join("feeds/tables")).unwrap().count(), 1);
    assert!(matches!(store.go_back(2, now()), Err(StoreError::NoGeneration(2))));
}

#[test]
fn the_status_names_every_feed_with_its_age() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("feeds")).unwrap();
    let (generation, _) = import(&store, &[kev(folder.path(), "2025-08-25", &[("CVE-2024-0001", "a")])]);
    let on = |day: &str| generation.status(day.parse().unwrap()).into_iter().find(|line| line.source == Source::Kev).unwrap();
    for (day, age, freshness) in [
        ("2025-09-01", 7, Freshness::Fresh),
        ("2025-09-02", 8, Freshness::Amber),
        ("2025-09-25", 31, Freshness::Red),
        ("2025-08-01", 0, Freshness::Fresh),
    ] {
        assert_eq!((on(day).age, on(day).freshness), (Some(age), freshness), "{day}");
    }
    let all = generation.status("2025-09-01".parse().unwrap());
    assert_eq!((all.len(), all.iter().filter(|line| line.freshness == Freshness::Missing).count()), (12, 11));
}

#[test]
fn a_damaged_table_is_named_and_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("feeds")).unwrap();
    let (generation, _) = import(&store, &[kev(folder.path(), "2025-08-25", &[("CVE-2024-0001", "a")])]);
    let table = folder.path().join("feeds/tables").join(format!("{}.table", generation.sources[&Source::Kev].table));
    let bytes = std::fs::read(&table).unwrap();
    assert!(store.verify().unwrap().is_empty());
    let mut changed = bytes.clone();
    changed[20] ^= 1;
    std::fs::write(&table, &changed).unwrap();
    assert_eq!(store.verify().unwrap()[0].0, Source::Kev);
    std::fs::write(&table, &bytes[..bytes.len() - 9]).unwrap();
    assert!(matches!(store.release(), Err(StoreError::Table { .. })));
}
