//! Ledger rows a second, over the labelled strings of this crate.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sonae_products::version::{Scheme, compare};
use sonae_products::{Field, Resolver};

fn rows() -> Vec<(String, String, Field)> {
    include_str!("../tests/labelled.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            (cells[2].to_owned(), cells[3].to_owned(), Field::of(cells[1]))
        })
        .collect()
}

fn resolve(criterion: &mut Criterion) {
    let rows = rows();
    let Ok(resolver) = Resolver::builtin() else { return };
    let mut group = criterion.benchmark_group("products");
    group.throughput(Throughput::Elements(u64::try_from(rows.len()).unwrap_or_default()));
    group.bench_function("resolve", |bencher| {
        bencher.iter(|| {
            for (raw, version, field) in &rows {
                black_box(resolver.resolve(raw, version, *field));
            }
        });
    });
    group.finish();
    criterion.bench_function("products/tables", |bencher| bencher.iter(|| black_box(Resolver::builtin().is_ok())));
    criterion.bench_function("products/compare", |bencher| bencher.iter(|| black_box(compare(Scheme::PanOs, "10.2.4-h16", "10.2.10"))));
}

criterion_group!(benches, resolve);
criterion_main!(benches);
