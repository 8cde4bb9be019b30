//! The end of the last segment: what is torn is put aside, and behind what is whole it is written on.
//!
//! Deliberately not here: what lies before the end.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::OpenError;
use super::open_segment::Segment;
use super::replay::Attempt;
use super::shard::Shard;
use crate::files::{self, at};
use crate::segment::{HEADER, Header, IndexWriter, Scan, Scanned, check_file, first_of};

impl Attempt<'_> {
    /// What cannot be read at the end of the last segment was never acknowledged: it is copied to `quarantine/` and cut off.
    pub(super) fn put_aside(&mut self, path: &Path, from: u64, first: u64) -> Result<(), OpenError> {
        if first < self.covered() {
            return Err(OpenError::Disagrees(format!("{}: cut off at byte {from}, before where the checkpoint ends", path.display())));
        }
        let folder = self.disk.dir.join("quarantine");
        files::make_folder(&folder)?;
        let aside = folder.join(format!("{}-{first:020}-{from}.torn", self.name));
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(at(path))?;
        file.seek(SeekFrom::Start(from)).map_err(at(path))?;
        files::replace_with(&aside, false, |to| std::io::copy(&mut file, to).map(drop))?;
        self.opened.torn = Some(aside);
        if from < HEADER as u64 {
            drop(file);
            std::fs::remove_file(path).map_err(at(path))?;
            let checks = check_file(path);
            if checks.exists() {
                std::fs::remove_file(&checks).map_err(at(&checks))?;
            }
            files::sync_folder_of(path)?;
            self.opened.unreadable.retain(|known| known != path);
            return Ok(());
        }
        file.set_len(from).and_then(|()| file.sync_all()).map_err(|error| at(path)(error).into())
    }

    /// Opens the last segment for appending behind its last frame.
    pub(super) fn go_on(&mut self, path: &Path, begin: u64, end: u64, shard: &mut Shard) -> Result<(), OpenError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(at(path))?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).map_err(at(path))?;
        let header = Header::decode(&header).ok().filter(|header| header.shard == self.name && Some(header.first) == first_of(path));
        let Some(header) = header else {
            return Err(OpenError::Disagrees(format!("{}: its header belongs to another segment", path.display())));
        };
        // after a sync that failed, a system may hold pages for written that are not: what no checkpoint vouches for is written again
        let length = usize::try_from(end - begin).map_err(|error| at(path)(std::io::Error::other(error)))?;
        let mut bytes = vec![0; length];
        let again = file.seek(SeekFrom::Start(begin)).and_then(|_| file.read_exact(&mut bytes));
        let again = again.and_then(|()| file.seek(SeekFrom::Start(begin))).and_then(|_| file.write_all(&bytes));
        again.and_then(|()| file.sync_data()).map_err(at(path))?;
        let checks = self.check_again(path, header.first, shard.frontier.size())?;
        let index = IndexWriter::open(path, end).map_err(at(path))?;
        shard.segment = Some(Segment { path: path.to_owned(), file, checks, index, nonce: header.nonce, length: end });
        Ok(())
    }

    /// Writes the check file of the last segment anew where it is not the one of the segment. What it says about leaves that the checkpoint
    /// covers stays, for it tells which line was touched; behind that a power cut may have left anything.
    fn check_again(&mut self, path: &Path, first: u64, size: u64) -> Result<File, OpenError> {
        let bytes = |leaves: u64| usize::try_from(leaves * 2).map_err(|error| at(path)(std::io::Error::other(error)));
        let check_path = check_file(path);
        let there = files::read(&check_path)?.unwrap_or_default();
        let wanted = bytes(size - first)?;
        self.opened.lost = (there.len().saturating_sub(wanted) / 2) as u64;
        let covered = bytes(self.covered().clamp(first, size) - first)?;
        let kept = there.get(..covered).unwrap_or_default();
        let again = [kept, &checks_of(path, first + (kept.len() / 2) as u64)?].concat();
        if there != again {
            if self.opened.lost > 0 {
                let aside = self.disk.dir.join("quarantine").join(format!("{}-{size:020}.chk", self.name));
                files::make_folder(&self.disk.dir.join("quarantine"))?;
                files::replace(&aside, &there)?;
            }
            files::replace(&check_path, &again)?;
        }
        let mut checks = OpenOptions::new().write(true).create(true).truncate(false).open(&check_path).map_err(at(&check_path))?;
        checks.seek(SeekFrom::End(0)).map_err(at(&check_path))?;
        Ok(checks)
    }
}

/// The check bytes of the leaves of a segment from this one on.
fn checks_of(path: &Path, from: u64) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    let Ok(mut scan) = Scan::open(path).map_err(at(path))? else {
        return Ok(bytes);
    };
    scan.seek(from).map_err(at(path))?;
    while let Some(found) = scan.step().map_err(at(path))? {
        if let Scanned::Frame(frame) = found {
            bytes.extend(frame.leaf_hashes_in(from..u64::MAX).iter().flat_map(|hash| [hash[0], hash[1]]));
        }
    }
    Ok(bytes)
}
