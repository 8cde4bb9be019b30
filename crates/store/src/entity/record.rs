//! Where every record stands now, retired ones included: a projection of `record_version`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ledger: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub ordinal: i64,
    pub body: String,
    pub search: String,
    pub source_id: Option<i64>,
    pub sheet: Option<String>,
    pub row: Option<i64>,
    pub version: i64,
    pub created_seq: i64,
    pub updated_seq: i64,
    pub retired: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
