//! With what people prove who they are: password hashes, second factors, tokens. Replaced and removed, never versioned: a
//! secret is not kept longer than it is used.
//!
//! A change goes through a [`Tx`] and so has its event; the event says nothing of the secret. Deliberately not here: what a
//! kind means and how its secret is read (`app::accounts`).

use std::fmt;

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::audit::{plain, required};
use crate::entity::credential::{Column, Entity, Model};
use crate::{Store, StoreError, Tx};

/// One thing with which somebody proves who they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its name, unique among all
    pub id: String,
    /// Login name of whoever it belongs to
    pub owner: String,
    /// What it is, e.g. `password`
    pub kind: String,
    /// What the person calls it
    pub label: String,
    /// What is compared: a hash, or a secret that has to be known
    pub secret: String,
    /// When it was made
    pub created: Timestamp,
    /// When it was last used
    pub last_used: Option<Timestamp>,
}

impl fmt::Debug for Credential {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("id", &self.id).field("owner", &self.owner).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Tx {
    /// Keeps a credential in place of the one with the same id.
    pub async fn put_credential(&mut self, credential: &Credential) -> Result<(), StoreError> {
        required("id", &credential.id)?;
        required("owner", &credential.owner)?;
        required("kind", &credential.kind)?;
        plain("label", &credential.label)?;
        plain("secret", &credential.secret)?;
        let row = Model {
            id: credential.id.clone(),
            owner: credential.owner.clone(),
            kind: credential.kind.clone(),
            label: credential.label.clone(),
            secret: credential.secret.clone(),
            created: credential.created.as_second(),
            last_used: credential.last_used.map(Timestamp::as_second),
        };
        let replace = OnConflict::column(Column::Id)
            .update_columns([Column::Owner, Column::Kind, Column::Label, Column::Secret, Column::Created, Column::LastUsed])
            .to_owned();
        self.start_writing();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(self.connection()).await?;
        self.finish_writing(Vec::new());
        Ok(())
    }

    /// Removes a credential; whether there was one.
    pub async fn remove_credential(&mut self, id: &str) -> Result<bool, StoreError> {
        self.start_writing();
        let removed = Entity::delete_by_id(id).exec(self.connection()).await?.rows_affected > 0;
        self.finish_writing(Vec::new());
        Ok(removed)
    }

    /// Removes every credential of somebody of one kind, or of all; how many there were.
    pub async fn remove_credentials(&mut self, owner: &str, kind: Option<&str>) -> Result<u64, StoreError> {
        let mut delete = Entity::delete_many().filter(Column::Owner.eq(owner));
        if let Some(kind) = kind {
            delete = delete.filter(Column::Kind.eq(kind));
        }
        self.start_writing();
        let removed = delete.exec(self.connection()).await?.rows_affected;
        self.finish_writing(Vec::new());
        Ok(removed)
    }

    /// As [`Store::credential`], as this change sees it: what others may have changed meanwhile is seen too.
    pub async fn credential(&self, id: &str) -> Result<Option<Credential>, StoreError> {
        Entity::find_by_id(id).one(self.connection()).await?.map(read).transpose()
    }
}

impl Store {
    /// The credential with this id.
    pub async fn credential(&self, id: &str) -> Result<Option<Credential>, StoreError> {
        Entity::find_by_id(id).one(self.connection()).await?.map(read).transpose()
    }

    /// Everything that belongs to somebody, oldest first.
    pub async fn credentials(&self, owner: &str) -> Result<Vec<Credential>, StoreError> {
        let query = Entity::find().filter(Column::Owner.eq(owner)).order_by_asc(Column::Created).order_by_asc(Column::Id);
        query.all(self.connection()).await?.into_iter().map(read).collect()
    }

    /// Everything of one kind, of everybody.
    pub async fn credentials_of_kind(&self, kind: &str) -> Result<Vec<Credential>, StoreError> {
        let query = Entity::find().filter(Column::Kind.eq(kind)).order_by_asc(Column::Created).order_by_asc(Column::Id);
        query.all(self.connection()).await?.into_iter().map(read).collect()
    }

    /// Notes that a credential was used. No change that counts, so it has no event.
    pub async fn touch_credential(&self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        let update = Entity::update_many().col_expr(Column::LastUsed, at.as_second().into()).filter(Column::Id.eq(id));
        update.exec(self.connection()).await?;
        Ok(())
    }
}

fn read(row: Model) -> Result<Credential, StoreError> {
    Ok(Credential {
        created: instant(row.created)?,
        last_used: row.last_used.map(instant).transpose()?,
        id: row.id,
        owner: row.owner,
        kind: row.kind,
        label: row.label,
        secret: row.secret,
    })
}

/// An instant from its seconds.
pub(crate) fn instant(seconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_second(seconds).map_err(|error| StoreError::Damaged { detail: error.to_string() })
}
