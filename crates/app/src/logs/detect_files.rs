//! Rules over files, without a vault: for trying rules out, and for looking at a machine that is in doubt.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sonae_detect::{Detector, Hit, RuleProblem};
use sonae_logs::{FileHead, Format, Normaliser, RecordRef, Row, Source, Surroundings, Unreadable, cut};

use super::fault::LogsError;
use super::guess_format::guess_format;

/// Bytes by which the format is told.
const HEAD: u64 = 64 << 10;

/// What rules found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHits {
    /// The file
    pub path: PathBuf,
    /// Records in it
    pub records: u64,
    /// Hits; `leaves` hold the number of the record, from 0
    pub hits: Vec<Hit>,
}

/// Looks through files with our own rules and those of a folder. `now` stands for the time of receipt.
pub fn detect_files(
    paths: &[PathBuf],
    rules: Option<&Path>,
    format: Option<Format>,
    now: Timestamp,
) -> Result<(Vec<FileHits>, Vec<RuleProblem>), LogsError> {
    let rules = rules.map(|folder| super::digest::own_rules(&folder.display().to_string())).unwrap_or_default();
    let (mut detector, problems) = Detector::new(&rules, &Surroundings::default());
    let mut found = Vec::new();
    for path in paths {
        // what one file opened, another does not close
        if !detector.forget_all() {
            detector = Detector::new(&rules, &Surroundings::default()).0;
        }
        found.push(look(&mut detector, path, format, now)?);
    }
    Ok((found, problems))
}

fn look(detector: &mut Detector, path: &Path, format: Option<Format>, now: Timestamp) -> Result<FileHits, LogsError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut file = File::open(path).map_err(LogsError::io(path))?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(LogsError::io(path))?;
    file.rewind().map_err(LogsError::io(path))?;
    let format = format.or_else(|| guess_format(&name, &head)).ok_or_else(|| LogsError::NoFormat(name.clone()))?;
    let source = Source::new("file", format);
    let normaliser = std::cell::RefCell::new(Normaliser::new(&source, &FileHead::default()));
    let mut found = FileHits { path: path.to_owned(), records: 0, hits: Vec::new() };
    let received = now.as_microsecond();
    let done = cut(
        &source,
        &mut BufReader::with_capacity(1 << 20, file),
        &mut |head| {
            normaliser.replace(Normaliser::new(&source, head));
            ControlFlow::Continue(())
        },
        &mut |record| {
            let said = normaliser.borrow().read(RecordRef { seq: record.seq, received, raw: record.raw });
            let mut native = said.native;
            for (nth, event) in (0u16..).zip(said.events) {
                let row = Row { event, source: name.clone(), leaf: found.records, nth, seq: record.seq, received, ..Row::default() };
                found.hits.extend(detector.look(&row, native.take().as_ref()));
            }
            found.records += 1;
            ControlFlow::Continue(())
        },
    );
    done.map_err(|why| match why {
        Unreadable::Io(source) => LogsError::Io { path: path.to_owned(), source },
        why => LogsError::File { name, why },
    })?;
    found.hits.extend(detector.settle(i64::MAX));
    Ok(found)
}
