//! Sessions: who has signed in at present, on which machine. Replaced and removed; no events of their own (signing in has one).
//!
//! The name that a browser holds for its session is never kept, only its SHA-256. Deliberately not here: how long a session
//! lives (`web`, `app::accounts`).

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::audit::plain;
use crate::credential::instant;
use crate::entity::session::{Column, Entity, Model};
use crate::{Store, StoreError};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// SHA-256 of the name that the browser holds, lower-case hex
    pub id: String,
    /// Login name; "" before somebody has signed in
    pub owner: String,
    /// When it began
    pub created: Timestamp,
    /// The last request, to the minute
    pub last_seen: Timestamp,
    /// When it ends by itself
    pub expires: Timestamp,
    /// What the browser calls itself
    pub user_agent: String,
    /// From where
    pub address: String,
    /// What the pages keep in it, as JSON
    pub data: String,
}

impl Store {
    /// Keeps a session in place of the one with the same id.
    pub async fn put_session(&self, session: &StoredSession) -> Result<(), StoreError> {
        for (name, text) in
            [("owner", &session.owner), ("user_agent", &session.user_agent), ("address", &session.address), ("data", &session.data)]
        {
            plain(name, text)?;
        }
        let row = Model {
            id: session.id.clone(),
            owner: session.owner.clone(),
            created: session.created.as_second(),
            last_seen: session.last_seen.as_second(),
            expires: session.expires.as_second(),
            user_agent: session.user_agent.clone(),
            address: session.address.clone(),
            data: session.data.clone(),
        };
        let replace = OnConflict::column(Column::Id)
            .update_columns([Column::Owner, Column::LastSeen, Column::Expires, Column::UserAgent, Column::Address, Column::Data])
            .to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(self.connection()).await?;
        Ok(())
    }

    /// The session with this id, if it has not ended.
    pub async fn session(&self, id: &str, now: Timestamp) -> Result<Option<StoredSession>, StoreError> {
        let query = Entity::find_by_id(id).filter(Column::Expires.gt(now.as_second()));
        query.one(self.connection()).await?.map(read).transpose()
    }

    /// Notes a request, and until when the session now lives.
    pub async fn touch_session(&self, id: &str, now: Timestamp, expires: Timestamp) -> Result<(), StoreError> {
        let update = Entity::update_many()
            .col_expr(Column::LastSeen, now.as_second().into())
            .col_expr(Column::Expires, expires.as_second().into())
            .filter(Column::Id.eq(id));
        update.exec(self.connection()).await?;
        Ok(())
    }

    /// Everybody's sessions, or somebody's, that have not ended; the one used last first.
    pub async fn sessions(&self, owner: Option<&str>, now: Timestamp) -> Result<Vec<StoredSession>, StoreError> {
        let mut query = Entity::find().filter(Column::Expires.gt(now.as_second())).order_by_desc(Column::LastSeen).order_by_asc(Column::Id);
        query = match owner {
            Some(owner) => query.filter(Column::Owner.eq(owner)),
            None => query.filter(Column::Owner.ne("")),
        };
        query.all(self.connection()).await?.into_iter().map(read).collect()
    }

    /// Ends a session; whether there was one.
    pub async fn remove_session(&self, id: &str) -> Result<bool, StoreError> {
        Ok(Entity::delete_by_id(id).exec(self.connection()).await?.rows_affected > 0)
    }

    /// Ends somebody's sessions but one (that of the request itself); how many.
    pub async fn remove_sessions(&self, owner: &str, but: Option<&str>) -> Result<u64, StoreError> {
        let delete = Entity::delete_many().filter(Column::Owner.eq(owner)).filter(Column::Id.ne(but.unwrap_or_default()));
        Ok(delete.exec(self.connection()).await?.rows_affected)
    }

    /// Removes what has ended by itself; how many.
    pub async fn remove_ended_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let delete = Entity::delete_many().filter(Column::Expires.lte(now.as_second()));
        Ok(delete.exec(self.connection()).await?.rows_affected)
    }
}

fn read(row: Model) -> Result<StoredSession, StoreError> {
    Ok(StoredSession {
        created: instant(row.created)?,
        last_seen: instant(row.last_seen)?,
        expires: instant(row.expires)?,
        id: row.id,
        owner: row.owner,
        user_agent: row.user_agent,
        address: row.address,
        data: row.data,
    })
}
