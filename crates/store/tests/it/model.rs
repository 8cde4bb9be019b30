//! Random sequences of changes must do what a map in memory does.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use sonae_store::{AuditVerdict, NewRecord, Store, StoreError};

use crate::database::{event, record, runtime};

#[derive(Debug, Clone)]
enum Step {
    Replace(Vec<(u8, u8)>),
    Abandon(Vec<(u8, u8)>),
    Put(u8, u8),
    Retire(u8),
}

/// What one key has said so far (text, retired), oldest first.
type Told = Vec<(u8, bool)>;

#[derive(Default)]
struct Model {
    told: BTreeMap<u8, Told>,
    /// The current keys in the order of the file.
    order: Vec<(i64, u8)>,
}

impl Model {
    fn current(&self, key: u8) -> Option<u8> {
        self.told.get(&key)?.last().filter(|(_, retired)| !retired).map(|(text, _)| *text)
    }

    fn say(&mut self, place: i64, key: u8, text: u8) {
        if self.current(key) != Some(text) {
            self.told.entry(key).or_default().push((text, false));
        }
        self.order.retain(|(_, other)| *other != key);
        self.order.push((place, key));
    }

    fn retire(&mut self, key: u8) {
        if let Some(text) = self.current(key) {
            self.told.entry(key).or_default().push((text, true));
            self.order.retain(|(_, other)| *other != key);
        }
    }

    fn replace(&mut self, rows: &[(u8, u8)]) {
        for key in self.told.keys().copied().collect::<Vec<_>>() {
            if rows.iter().all(|(other, _)| *other != key) {
                self.retire(key);
            }
        }
        for (place, (key, text)) in (0..).zip(rows) {
            self.say(place, *key, *text);
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let rows = || {
        prop::collection::vec((0..7_u8, 0..3_u8), 0..7).prop_map(|rows| {
            let mut seen = Vec::new();
            rows.into_iter()
                .filter(|(key, _)| {
                    !seen.contains(key) && {
                        seen.push(*key);
                        true
                    }
                })
                .collect::<Vec<_>>()
        })
    };
    let step = prop_oneof![
        4 => rows().prop_map(Step::Replace),
        1 => rows().prop_map(Step::Abandon),
        2 => (0..7_u8, 0..3_u8).prop_map(|(key, text)| Step::Put(key, text)),
        1 => (0..7_u8).prop_map(Step::Retire),
    ];
    prop::collection::vec(step, 1..9)
}

fn new(place: i64, key: u8, text: u8) -> NewRecord {
    record(place, &format!("k{key}"), json!({"text": text}))
}

fn rows(rows: &[(u8, u8)]) -> Vec<NewRecord> {
    (0..).zip(rows).map(|(place, (key, text))| new(place, *key, *text)).collect()
}

async fn apply(store: &Store, ledger: &str, step: &Step, model: &mut Model) {
    let mut tx = store.begin().await.unwrap();
    match step {
        Step::Replace(list) => {
            let known = model.told.keys().filter(|key| model.current(**key).is_some()).count();
            let changes = tx.replace_ledger(ledger, rows(list)).await.unwrap();
            assert_eq!(changes.added.len() + changes.changed.len() + changes.returned.len() + changes.unchanged, list.len());
            assert_eq!(changes.changed.len() + changes.unchanged + changes.retired.len(), known);
            model.replace(list);
        }
        Step::Abandon(list) => {
            tx.replace_ledger(ledger, rows(list)).await.unwrap();
            return tx.rollback().await.unwrap();
        }
        Step::Put(key, text) => {
            tx.put_record(ledger, new(100, *key, *text)).await.unwrap();
            model.say(100, *key, *text);
        }
        Step::Retire(key) => {
            let there = model.current(*key).is_some();
            match tx.retire_record(ledger, &format!("k{key}")).await {
                Ok(_) => assert!(there),
                Err(error) => assert!(!there && matches!(error, StoreError::UnknownRecord { .. })),
            }
            model.retire(*key);
        }
    }
    tx.commit_if_changed(event("record.put")).await.unwrap();
}

async fn compare(store: &Store, ledger: &str, model: &Model) {
    let mut order = model.order.clone();
    order.sort_unstable();
    let expected: Vec<_> = order.iter().map(|(_, key)| (format!("k{key}"), json!({"text": model.current(*key)}))).collect();
    let found = store.records(ledger).await.unwrap();
    assert_eq!(found.into_iter().map(|record| (record.key, record.body)).collect::<Vec<_>>(), expected);
    for (key, told) in &model.told {
        let history = store.history(ledger, &format!("k{key}")).await.unwrap();
        let found: Vec<_> = history.iter().map(|entry| (entry.body.clone(), entry.retired)).collect();
        assert_eq!(found, told.iter().map(|(text, retired)| (json!({"text": text}), *retired)).collect::<Vec<_>>());
        assert!(history.iter().zip(1..).all(|(entry, version)| entry.version == version));
    }
}

on_each_database! {
    async fn any_sequence_of_changes_does_what_a_map_does(db: &TestDatabase) {
        let store = db.open().await;
        let (handle, url) = (runtime(), db.location());
        let case = std::cell::Cell::new(0);
        tokio::task::block_in_place(|| {
            let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
            let store = handle.block_on(Store::open(&url)).unwrap();
            TestRunner::new(config).run(&steps(), |steps| {
                case.set(case.get() + 1);
                let ledger = format!("case-{}", case.get());
                handle.block_on(async {
                    let mut model = Model::default();
                    for step in &steps {
                        apply(&store, &ledger, step, &mut model).await;
                        compare(&store, &ledger, &model).await;
                    }
                });
                Ok(())
            }).unwrap();
            handle.block_on(store.close()).unwrap();
        });
        tokio::task::block_in_place(|| drop(handle));
        let verdict = store.verify_audit().await.unwrap();
        assert!(matches!(verdict, AuditVerdict::Intact { .. }), "{verdict:?}");
    }
}
