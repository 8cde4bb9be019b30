//! The versioned migrations. They run by themselves when a database is opened, all pending ones in one transaction.
//!
//! A published migration is never edited: a change of the tables is a new file `m000N_….rs` at the end of the list. A new
//! ledger needs none (ADR 0003). There is no way back down; before a SQLite file is migrated a copy of it is kept.

mod m0001_ledgers;
mod m0002_evidence_and_assessments;
mod m0003_accounts;
mod m0004_pages;

use sea_orm::{ConnectionTrait, DbBackend, DynIden, Statement};
use sea_orm_migration::sea_query::{Alias, ColumnDef, IntoIden, Query};
use sea_orm_migration::{DbErr, MigrationTrait, MigratorTrait, SchemaManager};

/// The table in which applied migrations are noted. Its own name, so that another program in the same place is noticed.
pub const TABLE: &str = "sonae_migration";

/// Applies the migrations of this program. Opening a [`crate::Store`] does so; only tests call it directly.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_ledgers::Migration),
            Box::new(m0002_evidence_and_assessments::Migration),
            Box::new(m0003_accounts::Migration),
            Box::new(m0004_pages::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        Alias::new(TABLE).into_iden()
    }
}

/// What a database turned out to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// No tables at all.
    Nothing,
    /// Tables, but none of ours.
    OtherTables,
    /// Our tables, with all migrations up to this number (0: only the table of migrations).
    Version(u32),
    /// Our tables, and a migration with this number that we do not know.
    Newer(u32),
}

/// The version this program writes: the number of its newest migration.
pub fn known_version() -> u32 {
    names().iter().map(|name| number(name)).max().unwrap_or(0)
}

/// Looks what is there, without changing anything.
pub(crate) async fn find<C: ConnectionTrait>(db: &C) -> Result<Found, DbErr> {
    let backend = db.get_database_backend();
    let (name, tables) = match backend {
        DbBackend::Sqlite => ("name", "sqlite_master WHERE name NOT LIKE 'sqlite_%'"),
        _ => ("table_name", "information_schema.tables WHERE table_schema = current_schema()"),
    };
    // One statement, so that another process that is just creating the tables is seen wholly or not at all.
    let ours = format!("count(CASE WHEN {name} = '{TABLE}' THEN 1 END)");
    let count = format!("SELECT count(*) AS tables, {ours} AS ours FROM {tables}");
    let row = db.query_one_raw(Statement::from_string(backend, count)).await?;
    let (tables, ours): (i64, i64) = match row {
        Some(row) => (row.try_get("", "tables")?, row.try_get("", "ours")?),
        None => (0, 0),
    };
    if ours == 0 {
        return Ok(if tables == 0 { Found::Nothing } else { Found::OtherTables });
    }
    let query = Query::select().column("version").from(TABLE).take();
    let applied: Vec<String> = db.query_all(&query).await?.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?;
    let known = names();
    let newest = |names: &mut dyn Iterator<Item = &String>| names.map(|name| number(name)).max();
    Ok(match newest(&mut applied.iter().filter(|name| !known.contains(name))) {
        Some(unknown) => Found::Newer(unknown),
        None => Found::Version(newest(&mut applied.iter()).unwrap_or(0)),
    })
}

fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// `m0002_evidence` → 2; a name that follows no such pattern is newer than all.
fn number(name: &str) -> u32 {
    name.strip_prefix('m').and_then(|rest| rest.split('_').next()).and_then(|digits| digits.parse().ok()).unwrap_or(u32::MAX)
}

/// A mandatory text column.
fn text(name: &str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().not_null().take()
}

/// A text column that may be absent.
fn text_or_null(name: &str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().null().take()
}

/// A mandatory column of 64-bit whole numbers.
fn number_column(name: &str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().not_null().take()
}

/// A column of 64-bit whole numbers that may be absent.
fn number_or_null(name: &str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().null().take()
}

/// A mandatory yes/no column.
fn flag(name: &str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).boolean().not_null().take()
}

/// A text column that sorts by code point on both databases, whatever the locale of the server.
fn ordered_text(manager: &SchemaManager<'_>, name: &str) -> ColumnDef {
    let mut column = text(name);
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}
