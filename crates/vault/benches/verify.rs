//! Verification of a vault, and of one bundle. The rate is in leaves.

#![allow(clippy::expect_used, reason = "a bench that cannot be set up has nothing to measure")]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sonae_vault::proof::{Around, Policy, check_bundle, prove};
use sonae_vault::verify::{Known, verify};
use sonae_vault::{Batch, Kind, Options, Reading, Vault, VerifierKey};

const ROWS: u64 = 1_000_000;

/// Rows of 113 bytes, as an export of a medical-record system has them.
fn fill(dir: &Path) {
    let options = Options { gather: Duration::ZERO, ..Options::new("sonae/bench") };
    let (vault, _) = Vault::open(dir, options).expect("a new vault");
    let now = "2026-11-21T03:00:00Z".parse().expect("an instant");
    let row = |n: u64| {
        let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (user, patient, terminal) = (mixed % 400, (mixed >> 20) % 30_000, (mixed >> 40) % 250);
        let mut row = format!(
            "2026/11/21 {:02}:{:02}:{:02},user{user:04},name of user {user:04},chart,open,{patient:08},PC{terminal:04},ok",
            n / 3_600 % 24,
            n / 60 % 60,
            n % 60
        );
        row.extend(std::iter::repeat_n('.', 113_usize.saturating_sub(row.len())));
        row.into_bytes()
    };
    for begin in (0..ROWS).step_by(20_000) {
        let records = (begin..begin + 20_000).map(|n| (n + 1, row(n))).collect();
        let batch = Batch { kind: Kind::Record, source: "emr".to_owned(), received: now, file: 0, records };
        vault.append_and_wait(batch).expect("room on the disk");
    }
    vault.seal(now, true).expect("room on the disk");
}

fn bench(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a folder");
    fill(dir.path());
    let line = std::fs::read_to_string(dir.path().join("key.pub")).expect("a key");
    let keys = vec![VerifierKey::parse(&line).expect("a key")];
    let known = Known { keys: keys.clone(), ..Known::default() };
    let mut group = c.benchmark_group("verify");
    group.sample_size(10).throughput(Throughput::Elements(ROWS + 1));
    group.bench_function("a vault of a million rows", |b| {
        b.iter(|| assert!(verify(dir.path(), &known).expect("it can be read").is_intact()));
    });
    group.finish();

    let reading = Reading::open(dir.path());
    let around = Around { keys: &keys, witnesses: &[], readme: "" };
    let bundle = prove(&reading, "2026", 654_321, &around).expect("a proof");
    let trusted = Policy::of_logs(vec![keys[0].renamed("sonae/bench/2026").expect("a name")], Vec::new());
    let mut group = c.benchmark_group("proof");
    group.bench_function(format!("check a bundle of {} bytes", bundle.size()), |b| {
        b.iter(|| check_bundle(black_box(&bundle), &trusted).expect("a proof"));
    });
    group
        .sample_size(20)
        .bench_function("make a bundle", |b| b.iter(|| prove(&reading, "2026", black_box(654_321), &around).expect("a proof")));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
