//! Verifier keys (C2SP signed-note, "verifier keys"): `<name>+<id>+<base64(type ‖ public key)>`.
//!
//! Ed25519 of logs (type 0x01) and of cosigners (type 0x04, C2SP tlog-cosignature). Deliberately not here: private keys of
//! the log (`writer`) and of a witness (`witness`); ML-DSA-44 (type 0x06), for which no released implementation was chosen.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::{Signature, VerifyingKey};

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUse {
    /// Checkpoints of a log: Ed25519 over the note text (type 0x01)
    Log,
    /// Cosignatures of a witness: Ed25519 with a time (type 0x04)
    Witness,
}

impl KeyUse {
    /// Signature type, C2SP signed-note.
    pub fn signature_type(self) -> u8 {
        match self {
            Self::Log => 0x01,
            Self::Witness => 0x04,
        }
    }
}

/// A public key with its name.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    key_use: KeyUse,
    key: VerifyingKey,
}

/// Why a verifier key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `<name>+<id>+<key>`
    #[error("not a verifier key: {0}")]
    Malformed(String),
    /// The id does not belong to the name and key: one of them was changed
    #[error("the id of the verifier key {0} does not belong to its name and key")]
    Id(String),
    /// Another kind of signature
    #[error("verifier key {name}: signature type {kind:#04x} is not known")]
    Unknown {
        /// Name of the key
        name: String,
        /// Signature type
        kind: u8,
    },
}

impl VerifierKey {
    /// Puts a name to a public key.
    pub fn new(name: &str, key_use: KeyUse, key: VerifyingKey) -> Result<Self, KeyError> {
        if !signed_note::is_key_name_valid(name) || key.is_weak() {
            return Err(KeyError::Malformed(name.to_owned()));
        }
        let id = signed_note::key_id(name, &material(key_use, &key));
        Ok(Self { name: name.to_owned(), id, key_use, key })
    }

    /// Reads the text form; the id must belong to name and key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed(text.to_owned());
        let (name, rest) = text.trim_end_matches('\n').split_once('+').ok_or_else(malformed)?;
        let (id, key) = rest.split_once('+').ok_or_else(malformed)?;
        if id.len() != 8 {
            return Err(malformed());
        }
        let id = u32::from_str_radix(id, 16).map_err(|_| malformed())?;
        let key = BASE64_STANDARD.decode(key).map_err(|_| malformed())?;
        let (&kind, key) = key.split_first().ok_or_else(malformed)?;
        let key_use = match kind {
            0x01 => KeyUse::Log,
            0x04 => KeyUse::Witness,
            kind => return Err(KeyError::Unknown { name: name.to_owned(), kind }),
        };
        let key: &[u8; 32] = key.try_into().map_err(|_| malformed())?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| malformed())?;
        let read = Self::new(name, key_use, key)?;
        if read.id == id { Ok(read) } else { Err(KeyError::Id(text.to_owned())) }
    }

    /// The same public key under another name: a log signs every shard with one key, under the shard's origin.
    pub fn renamed(&self, name: &str) -> Result<Self, KeyError> {
        Self::new(name, self.key_use, self.key)
    }

    /// Name: the origin of the log, or the name of the witness.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Key id.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    pub fn key_use(&self) -> KeyUse {
        self.key_use
    }

    /// Whether both wrap the same public key, under whatever name.
    pub fn same_key(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// Whether this is a signature of this note text. For a witness the first eight bytes are the time.
    pub fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        match self.key_use {
            KeyUse::Log => self.verify_bytes(text, signature),
            KeyUse::Witness => signature.split_first_chunk::<8>().is_some_and(|(time, signature)| {
                let time = u64::from_be_bytes(*time);
                time < 1 << 63 && self.verify_bytes(&cosigned(time, text), signature)
            }),
        }
    }

    fn verify_bytes(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

/// What a cosignature signs (C2SP tlog-cosignature, "Ed25519 signed message").
pub(crate) fn cosigned(time: u64, text: &[u8]) -> Vec<u8> {
    let mut message = format!("cosignature/v1\ntime {time}\n").into_bytes();
    message.extend_from_slice(text);
    message
}

fn material(key_use: KeyUse, key: &VerifyingKey) -> Vec<u8> {
    let mut bytes = vec![key_use.signature_type()];
    bytes.extend_from_slice(key.as_bytes());
    bytes
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id, BASE64_STANDARD.encode(material(self.key_use, &self.key)))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl signed_note::Verifier for VerifierKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, msg: &[u8], sig: &[u8]) -> bool {
        Self::verify(self, msg, sig)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn a_key_is_written_as_it_was_read() {
        assert_eq!(VerifierKey::parse(PETER).unwrap().to_string(), PETER);
    }

    #[test]
    fn an_id_that_does_not_belong_to_the_key_is_refused() {
        let other = PETER.replace("c74f20a3", "c74f20a4");
        assert_eq!(VerifierKey::parse(&other), Err(KeyError::Id(other.clone())));
        let named = PETER.replace("PeterNeumann", "EnochRoot");
        assert_eq!(VerifierKey::parse(&named), Err(KeyError::Id(named.clone())));
    }

    #[test]
    fn text_that_is_no_key_is_refused() {
        for text in ["", "a", "a+b", "a+0+x", "+c74f20a3+ARpc", "a b+c74f20a3+AQ==", "a+c74f20a3+"] {
            assert!(VerifierKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_of_a_kind_not_known_says_so() {
        let text = format!("log+00000000+{}", BASE64_STANDARD.encode([6; 33]));
        assert_eq!(VerifierKey::parse(&text), Err(KeyError::Unknown { name: "log".to_owned(), kind: 6 }));
    }

    #[test]
    fn one_key_under_another_name_has_another_id() {
        let peter = VerifierKey::parse(PETER).unwrap();
        let other = peter.renamed("EnochRoot").unwrap();
        assert!(peter.same_key(&other));
        assert_ne!(peter.id(), other.id());
    }
}
