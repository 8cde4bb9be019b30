//! One frame: its header, and its body decompressed and taken apart.
//!
//! Deliberately not here: where it lies in the file.

use std::ops::Range;

use super::leaves::{LeafHasher, parts, salts};
use super::run::{self, Record, Run};
use super::{Nonce, Salt};
use crate::entry::{Entry, Envelope};
use crate::note::SIZE_LIMIT;
use crate::reading::{Lying, Stored};
use crate::tree::Hash;

/// What a frame begins with.
pub(super) const MAGIC: &[u8; 4] = b"SVFR";
/// Largest body, and largest compressed body, bytes.
pub(crate) const MAX_BODY: usize = 1 << 28;
/// Bodies from here on are compressed at level 3, smaller ones at 1: on few bytes a higher level only costs.
const LARGE: usize = 64 << 10;
/// Most leaves of a frame: the writer counts every record as 20 bytes more than it has. A few kilobytes that unpack to [`MAX_BODY`] zeros
/// must not be taken for a hundred million records.
const MOST_LEAVES: u32 = (1 << 28) / 20;
/// In this frame something was redacted.
const REDACTED: u32 = 1;

/// Header of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FrameHeader {
    /// Check sum of the segment's nonce and everything behind this field
    crc: u32,
    /// Length of the compressed body
    pub(crate) stored: u32,
    /// Length of the body
    body: u32,
    /// First leaf
    pub(crate) first: u64,
    /// Leaves
    pub(crate) count: u32,
    /// Flags
    flags: u32,
    /// Key of the salts
    pub(crate) key: [u8; 32],
}

impl FrameHeader {
    /// Length of a frame's header, bytes.
    pub(crate) const LENGTH: usize = 64;

    /// Reads a header; `None` when its numbers cannot be those of a frame. Its check sum is not looked at.
    pub(crate) fn decode(bytes: &[u8; Self::LENGTH]) -> Option<Self> {
        let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut key = [0; 32];
        key.copy_from_slice(&bytes[32..]);
        let first = u64::from(number(16)) << 32 | u64::from(number(20));
        let header = Self { crc: number(4), stored: number(8), body: number(12), first, count: number(24), flags: number(28), key };
        let lengths = header.stored as usize <= MAX_BODY && header.body as usize <= MAX_BODY;
        let counts = (1..=header.body.min(MOST_LEAVES)).contains(&header.count) && first < SIZE_LIMIT - u64::from(header.count);
        (&bytes[..4] == MAGIC && lengths && counts && header.flags & !REDACTED == 0).then_some(header)
    }

    /// One past the last leaf.
    pub(crate) fn end(&self) -> u64 {
        self.first + u64::from(self.count)
    }

    fn encode(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..4].copy_from_slice(MAGIC);
        for (at, number) in [(4, self.crc), (8, self.stored), (12, self.body), (24, self.count), (28, self.flags)] {
            bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
        }
        bytes[16..24].copy_from_slice(&self.first.to_be_bytes());
        bytes[32..].copy_from_slice(&self.key);
        bytes
    }

    /// Whether check sum and compressed body belong together.
    pub(crate) fn holds(&self, nonce: Nonce, stored: &[u8]) -> bool {
        crc(nonce, &self.encode(), stored) == self.crc
    }
}

fn crc(nonce: Nonce, header: &[u8; FrameHeader::LENGTH], stored: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&nonce);
    crc.update(&header[8..]);
    crc.update(stored);
    crc.finalize()
}

/// Writes a frame. `redacted` says that the body was written by [`run::encode_redacted`].
pub(crate) fn encode_frame(nonce: Nonce, first: u64, count: u32, key: [u8; 32], redacted: bool, body: &[u8]) -> std::io::Result<Vec<u8>> {
    if body.len() > MAX_BODY {
        return Err(std::io::Error::other("a frame is too large"));
    }
    let level = if body.len() >= LARGE { 3 } else { 1 };
    let stored = zstd::bulk::compress(body, level)?;
    let length = |length: usize| u32::try_from(length).map_err(|_| std::io::Error::other("a frame is too large"));
    let flags = if redacted { REDACTED } else { 0 };
    let mut header = FrameHeader { crc: 0, stored: length(stored.len())?, body: length(body.len())?, first, count, flags, key };
    header.crc = crc(nonce, &header.encode(), &stored);
    let mut frame = Vec::with_capacity(FrameHeader::LENGTH + stored.len());
    frame.extend_from_slice(&header.encode());
    frame.extend_from_slice(&stored);
    Ok(frame)
}

