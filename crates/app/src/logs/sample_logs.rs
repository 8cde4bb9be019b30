//! Two weeks of the invented hospital's medical-record log: ordinary days, and what a review is to find. One file, as such systems
//! export it (CP932).

use std::collections::BTreeMap;

use sonae_logs::{Format, Source};

use super::digest::{Digested, digest_logs};
use super::fault::LogsError;
use super::import_log_file::{Import, import_log_file};
use super::seal::seal_logs;
use super::sources::define_source;
use crate::actor::Actor;
use crate::data_folder::write_whole;
use crate::house::House;
use crate::words::text;

/// The file.
static LOG: &[u8] = include_bytes!("../../data/sample-log.csv");
/// Name of its source.
const SOURCE: &str = "emr";

/// Takes the sample in, digests and seals it; once.
pub async fn sample_logs(house: &House, actor: &Actor) -> Result<Digested, LogsError> {
    let scratch = house.folder.path().join("sample.part");
    let name = text("sample-log-name", &[]);
    let path = scratch.join(&name);
    write_whole(&path, LOG).map_err(LogsError::io(&path))?;
    let source = Source {
        title: text("sample-log-title", &[]),
        host: "SV-EMR01".to_owned(),
        system: text("sample-log-system", &[]),
        ..Source::new(SOURCE, Format::Csv)
    };
    define_source(house, actor, &source).await?;
    let import = Import { path: path.clone(), name, source: SOURCE.to_owned(), format: None, columns: BTreeMap::new() };
    let imported = import_log_file(house, actor, &import).await;
    std::fs::remove_dir_all(&scratch).map_err(LogsError::io(&scratch))?;
    if imported?.already {
        return Ok(Digested::default());
    }
    let digested = digest_logs(house, actor).await?;
    seal_logs(house, actor).await?;
    Ok(digested)
}
