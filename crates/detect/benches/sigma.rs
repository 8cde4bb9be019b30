//! Events a second on one core: Sigma with routing over the shared rules and samples (where they lie beside the repository), and the
//! rules of our own over rows of a hospital's month.

#![expect(clippy::unwrap_used, reason = "a bench")]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sonae_detect::Detector;
use sonae_logs::{FileHead, Format, Native, Normaliser, RecordRef, Row, Source, Surroundings, cut};

#[path = "../tests/it/rows.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod rows;

fn files(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, ending, into);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            into.push(path);
        }
    }
    into.sort();
}

fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("SONAE_SHARED_DATA").map(PathBuf::from);
    named.or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir())
    })
}

fn natives(folder: &Path) -> Vec<(Row, Native)> {
    let mut logs = Vec::new();
    files(folder, "evtx", &mut logs);
    let source = Source::new("bench", Format::Evtx);
    let normaliser = Normaliser::new(&source, &FileHead::default());
    let mut all = Vec::new();
    for log in logs {
        let _ = cut(&source, &mut std::fs::File::open(log).unwrap(), &mut |_| ControlFlow::Continue(()), &mut |record| {
            let mut said = normaliser.read(RecordRef { seq: record.seq, received: 0, raw: record.raw });
            if let (Some(event), Some(native)) = (said.events.pop(), said.native) {
                all.push((Row { event, source: "bench".to_owned(), ..Row::default() }, native));
            }
            ControlFlow::Continue(())
        });
    }
    all
}

fn sigma(criterion: &mut Criterion) {
    let Some(shared) = shared() else { return };
    let mut paths = Vec::new();
    files(&shared.join("sigma/rules"), "yml", &mut paths);
    let rules: Vec<(String, String)> =
        paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect();
    let events = natives(&shared.join("evtx"));
    let (mut detector, _) = Detector::new(&rules, &Surroundings::default());
    let mut group = criterion.benchmark_group("detect");
    group.sample_size(10).throughput(Throughput::Elements(events.len() as u64));
    group.bench_function(format!("sigma, {} rules", detector.sigma_rules()), |bench| {
        bench.iter(|| events.iter().map(|(row, native)| detector.look(black_box(row), Some(native)).len()).sum::<usize>());
    });
    group.finish();
}

fn own(criterion: &mut Criterion) {
    let rows = rows::rows(1, 10, 500_000);
    let mut group = criterion.benchmark_group("detect");
    group.sample_size(10).throughput(Throughput::Elements(rows.len() as u64));
    group.bench_function("rules of our own", |bench| {
        bench.iter(|| {
            let (mut detector, _) = Detector::new(&[], &rows::surroundings());
            rows.iter().map(|row| detector.look(black_box(row), None).len()).sum::<usize>() + detector.settle(i64::MAX).len()
        });
    });
    group.finish();
}

criterion_group!(benches, sigma, own);
criterion_main!(benches);
