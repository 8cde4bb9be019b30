//! The lake: filling it, asking it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sonae_logs::{Row, Surroundings};

use crate::answer::Answer;
use crate::question::{Question, Span};

/// A lake in a folder.
#[derive(Debug, Clone)]
pub struct Lake {
    dir: PathBuf,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// Reading or writing failed
    #[error("{path}: {source}")]
    Io {
        /// Which file
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// A file of the lake cannot be read: it is to be made anew from the evidence
    #[error("{0} cannot be read")]
    Damaged(PathBuf),
    /// The SQL is wrong; says where
    #[error("{0}")]
    Sql(String),
    /// The SQL would do something else than read
    #[error("only SELECT can be asked")]
    NotReading,
    /// The question took too much time or memory
    #[error("the question took too much")]
    TooMuch,
}

impl Lake {
    /// Opens the folder, and makes it when it is not there.
    pub fn open(dir: &Path) -> Result<Self, LakeError> {
        Ok(Self { dir: dir.to_owned() })
    }

    /// How many leaves of each shard are in it.
    pub fn covered(&self) -> Result<BTreeMap<String, u64>, LakeError> {
        let _ = &self.dir;
        unimplemented!()
    }

    /// Begins to fill in rows that come after what is covered. One at a time.
    pub fn fill(&self) -> Result<Filling, LakeError> {
        unimplemented!()
    }

    /// Empties it, to make it anew.
    pub fn clear(&self) -> Result<(), LakeError> {
        unimplemented!()
    }

    /// Answers a ready-made question.
    pub async fn ask(&self, question: &Question, span: Span, around: &Surroundings) -> Result<Answer, LakeError> {
        let _ = (question, span, around);
        unimplemented!()
    }

    /// Answers SQL that only reads: tables `events`, `accounts`, `duties`, `announced`.
    pub async fn sql(&self, sql: &str, limit: usize, around: &Surroundings) -> Result<Answer, LakeError> {
        let _ = (sql, limit, around);
        unimplemented!()
    }
}

/// Rows on their way into the lake. Nothing is seen before [`Filling::finish`]; dropped, nothing was there.
pub struct Filling {
    _dir: PathBuf,
}

impl Filling {
    /// Takes a row.
    pub fn push(&mut self, row: Row) -> Result<(), LakeError> {
        let _ = row;
        unimplemented!()
    }

    /// Writes what was pushed; now it is seen. `covered`: how many leaves of each shard are in it now, also those that hold no
    /// event.
    pub fn finish(self, covered: &BTreeMap<String, u64>) -> Result<(), LakeError> {
        let _ = covered;
        unimplemented!()
    }
}
