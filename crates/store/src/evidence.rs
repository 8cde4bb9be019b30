//! Evidence (証跡): which files prove something. Metadata only; the bytes lie elsewhere, under their SHA-256. What a file
//! proves is said in the body of a record.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::audit::{AuditSeq, required};
use crate::canonical::FieldDigest;
use crate::entity::evidence::{Column, Entity, Model};
use crate::{Store, StoreError, Tx, batch};

/// The number of an evidence file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EvidenceId(pub i64);

/// An evidence file as a caller hands it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// The path or name as given.
    pub path: String,
    /// The length of the file.
    pub bytes: u64,
    /// The media type, e.g. `application/pdf`.
    pub media_type: String,
}

/// An evidence file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredEvidence {
    /// Its number.
    pub id: EvidenceId,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// The path or name as given.
    pub path: String,
    /// The length of the file.
    pub bytes: u64,
    /// The media type.
    pub media_type: String,
    /// The event that brought it.
    pub seq: AuditSeq,
}

impl Tx {
    /// Notes an evidence file. The same content under the same path and media type again gives the same number and writes
    /// nothing.
    pub async fn put_evidence(&mut self, evidence: NewEvidence) -> Result<EvidenceId, StoreError> {
        required("sha256", &evidence.sha256)?;
        required("path", &evidence.path)?;
        required("media_type", &evidence.media_type)?;
        let bytes = i64::try_from(evidence.bytes).map_err(|_| StoreError::InvalidField { field: "bytes" })?;
        let same = Entity::find()
            .filter(Column::Sha256.eq(&evidence.sha256))
            .filter(Column::Path.eq(&evidence.path))
            .filter(Column::MediaType.eq(&evidence.media_type));
        if let Some(known) = same.one(self.connection()).await? {
            return Ok(EvidenceId(known.id));
        }
        let new = Model {
            id: batch::next_id::<Entity>(self.connection(), Column::Id).await?,
            sha256: evidence.sha256,
            path: evidence.path,
            bytes,
            media_type: evidence.media_type,
            seq: self.seq().0,
        };
        let (id, digest) = (new.id, digest(&new));
        self.start_writing();
        batch::insert::<Entity>(self.connection(), vec![new], None).await?;
        self.finish_writing(vec![digest]);
        Ok(EvidenceId(id))
    }
}

impl Store {
    /// All evidence files that were ever brought, oldest first.
    pub async fn evidence(&self) -> Result<Vec<StoredEvidence>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::Id).all(self.connection()).await?;
        Ok(rows.into_iter().map(StoredEvidence::read).collect())
    }
}

impl StoredEvidence {
    fn read(row: Model) -> Self {
        Self {
            id: EvidenceId(row.id),
            sha256: row.sha256,
            path: row.path,
            bytes: row.bytes.unsigned_abs(),
            media_type: row.media_type,
            seq: AuditSeq(row.seq),
        }
    }
}

/// What the operation log says about an evidence file: all of its columns but `seq`, which the event has.
pub(crate) fn digest(row: &Model) -> [u8; 32] {
    FieldDigest::new("sonae-evidence-v1").number(row.id).text(&row.sha256).text(&row.path).number(row.bytes).text(&row.media_type).finish()
}
