//! What is replaced and removed: credentials, sessions, failed attempts.

use jiff::{SignedDuration, Timestamp};
use sonae_store::{Attempts, AuditVerdict, Credential, StoreError, StoredSession};

use crate::database::event;

fn now() -> Timestamp {
    "2026-01-20T09:00:00Z".parse().unwrap()
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

fn credential(id: &str, owner: &str, kind: &str) -> Credential {
    Credential {
        id: id.into(),
        owner: owner.into(),
        kind: kind.into(),
        label: "鍵".into(),
        secret: format!("secret of {id}"),
        created: now(),
        last_used: None,
    }
}

fn session(id: &str, owner: &str, expires: Timestamp) -> StoredSession {
    StoredSession {
        id: id.into(),
        owner: owner.into(),
        created: now(),
        last_seen: now(),
        expires,
        user_agent: "Chromium".into(),
        address: "192.0.2.1".into(),
        data: "{}".into(),
    }
}

on_each_database! {
    async fn a_credential_is_replaced_and_removed_and_leaves_no_trace_of_its_secret(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        tx.put_credential(&credential("p1", "sato", "password")).await.unwrap();
        tx.put_credential(&credential("t1", "sato", "totp")).await.unwrap();
        tx.put_credential(&credential("t2", "kato", "totp")).await.unwrap();
        tx.commit(event("user.added")).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.put_credential(&Credential { secret: "another".into(), ..credential("p1", "sato", "password") }).await.unwrap();
        assert_eq!(tx.credential("p1").await.unwrap().unwrap().secret, "another");
        tx.commit(event("user.password-changed")).await.unwrap();
        store.touch_credential("p1", now() + minutes(1)).await.unwrap();
        let kept = store.credential("p1").await.unwrap().unwrap();
        assert_eq!((kept.secret.as_str(), kept.last_used), ("another", Some(now() + minutes(1))));
        assert!(!format!("{kept:?}").contains("another"));
        assert_eq!(store.credentials_of_kind("totp").await.unwrap().len(), 2);

        let mut tx = store.begin().await.unwrap();
        assert!(tx.remove_credential("p1").await.unwrap());
        assert!(!tx.remove_credential("p1").await.unwrap());
        assert_eq!(tx.remove_credentials("sato", None).await.unwrap(), 1);
        tx.commit(event("user.disabled")).await.unwrap();
        assert!(store.credentials("sato").await.unwrap().is_empty());
        assert_eq!(store.credentials("kato").await.unwrap().len(), 1);
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
        let log = format!("{:?}", store.audit_events(..).await.unwrap());
        assert!(!log.contains("secret of") && !log.contains("another"));
    }

    async fn a_change_of_a_credential_that_is_not_committed_is_none(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        tx.put_credential(&credential("p1", "sato", "password")).await.unwrap();
        assert!(tx.has_changes());
        tx.rollback().await.unwrap();
        assert_eq!(store.credential("p1").await.unwrap(), None);
        let mut tx = store.begin().await.unwrap();
        let nobodys = credential("p1", "", "password");
        assert!(matches!(tx.put_credential(&nobodys).await.unwrap_err(), StoreError::InvalidField { field: "owner" }));
    }

    async fn sessions_are_found_until_they_end(db: &TestDatabase) {
        let store = db.open().await;
        for (id, owner, lives) in [("a", "sato", 30), ("b", "sato", 10), ("c", "kato", 30), ("d", "", 30)] {
            store.put_session(&session(id, owner, now() + minutes(lives))).await.unwrap();
        }
        let later = now() + minutes(10);
        assert_eq!(store.session("b", now()).await.unwrap().unwrap().address, "192.0.2.1");
        assert_eq!(store.session("b", later).await.unwrap(), None, "its time is over");
        store.touch_session("a", later, later + minutes(30)).await.unwrap();
        let ids = |sessions: Vec<StoredSession>| sessions.into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(store.sessions(Some("sato"), later).await.unwrap()), ["a"]);
        assert_eq!(ids(store.sessions(None, later).await.unwrap()), ["a", "c"]);
        assert_eq!(store.remove_ended_sessions(later).await.unwrap(), 1);
        assert_eq!(store.session("a", later + minutes(29)).await.unwrap().unwrap().last_seen, later);

        let changed = StoredSession { owner: "kato".into(), data: r#"{"a":1}"#.into(), ..session("d", "", later + minutes(9)) };
        store.put_session(&changed).await.unwrap();
        assert_eq!(store.session("d", later).await.unwrap().unwrap().data, r#"{"a":1}"#);
        assert_eq!(store.remove_sessions("kato", Some("d")).await.unwrap(), 1);
        assert!(store.remove_session("d").await.unwrap());
        assert!(!store.remove_session("d").await.unwrap());
    }

    async fn failures_outlive_the_program_and_are_forgotten_after_a_day(db: &TestDatabase) {
        let store = db.open().await;
        let failed = Attempts { failures: 5, last: now(), locked_until: now() + minutes(1) };
        store.put_attempts("user", failed).await.unwrap();
        store.close().await.unwrap();
        let store = db.open().await;
        assert_eq!(store.attempts("user", now() + minutes(60)).await.unwrap(), Some(failed));
        assert_eq!(store.attempts("user", now() + minutes(25 * 60)).await.unwrap(), None);
        let again = Attempts { failures: 6, ..failed };
        store.put_attempts("user", again).await.unwrap();
        assert_eq!(store.attempts("user", now()).await.unwrap(), Some(again));
        store.forget_attempts("user").await.unwrap();
        assert_eq!(store.attempts("user", now()).await.unwrap(), None);
    }
}
