//! What is opened, and what is refused and left as it is.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectionTrait, Database};
use sonae_store::migrations::known_version;
use sonae_store::{Location, OpenError, Settings, Store, StoreError};

use crate::database::{TestDatabase, import, keys, runtime};

async fn refused(path: &Path) -> OpenError {
    let before = std::fs::read(path).ok();
    let error = Store::open(&Location::Sqlite(path.to_owned())).await.unwrap_err();
    assert_eq!(std::fs::read(path).ok(), before, "{} was changed", path.display());
    error
}

on_each_database! {
    async fn a_newer_database_is_refused_and_left_as_it_is(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        store.close().await.unwrap();
        db.tamper(&["INSERT INTO sonae_migration VALUES ('m0099_from_the_future', 0)"]).await;
        let error = match db.location() {
            Location::Sqlite(path) => refused(&path).await,
            location @ Location::Postgres(_) => Store::open(&location).await.unwrap_err(),
        };
        assert!(matches!(error, OpenError::Storage(StoreError::NewerVersion { found: 99, known }) if known == known_version()), "{error:?}");
        assert_eq!(error.key(), "store.newer-version");
        db.tamper(&["DELETE FROM sonae_migration WHERE version = 'm0099_from_the_future'"]).await;
        assert_eq!(keys(&db.open().await, "devices").await, ["a"]);
    }

    async fn a_program_that_was_overtaken_by_an_upgrade_writes_no_more(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        db.tamper(&["INSERT INTO sonae_migration VALUES ('m0099_from_the_future', 0)"]).await;
        let error = store.begin().await.unwrap_err();
        assert!(matches!(error, StoreError::NewerVersion { found: 99, .. }), "{error:?}");
        assert_eq!(keys(&store, "devices").await, ["a"], "reading goes on");
    }

    async fn a_database_of_another_program_is_refused_and_left_as_it_is(db: &TestDatabase) {
        db.tamper(&["CREATE TABLE bookmarks (url text)", "INSERT INTO bookmarks VALUES ('x')"]).await;
        let error = match db.location() {
            Location::Sqlite(path) => refused(&path).await,
            location @ Location::Postgres(_) => Store::open(&location).await.unwrap_err(),
        };
        assert!(matches!(&error, OpenError::NotOurs { .. }), "{error:?}");
        assert_eq!(error.key(), "store.open.not-ours");
        db.tamper(&["DROP TABLE bookmarks"]).await;
        db.open().await;
    }

    async fn opening_again_changes_nothing(db: &TestDatabase) {
        let store = db.open().await;
        assert_eq!(store.upgrade(), None, "a new database is not an upgraded one");
        import(&store, "devices", &[("a", "1F")]).await;
        store.close().await.unwrap();
        let store = db.open().await;
        assert_eq!(store.upgrade(), None);
        assert_eq!(keys(&store, "devices").await, ["a"]);
    }
}

#[test]
fn what_is_no_database_is_refused_and_left_as_it_is() {
    runtime().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let mut page = b"SQLite format 3\0".to_vec();
        page.resize(8192, 0x5a);
        for (name, bytes) in
            [("端末.csv", "管理番号,設置場所\n1,外来\n".as_bytes()), ("form.pdf", b"%PDF-1.7\n"), ("short.db", b"SQL"), ("wrong.db", &page)]
        {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let error = refused(&path).await;
            assert!(matches!(&error, OpenError::NotADatabase { path: named } if *named == path), "{name}: {error:?}");
            assert_eq!(error.key(), "store.open.not-a-database");
        }
        let folder = dir.path().join("folder.db");
        std::fs::create_dir(&folder).unwrap();
        assert!(matches!(refused(&folder).await, OpenError::NotADatabase { .. }));
    });
}

#[test]
fn a_damaged_file_is_an_error_and_never_a_panic() {
    runtime().block_on(async {
        let db = TestDatabase::sqlite().await.unwrap();
        let store = db.open().await;
        for round in 0..30 {
            import(&store, "devices", &[("a", &"外来".repeat(round * 20)), ("b", "1F")]).await;
        }
        store.close().await.unwrap();
        let Location::Sqlite(path) = db.location() else { unreachable!() };
        let mut bytes = std::fs::read(&path).unwrap();
        let end = bytes.len();
        bytes[4096..end].fill(0x5a);
        std::fs::write(&path, bytes).unwrap();
        let outcome = match Store::open(&db.location()).await {
            Ok(store) => store.records("devices").await.map(|_| ()).map_err(OpenError::from),
            Err(error) => Err(error),
        };
        let error = outcome.unwrap_err();
        assert!(matches!(error, OpenError::Storage(StoreError::Damaged { .. })), "{error:?}");
        assert_eq!(error.key(), "store.damaged");
    });
}

