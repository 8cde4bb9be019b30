//! The query engine, set up for this lake: what is found without reading is not read, memory and time have an end.

use std::path::Path;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::{SessionConfig, SessionContext};
use sonae_logs::Surroundings;

use crate::around;
use crate::lake::{LakeError, Options};
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
pub(crate) fn runtime(lake: &Path, options: &Options) -> Result<Arc<RuntimeEnv>, LakeError> {
    let disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![lake.join("spill")]))
        .with_max_temp_directory_size(MOST_SPILLED);
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(options.memory)))
        .with_disk_manager_builder(disk)
        .with_metadata_cache_limit(FOOTERS)
        .build_arc()
        .map_err(|error| LakeError::Sql(error.strip_backtrace()))
}

/// A session in which the tables are there.
pub(crate) fn session(lake: &Path, state: &State, around: &Surroundings, runtime: &Arc<RuntimeEnv>) -> Result<SessionContext, LakeError> {
    let files = |layout| Arc::new(Files::new(lake, layout, state));
    let (by_patient, by_user) = (files(Layout::ByPatient), files(Layout::ByUser));
    if let Some(damaged) = by_patient.damaged().or_else(|| by_user.damaged()) {
        return Err(damaged);
    }
    let mut config = SessionConfig::new().with_target_partitions(PARTITIONS).with_information_schema(false);
    let options = config.options_mut();
    options.execution.time_zone = Some(state.zone.clone());
    let parquet = &mut options.execution.parquet;
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    parquet.enable_page_index = true;
    parquet.bloom_filter_on_read = true;
    let context = SessionContext::new_with_config_rt(config, runtime.clone());
    context.register_udf(ScalarUDF::from(HasWords::new()));
    let plan = |error: datafusion::error::DataFusionError| LakeError::Sql(error.strip_backtrace());
    context.register_table("events", by_patient).map_err(plan)?;
    context.register_table("events_by_user", by_user).map_err(plan)?;
    for (name, table) in around::tables(state, around)? {
        context.register_table(name, table).map_err(plan)?;
    }
    Ok(context)
}
