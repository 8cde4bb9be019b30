//! Full disks, failing disks and kills while the lake is filled and tended: whatever happens, it holds exactly what it says that it covers, and
//! filling goes on from there to the same answers.
//!
//! `scripts/vault-faults.sh` lets every write, sync, rename, mkdir and unlink fail once, and be the last thing the process does.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sonae_lake::{Lake, LakeError};
use sonae_logs::Row;

use crate::kit::{hospital, surroundings, text};

const DIR: &str = "SONAE_FILLER_DIR";
const ACKS: &str = "SONAE_FILLER_ACKS";

/// What is filled in, one after the other: an export, a second one that overlaps it, a third one.
fn steps() -> Vec<Vec<Row>> {
    let all: Vec<Row> = hospital(600, 3).collect();
    let mut leaf = 0;
    let mut step = |rows: std::ops::Range<usize>, file: u64| -> Vec<Row> {
        let numbered = |row: &Row| {
            leaf += 1;
            Row { leaf: leaf - 1, file: if row.file == 0 { 0 } else { file }, ..row.clone() }
        };
        all[rows].iter().map(numbered).collect()
    };
    vec![step(0..250, 1), step(100..400, 251), step(400..600, 551)]
}

/// Fills in what is not covered yet, tending after each step; `done` hears of each that is finished.
fn go_on(lake: &Lake, mut done: impl FnMut(u64)) -> Result<(), LakeError> {
    for rows in steps() {
        let end = rows.last().unwrap().leaf + 1;
        if lake.covered()?.get("2026").is_some_and(|covered| *covered >= end) {
            continue;
        }
        let mut filling = lake.fill()?;
        rows.into_iter().try_for_each(|row| filling.push(row))?;
        filling.finish(&BTreeMap::from([("2026".to_owned(), end)]))?;
        done(end);
        lake.tend()?;
    }
    Ok(())
}

/// Everything that is in both copies, as text.
async fn everything(lake: &Lake) -> String {
    let mut all = String::new();
    for table in ["events", "events_by_user"] {
        let sql = format!("SELECT * FROM {table} ORDER BY shard, leaf, nth");
        let answer = lake.sql(&sql, 10_000, &surroundings()).await.unwrap();
        let lines: Vec<String> = answer.rows.iter().map(|row| row.iter().map(text).collect::<Vec<_>>().join("|")).collect();
        all += &lines.join("\n");
        all += "\n\n";
    }
    all
}

/// Writes down in one piece what happened; what cannot be written down was not heard.
fn write_down(acks: &mut fs::File, line: &str) {
    drop(acks.write_all(format!("{line}\n").as_bytes()));
}

/// The process whose disk fails.
#[test]
#[ignore = "runs in a process of its own, started by the tests beside it"]
fn filler() {
    let dir = PathBuf::from(std::env::var_os(DIR).expect("started by the tests beside it"));
    let mut acks = fs::File::options().append(true).create(true).open(std::env::var_os(ACKS).unwrap()).unwrap();
    let filled = Lake::open(&dir).and_then(|lake| go_on(&lake, |end| write_down(&mut acks, &end.to_string())));
    write_down(&mut acks, &filled.map_or_else(|error| format!("failed: {error}"), |()| "whole".to_owned()));
}

/// What a lake holds that covers so much.
async fn expected() -> BTreeMap<u64, String> {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    let mut expected = BTreeMap::from([(0, everything(&lake).await)]);
    let all = steps();
    for count in 1..=all.len() {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        for rows in &all[..count] {
            crate::kit::fill(&lake, rows.clone());
        }
        expected.insert(lake.covered().unwrap()["2026"], everything(&lake).await);
    }
    expected
}

/// Files in the folders of both copies.
fn parquet(lake: &Path) -> Vec<PathBuf> {
    let folders = ["by-patient", "by-user"].into_iter().flat_map(|copy| fs::read_dir(lake.join(copy)).into_iter().flatten().flatten());
    let mut files: Vec<PathBuf> = folders.flat_map(|day| fs::read_dir(day.path()).unwrap().map(|file| file.unwrap().path())).collect();
    files.sort();
    files
}

/// Lets the `nth` call of its kind (in each thread) end as told; whether there was one.
async fn fail(call: &str, ending: &str, nth: u32, expected: &BTreeMap<u64, String>) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (dir, acks, trace) = (folder.path().join("lake"), folder.path().join("acks"), folder.path().join("trace"));
    fs::create_dir(&dir).unwrap();
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-y", "-o"]).arg(&trace).args(["-e", &format!("trace={call}")]);
    traced.args(["-e", &format!("inject={call}:{ending}:when={nth}")]).arg(std::env::current_exe().unwrap());
    traced.args(["--exact", "faults::filler", "--ignored", "--nocapture", "--test-threads=1"]);
    let status = traced.env(DIR, &dir).env(ACKS, &acks).stdout(Stdio::null()).stderr(Stdio::null()).status().expect("strace runs");
    let trace = fs::read_to_string(&trace).unwrap();
    // strace ends as the process did
    let killed = status.signal().map(|signal| format!("signal {signal}"));
    let injected = trace.lines().find(|line| line.contains("(INJECTED)")).map(str::to_owned).or(killed);
    let heard = fs::read_to_string(&acks).unwrap_or_default();
    let what = format!("{call} {ending} {nth}: {injected:?}\n{heard}");

    let lake = Lake::open(&dir).unwrap_or_else(|error| panic!("{error}: {what}"));
    assert_eq!(lake.check().unwrap(), Vec::<PathBuf>::new(), "nothing claims to be whole that is not: {what}");
    let covered = lake.covered().unwrap().get("2026").copied().unwrap_or_default();
    assert!(heard.lines().filter_map(|line| line.parse().ok()).all(|end: u64| end <= covered), "what was finished stays: {what}");
    assert_eq!(&everything(&lake).await, expected.get(&covered).unwrap_or_else(|| panic!("{covered}: {what}")), "{what}");

    go_on(&lake, |_| {}).unwrap_or_else(|error| panic!("{error}: {what}"));
    assert_eq!(&everything(&lake).await, expected.last_key_value().unwrap().1, "{what}");
    // the last one has nothing to merge and removes what the one before replaced
    while lake.tend().unwrap() > 0 {}
    let (mut files, by_user) = lake.files().unwrap();
    files.extend(by_user);
    files.sort();
    assert_eq!(parquet(&dir), files, "nothing is left over: {what}");
    injected.is_some()
}

#[tokio::test]
#[ignore = "needs strace and some minutes: scripts/vault-faults.sh"]
async fn every_write_sync_and_rename_of_the_lake_may_fail_once() {
    let expected = expected().await;
    let mut total = 0;
    for call in ["write", "fsync", "fdatasync", "rename", "mkdir", "unlink"] {
        for ending in ["error=EIO", "error=ENOSPC", "signal=SIGKILL"] {
            let mut count = 0;
            while fail(call, ending, count + 1, &expected).await {
                count += 1;
            }
            println!("{call} {ending}: {count} places");
            total += count;
        }
    }
    println!("{total} faults, the lake was always what it said");
    assert!(total > 60);
}
