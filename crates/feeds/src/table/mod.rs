//! One immutable file of rows sorted by key, in compressed blocks with an index at the end.
//!
//! ```text
//! "sonaefeed1\n" | block … | index (zstd) | u64 offset of the index | u64 rows | sha256 of everything before it
//! block = zstd( (varint length of key, key, varint length of value, value) … )
//! ```
//!
//! The same rows give the same bytes. A key lies in exactly one row. Deliberately not here: what keys and values mean.

mod reader;
mod sorter;
mod writer;

use std::io::{self, Read};

pub(crate) use reader::Table;
pub(crate) use sorter::Sorter;
pub(crate) use writer::Writer;

/// A row: key and value.
pub(crate) type Row = (Vec<u8>, Vec<u8>);

/// What stands first in a table.
const MAGIC: &[u8] = b"sonaefeed1\n";
/// Bytes of rows in one block, before compression: small enough that one product is found fast, large enough to compress.
const BLOCK: usize = 24 << 10;
/// Bytes of one block on disk or unpacked: more is damage.
const LARGEST_BLOCK: u64 = 256 << 20;
/// Bytes after the index.
const TAIL: usize = 8 + 8 + 32;
/// Compression of blocks.
const LEVEL: i32 = 3;

/// Why a table is not read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The system does not give it
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// It is not a table, or damaged
    #[error("damaged: {0}")]
    Damaged(&'static str),
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        #[expect(clippy::cast_possible_truncation, reason = "the low seven bits")]
        out.push((number as u8 & 0x7f) | 0x80);
        number >>= 7;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 0x80")]
    out.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

pub(crate) fn put_row(out: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    put(out, key.len() as u64);
    out.extend_from_slice(key);
    put(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn take_piece<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(take(bytes)?).ok()?;
    let (piece, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(piece)
}

/// The next row of a stream of rows; `None` at its end.
pub(crate) fn take_row(input: &mut impl Read, limit: usize) -> io::Result<Option<Row>> {
    let Some(length) = number(input)? else { return Ok(None) };
    let key = piece(input, length, limit)?;
    let length = number(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Some((key, piece(input, length, limit)?)))
}

fn number(input: &mut impl Read) -> io::Result<Option<u64>> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let mut byte = [0];
        match input.read_exact(&mut byte) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && shift == 0 => return Ok(None),
            Err(error) => return Err(error),
        }
        number |= u64::from(byte[0] & 0x7f) << shift;
        if byte[0] & 0x80 == 0 {
            return Ok(Some(number));
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn piece(input: &mut impl Read, length: u64, limit: usize) -> io::Result<Vec<u8>> {
    if length > limit as u64 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a row larger than allowed"));
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn rows(count: usize) -> Vec<Row> {
        (0..count).map(|at| (format!("k{at:06}").into_bytes(), format!("value {at} ").repeat(at % 40).into_bytes())).collect()
    }

    fn table(rows: &[Row]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new()).unwrap();
        for (key, value) in rows {
            writer.row(key, value).unwrap();
        }
        writer.finish().unwrap().0
    }

    #[test]
    fn every_row_is_found_and_no_other() {
        let rows = rows(5000);
        let table = Table::open(Cursor::new(table(&rows))).unwrap();
        for (key, value) in rows.iter().step_by(37) {
            assert_eq!(table.get(key).unwrap().as_ref(), Some(value));
        }
        assert_eq!(table.get(b"k").unwrap(), None);
        assert_eq!(table.get(b"z").unwrap(), None);
        assert_eq!(table.with_prefix(b"k00012").unwrap().len(), 10);
        assert_eq!(table.with_prefix(b"").unwrap().len(), 5000);
        let scanned: Vec<Row> = table.scan().map(Result::unwrap).collect();
        assert_eq!(scanned, rows);
    }

    #[test]
    fn the_same_rows_give_the_same_bytes_and_a_changed_byte_is_noticed() {
        let rows = rows(300);
        let bytes = table(&rows);
        assert_eq!(bytes, table(&rows));
        for at in (0..bytes.len()).step_by(11) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x20;
            assert!(Table::verify(&mut &flipped[..]).is_err(), "byte {at}");
        }
        assert!(Table::open(Cursor::new(bytes[..bytes.len() / 2].to_vec())).is_err());
        assert!(Table::open(Cursor::new(Vec::new())).is_err());
    }

    #[test]
    fn an_empty_table_is_a_table() {
        let table = Table::open(Cursor::new(table(&[]))).unwrap();
        assert_eq!((table.scan().count(), table.with_prefix(b"").unwrap().len()), (0, 0));
    }

    #[test]
    fn what_came_since_the_mark_is_taken_back_whether_it_lies_in_memory_or_in_runs() {
        let folder = tempfile::tempdir().unwrap();
        for limit in [100, 100_000] {
            let mut sorter = Sorter::new(folder.path(), "x", limit);
            sorter.add(b"stays".to_vec(), b"1".to_vec()).unwrap();
            sorter.mark();
            for at in 0..50 {
                sorter.add(format!("goes {at}").into_bytes(), b"2".to_vec()).unwrap();
            }
            sorter.take_back();
            sorter.add(b"new".to_vec(), b"3".to_vec()).unwrap();
            let keys: Vec<Vec<u8>> = sorter.finish().unwrap().map(|row| row.unwrap().0).collect();
            assert_eq!(keys, [b"new".to_vec(), b"stays".to_vec()]);
        }
    }

    #[test]
    fn rows_in_any_order_come_out_sorted_and_the_last_of_equal_keys_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(folder.path(), "x", 2000);
        for round in 0..3 {
            for at in (0..500).rev() {
                sorter.add(format!("k{:04}", at * 7 % 500).into_bytes(), format!("{round}").into_bytes()).unwrap();
            }
        }
        let sorted: Vec<Row> = sorter.finish().unwrap().map(Result::unwrap).collect();
        assert_eq!(sorted.len(), 500);
        assert!(sorted.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(sorted.iter().all(|(_, value)| value == b"2"));
    }
}