#[test]
fn a_file_that_was_cut_off_before_its_first_page_is_a_new_one() {
    runtime().block_on(async {
        let db = TestDatabase::sqlite().await.unwrap();
        let Location::Sqlite(path) = db.location() else { unreachable!() };
        std::fs::write(&path, b"").unwrap();
        import(&db.open().await, "devices", &[("a", "1F")]).await;
        assert_eq!(keys(&db.open().await, "devices").await, ["a"]);
    });
}

#[test]
fn a_file_in_a_folder_that_does_not_exist_names_the_path() {
    runtime().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ない").join("sonae.db");
        let error = Store::open(&Location::Sqlite(path.clone())).await.unwrap_err();
        assert!(matches!(&error, OpenError::File { path: named, .. } if *named == path), "{error:?}");
    });
}

#[test]
fn a_path_with_strange_characters_is_taken_literally() {
    runtime().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("備え 100%20#q&'x;.db");
        let store = Store::open(&Location::Sqlite(path.clone())).await.unwrap();
        import(&store, "devices", &[("a", "1F")]).await;
        store.close().await.unwrap();
        let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [path.file_name().unwrap()], "one file, nothing beside it");
    });
}

#[test]
fn a_file_is_kept_safely() {
    runtime().block_on(async {
        let db = TestDatabase::sqlite().await.unwrap();
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        let Location::Sqlite(path) = db.location() else { unreachable!() };
        #[cfg(unix)]
        for suffix in ["", "-wal", "-shm"] {
            use std::os::unix::fs::PermissionsExt;
            let file = format!("{}{suffix}", path.display());
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
        }
        assert!(path.with_file_name("sonae.db-wal").exists(), "the write-ahead log is on");
    });
}

#[test]
fn a_server_that_does_not_answer_is_unreachable() {
    runtime().block_on(async {
        let location = Location::parse("postgres://sonae:himitsu@127.0.0.1:1/sonae").unwrap();
        let hurried = Settings { lock_wait: Duration::from_millis(300) };
        let error = Store::open_with(&location, hurried).await.unwrap_err();
        assert!(matches!(error, OpenError::Storage(StoreError::Unreachable { .. })), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("himitsu"));
    });
}

#[test]
fn a_server_without_that_database_refuses() {
    runtime().block_on(async {
        let Some(db) = TestDatabase::postgres().await else {
            return;
        };
        let url = format!("{}&dbname=nothing_of_this_name", db.url);
        let error = Store::open(&Location::parse(&url).unwrap()).await.unwrap_err();
        assert!(matches!(error, OpenError::Storage(StoreError::Refused { .. })), "{error:?}");
        db.remove().await;
    });
}

#[test]
fn a_database_that_is_not_utf8_is_refused() {
    runtime().block_on(async {
        let Some(db) = TestDatabase::postgres().await else { return };
        let name = format!("sonae_test_ascii_{}", std::process::id());
        let admin = Database::connect(&db.url).await.unwrap();
        let create = format!("CREATE DATABASE {name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        admin.execute_unprepared(&create).await.unwrap();
        let url = format!("{}&dbname={name}", db.url);
        let error = Store::open(&Location::parse(&url).unwrap()).await.unwrap_err();
        admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        assert!(matches!(&error, OpenError::WrongEncoding { found } if found == "SQL_ASCII"), "{error:?}");
        db.remove().await;
    });
}

/// A server that runs handlers on several threads needs this; it is checked by the compiler.
#[test]
fn a_change_can_wander_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    runtime().block_on(async {
        let db = TestDatabase::sqlite().await.unwrap();
        let store = db.open().await;
        let change = async {
            let mut tx = store.begin().await?;
            tx.replace_ledger("devices", Vec::new()).await?;
            tx.commit_if_changed(crate::database::event("ledgers.imported")).await
        };
        is_send(&change);
        assert_eq!(change.await.unwrap(), None);
    });
}
