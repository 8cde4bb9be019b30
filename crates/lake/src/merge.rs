//! Several files of one day into one: row by row in the order of each copy, in constant memory.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;

use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray, Int32Array, Int64Array, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::{Int32Type, Int64Type, TimestampMicrosecondType};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::buffer::Buffer;
use crate::lake::LakeError;
use crate::once::Once;
use crate::part::{GROUP_ROWS, Part};
use crate::place::{Local, Place, key};
use crate::schema::{INTS, Kind, LEAF, Layout, NTH, SHARD, SOURCE, TEXTS, TIME};
use crate::state::PartMeta;

/// Bytes in memory before a row group is written, about.
const MOST_BYTES: usize = 160 << 20;

/// Rows that were taken out of the first copy and must not be in the second: by shard, leaf and number.
type Dropped = BTreeMap<String, HashSet<(i64, i64)>>;

/// Merges parts of one day. Of these sources, what was exported twice is kept once.
pub(crate) fn merge(place: &Place, parts: &[PartMeta], sources: &BTreeSet<String>, zone: &str, name: &str) -> Result<PartMeta, LakeError> {
    let day = parts.first().map(|part| part.day.clone()).unwrap_or_default();
    let mut meta = PartMeta::new(&day, name);
    let mut dropped = Dropped::new();
    for layout in [Layout::ByPatient, Layout::ByUser] {
        let mut out = Part::begin(place, layout, &day, name)?;
        let mut merging = Merging { out: &mut out, meta: &mut meta, dropped: &mut dropped, sources, layout, rows: Vec::new() };
        merging.run(place, parts, zone)?;
        let bytes = out.finish()?;
        match layout {
            Layout::ByPatient => meta.bytes.0 = bytes,
            Layout::ByUser => meta.bytes.1 = bytes,
        }
    }
    Ok(meta)
}

/// Reads a file whole; how many rows it has.
pub(crate) fn rows(local: Local, layout: Layout, zone: &str) -> Result<u64, LakeError> {
    let Some(mut cursor) = Cursor::open(local, layout, zone)? else { return Ok(0) };
    let mut rows = cursor.rows as u64;
    while cursor.load()? {
        rows += cursor.rows as u64;
    }
    Ok(rows)
}

struct Merging<'a> {
    out: &'a mut Part,
    meta: &'a mut PartMeta,
    dropped: &'a mut Dropped,
    sources: &'a BTreeSet<String>,
    layout: Layout,
    rows: Vec<u32>,
}

impl Merging<'_> {
    fn run(&mut self, place: &Place, parts: &[PartMeta], zone: &str) -> Result<(), LakeError> {
        let mut cursors = Vec::new();
        for part in parts {
            let local = place.local(&key(self.layout, &part.day, &part.name))?;
            cursors.extend(Cursor::open(local, self.layout, zone)?);
        }
        let mut buffer = Buffer::default();
        let mut once = Once::default();
        let mut group = (String::new(), i64::MIN);
        while let Some(at) = least(&cursors) {
            let cursor = &mut cursors[at];
            let (first, time) = cursor.key();
            if group.1 != time || group.0 != first {
                group = (first.to_owned(), time);
                once.next_group();
            }
            cursor.copy(&mut buffer);
            let row = crate::intern::count(buffer.rows() - 1);
            if self.keep(&buffer, row, &mut once) {
                self.rows.push(row);
            }
            if !cursor.advance()? {
                cursors.remove(at);
            }
            if buffer.rows() >= GROUP_ROWS || row.is_multiple_of(4096) && buffer.bytes() >= MOST_BYTES {
                self.flush(&mut buffer)?;
            }
        }
        self.flush(&mut buffer)
    }

    fn keep(&mut self, buffer: &Buffer, row: u32, once: &mut Once) -> bool {
        let place = || (buffer.int(LEAF, row), buffer.int(NTH, row));
        if self.layout == Layout::ByUser {
            return self.dropped.is_empty() || self.dropped.get(buffer.text(SHARD, row)).is_none_or(|dropped| !dropped.contains(&place()));
        }
        if !self.sources.contains(buffer.text(SOURCE, row)) || once.keep(buffer, row) {
            return true;
        }
        self.dropped.entry(buffer.text(SHARD, row).to_owned()).or_default().insert(place());
        false
    }

    fn flush(&mut self, buffer: &mut Buffer) -> Result<(), LakeError> {
        let buffer = std::mem::take(buffer);
        let rows = std::mem::take(&mut self.rows);
        if self.layout == Layout::ByPatient {
            self.meta.count(&buffer, &rows);
        }
        if rows.is_empty() { Ok(()) } else { self.out.write(&buffer, &rows) }
    }
}

