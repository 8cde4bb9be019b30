//! The operation log: gapless, chained, and honest about tampering.

use serde_json::json;
use sonae_store::{AuditEvent, AuditFault, AuditHead, AuditSeq, AuditVerdict, NewAssessment, NewEvidence, NewSource, Store, StoreError};

use crate::database::{TestDatabase, event, import};

/// Six events of every sort. Nobody but the second one's actor differs between two such databases.
async fn filled(store: &Store, second_actor: &str) {
    import(store, "devices", &[("a", "1F"), ("b", "1F")]).await;
    let tx = store.begin().await.unwrap();
    tx.commit(AuditEvent { actor: second_actor.to_owned(), ..event("report.printed") }).await.unwrap();
    import(store, "devices", &[("a", "2F")]).await;
    let mut tx = store.begin().await.unwrap();
    let file = NewEvidence { sha256: "12".repeat(32), path: "a.pdf".into(), bytes: 5, media_type: "application/pdf".into() };
    tx.put_evidence(file).await.unwrap();
    let source = NewSource {
        sha256: "34".repeat(32),
        path: "a.csv".into(),
        mapping: String::new(),
        importer: "csv".into(),
        encoding: None,
        bytes: 1,
        rows: 1,
        problems: json!([]),
    };
    tx.register_source(source).await.unwrap();
    tx.commit(event("evidence.put")).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let form = NewAssessment {
        edition: "r7".into(),
        form: "institution".into(),
        subject: String::new(),
        as_of: jiff::civil::date(2026, 3, 31),
        body: json!({"items": 19}),
    };
    tx.put_assessment(form).await.unwrap();
    tx.commit(event("assessed")).await.unwrap();
    import(store, "accounts", &[("u1", "医事課")]).await;
}

async fn head_of_intact(store: &Store) -> AuditHead {
    match store.verify_audit().await.unwrap() {
        AuditVerdict::Intact { head } => head,
        broken @ AuditVerdict::Broken { .. } => panic!("{broken:?}"),
    }
}

/// Fills the database, tampers with it, and expects that verdict.
async fn expect(db: &TestDatabase, statements: &[&str], seq: i64, fault: AuditFault) {
    let store = db.open().await;
    filled(&store, "山田").await;
    let head = head_of_intact(&store).await;
    store.close().await.unwrap();
    db.tamper(statements).await;
    let store = db.open().await;
    let broken = AuditVerdict::Broken { seq: AuditSeq(seq), fault };
    assert_eq!(store.verify_audit().await.unwrap(), broken);
    assert_eq!(store.verify_audit_from(&head).await.unwrap(), broken);
}

fn differs(ledger: &str, key: &str) -> AuditFault {
    AuditFault::RecordDiffers { ledger: ledger.into(), key: key.into() }
}

