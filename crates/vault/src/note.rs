//! Opening a checkpoint: signed note (C2SP signed-note) around a tree head (C2SP tlog-checkpoint).
//!
//! Signatures of keys that are not known are passed over; a bad signature of a known key refuses the note. The crates
//! `signed_note` and `tlog_tiles` read; here stands which signatures are asked for.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::Timestamp;
use signed_note::{Note, NoteError, VerifierList};
use tlog_tiles::Checkpoint;

use crate::vkey::{KeyUse, VerifierKey};

/// Largest tree, exclusive: what lies above is no size that a log can have reached.
pub const SIZE_LIMIT: u64 = 1 << 63;

/// How many leaves a tree has, and its root.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TreeHead {
    /// Origin: which log, which shard
    pub origin: String,
    /// Leaves
    pub size: u64,
    /// Root hash
    pub root: [u8; 32],
}

impl TreeHead {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root))
    }
}

/// A checkpoint whose signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The tree head
    pub head: TreeHead,
    /// The signed text; a log may put lines of its own behind the three of the head
    pub text: String,
    /// Signature lines of the log
    pub signatures: Vec<String>,
    /// Keys of the log that signed it; at least one
    pub signed: Vec<VerifierKey>,
    /// Witnesses that cosigned it, and when
    pub cosigned: Vec<(VerifierKey, Timestamp)>,
}

/// Why a checkpoint is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// Not a signed note, or its text is no tree head
    #[error("not a signed checkpoint")]
    Malformed,
    /// No key that is trusted for this origin signed it
    #[error("no trusted key signed the checkpoint of {origin}")]
    Unsigned {
        /// Origin line
        origin: String,
    },
    /// A known key, but not its signature: the text or the signature was changed
    #[error("the signature of {name} does not fit the checkpoint")]
    BadSignature {
        /// Name of the key
        name: String,
    },
}

/// Reads the tree head without believing it.
pub fn read_head(note: &str) -> Result<TreeHead, NoteFault> {
    let note = Note::from_bytes(note.as_bytes()).map_err(|_| NoteFault::Malformed)?;
    head_of(&note)
}

fn head_of(note: &Note) -> Result<TreeHead, NoteFault> {
    let head = Checkpoint::from_bytes(note.text()).map_err(|_| NoteFault::Malformed)?;
    if head.size() >= SIZE_LIMIT {
        return Err(NoteFault::Malformed);
    }
    Ok(TreeHead { origin: head.origin().to_owned(), size: head.size(), root: head.hash().0 })
}

/// Opens a checkpoint with the keys that are trusted. A log's key counts for the origin that is its name.
pub fn open_checkpoint(note: &str, keys: &[VerifierKey]) -> Result<Opened, NoteFault> {
    let note = Note::from_bytes(note.as_bytes()).map_err(|_| NoteFault::Malformed)?;
    let head = head_of(&note)?;
    let mut known: Vec<&VerifierKey> = Vec::new();
    for key in keys.iter().filter(|key| key.key_use() == KeyUse::Witness || key.name() == head.origin) {
        if !known.iter().any(|other| other.name() == key.name() && other.id() == key.id()) {
            known.push(key);
        }
    }
    let list = VerifierList::new(known.iter().map(|key| Box::new((*key).clone()) as Box<dyn signed_note::Verifier>).collect());
    let (verified, _) = note.verify(&list).map_err(|error| match error {
        NoteError::InvalidSignature { name, .. } => NoteFault::BadSignature { name },
        NoteError::UnverifiedNote => NoteFault::Unsigned { origin: head.origin.clone() },
        _ => NoteFault::Malformed,
    })?;
    let text = String::from_utf8_lossy(note.text()).into_owned();
    let mut opened = Opened { head, text, signatures: Vec::new(), signed: Vec::new(), cosigned: Vec::new() };
    for signature in &verified {
        let Some(key) = known.iter().find(|key| key.name() == signature.name() && key.id() == signature.id()) else { continue };
        match key.key_use() {
            KeyUse::Log => {
                opened.signed.push((*key).clone());
                opened.signatures.push(String::from_utf8_lossy(&signature.to_bytes()).into_owned());
            }
            KeyUse::Witness => {
                if let Some(at) = cosigned_at(signature.signature()) {
                    opened.cosigned.push(((*key).clone(), at));
                }
            }
        }
    }
    if opened.signed.is_empty() {
        return Err(NoteFault::Unsigned { origin: opened.head.origin });
    }
    Ok(opened)
}

