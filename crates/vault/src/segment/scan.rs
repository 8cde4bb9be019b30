//! Walking through the frames of a segment, from the first or from the one that holds a leaf, over what cannot be read.
//!
//! Deliberately not here: judging what is found.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::frame::{self, Frame, FrameHeader};
use super::{HEADER, Header, HeaderError, Index, Nonce};

/// A walk through a segment. What is appended after it was begun is not seen.
pub(crate) struct Scan {
    file: File,
    index: Index,
    nonce: Nonce,
    at: u64,
    end: u64,
    next: u64,
}

/// What the walk comes by.
#[derive(Debug)]
pub(crate) enum Scanned {
    /// A frame
    Frame(Box<Frame>),
    /// Something that cannot be read, and behind it a frame that can
    Bad {
        /// Byte at which it begins
        at: u64,
        /// First leaf that it should hold
        first: u64,
        /// First leaf of the frame behind it
        next: u64,
    },
    /// Something that cannot be read, and nothing behind it that can
    Tail {
        /// Byte at which it begins
        at: u64,
        /// First leaf that it would hold
        first: u64,
    },
}

impl Scan {
    /// Begins a walk at the first frame. The inner error: the segment's own header cannot be read.
    pub(crate) fn open(path: &Path) -> io::Result<Result<Self, HeaderError>> {
        let mut file = File::open(path)?;
        let end = file.metadata()?.len();
        let mut bytes = Vec::with_capacity(HEADER);
        (&mut file).take(HEADER as u64).read_to_end(&mut bytes)?;
        let index = Index::read(path)?;
        Ok(Header::decode(&bytes).map(|header| Self { file, index, nonce: header.nonce, at: HEADER as u64, end, next: header.first }))
    }

    /// Byte at which the walk stands.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Leaf that comes next.
    pub(crate) fn next_leaf(&self) -> u64 {
        self.next
    }

    /// Goes on to the frame that holds this leaf, by the index and then looking at headers only. Stops before anything odd.
    pub(crate) fn seek(&mut self, leaf: u64) -> io::Result<()> {
        if let Some((first, at)) = self.index.before(leaf)
            && first > self.next
            && at > self.at
            && self.header(at)?.is_some_and(|header| header.first == first)
        {
            (self.at, self.next) = (at, first);
        }
        while let Some(header) = self.header(self.at)? {
            if header.first != self.next || header.end() > leaf {
                break;
            }
            let behind = self.at + FrameHeader::LENGTH as u64 + u64::from(header.stored);
            // a wrong length would lead astray: the frame behind must follow
            let follows = behind == self.end || self.header(behind)?.is_some_and(|next| next.first == header.end());
            if !follows {
                break;
            }
            self.at = behind;
            self.next = header.end();
        }
        Ok(())
    }

    /// The leaf index behind the last frame, looking at headers only where that is safe.
    pub(crate) fn last_leaf(mut self) -> io::Result<u64> {
        self.seek(u64::MAX)?;
        let mut size = self.next;
        while let Some(found) = self.step()? {
            if let Scanned::Frame(frame) = found {
                // frames that changed places may end with one that is not the last
                size = size.max(frame.end());
            }
        }
        Ok(size)
    }

    /// The next thing; `None` at the end.
    pub(crate) fn step(&mut self) -> io::Result<Option<Scanned>> {
        if self.at >= self.end {
            return Ok(None);
        }
        if let Some((frame, behind)) = self.frame(self.at)? {
            let first = frame.first();
            if first == self.next {
                (self.at, self.next) = (behind, frame.end());
                return Ok(Some(Scanned::Frame(Box::new(frame))));
            }
            // a whole frame that does not follow: the records between are missing, or it stood elsewhere
            let bad = Scanned::Bad { at: self.at, first: self.next, next: first };
            self.next = first;
            return Ok(Some(bad));
        }
        let (at, first) = (self.at, self.next);
        if let Some((behind, next)) = self.resynchronise()? {
            (self.at, self.next) = (behind, next);
            return Ok(Some(Scanned::Bad { at, first, next }));
        }
        self.at = self.end;
        Ok(Some(Scanned::Tail { at, first }))
    }

    /// The next whole frame behind the present place: where it begins, and its first leaf.
    fn resynchronise(&mut self) -> io::Result<Option<(u64, u64)>> {
        let begin = self.at + 1;
        let length = usize::try_from(self.end - begin).map_err(io::Error::other)?;
        let mut rest = vec![0; length];
        self.file.seek(SeekFrom::Start(begin))?;
        self.file.read_exact(&mut rest)?;
        let mut from = 0;
        while let Some(found) = rest[from..].windows(4).position(|bytes| bytes == frame::MAGIC) {
            let at = begin + (from + found) as u64;
            if let Some((frame, _)) = self.frame(at)? {
                return Ok(Some((at, frame.first())));
            }
            from += found + 1;
        }
        Ok(None)
    }

    fn header(&mut self, at: u64) -> io::Result<Option<FrameHeader>> {
        if self.end.saturating_sub(at) < FrameHeader::LENGTH as u64 {
            return Ok(None);
        }
        let mut bytes = [0; FrameHeader::LENGTH];
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(&mut bytes)?;
        let fits = |header: &FrameHeader| u64::from(header.stored) <= self.end - at - FrameHeader::LENGTH as u64;
        Ok(FrameHeader::decode(&bytes).filter(fits))
    }

    /// The whole frame at a place, and where it ends; `None` when there is none.
    fn frame(&mut self, at: u64) -> io::Result<Option<(Frame, u64)>> {
        let Some(header) = self.header(at)? else {
            return Ok(None);
        };
        let mut stored = vec![0; header.stored as usize];
        self.file.read_exact(&mut stored)?;
        let behind = at + FrameHeader::LENGTH as u64 + u64::from(header.stored);
        Ok(Frame::decode(at, header, self.nonce, &stored).map(|frame| (frame, behind)))
    }
}
