//! Source files: which files were read, with what outcome. Their bytes are the institution's and stay where they are.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audit::{AuditSeq, plain, required};
use crate::canonical::{self, FieldDigest};
use crate::entity::source_file::{Column, Entity, Model};
use crate::record::json;
use crate::{Store, StoreError, Tx, batch};

/// The number of a source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub i64);

/// One reading of one file. If all of it is the same again, it is the same source.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSource {
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// The path as given, relative to the institution's folder.
    pub path: String,
    /// What the columns were taken for: a digest or a short text; empty if the importer needs none.
    pub mapping: String,
    /// The importer that read it, e.g. `csv`.
    pub importer: String,
    /// The text encoding, e.g. `Shift_JIS`; `None` for workbooks.
    pub encoding: Option<String>,
    /// The length of the file.
    pub bytes: u64,
    /// How many data rows were found.
    pub rows: u64,
    /// What was wrong with them.
    pub problems: Value,
}

/// A source file as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredSource {
    /// Its number.
    pub id: SourceId,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// The path as given.
    pub path: String,
    /// What the columns were taken for.
    pub mapping: String,
    /// The importer that read it.
    pub importer: String,
    /// The text encoding.
    pub encoding: Option<String>,
    /// The length of the file.
    pub bytes: u64,
    /// How many data rows were found.
    pub rows: u64,
    /// What was wrong with them.
    pub problems: Value,
    /// The event that registered it.
    pub seq: AuditSeq,
}

impl Tx {
    /// Registers a file that was read. The same reading again gives the same number and writes nothing.
    pub async fn register_source(&mut self, source: NewSource) -> Result<SourceId, StoreError> {
        let new = source.row()?;
        let same = Entity::find().filter(Column::Reading.eq(&new.reading));
        if let Some(known) = same.one(self.connection()).await? {
            return Ok(SourceId(known.id));
        }
        let new = Model { id: batch::next_id::<Entity>(self.connection(), Column::Id).await?, seq: self.seq().0, ..new };
        let (id, digest) = (new.id, digest(&new));
        self.start_writing();
        batch::insert::<Entity>(self.connection(), vec![new], None).await?;
        self.finish_writing(vec![digest]);
        Ok(SourceId(id))
    }
}

impl Store {
    /// All files that were ever read, oldest first.
    pub async fn sources(&self) -> Result<Vec<StoredSource>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::Id).all(self.connection()).await?;
        rows.into_iter().map(StoredSource::read).collect()
    }
}

impl NewSource {
    fn row(self) -> Result<Model, StoreError> {
        required("sha256", &self.sha256)?;
        required("path", &self.path)?;
        plain("mapping", &self.mapping)?;
        required("importer", &self.importer)?;
        plain("encoding", self.encoding.as_deref().unwrap_or_default())?;
        let problems = canonical::json_text(&self.problems).ok_or(StoreError::InvalidField { field: "problems" })?;
        let mut row = Model {
            id: 0,
            reading: String::new(),
            sha256: self.sha256,
            path: self.path,
            mapping: self.mapping,
            importer: self.importer,
            encoding: self.encoding,
            bytes: i64::try_from(self.bytes).map_err(|_| StoreError::InvalidField { field: "bytes" })?,
            rows: i64::try_from(self.rows).map_err(|_| StoreError::InvalidField { field: "rows" })?,
            problems,
            seq: 0,
        };
        row.reading = hex::encode(digest(&row));
        Ok(row)
    }
}

impl StoredSource {
    fn read(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: SourceId(row.id),
            problems: json(&row.problems, || format!("source file {}", row.id))?,
            sha256: row.sha256,
            path: row.path,
            mapping: row.mapping,
            importer: row.importer,
            encoding: row.encoding,
            bytes: row.bytes.unsigned_abs(),
            rows: row.rows.unsigned_abs(),
            seq: AuditSeq(row.seq),
        })
    }
}

/// What the operation log says about a source file, with its number; with the number 0, what makes two readings the same.
/// `reading` is left out: it follows from the rest.
pub(crate) fn digest(row: &Model) -> [u8; 32] {
    FieldDigest::new("sonae-source-v1")
        .number(row.id)
        .text(&row.sha256)
        .text(&row.path)
        .text(&row.mapping)
        .text(&row.importer)
        .optional_text(row.encoding.as_deref())
        .number(row.bytes)
        .number(row.rows)
        .text(&row.problems)
        .finish()
}
