//! The proof of a record as one file to be saved.

use super::fault::LogsError;
use super::prove_line::prove_line;
use crate::actor::Actor;
use crate::house::House;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// The files of the bundle in a ZIP.
pub async fn prove_line_zip(house: &House, actor: &Actor, shard: &str, leaf: u64) -> Result<Vec<u8>, LogsError> {
    let bundle = prove_line(house, actor, shard, leaf).await?;
    let failed = |error: zip::result::ZipError| LogsError::Proof(error.to_string());
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in bundle.files() {
        file.start_file(name, SimpleFileOptions::default()).map_err(failed)?;
        file.write_all(bytes).map_err(|error| failed(error.into()))?;
    }
    Ok(file.finish().map_err(failed)?.into_inner())
}