/// What is to be written as a frame in which something was redacted.
pub(crate) struct Body {
    first: u64,
    count: u32,
    bytes: Vec<u8>,
}

impl Body {
    /// The frame.
    pub(crate) fn encode(&self, nonce: Nonce) -> std::io::Result<Vec<u8>> {
        encode_frame(nonce, self.first, self.count, [0; 32], true, &self.bytes)
    }
}

/// A frame, read and taken apart.
#[derive(Debug, Clone)]
pub struct Frame {
    at: u64,
    header: FrameHeader,
    body: Vec<u8>,
    runs: Vec<Run>,
}

/// A leaf of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Leaf index
    pub index: u64,
    /// RFC 6962 leaf hash; for a redacted one what is written in its place
    pub hash: Hash,
    /// Envelope; of a redacted leaf as it was, which nothing proves any more
    pub envelope: Envelope,
    /// The entry that is hashed; `None` when it was redacted
    pub entry: Option<Entry>,
}

impl Frame {
    /// Takes a frame apart; `None` when it is damaged.
    pub(crate) fn decode(at: u64, header: FrameHeader, nonce: Nonce, stored: &[u8]) -> Option<Self> {
        if !header.holds(nonce, stored) {
            return None;
        }
        let body = zstd::bulk::decompress(stored, header.body as usize).ok()?;
        let runs = run::decode(&body, header.flags & REDACTED != 0, header.count)?;
        let leaves: u64 = runs.iter().flat_map(|run| &run.records).map(|record| u64::from(record.leaves)).sum();
        (body.len() == header.body as usize && leaves == u64::from(header.count)).then_some(Self { at, header, body, runs })
    }

    /// Byte at which it begins in its segment.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Byte behind its last in its segment.
    pub(crate) fn behind(&self) -> u64 {
        self.at + FrameHeader::LENGTH as u64 + u64::from(self.header.stored)
    }

    /// First leaf.
    pub fn first(&self) -> u64 {
        self.header.first
    }

    /// One past its last leaf.
    pub fn end(&self) -> u64 {
        self.header.end()
    }

    /// Leaf hashes, in order.
    pub fn leaf_hashes(&self) -> Vec<Hash> {
        self.hashes(0..self.header.count)
    }

    /// Hashes of those of these leaves that are in the frame, in order.
    pub fn leaf_hashes_in(&self, leaves: Range<u64>) -> Vec<Hash> {
        let within = |leaf: u64| u32::try_from(leaf.clamp(self.first(), self.end()) - self.first()).unwrap_or(self.header.count);
        self.hashes(within(leaves.start)..within(leaves.end.max(leaves.start)))
    }

    /// Hashes of these leaves, counted from the frame's first.
    fn hashes(&self, leaves: Range<u32>) -> Vec<Hash> {
        let mut hashes = Vec::with_capacity(leaves.len());
        let Some(first) = self.numbered().find(|(_, record)| record.leaf + record.leaves > leaves.start).map(|(_, record)| record.leaf)
        else {
            return hashes;
        };
        let salts = if self.is_redacted() { Vec::new() } else { salts(&self.header.key, first, self.header.count - first) };
        for run in &self.runs {
            let mut hasher = LeafHasher::new(&run.head);
            for record in run.records.iter().filter(|record| record.leaf >= first && record.leaf < leaves.end) {
                match (&record.redacted, &record.salts) {
                    (Some(redacted), _) => hashes.extend_from_slice(redacted),
                    (None, Some(own)) => hasher.hash(record.seq, self.raw(record), own, &mut hashes),
                    (None, None) => {
                        let begin = (record.leaf - first) as usize;
                        let salts = &salts[begin..begin + record.leaves as usize];
                        hasher.hash(record.seq, self.raw(record), salts, &mut hashes);
                    }
                }
            }
        }
        hashes.truncate((leaves.end - first) as usize);
        hashes.drain(..((leaves.start - first) as usize).min(hashes.len()));
        hashes
    }

