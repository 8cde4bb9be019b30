//! A change: begun, filled, and kept by one audit event. Only one is open at a time in one database; the others wait.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryOrder};
use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::audit::{self, AuditEvent, AuditHead, AuditSeq};
use crate::entity::audit_event::{Column, Entity};
use crate::migrations::{Found, find};
use crate::open::newer;
use crate::{Store, StoreError, batch, postgres};

/// An open change. Dropping it keeps nothing; [`Tx::commit`] is the only way to keep it.
#[derive(Debug)]
pub struct Tx {
    db: DatabaseTransaction,
    head: AuditHead,
    /// The digests of all rows written so far, for the event's `content`.
    digests: Vec<[u8; 32]>,
    /// Whether anything was written.
    wrote: bool,
    /// A step has begun to write and has not come to its end (it failed, or its future was dropped).
    unfinished: bool,
}

impl Store {
    /// Begins a change. Waits while another one is open, in this process or another, for at most
    /// [`crate::Settings::lock_wait`], then fails with [`StoreError::Locked`]. Reading goes on meanwhile.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
        let db = self.connection().begin_with_options(options).await?;
        if db.get_database_backend() == DbBackend::Postgres {
            postgres::lock(&db, self.settings().lock_wait).await?;
        }
        if let Found::Newer(found) = find(&db).await? {
            return Err(newer(found));
        }
        let last = Entity::find().order_by_desc(Column::Seq).one(&db).await?;
        Ok(Tx {
            db,
            head: last.map_or_else(AuditHead::before_first, |event| AuditHead { seq: AuditSeq(event.seq), hash: event.hash }),
            digests: Vec::new(),
            wrote: false,
            unfinished: false,
        })
    }
}

impl Tx {
    /// The number the event of this change will have.
    pub fn seq(&self) -> AuditSeq {
        AuditSeq(self.head.seq.0 + 1)
    }

    /// Whether anything was written so far.
    pub fn has_changes(&self) -> bool {
        self.wrote
    }

    /// Keeps the change together with its event, even if nothing was written (a report was printed). When this returns,
    /// both are on disk: they survive the process being killed and the power going out.
    pub async fn commit(self, event: AuditEvent) -> Result<AuditSeq, StoreError> {
        if self.unfinished {
            return Err(StoreError::Unfinished);
        }
        let seq = self.seq();
        let row = audit::row(event, &self.head, self.digests)?;
        batch::insert::<Entity>(&self.db, vec![row], None).await?;
        self.db.commit().await?;
        Ok(seq)
    }

    /// Like [`Tx::commit`] if anything was written; otherwise writes no event and returns `None`, so that doing the same
    /// thing twice leaves one trace.
    pub async fn commit_if_changed(self, event: AuditEvent) -> Result<Option<AuditSeq>, StoreError> {
        if self.wrote || self.unfinished { self.commit(event).await.map(Some) } else { self.rollback().await.map(|()| None) }
    }

    /// Keeps nothing. Dropping does the same, but does not wait until others may write.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.db.rollback().await?)
    }

    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.db
    }

    /// Called before the first statement of a step that writes.
    pub(crate) fn start_writing(&mut self) {
        self.unfinished = true;
    }

    /// Called after the last statement, with the digests of the rows that the event stands for.
    pub(crate) fn finish_writing(&mut self, digests: Vec<[u8; 32]>) {
        self.digests.extend(digests);
        self.wrote = true;
        self.unfinished = false;
    }
}
