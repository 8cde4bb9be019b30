//! The files of the lake as a table. Only files that the state names are read, and of these only those whose day and time can
//! hold an answer: a condition on the time needs none on the day.

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, BooleanArray, Date32Array, TimestampMicrosecondArray, UInt64Array};
use datafusion::arrow::datatypes::{DataType, Field, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::stats::Precision;
use datafusion::common::{Column, DFSchema, Result, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use jiff::civil::Date;
use object_store::ObjectMeta;

use crate::lake::LakeError;
use crate::place::{Place, key};
use crate::reading;
use crate::schema::Layout;
use crate::state::{PartMeta, State};

/// How much of the end of a file is read at once for its footer.
const FOOTER: usize = 256 << 10;

/// One of the two copies.
#[derive(Debug)]
pub(crate) struct Files {
    schema: TableSchema,
    zone: Arc<str>,
    parts: Vec<Known>,
}

/// A file and what is known of it without opening it.
#[derive(Debug, Clone)]
struct Known {
    meta: ObjectMeta,
    day: i32,
    rows: u64,
    times: (i64, i64),
}

impl Files {
    /// What the state names. In a folder each must be there, as long as it was.
    pub(crate) fn new(place: &Place, layout: Layout, state: &State) -> Result<Self, LakeError> {
        let day = Arc::new(Field::new("day", DataType::Date32, false));
        let schema = TableSchema::builder(layout.arrow(&state.zone)).with_table_partition_cols(vec![day]).build();
        let parts: Result<_, LakeError> = state.parts.iter().map(|part| known(place, layout, part)).collect();
        Ok(Self { schema, zone: state.zone.as_str().into(), parts: parts? })
    }

    fn pruned(&self, session: &dyn Session, filters: &[Expr]) -> Result<Vec<Known>> {
        let Some(all) = conjunction(filters.iter().cloned()) else { return Ok(self.parts.clone()) };
        let schema = DFSchema::try_from(self.schema.table_schema().clone())?;
        let predicate = session.create_physical_expr(all, &schema)?;
        let predicate = PruningPredicateBuilder::new().with_file_schema(self.schema.table_schema().clone()).try_build(predicate)?;
        let kept = predicate.prune(self)?;
        Ok(self.parts.iter().zip(kept).filter(|(_, kept)| *kept).map(|(known, _)| known.clone()).collect())
    }
}

fn known(place: &Place, layout: Layout, part: &PartMeta) -> Result<Known, LakeError> {
    let bytes = if layout == Layout::ByPatient { part.bytes.0 } else { part.bytes.1 };
    let day = part.day.parse::<Date>().map_or(0, days_since_1970);
    let meta = place.meta(&key(layout, &part.day, &part.name), bytes)?;
    Ok(Known { meta, day, rows: part.rows, times: part.times })
}

/// Days since 1970-01-01, as Arrow counts them.
pub(crate) fn days_since_1970(day: Date) -> i32 {
    (day - Date::constant(1970, 1, 1)).get_days()
}

#[async_trait]
impl TableProvider for Files {
    fn schema(&self) -> SchemaRef {
        self.schema.table_schema().clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let parts = self.pruned(session, filters)?;
        if parts.is_empty() {
            let schema = match projection {
                Some(columns) => Arc::new(self.schema().project(columns)?),
                None => self.schema(),
            };
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        let url = ObjectStoreUrl::parse(reading::URL)?;
        let runtime = session.runtime_env();
        let reader =
            CachedParquetFileReaderFactory::new(runtime.object_store(url.clone())?, runtime.cache_manager.get_file_metadata_cache());
        let source = ParquetSource::new(self.schema.clone())
            .with_table_parquet_options(session.default_table_options().parquet)
            .with_metadata_size_hint(FOOTER)
            .with_parquet_file_reader_factory(Arc::new(reader));
        let rows = parts.iter().map(|known| usize::try_from(known.rows).unwrap_or(usize::MAX)).fold(0, usize::saturating_add);
        let files = parts.iter().map(file).collect();
        let groups = FileGroup::new(files).split_files(session.config().target_partitions());
        let statistics = Statistics::new_unknown(&self.schema()).with_num_rows(Precision::Inexact(rows));
        let config = FileScanConfigBuilder::new(url, Arc::new(source))
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

fn file(known: &Known) -> PartitionedFile {
    PartitionedFile::new_from_meta(known.meta.clone()).with_partition_values(vec![ScalarValue::Date32(Some(known.day))])
}

impl PruningStatistics for Files {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |times| times.0)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |times| times.1)
    }

    fn num_containers(&self) -> usize {
        self.parts.len()
    }

    fn null_counts(&self, _: &Column) -> Option<ArrayRef> {
        Some(Arc::new(UInt64Array::from(vec![0; self.parts.len()])))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        Some(Arc::new(UInt64Array::from_iter_values(self.parts.iter().map(|known| known.rows))))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}

impl Files {
    fn bounds(&self, column: &Column, end: impl Fn((i64, i64)) -> i64) -> Option<ArrayRef> {
        match column.name.as_str() {
            "day" => Some(Arc::new(Date32Array::from_iter_values(self.parts.iter().map(|known| known.day)))),
            "time" => {
                let times = TimestampMicrosecondArray::from_iter_values(self.parts.iter().map(|known| end(known.times)));
                Some(Arc::new(times.with_timezone(self.zone.clone())))
            }
            _ => None,
        }
    }
}
