//! What the stream finds is what the twins find in the lake.

use std::collections::{BTreeMap, BTreeSet};

use sonae_detect::{Detector, LAG, OWN, Span, Watched, silent};
use sonae_lake::Lake;
use sonae_logs::{Row, Surroundings};

use crate::compare::{Told, ask, told};
use crate::rows::{BEGIN, DAY, SECOND, displaced, rows, surroundings};

fn lake(rows: &[Row]) -> (tempfile::TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    let mut filling = lake.fill().unwrap();
    rows.iter().for_each(|row| filling.push(row.clone()).unwrap());
    let covered = BTreeMap::from([("2026".to_owned(), rows.len() as u64)]);
    filling.finish(&covered).unwrap();
    (folder, lake)
}

fn stream(rows: &[Row], around: &Surroundings) -> Vec<Told> {
    let (mut detector, _) = Detector::new(&[], around);
    let mut hits: Vec<Told> = rows.iter().flat_map(|row| detector.look(row, None)).map(|hit| told(&hit)).collect();
    hits.extend(detector.settle(i64::MAX).iter().map(told));
    assert_eq!(detector.take_late(), []);
    hits
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_finds_what_the_twins_find() {
    let around = surroundings();
    for seed in 1..=3 {
        let rows = displaced(&rows(seed, 8, 30_000), LAG, seed);
        let found = stream(&rows, &around);
        let (_folder, lake) = lake(&rows);
        for own in OWN.iter().filter(|own| !own.by_clock) {
            let mine: BTreeSet<Told> = found.iter().filter(|hit| hit.0 == own.name).cloned().collect();
            let twins = ask(&lake, own.name, &around, &[], Span { from: BEGIN, to: BEGIN + 9 * DAY }).await;
            assert_eq!(twins.iter().cloned().collect::<BTreeSet<_>>(), mine, "{} seed {seed}", own.name);
            assert_eq!(twins.len(), mine.len());
            assert!(!mine.is_empty(), "{} seed {seed}", own.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_twin_tells_of_a_part_what_it_tells_of_the_whole() {
    let around = surroundings();
    let rows = rows(5, 6, 20_000);
    let found = stream(&rows, &around);
    let (_folder, lake) = lake(&rows);
    let (from, to) = (BEGIN + 2 * DAY + 5 * 3600 * SECOND, BEGIN + 4 * DAY);
    for own in OWN.iter().filter(|own| !own.by_clock) {
        let of_the_part = |hit: &&Told| hit.0 == own.name && hit.4 >= from && hit.4 < to;
        let mine: BTreeSet<Told> = found.iter().filter(of_the_part).cloned().collect();
        let twins = ask(&lake, own.name, &around, &[], Span { from, to }).await;
        assert_eq!(twins.into_iter().collect::<BTreeSet<_>>(), mine, "{}", own.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_the_same_in_the_lake_and_by_the_clock() {
    let around = surroundings();
    let rows = rows(6, 2, 2_000);
    let (_folder, lake) = lake(&rows);
    let last = |source: &str| rows.iter().filter(|row| row.source == source).map(|row| row.received).max();
    let from = BEGIN - DAY;
    let watched: Vec<Watched> = [("emr", 3), ("dc", 30), ("vpn", 12), ("pacs", 0)]
        .into_iter()
        .map(|(source, after_hours)| Watched { source: source.to_owned(), last: last(source).unwrap_or(from), after_hours })
        .collect();
    for hours in [-10, 1, 4, 29, 31, 200] {
        let now = rows.iter().map(|row| row.received).max().unwrap() + hours * 3600 * SECOND;
        let known: Vec<Watched> = watched
            .iter()
            .map(|source| Watched {
                last: rows
                    .iter()
                    .filter(|row| row.source == source.source && row.received < now)
                    .map(|row| row.received)
                    .max()
                    .unwrap_or(from),
                ..source.clone()
            })
            .collect();
        let mine: BTreeSet<(String, i64, u32)> = silent(&known, now).into_iter().map(|hit| (hit.about, hit.window, hit.count)).collect();
        let twins = ask(&lake, "silent-source", &around, &watched, Span { from, to: now }).await;
        assert_eq!(twins.into_iter().map(|hit| (hit.2, hit.3, hit.7)).collect::<BTreeSet<_>>(), mine, "{hours}");
    }
}
