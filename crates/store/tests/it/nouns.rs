//! Source files, evidence and assessments: kept once, however often they are handed in.

use jiff::civil::date;
use serde_json::json;
use sonae_store::{NewAssessment, NewEvidence, NewSource, SourceId, StoreError};

use crate::database::event;

fn source() -> NewSource {
    NewSource {
        sha256: "0f".repeat(32),
        path: "台帳/accounts.xlsx".into(),
        mapping: "氏名=name".into(),
        importer: "xlsx".into(),
        encoding: None,
        bytes: 12,
        rows: 1,
        problems: json!([]),
    }
}

fn assessment() -> NewAssessment {
    NewAssessment {
        edition: "r7".into(),
        form: "institution".into(),
        subject: String::new(),
        as_of: date(2026, 3, 31),
        body: json!({"items": [{"no": "2-⑥", "status": "satisfied"}]}),
    }
}

on_each_database! {
    async fn the_same_reading_of_a_file_is_the_same_source(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.register_source(source()).await.unwrap(), SourceId(1));
        assert_eq!(tx.register_source(source()).await.unwrap(), SourceId(1));
        assert_eq!(tx.commit_if_changed(event("import")).await.unwrap().unwrap().0, 1);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.register_source(source()).await.unwrap(), SourceId(1));
        assert_eq!(tx.commit_if_changed(event("import")).await.unwrap(), None);

        let mut tx = store.begin().await.unwrap();
        let others = [
            NewSource { sha256: "aa".repeat(32), ..source() },
            NewSource { path: "台帳/別.xlsx".into(), ..source() },
            NewSource { mapping: "氏名=kana".into(), ..source() },
            NewSource { problems: json!([{"row": 2}]), ..source() },
            NewSource { encoding: Some(String::new()), ..source() },
        ];
        for (id, other) in (2..).zip(others) {
            assert_eq!(tx.register_source(other).await.unwrap(), SourceId(id));
        }
        let nameless = NewSource { path: String::new(), ..source() };
        let error = tx.register_source(nameless).await.unwrap_err();
        assert!(matches!(error, StoreError::InvalidField { field: "path" }));
        tx.commit(event("import")).await.unwrap();
        let seqs: Vec<_> = store.sources().await.unwrap().iter().map(|source| source.seq.0).collect();
        assert_eq!(seqs, [1, 2, 2, 2, 2, 2]);
    }

    async fn the_same_evidence_is_noted_once(db: &TestDatabase) {
        let store = db.open().await;
        let file = NewEvidence {
            sha256: "12".repeat(32), path: "規程/運用管理規程.pdf".into(), bytes: 5, media_type: "application/pdf".into(),
        };
        let mut tx = store.begin().await.unwrap();
        let first = tx.put_evidence(file.clone()).await.unwrap();
        assert_eq!(tx.put_evidence(file.clone()).await.unwrap(), first);
        let renamed = NewEvidence { path: "規程/旧.pdf".into(), ..file.clone() };
        assert_ne!(tx.put_evidence(renamed).await.unwrap(), first);
        tx.commit(event("evidence.put")).await.unwrap();
        let kept = store.evidence().await.unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!((kept[0].path.as_str(), kept[0].bytes, kept[0].seq.0), ("規程/運用管理規程.pdf", 5, 1));
    }

    async fn an_assessment_is_kept_when_its_day_or_its_result_is_new(db: &TestDatabase) {
        let store = db.open().await;
        let mut tx = store.begin().await.unwrap();
        let first = tx.put_assessment(assessment()).await.unwrap();
        assert_eq!(tx.put_assessment(assessment()).await.unwrap(), first);
        let vendor = NewAssessment { form: "vendor".into(), subject: "医療システム㈱".into(), ..assessment() };
        let vendor = tx.put_assessment(vendor).await.unwrap();
        let changed = NewAssessment { body: json!({"items": []}), ..assessment() };
        let changed = tx.put_assessment(changed).await.unwrap();
        let later = NewAssessment { as_of: date(2026, 4, 1), body: json!({"items": []}), ..assessment() };
        let later = tx.put_assessment(later).await.unwrap();
        let back = tx.put_assessment(assessment()).await.unwrap();
        tx.commit(event("assessed")).await.unwrap();

        let all: Vec<_> = store.assessments("r7", "institution", "").await.unwrap().iter().map(|one| one.id).collect();
        assert_eq!(all, [first, changed, later, back]);
        let latest = store.latest_assessment("r7", "institution", "").await.unwrap().unwrap();
        assert_eq!((latest.id, latest.as_of, &latest.body), (back, date(2026, 3, 31), &assessment().body));
        assert_eq!(latest.sha256.len(), 64);
        let latest = store.latest_assessment("r7", "vendor", "医療システム㈱").await.unwrap().unwrap();
        assert_eq!(latest.id, vendor);
        assert_eq!(store.latest_assessment("r5", "institution", "").await.unwrap(), None);

        let mut tx = store.begin().await.unwrap();
        tx.put_assessment(assessment()).await.unwrap();
        assert_eq!(tx.commit_if_changed(event("assessed")).await.unwrap(), None);
    }
}
