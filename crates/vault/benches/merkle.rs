//! Records a second: hashed into leaves and tree; appended durably; read back. And opening a vault that is sealed.
//!
//! Times of the groups `merkle` and `open` are CPU time of the thread that measures (on Linux; elsewhere of the clock), so that a busy machine does not
//! falsify them. Appending uses further threads and waits for the disk: it is timed by the clock, and the CPU time of the whole process is
//! printed beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use sonae_vault::{Batch, Frame, Frontier, Kind, Options, Reading, Vault};

/// Records of the small vault; the large one has twenty times as many.
const RECORDS: u64 = 200_000;
/// Records of a batch, as an importer hands them over.
const BATCH: u64 = 4_000;

/// One row of 113 bytes, as an access log of a medical-record system has them, of a working day of 400 users.
fn row(at: u64) -> Vec<u8> {
    let mixed = at.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (user, patient, terminal) = (mixed % 400, (mixed >> 20) % 30_000, (mixed >> 40) % 250);
    let (hour, minute, second) = (8 + at / 60_000 % 12, at / 1_000 % 60, at / 17 % 60);
    let what = ["chart-view", "order-edit", "image-view", "print-list", "chart-edit"][usize::try_from(mixed % 5).unwrap()];
    let mut row =
        format!("2026/11/21 {hour:02}:{minute:02}:{second:02},u{user:05},P{patient:08},T{terminal:04},{what},ok,{at:09}").into_bytes();
    row.resize(113, b' ');
    row
}

fn batches(records: u64) -> Vec<Batch> {
    let batch = |from: u64| Batch {
        kind: Kind::Record,
        source: "emr".to_owned(),
        received: Timestamp::UNIX_EPOCH,
        file: 2,
        records: (from..from + BATCH).map(|at| (at, row(at))).collect(),
    };
    (0..records / BATCH).map(|at| batch(at * BATCH)).collect()
}

fn append(dir: &Path, batches: Vec<Batch>) -> Vault {
    let (vault, _) = Vault::open(dir, Options::new("sonae/bench")).unwrap();
    for batch in batches {
        vault.append(batch, |result| assert!(result.is_ok()));
    }
    vault.seal(Timestamp::UNIX_EPOCH, false).unwrap();
    vault
}

fn frames(dir: &Path) -> Vec<Frame> {
    Reading::open(dir).frames("1970", 0).unwrap().map(Result::unwrap).collect()
}

/// What the peer has stored.
struct Kept(Vec<tlog_tiles::Hash>);

impl tlog_tiles::HashReader for Kept {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|at| self.0[usize::try_from(*at).unwrap()]).collect())
    }
}

/// CPU time of the present thread, nanoseconds.
struct CpuTime;

impl CpuTime {
    fn now() -> u64 {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        stat.and_then(|stat| stat.split(' ').next()?.parse().ok()).unwrap_or_else(|| {
            let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            u64::try_from(clock.unwrap().as_nanos()).unwrap()
        })
    }
}

