//! An answer: a table.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type, Schema, TimeUnit, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use serde::Serialize;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Name in SQL; words for it in the locale: `lake-column-<name>`
    pub name: String,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Not there
    Null,
    /// A text
    Text(String),
    /// A whole number
    Int(i64),
    /// Another number
    Float(f64),
    /// Yes or no
    Bool(bool),
    /// An instant, microseconds since 1970
    Time(i64),
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Columns
    pub columns: Vec<Column>,
    /// Rows
    pub rows: Vec<Vec<Cell>>,
    /// There was more than the limit
    pub cut_off: bool,
}

impl Answer {
    /// An answer without rows.
    pub(crate) fn of(schema: &Schema) -> Self {
        let columns = schema.fields().iter().map(|field| Column { name: field.name().clone() }).collect();
        Self { columns, rows: Vec::new(), cut_off: false }
    }

    /// Appends rows, up to the limit.
    pub(crate) fn append(&mut self, batch: &RecordBatch, limit: usize) -> Result<(), ArrowError> {
        let wanted = batch.num_rows().min(limit.saturating_sub(self.rows.len()));
        self.cut_off |= wanted < batch.num_rows();
        let columns: Vec<Cells> = batch.columns().iter().map(Cells::of).collect::<Result<_, _>>()?;
        self.rows.extend((0..wanted).map(|row| columns.iter().map(|cells| cells.cell(row)).collect()));
        Ok(())
    }
}

/// A column of a batch, as one of the kinds of cells.
enum Cells {
    Text(ArrayRef),
    Int(ArrayRef),
    Float(ArrayRef),
    Bool(ArrayRef),
    Time(ArrayRef),
}

impl Cells {
    fn of(array: &ArrayRef) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            DataType::Boolean => Self::Bool(array.clone()),
            DataType::UInt64 | DataType::Decimal128(..) | DataType::Decimal256(..) => match cast(array, &DataType::Int64) {
                Ok(ints) if ints.null_count() == array.null_count() && whole(array.data_type()) => Self::Int(ints),
                _ => Self::Float(cast(array, &DataType::Float64)?),
            },
            kind if kind.is_integer() => Self::Int(cast(array, &DataType::Int64)?),
            kind if kind.is_floating() => Self::Float(cast(array, &DataType::Float64)?),
            DataType::Timestamp(_, zone) => Self::Time(cast(array, &DataType::Timestamp(TimeUnit::Microsecond, zone.clone()))?),
            _ => Self::Text(cast(array, &DataType::Utf8)?),
        })
    }

    fn cell(&self, row: usize) -> Cell {
        let (Self::Text(array) | Self::Int(array) | Self::Float(array) | Self::Bool(array) | Self::Time(array)) = self;
        if array.is_null(row) {
            return Cell::Null;
        }
        match self {
            Self::Text(array) => Cell::Text(array.as_string::<i32>().value(row).to_owned()),
            Self::Int(array) => Cell::Int(array.as_primitive::<Int64Type>().value(row)),
            Self::Float(array) => Cell::Float(array.as_primitive::<Float64Type>().value(row)),
            Self::Bool(array) => Cell::Bool(array.as_boolean().value(row)),
            Self::Time(array) => Cell::Time(array.as_primitive::<TimestampMicrosecondType>().value(row)),
        }
    }
}

/// Whether a number of this kind has no places after the point.
fn whole(kind: &DataType) -> bool {
    !matches!(kind, DataType::Decimal128(_, scale) | DataType::Decimal256(_, scale) if *scale > 0)
}
