//! From a file to what it says, in memory: unpacked, recognised, read. Large files go through the store, row by row.

use std::io::{self, Read};
use std::path::Path;

use crate::input::{self, InputError};
use crate::limits::Limits;
use crate::read::{self, FileReport, ReadError};
use crate::record::Said;

/// Why a path is not read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file, or what it is packed in
    #[error(transparent)]
    Input(#[from] InputError),
    /// What is in it
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Input(error.into())
    }
}

/// Reads every feed in a file and hands over each as a whole: for files that fit in memory.
pub fn read_path(path: &Path, limits: &Limits, done: &mut dyn FnMut(FileReport, Vec<Said>)) -> Result<(), OpenError> {
    input::each_file::<OpenError>(path, limits, &mut |name, stream| one(name, stream, limits, done))
}

/// The same for a file in memory: an upload.
pub fn read_bytes(name: &str, bytes: &[u8], limits: &Limits, done: &mut dyn FnMut(FileReport, Vec<Said>)) -> Result<(), OpenError> {
    input::each_bytes::<OpenError>(name, bytes, limits, &mut |name, stream| one(name, stream, limits, done))
}

fn one(name: &str, stream: &mut dyn Read, limits: &Limits, done: &mut dyn FnMut(FileReport, Vec<Said>)) -> Result<(), OpenError> {
    let mut all = Vec::new();
    let report = read::read(name, stream, limits, &mut |said| {
        all.push(said);
        Ok(())
    })?;
    done(report, all);
    Ok(())
}
