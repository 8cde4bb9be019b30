//! Runs: records of one kind, source, file and instant, laid out so that they compress well.
//!
//! Deliberately not here: the frame around them.

use std::ops::Range;

use super::leaves::{Salt, leaves_of};
use crate::entry::Kind;
use crate::tree::Hash;
use crate::varint;

/// What the records of a run have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// Kind
    pub(crate) kind: Kind,
    /// Source
    pub(crate) source: String,
    /// Received, microseconds
    pub(crate) received: i64,
    /// File
    pub(crate) file: u64,
}

/// A run within the body of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// What its records have in common
    pub(crate) head: Head,
    /// Its records
    pub(crate) records: Vec<Record>,
}

/// A record within the body of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Number at the source
    pub(crate) seq: u64,
    /// First leaf, counted from the frame's first
    pub(crate) leaf: u32,
    /// Number of leaves
    pub(crate) leaves: u32,
    /// Where its bytes lie in the body
    pub(crate) raw: Range<usize>,
    /// Salts of its own, when the frame's key is gone
    pub(crate) salts: Option<Vec<Salt>>,
    /// The hashes of its leaves, all that is left of it, when it was redacted
    pub(crate) redacted: Option<Vec<Hash>>,
}

/// Writes a run. `records`: number at the source and bytes.
pub(crate) fn encode<'a>(head: &Head, records: impl Iterator<Item = (u64, &'a [u8])> + Clone, to: &mut Vec<u8>) {
    encode_head(head, records.clone().count(), to);
    encode_seqs(records.clone().map(|(seq, _)| seq), to);
    for (_, raw) in records.clone() {
        varint::put(raw.len() as u64, to);
    }
    for (_, raw) in records {
        to.extend_from_slice(raw);
    }
}

/// Writes a run in which records may be redacted; `body` is where the records' bytes lie.
pub(crate) fn encode_redacted(run: &Run, body: &[u8], to: &mut Vec<u8>) {
    encode_head(&run.head, run.records.len(), to);
    encode_seqs(run.records.iter().map(|record| record.seq), to);
    for record in &run.records {
        match &record.redacted {
            Some(_) => varint::put(u64::from(record.leaves) << 1 | 1, to),
            None => varint::put((record.raw.len() as u64) << 1, to),
        }
    }
    for record in &run.records {
        match (&record.redacted, &record.salts) {
            (Some(hashes), _) => to.extend_from_slice(hashes.as_flattened()),
            (None, Some(salts)) => to.extend_from_slice(salts.as_flattened()),
            (None, None) => {}
        }
    }
    for record in run.records.iter().filter(|record| record.redacted.is_none()) {
        to.extend_from_slice(&body[record.raw.clone()]);
    }
}

fn encode_head(head: &Head, count: usize, to: &mut Vec<u8>) {
    to.extend_from_slice(&[head.kind as u8, u8::try_from(head.source.len()).unwrap_or(u8::MAX)]);
    to.extend_from_slice(head.source.as_bytes());
    to.extend_from_slice(&head.received.to_be_bytes());
    varint::put(head.file, to);
    varint::put(count as u64, to);
}

fn encode_seqs(seqs: impl Iterator<Item = u64>, to: &mut Vec<u8>) {
    let mut before = 0_u64;
    for seq in seqs {
        varint::put_signed(seq.wrapping_sub(before).cast_signed(), to);
        before = seq;
    }
}

/// Reads all runs of a body. `redacted` says that the frame has flag 1, `most` how many leaves its header tells. `None` when the body is
/// not what a frame holds: then no more was held in memory than so many records take.
pub(crate) fn decode(body: &[u8], redacted: bool, most: u32) -> Option<Vec<Run>> {
    let mut at = 0;
    let mut leaf = 0_u32;
    let mut runs = Vec::new();
    while at < body.len() {
        runs.push(decode_run(body, &mut at, &mut leaf, redacted, most)?);
    }
    Some(runs)
}

