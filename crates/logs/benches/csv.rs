//! Rows a second: cutting a CP932 export into records, and reading each into an event; beside a peer that only decodes the same
//! bytes and splits them into cells (`encoding_rs` and `csv`). And messages a second of a syslog stream.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sonae_logs::syslog::Framer;
use sonae_logs::{FileHead, Format, Normaliser, RecordRef, Sample, Source, cut};

const ROWS: u64 = 200_000;

fn source() -> Source {
    Source::new("emr", Format::Csv)
}

fn cut_only(bytes: &[u8]) -> u64 {
    let mut length = 0;
    let go = ControlFlow::Continue(());
    cut(&source(), &mut &bytes[..], &mut |_| go, &mut |record| {
        length += record.raw.len();
        go
    })
    .unwrap();
    length as u64
}

fn cut_and_read(bytes: &[u8]) -> usize {
    let source = source();
    let mut normaliser = Normaliser::new(&source, &FileHead::default());
    // both ends of the work hold the normaliser, one after the other
    let shared = std::cell::RefCell::new(&mut normaliser);
    let mut events = 0;
    cut(
        &source,
        &mut &bytes[..],
        &mut |head| {
            **shared.borrow_mut() = Normaliser::new(&source, head);
            ControlFlow::Continue(())
        },
        &mut |record| {
            events += black_box(shared.borrow().read(RecordRef { seq: record.seq, received: 0, raw: record.raw })).events.len();
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    events
}

fn peer(bytes: &[u8]) -> usize {
    let text = encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut record).unwrap() {
        rows += usize::from(black_box(&record).len() == 10);
    }
    rows
}

fn export(criterion: &mut Criterion) {
    let sample = Sample::new(1, ROWS);
    let bytes: Vec<u8> = sample.pieces().collect::<Vec<_>>().concat();
    assert_eq!((cut_and_read(&bytes), peer(&bytes)), (200_000, 200_000));
    let mut group = criterion.benchmark_group("csv");
    group.sample_size(10).throughput(Throughput::Elements(ROWS));
    group.bench_function("make", |bench| bench.iter(|| sample.pieces().map(|piece| piece.len()).sum::<usize>()));
    group.bench_function("cut", |bench| bench.iter(|| cut_only(&bytes)));
    group.bench_function("cut and read", |bench| bench.iter(|| cut_and_read(&bytes)));
    group.bench_function("peer: decode and split", |bench| bench.iter(|| peer(&bytes)));
    group.finish();
}

fn syslog(criterion: &mut Criterion) {
    const MESSAGES: u64 = 50_000;
    let message = |number: u64| {
        format!(
            "<38>1 2026-04-01T08:30:{:02}+09:00 gate sshd {number} - - Accepted publickey for tanaka from 192.0.2.7 port {number} ssh2",
            number % 60
        )
    };
    let messages: Vec<String> = (0..MESSAGES).map(message).collect();
    let lines = messages.join("\n");
    let counted = messages.iter().flat_map(|message| [message.len().to_string(), " ".to_owned(), message.clone()]).collect::<String>();
    let mut group = criterion.benchmark_group("syslog");
    group.sample_size(10).throughput(Throughput::Elements(MESSAGES));
    for (name, stream) in [("frame lines", &lines), ("frame counted", &counted)] {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let (mut framer, mut seen) = (Framer::new(), 0);
                for part in stream.as_bytes().chunks(64 << 10) {
                    framer.push(part, &mut |message| seen += message.len());
                }
                framer.finish(&mut |message| seen += message.len());
                seen
            });
        });
    }
    let normaliser = Normaliser::new(&Source::new("net", Format::Syslog), &FileHead::default());
    group.bench_function("read", |bench| {
        bench.iter(|| {
            messages
                .iter()
                .map(|message| normaliser.read(RecordRef { seq: 0, received: 0, raw: message.as_bytes() }).events.len())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, export, syslog);
criterion_main!(benches);
