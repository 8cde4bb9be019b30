//! Looks through a month of so many events as a stream, fills a lake with them, and asks every twin: the hits must be the same.
//! `cargo run --release -p sonae-detect --example twins -- 10000000 SCRATCH-FOLDER`
//!
//! Ends with 1 when they differ. Seconds are of the clock.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "an example prints; what it shares with the tests ends as a test does")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use compare::{Told, ask, told};
use sonae_detect::{Detector, OWN, Span};
use sonae_lake::{Lake, Options};

#[path = "../tests/it/compare.rs"]
mod compare;
#[path = "../tests/it/rows.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod rows;

const DAYS: i64 = 30;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().ok_or("how many events")?.parse()?;
    let folder = tempfile::tempdir_in(arguments.next().ok_or("a folder to work in")?)?;
    let around = rows::surroundings();
    let begin = Instant::now();
    let made: u64 = rows::stream(1, DAYS, count).map(|row| row.leaf & 1).sum();
    let making = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    let (mut detector, _) = Detector::new(&[], &around);
    let mut found: Vec<Told> = Vec::new();
    for row in rows::stream(1, DAYS, count) {
        found.extend(detector.look(&row, None).iter().map(told));
    }
    found.extend(detector.settle(i64::MAX).iter().map(told));
    let streaming = begin.elapsed().as_secs_f64() - making;
    println!("{count} events made in {making:.1} s ({made} odd), looked at in {streaming:.1} s: {} hits", found.len());
    assert_eq!((detector.take_late().len(), detector.forgotten()), (0, 0));
    let begin = Instant::now();
    // Whoever asks over a month of ten million waits longer than at a screen.
    let lake = Lake::open_with(folder.path(), Options { time: Duration::from_mins(30), ..Options::default() })?;
    let mut filling = lake.fill()?;
    rows::stream(1, DAYS, count).try_for_each(|row| filling.push(row))?;
    filling.finish(&BTreeMap::from([("2026".to_owned(), count)]))?;
    println!("filled in {:.1} s", begin.elapsed().as_secs_f64() - making);
    let mut differ = 0;
    for own in OWN.iter().filter(|own| !own.by_clock) {
        let begin = Instant::now();
        let span = Span { from: rows::BEGIN, to: rows::BEGIN + (DAYS + 2) * rows::DAY };
        let twins: BTreeSet<Told> = ask(&lake, own.name, &around, &[], span).await.into_iter().collect();
        let mine: BTreeSet<Told> = found.iter().filter(|hit| hit.0 == own.name).cloned().collect();
        let odd = twins.symmetric_difference(&mine).count();
        println!("{:>6} hits, {odd} differ, {:>5.1} s: {}", mine.len(), begin.elapsed().as_secs_f64(), own.name);
        differ += odd;
    }
    Ok(if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
