//! The hands of an attacker who knows the format: segments taken apart and put together again, check sums and check files made to fit.

use std::path::{Path, PathBuf};

use crate::segment::{Frame, HEADER, Head, Header, Scan, Scanned, encode, encode_frame, leaves_of};

/// A frame, taken apart.
#[derive(Clone)]
pub(super) struct Loose {
    pub(super) first: u64,
    key: [u8; 32],
    /// Of a frame in which something was redacted: its bytes as they are
    whole: Option<Vec<u8>>,
    pub(super) records: Vec<(Head, u64, Vec<u8>)>,
}

/// The frames of a segment.
pub(super) fn take_apart(path: &Path) -> (Header, Vec<Loose>) {
    let bytes = std::fs::read(path).unwrap();
    let header = Header::decode(&bytes[..HEADER]).unwrap();
    let mut scan = Scan::open(path).unwrap().unwrap();
    let mut frames = Vec::new();
    while let Some(found) = scan.step().unwrap() {
        let Scanned::Frame(frame) = found else { continue };
        frames.push(loose(&frame, &bytes));
    }
    (header, frames)
}

fn loose(frame: &Frame, bytes: &[u8]) -> Loose {
    let at = usize::try_from(frame.at()).unwrap();
    let key = bytes[at + 32..at + 64].try_into().unwrap();
    let whole = frame.is_redacted().then(|| bytes[at..usize::try_from(frame.behind()).unwrap()].to_vec());
    let records = frame.records().map(|stored| {
        let envelope = stored.envelope;
        let head = Head { kind: envelope.kind, source: envelope.source, received: envelope.received, file: envelope.file };
        (head, envelope.seq, stored.raw.unwrap_or_default())
    });
    Loose { first: frame.first(), key, whole, records: records.collect() }
}

/// Whether the frame can be put together again with other records.
pub(super) fn is_plain(frame: &Loose) -> bool {
    frame.whole.is_none()
}

/// Puts a segment together again, with check sums that fit. `renumber`: frames follow each other without gaps.
pub(super) fn put_together(path: &Path, header: &Header, frames: &[Loose], renumber: bool) {
    let mut bytes = header.encode().to_vec();
    let mut next = header.first;
    for frame in frames {
        let count: u32 = frame.records.iter().map(|(_, _, raw)| leaves_of(raw.len())).sum();
        let first = if renumber { next } else { frame.first };
        if let Some(whole) = &frame.whole {
            bytes.extend_from_slice(whole);
            continue;
        }
        if count == 0 {
            continue;
        }
        let mut body = Vec::new();
        for (head, seq, raw) in &frame.records {
            encode(head, [(*seq, raw.as_slice())].into_iter(), &mut body);
        }
        bytes.extend(encode_frame(header.nonce, first, count, frame.key, false, &body).unwrap());
        next = first + u64::from(count);
    }
    std::fs::write(path, bytes).unwrap();
}

/// Makes the check file fit whatever is in the segment.
pub(super) fn forge_checks(path: &Path) {
    let mut scan = Scan::open(path).unwrap().unwrap();
    let mut checks = Vec::new();
    while let Some(found) = scan.step().unwrap() {
        if let Scanned::Frame(frame) = found {
            checks.extend(frame.leaf_hashes().iter().flat_map(|hash| [hash[0], hash[1]]));
        }
    }
    std::fs::write(crate::segment::check_file(path), checks).unwrap();
}

/// Every file below a folder.
pub(super) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A copy of a folder.
pub(super) fn copy(from: &Path, to: &Path) {
    for path in files_below(from) {
        let there = to.join(path.strip_prefix(from).unwrap());
        std::fs::create_dir_all(there.parent().unwrap()).unwrap();
        std::fs::copy(&path, there).unwrap();
    }
}
