//! Version 2: the metadata of evidence files, and the evaluated forms.

use sea_orm_migration::prelude::*;

use super::{number_column, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_evidence_and_assessments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(evidence()).await?;
        manager.create_table(assessment()).await?;
        manager.create_index(index("evidence", &["sha256"])).await?;
        manager.create_index(index("evidence", &["seq"])).await?;
        manager.create_index(index("assessment", &["subject", "edition", "form", "id"])).await?;
        manager.create_index(index("assessment", &["seq"])).await?;
        manager.create_index(index("source_file", &["seq"])).await
    }
}

/// One evidence file: `sha256` of its bytes, `path` as given, its length in `bytes`, its media type.
fn evidence() -> TableCreateStatement {
    Table::create()
        .table("evidence")
        .col(number_column("id").primary_key())
        .col(text("sha256"))
        .col(text("path"))
        .col(number_column("bytes"))
        .col(text("media_type"))
        .col(number_column("seq"))
        .take()
}

/// One evaluated form: `edition` and `form` name it, `subject` is empty for the institution or the key of a vendor, `as_of`
/// the day it was evaluated for, `body` the result as canonical JSON, `sha256` over that text.
fn assessment() -> TableCreateStatement {
    Table::create()
        .table("assessment")
        .col(number_column("id").primary_key())
        .col(text("edition"))
        .col(text("form"))
        .col(text("subject"))
        .col(text("as_of"))
        .col(text("body"))
        .col(text("sha256"))
        .col(number_column("seq"))
        .take()
}

fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_by_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
