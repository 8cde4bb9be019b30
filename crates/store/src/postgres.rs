//! What is particular about PostgreSQL: how to connect, and the lock that lets one writer in at a time.
//!
//! All tables live in the first schema of the search path. Durability and backups are the server's; an upgrade runs in one
//! transaction, so a failed one leaves everything as it was.

use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions as _};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, Statement};

use crate::{OpenError, StoreError};

/// `sona` in ASCII: the first half of the advisory lock's key; the second half is the schema.
const LOCK: i32 = 0x736f_6e61;

const CONNECTIONS: u32 = 5;

/// Connects to a server whose database is in UTF-8.
pub(crate) async fn connect(url: &str, wait: Duration) -> Result<DatabaseConnection, OpenError> {
    let server: PgConnectOptions = url.parse().map_err(|error: sqlx::Error| StoreError::Unreachable { detail: error.to_string() })?;
    let server = server.application_name("sonae").disable_statement_logging();
    // The URL only chooses the driver: SeaORM writes it, with the password, into its tracing spans.
    let mut options = ConnectOptions::new("postgres://server");
    options.max_connections(CONNECTIONS).acquire_timeout(wait).record_stmt_in_spans(false).map_sqlx_postgres_opts(move |_| server.clone());
    let db = Database::connect(options).await?;
    let encoding = Statement::from_string(DbBackend::Postgres, "SHOW server_encoding");
    let found = db.query_one_raw(encoding).await?;
    let found: String = found.map_or(Ok(String::new()), |row| row.try_get_by_index(0))?;
    if found == "UTF8" { Ok(db) } else { Err(OpenError::WrongEncoding { found }) }
}

/// Waits until no other sonae writes to this schema; the lock ends with the transaction. Reading goes on.
pub(crate) async fn lock(db: &DatabaseTransaction, wait: Duration) -> Result<(), StoreError> {
    let wait = format!("SET LOCAL lock_timeout = {}", wait.as_millis().clamp(1, 3_600_000));
    db.execute_unprepared(&wait).await?;
    let lock = format!("SELECT pg_advisory_xact_lock({LOCK}, hashtext(coalesce(current_schema(), '')))");
    db.execute_unprepared(&lock).await?;
    Ok(())
}
