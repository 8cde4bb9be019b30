//! Power cuts, full disks and failing ones: a sender in a process of its own writes down what was acknowledged, the process is killed or its
//! disk fails, and then every acknowledged record is there once, in order, and the vault goes on.
//!
//! `SONAE_KILLS=1000` kills as often. `scripts/vault-faults.sh` lets every write, sync and rename fail once.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use sonae_vault::{AppendError, Appended, Hold, Redaction, root_of};

use super::*;

const DIR: &str = "SONAE_SENDER_DIR";
const ACKS: &str = "SONAE_SENDER_ACKS";
const NEXT: &str = "SONAE_SENDER_NEXT";
const BATCHES: &str = "SONAE_SENDER_BATCHES";

/// A number that looks random, from one that does not.
fn scatter(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The bytes of the record with this number: some are empty, some have several parts.
fn record(seq: u64) -> Vec<u8> {
    let length = match scatter(seq) % 200 {
        0 => 130_000,
        1 => 0,
        other => usize::try_from(other * 3).unwrap(),
    };
    let mut raw = format!("record {seq} ").into_bytes();
    let mut state = seq;
    while raw.len() < length {
        state = scatter(state);
        raw.extend_from_slice(&state.to_be_bytes());
    }
    if scatter(seq) % 200 == 1 { Vec::new() } else { raw }
}

/// Writes down in one piece what was acknowledged; a sender that cannot write it down has not heard it.
fn write_down(acks: &mut File, line: &str) {
    drop(acks.write_all(line.as_bytes()));
}

/// The process that is killed: sends numbered records of two sources until it is stopped.
#[test]
#[ignore = "runs in a process of its own, started by the tests beside it"]
fn sender() {
    let dir = PathBuf::from(std::env::var_os(DIR).expect("started by the tests beside it"));
    let mut acks = File::options().append(true).create(true).open(std::env::var_os(ACKS).unwrap()).unwrap();
    let mut next: Vec<u64> = std::env::var(NEXT).unwrap().split(',').map(|next| next.parse().unwrap()).collect();
    let batches: u64 = std::env::var(BATCHES).map_or(u64::MAX, |batches| batches.parse().unwrap());
    let segment_bytes = if batches == u64::MAX { 200_000 } else { 30_000 };
    let options = Options { gather: Duration::from_micros(300), segment_bytes, ..options() };
    let vault = match Vault::open(&dir, options) {
        Ok((vault, _)) => vault,
        Err(error) => return write_down(&mut acks, &format!("unopened {error}\n")),
    };
    write_down(&mut acks, "opened\n");
    let acks = std::sync::Arc::new(std::sync::Mutex::new(acks));
    let (tell, told) = mpsc::channel();
    for round in 0..batches {
        let which = usize::from(round % 2 == 1);
        let count = 1 + scatter(round ^ next[0]) % 30;
        let seqs = next[which]..next[which] + count;
        next[which] += count;
        let records = seqs.clone().map(|seq| (seq, record(seq))).collect();
        let batch = Batch { records, ..batch(&format!("s{which}"), &[]) };
        let (acks, tell) = (std::sync::Arc::clone(&acks), tell.clone());
        vault.append(batch, move |result: Result<Appended, AppendError>| {
            let line = match &result {
                Ok(place) => format!("ack s{which} {} {} {}\n", seqs.start, seqs.end, place.leaves.start),
                Err(error) => format!("stopped {error}\n"),
            };
            write_down(&mut acks.lock().unwrap(), &line);
            tell.send(result.is_ok()).ok();
        });
        // in a counted run every step waits for the one before, so that every run makes the same calls
        if batches < u64::MAX {
            told.recv().unwrap();
            step(&vault, round);
        } else if round % 7 == 6 {
            drop(vault.seal(now(), round % 3 == 0));
        } else if round % 41 == 40 {
            drop(vault.heartbeat(now()));
        }
    }
    drop(vault);
    write_down(&mut acks.lock().unwrap(), "closed\n");
}

/// Everything else that writes, once each; whether it works is seen afterwards.
fn step(vault: &Vault, round: u64) {
    match round {
        2 | 9 => drop(vault.seal(now(), true)),
        4 => drop(vault.heartbeat(now())),
        5 => drop(vault.change_key(now())),
        6 => {
            let hold = Hold { reason: String::new(), by: String::new(), sources: vec!["s1".into()], from: None, until: None };
            drop(vault.set_hold("h", hold, now()));
        }
        7 => drop(vault.keep_original(&b"a whole file"[..])),
        8 => drop(vault.redact(Redaction { shard: "2026".into(), index: 1, reason: String::new(), by: String::new() }, now())),
        10 => drop(vault.lift_hold("h", "", "", now())),
        11 => drop(vault.remove_before("2026-12-01T00:00:00Z".parse().unwrap(), "its time is over", now())),
        _ => {}
    }
}

/// What the vault should hold: the last number of each source, and where checking stopped.
#[derive(Default)]
struct Expected {
    next: BTreeMap<String, u64>,
    checked: u64,
}

impl Expected {
    fn next(&self, source: &str) -> u64 {
        self.next.get(source).copied().unwrap_or(1)
    }

    /// Everything that was added is whole, without a gap and once; everything that was acknowledged is there. Says how many.
    fn check(&mut self, dir: &Path, acks: &str) -> u64 {
        let mut places = BTreeMap::new();
        let removed = Reading::open(dir).removed("2026").unwrap();
        for stored in Reading::open(dir).records("2026", self.checked).unwrap() {
            let stored = stored.unwrap();
            self.checked = stored.index + 1;
            if stored.envelope.kind != Kind::Record {
                continue;
            }
            let (source, seq) = (stored.envelope.source, stored.envelope.seq);
            let is_first = !places.keys().any(|(known, _)| *known == source);
            if !removed.is_empty() && is_first && seq > self.next(&source) {
                // what came before was removed
                self.next.insert(source.clone(), seq);
            }
            assert_eq!(seq, self.next(&source), "{source}: nothing is missing and nothing is there twice");
            if let Some(raw) = stored.raw {
                assert_eq!(raw, record(seq), "{source} {seq}");
            }
            self.next.insert(source.clone(), seq + 1);
            places.insert((source, seq), stored.index);
        }
        let mut count = 0;
        for line in acks.lines() {
            let Some(ack) = line.strip_prefix("ack ") else {
                continue;
            };
            let fields: Vec<&str> = ack.split(' ').collect();
            let [source, first, end, leaf] = fields.as_slice() else { panic!("{line}") };
            let (first, end): (u64, u64) = (first.parse().unwrap(), end.parse().unwrap());
            let leaf: u64 = leaf.parse().unwrap();
            if !removed.iter().any(|range| range.contains(&leaf)) {
                assert_eq!(places.get(&((*source).to_owned(), first)), Some(&leaf), "{line}");
            }
            assert!(self.next(source) >= end, "{line}");
            count += end - first;
        }
        count
    }
}

/// Starts the sender.
fn start(dir: &Path, acks: &Path, expected: &Expected) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "faults::sender", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(DIR, dir).env(ACKS, acks).env(NEXT, format!("{},{}", expected.next("s0"), expected.next("s1")));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The vault opens, its tree is the one that is signed, and it takes records.
fn goes_on(dir: &Path, expected: &mut Expected) {
    let (vault, opened) = open(dir);
    assert_eq!((opened.lost, opened.unreadable), (0, Vec::new()));
    let next = expected.next("s0");
    vault.append_and_wait(Batch { records: vec![(next, record(next))], ..batch("s0", &[]) }).unwrap();
    let sealed = vault.seal(now(), false).unwrap();
    drop(vault);
    let reading = Reading::open(dir);
    assert_eq!(reading.size("2026").unwrap(), sealed.size);
    expected.check(dir, "");
    assert_eq!(expected.next("s0"), next + 1);
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_the_writer_is_killed() {
    let kills: u64 = std::env::var("SONAE_KILLS").map_or(12, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (mut dir, acks) = (folder.path().join("vault"), folder.path().join("acks"));
    let mut expected = Expected::default();
    let (mut acknowledged, mut torn, mut amidst) = (0, 0, 0);
    for kill in 0..kills {
        if kill % 100 == 99 {
            // a long run begins anew now and then, so that it stays quick
            std::fs::remove_dir_all(&dir).unwrap();
            (dir, expected) = (folder.path().join(format!("vault{kill}")), Expected::default());
        }
        std::fs::write(&acks, "").unwrap();
        let mut child = start(&dir, &acks, &expected).spawn().unwrap();
        // from before it has opened the vault until it has written for a while
        let opened = || std::fs::read_to_string(&acks).unwrap().starts_with("opened");
        let begun = std::time::Instant::now();
        if kill % 5 > 0 {
            while !opened() && begun.elapsed() < Duration::from_secs(20) {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        std::thread::sleep(Duration::from_micros(scatter(kill) % 80_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let (vault, found) = Vault::open(&dir, options()).unwrap();
        drop(vault);
        assert_eq!((found.lost, found.unreadable), (0, Vec::new()), "kill {kill}");
        torn += u64::from(found.torn.is_some());
        let heard = std::fs::read_to_string(&acks).unwrap();
        amidst += u64::from(heard.contains("ack "));
        acknowledged += expected.check(&dir, &heard);
    }
    goes_on(&dir, &mut expected);
    println!("{kills} kills, {amidst} amidst writing, {torn} torn tails, {acknowledged} acknowledged records, none lost, none doubled");
    assert!(amidst > 0 && acknowledged > 0);
    let reading = Reading::open(&dir);
    let sealed = reading.checkpoint("2026").unwrap().unwrap();
    assert_eq!(root_of(&reading.leaf_hashes("2026", 0..sealed.size).unwrap()), sealed.root);
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_intake_loudly_and_what_was_acknowledged_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, acks) = (folder.path().join("vault"), folder.path().join("acks"));
    let mut expected = Expected::default();
    let sender = start(&dir, &acks, &expected);
    // no file may become longer than some 50 KiB, and that is an error instead of a signal
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 100; exec \"$@\"", "sh"]);
    limited.arg(sender.get_program()).args(sender.get_args());
    for (name, value) in sender.get_envs() {
        limited.env(name, value.unwrap());
    }
    limited.env(BATCHES, "40").stdout(Stdio::null()).stderr(Stdio::null());
    // a segment of the counted run is closed before the limit; one large record reaches it
    std::fs::write(&acks, "").unwrap();
    assert!(limited.status().unwrap().success());
    let heard = std::fs::read_to_string(&acks).unwrap();
    let stopped: Vec<&str> = heard.lines().skip_while(|line| !line.starts_with("stopped")).collect();
    assert!(stopped.len() > 1, "{heard}");
    assert!(stopped[0].contains("intake has stopped") && !stopped.iter().any(|line| line.starts_with("ack")), "{heard}");
    let (vault, found) = Vault::open(&dir, options()).unwrap();
    drop(vault);
    assert_eq!((found.lost, found.unreadable.is_empty()), (0, true));
    assert!(expected.check(&dir, &heard) > 0);
    goes_on(&dir, &mut expected);
}

/// Lets the system call fail that is the `nth` of its kind, in a new vault or in one that a power cut has torn; whether there was one.
#[cfg(target_os = "linux")]
fn fail(call: &str, error: &str, nth: u32, torn: bool) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (dir, acks, trace) = (folder.path().join("vault"), folder.path().join("acks"), folder.path().join("trace"));
    let mut expected = Expected::default();
    if torn {
        goes_on(&dir, &mut expected);
        goes_on(&dir, &mut expected);
        std::fs::remove_file(dir.join("2026/state")).unwrap();
        let (_, segment) = Reading::open(&dir).segments("2026").unwrap().pop().unwrap();
        File::options().append(true).open(segment).unwrap().write_all(b"SVFR and no more").unwrap();
    }
    let sender = start(&dir, &acks, &expected);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-y", "-o"]).arg(&trace).args(["-e", &format!("trace={call}")]);
    // only what concerns the vault: a sender that cannot write down is none
    traced.args(["-e", &format!("inject={call}:error={error}:when={nth}")]);
    traced.arg(sender.get_program()).args(sender.get_args());
    for (name, value) in sender.get_envs() {
        traced.env(name, value.unwrap());
    }
    traced.env(BATCHES, "14").stdout(Stdio::null()).stderr(Stdio::null());
    traced.status().expect("strace runs");
    let trace = std::fs::read_to_string(&trace).unwrap();
    let injected = trace.lines().find(|line| line.contains("(INJECTED)")).map(str::to_owned);
    let heard = std::fs::read_to_string(&acks).unwrap_or_default();
    let what = format!("{call} {error} {nth}: {injected:?}\n{heard}");
    let after_stop: Vec<&str> = heard.lines().skip_while(|line| !line.starts_with("stopped")).collect();
    assert!(!after_stop.iter().any(|line| line.starts_with("ack")), "{what}");
    let opened = Vault::open(&dir, options());
    let found = opened.map_or_else(|error| panic!("{error}: {what}"), |(_, found)| found);
    assert_eq!((found.lost, found.unreadable.is_empty()), (0, true), "{what}");
    if found.size > 0 || torn {
        expected.check(&dir, &heard);
    } else {
        assert!(!heard.contains("ack "), "{what}");
    }
    goes_on(&dir, &mut expected);
    let reading = Reading::open(&dir);
    let sealed = reading.checkpoint("2026").unwrap().unwrap();
    let removed = reading.removed("2026").unwrap();
    if removed.is_empty() {
        assert_eq!(root_of(&reading.leaf_hashes("2026", 0..sealed.size).unwrap()), sealed.root, "{what}");
    } else {
        // hashing everything anew goes over what was removed by the tiles that were kept
        std::fs::remove_file(dir.join("2026/state")).unwrap();
        assert_eq!(open(&dir).1.size, sealed.size, "{what}");
    }
    assert!(injected.is_some() || !removed.is_empty(), "a run without a fault comes as far as removing: {what}");
    injected.is_some()
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs strace and some minutes: scripts/vault-faults.sh"]
fn every_write_sync_and_rename_may_fail_once() {
    let mut total = 0;
    for call in ["write", "fsync", "fdatasync", "rename", "ftruncate", "mkdir", "unlink"] {
        for error in ["EIO", "ENOSPC"] {
            for torn in [false, true] {
                let count = (1..10_000).take_while(|nth| fail(call, error, *nth, torn)).count();
                println!("{call} {error}{}: {count} places", if torn { ", after a power cut" } else { "" });
                total += count;
            }
        }
    }
    println!("{total} faults, nothing acknowledged lost");
    assert!(total > 100);
}
