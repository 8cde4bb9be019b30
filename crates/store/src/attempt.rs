//! Failed attempts to sign in, so that a restart of the program does not forgive them. Forgotten after a success or a day.
//!
//! Deliberately not here: how many are too many (`app::accounts`).

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::credential::instant;
use crate::entity::attempt::{Column, Entity, Model};
use crate::{Store, StoreError};

/// After so long without another failure, failures are forgotten.
const FORGET_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Failures in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many
    pub failures: i64,
    /// The last of them
    pub last: Timestamp,
    /// Until when further attempts are not looked at
    pub locked_until: Timestamp,
}

impl Store {
    /// The failures under this id; `None` when there are none of the last day.
    pub async fn attempts(&self, id: &str, now: Timestamp) -> Result<Option<Attempts>, StoreError> {
        let query = Entity::find_by_id(id).filter(Column::Last.gt((now - FORGET_AFTER).as_second()));
        let row = query.one(self.connection()).await?;
        row.map(|row| Ok(Attempts { failures: row.failures, last: instant(row.last)?, locked_until: instant(row.locked_until)? }))
            .transpose()
    }

    /// Keeps the failures under this id, and forgets those of long ago.
    pub async fn put_attempts(&self, id: &str, attempts: Attempts) -> Result<(), StoreError> {
        let old = Entity::delete_many().filter(Column::Last.lte((attempts.last - FORGET_AFTER).as_second()));
        old.exec(self.connection()).await?;
        let row = Model {
            id: id.to_owned(),
            failures: attempts.failures,
            last: attempts.last.as_second(),
            locked_until: attempts.locked_until.as_second(),
        };
        let replace = OnConflict::column(Column::Id).update_columns([Column::Failures, Column::Last, Column::LockedUntil]).to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(self.connection()).await?;
        Ok(())
    }

    /// Forgets the failures under this id.
    pub async fn forget_attempts(&self, id: &str) -> Result<(), StoreError> {
        Entity::delete_by_id(id).exec(self.connection()).await?;
        Ok(())
    }
}
