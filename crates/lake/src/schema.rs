//! The columns of the lake: names, kinds, and in which copy they are. Told to people in `docs/lake.md`.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::basic::{LogicalType, Repetition, TimeUnit as ParquetUnit, Type as Physical};
use parquet::schema::types::{Type, TypePtr};

use parquet::errors::Result;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Microseconds since 1970, number of the list of integers
    Time(usize),
    /// Number of the list of integers
    Long(usize),
    /// Number of the list of integers; fits 32 bits
    Int(usize),
    /// Yes or no, number of the list of integers
    Bool(usize),
    /// Number of the list of texts
    Text(usize),
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Col {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Also in the copy sorted by user
    pub(crate) by_user: bool,
}

/// How many columns of integers a buffer has.
pub(crate) const INTS: usize = 8;
/// How many columns of texts a buffer has.
pub(crate) const TEXTS: usize = 17;

pub(crate) const TIME: usize = 0;
pub(crate) const LEAF: usize = 1;
pub(crate) const NTH: usize = 2;
pub(crate) const FILE: usize = 3;
pub(crate) const RECEIVED: usize = 4;
pub(crate) const CLASS: usize = 5;
pub(crate) const COUNT: usize = 6;
pub(crate) const TIME_TOLD: usize = 7;

pub(crate) const USER: usize = 0;
pub(crate) const PATIENT: usize = 1;
pub(crate) const SOURCE: usize = 15;
pub(crate) const SHARD: usize = 16;

const fn col(name: &'static str, kind: Kind, by_user: bool) -> Col {
    Col { name, kind, by_user }
}

/// All columns, in the order in which they stand in a file.
pub(crate) const COLUMNS: [Col; INTS + TEXTS] = [
    col("time", Kind::Time(TIME), true),
    col("user_uid", Kind::Text(USER), true),
    col("user_name", Kind::Text(2), true),
    col("patient_uid", Kind::Text(PATIENT), true),
    col("class", Kind::Int(CLASS), true),
    col("activity", Kind::Text(3), true),
    col("outcome", Kind::Text(4), true),
    col("category", Kind::Text(5), true),
    col("operation", Kind::Text(6), true),
    col("code", Kind::Text(7), false),
    col("terminal", Kind::Text(8), true),
    col("src_ip", Kind::Text(9), true),
    col("device", Kind::Text(10), true),
    col("session", Kind::Text(11), true),
    col("target", Kind::Text(12), false),
    col("purpose", Kind::Text(13), false),
    col("count", Kind::Long(COUNT), false),
    col("message", Kind::Text(14), false),
    col("time_told", Kind::Bool(TIME_TOLD), false),
    col("source", Kind::Text(SOURCE), true),
    col("shard", Kind::Text(SHARD), true),
    col("leaf", Kind::Long(LEAF), true),
    col("nth", Kind::Int(NTH), true),
    col("file", Kind::Long(FILE), false),
    col("received", Kind::Time(RECEIVED), false),
];

/// The two copies of every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layout {
    /// Sorted by (`patient_uid`, time): all columns
    ByPatient,
    /// Sorted by (`user_uid`, time): what questions about a user need
    ByUser,
}

impl Layout {
    /// Its folder.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::ByPatient => "by-patient",
            Self::ByUser => "by-user",
        }
    }

    /// The text by which it is sorted before the time.
    pub(crate) fn first(self) -> usize {
        match self {
            Self::ByPatient => PATIENT,
            Self::ByUser => USER,
        }
    }

    /// Its columns.
    pub(crate) fn columns(self) -> impl Iterator<Item = Col> {
        COLUMNS.into_iter().filter(move |col| self == Self::ByPatient || col.by_user)
    }

    /// As Arrow reads it: times carry the zone, so that texts written as times are local times.
    pub(crate) fn arrow(self, zone: &str) -> SchemaRef {
        let time = || DataType::Timestamp(TimeUnit::Microsecond, Some(zone.into()));
        let fields: Vec<Field> = self
            .columns()
            .map(|col| {
                let kind = match col.kind {
                    Kind::Time(_) => time(),
                    Kind::Long(_) => DataType::Int64,
                    Kind::Int(_) => DataType::Int32,
                    Kind::Bool(_) => DataType::Boolean,
                    Kind::Text(_) => DataType::Utf8View,
                };
                Field::new(col.name, kind, false)
            })
            .collect();
        Arc::new(Schema::new(fields))
    }

    /// As Parquet writes it.
    pub(crate) fn parquet(self) -> Result<TypePtr> {
        let fields: Result<Vec<TypePtr>> = self.columns().map(|col| Ok(Arc::new(parquet_type(col)?))).collect();
        Ok(Arc::new(Type::group_type_builder("event").with_fields(fields?).build()?))
    }
}

fn parquet_type(col: Col) -> Result<Type> {
    let (physical, logical) = match col.kind {
        Kind::Time(_) => (Physical::INT64, Some(LogicalType::timestamp(true, ParquetUnit::MICROS))),
        Kind::Long(_) => (Physical::INT64, None),
        Kind::Int(_) => (Physical::INT32, None),
        Kind::Bool(_) => (Physical::BOOLEAN, None),
        Kind::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(col.name, physical).with_repetition(Repetition::REQUIRED).with_logical_type(logical).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_a_list_is_used_by_exactly_one_column() {
        let mut ints = [0; INTS];
        let mut texts = [0; TEXTS];
        for col in COLUMNS {
            match col.kind {
                Kind::Time(n) | Kind::Long(n) | Kind::Int(n) | Kind::Bool(n) => ints[n] += 1,
                Kind::Text(n) => texts[n] += 1,
            }
        }
        assert_eq!((ints, texts), ([1; INTS], [1; TEXTS]));
    }
}
