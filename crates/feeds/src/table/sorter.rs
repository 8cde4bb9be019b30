//! Sorts more rows than fit in memory: runs in temporary files, merged. Of rows with the same key the last one added stays.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use super::{Row, put_row, take_row};

/// Collects rows.
pub(crate) struct Sorter {
    folder: PathBuf,
    name: String,
    limit: usize,
    rows: Vec<Row>,
    bytes: usize,
    runs: Vec<PathBuf>,
    written: usize,
    /// Runs and rows that stay when what came since is taken back
    mark: (usize, usize),
}

impl Sorter {
    /// Sorts with `limit` bytes of rows in memory; runs go to `folder`, under `name`.
    pub(crate) fn new(folder: &Path, name: &str, limit: usize) -> Self {
        Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            limit,
            rows: Vec::new(),
            bytes: 0,
            runs: Vec::new(),
            written: 0,
            mark: (0, 0),
        }
    }

    /// One more row.
    pub(crate) fn add(&mut self, key: Vec<u8>, value: Vec<u8>) -> io::Result<()> {
        self.bytes += key.len() + value.len() + 64;
        self.rows.push((key, value));
        if self.bytes > self.limit { self.flush() } else { Ok(()) }
    }

    /// Everything so far stays, whatever is taken back later.
    pub(crate) fn mark(&mut self) {
        self.mark = (self.runs.len(), self.rows.len());
    }

    /// Takes back every row since the mark.
    pub(crate) fn take_back(&mut self) {
        for run in self.runs.drain(self.mark.0..) {
            // what cannot be removed now is removed with the folder
            let _ = std::fs::remove_file(run);
        }
        self.rows.truncate(self.mark.1);
        self.bytes = self.rows.iter().map(|(key, value)| key.len() + value.len() + 64).sum();
    }

    fn flush(&mut self) -> io::Result<()> {
        let new = self.rows.split_off(self.mark.1);
        let old = std::mem::replace(&mut self.rows, new);
        if !old.is_empty() {
            self.run(old)?;
            self.mark = (self.runs.len(), 0);
        }
        let new = std::mem::take(&mut self.rows);
        self.bytes = 0;
        self.run(new)
    }

    fn run(&mut self, rows: Vec<Row>) -> io::Result<()> {
        let path = self.folder.join(format!("{}-{:05}.run", self.name, self.written));
        self.written += 1;
        let mut output = zstd::stream::write::Encoder::new(File::create(&path)?, 1)?;
        let mut piece = Vec::new();
        for (key, value) in sorted(rows) {
            put_row(&mut piece, &key, &value);
            if piece.len() > 1 << 16 {
                output.write_all(&piece)?;
                piece.clear();
            }
        }
        output.write_all(&piece)?;
        output.finish()?;
        self.runs.push(path);
        Ok(())
    }

    /// All rows in the order of their keys.
    pub(crate) fn finish(mut self) -> io::Result<Sorted> {
        let memory = sorted(std::mem::take(&mut self.rows));
        let mut sources: Vec<Source> = Vec::new();
        for path in std::mem::take(&mut self.runs) {
            let stream = zstd::stream::read::Decoder::new(File::open(&path)?)?;
            sources.push(Source::Run { input: BufReader::with_capacity(1 << 16, stream), path });
        }
        sources.push(Source::Memory(memory.into_iter()));
        let mut sorted = Sorted { heap: BinaryHeap::new(), sources };
        for at in 0..sorted.sources.len() {
            sorted.advance(at)?;
        }
        Ok(sorted)
    }
}

fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    // stable: of equal keys the last added is the last
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    rows
}

enum Source {
    Run { input: BufReader<zstd::stream::read::Decoder<'static, BufReader<File>>>, path: PathBuf },
    Memory(std::vec::IntoIter<Row>),
}

impl Source {
    fn next(&mut self) -> io::Result<Option<Row>> {
        match self {
            Self::Memory(rows) => Ok(rows.next()),
            Self::Run { input, .. } => take_row(input, usize::MAX),
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if let Self::Run { path, .. } = self {
            // what is left lies in the folder of temporary files, which is emptied before the next import
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Rows in the order of their keys, each key once.
pub(crate) struct Sorted {
    /// The next row of each source: smallest key first, of equal keys the latest source
    heap: BinaryHeap<(Reverse<Vec<u8>>, usize, Vec<u8>)>,
    sources: Vec<Source>,
}

impl Sorted {
    /// Puts the next row of a source on the heap; of rows with one key within the source only the last.
    fn advance(&mut self, at: usize) -> io::Result<()> {
        if let Some((key, value)) = self.sources[at].next()? {
            self.heap.push((Reverse(key), at, value));
        }
        Ok(())
    }

    fn row(&mut self) -> io::Result<Option<Row>> {
        let Some((Reverse(key), mut at, mut value)) = self.heap.pop() else { return Ok(None) };
        self.advance(at)?;
        // the heap gives the highest source first; a later row of that same source is newer still
        while let Some((Reverse(next), _, _)) = self.heap.peek() {
            if *next != key {
                break;
            }
            let Some((_, other, newer)) = self.heap.pop() else { break };
            if other >= at {
                at = other;
                value = newer;
            }
            self.advance(other)?;
        }
        Ok(Some((key, value)))
    }
}

impl Iterator for Sorted {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        self.row().transpose()
    }
}