fn cosigned_at(signature: &[u8]) -> Option<Timestamp> {
    let (time, _) = signature.split_first_chunk::<8>()?;
    Timestamp::from_second(i64::try_from(u64::from_be_bytes(*time)).ok()?).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    pub(crate) fn signing_key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    pub(crate) fn log_key(seed: u8, origin: &str) -> VerifierKey {
        VerifierKey::new(origin, KeyUse::Log, signing_key(seed).verifying_key()).unwrap()
    }

    /// A signature line over a text.
    pub(crate) fn line(key: &VerifierKey, signature: &[u8]) -> String {
        let mut bytes = key.id().to_be_bytes().to_vec();
        bytes.extend_from_slice(signature);
        format!("\u{2014} {} {}\n", key.name(), BASE64_STANDARD.encode(bytes))
    }

    pub(crate) fn sign(seed: u8, head: &TreeHead) -> String {
        let text = head.text();
        let key = log_key(seed, &head.origin);
        format!("{text}\n{}", line(&key, &signing_key(seed).sign(text.as_bytes()).to_bytes()))
    }

    fn head() -> TreeHead {
        TreeHead { origin: "sonae/h/2026".to_owned(), size: 7, root: [9; 32] }
    }

    #[test]
    fn a_signed_checkpoint_is_opened_with_its_key() {
        let opened = open_checkpoint(&sign(1, &head()), &[log_key(1, "sonae/h/2026")]).unwrap();
        assert_eq!(opened.head, head());
        assert_eq!(opened.signed, [log_key(1, "sonae/h/2026")]);
    }

    #[test]
    fn a_signature_of_a_key_not_known_is_passed_over() {
        let mut note = sign(1, &head());
        let stranger = log_key(2, "stranger");
        note.push_str(&line(&stranger, &[0; 64]));
        assert!(open_checkpoint(&note, &[log_key(1, "sonae/h/2026")]).is_ok());
        let fault = open_checkpoint(&sign(2, &head()), &[log_key(1, "sonae/h/2026")]).unwrap_err();
        assert_eq!(fault, NoteFault::Unsigned { origin: "sonae/h/2026".to_owned() });
    }

    #[test]
    fn a_bad_signature_of_a_known_key_refuses_the_note() {
        let key = log_key(1, "sonae/h/2026");
        let note = format!("{}\n{}", head().text(), line(&key, &[7; 64]));
        assert_eq!(open_checkpoint(&note, &[key]), Err(NoteFault::BadSignature { name: "sonae/h/2026".to_owned() }));
    }

    #[test]
    fn a_key_counts_only_for_the_origin_that_is_its_name() {
        let other = TreeHead { origin: "sonae/h/2027".to_owned(), ..head() };
        let key = log_key(1, "sonae/h/2026");
        let text = other.text();
        let note = format!("{text}\n{}", line(&key, &signing_key(1).sign(text.as_bytes()).to_bytes()));
        assert_eq!(open_checkpoint(&note, &[key]), Err(NoteFault::Unsigned { origin: "sonae/h/2027".to_owned() }));
    }

    #[test]
    fn a_size_that_no_log_reaches_is_refused() {
        let huge = TreeHead { size: SIZE_LIMIT, ..head() };
        assert_eq!(open_checkpoint(&sign(1, &huge), &[log_key(1, "sonae/h/2026")]), Err(NoteFault::Malformed));
        let most = TreeHead { size: SIZE_LIMIT - 1, ..head() };
        assert!(open_checkpoint(&sign(1, &most), &[log_key(1, "sonae/h/2026")]).is_ok());
    }

    #[test]
    fn a_cosignature_tells_when_and_counts_only_beside_the_logs_own() {
        // the example of C2SP tlog-cosignature has no published keys: one is made here
        let head = head();
        let key = VerifierKey::new("witness.example/w1", KeyUse::Witness, signing_key(3).verifying_key()).unwrap();
        let time: u64 = 1_679_315_147;
        let mut signature = time.to_be_bytes().to_vec();
        signature.extend_from_slice(&signing_key(3).sign(&crate::vkey::cosigned(time, head.text().as_bytes())).to_bytes());
        let cosignature = line(&key, &signature);
        let keys = [log_key(1, "sonae/h/2026"), key.clone()];
        let opened = open_checkpoint(&format!("{}{cosignature}", sign(1, &head)), &keys).unwrap();
        assert_eq!(opened.cosigned, [(key, Timestamp::from_second(1_679_315_147).unwrap())]);
        let alone = format!("{}\n{cosignature}", head.text());
        assert!(matches!(open_checkpoint(&alone, &keys), Err(NoteFault::Unsigned { .. })));
    }
}
