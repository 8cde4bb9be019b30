//! What an inspector takes away: one record and everything that proves it.
//!
//! | file | what |
//! |---|---|
//! | `entry.bin` | the entry: salt, envelope, the record's bytes ([`Entry`]); its SHA-256 behind a zero byte is the leaf |
//! | `entry.tlog-proof` | C2SP tlog-proof: index, audit path, signed checkpoint |
//! | `policy.txt` | C2SP tlog-policy: whose signatures count. Compare its keys with those you were given on another way |
//! | `checkpoint.tsr` | RFC 3161 reply over the checkpoint, where there is one |
//! | `README.txt` | words of the caller |

use std::path::Path;

use crate::entry::{Entry, EntryError};
use crate::note::Opened;
use crate::proof::merkle::{ProofFault, check_inclusion};
use crate::proof::policy::{Policy, PolicyFault};
use crate::proof::text::{TextFault, TlogProof};
use crate::tree::leaf_hash;

const ENTRY: &str = "entry.bin";
const PROOF: &str = "entry.tlog-proof";
const POLICY: &str = "policy.txt";
const TOKEN: &str = "checkpoint.tsr";
const README: &str = "README.txt";

/// Longest file of a bundle that is read, bytes.
const LONGEST: u64 = 1 << 20;

/// One record with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The entry's bytes
    pub entry: Vec<u8>,
    /// `.tlog-proof`
    pub proof: String,
    /// `tlog-policy`
    pub policy: String,
    /// RFC 3161 reply or token over the checkpoint's note
    pub token: Option<Vec<u8>>,
    /// Words for the person who opens it
    pub readme: String,
}

/// What a bundle proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The record, or the part of it that this leaf holds
    pub entry: Entry,
    /// Leaf index
    pub index: u64,
    /// The checkpoint under which it stands, who signed and who cosigned it
    pub checkpoint: Opened,
}

/// Why a bundle proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum BundleFault {
    /// A file of it cannot be read
    #[error("{file}: {source}")]
    Io {
        /// Name of the file
        file: String,
        /// What the system said
        source: std::io::Error,
    },
    /// The `.tlog-proof` cannot be read
    #[error(transparent)]
    Text(#[from] TextFault),
    /// Not signed as the policy asks
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    /// The entry is not in the tree of the checkpoint
    #[error(transparent)]
    Proof(#[from] ProofFault),
    /// The entry is proved, but its bytes are none of ours
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The bundle brings a log key that is not among those that are trusted
    #[error("the bundle brings a key that is not trusted: {0}")]
    Key(String),
}

impl Bundle {
    /// Names and contents of its files.
    pub fn files(&self) -> Vec<(&'static str, &[u8])> {
        let mut files = vec![(ENTRY, self.entry.as_slice()), (PROOF, self.proof.as_bytes()), (POLICY, self.policy.as_bytes())];
        files.extend(self.token.as_deref().map(|token| (TOKEN, token)));
        files.push((README, self.readme.as_bytes()));
        files
    }

    /// Bytes of all files.
    pub fn size(&self) -> usize {
        self.files().iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Writes the files into a folder that is there.
    pub fn write(&self, dir: &Path) -> Result<(), BundleFault> {
        for (name, bytes) in self.files() {
            std::fs::write(dir.join(name), bytes).map_err(|source| BundleFault::Io { file: name.to_owned(), source })?;
        }
        Ok(())
    }

    /// Reads the files of a folder. The token and the words may be missing.
    pub fn read(dir: &Path) -> Result<Self, BundleFault> {
        Ok(Self {
            entry: read(dir, ENTRY)?,
            proof: read_text(dir, PROOF)?,
            policy: read_text(dir, POLICY)?,
            token: if dir.join(TOKEN).exists() { Some(read(dir, TOKEN)?) } else { None },
            readme: if dir.join(README).exists() { read_text(dir, README)? } else { String::new() },
        })
    }
}

fn read(dir: &Path, name: &str) -> Result<Vec<u8>, BundleFault> {
    let fault = |source| BundleFault::Io { file: name.to_owned(), source };
    let length = std::fs::metadata(dir.join(name)).map_err(fault)?.len();
    if length > LONGEST {
        return Err(fault(std::io::Error::other("the file is too long")));
    }
    std::fs::read(dir.join(name)).map_err(fault)
}

fn read_text(dir: &Path, name: &str) -> Result<String, BundleFault> {
    String::from_utf8(read(dir, name)?)
        .map_err(|error| BundleFault::Io { file: name.to_owned(), source: std::io::Error::other(error.utf8_error()) })
}

/// Checks a bundle offline. `trusted` is the policy that the checker had beforehand; the bundle's own is only compared with it,
/// for whoever makes a bundle can put any key into it. The token is checked by [`crate::stamp`], with anchors of its own.
pub fn check_bundle(bundle: &Bundle, trusted: &Policy) -> Result<Checked, BundleFault> {
    let brought = Policy::parse(&bundle.policy)?;
    if let Some(key) = brought.logs().iter().find(|key| !trusted.logs().contains(key)) {
        return Err(BundleFault::Key(key.to_string()));
    }
    let proof = TlogProof::parse(&bundle.proof)?;
    let checkpoint = trusted.open(&proof.checkpoint)?;
    check_inclusion(&proof.hashes, checkpoint.head.size, checkpoint.head.root, proof.index, leaf_hash(&bundle.entry))?;
    Ok(Checked { entry: Entry::decode(&bundle.entry)?, index: proof.index, checkpoint })
}
