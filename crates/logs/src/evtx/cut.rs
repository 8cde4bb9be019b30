//! Cutting a Windows event log file: a header of 4,096 bytes and chunks of 65,536 bytes, each of which is read alone.
//!
//! A file of any size is read in the memory of one chunk, and from any `Read`: nothing outside a chunk is needed to read it.
//! Layout: "Windows XML Event Log (EVTX) format", libevtx documentation, sections 2 to 4.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use evtx::err::EvtxError;
use evtx::{EvtxChunkData, ParserSettings};
use jiff::Timestamp;
use memchr::{memchr, memmem};

use crate::format::{Cut, CutSummary, FileHead, Format, Unreadable};
use crate::gaps::{Numbering, Within};
use crate::normalise::Notice;

const HEADER: usize = 4096;
const CHUNK: usize = 65_536;

/// Damaged places that are told one by one; beyond, only how many more there are.
const MOST_DAMAGES: usize = 1000;

/// Clearings of one file that are told.
const MOST_CLEARED: usize = 100;

/// See [`crate::cut`]. `raw` of a record is the JSON text as the reader renders it, on one line: in the file a record is binary
/// XML that is not whole without the templates of its chunk. The rendering is a function of the bytes and of the version of
/// the reader alone. The file itself is kept by the caller, beside the evidence.
pub(crate) fn cut(
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    let mut summary = CutSummary::default();
    let mut block = vec![0; HEADER];
    let read = fill(input, &mut block)?;
    summary.bytes = read as u64;
    if !block[..read].starts_with(b"ElfFile\0") {
        return Err(Unreadable::Other { expected: Format::Evtx, found: "log-file-no-evtx" });
    }
    let told = FileHead { layout: super::LAYOUT.to_owned(), ..FileHead::default() };
    if head(&told).is_break() {
        return Ok(summary);
    }
    if read < HEADER {
        summary.notices.push(Notice::Torn);
        return Ok(summary);
    }
    let settings = Arc::new(ParserSettings::default().indent(false));
    let mut chunks =
        Chunks { record, numbers: Within::new(Numbering::RecordId), records: 0, cleared: Vec::new(), damages: Vec::new(), passed_over: 0 };
    let mut torn = false;
    for number in 0_u64.. {
        let mut block = vec![0; CHUNK];
        let read = fill(input, &mut block)?;
        summary.bytes += read as u64;
        if read == 0 {
            break;
        }
        // space that was reserved and never written
        if block.iter().all(|byte| *byte == 0) {
            continue;
        }
        torn = read < CHUNK;
        if chunks.read(number, block, &settings).is_break() {
            break;
        }
    }
    summary.records = chunks.records;
    let (gaps, spans) = chunks.numbers.finish();
    summary.notices = chunks.damages.into_iter().map(|detail| Notice::Damaged { detail }).collect();
    if chunks.passed_over > 0 {
        summary.notices.push(Notice::Damaged { detail: format!("and {} more", chunks.passed_over) });
    }
    if torn {
        summary.notices.push(Notice::Torn);
    }
    let cleared = |next| Notice::Cleared { numbering: Numbering::RecordId.as_str().to_owned(), next };
    summary.notices.extend(chunks.cleared.into_iter().map(cleared));
    summary.notices.extend(gaps);
    summary.spans = spans;
    Ok(summary)
}

/// Reads until the block is full or the input ends.
fn fill(input: &mut dyn Read, block: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match input.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

struct Chunks<'a> {
    record: &'a mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
    numbers: Within,
    records: u64,
    cleared: Vec<u64>,
    damages: Vec<String>,
    passed_over: u64,
}

impl Chunks<'_> {
    /// Gives out every record of a chunk that can be read, also where its checksum is wrong.
    fn read(&mut self, number: u64, block: Vec<u8>, settings: &Arc<ParserSettings>) -> ControlFlow<()> {
        let mut data = match EvtxChunkData::new(block, false) {
            Ok(data) => data,
            Err(error) => {
                self.damaged(format!("chunk {number}: {error}"));
                return ControlFlow::Continue(());
            }
        };
        data.number = Some(number);
        if !data.validate_checksum() {
            self.damaged(format!("chunk {number}: checksum"));
        }
        let mut chunk = match data.parse(Arc::clone(settings)) {
            Ok(chunk) => chunk,
            Err(error) => {
                self.damaged(format!("chunk {number}: {error}"));
                return ControlFlow::Continue(());
            }
        };
        for found in chunk.iter() {
            match found.and_then(evtx::EvtxRecord::into_json_bytes) {
                Ok(found) => {
                    let raw = &found.data;
                    let seq = own_number(raw).unwrap_or(found.event_record_id);
                    let told = |name| text_of(raw, name).unwrap_or_default();
                    let time = told("\"SystemTime\":\"").parse::<Timestamp>().map_or(0, Timestamp::as_microsecond);
                    let series = [told("\"Computer\":\""), told("\"Channel\":\"")].join(" ");
                    self.numbers.see(&series, seq, time);
                    if cleared_itself(raw) && self.cleared.len() < MOST_CLEARED {
                        self.cleared.push(seq);
                    }
                    self.records += 1;
                    (self.record)(Cut { seq, raw })?;
                }
                Err(error) => self.damaged(format!("chunk {number}: {}", innermost(&error))),
            }
        }
        ControlFlow::Continue(())
    }

    fn damaged(&mut self, detail: String) {
        if self.damages.len() < MOST_DAMAGES {
            self.damages.push(detail);
        } else {
            self.passed_over += 1;
        }
    }
}

/// Whether a record tells that the very log in which it stands was cleared: Security 1102, or System 104 about System. (System 104
/// also tells of other logs.)
fn cleared_itself(raw: &[u8]) -> bool {
    let Some(at) = memmem::find(raw, b"\"LogFileCleared\":") else { return false };
    let own = text_of(raw, "\"Channel\":\"");
    let cleared = text_of(&raw[at..], "\"Channel\":\"");
    match own {
        Some("Security") => true,
        own => own.is_some() && own == cleared,
    }
}

/// `EventRecordID` of the event itself. An export numbers its records anew in their headers, but keeps this one.
fn own_number(raw: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"\"EventRecordID\":";
    let rest = &raw[memmem::find(raw, NAME)? + NAME.len()..];
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// The text that begins after `start`, as it stands in the JSON text. What `start` holds is never found inside a string: there
/// every quotation mark has a backslash before it.
fn text_of<'a>(raw: &'a [u8], start: &str) -> Option<&'a str> {
    let rest = &raw[memmem::find(raw, start.as_bytes())? + start.len()..];
    std::str::from_utf8(&rest[..memchr(b'"', rest)?]).ok()
}

/// The record and the reason, without the layers between.
fn innermost(error: &EvtxError) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    if std::ptr::addr_eq(std::ptr::from_ref(deepest), std::ptr::from_ref(error)) {
        return error.to_string();
    }
    format!("{error}: {deepest}")
}