on_each_database! {
    async fn an_untouched_log_is_intact_and_gapless(db: &TestDatabase) {
        let store = db.open().await;
        let empty = head_of_intact(&store).await;
        assert_eq!((empty.seq, empty.hash.as_str()), (AuditSeq(0), "0".repeat(64).as_str()));
        assert_eq!(store.audit_head().await.unwrap(), empty);
        filled(&store, "山田").await;
        let head = head_of_intact(&store).await;
        assert_eq!(head, store.audit_head().await.unwrap());
        let events = store.audit_events(..).await.unwrap();
        assert_eq!(events.iter().map(|event| event.seq.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert!(events.windows(2).all(|pair| pair[1].prev_hash == pair[0].hash));
        assert_eq!((events[1].actor.as_str(), events[1].action.as_str()), ("山田", "report.printed"));
        assert_eq!(events[1].detail, json!({"test": true}));
        assert_eq!(events[1].at, "2026-01-15T00:30:00Z");
        let some = store.audit_events(AuditSeq(2)..AuditSeq(4)).await.unwrap();
        assert_eq!(some, events[1..3]);
        assert_eq!(store.audit_events(AuditSeq(6)..).await.unwrap().len(), 1);
        assert_eq!(store.audit_events(..=AuditSeq(2)).await.unwrap().len(), 2);
        assert_eq!(store.verify_audit_from(&head).await.unwrap(), AuditVerdict::Intact { head });
    }

    async fn a_long_log_is_intact_too(db: &TestDatabase) {
        let store = db.open().await;
        for round in 0..70 {
            import(&store, "devices", &[("a", &format!("{round}F")), ("b", "1F")]).await;
        }
        assert_eq!(head_of_intact(&store).await.seq.0, 70);
        db.tamper(&["UPDATE record_version SET body = '{}' WHERE seq = 65"]).await;
        let broken = AuditVerdict::Broken { seq: AuditSeq(65), fault: AuditFault::ContentChanged };
        assert_eq!(store.verify_audit().await.unwrap(), broken);
    }

    async fn an_old_head_vouches_for_the_log_that_has_grown_since(db: &TestDatabase) {
        let store = db.open().await;
        import(&store, "devices", &[("a", "1F")]).await;
        let old = store.audit_head().await.unwrap();
        filled(&store, "山田").await;
        let head = store.audit_head().await.unwrap();
        assert_eq!(store.verify_audit_from(&old).await.unwrap(), AuditVerdict::Intact { head });
        let other = AuditHead { hash: "f".repeat(64), ..old };
        let broken = AuditVerdict::Broken { seq: AuditSeq(1), fault: AuditFault::NotTheAnchor };
        assert_eq!(store.verify_audit_from(&other).await.unwrap(), broken);
    }

    async fn a_changed_event_is_named(db: &TestDatabase) {
        expect(db, &["UPDATE audit_event SET actor = 'x' WHERE seq = 3"], 3, AuditFault::Changed).await;
    }

    async fn a_changed_time_is_named(db: &TestDatabase) {
        expect(db, &["UPDATE audit_event SET at = '2026-01-16T00:30:00Z' WHERE seq = 2"], 2, AuditFault::Changed).await;
    }

    async fn a_removed_event_is_named(db: &TestDatabase) {
        expect(db, &["DELETE FROM audit_event WHERE seq = 2"], 2, AuditFault::Missing).await;
    }

    async fn a_removed_first_event_is_named(db: &TestDatabase) {
        expect(db, &["DELETE FROM audit_event WHERE seq = 1"], 1, AuditFault::Missing).await;
    }

    async fn a_removed_event_whose_gap_was_closed_is_named(db: &TestDatabase) {
        let statements = [
            "DELETE FROM audit_event WHERE seq = 2",
            "UPDATE audit_event SET seq = seq + 100 WHERE seq > 2",
            "UPDATE audit_event SET seq = seq - 101 WHERE seq > 100",
        ];
        expect(db, &statements, 2, AuditFault::Changed).await;
    }

    async fn an_inserted_event_is_named(db: &TestDatabase) {
        let statements = [
            "UPDATE audit_event SET seq = seq + 100 WHERE seq > 2",
            "UPDATE audit_event SET seq = seq - 99 WHERE seq > 100",
            "INSERT INTO audit_event SELECT 3, at, actor, action, subject, detail, content, hash, hash FROM audit_event WHERE seq = 2",
        ];
        expect(db, &statements, 3, AuditFault::Changed).await;
    }

    async fn an_event_inserted_at_the_end_is_named(db: &TestDatabase) {
        let insert = "INSERT INTO audit_event SELECT 7, at, actor, action, subject, detail, content, hash, hash FROM audit_event WHERE seq = 6";
        expect(db, &[insert], 7, AuditFault::Changed).await;
    }

    async fn an_event_inserted_before_the_first_is_named(db: &TestDatabase) {
        let insert = "INSERT INTO audit_event SELECT 0, at, actor, action, subject, detail, content, prev_hash, hash FROM audit_event WHERE seq = 1";
        expect(db, &[insert], 0, AuditFault::Inserted).await;
    }

    async fn exchanged_events_are_named(db: &TestDatabase) {
        let statements = [
            "UPDATE audit_event SET seq = 100 WHERE seq = 2",
            "UPDATE audit_event SET seq = 2 WHERE seq = 4",
            "UPDATE audit_event SET seq = 4 WHERE seq = 100",
        ];
        expect(db, &statements, 2, AuditFault::Changed).await;
    }

    async fn a_removed_end_shows_against_a_head_kept_elsewhere(db: &TestDatabase) {
        let store = db.open().await;
        filled(&store, "山田").await;
        let head = head_of_intact(&store).await;
        db.tamper(&[
            "DELETE FROM record WHERE ledger = 'accounts'",
            "DELETE FROM record_version WHERE ledger = 'accounts'",
            "DELETE FROM audit_event WHERE seq = 6",
        ]).await;
        assert_eq!(head_of_intact(&store).await.seq.0, 5, "by itself it looks whole");
        let broken = AuditVerdict::Broken { seq: AuditSeq(6), fault: AuditFault::Missing };
        assert_eq!(store.verify_audit_from(&head).await.unwrap(), broken);
    }

    async fn a_removed_end_whose_rows_are_still_there_is_named(db: &TestDatabase) {
        let store = db.open().await;
        filled(&store, "山田").await;
        db.tamper(&["DELETE FROM audit_event WHERE seq = 6"]).await;
        let broken = AuditVerdict::Broken { seq: AuditSeq(6), fault: AuditFault::Unrecorded };
        assert_eq!(store.verify_audit().await.unwrap(), broken);
    }

    async fn a_changed_old_version_is_named(db: &TestDatabase) {
        let change = "UPDATE record_version SET body = replace(body, '1F', '3F') WHERE key = 'b' AND version = 1";
        expect(db, &[change], 1, AuditFault::ContentChanged).await;
    }

    async fn a_removed_version_is_named(db: &TestDatabase) {
        expect(db, &["DELETE FROM record_version WHERE key = 'b' AND version = 2"], 3, AuditFault::ContentChanged).await;
    }

    async fn a_version_moved_to_another_event_is_named(db: &TestDatabase) {
        expect(db, &["UPDATE record_version SET seq = 2 WHERE key = 'b' AND version = 2"], 2, AuditFault::ContentChanged).await;
    }

    async fn a_changed_source_file_is_named(db: &TestDatabase) {
        expect(db, &["UPDATE source_file SET problems = '[1]'"], 4, AuditFault::ContentChanged).await;
    }

    async fn a_removed_evidence_file_is_named(db: &TestDatabase) {
        expect(db, &["DELETE FROM evidence"], 4, AuditFault::ContentChanged).await;
    }

    async fn a_changed_assessment_is_named(db: &TestDatabase) {
        expect(db, &["UPDATE assessment SET body = '{\"items\":20}'"], 5, AuditFault::ContentChanged).await;
    }

    async fn a_changed_current_record_is_named(db: &TestDatabase) {
        let change = "UPDATE record SET body = replace(body, '2F', '9F') WHERE key = 'a'";
        expect(db, &[change], 3, differs("devices", "a")).await;
    }

    async fn a_removed_current_record_is_named(db: &TestDatabase) {
        expect(db, &["DELETE FROM record WHERE key = 'u1'"], 6, differs("accounts", "u1")).await;
    }

    async fn a_record_set_back_to_an_older_version_is_named(db: &TestDatabase) {
        let set_back = "UPDATE record SET version = 1, updated_seq = 1, body = (SELECT body FROM record_version v WHERE v.key = record.key \
            AND v.version = 1) WHERE key = 'a'";
        expect(db, &[set_back], 1, differs("devices", "a")).await;
    }

    async fn a_record_that_was_unretired_by_hand_is_named(db: &TestDatabase) {
        let undo = if db.is_sqlite() { "UPDATE record SET retired = 0 WHERE key = 'b'" } else { "UPDATE record SET retired = false WHERE key = 'b'" };
        expect(db, &[undo], 3, differs("devices", "b")).await;
    }

    async fn an_event_needs_an_actor_and_an_action(db: &TestDatabase) {
        let store = db.open().await;
        for (wrong, name) in [
            (AuditEvent { actor: String::new(), ..event("x") }, "actor"),
            (AuditEvent { action: String::new(), ..event("x") }, "action"),
            (AuditEvent { subject: "\u{0}".into(), ..event("x") }, "subject"),
        ] {
            let tx = store.begin().await.unwrap();
            let error = tx.commit(wrong).await.unwrap_err();
            assert!(matches!(error, StoreError::InvalidField { field } if field == name));
        }
        assert_eq!(store.audit_head().await.unwrap().seq.0, 0);
    }
}

/// Somebody who knows how the hash is made can forge an event, but not the one after it.
#[test]
fn a_forged_event_with_a_right_hash_is_noticed_at_the_next_one() {
    crate::database::runtime().block_on(async {
        let (true_one, other) = (TestDatabase::sqlite().await.unwrap(), TestDatabase::sqlite().await.unwrap());
        let (store, double) = (true_one.open().await, other.open().await);
        filled(&store, "山田").await;
        filled(&double, "佐藤").await;
        let forged = double.audit_events(AuditSeq(2)..=AuditSeq(2)).await.unwrap().remove(0);
        let update = format!("UPDATE audit_event SET actor = '佐藤', hash = '{}' WHERE seq = 2", forged.hash);
        true_one.tamper(&[&update]).await;
        let broken = AuditVerdict::Broken { seq: AuditSeq(3), fault: AuditFault::Unlinked };
        assert_eq!(store.verify_audit().await.unwrap(), broken);
    });
}
