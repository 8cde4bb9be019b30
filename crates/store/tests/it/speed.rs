//! 30,000 records, as a hospital has devices and accounts. The bounds are wide (the machine may be busy, the build is
//! unoptimised); the times are printed with `--nocapture`.

use std::time::{Duration, Instant};

use serde_json::json;
use sonae_store::{AuditVerdict, NewRecord, PageQuery, Sort};

use crate::database::{event, record};

const RECORDS: i64 = 30_000;

fn device(at: i64, place: &str) -> NewRecord {
    let body = json!({
        "管理番号": format!("PC-{at:05}"), "種別": "端末PC", "メーカー": "見本電機", "型番": format!("MX-{}", at % 97), "OS": "Windows 11 Pro 24H2",
        "設置場所": place, "利用者": "看護部 外来共用", "IPアドレス": format!("10.{}.{}.{}", at / 65536, at / 256 % 256, at % 256),
        "MACアドレス": format!("00:11:22:33:{:02x}:{:02x}", at / 256 % 256, at % 256), "導入日": "2021-04-01", "更新日": "2026-01-10",
        "ウイルス対策": true, "備考": null,
    });
    record(at, &format!("PC-{at:05}"), body)
}

fn timed(what: &str, since: Instant, bound: u64) {
    let took = since.elapsed();
    println!("{what}: {took:.2?}");
    assert!(took < Duration::from_secs(bound), "{what} took {took:.2?}");
}

on_each_database! {
    async fn thirty_thousand_records_are_no_wait(db: &TestDatabase) {
        let kind = if db.is_sqlite() { "SQLite" } else { "PostgreSQL" };
        let store = db.open().await;
        let rows: Vec<_> = (0..RECORDS).map(|at| device(at, "外来")).collect();

        for (what, bound, seq) in [("first import", 20, Some(1)), ("same import again", 15, None)] {
            let rows = rows.clone();
            let since = Instant::now();
            let mut tx = store.begin().await.unwrap();
            tx.replace_ledger("devices", rows).await.unwrap();
            let kept = tx.commit_if_changed(event("ledgers.imported")).await.unwrap();
            timed(&format!("{kind}: {what}"), since, bound);
            assert_eq!(kept.map(|seq| seq.0), seq);
        }
        let place = |at| if at % 100 == 0 { "病棟" } else { "外来" };
        let changed: Vec<_> = (0..RECORDS).map(|at| device(at, place(at))).collect();
        let since = Instant::now();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.replace_ledger("devices", changed).await.unwrap().changed.len(), 300);
        tx.commit(event("ledgers.imported")).await.unwrap();
        timed(&format!("{kind}: import with 300 changes"), since, 15);

        let moved = (0..RECORDS).map(|at| NewRecord { ordinal: at + 1, ..device(at, place(at)) }).collect();
        let since = Instant::now();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.replace_ledger("devices", moved).await.unwrap().moved, usize::try_from(RECORDS).unwrap());
        tx.commit(event("ledgers.imported")).await.unwrap();
        timed(&format!("{kind}: import with a row inserted above all"), since, 20);

        let since = Instant::now();
        assert_eq!(store.all_records().await.unwrap()["devices"].len(), usize::try_from(RECORDS).unwrap());
        timed(&format!("{kind}: read all"), since, 15);

        let since = Instant::now();
        let query = PageQuery { ledger: "devices".into(), search: "病棟 mx-5".into(), sort: Sort::Key, filters: Vec::new(), offset: 10, limit: 50 };
        let page = store.page(&query).await.unwrap();
        timed(&format!("{kind}: a page out of {}", page.total), since, 5);
        assert!(page.total > 10 && page.total < 300);

        let since = Instant::now();
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
        timed(&format!("{kind}: verify"), since, 20);
    }
}
