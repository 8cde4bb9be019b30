//! What the writer must remember to go on without hashing everything anew: the frontier of the tree at the newest checkpoint.
//!
//! Nothing here is trusted: the frontier must lead to the root that is signed, or everything is hashed anew.
//! Deliberately not here: the reading of the segments that came after.

use std::collections::BTreeMap;
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::files::{self, FileError};
use crate::tree::{Frontier, Hash};

/// The file `state` of a shard.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// When the newest checkpoint was signed
    pub(crate) at: Option<Timestamp>,
    /// Leaves
    size: u64,
    /// Hashes of the frontier, base64
    frontier: String,
    /// Whether the shard has ended
    pub(crate) ended: bool,
    /// Records of each source since the last heartbeat
    pub(crate) counts: BTreeMap<String, u64>,
}

impl State {
    /// What is to be remembered.
    pub(crate) fn new(at: Timestamp, frontier: &Frontier, ended: bool, counts: BTreeMap<String, u64>) -> Self {
        Self { at: Some(at), size: frontier.size(), frontier: BASE64_STANDARD.encode(frontier.hashes().as_flattened()), ended, counts }
    }

    /// The frontier; `None` when it is none.
    pub(crate) fn frontier(&self) -> Option<Frontier> {
        let bytes = BASE64_STANDARD.decode(&self.frontier).ok()?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        let hashes: &[Hash] = hashes;
        rest.is_empty().then(|| Frontier::from_hashes(self.size, hashes)).flatten()
    }

    /// Reads the file of a shard; one that is missing or damaged is as good as an empty one.
    pub(crate) fn read(shard: &Path) -> Result<Self, FileError> {
        Ok(files::read(&shard.join("state"))?.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Writes it.
    pub(crate) fn write(&self, shard: &Path) -> Result<(), FileError> {
        let path = shard.join("state");
        let bytes = serde_json::to_vec(self).map_err(|error| files::at(&path)(error.into()))?;
        files::replace(&path, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_it_was_written_and_a_damaged_one_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let mut frontier = Frontier::default();
        frontier.append(&vec![[1; 32]; 700], &mut Vec::new());
        let state = State::new(Timestamp::UNIX_EPOCH, &frontier, true, BTreeMap::from([("emr".to_owned(), 7)]));
        state.write(folder.path()).unwrap();
        let back = State::read(folder.path()).unwrap();
        assert_eq!((back.frontier(), back.ended, back.counts["emr"]), (Some(frontier), true, 7));
        std::fs::write(folder.path().join("state"), "{").unwrap();
        assert_eq!(State::read(folder.path()).unwrap().frontier(), Some(Frontier::default()));
    }
}
