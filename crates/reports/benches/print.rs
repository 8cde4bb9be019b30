//! Pages a second on paper, rows a second in workbooks. Criterion prints elements a second: pages for PDF, rows for workbooks.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/it/sample.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod sample;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sample::{PRESS, contacts, devices, institution, stamp, vendor};
use sonae_reports::xlsx;

fn pdf(c: &mut Criterion) {
    let mut group = c.benchmark_group("pdf");
    group.sample_size(10);
    let forms: Vec<_> = std::iter::once(institution()).chain(std::iter::repeat_n(vendor(), 9)).collect();
    group.throughput(Throughput::Elements(10));
    group.bench_function("ten forms", |b| b.iter(|| PRESS.forms_pdf(&forms, &stamp()).unwrap()));
    let ledger = devices(200);
    let pages = PRESS.ledger_pdf(&ledger, &stamp()).unwrap().pages as u64;
    group.throughput(Throughput::Elements(pages));
    group.bench_function("ledger of 200 rows", |b| b.iter(|| PRESS.ledger_pdf(&ledger, &stamp()).unwrap()));
    let tree = contacts(5);
    group.throughput(Throughput::Elements(1));
    group.bench_function("contact tree", |b| b.iter(|| PRESS.contact_tree_pdf(&tree, &stamp()).unwrap()));
    group.finish();
}

fn workbook(c: &mut Criterion) {
    let mut group = c.benchmark_group("xlsx");
    group.sample_size(10);
    for rows in [200, 10_000] {
        let ledger = devices(rows);
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_with_input(BenchmarkId::new("ledger", rows), &ledger, |b, ledger| {
            b.iter(|| xlsx::ledger(ledger, &stamp()).unwrap());
        });
    }
    let form = institution();
    group.throughput(Throughput::Elements(form.rows().count() as u64));
    group.bench_function("form", |b| b.iter(|| xlsx::form(&form, &stamp()).unwrap()));
    group.finish();
}

criterion_group!(benches, pdf, workbook);
criterion_main!(benches);