    /// Records, parts put together.
    pub fn records(&self) -> impl Iterator<Item = Stored> + '_ {
        self.lying().map(Stored::from)
    }

    /// The same where they lie.
    pub fn lying(&self) -> impl Iterator<Item = Lying<'_>> {
        self.numbered().map(|(run, record)| Lying {
            index: self.first() + u64::from(record.leaf),
            kind: run.head.kind,
            source: &run.head.source,
            received: run.head.received,
            file: run.head.file,
            seq: record.seq,
            more: record.leaves > 1,
            raw: record.redacted.is_none().then(|| self.raw(record)),
        })
    }

    /// Leaves: every part of every record with its own entry.
    pub fn leaves(&self) -> impl Iterator<Item = Leaf> + '_ {
        self.numbered().flat_map(|(run, record)| (0..record.leaves).map(|part| self.leaf_of(run, record, part)))
    }

    /// One leaf, without hashing the others. `None` when it is not of this frame.
    pub fn leaf(&self, index: u64) -> Option<Leaf> {
        let wanted = u32::try_from(index.checked_sub(self.first())?).ok()?;
        let (run, record) = self.numbered().find(|(_, record)| (record.leaf..record.leaf + record.leaves).contains(&wanted))?;
        Some(self.leaf_of(run, record, wanted - record.leaf))
    }

    fn leaf_of(&self, run: &Run, record: &Record, part: u32) -> Leaf {
        let index = self.first() + u64::from(record.leaf + part);
        let number = u16::try_from(part).unwrap_or(u16::MAX);
        let envelope = run.head.envelope(record.seq, number, part + 1 < record.leaves);
        if let Some(hashes) = &record.redacted {
            return Leaf { index, hash: hashes[part as usize], envelope, entry: None };
        }
        let salt = self.salt(record, part);
        let raw = parts(self.raw(record)).nth(part as usize).unwrap_or_default().to_vec();
        let entry = Entry { salt, envelope: envelope.clone(), raw };
        Leaf { index, hash: entry.leaf_hash(), envelope, entry: Some(entry) }
    }

    fn salt(&self, record: &Record, part: u32) -> Salt {
        match &record.salts {
            Some(own) => own[part as usize],
            None => salts(&self.header.key, record.leaf + part, 1)[0],
        }
    }

    /// The salts that the frame's key gives to its leaves, some behind its last one included; none when the key is gone.
    pub(crate) fn key_salts(&self, more: u32) -> Vec<Salt> {
        if self.is_redacted() { Vec::new() } else { salts(&self.header.key, 0, self.header.count.saturating_add(more)) }
    }

    fn numbered(&self) -> impl Iterator<Item = (&Run, &Record)> {
        self.runs.iter().flat_map(|run| run.records.iter().map(move |record| (run, record)))
    }

    pub(crate) fn is_redacted(&self) -> bool {
        self.header.flags & REDACTED != 0
    }

    /// The frame without the content and salts of the record to which a leaf belongs, and that record's leaves.
    pub(crate) fn redacted(&self, index: u64) -> Option<(Body, Range<u64>)> {
        let wanted = u32::try_from(index.checked_sub(self.first())?).ok()?;
        let mut found = None;
        let mut bytes = Vec::with_capacity(self.body.len());
        let mut runs = self.runs.clone();
        for record in runs.iter_mut().flat_map(|run| &mut run.records) {
            let begin = self.first() + u64::from(record.leaf);
            let leaves = begin..begin + u64::from(record.leaves);
            if (record.leaf..record.leaf + record.leaves).contains(&wanted) {
                record.redacted = Some(self.leaf_hashes_in(leaves.clone()));
                found = Some(leaves);
            } else if record.redacted.is_none() {
                record.salts = Some((0..record.leaves).map(|part| self.salt(record, part)).collect());
            }
        }
        for run in &runs {
            run::encode_redacted(run, &self.body, &mut bytes);
        }
        Some((Body { first: self.first(), count: self.header.count, bytes }, found?))
    }

    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    fn raw(&self, record: &Record) -> &[u8] {
        &self.body[record.raw.clone()]
    }
}