impl Measurement for CpuTime {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        Self::now()
    }

    fn end(&self, begun: u64) -> u64 {
        Self::now() - begun
    }

    fn add(&self, one: &u64, other: &u64) -> u64 {
        one + other
    }

    fn zero(&self) -> u64 {
        0
    }

    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a benchmark")]
    fn to_f64(&self, value: &u64) -> f64 {
        *value as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// CPU time of the whole process, seconds; zero where the system does not tell.
fn cpu_of_process() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = behind_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn appending(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("append");
    group.sample_size(10);
    group.throughput(Throughput::Elements(RECORDS));
    let (mut at, mut cpu) = (0, Vec::new());
    group.bench_function("200,000 records durably, sealed", |bencher| {
        bencher.iter_batched(
            || {
                at += 1;
                (folder.path().join(format!("append{at}")), batches(RECORDS))
            },
            |(dir, batches)| {
                let before = cpu_of_process();
                drop(append(&dir, batches));
                cpu.push(cpu_of_process() - before);
                std::fs::remove_dir_all(dir).unwrap();
            },
            BatchSize::PerIteration,
        );
    });
    let rows: Vec<Vec<u8>> = (0..RECORDS).map(row).collect();
    group.bench_function("peer: zstd -3 into a file, one sync", |bencher| {
        bencher.iter(|| {
            let file = std::fs::File::create(folder.path().join("peer")).unwrap();
            let mut encoder = zstd::Encoder::new(&file, 3).unwrap();
            rows.iter().for_each(|row| std::io::Write::write_all(&mut encoder, row).unwrap());
            encoder.finish().unwrap();
            file.sync_data().unwrap();
        });
    });
    group.finish();
    cpu.sort_by(f64::total_cmp);
    println!("CPU of the process, median: {:.2} s for {RECORDS} records", cpu[cpu.len() / 2]);
}

fn merkle(criterion: &mut Criterion<CpuTime>) {
    let folder = tempfile::tempdir().unwrap();
    let small = folder.path().join("small");
    drop(append(&small, batches(RECORDS)));
    let frames = frames(&small);
    let size = Reading::open(&small).size("1970").unwrap();

    let mut group = criterion.benchmark_group("merkle");
    group.sample_size(20);
    group.throughput(Throughput::Elements(size));
    group.bench_function("salt, hash, tree, tiles, root", |bencher| {
        bencher.iter(|| {
            let (mut tree, mut tiles) = (Frontier::default(), Vec::new());
            for frame in &frames {
                tree.append(&frame.leaf_hashes(), &mut tiles);
            }
            black_box((tree.root(), tiles.len()))
        });
    });
    let hashes: Vec<_> = frames.iter().flat_map(Frame::leaf_hashes).collect();
    group.bench_function("tree, tiles, root", |bencher| {
        bencher.iter(|| {
            let (mut tree, mut tiles) = (Frontier::default(), Vec::new());
            tree.append(&hashes, &mut tiles);
            black_box((tree.root(), tiles.len()))
        });
    });
    group.bench_function("peer: tlog_tiles, tree only", |bencher| {
        bencher.iter(|| {
            let mut kept = Kept(Vec::with_capacity(2 * hashes.len()));
            for (at, hash) in hashes.iter().enumerate() {
                let more = tlog_tiles::stored_hashes_for_record_hash(at as u64, tlog_tiles::Hash(*hash), &kept).unwrap();
                kept.0.extend(more);
            }
            black_box(tlog_tiles::tree_hash(size, &kept).unwrap())
        });
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| Reading::open(&small).records("1970", 0).unwrap().map(Result::unwrap).count());
    });
    group.finish();

    let large = folder.path().join("large");
    let stored = append(&large, batches(20 * RECORDS));
    drop(stored);
    let bytes = |dir: &Path| walk(dir);
    println!(
        "stored: {} bytes of segments and {} of tiles for {} records",
        bytes(&large.join("1970/segments")),
        bytes(&large.join("1970/tile")),
        20 * RECORDS
    );
    let mut group = criterion.benchmark_group("open");
    group.sample_size(20);
    for (name, dir) in [("200,000 records, sealed", &small), ("4,000,000 records, sealed", &large)] {
        group.bench_function(name, |bencher| bencher.iter(|| Vault::open(dir, Options::new("sonae/bench")).unwrap().1.size));
    }
    let reading = Reading::open(&large);
    let mut leaf = 0;
    group.bench_function("read one record of 4,000,000", |bencher| {
        bencher.iter(|| {
            leaf = (leaf + 1_234_567) % (20 * RECORDS);
            reading.frames("1970", leaf).unwrap().next().unwrap().unwrap().leaf(leaf)
        });
    });
    group.bench_function("tile of 256 leaves of 4,000,000", |bencher| {
        bencher.iter(|| {
            leaf = (leaf + 1_234_567) % (20 * RECORDS);
            reading.tile("1970", 0, leaf / 256, 256).unwrap()
        });
    });
    group.finish();
}

/// Bytes of all files below a folder.
fn walk(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walk(&path) } else { path.metadata().unwrap().len() }).sum()
}

criterion_group!(clock, appending);
criterion_group!(name = cpu; config = Criterion::default().with_measurement(CpuTime); targets = merkle);
criterion_main!(cpu, clock);
