//! Ledgers: replaced, previewed, searched, and remembered.

use serde_json::json;
use sonae_store::{FieldChange, NewSource, PageQuery, RecordFaultKind, RowOrigin, Settings, Sort, Store, StoreError, diff};
use std::time::Duration;

use crate::database::{event, import, keys, ledger, record};

on_each_database! {
    async fn what_was_put_in_comes_out_the_same(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        let source = NewSource {
            sha256: "ab".repeat(32), path: "台帳/端末台帳①.csv".into(), mapping: "m1".into(), importer: "csv".into(),
            encoding: Some("Shift_JIS".into()), bytes: 300_000_000, rows: 2, problems: json!([{"row": 3, "key": "bad-date"}]),
        };
        let source = tx.register_source(source).await.unwrap();
        let body = json!({"名称": "ナースステーション㈱髙﨑～①", "台数": 3, "比": 0.1, "大": 1.797_693_134_862_315_7e308, "無": null,
            "改行": "上\n下\t\"引用\"", "nul": "a\u{0}b", "絵": "🏥", "深": [{"z": [], "a": {}}], "数": u64::MAX, "負": i64::MIN});
        let mut new = record(7, "PC-００１/甲 '; DROP TABLE record; --", body.clone());
        new.origin = Some(RowOrigin { source, sheet: Some("サーバ".into()), row: u32::MAX });
        new.search = "pc-001\u{0} ｻｰﾊﾞ".into();
        tx.put_record("devices", new.clone()).await.unwrap();
        let seq = tx.commit(event("record.put")).await.unwrap();
        store.close().await.unwrap();

        let store = db.open().await;
        let stored = store.record("devices", &new.key).await.unwrap().unwrap();
        assert_eq!(stored.body, body);
        assert_eq!((stored.ledger.as_str(), stored.ordinal, stored.version, stored.retired), ("devices", 7, 1, false));
        assert_eq!((stored.created, stored.updated), (seq, seq));
        assert_eq!(stored.origin, new.origin);
        assert_eq!(stored.search, "pc-001 ｻｰﾊﾞ");
        assert_eq!(store.records("devices").await.unwrap(), vec![stored.clone()]);
        assert_eq!(store.all_records().await.unwrap()["devices"], vec![stored]);
        assert_eq!(store.record("devices", "PC-2").await.unwrap(), None);
        assert!(store.records("accounts").await.unwrap().is_empty());
        let source = store.sources().await.unwrap().remove(0);
        assert_eq!((source.path.as_str(), source.bytes, source.rows), ("台帳/端末台帳①.csv", 300_000_000, 2));
        assert_eq!(source.problems, json!([{"key": "bad-date", "row": 3}]));
    }

    async fn a_ledger_comes_back_in_the_order_of_its_file(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("PC-10", "a"), ("PC-9", "b"), ("あ", "c"), ("A", "d")]).await;
        assert_eq!(keys(&store, "devices").await, ["PC-10", "PC-9", "あ", "A"]);
        import(&store, "devices", &[("A", "d"), ("PC-9", "b"), ("PC-10", "a"), ("あ", "c")]).await;
        assert_eq!(keys(&store, "devices").await, ["A", "PC-9", "PC-10", "あ"]);
    }

    async fn replacing_tells_added_changed_retired_returned_and_unchanged_apart(db: &TestDatabase) {
        let store = db.open().await;
        let first = import(&store, "devices", &[("a", "1F"), ("b", "1F"), ("c", "1F")]).await;
        assert_eq!(first.added, ["a", "b", "c"]);
        assert_eq!((first.changed.len(), first.retired.len(), first.unchanged), (0, 0, 0));

        let second = import(&store, "devices", &[("a", "1F"), ("b", "2F"), ("d", "1F")]).await;
        assert_eq!((second.added.as_slice(), second.retired.as_slice()), (["d".to_owned()].as_slice(), ["c".to_owned()].as_slice()));
        assert_eq!((second.unchanged, second.moved), (1, 0));
        assert_eq!(second.changed.len(), 1);
        assert_eq!(second.changed[0].key, "b");
        assert_eq!(second.changed[0].fields, [FieldChange {
            field: "設置場所".into(), before: Some(json!("1F")), after: Some(json!("2F")),
        }]);
        assert_eq!(keys(&store, "devices").await, ["a", "b", "d"]);
        let gone = store.retired_records("devices").await.unwrap();
        assert_eq!((gone.len(), gone[0].key.as_str(), gone[0].version, gone[0].retired), (1, "c", 2, true));
        assert_eq!(gone[0].body, json!({"管理番号": "c", "設置場所": "1F"}));

        let third = import(&store, "devices", &[("a", "1F"), ("b", "2F"), ("c", "3F"), ("d", "1F")]).await;
        assert_eq!((third.returned.as_slice(), third.unchanged, third.moved), (["c".to_owned()].as_slice(), 3, 1));
        assert!(third.added.is_empty() && third.changed.is_empty() && third.retired.is_empty());
        assert!(store.retired_records("devices").await.unwrap().is_empty());
        assert_eq!(store.record("devices", "c").await.unwrap().unwrap().version, 3);
        assert_eq!(store.record("devices", "d").await.unwrap().unwrap().version, 1);
    }

    async fn ledgers_do_not_touch_each_other(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        import(&store, "accounts", &[("a", "2F"), ("b", "2F")]).await;
        import(&store, "accounts", &[]).await;
        assert_eq!(keys(&store, "devices").await, ["a"]);
        assert!(keys(&store, "accounts").await.is_empty());
        assert_eq!(store.all_records().await.unwrap().keys().collect::<Vec<_>>(), ["devices"]);
    }

    async fn the_preview_says_what_the_import_then_does(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F"), ("b", "1F"), ("c", "1F")]).await;
        import(&store, "devices", &[("a", "1F"), ("b", "1F")]).await;
        let next = [("b", "9F"), ("c", "1F"), ("e", "1F")];
        let head = store.audit_head().await.unwrap();
        let preview = store.preview("devices", &ledger(&next)).await.unwrap();
        assert_eq!(store.audit_head().await.unwrap(), head);
        assert_eq!(keys(&store, "devices").await, ["a", "b"]);

        let mut known = store.records("devices").await.unwrap();
        known.extend(store.retired_records("devices").await.unwrap());
        assert_eq!(diff("devices", &known, &ledger(&next)).unwrap(), preview);
        assert_eq!(import(&store, "devices", &next).await, preview);
        assert_eq!((preview.added.len(), preview.changed.len(), preview.returned.len(), preview.retired.len()), (1, 1, 1, 1));
    }

    async fn what_only_stands_elsewhere_writes_no_version(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F"), ("b", "1F")]).await;
        let moved = import(&store, "devices", &[("b", "1F"), ("a", "1F")]).await;
        assert!(moved.is_empty());
        assert_eq!((moved.unchanged, moved.moved), (2, 2));
        assert_eq!(keys(&store, "devices").await, ["b", "a"]);
        let a = store.record("devices", "a").await.unwrap().unwrap();
        assert_eq!((a.version, a.updated.0), (1, 1));
        assert_eq!(store.history("devices", "a").await.unwrap().len(), 1);
    }

    async fn the_same_import_twice_leaves_one_trace(db: &TestDatabase) {
        let store = db.open().await;
        for expected in [Some(1), None] {
            let mut tx = store.begin().await.unwrap();
            let changes = tx.replace_ledger("devices", ledger(&[("a", "1F"), ("b", "1F")])).await.unwrap();
            assert_eq!(changes.is_empty(), expected.is_none());
            assert_eq!(tx.has_changes(), expected.is_some());
            let seq = tx.commit_if_changed(event("ledgers.imported")).await.unwrap();
            assert_eq!(seq.map(|seq| seq.0), expected);
        }
        assert_eq!(store.audit_events(..).await.unwrap().len(), 1);
    }

    async fn every_record_that_cannot_be_kept_is_named_and_none_is_kept(db: &TestDatabase) {
        let store = db.open().await;
        let mut rows = ledger(&[("a", "1F"), ("b", "1F"), ("a", "2F"), ("", "3F"), ("c\u{0}", "4F"), ("d", "5F")]);
        rows.push(record(6, &"長".repeat(400), json!({})));
        rows.push(record(7, "deep", (0..200).fold(json!(1), |inner, _| json!([inner]))));
        let mut tx = store.begin().await.unwrap();
        let error = tx.replace_ledger("devices", rows.clone()).await.unwrap_err();
        assert_eq!(error.key(), "store.invalid-records");
        assert!(error.to_string().contains(r#"DuplicateKey "a" at [0, 2]"#), "{error}");
        let StoreError::InvalidRecords { ledger, faults } = error else { panic!("{error}") };
        assert_eq!(ledger, "devices");
        let found: Vec<_> = faults.iter().map(|fault| (fault.kind, fault.ordinals.clone())).collect();
        assert_eq!(found, [
            (RecordFaultKind::DuplicateKey, vec![0, 2]), (RecordFaultKind::EmptyKey, vec![3]),
            (RecordFaultKind::NulInKey, vec![4]), (RecordFaultKind::KeyTooLong, vec![6]), (RecordFaultKind::BodyTooDeep, vec![7]),
        ]);
        assert!(!tx.has_changes());
        let good: Vec<_> = rows.into_iter().filter(|row| ["b", "d"].contains(&row.key.as_str())).collect();
        tx.replace_ledger("devices", good).await.unwrap();
        tx.commit(event("ledgers.imported")).await.unwrap();
        assert_eq!(keys(&store, "devices").await, ["b", "d"]);
    }

    async fn the_longest_allowed_key_can_be_kept(db: &TestDatabase) {
        let store = db.open().await;
        // Not compressible, so that PostgreSQL's limit on index entries is really met.
        let key: String = (0..sonae_store::record::MAX_KEY_BYTES).map(|at| char::from(b'!' + u8::try_from(at * at * 31 % 89).unwrap())).collect();
        import(&store, "devices", &[(&key, "1F")]).await;
        assert_eq!(keys(&store, "devices").await, [key]);
    }

    async fn a_dropped_change_has_changed_nothing(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        let mut tx = store.begin().await.unwrap();
        tx.replace_ledger("devices", ledger(&[("b", "2F")])).await.unwrap();
        assert_eq!(tx.records("devices").await.unwrap()[0].key, "b");
        assert!(tx.record("devices", "a").await.unwrap().unwrap().retired);
        assert_eq!(keys(&store, "devices").await, ["a"], "others see it only when it is kept");
        drop(tx);
        assert_eq!(keys(&store, "devices").await, ["a"]);
        assert_eq!(store.history("devices", "b").await.unwrap(), []);
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.seq().0, 2, "the number was not used up");
        tx.rollback().await.unwrap();
    }

    async fn a_change_that_failed_half_way_cannot_be_kept(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        tx.put_record("devices", record(0, "a", json!({}))).await.unwrap();
        let mut orphan = record(1, "b", json!({}));
        orphan.origin = Some(RowOrigin { source: sonae_store::SourceId(99), sheet: None, row: 1 });
        tx.put_record("devices", orphan).await.unwrap_err();
        let error = tx.commit_if_changed(event("record.put")).await.unwrap_err();
        assert!(matches!(error, StoreError::Unfinished));
        assert!(keys(&store, "devices").await.is_empty());
        assert_eq!(store.audit_head().await.unwrap().seq.0, 0);
    }

    async fn one_record_is_put_and_retired_without_touching_the_others(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F"), ("b", "1F")]).await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.put_record("devices", record(2, "c", json!({"x": 1}))).await.unwrap().added, ["c"]);
        assert_eq!(tx.put_record("devices", record(2, "c", json!({"x": 2}))).await.unwrap().changed.len(), 1);
        assert_eq!(tx.put_record("devices", record(2, "c", json!({"x": 2}))).await.unwrap().unchanged, 1);
        assert_eq!(tx.retire_record("devices", "a").await.unwrap().retired, ["a"]);
        for absent in ["a", "zzz"] {
            let error = tx.retire_record("devices", absent).await.unwrap_err();
            assert!(matches!(error, StoreError::UnknownRecord { key, .. } if key == absent));
        }
        tx.commit(event("record.put")).await.unwrap();
        assert_eq!(keys(&store, "devices").await, ["b", "c"]);
        assert_eq!(store.record("devices", "c").await.unwrap().unwrap().version, 2);
    }

    async fn the_history_of_a_record_is_complete(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        import(&store, "devices", &[("a", "1F")]).await;
        import(&store, "devices", &[("a", "2F")]).await;
        import(&store, "devices", &[]).await;
        import(&store, "devices", &[("a", "2F")]).await;
        let history = store.history("devices", "a").await.unwrap();
        let told: Vec<_> = history.iter()
            .map(|entry| (entry.version, entry.retired, entry.body["設置場所"].as_str().unwrap(), entry.seq.0)).collect();
        assert_eq!(told, [(1, false, "1F", 1), (2, false, "2F", 3), (3, true, "2F", 4), (4, false, "2F", 5)]);
        assert!(history.iter().all(|entry| entry.actor == "山田花子" && entry.action == "ledgers.imported"));
        assert_eq!(history[0].at, "2026-01-15T00:30:00Z");
        assert_eq!(store.history("devices", "b").await.unwrap(), []);
    }

    async fn a_page_is_searched_sorted_and_cut(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        let mut rows: Vec<_> = (0..25).map(|at| record(at, &format!("PC-{:02}", 24 - at), json!({"n": at}))).collect();
        rows[3].search = "外来 100% _x_ pc".into();
        rows[4].search = "病棟 1000 xx pc".into();
        tx.replace_ledger("devices", rows).await.unwrap();
        tx.commit(event("ledgers.imported")).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.put_record("devices", record(25, "新", json!({}))).await.unwrap();
        tx.retire_record("devices", "PC-00").await.unwrap();
        tx.commit(event("record.put")).await.unwrap();

        let page = async |search: &str, sort, offset, limit| {
            let query = PageQuery { ledger: "devices".into(), search: search.into(), filters: Vec::new(), sort, offset, limit };
            let page = store.page(&query).await.unwrap();
            (page.records.into_iter().map(|record| record.key).collect::<Vec<_>>(), page.total)
        };
        assert_eq!(page("", Sort::File, 0, 2).await, (vec!["PC-24".to_owned(), "PC-23".to_owned()], 25));
        assert_eq!(page("", Sort::Key, 0, 2).await, (vec!["PC-01".to_owned(), "PC-02".to_owned()], 25));
        assert_eq!(page("", Sort::Newest, 0, 2).await, (vec!["新".to_owned(), "PC-24".to_owned()], 25));
        assert_eq!(page("", Sort::File, 24, 10).await, (vec!["新".to_owned()], 25));
        assert_eq!(page("", Sort::File, 99, 10).await, (vec![], 25));
        assert_eq!(page("pc 外来", Sort::File, 0, 10).await, (vec!["PC-21".to_owned()], 1));
        assert_eq!(page("100%", Sort::File, 0, 10).await.1, 1, "% is no wildcard");
        assert_eq!(page("_x_", Sort::File, 0, 10).await.1, 1, "_ is no wildcard");
        assert_eq!(page("' OR 1=1 \u{0}", Sort::File, 0, 10).await.1, 0);
    }

    async fn a_second_writer_waits_and_then_gives_up_while_readers_go_on(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        let hurried = Settings { lock_wait: Duration::from_millis(300) };
        let other = Store::open_with(&db.location(), hurried).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.replace_ledger("devices", ledger(&[("b", "1F")])).await.unwrap();
        let error = other.begin().await.unwrap_err();
        assert!(matches!(error, StoreError::Locked), "{error:?}");
        assert_eq!(error.key(), "store.locked");
        assert_eq!(keys(&other, "devices").await, ["a"]);
        tx.commit(event("ledgers.imported")).await.unwrap();
        assert_eq!(other.begin().await.unwrap().seq().0, 3);
        assert_eq!(keys(&other, "devices").await, ["b"]);
    }

    async fn a_ledger_needs_a_sensible_name(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        for name in ["", "a\u{0}", &"x".repeat(65)] {
            let error = tx.replace_ledger(name, Vec::new()).await.unwrap_err();
            assert!(matches!(error, StoreError::InvalidField { field: "ledger" }));
        }
    }
}
