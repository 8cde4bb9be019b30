//! A database of its own for every test, and the words the tests share.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};
use sonae_store::{AuditEvent, Location, NewRecord, Store};
use tempfile::TempDir;

/// An empty database.
pub(crate) struct TestDatabase {
    /// What [`Location::parse`] takes.
    pub(crate) url: String,
    /// The folder of the SQLite file.
    pub(crate) dir: Option<TempDir>,
    schema: Option<String>,
}

impl TestDatabase {
    #[expect(clippy::unused_async, reason = "as the other one, which asks a server")]
    pub(crate) async fn sqlite() -> Option<Self> {
        let dir = TempDir::new().unwrap();
        Some(Self { url: format!("sqlite:{}", dir.path().join("sonae.db").display()), dir: Some(dir), schema: None })
    }

    /// `None` when there is no server, after saying so.
    pub(crate) async fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = match super::cluster::url() {
            Ok(server) => server,
            Err(reason) => {
                assert!(std::env::var_os("SONAE_REQUIRE_POSTGRES").is_none(), "PostgreSQL is required: {reason}");
                eprintln!("skipped on PostgreSQL: {reason}");
                return None;
            }
        };
        let schema = format!("sonae_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let db = Database::connect(&server).await.unwrap();
        db.execute_unprepared(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await.unwrap();
        db.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
        db.close().await.unwrap();
        let separator = if server.contains('?') { '&' } else { '?' };
        Some(Self { url: format!("{server}{separator}options=-csearch_path%3D{schema}"), dir: None, schema: Some(schema) })
    }

    pub(crate) fn location(&self) -> Location {
        Location::parse(&self.url).unwrap()
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.dir.is_some()
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.location()).await.unwrap()
    }

    /// A connection past the store, as somebody with a database tool has it.
    pub(crate) async fn raw(&self) -> DatabaseConnection {
        Database::connect(format!("{}{}", self.url, if self.is_sqlite() { "?mode=rwc" } else { "" })).await.unwrap()
    }

    /// Runs statements past the store.
    pub(crate) async fn tamper(&self, statements: &[&str]) {
        let db = self.raw().await;
        for statement in statements {
            db.execute_unprepared(statement).await.unwrap();
        }
        db.close().await.unwrap();
    }

    /// Leaves nothing on a server that is not ours.
    pub(crate) async fn remove(self) {
        if let Some(schema) = &self.schema {
            self.tamper(&[&format!("DROP SCHEMA {schema} CASCADE")]).await;
        }
    }
}

/// Makes two tests of one body: `name::on_sqlite` and `name::on_postgres`.
macro_rules! on_each_database {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: &TestDatabase) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn body($db: &$crate::database::TestDatabase) $body

            fn run<F: Future<Output = Option<$crate::database::TestDatabase>>>(database: F) {
                $crate::database::runtime().block_on(async {
                    if let Some(database) = database.await {
                        body(&database).await;
                        database.remove().await;
                    }
                });
            }

            #[test]
            fn on_sqlite() {
                run($crate::database::TestDatabase::sqlite());
            }

            #[test]
            fn on_postgres() {
                run($crate::database::TestDatabase::postgres());
            }
        }
    )*};
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// An event that says what the test does.
pub(crate) fn event(action: &str) -> AuditEvent {
    AuditEvent {
        at: "2026-01-15T09:30:00+09:00".parse().unwrap(),
        actor: "山田花子".to_owned(),
        action: action.to_owned(),
        subject: String::new(),
        detail: json!({"test": true}),
    }
}

/// A record at a place in its ledger.
pub(crate) fn record(ordinal: i64, key: &str, body: Value) -> NewRecord {
    NewRecord { key: key.to_owned(), ordinal, search: format!("{key} {body}").to_lowercase(), body, origin: None }
}

/// Records in the order given, with a body for each key.
pub(crate) fn ledger(rows: &[(&str, &str)]) -> Vec<NewRecord> {
    (0..).zip(rows).map(|(at, (key, place))| record(at, key, json!({"管理番号": key, "設置場所": place}))).collect()
}

/// Replaces a ledger and keeps it.
pub(crate) async fn import(store: &Store, name: &str, rows: &[(&str, &str)]) -> sonae_store::ChangeSet {
    let mut tx = store.begin().await.unwrap();
    let changes = tx.replace_ledger(name, ledger(rows)).await.unwrap();
    tx.commit(event("ledgers.imported")).await.unwrap();
    changes
}

/// The keys of the current records, in order.
pub(crate) async fn keys(store: &Store, name: &str) -> Vec<String> {
    store.records(name).await.unwrap().into_iter().map(|record| record.key).collect()
}
