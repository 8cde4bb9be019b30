//! Rows of a feed read and imported a second; one product looked up; a hospital of 1,000 devices checked. The feeds are shared test
//! data (`SONAE_SHARED_DATA`, or `shared/data` beside a clone); without them nothing is measured. `SONAE_FEEDS_STORE` names a store
//! with a large feed, made by the examples `generate_feed` and `import_feed`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sonae_feeds::Limits;
use sonae_feeds::matching::Matcher;
use sonae_feeds::names::Name;
use sonae_feeds::store::Store;

#[path = "support/hospital.rs"]
mod hospital;
use hospital::hospital;

fn shared() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SONAE_SHARED_DATA") {
        return Some(PathBuf::from(named)).filter(|path| path.is_dir());
    }
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data")).find(|path| path.join("kev").is_dir())
}

fn import(store: &Store, files: &[PathBuf]) {
    let mut stage = store.stage(Limits::default()).unwrap();
    for file in files {
        stage.add(file).unwrap();
    }
    stage.finish().unwrap().commit(jiff::Timestamp::UNIX_EPOCH).unwrap();
}

fn reading(criterion: &mut Criterion) {
    let Some(shared) = shared() else { return };
    let feed = shared.join("nvd/derived-nvdcve-2.0-hospital-slice.json.gz");
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let mut group = criterion.benchmark_group("feeds");
    group.sample_size(10).throughput(Throughput::Elements(1149));
    group.bench_function("read 1,149 CVEs", |bencher| {
        bencher.iter(|| sonae_feeds::read_path(&feed, &Limits::default(), &mut |_, said| assert_eq!(black_box(said).len(), 1149)).unwrap());
    });
    group.bench_function("import 1,149 CVEs", |bencher| bencher.iter(|| import(&store, std::slice::from_ref(&feed))));
    group.finish();
}

fn matching(criterion: &mut Criterion) {
    let Some(shared) = shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let made = std::env::var_os("SONAE_FEEDS_STORE");
    let store = Store::open(made.as_ref().map_or(folder.path(), Path::new)).unwrap();
    if made.is_none() {
        let files = [
            "nvd/derived-nvdcve-2.0-hospital-slice.json.gz",
            "cve5/microsoft.cve5.jsonl.gz",
            "cve5/fortinet.cve5.jsonl.gz",
            "cve5/network-jp.cve5.jsonl.gz",
            "kev/known_exploited_vulnerabilities.json",
        ];
        import(&store, &files.map(|file| shared.join(file)));
    }
    let mut group = criterion.benchmark_group("matching");
    group.sample_size(10);
    for name in [Name::new("fortinet", "fortios"), Name::new("cisco", "ios_xe"), Name::new("samba", "samba")] {
        let release = store.release().unwrap();
        let found = release.conditions(&name).unwrap().len();
        group.bench_function(format!("conditions of {} ({found})", name.key()), |bencher| {
            bencher.iter(|| black_box(release.conditions(&name).unwrap()));
        });
    }
    let devices = hospital();
    group.throughput(Throughput::Elements(devices.len() as u64));
    group.bench_function("1,000 devices", |bencher| {
        bencher.iter(|| {
            let release = store.release().unwrap();
            let mut matcher = Matcher::new(&release);
            devices.iter().map(|device| matcher.check(device).unwrap().findings.len()).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(all, reading, matching);
criterion_main!(all);
