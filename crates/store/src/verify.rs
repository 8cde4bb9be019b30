//! Checking the operation log: the chain itself, what each event stands for, and that every record stands as its newest
//! version says. Nothing is repaired here.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IsolationLevel, QueryFilter, QueryOrder,
    QuerySelect, Statement, TransactionOptions, TransactionTrait,
};

use crate::audit::{self, AuditFault, AuditHead, AuditSeq, AuditVerdict};
use crate::entity::{assessment, audit_event, evidence, record_version, source_file};
use crate::{Store, StoreError, replace, source};

/// How many events, with all their rows, are held in memory at once.
const WINDOW: u64 = 32;

/// The tables whose rows belong to an event.
const TABLES: [&str; 4] = ["record_version", "source_file", "evidence", "assessment"];

/// A fault and the event it concerns.
type Fault = (i64, AuditFault);

impl Store {
    /// Walks the whole log and names the first event at which it is not what was written: changed, removed, inserted,
    /// exchanged, or with other contents.
    ///
    /// A log that was rewritten as a whole, or whose end was cut off, is intact in itself; keep the returned head elsewhere
    /// and use [`Store::verify_audit_from`].
    pub async fn verify_audit(&self) -> Result<AuditVerdict, StoreError> {
        self.verify(None).await
    }

    /// As [`Store::verify_audit`], and the event of `anchor` must still be there with the same hash.
    pub async fn verify_audit_from(&self, anchor: &AuditHead) -> Result<AuditVerdict, StoreError> {
        self.verify(Some(anchor)).await
    }

