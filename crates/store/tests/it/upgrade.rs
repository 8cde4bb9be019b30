//! An older database is brought up to date by itself, and an SQLite file is copied first.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigratorTrait;
use sonae_store::migrations::{Migrator, known_version};
use sonae_store::{AuditVerdict, Location, NewEvidence, Store};

use crate::database::{TestDatabase, event, import, keys, runtime};

/// Makes a database of version 1 with two events in it.
async fn version_1(db: &TestDatabase) {
    let store = db.open().await;
    import(&store, "devices", &[("a", "1F"), ("b", "1F")]).await;
    import(&store, "devices", &[("a", "2F")]).await;
    store.close().await.unwrap();
    let raw = db.raw().await;
    for statement in [
        "DROP TABLE evidence",
        "DROP TABLE assessment",
        "DROP INDEX source_file_by_seq",
        "DROP TABLE credential",
        "DROP TABLE session",
        "DROP TABLE attempt",
        "DROP INDEX record_current",
        "DELETE FROM sonae_migration WHERE version NOT LIKE 'm0001%'",
    ] {
        raw.execute_unprepared(statement).await.unwrap();
    }
    raw.close().await.unwrap();
}

fn file(db: &TestDatabase) -> PathBuf {
    match db.location() {
        Location::Sqlite(path) => path,
        Location::Postgres(_) => unreachable!(),
    }
}

async fn versions(path: &std::path::Path) -> Vec<String> {
    let db = sea_orm::Database::connect(format!("sqlite:{}", path.display())).await.unwrap();
    let select = Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT version FROM sonae_migration ORDER BY version");
    let rows = db.query_all_raw(select).await.unwrap();
    let versions = rows.iter().map(|row| row.try_get("", "version").unwrap()).collect();
    db.close().await.unwrap();
    versions
}

on_each_database! {
    async fn an_older_database_keeps_all_it_holds(db: &TestDatabase) {
        version_1(db).await;
        let store = db.open().await;
        let upgrade = store.upgrade().unwrap().clone();
        assert_eq!((upgrade.from, upgrade.to), (1, known_version()));
        assert_eq!(upgrade.copy.is_some(), db.is_sqlite());
        assert_eq!(keys(&store, "devices").await, ["a"]);
        assert_eq!(store.history("devices", "b").await.unwrap().len(), 2);
        let mut tx = store.begin().await.unwrap();
        let file = NewEvidence { sha256: "ab".repeat(32), path: "a.pdf".into(), bytes: 1, media_type: "application/pdf".into() };
        tx.put_evidence(file).await.unwrap();
        tx.commit(event("evidence.put")).await.unwrap();
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { head } if head.seq.0 == 3));
        store.close().await.unwrap();
        assert_eq!(db.open().await.upgrade(), None, "once is enough");
    }

    async fn a_database_made_by_the_first_migration_alone_is_version_1(db: &TestDatabase) {
        let raw = db.raw().await;
        Migrator::up(&raw, Some(1)).await.unwrap();
        raw.close().await.unwrap();
        let store = db.open().await;
        assert_eq!(store.upgrade().map(|upgrade| (upgrade.from, upgrade.to)), Some((1, known_version())));
        import(&store, "devices", &[("a", "1F")]).await;
    }
}

#[test]
fn the_copy_is_the_database_as_it_was() {
    runtime().block_on(async {
        let db = TestDatabase::sqlite().await.unwrap();
        version_1(&db).await;
        let store = db.open().await;
        let copy = store.upgrade().unwrap().copy.clone().unwrap();
        assert_eq!(copy, file(&db).with_file_name("sonae.db.before-v4"));
        store.close().await.unwrap();
        assert_eq!(versions(&copy).await, ["m0001_ledgers"]);
        assert_eq!(versions(&file(&db)).await.len(), 4);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let again = Store::open(&Location::Sqlite(copy)).await.unwrap();
        assert_eq!(keys(&again, "devices").await, ["a"], "the copy can be opened like any other");
        assert!(matches!(again.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    });
}

#[test]
fn an_earlier_copy_is_never_overwritten() {
    runtime().block_on(async {
        let db = TestDatabase::sqlite().await.unwrap();
        version_1(&db).await;
        let earlier = file(&db).with_file_name("sonae.db.before-v4");
        std::fs::write(&earlier, "an earlier copy").unwrap();
        std::fs::write(file(&db).with_file_name("sonae.db.before-v4.unfinished"), "left by a crash").unwrap();
        let store = db.open().await;
        let copy = store.upgrade().unwrap().copy.clone().unwrap();
        assert_eq!(copy, file(&db).with_file_name("sonae.db.before-v4.2"));
        assert_eq!(std::fs::read_to_string(&earlier).unwrap(), "an earlier copy");
        assert!(!file(&db).with_file_name("sonae.db.before-v4.unfinished").exists());
    });
}

#[test]
fn an_upgrade_that_cannot_be_copied_first_does_not_happen() {
    runtime().block_on(async {
        let db = TestDatabase::sqlite().await.unwrap();
        version_1(&db).await;
        let in_the_way = file(&db).with_file_name("sonae.db.before-v4.unfinished");
        std::fs::create_dir(&in_the_way).unwrap();
        let error = Store::open(&db.location()).await.unwrap_err();
        assert!(matches!(&error, sonae_store::OpenError::File { path, .. } if *path == in_the_way), "{error:?}");
        assert_eq!(versions(&file(&db)).await, ["m0001_ledgers"]);
        std::fs::remove_dir(&in_the_way).unwrap();
        assert_eq!(keys(&db.open().await, "devices").await, ["a"]);
    });
}