/// The cursor whose row comes next; of equal ones the first.
fn least(cursors: &[Cursor]) -> Option<usize> {
    (0..cursors.len()).min_by(|a, b| cursors[*a].key().cmp(&cursors[*b].key()))
}

/// One column of a batch.
enum Lane {
    Int(usize, Int64Array),
    Short(usize, Int32Array),
    Bool(usize, BooleanArray),
    Text(usize, StringViewArray),
}

/// One file, row by row.
struct Cursor {
    // goes when the last row was read, where it was fetched
    local: Local,
    layout: Layout,
    reader: ParquetRecordBatchReader,
    lanes: Vec<Lane>,
    first: usize,
    time: usize,
    row: usize,
    rows: usize,
}

impl Cursor {
    /// At the first row; nothing when there is none.
    fn open(local: Local, layout: Layout, zone: &str) -> Result<Option<Self>, LakeError> {
        let damaged = || LakeError::Damaged(local.shown.clone());
        let file = File::open(&local.path).map_err(|_| damaged())?;
        let options = ArrowReaderOptions::new().with_schema(layout.arrow(zone));
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(|_| damaged())?;
        let reader = builder.with_batch_size(8192).build().map_err(|_| damaged())?;
        let place = |kind: &dyn Fn(Kind) -> bool| layout.columns().position(|col| kind(col.kind)).unwrap_or_default();
        let first = place(&|kind| kind == Kind::Text(layout.first()));
        let time = place(&|kind| kind == Kind::Time(TIME));
        let mut cursor = Self { local, layout, reader, lanes: Vec::new(), first, time, row: 0, rows: 0 };
        Ok(cursor.load()?.then_some(cursor))
    }

    fn load(&mut self) -> Result<bool, LakeError> {
        let Some(batch) = self.reader.next() else { return Ok(false) };
        let damaged = || LakeError::Damaged(self.local.shown.clone());
        let batch: RecordBatch = batch.map_err(|_| damaged())?;
        self.lanes = self
            .layout
            .columns()
            .zip(batch.columns())
            .map(|(col, array)| lane(col.kind, array))
            .collect::<Option<_>>()
            .ok_or_else(damaged)?;
        self.row = 0;
        self.rows = batch.num_rows();
        if self.rows == 0 { self.load() } else { Ok(true) }
    }

    fn advance(&mut self) -> Result<bool, LakeError> {
        self.row += 1;
        if self.row < self.rows { Ok(true) } else { self.load() }
    }

    fn key(&self) -> (&str, i64) {
        let first = match &self.lanes[self.first] {
            Lane::Text(_, array) => array.value(self.row),
            _ => "",
        };
        let time = match &self.lanes[self.time] {
            Lane::Int(_, array) => array.value(self.row),
            _ => 0,
        };
        (first, time)
    }

    fn copy(&self, buffer: &mut Buffer) {
        let mut ints = [0; INTS];
        let mut texts = [""; TEXTS];
        for lane in &self.lanes {
            match lane {
                Lane::Int(n, array) => ints[*n] = array.value(self.row),
                Lane::Short(n, array) => ints[*n] = i64::from(array.value(self.row)),
                Lane::Bool(n, array) => ints[*n] = i64::from(array.value(self.row)),
                Lane::Text(n, array) => texts[*n] = array.value(self.row),
            }
        }
        buffer.push_values(&ints, &texts);
    }
}

fn lane(kind: Kind, array: &ArrayRef) -> Option<Lane> {
    Some(match kind {
        Kind::Time(n) => Lane::Int(n, array.as_primitive_opt::<TimestampMicrosecondType>()?.reinterpret_cast::<Int64Type>()),
        Kind::Long(n) => Lane::Int(n, array.as_primitive_opt::<Int64Type>()?.clone()),
        Kind::Int(n) => Lane::Short(n, array.as_primitive_opt::<Int32Type>()?.clone()),
        Kind::Bool(n) => Lane::Bool(n, array.as_boolean_opt()?.clone()),
        Kind::Text(n) => Lane::Text(n, array.as_string_view_opt()?.clone()),
    })
}
