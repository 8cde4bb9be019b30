//! What a witness remembers, and how it answers (C2SP tlog-witness, `add-checkpoint`).
//!
//! ```text
//! <dir>/lock                  held by the one process that answers
//! <dir>/logs/<name>           the largest checkpoint of a log, with its signature and the witness's own
//! <dir>/conflicts/<name>      signed checkpoints that contradict it: proof that the log misbehaved
//! ```
//!
//! `<name>` is the SHA-256 of the origin in hex. The witness's own signature is checked whenever the memory is read: a memory that
//! somebody edited is not believed, and nothing is cosigned over it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::cosigner::Cosigner;
use super::request::{Request, RequestFault};
use crate::files;
use crate::note::{NoteFault, Opened, TreeHead, open_checkpoint, read_head};
use crate::proof::{ProofFault, check_consistency};
use crate::vkey::VerifierKey;

/// Most contradicting checkpoints that are kept of one log.
const MOST_CONFLICTS: usize = 100;

/// A witness.
pub struct Witness {
    dir: PathBuf,
    cosigner: Cosigner,
    logs: Vec<VerifierKey>,
    answering: Mutex<()>,
    _lock: File,
}

/// The largest tree of a log that the witness has cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Tree head
    pub head: TreeHead,
    /// The checkpoint with the log's signature and the witness's own
    pub note: String,
    /// Signed checkpoints that contradict it
    pub conflicts: usize,
}

/// Why a witness does not start, or cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// Another process answers from this folder
    #[error("another process answers as this witness")]
    Locked,
    /// Reading or writing failed
    #[error("{path}: {source}")]
    Io {
        /// Which file
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// The memory was changed by somebody else, or the key is another one
    #[error("{path}: the memory of the witness is not signed by it: {fault}")]
    Memory {
        /// Which file
        path: PathBuf,
        /// What is wrong
        fault: NoteFault,
    },
}

/// Why a checkpoint is not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not a request, or an old size above the new one (400)
    #[error("bad request: {0}")]
    Bad(String),
    /// A log that this witness does not know (404)
    #[error("the log {0} is not known to this witness")]
    UnknownLog(String),
    /// No trusted signature (403)
    #[error(transparent)]
    Unsigned(NoteFault),
    /// The witness remembers another size than the request says, or another root of the same size (409)
    #[error("the witness remembers {0} leaves")]
    Conflict(u64),
    /// The proof does not show that the checkpoint continues what the witness remembers (422)
    #[error(transparent)]
    Inconsistent(ProofFault),
    /// The witness itself is in trouble (500)
    #[error(transparent)]
    Own(#[from] WitnessError),
}

impl Refusal {
    /// HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Bad(_) => 400,
            Self::Unsigned(_) => 403,
            Self::UnknownLog(_) => 404,
            Self::Conflict(_) => 409,
            Self::Inconsistent(_) => 422,
            Self::Own(_) => 500,
        }
    }

    /// HTTP body and its content type: for a conflict the size alone, as the protocol says.
    pub fn body(&self) -> (&'static str, String) {
        match self {
            Self::Conflict(size) => ("text/x.tlog.size", format!("{size}\n")),
            other => ("text/plain; charset=utf-8", format!("{other}\n")),
        }
    }
}

