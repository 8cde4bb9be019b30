//! Pages sorted and filtered by what records say, many records at once, and what an event wrote.

use std::collections::BTreeSet;

use serde_json::json;
use sonae_store::{FieldFilter, FieldValue, NewRecord, PageQuery, Sort, Store};

use crate::database::{event, record};

fn row(at: i64, key: &str, status: &str, number: Option<u32>, seen: Option<bool>) -> NewRecord {
    record(
        at,
        key,
        json!({ "status": status, "number-of": number, "seen": seen, "title": format!("\"{key}\" \\ '{status}'"), "odd": "a\u{0}b \\u0000" }),
    )
}

async fn keys(store: &Store, filters: Vec<FieldFilter>, sort: Sort) -> (u64, Vec<String>) {
    let query = PageQuery { ledger: "devices".into(), filters, sort, limit: 10, ..PageQuery::default() };
    let page = store.page(&query).await.unwrap();
    (page.total, page.records.into_iter().map(|record| record.key).collect())
}

fn by(field: &str, number: bool, descending: bool) -> Sort {
    Sort::Field { field: field.into(), number, descending }
}

fn says(field: &str, says: FieldValue) -> Vec<FieldFilter> {
    vec![FieldFilter { field: field.into(), says }]
}

async fn filled(store: &Store) {
    let mut tx = store.begin().await.unwrap();
    let rows = vec![row(0, "a", "active", Some(10), Some(true)), row(1, "b", "lost", Some(9), None), row(2, "c", "", None, Some(false))];
    tx.replace_ledger("devices", rows).await.unwrap();
    tx.commit(event("ledger.imported")).await.unwrap();
}

on_each_database! {
    async fn pages_are_sorted_and_filtered_by_what_records_say(db: &TestDatabase) {
        let store = db.open().await;
        filled(&store).await;
        assert_eq!(keys(&store, vec![], by("status", false, false)).await, (3, vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(keys(&store, vec![], by("status", false, true)).await.1, ["b", "a", "c"]);
        assert_eq!(keys(&store, vec![], by("number-of", true, false)).await.1, ["b", "a", "c"]);
        assert_eq!(keys(&store, vec![], by("number-of", true, true)).await.1, ["a", "b", "c"]);
        assert_eq!(keys(&store, vec![], by("no-such-field", false, true)).await.1, ["a", "b", "c"]);
        assert_eq!(keys(&store, says("status", FieldValue::Text("lost".into())), Sort::File).await, (1, vec!["b".into()]));
        assert_eq!(keys(&store, says("status", FieldValue::Text("' OR 1=1 --".into())), Sort::File).await.0, 0);
        assert_eq!(keys(&store, says("status", FieldValue::Nothing), Sort::File).await.1, ["c"]);
        assert_eq!(keys(&store, says("seen", FieldValue::Flag(true)), Sort::File).await.1, ["a"]);
        assert_eq!(keys(&store, says("seen", FieldValue::Flag(false)), Sort::File).await.1, ["c"]);
        assert_eq!(keys(&store, says("seen", FieldValue::Nothing), Sort::File).await.1, ["b"]);
        assert_eq!(keys(&store, says("title", FieldValue::Text("\"a\" \\ 'active'".into())), Sort::File).await.1, ["a"]);
    }

    async fn a_name_that_is_no_field_is_refused(db: &TestDatabase) {
        let store = db.open().await;
        for field in ["", "a\"b", "a b", "$.a", "a'||'b", "ア"] {
            let sort = by(field, false, false);
            let query = PageQuery { ledger: "devices".into(), sort, limit: 1, ..PageQuery::default() };
            assert!(store.page(&query).await.is_err(), "{field}");
        }
    }

    async fn counts_leave_out_what_has_left(db: &TestDatabase) {
        let store = db.open().await;
        filled(&store).await;
        let mut tx = store.begin().await.unwrap();
        let gone = BTreeSet::from(["a".to_owned(), "b".to_owned(), "never".to_owned()]);
        assert_eq!(tx.retire_records("devices", &gone).await.unwrap().retired, ["a", "b"]);
        let seq = tx.commit(event("ledger.changed")).await.unwrap();
        let counts = store.counts().await.unwrap();
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("devices".to_owned(), (1, seq))]);
    }

    async fn what_an_event_wrote_is_told_with_what_stood_before(db: &TestDatabase) {
        let store = db.open().await;
        filled(&store).await;
        let mut tx = store.begin().await.unwrap();
        let rows = [row(0, "a", "stopped", None, None), row(9, "d", "active", None, None), row(1, "b", "lost", Some(9), None)];
        assert_eq!(store.preview_records("devices", &rows).await.unwrap(), tx.put_records("devices", &rows).await.unwrap());
        let seq = tx.commit(event("ledger.imported")).await.unwrap();
        let written = store.written_by(seq).await.unwrap();
        let told: Vec<_> = written.iter().map(|w| (w.key.as_str(), w.version, w.before.as_ref().map(|b| b.body["status"].clone()))).collect();
        assert_eq!(told, [("a", 2, Some(json!("active"))), ("d", 1, None)]);
        assert_eq!(store.records("devices").await.unwrap().len(), 4);
        assert_eq!(store.events(&[seq]).await.unwrap()[&seq].1, event("x").actor);
    }

    async fn pages_of_two_thousand_are_all_there_and_no_wait(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        let status = |at: i64| if at % 3 == 0 { "lost" } else { "active" };
        let rows = (0..2_000).map(|at| row(at, &format!("k{at:05}"), status(at), u32::try_from(2_000 - at).ok(), None)).collect();
        tx.replace_ledger("devices", rows).await.unwrap();
        tx.commit(event("ledger.imported")).await.unwrap();
        let (mut seen, since) = (BTreeSet::new(), std::time::Instant::now());
        for page in 0..40 {
            let sort = by("number-of", true, false);
            let query = PageQuery { ledger: "devices".into(), sort, offset: page * 50, limit: 50, ..PageQuery::default() };
            let page = store.page(&query).await.unwrap();
            assert_eq!(page.total, 2_000);
            let numbers: Vec<u64> = page.records.iter().map(|record| record.body["number-of"].as_u64().unwrap()).collect();
            assert!(numbers.is_sorted() && seen.last() < numbers.first());
            seen.extend(numbers);
        }
        assert_eq!(seen.len(), 2_000);
        let took = since.elapsed();
        println!("40 pages of 2,000 records sorted by a field: {took:.2?}");
        assert!(took.as_secs() < 20, "{took:?}");
        assert_eq!(keys(&store, says("status", FieldValue::Text("lost".into())), Sort::File).await.0, 667);
    }
}
