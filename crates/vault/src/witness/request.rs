//! The request body of `add-checkpoint` (C2SP tlog-witness), which is also the file on the USB stick.

use std::fmt::Write as _;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use crate::proof::decimal;

/// Most lines of a consistency proof.
const MOST_HASHES: usize = 63;
/// Longest body, bytes: 63 hashes and a checkpoint with a hundred signatures.
const LONGEST: usize = 1 << 17;

/// A log asks to have its checkpoint cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Size of the tree that the witness is thought to remember; 0 = none
    pub old: u64,
    /// Consistency proof from there to the checkpoint
    pub proof: Vec<[u8; 32]>,
    /// The checkpoint, a signed note
    pub checkpoint: String,
}

/// Why a body is no request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// Not UTF-8, or too long
    #[error("the request is not text, or too long")]
    Text,
    /// The first line is not `old <size>`
    #[error("line 1 of the request: not an old size")]
    Old,
    /// Not a hash, or more of them than a tree has levels
    #[error("line {0} of the request: not a hash, or too many")]
    Hash(usize),
    /// No empty line before the checkpoint
    #[error("the request has no checkpoint")]
    Checkpoint,
}

impl Request {
    /// The body.
    pub fn to_text(&self) -> String {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            let _ = writeln!(text, "{}", BASE64_STANDARD.encode(hash));
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, RequestFault> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= LONGEST).ok_or(RequestFault::Text)?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(RequestFault::Checkpoint)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal).ok_or(RequestFault::Old)?;
        let mut proof = Vec::new();
        for (at, line) in lines.enumerate() {
            let fault = RequestFault::Hash(at + 2);
            let hash = BASE64_STANDARD.decode(line).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(fault)?;
            if proof.len() == MOST_HASHES {
                return Err(fault);
            }
            proof.push(hash);
        }
        Ok(Self { old, proof, checkpoint: checkpoint.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_body_is_that_of_the_specification() {
        let request = Request { old: 20_852_014, proof: vec![[0; 32]], checkpoint: "example.com/behind-the-sofa\n".to_owned() };
        assert_eq!(request.to_text(), "old 20852014\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nexample.com/behind-the-sofa\n");
        assert_eq!(Request::parse(request.to_text().as_bytes()), Ok(request));
    }

    #[test]
    fn a_body_that_is_no_request_is_refused() {
        let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
        let cases: Vec<(Vec<u8>, RequestFault)> = vec![
            (vec![0xff], RequestFault::Text),
            (vec![b'a'; LONGEST + 1], RequestFault::Text),
            (b"old 1\n".to_vec(), RequestFault::Checkpoint),
            (b"old 01\n\nx".to_vec(), RequestFault::Old),
            (b"old -1\n\nx".to_vec(), RequestFault::Old),
            (b"new 1\n\nx".to_vec(), RequestFault::Old),
            (b"old 18446744073709551616\n\nx".to_vec(), RequestFault::Old),
            (b"old 1\nAAAA\n\nx".to_vec(), RequestFault::Hash(2)),
            (format!("old 1\n{}\nx", hash.repeat(64)).into_bytes(), RequestFault::Hash(65)),
        ];
        for (body, fault) in cases {
            assert_eq!(Request::parse(&body), Err(fault), "{}", String::from_utf8_lossy(&body));
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body: Vec<u8>, rest in "\\PC*") {
            let _ = Request::parse(&body);
            let _ = Request::parse(format!("old 1\n{rest}").as_bytes());
        }
    }
}
