//! Version 3: what proves who somebody is, sessions, and failed attempts to sign in. Unlike everything before, these rows are
//! replaced and deleted: a secret is not kept longer than it is used.

use sea_orm_migration::prelude::*;

use super::{number_column, number_or_null, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0003_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(credential()).await?;
        manager.create_table(session()).await?;
        manager.create_table(attempt()).await?;
        let by_owner = Index::create().name("credential_by_owner").table("credential").col("owner").take();
        manager.create_index(by_owner).await?;
        let by_owner = Index::create().name("session_by_owner").table("session").col("owner").take();
        manager.create_index(by_owner).await
    }
}

/// One thing with which `owner` (a login name) proves who they are. `kind` says how to read `secret`; `label` is what the person
/// calls it. Times are seconds since 1970.
fn credential() -> TableCreateStatement {
    Table::create()
        .table("credential")
        .col(text("id").primary_key())
        .col(text("owner"))
        .col(text("kind"))
        .col(text("label"))
        .col(text("secret"))
        .col(number_column("created"))
        .col(number_or_null("last_used"))
        .take()
}

/// One session. `id` is the SHA-256 of the name that the browser holds; `owner` is empty before somebody has signed in.
fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(text("id").primary_key())
        .col(text("owner"))
        .col(number_column("created"))
        .col(number_column("last_seen"))
        .col(number_column("expires"))
        .col(text("user_agent"))
        .col(text("address"))
        .col(text("data"))
        .take()
}

/// Failed attempts in a row. `id` is a SHA-256 over what was tried (a login name, an address), so that a password typed into
/// the wrong field is not kept.
fn attempt() -> TableCreateStatement {
    Table::create()
        .table("attempt")
        .col(text("id").primary_key())
        .col(number_column("failures"))
        .col(number_column("last"))
        .col(number_column("locked_until"))
        .take()
}
