//! From a path to what it says: unpacked, recognised, read. A ZIP is many files, of which those that are no feed are passed over.

use std::io;
use std::path::Path;

use crate::input::{self, InputError};
use crate::limits::Limits;
use crate::read::{self, FileReport, ReadError, Sink};
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

/// Reads every feed in `path`, row by row into `sink`, and reports each file when it is read.
pub fn each_path(path: &Path, limits: &Limits, sink: &mut Sink<'_>, done: &mut dyn FnMut(FileReport)) -> Result<(), OpenError> {
    let mut known = 0;
    let mut unknown = 0;
    input::each_file::<OpenError>(path, limits, &mut |name, stream| match read::read(name, stream, limits, sink) {
        Ok(report) => {
            known += 1;
            done(report);
            Ok(())
        }
        Err(ReadError::Unknown) => {
            unknown += 1;
            Ok(())
        }
        Err(error) => Err(error.into()),
    })?;
    if known == 0 && unknown > 0 { Err(ReadError::Unknown.into()) } else { Ok(()) }
}

/// Reads every feed in `path` and hands over each file as a whole: for files that fit in memory.
pub fn read_path(path: &Path, limits: &Limits, done: &mut dyn FnMut(FileReport, Vec<Said>)) -> Result<(), OpenError> {
    input::each_file::<OpenError>(path, limits, &mut |name, stream| {
        let mut all = Vec::new();
        let report = read::read(name, stream, limits, &mut |said| {
            all.push(said);
            Ok(())
        })?;
        done(report, all);
        Ok(())
    })
}
