//! The guard before a ZIP container is opened: is it whole, and does it unpack to a reasonable size?
//!
//! Every part is unpacked once and counted, since a declared size may lie. Not here: what the parts mean.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::mebibytes;
use crate::limits::Limits;
use crate::problem::{Problem, Severity, keys};

/// Most cell formats that Excel allows is 65,490; a table of styles with many more is no real one.
const STYLES: usize = 200_000;

/// Proves that a container is whole and of bounded size.
pub(super) fn guard(bytes: &[u8], limits: &Limits) -> Result<(), Problem> {
    let mut archive = open(bytes)?;
    if archive.len() > limits.parts {
        return Err(bomb("parts", archive.len()));
    }
    let allowed = (bytes.len() as u64).saturating_mul(limits.ratio).max(8 << 20).min(limits.unpacked_bytes);
    let mut total = 0;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            return Err(broken("part"));
        };
        if part.encrypted() {
            return Err(Problem::new(Severity::Error, keys::WORKBOOK_LOCKED));
        }
        let name = part.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let mut counter = Counter::default();
        let room = allowed - total;
        // a damaged part may be one that is not needed (a picture): what was unpacked of it still counts
        let _ = io::copy(&mut part.take(room + 1), &mut counter);
        if counter.bytes > room {
            return Err(bomb("size", mebibytes(allowed)));
        }
        if name.ends_with("styles.xml") && counter.formats > STYLES {
            return Err(bomb("styles", counter.formats));
        }
        if name.ends_with("strings.xml") && counter.promised > counter.bytes {
            return Err(bomb("strings", counter.promised));
        }
        total += counter.bytes;
    }
    Ok(())
}

/// Opens a container that starts like one.
pub(super) fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Problem> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
        // the list of parts stands at the end: without it the file was cut off while it was saved or copied
        let listed = bytes.windows(4).any(|window| window == [b'P', b'K', 5, 6]);
        if listed { broken("container") } else { Problem::new(Severity::Error, keys::WORKBOOK_TRUNCATED) }
    })
}

/// Reads one part whole, bounded by the same limit.
pub(super) fn part(bytes: &[u8], name: &str, limits: &Limits) -> Option<Vec<u8>> {
    let mut archive = open(bytes).ok()?;
    let part = archive.by_name(name).ok()?;
    let mut content = Vec::new();
    // what comes before a damaged place is still worth reading
    let _ = part.take(limits.unpacked_bytes).read_to_end(&mut content);
    Some(content)
}

pub(super) fn broken(why: &str) -> Problem {
    Problem::new(Severity::Error, keys::WORKBOOK_BROKEN).arg("why", why)
}

fn bomb(what: &'static str, size: impl ToString) -> Problem {
    Problem::new(Severity::Error, keys::WORKBOOK_BOMB).arg("what", what).arg("size", size)
}

/// Counts bytes, places that look like a cell format, and the largest number of strings that a part promises: readers
/// make room for as many as `uniqueCount` says before they see the first one.
#[derive(Default)]
struct Counter {
    bytes: u64,
    formats: usize,
    promised: u64,
    /// Last byte, and how much of `uniqueCount` and of the number behind it has been seen
    last: u8,
    matched: usize,
    number: Option<u64>,
}

const PROMISE: &[u8] = b"uniqueCount";

impl Counter {
    fn see(&mut self, byte: u8) {
        self.formats += usize::from(self.last == b'x' && byte == b'f');
        self.last = byte;
        if let Some(number) = self.number {
            match byte {
                b'0'..=b'9' => self.number = Some(number.saturating_mul(10).saturating_add(u64::from(byte - b'0'))),
                b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' if number == 0 => {}
                _ => {
                    self.promised = self.promised.max(number);
                    self.number = None;
                }
            }
        }
        self.matched = if PROMISE.get(self.matched) == Some(&byte) { self.matched + 1 } else { usize::from(byte == PROMISE[0]) };
        if self.matched == PROMISE.len() {
            (self.matched, self.number) = (0, Some(0));
        }
    }
}

impl io::Write for Counter {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.bytes += buffer.len() as u64;
        buffer.iter().for_each(|byte| self.see(*byte));
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
