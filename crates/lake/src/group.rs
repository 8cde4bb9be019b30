//! One row group: columns of a buffer, in a given order of its rows.

use std::io::Write;

use bytes::Bytes;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::SerializedFileWriter;

use crate::buffer::{Buffer, Texts};
use crate::chunk::{self, Coded, PAGE_ROWS};
use crate::intern::count;
use crate::schema::{Kind, Layout};

/// A dictionary larger than this is read in vain by a question about one patient.
const MOST_DICTIONARY_BYTES: usize = 1 << 20;
/// Statistics hold values whole; longer ones are shortened by the writer of crate `parquet`.
const LONGEST_VALUE: usize = 256;
/// A dictionary of integers is tried with so many different values at most.
const MOST_STEPS: u64 = 1 << 20;

/// Appends these rows of the buffer as a row group.
pub(crate) fn write<W: Write + Send>(file: &mut SerializedFileWriter<W>, layout: Layout, buffer: &Buffer, rows: &[u32]) -> Result<()> {
    let mut group = file.next_row_group()?;
    let descr = parquet::schema::types::SchemaDescriptor::new(layout.parquet()?);
    for (index, col) in layout.columns().enumerate() {
        let coded = match col.kind {
            Kind::Bool(_) => None,
            Kind::Time(n) | Kind::Long(n) => coded_ints(buffer, n, rows, |value| value.to_le_bytes().to_vec()),
            Kind::Int(n) => coded_ints(buffer, n, rows, |value| narrow(value).to_le_bytes().to_vec()),
            Kind::Text(n) => coded_texts(buffer.texts(n), rows, n == layout.first()),
        };
        if let Some(coded) = coded {
            let (bytes, close) = chunk::write(&coded, &descr.column(index))?;
            group.append_column(&bytes, close)?;
            continue;
        }
        let Some(mut column) = group.next_column()? else {
            return Err(ParquetError::General("a row group has all columns".to_owned()));
        };
        for page in rows.chunks(PAGE_ROWS) {
            match col.kind {
                Kind::Bool(n) => {
                    let values: Vec<bool> = page.iter().map(|row| buffer.int(n, *row) != 0).collect();
                    column.typed::<BoolType>().write_batch(&values, None, None)?;
                }
                Kind::Time(n) | Kind::Long(n) => {
                    let values: Vec<i64> = page.iter().map(|row| buffer.int(n, *row)).collect();
                    column.typed::<Int64Type>().write_batch(&values, None, None)?;
                }
                Kind::Int(n) => {
                    let values: Vec<i32> = page.iter().map(|row| narrow(buffer.int(n, *row))).collect();
                    column.typed::<Int32Type>().write_batch(&values, None, None)?;
                }
                Kind::Text(n) => {
                    let texts = buffer.texts(n);
                    let values: Vec<ByteArray> = page.iter().map(|row| ByteArray::from(texts.text(*row))).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
                }
            }
        }
        column.close()?;
    }
    group.close()?;
    Ok(())
}

fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// A dictionary of the texts in these rows, where it is small.
fn coded_texts(texts: &Texts, rows: &[u32], ascending: bool) -> Option<Coded> {
    let table = texts.table();
    let only = texts.only();
    let mut used: Vec<u32> = if only { rows.first().map(|row| texts.number(*row)).into_iter().collect() } else { used(texts, rows) };
    let bytes: usize = used.iter().map(|number| table.text(*number).len() + 4).sum();
    let longest = used.iter().map(|number| table.text(*number).len()).max()?;
    if bytes > MOST_DICTIONARY_BYTES || longest > LONGEST_VALUE || used.len() > 1 && used.len() > rows.len() / 2 {
        return None;
    }
    used.sort_unstable_by(|a, b| table.text(*a).cmp(table.text(*b)));
    let numbers = if used.len() == 1 {
        Vec::new()
    } else {
        let mut places = vec![0; table.len()];
        for (place, number) in used.iter().enumerate() {
            places[*number as usize] = count(place);
        }
        rows.iter().map(|row| places[texts.number(*row) as usize]).collect()
    };
    let values: Vec<Bytes> = used.iter().map(|number| Bytes::copy_from_slice(table.text(*number).as_bytes())).collect();
    let mut plain = Vec::with_capacity(bytes);
    for value in &values {
        plain.extend_from_slice(&count(value.len()).to_le_bytes());
        plain.extend_from_slice(value);
    }
    Some(Coded { plain, values, numbers, rows: rows.len(), ascending })
}

/// The numbers that occur, each once.
fn used(texts: &Texts, rows: &[u32]) -> Vec<u32> {
    if rows.len() * 8 < texts.table().len() {
        let mut numbers: Vec<u32> = rows.iter().map(|row| texts.number(*row)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        return numbers;
    }
    let mut seen = vec![false; texts.table().len()];
    for row in rows {
        seen[texts.number(*row) as usize] = true;
    }
    (0..count(seen.len())).filter(|number| seen[*number as usize]).collect()
}

/// A dictionary of the integers in these rows, where they lie on a grid that is coarse enough — whole seconds, small codes, one
/// value only — to be smaller than their differences would be.
fn coded_ints(buffer: &Buffer, column: usize, rows: &[u32], bytes: impl Fn(i64) -> Vec<u8>) -> Option<Coded> {
    let first = buffer.int(column, *rows.first()?);
    let single = |value: i64| Coded {
        plain: bytes(value),
        values: vec![bytes(value).into()],
        numbers: Vec::new(),
        rows: rows.len(),
        ascending: true,
    };
    if buffer.int_only(column) {
        return Some(single(first));
    }
    let (mut least, mut largest, mut step) = (first, first, 0_u64);
    for row in rows {
        let value = buffer.int(column, *row);
        least = least.min(value);
        largest = largest.max(value);
        if step != 1 {
            step = common(step, value.abs_diff(first));
        }
    }
    if least == largest {
        return Some(single(first));
    }
    let span = largest.abs_diff(least);
    let steps = span / step;
    if steps > MOST_STEPS {
        return None;
    }
    let place = |row: &u32| usize::try_from(buffer.int(column, *row).abs_diff(least) / step).unwrap_or_default();
    let mut places = vec![0_u32; usize::try_from(steps).ok()? + 1];
    for row in rows {
        places[place(row)] = 1;
    }
    let mut values: Vec<i64> = Vec::new();
    for (at, number) in places.iter_mut().enumerate() {
        if *number == 1 {
            *number = count(values.len());
            values.push(least.wrapping_add_unsigned(at as u64 * step));
        }
    }
    let width = u64::from(crate::hybrid::width(values.len()));
    let differences = u64::from(u64::BITS - span.leading_zeros() + 1);
    // Sorted values of a dictionary take about three bytes each after compression.
    if values.len() as u64 * 24 + rows.len() as u64 * width >= rows.len() as u64 * differences {
        return None;
    }
    let encoded: Vec<Bytes> = values.iter().map(|value| bytes(*value).into()).collect();
    let numbers = rows.iter().map(|row| places[place(row)]).collect();
    Some(Coded { plain: encoded.concat(), values: encoded, numbers, rows: rows.len(), ascending: false })
}

/// The greatest common divisor.
fn common(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
