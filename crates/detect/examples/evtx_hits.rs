//! Looks through Windows event logs with Sigma rules and the rules of our own:
//! `cargo run --release -p sonae-detect --example evtx_hits -- RULES-FOLDER FILE-OR-FOLDER…`
//!
//! Prints for each file its records and hits by rule, and at the end records, hits, and the processor's seconds for reading and for
//! looking.

#![expect(clippy::print_stdout, reason = "an example prints")]

use std::collections::BTreeMap;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sonae_detect::Detector;
use sonae_logs::{FileHead, Format, Normaliser, RecordRef, Row, Source, Surroundings, cut};

fn files(path: &Path, ending: &str, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        into.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == ending) {
            files(&entry, ending, into)?;
        }
    }
    Ok(())
}

/// Seconds of the processor that this thread has used; where the system does not tell them so, seconds since it began.
fn processor(begin: std::time::Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.as_deref().and_then(|told| told.split_whitespace().next()).and_then(|nanos| nanos.parse::<u64>().ok());
    nanos.map_or(begin.elapsed(), std::time::Duration::from_nanos).as_secs_f64()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let rules = arguments.next().ok_or("a folder of rules, then files or folders of .evtx")?;
    let (mut paths, mut logs) = (Vec::new(), Vec::new());
    files(&rules, "yml", &mut paths)?;
    for argument in arguments {
        files(&argument, "evtx", &mut logs)?;
    }
    let read: Vec<(String, String)> =
        paths.iter().map(|path| Ok((path.display().to_string(), std::fs::read_to_string(path)?))).collect::<std::io::Result<_>>()?;
    let start = std::time::Instant::now();
    let begin = processor(start);
    let (mut detector, problems) = Detector::new(&read, &Surroundings::default());
    println!("{} rules, {} problems, {:.2} s", detector.sigma_rules(), problems.len(), processor(start) - begin);
    problems.iter().for_each(|problem| println!("  {}: {}", problem.file, problem.what));
    let (mut records, mut hits, mut reading, mut looking) = (0, 0, 0.0, 0.0);
    for log in &logs {
        let begin = processor(start);
        let rows = rows(log)?;
        reading += processor(start) - begin;
        let begin = processor(start);
        let mut by_rule: BTreeMap<String, usize> = BTreeMap::new();
        let mut count = |found: Vec<sonae_detect::Hit>| {
            for hit in found {
                *by_rule.entry(format!("{:?} {} [{}] {}", hit.level, hit.title, hit.rule, hit.author)).or_default() += 1;
            }
        };
        rows.iter().for_each(|(row, native)| count(detector.look(row, native.as_ref())));
        count(detector.settle(i64::MAX));
        looking += processor(start) - begin;
        records += rows.len();
        hits += by_rule.values().sum::<usize>();
        println!("{}: {} records", log.display(), rows.len());
        by_rule.iter().for_each(|(rule, count)| println!("  {count:>5} {rule}"));
    }
    println!("{} files, {records} records, {hits} hits; reading {reading:.2} s, looking {looking:.2} s", logs.len());
    Ok(())
}

/// The rows of one file; each file is a source of its own.
fn rows(log: &Path) -> Result<Vec<(Row, Option<sonae_logs::Native>)>, Box<dyn std::error::Error>> {
    let name = log.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let source = Source::new(&name, Format::Evtx);
    let (mut kept, mut found) = (FileHead::default(), Vec::new());
    let summary = cut(
        &source,
        &mut BufReader::new(std::fs::File::open(log)?),
        &mut |head| {
            kept = head.clone();
            ControlFlow::Continue(())
        },
        &mut |record| {
            found.push((record.seq, record.raw.to_vec()));
            ControlFlow::Continue(())
        },
    )?;
    summary.notices.iter().for_each(|notice| println!("  {notice:?}"));
    let normaliser = Normaliser::new(&source, &kept);
    let mut rows = Vec::new();
    for (leaf, (seq, raw)) in found.iter().enumerate() {
        let said = normaliser.read(RecordRef { seq: *seq, received: 0, raw });
        let mut native = said.native;
        for event in said.events {
            let row = Row { event, source: name.clone(), leaf: leaf as u64, seq: *seq, ..Row::default() };
            rows.push((row, native.take()));
        }
    }
    Ok(rows)
}
