//! One column of one row group. Where few values recur — nearly everywhere in access logs — the chunk is written here straight
//! from the numbers of the buffer's table, with a sorted dictionary: nothing is hashed or compared twice, and the least and the
//! largest of a page are the least and the largest number. Everything else goes through the writer of crate `parquet`.

use bytes::Bytes;
use parquet::basic::{BoundaryOrder, Compression, Encoding, EncodingMask, Type as Physical, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use zstd::bulk::Compressor;

use crate::hybrid;

/// Rows of a page: what is read at least for one patient.
pub(crate) const PAGE_ROWS: usize = 4096;
/// Compression of every page: higher levels gain nothing on packed numbers.
pub(crate) const LEVEL: i32 = 1;

/// Where the values of a dictionary stand in its page.
pub(crate) enum Values {
    /// Each has so many bytes
    Width(usize),
    /// Behind the last byte of each; before its first, four tell its length
    Ends(Vec<usize>),
}

/// A dictionary, sorted, and for each row the number in it.
pub(crate) struct Coded {
    /// The values as PLAIN writes them in a dictionary page
    pub(crate) plain: Vec<u8>,
    /// Which is where
    pub(crate) values: Values,
    /// For each row its value; empty when there is one value only
    pub(crate) numbers: Vec<u32>,
    /// Rows
    pub(crate) rows: usize,
    /// Whether numbers only grow
    pub(crate) ascending: bool,
}

impl Coded {
    /// How many values.
    fn len(&self) -> usize {
        match &self.values {
            Values::Width(width) => self.plain.len() / width,
            Values::Ends(ends) => ends.len(),
        }
    }

    /// A value as statistics write it.
    fn value(&self, number: usize) -> &[u8] {
        match &self.values {
            Values::Width(width) => &self.plain[number * width..(number + 1) * width],
            Values::Ends(ends) => {
                let begin = number.checked_sub(1).map_or(0, |before| ends[before]);
                &self.plain[begin + 4..ends[number]]
            }
        }
    }
}

/// What compresses pages.
pub(crate) fn compressor() -> Result<Compressor<'static>> {
    Compressor::new(LEVEL).map_err(external)
}

/// The bytes of a chunk, and what the footer says about it.
pub(crate) fn write(coded: &Coded, descr: &ColumnDescPtr, compressor: &mut Compressor<'static>) -> Result<(Bytes, ColumnCloseResult)> {
    let mut sink = TrackedWrite::new(Vec::with_capacity(coded.rows / 2));
    let mut chunk = Chunk {
        pages: SerializedPageWriter::new(&mut sink),
        compressor,
        column: ColumnIndexBuilder::new(descr.physical_type()),
        offsets: OffsetIndexBuilder::new(),
        uncompressed: 0,
        data_at: None,
    };
    chunk.dictionary(coded)?;
    if coded.numbers.is_empty() {
        chunk.page(coded, coded.rows, &[])?;
    }
    for numbers in coded.numbers.chunks(PAGE_ROWS) {
        chunk.page(coded, numbers.len(), numbers)?;
    }
    chunk.pages.close()?;
    let Chunk { mut column, offsets, uncompressed, data_at, .. } = chunk;
    column.set_boundary_order(if coded.ascending { BoundaryOrder::ASCENDING } else { BoundaryOrder::UNORDERED });
    let bytes: Bytes = sink.into_inner()?.into();
    let metadata = ColumnChunkMetaData::builder(descr.clone())
        .set_compression_codec(compression()?.into())
        .set_encodings_mask(EncodingMask::new_from_encodings([Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY].iter()))
        .set_total_compressed_size(signed(bytes.len())?)
        .set_total_uncompressed_size(signed(uncompressed)?)
        .set_num_values(signed(coded.rows)?)
        .set_dictionary_page_offset(Some(0))
        .set_data_page_offset(signed(data_at.unwrap_or_default())?)
        .set_statistics(statistics(coded, descr.physical_type())?)
        .build()?;
    let close = ColumnCloseResult {
        bytes_written: bytes.len() as u64,
        rows_written: coded.rows as u64,
        metadata,
        bloom_filter: None,
        column_index: Some(column.build()?),
        offset_index: Some(offsets.build()),
    };
    Ok((bytes, close))
}

