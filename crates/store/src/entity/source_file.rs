//! The files that were read, each reading once. Rows are only ever added.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub reading: String,
    pub sha256: String,
    pub path: String,
    pub mapping: String,
    pub importer: String,
    pub encoding: Option<String>,
    pub bytes: i64,
    pub rows: i64,
    pub problems: String,
    pub seq: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
