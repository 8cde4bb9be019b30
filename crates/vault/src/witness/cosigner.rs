//! The key of a witness, and its cosignatures (C2SP tlog-cosignature, Ed25519).

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::{Signer as _, SigningKey};
use jiff::Timestamp;

use crate::vkey::{KeyError, KeyUse, VerifierKey, cosigned};

const PREFIX: &str = "PRIVATE+KEY+";

/// The private key of a witness.
pub struct Cosigner {
    key: SigningKey,
    public: VerifierKey,
}

impl Cosigner {
    /// A witness of this name with this key: a schema-less URL-like name without spaces, and 32 random bytes.
    pub fn new(name: &str, secret: [u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(&secret);
        let public = VerifierKey::new(name, KeyUse::Witness, key.verifying_key())?;
        Ok(Self { key, public })
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed("PRIVATE+KEY+\u{2026}".to_owned());
        let rest = text.trim_end_matches('\n').strip_prefix(PREFIX).ok_or_else(malformed)?;
        let mut parts = rest.splitn(3, '+');
        let (name, id, key) =
            (parts.next().ok_or_else(malformed)?, parts.next().ok_or_else(malformed)?, parts.next().ok_or_else(malformed)?);
        let bytes = BASE64_STANDARD.decode(key).map_err(|_| malformed())?;
        let Some((&kind, secret)) = bytes.split_first() else { return Err(malformed()) };
        if kind != KeyUse::Witness.signature_type() {
            return Err(KeyError::Unknown { name: name.to_owned(), kind });
        }
        let read = Self::new(name, secret.try_into().map_err(|_| malformed())?)?;
        if format!("{:08x}", read.public.id()) == id { Ok(read) } else { Err(KeyError::Id(name.to_owned())) }
    }

    /// The text form, which is secret.
    pub fn to_secret_text(&self) -> String {
        let mut bytes = vec![KeyUse::Witness.signature_type()];
        bytes.extend_from_slice(self.key.as_bytes());
        format!("{PREFIX}{}+{:08x}+{}\n", self.public.name(), self.public.id(), BASE64_STANDARD.encode(bytes))
    }

    /// The public key.
    pub fn public(&self) -> &VerifierKey {
        &self.public
    }

    /// Cosigns the text of a checkpoint: the signature line.
    pub(crate) fn cosign(&self, text: &str, now: Timestamp) -> String {
        let time = u64::try_from(now.as_second()).unwrap_or(0);
        let mut bytes = self.public.id().to_be_bytes().to_vec();
        bytes.extend_from_slice(&time.to_be_bytes());
        bytes.extend_from_slice(&self.key.sign(&cosigned(time, text.as_bytes())).to_bytes());
        format!("\u{2014} {} {}\n", self.public.name(), BASE64_STANDARD.encode(bytes))
    }
}
