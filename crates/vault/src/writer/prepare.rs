//! From batches to frames: laid out, compressed, hashed, on every core.
//!
//! Deliberately not here: writing them.

use super::disk::random;
use super::{AppendError, Batch};
use crate::entry::Entry;
use crate::segment::{Head, LeafHasher, Nonce, encode, encode_frame, leaves_of, salts};
use crate::tree::Hash;

/// A frame that is ready to be written.
pub(super) struct Prepared {
    /// First leaf
    pub(super) first: u64,
    /// The frame
    pub(super) bytes: Vec<u8>,
    /// Its leaf hashes
    pub(super) hashes: Vec<Hash>,
}

/// Batches of one frame.
struct Group<'a> {
    batches: &'a [&'a Batch],
    first: u64,
    count: u32,
}

/// Makes frames of at most `frame_bytes` out of batches; a batch that is larger is a frame of its own.
pub(super) fn prepare(batches: &[&Batch], first: u64, nonce: Nonce, frame_bytes: usize) -> Result<Vec<Prepared>, AppendError> {
    let groups = group(batches, first, frame_bytes);
    if let [one] = groups.as_slice() {
        return Ok(vec![one.prepare(nonce)?]);
    }
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = groups.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = |part: &'_ [Group<'_>]| part.iter().map(|group| group.prepare(nonce)).collect::<Result<Vec<_>, _>>();
        let running: Vec<_> = groups.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        let mut all = Vec::with_capacity(groups.len());
        for thread in running {
            all.extend(thread.join().map_err(|_| AppendError::Stopped("making a frame failed".to_owned()))??);
        }
        Ok(all)
    })
}

fn group<'a>(batches: &'a [&'a Batch], mut first: u64, frame_bytes: usize) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    let mut rest = batches;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |batch: &&&Batch| {
            bytes += size_of(batch);
            bytes <= frame_bytes
        };
        let taken = rest.iter().take_while(fits).count().max(1);
        let (batches, later) = rest.split_at(taken);
        let count = batches.iter().flat_map(|batch| &batch.records).map(|(_, raw)| leaves_of(raw.len())).sum();
        if count > 0 {
            groups.push(Group { batches, first, count });
        }
        first += u64::from(count);
        rest = later;
    }
    groups
}

impl Group<'_> {
    fn prepare(&self, nonce: Nonce) -> Result<Prepared, AppendError> {
        let key = random()?;
        let mut body = Vec::with_capacity(self.batches.iter().map(|batch| size_of(batch)).sum());
        for batch in self.batches.iter().filter(|batch| !batch.records.is_empty()) {
            encode(&head(batch), batch.records.iter().map(|(seq, raw)| (*seq, raw.as_slice())), &mut body);
        }
        let bytes = encode_frame(nonce, self.first, self.count, key, false, &body);
        let bytes = bytes.map_err(|error| AppendError::Stopped(error.to_string()))?;
        Ok(Prepared { first: self.first, bytes, hashes: self.hashes(&key) })
    }

    fn hashes(&self, key: &[u8; 32]) -> Vec<Hash> {
        let salts = salts(key, 0, self.count);
        let mut hashes = Vec::with_capacity(salts.len());
        for batch in self.batches {
            let mut hasher = LeafHasher::new(&head(batch));
            for (seq, raw) in &batch.records {
                let begin = hashes.len();
                hasher.hash(*seq, raw, &salts[begin..begin + leaves_of(raw.len()) as usize], &mut hashes);
            }
        }
        hashes
    }
}

fn head(batch: &Batch) -> Head {
    Head { kind: batch.kind, source: batch.source.clone(), received: batch.received.as_microsecond(), file: batch.file }
}

/// Bytes that a batch takes in a frame, at most.
pub(super) fn size_of(batch: &Batch) -> usize {
    let records: usize = batch.records.iter().map(|(_, raw)| raw.len().saturating_add(20)).fold(0, usize::saturating_add);
    records.saturating_add(Entry::MAX_SOURCE + 40)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::entry::Kind;

    #[test]
    fn batches_are_shared_out_in_order() {
        let batch = |records: usize| Batch {
            kind: Kind::Record,
            source: "s".into(),
            received: Timestamp::UNIX_EPOCH,
            file: 0,
            records: vec![(0, vec![b'x'; 100]); records],
        };
        let (small, large, none) = (batch(1), batch(1_000), batch(0));
        let all = [&small, &none, &small, &large, &small, &none];
        let frames = prepare(&all, 10, [0; 8], 1_000).unwrap();
        let places: Vec<(u64, usize)> = frames.iter().map(|frame| (frame.first, frame.hashes.len())).collect();
        assert_eq!(places, [(10, 1), (11, 1), (12, 1_000), (1_012, 1)]);
        assert_eq!(prepare(&[&none], 0, [0; 8], 1_000).unwrap().len(), 0);
    }
}
