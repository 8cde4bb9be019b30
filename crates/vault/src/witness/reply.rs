//! What a log does with the witness's answer.

use crate::note::{NoteFault, Opened, open_checkpoint};
use crate::proof::decimal;
use crate::vkey::VerifierKey;

/// Longest answer, bytes.
const LONGEST: usize = 1 << 16;

/// What the witness said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It cosigned: the checkpoint with the cosignatures of known witnesses added
    Cosigned {
        /// The note
        note: String,
        /// What it says, who signed and when
        opened: Opened,
    },
    /// It remembers another size: below ours, ask again from there; above ours, this log was rolled back
    Remembers(u64),
}

/// Why an answer says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyFault {
    /// Neither signature lines nor a size
    #[error("not an answer of a witness")]
    Malformed,
    /// No cosignature of a known witness
    #[error("no known witness has cosigned the checkpoint")]
    Unknown,
    /// The checkpoint or a signature is not what it claims to be
    #[error(transparent)]
    Note(#[from] NoteFault),
}

/// Reads an answer to the request that carried this checkpoint. `keys` are the log's own and those of the witnesses.
pub fn read_reply(checkpoint: &str, reply: &[u8], keys: &[VerifierKey]) -> Result<Reply, ReplyFault> {
    let text = std::str::from_utf8(reply).ok().filter(|text| text.len() <= LONGEST).ok_or(ReplyFault::Malformed)?;
    if let Some(size) = text.strip_suffix('\n').and_then(decimal) {
        return Ok(Reply::Remembers(size));
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() || lines.iter().any(|line| !line.starts_with("\u{2014} ") || !line.ends_with('\n')) {
        return Err(ReplyFault::Malformed);
    }
    // lines of witnesses that are not known are left out: they would only grow the note
    let mut note = checkpoint.to_owned();
    let mut opened = open_checkpoint(&note, keys)?;
    let before = opened.cosigned.len();
    for line in lines {
        let longer = format!("{note}{line}");
        let with = open_checkpoint(&longer, keys)?;
        if with.cosigned.len() > opened.cosigned.len() {
            (note, opened) = (longer, with);
        }
    }
    if opened.cosigned.len() == before { Err(ReplyFault::Unknown) } else { Ok(Reply::Cosigned { note, opened }) }
}
