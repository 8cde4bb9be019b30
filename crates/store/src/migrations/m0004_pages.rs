//! Version 4: an index from which the current records of a ledger are counted, and their pages found, without reading them.

use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0004_pages"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name("record_current").table("record").col("ledger").col("retired").col("ordinal").col("key");
        manager.create_index(index.take()).await
    }
}
