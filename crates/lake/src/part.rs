//! One file of the lake: rows of one day, sorted.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::Encoding;
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use crate::buffer::Buffer;
use crate::chunk::{self, PAGE_ROWS};
use crate::group;
use crate::lake::LakeError;
use crate::place::{Place, key};
use crate::schema::{Kind, Layout};

/// Rows of a row group at most.
pub(crate) const GROUP_ROWS: usize = 1 << 20;

/// A file on its way: written beside its place, in its place only when it is whole.
pub(crate) struct Part {
    layout: Layout,
    place: Place,
    key: String,
    beside: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
}

impl Part {
    /// Begins `<lake>/<layout>/day=<day>/<name>.parquet`.
    pub(crate) fn begin(place: &Place, layout: Layout, day: &str, name: &str) -> Result<Self, LakeError> {
        let beside = place.beside(layout, day, name)?;
        let file = File::create(&beside).map_err(|source| LakeError::Io { path: beside.clone(), source })?;
        let properties = properties(layout).map_err(|error| written(&beside, error))?;
        let schema = layout.parquet().map_err(|error| written(&beside, error))?;
        let writer = SerializedFileWriter::new(BufWriter::with_capacity(1 << 18, file), schema, properties)
            .map_err(|error| written(&beside, error))?;
        Ok(Self { layout, place: place.clone(), key: key(layout, day, name), beside, writer })
    }

    /// Appends these rows of the buffer, in this order, in row groups.
    pub(crate) fn write(&mut self, buffer: &Buffer, rows: &[u32]) -> Result<(), LakeError> {
        for rows in rows.chunks(GROUP_ROWS) {
            group::write(&mut self.writer, self.layout, buffer, rows).map_err(|error| written(&self.beside, error))?;
        }
        Ok(())
    }

    /// Puts it in its place, synchronised; gives its size.
    pub(crate) fn finish(self) -> Result<u64, LakeError> {
        let Self { place, key, beside, mut writer, .. } = self;
        writer.finish().map_err(|error| written(&beside, error))?;
        let io = |source| LakeError::Io { path: beside.clone(), source };
        writer.inner_mut().flush().map_err(io)?;
        let file = writer.inner().get_ref();
        file.sync_data().map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        drop(writer);
        place.publish(&beside, &key)?;
        Ok(size)
    }
}

fn properties(layout: Layout) -> Result<WriterPropertiesPtr, ParquetError> {
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("sonae ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(chunk::compression()?)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_write_batch_size(PAGE_ROWS)
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_key_value_metadata(Some(vec![KeyValue::new("sonae.lake".to_owned(), "1".to_owned())]));
    let mut sorting = vec![None, None];
    for (index, col) in layout.columns().enumerate() {
        let encoding = match col.kind {
            Kind::Time(_) | Kind::Long(_) | Kind::Int(_) => Encoding::DELTA_BINARY_PACKED,
            Kind::Bool(_) | Kind::Text(_) => Encoding::PLAIN,
        };
        builder = builder.set_column_encoding(ColumnPath::from(col.name), encoding);
        let column = i32::try_from(index).ok().map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: false });
        match col.kind {
            Kind::Text(n) if n == layout.first() => sorting[0] = column,
            Kind::Time(crate::schema::TIME) => sorting[1] = column,
            _ => {}
        }
    }
    Ok(Arc::new(builder.set_sorting_columns(sorting.into_iter().collect()).build()))
}

fn written(path: &Path, error: ParquetError) -> LakeError {
    let source = match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => *source,
            Err(other) => std::io::Error::other(other),
        },
        other => std::io::Error::other(other),
    };
    LakeError::Io { path: path.to_owned(), source }
}
