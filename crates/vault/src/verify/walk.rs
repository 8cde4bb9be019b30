//! Reading one segment: leaf hashes, gathered into blocks of 256; what cannot be read; the records that verification needs.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::entry::Kind;
use crate::files;
use crate::reading::ReadError;
use crate::segment::{Frame, HEADER, Header, HeaderError, Scan, Scanned, check_file};
use crate::tree::{Hash, TILE_WIDTH, root_of};

/// A record of the vault itself that verification reads.
#[derive(Debug, Clone)]
pub(super) struct Special {
    pub(super) index: u64,
    pub(super) kind: Kind,
    pub(super) raw: Vec<u8>,
}

/// An unreadable stretch of a segment.
#[derive(Debug, Clone)]
pub(super) struct Bad {
    pub(super) at: u64,
    pub(super) first: u64,
    /// First leaf of the frame behind it; `None`: nothing is behind it
    pub(super) next: Option<u64>,
}

/// What was read of a segment.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) path: PathBuf,
    pub(super) header: Option<Result<Header, HeaderError>>,
    pub(super) bytes: u64,
    /// First leaf, one past the last leaf and place of every frame
    pub(super) frames: Vec<(Range<u64>, u64)>,
    /// Roots of blocks of 256 leaves that lie wholly in this segment
    pub(super) blocks: Vec<(u64, Hash)>,
    /// Leaves of other blocks
    pub(super) loose: Vec<(u64, Hash)>,
    /// Roots over the beginning of a block, up to a size that was asked for
    pub(super) prefixes: Vec<(u64, Hash)>,
    pub(super) bad: Vec<Bad>,
    pub(super) specials: Vec<Special>,
    pub(super) redacted: Vec<Range<u64>>,
    /// Whether the check file says the same as the leaves
    pub(super) checks_fit: bool,
}

/// Reads segments on as many threads as there are cores. `sizes`: sizes of trees whose roots will be asked for, sorted.
pub(super) fn walk_all(paths: &[PathBuf], sizes: &[u64]) -> Result<Vec<Walked>, ReadError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(paths.len()).max(1);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((at, path)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, paths.get(at)?))) {
            done.push((at, walk(path, sizes)?));
        }
        Ok::<_, ReadError>(done)
    };
    let mut walked = std::thread::scope(|scope| {
        let handles: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work()?;
        for handle in handles {
            all.extend(handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok::<_, ReadError>(all)
    })?;
    walked.sort_by_key(|(at, _)| *at);
    Ok(walked.into_iter().map(|(_, walked)| walked).collect())
}

fn walk(path: &Path, sizes: &[u64]) -> Result<Walked, ReadError> {
    let io = files::at(path);
    let mut walked = Walked { path: path.to_owned(), ..Walked::default() };
    walked.bytes = std::fs::metadata(path).map_err(io)?.len();
    let mut head = Vec::with_capacity(HEADER);
    let file = std::fs::File::open(path).map_err(files::at(path))?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, HEADER as u64), &mut head).map_err(files::at(path))?;
    walked.header = Some(Header::decode(&head));
    let Ok(mut scan) = Scan::open(path).map_err(files::at(path))? else { return Ok(walked) };
    let mut gather = Gather { sizes, begin: 0, hashes: Vec::with_capacity(512) };
    let mut checks = Vec::new();
    while let Some(found) = scan.step().map_err(files::at(path))? {
        match found {
            Scanned::Frame(frame) => {
                let hashes = frame.leaf_hashes();
                checks.extend(hashes.iter().flat_map(|hash| [hash[0], hash[1]]));
                gather.take(frame.first(), &hashes, &mut walked);
                walked.frames.push((frame.first()..frame.end(), frame.at()));
                note_specials(&frame, &mut walked);
            }
            Scanned::Bad { at, first, next } => walked.bad.push(Bad { at, first, next: Some(next) }),
            Scanned::Tail { at, first } => walked.bad.push(Bad { at, first, next: None }),
        }
    }
    gather.flush(&mut walked);
    walked.checks_fit = files::read(&check_file(path))?.is_some_and(|there| there == checks);
    Ok(walked)
}

fn note_specials(frame: &Frame, walked: &mut Walked) {
    if frame.is_redacted() {
        for leaf in frame.leaves().filter(|leaf| leaf.entry.is_none()) {
            match walked.redacted.last_mut() {
                Some(range) if range.end == leaf.index => range.end += 1,
                _ => walked.redacted.push(leaf.index..leaf.index + 1),
            }
        }
    }
    if frame.runs().iter().all(|run| run.head.kind == Kind::Record) {
        return;
    }
    for stored in frame.records() {
        let asked = matches!(
            stored.envelope.kind,
            Kind::ShardBegin
                | Kind::ShardEnd
                | Kind::KeyChanged
                | Kind::Removed
                | Kind::Redacted
                | Kind::Hold
                | Kind::Heartbeat
                | Kind::FileBegin
        );
        if let (true, Some(raw)) = (asked, stored.raw) {
            walked.specials.push(Special { index: stored.index, kind: stored.envelope.kind, raw });
        }
    }
}

/// Gathers leaf hashes into blocks.
struct Gather<'a> {
    sizes: &'a [u64],
    begin: u64,
    hashes: Vec<Hash>,
}

impl Gather<'_> {
    fn take(&mut self, first: u64, hashes: &[Hash], to: &mut Walked) {
        if self.begin + self.hashes.len() as u64 != first {
            self.flush(to);
            self.begin = first;
        }
        let mut rest = hashes;
        while !rest.is_empty() {
            let next = self.begin + self.hashes.len() as u64;
            let room = usize::try_from(TILE_WIDTH - next % TILE_WIDTH).unwrap_or(rest.len()).min(rest.len());
            let (now, later) = rest.split_at(room);
            self.hashes.extend_from_slice(now);
            rest = later;
            if (self.begin + self.hashes.len() as u64).is_multiple_of(TILE_WIDTH) {
                self.flush(to);
            }
        }
    }

    fn flush(&mut self, to: &mut Walked) {
        if self.hashes.len() == 256 {
            to.blocks.push((self.begin / TILE_WIDTH, root_of(&self.hashes)));
            let (low, high) = (self.begin, self.begin + TILE_WIDTH);
            let from = self.sizes.partition_point(|size| *size <= low);
            for size in self.sizes[from..].iter().take_while(|size| **size < high) {
                let length = usize::try_from(size - low).unwrap_or(0);
                to.prefixes.push((*size, root_of(&self.hashes[..length])));
            }
        } else {
            let begin = self.begin;
            to.loose.extend(self.hashes.iter().zip(begin..).map(|(hash, index)| (index, *hash)));
        }
        self.begin += self.hashes.len() as u64;
        self.hashes.clear();
    }
}
