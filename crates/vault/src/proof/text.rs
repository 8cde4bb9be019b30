//! The `.tlog-proof` file (C2SP tlog-proof, v1).

use std::fmt::Write as _;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::merkle::MOST_HASHES;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Longest file that is read, bytes: 64 hashes, a checkpoint with its cosignatures, and extra data.
const LONGEST: usize = 1 << 20;

/// Proof that an entry is in a log: index, audit path, checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Data beside the proof. Nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// Index of the leaf, from 0
    pub index: u64,
    /// Audit path, from the leaf's sibling to the root's child
    pub hashes: Vec<[u8; 32]>,
    /// The checkpoint, a signed note
    pub checkpoint: String,
}

/// Why a file is no `.tlog-proof`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the proof: {what}")]
pub struct TextFault {
    /// Line, from 1
    pub line: usize,
    /// What is wrong with it
    pub what: &'static str,
}

impl TlogProof {
    /// The file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some(extra) = &self.extra {
            let _ = writeln!(text, "extra {}", BASE64_STANDARD.encode(extra));
        }
        let _ = writeln!(text, "index {}", self.index);
        for hash in &self.hashes {
            let _ = writeln!(text, "{}", BASE64_STANDARD.encode(hash));
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Reads a file. What the checkpoint says is not looked at.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        if text.len() > LONGEST {
            return Err(TextFault { line: 1, what: "the file is too long" });
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or(TextFault { line: 1, what: "no empty line before the checkpoint" })?;
        let mut lines = head.split('\n').enumerate().peekable();
        if lines.next().map(|(_, line)| line) != Some(HEADER) {
            return Err(TextFault { line: 1, what: "not a c2sp.org/tlog-proof@v1" });
        }
        let extra = lines.next_if(|(_, line)| line.starts_with("extra "));
        let extra = extra.map(|(at, line)| decoded(at, &line["extra ".len()..])).transpose()?;
        let (at, line) = lines.next().ok_or(TextFault { line: 2, what: "no index" })?;
        let index = line.strip_prefix("index ").and_then(decimal).ok_or(TextFault { line: at + 1, what: "no index" })?;
        let mut hashes = Vec::new();
        for (at, line) in lines {
            let hash: [u8; 32] = decoded(at, line)?.try_into().map_err(|_| TextFault { line: at + 1, what: "not a SHA-256 hash" })?;
            hashes.push(hash);
            if hashes.len() > MOST_HASHES {
                return Err(TextFault { line: at + 1, what: "more hashes than any tree has levels" });
            }
        }
        Ok(Self { extra, index, hashes, checkpoint: checkpoint.to_owned() })
    }
}

fn decoded(at: usize, line: &str) -> Result<Vec<u8>, TextFault> {
    BASE64_STANDARD.decode(line).map_err(|_| TextFault { line: at + 1, what: "not base64" })
}

/// A number in decimal without leading zeros, as every C2SP format writes them.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_file_looks_as_c2sp_writes_it() {
        let proof = TlogProof {
            extra: Some(b"age".to_vec()),
            index: 73_894,
            hashes: vec![[0; 32], [255; 32]],
            checkpoint: "example.com/log\n109482\nAAAA\n\n\u{2014} x y\n".to_owned(),
        };
        insta::assert_snapshot!(proof.to_text(), @r"
        c2sp.org/tlog-proof@v1
        extra YWdl
        index 73894
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        //////////////////////////////////////////8=

        example.com/log
        109482
        AAAA

        — x y
        ");
        assert_eq!(TlogProof::parse(&proof.to_text()), Ok(proof));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_with_its_number() {
        let cases = [
            ("", 1),
            ("c2sp.org/tlog-proof@v2\nindex 0\n\nx", 1),
            ("c2sp.org/tlog-proof@v1\n\nx", 2),
            ("c2sp.org/tlog-proof@v1\nindex 01\n\nx", 2),
            ("c2sp.org/tlog-proof@v1\nindex +1\n\nx", 2),
            ("c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\nx", 2),
            ("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx", 3),
            ("c2sp.org/tlog-proof@v1\nindex 1\n AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx", 3),
        ];
        for (text, line) in cases {
            assert_eq!(TlogProof::parse(text).unwrap_err().line, line, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_proof_is_read_as_it_was_written(index in any::<u64>(), hashes in proptest::collection::vec(any::<[u8; 32]>(), 0..64), extra in any::<Option<Vec<u8>>>()) {
            let extra = extra.filter(|extra| !extra.is_empty());
            let proof = TlogProof { extra, index, hashes, checkpoint: "o\n1\n\nx\n".to_owned() };
            prop_assert_eq!(TlogProof::parse(&proof.to_text()), Ok(proof));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = TlogProof::parse(&text);
            let _ = TlogProof::parse(&format!("{HEADER}\nindex 1\n{text}"));
        }
    }
}
