//! Syslog: cut by lines, kept; what a line says is not read yet.

use std::io::Read;
use std::ops::ControlFlow;

use crate::format::{Cut, CutSummary, FileHead, Unreadable};
use crate::lines;
use crate::normalise::{Normalised, RecordRef};
use crate::source::Source;

/// See [`crate::cut`].
pub(crate) fn cut(
    _source: &Source,
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    lines::cut(input, &FileHead::default(), head, record)
}

/// Reads records of one file.
#[derive(Debug)]
pub(crate) struct Reader;

impl Reader {
    pub(crate) fn new(_source: &Source, _head: &FileHead) -> Self {
        Self
    }

    pub(crate) fn read(&self, _record: RecordRef<'_>) -> Normalised {
        lines::unread("log-unread-format", "")
    }
}
