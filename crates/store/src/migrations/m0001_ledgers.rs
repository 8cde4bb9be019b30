//! Version 1: the records of all ledgers with their history, the files they came from, and the operation log.

use sea_orm_migration::prelude::*;

use super::{flag, number_column, number_or_null, ordered_text, text, text_or_null};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_ledgers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(source_file()).await?;
        manager.create_table(record(manager)).await?;
        manager.create_table(record_version(manager)).await?;
        manager.create_table(audit_event()).await?;
        let by_seq = Index::create().name("record_version_by_seq").table("record_version").col("seq").take();
        manager.create_index(by_seq).await?;
        let by_ordinal = Index::create().name("record_by_ordinal").table("record").col("ledger").col("ordinal").take();
        manager.create_index(by_ordinal).await
    }
}

/// One reading of one file. `reading` is the SHA-256 over all that identifies it; `mapping` the digest of the column
/// mapping used; `rows` how many data rows were found; `problems` what was wrong with them (JSON).
fn source_file() -> TableCreateStatement {
    Table::create()
        .table("source_file")
        .col(number_column("id").primary_key())
        .col(text("reading").unique_key())
        .col(text("sha256"))
        .col(text("path"))
        .col(text("mapping"))
        .col(text("importer"))
        .col(text_or_null("encoding"))
        .col(number_column("bytes"))
        .col(number_column("rows"))
        .col(text("problems"))
        .col(number_column("seq"))
        .take()
}

/// One record of one ledger as it stands. `ordinal` is its place in the printed ledger, `body` canonical JSON, `search` the
/// folded text that is searched, `source_id`/`sheet`/`row` where it was last seen (row as the user counts, from 1),
/// `created_seq`/`updated_seq` the audit events that first and last changed it.
fn record(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("record")
        .col(ordered_text(manager, "ledger"))
        .col(ordered_text(manager, "key"))
        .col(number_column("ordinal"))
        .col(text("body"))
        .col(text("search"))
        .col(number_or_null("source_id"))
        .col(text_or_null("sheet"))
        .col(number_or_null("row"))
        .col(number_column("version"))
        .col(number_column("created_seq"))
        .col(number_column("updated_seq"))
        .col(flag("retired"))
        .primary_key(Index::create().col("ledger").col("key"))
        .foreign_key(&mut from_source("record"))
        .take()
}

/// One version of one record. `retired` is set on the version with which it left the ledger; `body` is then what it last
/// said. `seq` is the audit event that wrote it (no foreign key: the event is written last, and `verify` checks).
fn record_version(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("record_version")
        .col(ordered_text(manager, "ledger"))
        .col(ordered_text(manager, "key"))
        .col(number_column("version"))
        .col(flag("retired"))
        .col(text("body"))
        .col(number_or_null("source_id"))
        .col(text_or_null("sheet"))
        .col(number_or_null("row"))
        .col(number_column("seq"))
        .primary_key(Index::create().col("ledger").col("key").col("version"))
        .foreign_key(&mut from_source("record_version"))
        .take()
}

/// One event; `audit` documents the chain.
fn audit_event() -> TableCreateStatement {
    Table::create()
        .table("audit_event")
        .col(number_column("seq").primary_key())
        .col(text("at"))
        .col(text("actor"))
        .col(text("action"))
        .col(text("subject"))
        .col(text("detail"))
        .col(text("content"))
        .col(text("prev_hash"))
        .col(text("hash"))
        .take()
}

fn from_source(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "source_id").to("source_file", "id").take()
}
