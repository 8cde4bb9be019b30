//! Readers of access logs: whatever the bytes are, no panic; every record can be read, it is cut the same however the file comes in,
//! and what comes out are the bytes of the file, in its order, all of them.

use std::io::Read;
use std::ops::ControlFlow;

pub use sonae_logs::Format;
use sonae_logs::syslog::{Framer, LONGEST};
use sonae_logs::{CutSummary, Encoding, FileHead, Gaps, Normaliser, RecordRef, Source, cut, ocsf};

/// A real Windows event log of one chunk.
const EVTX: &[u8] = include_bytes!("../../crates/logs/tests/data/windows-security.evtx");

/// Gives out so many bytes at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(buffer.len());
        self.0.read(&mut buffer[..length])
    }
}

/// A file that was cut.
#[derive(Debug, PartialEq)]
struct Pieces {
    head: Option<FileHead>,
    records: Vec<(u64, Vec<u8>)>,
    summary: CutSummary,
}

/// Cuts the bytes, which come in steps of so many; `None` where they are no such file.
fn cut_all(source: &Source, bytes: &[u8], step: usize) -> Option<Pieces> {
    let mut head = None;
    let mut records: Vec<(u64, Vec<u8>)> = Vec::new();
    let summary = cut(
        source,
        &mut Drip(bytes, step),
        &mut |told| {
            assert!(head.replace(told.clone()).is_none(), "the head is told once");
            ControlFlow::Continue(())
        },
        &mut |record| {
            records.push((record.seq, record.raw.to_vec()));
            ControlFlow::Continue(())
        },
    );
    let summary = summary.ok()?;
    assert_eq!(summary.records, records.len() as u64);
    assert_eq!(summary.bytes, bytes.len() as u64, "all of it is read");
    Some(Pieces { head, records, summary })
}

/// Cuts the bytes as this format, reads every record, and takes in the numbers.
pub fn log(format: Format, bytes: &[u8]) {
    let source = Source::new("fuzz", format);
    let pieces = cut_all(&source, bytes, usize::MAX);
    if format != Format::Evtx {
        // a step that no boundary of the file knows of
        let step = 1 + bytes.first().map_or(0, |byte| usize::from(*byte));
        assert_eq!(cut_all(&source, bytes, step), pieces, "cut the same however it comes in");
    }
    let Some(pieces) = pieces else { return };
    kept(format, bytes, &pieces);
    let normaliser = Normaliser::new(&source, &pieces.head.unwrap_or_default());
    for (seq, raw) in &pieces.records {
        let said = normaliser.read(RecordRef { seq: *seq, received: 1_794_787_200_000_000, raw });
        for event in said.events {
            let out = ocsf::event(&sonae_logs::Row { event, seq: *seq, ..sonae_logs::Row::default() });
            assert!(out["class_uid"].is_u64() && out["time"].is_i64(), "what OCSF asks of every event");
        }
    }
    let mut gaps = Gaps::default();
    for span in pieces.summary.spans.iter().chain(&pieces.summary.spans) {
        assert!(span.first <= span.last && span.from <= span.to, "a span has two ends");
        gaps.see(span);
    }
}

