//! One row group: columns of a buffer, in a given order of its rows.

use std::io::Write;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::SchemaDescriptor;

use crate::buffer::Buffer;
use crate::chunk::{self, Coded, PAGE_ROWS};
use crate::coded;
use crate::schema::{CLASS, Col, Kind, LEAF, Layout, PATIENT};

/// What the rows of a group have in common.
struct Common {
    /// The template of each row; one where all have the same
    of_rows: Vec<u32>,
    /// The templates that occur, each once
    used: Vec<u32>,
}

/// Appends these rows of the buffer as a row group.
pub(crate) fn write<W: Write + Send>(file: &mut SerializedFileWriter<W>, layout: Layout, buffer: &Buffer, rows: &[u32]) -> Result<()> {
    let mut group = file.next_row_group()?;
    let descr = SchemaDescriptor::new(layout.parquet()?);
    let mut compressor = chunk::compressor()?;
    let of_rows = buffer.templates_of(rows);
    let common = Common { used: coded::used(of_rows.iter().copied(), buffer.templates().len()), of_rows };
    for (index, col) in layout.columns().enumerate() {
        if let Some(mut coded) = dictionary(buffer, &common, rows, col) {
            coded.ascending |= col.kind == Kind::Text(layout.first());
            let (bytes, close) = chunk::write(&coded, &descr.column(index), &mut compressor)?;
            group.append_column(&bytes, close)?;
            continue;
        }
        let Some(mut column) = group.next_column()? else {
            return Err(ParquetError::General("a row group has all columns".to_owned()));
        };
        plain(&mut column, buffer, rows, col)?;
        column.close()?;
    }
    group.close()?;
    Ok(())
}

/// A column as a dictionary, where that is smaller.
fn dictionary(buffer: &Buffer, common: &Common, rows: &[u32], col: Col) -> Option<Coded> {
    match col.kind {
        // nothing recurs in it
        Kind::Long(LEAF) if rows.len() > 1 => None,
        Kind::Bool(_) => None,
        Kind::Int(CLASS) => {
            let classes: Vec<i64> = common.used.iter().map(|template| buffer.templates().class(*template)).collect();
            Some(common.spread(coded::few(&classes, rows.len()), buffer.templates().len()))
        }
        Kind::Time(n) | Kind::Long(n) => coded::ints(&buffer.ints(n, rows), rows.len(), 8),
        Kind::Int(n) => coded::ints(&buffer.ints(n, rows), rows.len(), 4),
        Kind::Text(PATIENT) => {
            let numbers = buffer.patients(rows);
            coded::texts(buffer.table(PATIENT), &numbers, rows.len())
        }
        Kind::Text(n) => {
            let numbers: Vec<u32> = common.used.iter().map(|template| buffer.templates().text(n, *template)).collect();
            Some(common.spread(coded::texts(buffer.table(n), &numbers, rows.len())?, buffer.templates().len()))
        }
    }
}

impl Common {
    /// What was coded of each template that occurs, for each row.
    fn spread(&self, mut coded: Coded, templates: usize) -> Coded {
        if !coded.numbers.is_empty() {
            let mut of_template = vec![0; templates];
            for (template, number) in self.used.iter().zip(&coded.numbers) {
                of_template[*template as usize] = *number;
            }
            coded.numbers = self.of_rows.iter().map(|template| of_template[*template as usize]).collect();
        }
        coded
    }
}

/// Writes a column through the writer of crate `parquet`.
fn plain(column: &mut SerializedColumnWriter<'_>, buffer: &Buffer, rows: &[u32], col: Col) -> Result<()> {
    for page in rows.chunks(PAGE_ROWS) {
        let ints = |n: usize| page.iter().map(move |row| buffer.int(n, *row));
        match col.kind {
            Kind::Bool(n) => {
                let values: Vec<bool> = ints(n).map(|value| value != 0).collect();
                column.typed::<BoolType>().write_batch(&values, None, None)?;
            }
            Kind::Time(n) | Kind::Long(n) => {
                let values: Vec<i64> = ints(n).collect();
                column.typed::<Int64Type>().write_batch(&values, None, None)?;
            }
            Kind::Int(n) => {
                let values: Vec<i32> = ints(n).map(coded::narrow).collect();
                column.typed::<Int32Type>().write_batch(&values, None, None)?;
            }
            Kind::Text(n) => {
                let values: Vec<ByteArray> = page.iter().map(|row| ByteArray::from(buffer.text(n, *row))).collect();
                column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
            }
        }
    }
    Ok(())
}