    async fn verify(&self, anchor: Option<&AuditHead>) -> Result<AuditVerdict, StoreError> {
        // One snapshot for all statements. SQLite's transactions always are one.
        let snapshot = match self.connection().get_database_backend() {
            DbBackend::Sqlite => TransactionOptions::default(),
            _ => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        let db = self.connection().begin_with_options(snapshot).await?;
        let verdict = match examine(&db, anchor).await? {
            Ok(head) => AuditVerdict::Intact { head },
            Err((seq, fault)) => AuditVerdict::Broken { seq: AuditSeq(seq), fault },
        };
        db.rollback().await?;
        Ok(verdict)
    }
}

async fn examine(db: &DatabaseTransaction, anchor: Option<&AuditHead>) -> Result<Result<AuditHead, Fault>, StoreError> {
    let head = match walk(db, anchor).await? {
        Ok(head) => head,
        Err(fault) => return Ok(Err(fault)),
    };
    if anchor.is_some_and(|anchor| anchor.seq > head.seq) {
        return Ok(Err((head.seq.0 + 1, AuditFault::Missing)));
    }
    if let Some(seq) = unrecorded(db, head.seq.0).await? {
        return Ok(Err((seq, AuditFault::Unrecorded)));
    }
    Ok(match differing_record(db).await? {
        Some(fault) => Err(fault),
        None => Ok(head),
    })
}

/// Walks the chain to its end, or to the first fault.
async fn walk(db: &DatabaseTransaction, anchor: Option<&AuditHead>) -> Result<Result<AuditHead, Fault>, StoreError> {
    let mut head = AuditHead::before_first();
    let mut seen = i64::MIN;
    loop {
        let events = audit_event::Entity::find()
            .filter(audit_event::Column::Seq.gt(seen))
            .order_by_asc(audit_event::Column::Seq)
            .limit(WINDOW)
            .all(db)
            .await?;
        let Some(last) = events.last() else {
            return Ok(Ok(head));
        };
        seen = last.seq;
        let mut digests = digests(db, head.seq.0 + 1, last.seq).await?;
        for event in &events {
            let content = audit::content(digests.remove(&event.seq).unwrap_or_default());
            if let Some(fault) = fault(&head, event, &content, anchor) {
                return Ok(Err(fault));
            }
            head = AuditHead { seq: AuditSeq(event.seq), hash: event.hash.clone() };
        }
    }
}

/// What is wrong with the event that comes after `before`.
fn fault(before: &AuditHead, event: &audit_event::Model, content: &str, anchor: Option<&AuditHead>) -> Option<Fault> {
    let expected = before.seq.0 + 1;
    let anchored = anchor.filter(|anchor| anchor.seq.0 == event.seq);
    if event.seq > expected {
        Some((expected, AuditFault::Missing))
    } else if event.seq < expected {
        Some((event.seq, AuditFault::Inserted))
    } else if event.hash != audit::hash(event) {
        Some((event.seq, AuditFault::Changed))
    } else if event.prev_hash != before.hash {
        Some((event.seq, AuditFault::Unlinked))
    } else if event.content != content {
        Some((event.seq, AuditFault::ContentChanged))
    } else if anchored.is_some_and(|anchor| anchor.hash != event.hash) {
        Some((event.seq, AuditFault::NotTheAnchor))
    } else {
        None
    }
}

/// The digests of all rows written with the events of these numbers.
async fn digests(db: &DatabaseTransaction, from: i64, to: i64) -> Result<BTreeMap<i64, Vec<[u8; 32]>>, StoreError> {
    let mut digests: BTreeMap<i64, Vec<[u8; 32]>> = BTreeMap::new();
    let versions = record_version::Entity::find().filter(record_version::Column::Seq.between(from, to));
    for row in versions.all(db).await? {
        digests.entry(row.seq).or_default().push(replace::digest(&row));
    }
    let sources = source_file::Entity::find().filter(source_file::Column::Seq.between(from, to));
    for row in sources.all(db).await? {
        digests.entry(row.seq).or_default().push(source::digest(&row));
    }
    let files = evidence::Entity::find().filter(evidence::Column::Seq.between(from, to));
    for row in files.all(db).await? {
        digests.entry(row.seq).or_default().push(crate::evidence::digest(&row));
    }
    let forms = assessment::Entity::find().filter(assessment::Column::Seq.between(from, to));
    for row in forms.all(db).await? {
        digests.entry(row.seq).or_default().push(crate::assessment::digest(&row));
    }
    Ok(digests)
}

/// The number of an event that was never written but has rows.
async fn unrecorded(db: &DatabaseTransaction, head: i64) -> Result<Option<i64>, StoreError> {
    for table in TABLES {
        let query = Query::select()
            .column("seq")
            .from(table)
            .and_where(Expr::col("seq").lt(1).or(Expr::col("seq").gt(head)))
            .order_by("seq", Order::Asc)
            .limit(1)
            .take();
        if let Some(row) = db.query_one(&query).await? {
            return Ok(Some(row.try_get("", "seq")?));
        }
    }
    Ok(None)
}

/// A record that does not stand as its newest version says.
async fn differing_record(db: &DatabaseTransaction) -> Result<Option<Fault>, StoreError> {
    let newest = "(SELECT max(n.version) FROM record_version n WHERE n.ledger = v.ledger AND n.key = v.key)";
    let queries = [
        // a record without its version, or saying something else than it
        format!(
            "SELECT r.ledger AS ledger, r.key AS key, r.updated_seq AS seq \
             FROM record r LEFT JOIN record_version v ON v.ledger = r.ledger AND v.key = r.key AND v.version = r.version \
             WHERE v.key IS NULL OR v.body <> r.body OR v.retired <> r.retired OR v.seq <> r.updated_seq \
             OR v.version <> {newest} \
             ORDER BY r.updated_seq, r.ledger, r.key LIMIT 1"
        ),
        // a version without its record
        "SELECT v.ledger AS ledger, v.key AS key, v.seq AS seq \
         FROM record_version v LEFT JOIN record r ON r.ledger = v.ledger AND r.key = v.key \
         WHERE r.key IS NULL ORDER BY v.seq, v.ledger, v.key LIMIT 1"
            .to_owned(),
    ];
    for sql in queries {
        let statement = Statement::from_string(db.get_database_backend(), sql);
        if let Some(row) = db.query_one_raw(statement).await? {
            let fault = AuditFault::RecordDiffers { ledger: row.try_get("", "ledger")?, key: row.try_get("", "key")? };
            return Ok(Some((row.try_get("", "seq")?, fault)));
        }
    }
    Ok(None)
}
