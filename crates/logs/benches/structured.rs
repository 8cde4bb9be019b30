//! Records a second of the structured formats: cutting a file, and cutting it and reading each record into events.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::RefCell;
use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sonae_logs::{FileHead, Format, Normaliser, RecordRef, Source, cut};

const EVTX: &[u8] = include_bytes!("../tests/data/windows-security.evtx");
const FHIR: &str = include_str!("../tests/data/fhir/r4-balp-read.json");
const JSON: &[u8] = include_bytes!("../tests/data/journal.json");
const EXPORT: &[u8] = include_bytes!("../tests/data/journal.export");

/// A file of each format, of some thousand records.
fn files() -> Vec<(&'static str, Format, Vec<u8>)> {
    let evtx = [&EVTX[..4096], &EVTX[4096..].repeat(100)].concat();
    let entries: Vec<String> = (0..5000).map(|id| format!("{{\"fullUrl\":\"urn:x:{id}\",\"resource\":{FHIR}}}")).collect();
    let bundle = format!("{{\"resourceType\":\"Bundle\",\"entry\":[{}]}}", entries.join(","));
    let line = |serial| {
        format!(
            "type=SYSCALL msg=audit(1794787200.500:{serial}): arch=c000003e syscall=59 success=yes auid=1000 uid=0 comm=\"cat\" exe=\"/usr/bin/cat\"\n\
             type=EXECVE msg=audit(1794787200.500:{serial}): argc=2 a0=\"cat\" a1=\"/etc/shadow\"\n\
             type=PROCTITLE msg=audit(1794787200.500:{serial}): proctitle=636174002F6574632F736861646F77\n"
        )
    };
    let audit: String = (1..=5000).map(line).collect();
    vec![
        ("evtx", Format::Evtx, evtx),
        ("fhir bundle", Format::Fhir, bundle.into_bytes()),
        ("journal json", Format::Journald, JSON.repeat(250)),
        ("journal export", Format::Journald, EXPORT.repeat(250)),
        ("auditd", Format::Auditd, audit.into_bytes()),
    ]
}

fn run(format: Format, file: &[u8], read: bool) -> u64 {
    let source = Source::new("bench", format);
    let normaliser = RefCell::new(Normaliser::new(&source, &FileHead::default()));
    let told = cut(
        &source,
        &mut &file[..],
        &mut |head| {
            *normaliser.borrow_mut() = Normaliser::new(&source, head);
            ControlFlow::Continue(())
        },
        &mut |record| {
            if read {
                black_box(normaliser.borrow().read(RecordRef { seq: record.seq, received: 0, raw: record.raw }));
            }
            ControlFlow::Continue(())
        },
    );
    told.unwrap().records
}

fn structured(criterion: &mut Criterion) {
    for (name, format, file) in files() {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).throughput(Throughput::Elements(run(format, &file, false)));
        group.bench_function("cut", |bench| bench.iter(|| run(format, &file, false)));
        group.bench_function("cut and read", |bench| bench.iter(|| run(format, &file, true)));
        group.finish();
    }
}

criterion_group!(benches, structured);
criterion_main!(benches);