fn decode_run(body: &[u8], at: &mut usize, leaf: &mut u32, redacted: bool, most: u32) -> Option<Run> {
    let kind = Kind::from_number(take(body, at, 1)?[0])?;
    let length = usize::from(take(body, at, 1)?[0]);
    let source = std::str::from_utf8(take(body, at, length)?).ok()?.to_owned();
    let received = i64::from_be_bytes(take(body, at, 8)?.try_into().ok()?);
    let file = varint::take(body, at)?;
    // each record has two varints and a leaf at least; a run without records is never written
    let fits = |count: &usize| (1..=body.len() / 2).contains(count) && *count <= most.saturating_sub(*leaf) as usize;
    let count = usize::try_from(varint::take(body, at)?).ok().filter(fits)?;
    let mut records = Vec::with_capacity(count);
    let mut seq = 0_u64;
    for _ in 0..count {
        seq = seq.wrapping_add(varint::take_signed(body, at)?.cast_unsigned());
        records.push(Record { seq, leaf: 0, leaves: 0, raw: 0..0, salts: None, redacted: None });
    }
    for record in &mut records {
        let length = varint::take(body, at)?;
        if redacted && length & 1 == 1 {
            record.leaves = u32::try_from(length >> 1).ok().filter(|leaves| *leaves > 0)?;
            record.redacted = Some(Vec::new());
        } else {
            let length = usize::try_from(length >> u32::from(redacted)).ok().filter(|length| *length <= body.len())?;
            record.leaves = leaves_of(length);
            record.raw = 0..length;
        }
        record.leaf = *leaf;
        *leaf = leaf.checked_add(record.leaves)?;
    }
    if redacted {
        for record in &mut records {
            let leaves = record.leaves as usize;
            if record.redacted.is_some() {
                record.redacted = Some(take(body, at, leaves.checked_mul(32)?)?.as_chunks::<32>().0.to_vec());
            } else {
                record.salts = Some(take(body, at, leaves.checked_mul(16)?)?.as_chunks::<16>().0.to_vec());
            }
        }
    }
    for record in &mut records {
        let begin = *at;
        take(body, at, record.raw.len())?;
        record.raw = begin..*at;
    }
    Some(Run { head: Head { kind, source, received, file }, records })
}

fn take<'a>(body: &'a [u8], at: &mut usize, length: usize) -> Option<&'a [u8]> {
    let end = at.checked_add(length)?;
    let taken = body.get(*at..end)?;
    *at = end;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head { kind: Kind::Record, source: "emr".into(), received: -1, file: 300 }
    }

    #[test]
    fn a_run_is_read_as_it_was_written() {
        let records: Vec<(u64, Vec<u8>)> =
            vec![(5, b"one".to_vec()), (6, Vec::new()), (u64::MAX, vec![b'x'; 130_000]), (0, b"last".to_vec())];
        let mut body = Vec::new();
        for _ in 0..2 {
            encode(&head(), records.iter().map(|(seq, raw)| (*seq, raw.as_slice())), &mut body);
        }
        let runs = decode(&body, false, 100).unwrap();
        assert_eq!(runs.len(), 2);
        for run in &runs {
            assert_eq!(run.head, head());
            let back: Vec<(u64, Vec<u8>)> = run.records.iter().map(|record| (record.seq, body[record.raw.clone()].to_vec())).collect();
            assert_eq!(back, records);
        }
        let leaves: Vec<(u32, u32)> = runs.iter().flat_map(|run| &run.records).map(|record| (record.leaf, record.leaves)).collect();
        assert_eq!(leaves, [(0, 1), (1, 1), (2, 3), (5, 1), (6, 1), (7, 1), (8, 3), (11, 1)]);
    }

    #[test]
    fn a_run_with_something_redacted_is_read_as_it_was_written() {
        let mut body = Vec::new();
        encode(&head(), [(1, &b"keep"[..]), (2, b"gone"), (3, b"too")].into_iter(), &mut body);
        let mut run = decode(&body, false, 100).unwrap().remove(0);
        for (at, record) in run.records.iter_mut().enumerate() {
            record.salts = Some(vec![[u8::try_from(at).unwrap(); 16]]);
        }
        run.records[1].redacted = Some(vec![[9; 32]]);
        run.records[1].salts = None;
        let mut again = Vec::new();
        encode_redacted(&run, &body, &mut again);
        assert!(!again.windows(4).any(|bytes| bytes == b"gone"));
        let back = decode(&again, true, 3).unwrap().remove(0);
        assert_eq!(back.records[1].redacted, Some(vec![[9; 32]]));
        assert_eq!((&again[back.records[2].raw.clone()], &back.records[2].salts), (&b"too"[..], &Some(vec![[2; 16]])));
        assert_eq!(back.records[2].leaf, 2);
    }

    /// Compressed it is a few kilobytes; taken at its word it would be ten gigabytes of records.
    #[test]
    fn zeros_are_not_a_hundred_million_records() {
        let mut body = Vec::new();
        encode_head(&head(), 1 << 22, &mut body);
        body.resize(1 << 24, 0);
        assert_eq!(decode(&body, false, 1_000), None);
        let mut none = Vec::new();
        encode_head(&head(), 0, &mut none);
        assert_eq!(decode(&none.repeat(1_000), false, 1_000), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>, redacted: bool) {
            if let Some(runs) = decode(&bytes, redacted, 1_000) {
                for record in runs.iter().flat_map(|run| &run.records) {
                    proptest::prop_assert!(record.raw.end <= bytes.len());
                }
            }
        }
    }
}
