//! The query engine, set up for this lake: what is found without reading is not read, memory and time have an end.

use std::sync::Arc;

use datafusion::config::ConfigOptions;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::{SessionConfig, SessionContext};
use sonae_logs::Surroundings;
use url::Url;

use crate::around;
use crate::cluster::Cluster;
use crate::lake::{LakeError, Options};
use crate::place::Place;
use crate::reading::Reading;
use crate::schema::Layout;
use crate::state::State;
use crate::table::Files;
use crate::words::HasWords;

/// Both cores of the smallest machine.
pub(crate) const PARTITIONS: usize = 2;
/// What may be written to disk by one question.
const MOST_SPILLED: u64 = 4 << 30;
/// Footers held in memory.
const FOOTERS: usize = 256 << 20;

/// What all sessions of a lake share: memory, the cache of footers.
pub(crate) fn runtime(place: &Place, options: &Options) -> Result<Arc<RuntimeEnv>, LakeError> {
    let disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![place.home().join("spill")]))
        .with_max_temp_directory_size(MOST_SPILLED);
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(options.memory)))
        .with_disk_manager_builder(disk)
        .with_metadata_cache_limit(FOOTERS)
        .with_object_store_registry(Arc::new(Reading::new(place.store()?)))
        .build_arc()
        .map_err(|error| LakeError::Sql(error.strip_backtrace()))
}

/// A session in which the tables are there; with workers, its questions are shared among them.
pub(crate) fn session(
    place: &Place,
    state: &State,
    around: &Surroundings,
    runtime: &Arc<RuntimeEnv>,
    shared: Option<(&Cluster, Vec<Url>)>,
) -> Result<SessionContext, LakeError> {
    let files = |layout| Files::new(place, layout, state).map(Arc::new);
    let (by_patient, by_user) = (files(Layout::ByPatient)?, files(Layout::ByUser)?);
    let plan = |error: datafusion::error::DataFusionError| LakeError::Sql(error.strip_backtrace());
    let mut config = SessionConfig::new().with_target_partitions(PARTITIONS).with_information_schema(false);
    configure(config.options_mut(), &state.zone);
    let mut builder = SessionStateBuilder::new().with_config(config).with_runtime_env(runtime.clone()).with_default_features();
    if let Some((cluster, ready)) = shared {
        builder = cluster.share(builder, ready, &state.zone).map_err(plan)?;
    }
    let context = SessionContext::from(builder.build());
    context.register_udf(ScalarUDF::from(HasWords::new()));
    context.register_table("events", by_patient).map_err(plan)?;
    context.register_table("events_by_user", by_user).map_err(plan)?;
    for (name, table) in around::tables(state, around)? {
        context.register_table(name, table).map_err(plan)?;
    }
    Ok(context)
}

/// What holds for every question, here and on a worker.
pub(crate) fn configure(options: &mut ConfigOptions, zone: &str) {
    options.execution.time_zone = Some(zone.to_owned());
    let parquet = &mut options.execution.parquet;
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    parquet.enable_page_index = true;
    parquet.bloom_filter_on_read = true;
}
