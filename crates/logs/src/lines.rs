//! Lines: a file cut at its line feeds, in constant memory, and a line that is kept without being understood.

use std::io::Read;
use std::ops::ControlFlow;

use memchr::{memchr, memrchr};

use crate::format::{Cut, CutSummary, FileHead, Unreadable};
use crate::normalise::{Normalised, Notice};

/// Longest line held as one record; a longer one is given out in pieces of this length, nothing of it lost.
pub(crate) const LONGEST: usize = 16 << 20;

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// Cuts at LF; a CR before it belongs to the line end. Empty lines are no records, but they count in `seq`, which is the
/// number of the line.
pub(crate) fn cut(
    input: &mut dyn Read,
    head: &FileHead,
    tell: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    let mut summary = CutSummary::default();
    if tell(head).is_break() {
        return Ok(summary);
    }
    let mut lines = Lines { seq: 1, records: 0, record };
    let mut held: Vec<u8> = Vec::new();
    let mut chunk = vec![0; CHUNK];
    let mut going = ControlFlow::Continue(());
    while going.is_continue() {
        let read = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        summary.bytes += read as u64;
        let fresh = &chunk[..read];
        let Some(last) = memrchr(b'\n', fresh) else {
            held.extend_from_slice(fresh);
            if held.len() >= LONGEST {
                going = lines.piece(&held);
                held.clear();
            }
            continue;
        };
        let mut from = 0;
        if !held.is_empty() {
            let first = memchr(b'\n', fresh).unwrap_or(last);
            held.extend_from_slice(&fresh[..first]);
            going = lines.line(&held);
            held.clear();
            from = first + 1;
        }
        while going.is_continue() && from <= last {
            let end = memchr(b'\n', &fresh[from..]).map_or(last, |at| from + at);
            going = lines.line(&fresh[from..end]);
            from = end + 1;
        }
        held.extend_from_slice(&fresh[last + 1..]);
    }
    if going.is_continue() && !held.is_empty() {
        let _ = lines.line(&held);
    }
    summary.records = lines.records;
    Ok(summary)
}

struct Lines<'a> {
    seq: u64,
    records: u64,
    record: &'a mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
}

impl Lines<'_> {
    fn line(&mut self, line: &[u8]) -> ControlFlow<()> {
        let seq = self.seq;
        self.seq += 1;
        let raw = line.strip_suffix(b"\r").unwrap_or(line);
        if raw.iter().all(u8::is_ascii_whitespace) {
            return ControlFlow::Continue(());
        }
        self.records += 1;
        (self.record)(Cut { seq, raw })
    }

    /// A piece of a line that is longer than what is held.
    fn piece(&mut self, raw: &[u8]) -> ControlFlow<()> {
        self.records += 1;
        (self.record)(Cut { seq: self.seq, raw })
    }
}

/// A record of which nothing is understood: found by free search.
pub(crate) fn unread(why: &str, place: &str) -> Normalised {
    Normalised { notices: vec![Notice::Unread { why: why.to_owned(), place: place.to_owned() }], ..Normalised::default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut_all(bytes: &[u8]) -> (Vec<(u64, Vec<u8>)>, CutSummary) {
        let mut lines = Vec::new();
        let go = ControlFlow::Continue(());
        let summary = cut(&mut &bytes[..], &FileHead::default(), &mut |_| go, &mut |line| {
            lines.push((line.seq, line.raw.to_vec()));
            go
        });
        (lines, summary.unwrap())
    }

    #[test]
    fn a_line_beyond_all_bounds_comes_in_pieces() {
        let mut bytes = b"first\n".to_vec();
        bytes.resize(LONGEST * 2 + 1000, b'x');
        bytes.extend_from_slice(b"\nlast");
        let (lines, summary) = cut_all(&bytes);
        assert!(lines.len() > 3 && summary.records == lines.len() as u64);
        assert!(lines.iter().all(|(_, line)| line.len() <= LONGEST + CHUNK));
        assert_eq!(lines.iter().map(|(_, line)| line.len()).sum::<usize>(), bytes.len() - 2);
        assert_eq!((lines[0].0, lines.last().unwrap().0), (1, 3));
    }

    #[test]
    fn cutting_ends_where_the_caller_has_enough() {
        let mut seen = 0;
        let summary = cut(&mut &b"a\nb\nc\n"[..], &FileHead::default(), &mut |_| ControlFlow::Continue(()), &mut |_| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((seen, summary.unwrap().records), (2, 2));
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_file(text in "[a-c \r\n]{0,60}") {
            let (lines, summary) = cut_all(text.as_bytes());
            let expected: Vec<(u64, Vec<u8>)> = text
                .split('\n')
                .zip(1..)
                .map(|(line, seq)| (seq, line.strip_suffix('\r').unwrap_or(line).as_bytes().to_vec()))
                .filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace))
                .collect();
            prop_assert_eq!(summary.bytes, text.len() as u64);
            prop_assert_eq!(lines, expected);
        }
    }
}
