//! Many rows in few statements, within the number of bound values each database allows in one.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable, QuerySelect,
};

/// More rows in one statement make it no faster, only longer to prepare.
const MAX_ROWS: usize = 400;

/// The most bound values in one statement: `SQLITE_MAX_VARIABLE_NUMBER`, and the 16 bits of PostgreSQL's protocol.
fn max_values(backend: DbBackend) -> usize {
    match backend {
        DbBackend::Sqlite => 32_766,
        _ => 65_535,
    }
}

/// Inserts all rows; with `conflict`, rows that are there already are treated as it says.
pub(crate) async fn insert<E>(db: &DatabaseTransaction, rows: Vec<E::Model>, conflict: Option<OnConflict>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let per_statement = (max_values(db.get_database_backend()) / E::Column::iter().count()).min(MAX_ROWS);
    let mut rows = rows.into_iter();
    loop {
        let chunk: Vec<E::ActiveModel> = rows.by_ref().take(per_statement).map(IntoActiveModel::into_active_model).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        let mut statement = E::insert_many(chunk);
        if let Some(conflict) = &conflict {
            statement = statement.on_conflict(conflict.clone());
        }
        statement.exec_without_returning(db).await?;
    }
}

/// The next free number in a column of numbers. Writers are one at a time, so nobody else takes it.
pub(crate) async fn next_id<E>(db: &DatabaseTransaction, id: E::Column) -> Result<i64, DbErr>
where
    E: EntityTrait,
{
    #[derive(FromQueryResult)]
    struct Max {
        max: Option<i64>,
    }
    let found = E::find().select_only().column_as(sea_orm::ColumnTrait::max(&id), "max").into_model::<Max>().one(db).await?;
    Ok(found.and_then(|found| found.max).unwrap_or(0) + 1)
}
