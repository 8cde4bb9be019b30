//! Readers of access logs: whatever the bytes are, no panic; every record can be read, and nothing is given out that was not there.

use std::ops::ControlFlow;

pub use sonae_logs::Format;
use sonae_logs::syslog::{Framer, LONGEST};
use sonae_logs::{Gaps, Normaliser, RecordRef, Source, cut, ocsf};

/// A real Windows event log of one chunk.
const EVTX: &[u8] = include_bytes!("../../crates/logs/tests/data/windows-security.evtx");

/// Cuts the bytes as this format, reads every record, and takes in the numbers.
pub fn log(format: Format, bytes: &[u8]) {
    let source = Source::new("fuzz", format);
    let mut head = None;
    let mut records: Vec<(u64, Vec<u8>)> = Vec::new();
    let cut = cut(
        &source,
        &mut &bytes[..],
        &mut |told| {
            assert!(head.replace(told.clone()).is_none(), "the head is told once");
            ControlFlow::Continue(())
        },
        &mut |record| {
            records.push((record.seq, record.raw.to_vec()));
            ControlFlow::Continue(())
        },
    );
    let Ok(summary) = cut else { return };
    assert_eq!(summary.records, records.len() as u64);
    assert!(summary.bytes <= bytes.len() as u64);
    let normaliser = Normaliser::new(&source, &head.unwrap_or_default());
    for (seq, raw) in &records {
        // only what is rendered, or decoded from UTF-16, is not the bytes of the file
        if matches!(format, Format::Fhir | Format::Journald | Format::Syslog) {
            assert!(bytes.windows(raw.len().max(1)).any(|window| window == raw), "a record is a piece of the file");
        }
        let said = normaliser.read(RecordRef { seq: *seq, received: 1_794_787_200_000_000, raw });
        for event in said.events {
            ocsf::event(&sonae_logs::Row { event, seq: *seq, ..sonae_logs::Row::default() });
        }
    }
    let mut gaps = Gaps::default();
    for span in summary.spans.iter().chain(&summary.spans) {
        gaps.see(span);
    }
}

/// A real event log, changed at the places that the bytes name: two bytes offset, one byte value.
pub fn damaged_evtx(bytes: &[u8]) {
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

/// A stream in pieces whose lengths the first bytes name: all but framing comes out.
pub fn framer(bytes: &[u8]) {
    let Some((lengths, stream)) = bytes.split_at_checked(4) else { return };
    let mut framer = Framer::new();
    let mut out = Vec::new();
    let mut rest = stream;
    for length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at((usize::from(*length) + 1).min(rest.len()));
        framer.push(piece, &mut |message| {
            assert!(!message.is_empty() && message.len() <= LONGEST);
            out.extend_from_slice(message);
        });
        if length % 2 == 0 {
            framer.settle(&mut |message| out.extend_from_slice(message));
        }
        rest = after;
    }
    framer.finish(&mut |message| out.extend_from_slice(message));
    assert_eq!(framer.pending(), 0);
    // a count and what ends a message are framing; nothing else is
    let content = |bytes: &[u8]| bytes.iter().copied().filter(|byte| !matches!(byte, 0 | b'\n' | b'\r' | b' ' | b'0'..=b'9')).collect::<Vec<_>>();
    assert_eq!(content(&out), content(stream));
}

/// An audit message inside a syslog message, with these bytes as its content.
pub fn audit_message(bytes: &[u8]) {
    let mut line = b"<85>1 2026-04-01T08:30:00+09:00 pacs app 7 IHE+DICOM - <AuditMessage>".to_vec();
    line.extend(bytes.iter().copied().filter(|byte| *byte != b'\n'));
    line.extend_from_slice(b"</AuditMessage>");
    log(Format::Syslog, &line);
}