/// The records are the bytes of the file in its order, and nothing but what stands between records is missing.
fn kept(format: Format, bytes: &[u8], pieces: &Pieces) {
    let between = |byte: &u8| {
        byte.is_ascii_whitespace()
            || match format {
                // lists, RFC 7464, and the byte order mark
                Format::Fhir | Format::Journald => matches!(byte, b',' | b'[' | b']' | 0x1E | 0xEF | 0xBB | 0xBF),
                // ausearch puts a line of dashes between events
                Format::Auditd => *byte == b'-',
                _ => false,
            }
    };
    let content = |bytes: &[u8]| bytes.iter().copied().filter(|byte| !between(byte)).collect::<Vec<_>>();
    let given = content(&pieces.records.iter().flat_map(|(_, raw)| raw.iter().copied()).collect::<Vec<_>>());
    let wide = pieces.head.as_ref().is_some_and(|head| head.encoding == Encoding::Utf16);
    match format {
        // of a Bundle the resources alone are records
        Format::Fhir if memmem(bytes, b"entry") => {
            let mut rest = bytes;
            for (_, raw) in &pieces.records {
                let at =
                    rest.windows(raw.len().max(1)).position(|window| window == raw).expect("a record is a piece of the file, in its order");
                rest = &rest[at + raw.len()..];
            }
        }
        Format::Fhir | Format::Journald | Format::Auditd | Format::Syslog => assert_eq!(given, content(bytes), "nothing is lost"),
        // below the headings; what is decoded from UTF-16 are not the bytes of the file
        Format::Csv if !wide => assert!(content(bytes).ends_with(&given), "nothing is lost below the headings"),
        // what is rendered are not the bytes of the file
        Format::Csv | Format::Evtx => {}
    }
}

fn memmem(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// A whole event log, or a real one changed at the places that the bytes name: two bytes offset, one byte value.
pub fn damaged_evtx(bytes: &[u8]) {
    if bytes.starts_with(b"ElfFile\0") {
        return log(Format::Evtx, bytes);
    }
    let mut file = EVTX.to_vec();
    for patch in bytes.chunks_exact(3) {
        let at = 4096 + usize::from(u16::from_le_bytes([patch[0], patch[1]]));
        file[at] = patch[2];
    }
    log(Format::Evtx, &file);
}

/// Rows below the headings of a medical-record system, so that values are reached at once.
pub fn csv_rows(bytes: &[u8]) {
    let mut file = "ユーザーID,氏名,日付,時刻,カテゴリ,操作情報,患者ID,端末,IPアドレス,結果,件数,備考,ほか\r\n".as_bytes().to_vec();
    file.extend_from_slice(bytes);
    log(Format::Csv, &file);
}

/// A stream in pieces whose lengths the first bytes name, with a pause after every piece of even length: all but framing comes out. (Where
/// messages end may depend on the pieces: one that is whole by its count is not kept waiting for what would show the count wrong.)
pub fn framer(bytes: &[u8]) {
    let Some((lengths, stream)) = bytes.split_at_checked(4) else { return };
    let mut framer = Framer::new();
    let mut out: Vec<Vec<u8>> = Vec::new();
    let mut rest = stream;
    for length in lengths.iter().map(|length| usize::from(*length) + 1).cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at(length.min(rest.len()));
        framer.push(piece, &mut |message| out.push(message.to_vec()));
        if length % 2 == 0 {
            framer.settle(&mut |message| out.push(message.to_vec()));
        }
        rest = after;
    }
    framer.finish(&mut |message| out.push(message.to_vec()));
    assert_eq!(framer.pending(), 0);
    assert!(out.iter().all(|message| !message.is_empty() && message.len() <= LONGEST));
    let told = framer.framings();
    assert!(out.len() as u64 <= told.counted + told.lines + told.recounted + told.resynchronised + told.parts, "every message is counted");
    // a count and what ends a message are framing; nothing else is
    let content =
        |bytes: &[u8]| bytes.iter().copied().filter(|byte| !matches!(byte, 0 | b'\n' | b'\r' | b' ' | b'0'..=b'9')).collect::<Vec<_>>();
    assert_eq!(content(&out.concat()), content(stream));
}

/// An audit message inside a syslog message, with these bytes as its content.
pub fn audit_message(bytes: &[u8]) {
    let mut line = b"<85>1 2026-04-01T08:30:00+09:00 pacs app 7 IHE+DICOM - <AuditMessage>".to_vec();
    line.extend(bytes.iter().copied().filter(|byte| *byte != b'\n'));
    line.extend_from_slice(b"</AuditMessage>");
    log(Format::Syslog, &line);
}