impl Witness {
    /// Opens the memory in this folder, which is made when it is not there. `logs` are the keys of the logs that it serves.
    pub fn open(dir: &Path, cosigner: Cosigner, logs: Vec<VerifierKey>) -> Result<Self, WitnessError> {
        for folder in ["logs", "conflicts"] {
            std::fs::create_dir_all(dir.join(folder)).map_err(|source| io(&dir.join(folder), source))?;
        }
        let path = dir.join("lock");
        let lock = File::options().create(true).write(true).truncate(false).open(&path).map_err(|source| io(&path, source))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(WitnessError::Locked),
            Err(TryLockError::Error(source)) => return Err(io(&path, source)),
        }
        Ok(Self { dir: dir.to_owned(), cosigner, logs, answering: Mutex::new(()), _lock: lock })
    }

    /// The public key.
    pub fn public(&self) -> &VerifierKey {
        self.cosigner.public()
    }

    /// What it remembers of a log.
    pub fn remembered(&self, origin: &str) -> Result<Option<Remembered>, WitnessError> {
        let path = self.dir.join("logs").join(file_name(origin));
        let note = match std::fs::read_to_string(&path) {
            Ok(note) => note,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(io(&path, source)),
        };
        let mut keys = self.logs.clone();
        keys.push(self.public().clone());
        let memory = |fault| WitnessError::Memory { path: path.clone(), fault };
        let opened = open_checkpoint(&note, &keys).map_err(memory)?;
        if opened.head.origin != origin || opened.cosigned.is_empty() {
            return Err(memory(NoteFault::Unsigned { origin: origin.to_owned() }));
        }
        let conflicts = self.conflicts(origin)?.len();
        Ok(Some(Remembered { head: opened.head, note, conflicts }))
    }

    /// Answers a request: the cosignature line, when the checkpoint continues what is remembered. It is remembered before the answer
    /// is given.
    pub fn add_checkpoint(&self, body: &[u8], now: Timestamp) -> Result<String, Refusal> {
        let request = Request::parse(body).map_err(|fault: RequestFault| Refusal::Bad(fault.to_string()))?;
        let claimed = read_head(&request.checkpoint).map_err(|fault| Refusal::Bad(fault.to_string()))?;
        if !self.logs.iter().any(|key| key.name() == claimed.origin) {
            return Err(Refusal::UnknownLog(claimed.origin));
        }
        let opened = open_checkpoint(&request.checkpoint, &self.logs).map_err(Refusal::Unsigned)?;
        if request.old > opened.head.size {
            return Err(Refusal::Bad(format!("from {} to {} leaves", request.old, opened.head.size)));
        }
        let _answering = self.answering.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let remembered = self.remembered(&opened.head.origin)?;
        self.compare(&request, &opened, remembered.as_ref().map(|remembered| &remembered.head))?;
        let line = self.cosigner.cosign(&opened.text, now);
        self.remember(&opened, &line)?;
        Ok(line)
    }

    fn compare(&self, request: &Request, opened: &Opened, remembered: Option<&TreeHead>) -> Result<(), Refusal> {
        let head = &opened.head;
        let old = remembered.map_or((0, tlog_tiles::EMPTY_HASH.0), |old| (old.size, old.root));
        if head.size == old.0 && head.root != old.1 {
            self.keep_conflict(&request.checkpoint, head)?;
            return Err(Refusal::Conflict(old.0));
        }
        if request.old != old.0 {
            if head.size < old.0 {
                self.keep_conflict(&request.checkpoint, head)?;
            }
            return Err(Refusal::Conflict(old.0));
        }
        check_consistency(&request.proof, old, (head.size, head.root)).map_err(|fault| {
            match self.keep_conflict(&request.checkpoint, head) {
                Ok(()) => Refusal::Inconsistent(fault),
                Err(own) => Refusal::Own(own),
            }
        })
    }

    fn remember(&self, opened: &Opened, line: &str) -> Result<(), WitnessError> {
        let path = self.dir.join("logs").join(file_name(&opened.head.origin));
        let mut note = format!("{}\n", opened.text);
        for signature in &opened.signatures {
            note.push_str(signature);
        }
        note.push_str(line);
        Ok(files::replace(&path, note.as_bytes())?)
    }

    /// Signed checkpoints of a log that contradict what was remembered.
    pub fn conflicts(&self, origin: &str) -> Result<Vec<PathBuf>, WitnessError> {
        let dir = self.dir.join("conflicts");
        let begin = file_name(origin);
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&dir).map_err(|source| io(&dir, source))? {
            let path = entry.map_err(|source| io(&dir, source))?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&begin)) {
                found.push(path);
            }
        }
        found.sort();
        Ok(found)
    }

    fn keep_conflict(&self, note: &str, head: &TreeHead) -> Result<(), WitnessError> {
        if self.conflicts(&head.origin)?.len() >= MOST_CONFLICTS {
            return Ok(());
        }
        let name = format!("{}-{}-{}", file_name(&head.origin), head.size, hex::encode(&head.root[..8]));
        let path = self.dir.join("conflicts").join(name);
        Ok(files::replace(&path, note.as_bytes())?)
    }
}

impl From<files::FileError> for WitnessError {
    fn from(error: files::FileError) -> Self {
        io(&error.path, error.source)
    }
}

fn file_name(origin: &str) -> String {
    hex::encode(Sha256::digest(origin.as_bytes()))
}

fn io(path: &Path, source: std::io::Error) -> WitnessError {
    WitnessError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