/// A chunk on its way.
struct Chunk<'a> {
    pages: SerializedPageWriter<'a, Vec<u8>>,
    compressor: &'a mut Compressor<'static>,
    column: ColumnIndexBuilder,
    offsets: OffsetIndexBuilder,
    uncompressed: usize,
    data_at: Option<u64>,
}

impl Chunk<'_> {
    fn dictionary(&mut self, coded: &Coded) -> Result<()> {
        let page = Page::DictionaryPage {
            buf: self.compressor.compress(&coded.plain).map_err(external)?.into(),
            num_values: crate::intern::count(coded.len()),
            encoding: Encoding::PLAIN,
            is_sorted: true,
        };
        self.uncompressed += self.pages.write_page(CompressedPage::new(page, coded.plain.len()))?.uncompressed_size;
        Ok(())
    }

    /// A page of so many rows; without numbers, all have the one value.
    fn page(&mut self, coded: &Coded, rows: usize, numbers: &[u32]) -> Result<()> {
        let width = hybrid::width(coded.len());
        let mut body = vec![width.to_le_bytes()[0]];
        if numbers.is_empty() {
            hybrid::run(0, rows, width, &mut body);
        } else {
            hybrid::encode(numbers, width, &mut body);
        }
        let least = numbers.iter().copied().min().unwrap_or(0);
        let largest = numbers.iter().copied().max().unwrap_or(0);
        let page = Page::DataPage {
            buf: self.compressor.compress(&body).map_err(external)?.into(),
            num_values: crate::intern::count(rows),
            encoding: Encoding::RLE_DICTIONARY,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let spec = self.pages.write_page(CompressedPage::new(page, body.len()))?;
        self.uncompressed += spec.uncompressed_size;
        self.data_at = self.data_at.or(Some(spec.offset));
        self.column.append(false, coded.value(least as usize).to_vec(), coded.value(largest as usize).to_vec(), 0);
        self.offsets.append_row_count(signed(rows)?);
        self.offsets.append_offset_and_size(signed(spec.offset)?, i32::try_from(spec.compressed_size).map_err(external)?);
        Ok(())
    }
}

/// zstd at our level.
pub(crate) fn compression() -> Result<Compression> {
    Ok(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
}

fn statistics(coded: &Coded, physical: Physical) -> Result<Statistics> {
    let Some(last) = coded.len().checked_sub(1) else {
        return Err(ParquetError::General("a dictionary holds a value".to_owned()));
    };
    let (least, largest) = (coded.value(0), coded.value(last));
    let wrong = |_| ParquetError::General("a value of a dictionary has its type's width".to_owned());
    let none = Some(0);
    Ok(match physical {
        Physical::INT64 => {
            let number = |bytes: &[u8]| bytes.try_into().map(i64::from_le_bytes).map_err(wrong);
            Statistics::int64(Some(number(least)?), Some(number(largest)?), None, none, false)
        }
        Physical::INT32 => {
            let number = |bytes: &[u8]| bytes.try_into().map(i32::from_le_bytes).map_err(wrong);
            Statistics::int32(Some(number(least)?), Some(number(largest)?), None, none, false)
        }
        _ => Statistics::byte_array(Some(least.to_vec().into()), Some(largest.to_vec().into()), None, none, false),
    })
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> ParquetError {
    ParquetError::External(Box::new(error))
}

fn signed(number: impl TryInto<i64>) -> Result<i64> {
    number.try_into().map_err(|_| ParquetError::General("a size fits 63 bits".to_owned()))
}
