//! Assessments (点検): evaluated forms, each as one document. What is in the document is `domain`'s.

use jiff::civil::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audit::{AuditSeq, plain, required};
use crate::canonical::{self, FieldDigest};
use crate::entity::assessment::{Column, Entity, Model};
use crate::record::{MAX_KEY_BYTES, json};
use crate::{Store, StoreError, Tx, batch};

/// The number of an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssessmentId(pub i64);

/// One evaluated form as a caller hands it in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAssessment {
    /// The edition, e.g. `r7`.
    pub edition: String,
    /// The form of the edition (its audience), e.g. `institution`.
    pub form: String,
    /// Whose form: empty for the institution itself, otherwise the key of the vendor.
    pub subject: String,
    /// The day it was evaluated for.
    pub as_of: Date,
    /// The result.
    pub body: Value,
}

/// One evaluated form as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredAssessment {
    /// Its number.
    pub id: AssessmentId,
    /// The edition.
    pub edition: String,
    /// The form of the edition.
    pub form: String,
    /// Whose form.
    pub subject: String,
    /// The day it was evaluated for.
    pub as_of: Date,
    /// The result.
    pub body: Value,
    /// SHA-256 of the result as canonical JSON (sorted keys, no spaces), lower-case hex.
    pub sha256: String,
    /// The event that brought it.
    pub seq: AuditSeq,
}

impl Tx {
    /// Keeps an evaluated form and gives its number. If the latest one of the same edition, form and subject has the same
    /// day and the same result, nothing is written and that one's number is given.
    pub async fn put_assessment(&mut self, assessment: NewAssessment) -> Result<AssessmentId, StoreError> {
        let new = assessment.row()?;
        let latest = latest(self.connection(), &new.edition, &new.form, &new.subject).await?;
        if let Some(latest) = latest
            && (latest.as_of.as_str(), latest.body.as_str()) == (new.as_of.as_str(), new.body.as_str())
        {
            return Ok(AssessmentId(latest.id));
        }
        let new = Model { id: batch::next_id::<Entity>(self.connection(), Column::Id).await?, seq: self.seq().0, ..new };
        let (id, digest) = (new.id, digest(&new));
        self.start_writing();
        batch::insert::<Entity>(self.connection(), vec![new], None).await?;
        self.finish_writing(vec![digest]);
        Ok(AssessmentId(id))
    }
}

impl Store {
    /// The form of this edition and subject that was evaluated last.
    pub async fn latest_assessment(&self, edition: &str, form: &str, subject: &str) -> Result<Option<StoredAssessment>, StoreError> {
        let latest = latest(self.connection(), edition, form, subject).await?;
        latest.map(StoredAssessment::read).transpose()
    }

    /// Every evaluation of a form, oldest first.
    pub async fn assessments(&self, edition: &str, form: &str, subject: &str) -> Result<Vec<StoredAssessment>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Edition.eq(edition))
            .filter(Column::Form.eq(form))
            .filter(Column::Subject.eq(subject))
            .order_by_asc(Column::Id)
            .all(self.connection())
            .await?;
        rows.into_iter().map(StoredAssessment::read).collect()
    }
}

async fn latest<C: ConnectionTrait>(db: &C, edition: &str, form: &str, subject: &str) -> Result<Option<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::Edition.eq(edition))
        .filter(Column::Form.eq(form))
        .filter(Column::Subject.eq(subject))
        .order_by_desc(Column::Id);
    Ok(query.one(db).await?)
}

impl NewAssessment {
    fn row(self) -> Result<Model, StoreError> {
        required("edition", &self.edition)?;
        required("form", &self.form)?;
        plain("subject", &self.subject)?;
        for (field, text) in [("edition", &self.edition), ("form", &self.form), ("subject", &self.subject)] {
            if text.len() > MAX_KEY_BYTES / 2 {
                return Err(StoreError::InvalidField { field });
            }
        }
        let body = canonical::json_text(&self.body).ok_or(StoreError::InvalidField { field: "body" })?;
        Ok(Model {
            id: 0,
            edition: self.edition,
            form: self.form,
            subject: self.subject,
            as_of: self.as_of.to_string(),
            sha256: canonical::sha256_hex(body.as_bytes()),
            body,
            seq: 0,
        })
    }
}

impl StoredAssessment {
    fn read(row: Model) -> Result<Self, StoreError> {
        let what = || format!("assessment {}", row.id);
        let as_of = row.as_of.parse().map_err(|error| StoreError::Damaged { detail: format!("{}: {error}", what()) })?;
        Ok(Self {
            id: AssessmentId(row.id),
            as_of,
            body: json(&row.body, what)?,
            edition: row.edition,
            form: row.form,
            subject: row.subject,
            sha256: row.sha256,
            seq: AuditSeq(row.seq),
        })
    }
}

/// What the operation log says about an assessment: all of its columns but `seq`, which the event has.
pub(crate) fn digest(row: &Model) -> [u8; 32] {
    FieldDigest::new("sonae-assessment-v1")
        .number(row.id)
        .text(&row.edition)
        .text(&row.form)
        .text(&row.subject)
        .text(&row.as_of)
        .text(&row.body)
        .text(&row.sha256)
        .finish()
}
