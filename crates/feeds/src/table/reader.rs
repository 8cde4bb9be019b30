//! Reads a table: one row, all rows with a prefix, all rows.

use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{LARGEST_BLOCK, MAGIC, Row, TAIL, TableError, take, take_piece};

/// Unpacked blocks that are kept at hand.
const AT_HAND: usize = 128;

/// An open table.
#[derive(Debug)]
pub(crate) struct Table<R> {
    input: Mutex<R>,
    blocks: Vec<Block>,
    at_hand: Mutex<VecDeque<(usize, Arc<[u8]>)>>,
}

#[derive(Debug)]
struct Block {
    first: Vec<u8>,
    offset: u64,
    packed: u64,
    unpacked: u64,
}

impl<R: Read + Seek> Table<R> {
    /// Opens a table by its index. What lies in the blocks is checked when they are read; [`Table::verify`] checks all of it.
    pub(crate) fn open(mut input: R) -> Result<Self, TableError> {
        let length = input.seek(SeekFrom::End(0))?;
        let mut tail = [0; TAIL];
        let Some(tail_at) = length.checked_sub(TAIL as u64).filter(|at| *at >= MAGIC.len() as u64) else {
            return Err(TableError::Damaged("too short"));
        };
        input.rewind()?;
        let mut magic = [0; MAGIC.len()];
        input.read_exact(&mut magic)?;
        if magic != *MAGIC {
            return Err(TableError::Damaged("not a table of feeds"));
        }
        input.seek(SeekFrom::Start(tail_at))?;
        input.read_exact(&mut tail)?;
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| tail[at + byte]));
        let index_at = number(0);
        let size = tail_at.checked_sub(index_at).filter(|size| *size <= LARGEST_BLOCK).ok_or(TableError::Damaged("index out of place"))?;
        input.seek(SeekFrom::Start(index_at))?;
        let mut packed = Vec::new();
        input.by_ref().take(size).read_to_end(&mut packed)?;
        let index = unpack(&packed, LARGEST_BLOCK)?;
        let blocks = read_index(&index, index_at).ok_or(TableError::Damaged("index"))?;
        Ok(Self { input: Mutex::new(input), blocks, at_hand: Mutex::default() })
    }

    /// The value under a key.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, TableError> {
        let Some(at) = self.block_of(key) else { return Ok(None) };
        let block = self.block(at)?;
        let mut rest = &block[..];
        while !rest.is_empty() {
            let (found, value) = row(&mut rest)?;
            if found >= key {
                return Ok((found == key).then(|| value.to_vec()));
            }
        }
        Ok(None)
    }

    /// All rows whose key begins with `prefix`, in the order of their keys.
    pub(crate) fn with_prefix(&self, prefix: &[u8]) -> Result<Vec<Row>, TableError> {
        let mut found = Vec::new();
        for at in self.block_of(prefix).unwrap_or(0)..self.blocks.len() {
            let block = self.block(at)?;
            let mut rest = &block[..];
            while !rest.is_empty() {
                let (key, value) = row(&mut rest)?;
                if key.starts_with(prefix) {
                    found.push((key.to_vec(), value.to_vec()));
                } else if key > prefix {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    /// All rows.
    pub(crate) fn scan(&self) -> Scan<'_, R> {
        Scan { table: self, next: 0, rows: VecDeque::new() }
    }

    /// The last block whose first key is not after `key`.
    fn block_of(&self, key: &[u8]) -> Option<usize> {
        self.blocks.partition_point(|block| block.first.as_slice() <= key).checked_sub(1)
    }

    fn block(&self, at: usize) -> Result<Arc<[u8]>, TableError> {
        let mut at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, block)) = at_hand.iter().find(|(known, _)| *known == at) {
            return Ok(Arc::clone(block));
        }
        drop(at_hand);
        let block: Arc<[u8]> = self.read_block(at)?.into();
        at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if at_hand.len() >= AT_HAND {
            at_hand.pop_front();
        }
        at_hand.push_back((at, Arc::clone(&block)));
        Ok(block)
    }

    fn read_block(&self, at: usize) -> Result<Vec<u8>, TableError> {
        let Block { offset, packed, unpacked, .. } = self.blocks[at];
        let mut bytes = vec![0; usize::try_from(packed).map_err(|_| TableError::Damaged("block"))?];
        {
            let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
            input.seek(SeekFrom::Start(offset))?;
            input.read_exact(&mut bytes)?;
        }
        let block = unpack(&bytes, unpacked)?;
        if block.len() as u64 == unpacked { Ok(block) } else { Err(TableError::Damaged("block")) }
    }
}

impl Table<io::Empty> {
    /// Checks the hash over everything; gives it.
    pub(crate) fn verify(input: &mut dyn Read) -> Result<[u8; 32], TableError> {
        let mut hash = Sha256::new();
        let mut held: Vec<u8> = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = input.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            held.extend_from_slice(&buffer[..count]);
            let sure = held.len().saturating_sub(32);
            hash.update(&held[..sure]);
            held.drain(..sure);
        }
        let digest: [u8; 32] = hash.finalize().into();
        if held == digest { Ok(digest) } else { Err(TableError::Damaged("content differs from its hash")) }
    }
}

fn unpack(packed: &[u8], limit: u64) -> Result<Vec<u8>, TableError> {
    let mut bytes = Vec::new();
    let mut stream = zstd::stream::read::Decoder::new(packed)?.take(limit + 1);
    stream.read_to_end(&mut bytes).map_err(|_| TableError::Damaged("compression"))?;
    if bytes.len() as u64 > limit { Err(TableError::Damaged("larger than it says")) } else { Ok(bytes) }
}

fn read_index(mut index: &[u8], end: u64) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    while !index.is_empty() {
        let first = take_piece(&mut index)?.to_vec();
        let (offset, packed, unpacked) = (take(&mut index)?, take(&mut index)?, take(&mut index)?);
        let fits = offset.checked_add(packed)? <= end && unpacked <= LARGEST_BLOCK;
        fits.then_some(())?;
        blocks.push(Block { first, offset, packed, unpacked });
    }
    blocks.is_sorted_by(|one, other| one.first < other.first).then_some(blocks)
}

fn row<'b>(rest: &mut &'b [u8]) -> Result<(&'b [u8], &'b [u8]), TableError> {
    let key = take_piece(rest).ok_or(TableError::Damaged("row"))?;
    let value = take_piece(rest).ok_or(TableError::Damaged("row"))?;
    Ok((key, value))
}

/// All rows of a table, block by block.
pub(crate) struct Scan<'t, R> {
    table: &'t Table<R>,
    next: usize,
    rows: VecDeque<Row>,
}

impl<R: Read + Seek> Iterator for Scan<'_, R> {
    type Item = Result<Row, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.rows.is_empty() && self.next < self.table.blocks.len() {
            let block = match self.table.read_block(self.next) {
                Ok(block) => block,
                Err(error) => return Some(Err(error)),
            };
            self.next += 1;
            let mut rest = &block[..];
            while !rest.is_empty() {
                match row(&mut rest) {
                    Ok((key, value)) => self.rows.push_back((key.to_vec(), value.to_vec())),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
        self.rows.pop_front().map(Ok)
    }
}
