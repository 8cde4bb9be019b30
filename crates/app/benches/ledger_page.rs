//! A page of a ledger of 20,000 machines: in the order of the file, searched, filtered, sorted, and its last page.
#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::json;
use sonae_app::records::ledger_record;
use sonae_app::storage::{AuditEvent, FieldFilter, FieldValue, Location, PageQuery, Sort, Store};
use sonae_domain::facts::Provenance;

const DEVICES: i64 = 20_000;

async fn filled(folder: &std::path::Path) -> Store {
    let store = Store::open(&Location::Sqlite(folder.join("sonae.db"))).await.unwrap();
    let places = ["外来", "2階病棟", "3階病棟", "放射線科"];
    let device = |at: i64| {
        let (place, status) = (places[usize::try_from(at % 4).unwrap()], if at % 2 == 0 { "active" } else { "stopped" });
        let fields = json!({
            "number": format!("A{at:05}"), "maker": "見本電機", "os": "Windows 11 Pro 24H2", "software": "電子カルテ", "ip": format!("10.0.{}.{}", at / 256, at % 256),
            "host": format!("PC-{at:05}"), "place": place, "user": "看護部",
            "registered": "2020-04-01", "status": status, "kind": "endpoint", "model": format!("MX-{}", at % 97),
            "serial": format!("S{at}"), "vendor": "株式会社みほん", "patched-on": format!("2025-{:02}-01", at % 12 + 1), "stocktaken-on": "2025-04-01", "note": "",
        });
        ledger_record(format!("A{at:05}"), at, &fields, Provenance::Document, None)
    };
    let mut tx = store.begin().await.unwrap();
    tx.replace_ledger("devices", (0..DEVICES).map(device).collect()).await.unwrap();
    let event = AuditEvent {
        at: jiff::Timestamp::UNIX_EPOCH,
        actor: "bench".into(),
        action: "ledger.imported".into(),
        subject: String::new(),
        detail: json!({}),
    };
    tx.commit(event).await.unwrap();
    store
}

fn pages(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let store = runtime.block_on(filled(scratch.path()));
    let all = PageQuery { ledger: "devices".into(), limit: 50, ..PageQuery::default() };
    let by_day = || Sort::Field { field: "patched-on".into(), number: false, descending: true };
    let queries = [
        ("first page", all.clone()),
        ("last page", PageQuery { offset: 19_950, ..all.clone() }),
        ("searched", PageQuery { search: "病棟 mx-5".into(), ..all.clone() }),
        (
            "filtered",
            PageQuery { filters: vec![FieldFilter { field: "status".into(), says: FieldValue::Text("stopped".into()) }], ..all.clone() },
        ),
        ("sorted by a field", PageQuery { sort: by_day(), ..all.clone() }),
        ("last page of sorted", PageQuery { sort: by_day(), offset: 19_950, ..all }),
    ];
    let mut group = criterion.benchmark_group("ledger page of 20,000");
    for (name, query) in queries {
        group.bench_function(name, |bencher| bencher.iter(|| black_box(runtime.block_on(store.page(&query)).unwrap())));
    }
    group.finish();
}

criterion_group!(benches, pages);
criterion_main!(benches);
