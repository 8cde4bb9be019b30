//! The institution's Ed25519 key, in the file `signing-key` of the data folder, as a C2SP signed-note key.
//!
//! The file is readable by its owner only (on Windows by the folder's permissions: the data folder of a user is private).
//! Deliberately not here: rotation and custody.

use std::fs;
use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use signed_note::{Note, StandardSigner, StandardVerifier, generate_key};

/// Name under which the key signs.
const NAME: &str = "sonae-pack";
const SECRET_FILE: &str = "signing-key";
const PUBLIC_FILE: &str = "signing-key.pub";

/// A key pair that signs packs.
pub struct SigningKey {
    signer: StandardSigner,
    public: String,
}

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The file is there but holds no key
    #[error("the key file is damaged")]
    Damaged,
}

impl SigningKey {
    /// The key of a data folder; made on first use.
    pub fn of_folder(folder: &Path) -> Result<Self, KeyError> {
        let secret = folder.join(SECRET_FILE);
        let public = folder.join(PUBLIC_FILE);
        if !secret.exists() {
            fs::create_dir_all(folder)?;
            let (private_key, public_key) = generate_key(&mut rand_core::OsRng, NAME);
            write_new(&public, &public_key, false)?;
            write_new(&secret, &private_key, true)?;
        }
        let public = fs::read_to_string(public)?;
        Self::from_texts(&fs::read_to_string(secret)?, &public)
    }

    /// A key pair from its two texts.
    pub fn from_texts(secret: &str, public: &str) -> Result<Self, KeyError> {
        let signer = StandardSigner::new(secret.trim()).map_err(|_| KeyError::Damaged)?;
        StandardVerifier::new(public.trim()).map_err(|_| KeyError::Damaged)?;
        Ok(Self { signer, public: public.trim().to_owned() })
    }

    /// The public key, as a C2SP verifier key.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// What signs, for notes that are written elsewhere.
    pub fn signer(&self) -> &StandardSigner {
        &self.signer
    }

    /// The fingerprint of the public key: what a person compares.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.public)
    }

    /// The text as a signed note.
    pub fn sign(&self, text: &str) -> Result<Vec<u8>, KeyError> {
        let mut note = Note::new(text.as_bytes(), &[]).map_err(|_| KeyError::Damaged)?;
        note.add_sigs(&[&self.signer]).map_err(|_| KeyError::Damaged)?;
        Ok(note.to_bytes())
    }
}

/// SHA-256 of a public key's text, in groups of four hexadecimal digits: the first 32 digits.
pub(super) fn fingerprint(public: &str) -> String {
    let digest = hex::encode(Sha256::digest(public.trim().as_bytes()));
    let groups: Vec<&str> = (0..32).step_by(4).map(|at| &digest[at..at + 4]).collect();
    groups.join("-")
}

fn write_new(path: &Path, text: &str, secret: bool) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    // Windows: a new file takes the permissions of its folder
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = SigningKey::of_folder(folder.path()).unwrap();
        let again = SigningKey::of_folder(folder.path()).unwrap();
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert_eq!(first.fingerprint().len(), 39);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(SECRET_FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn a_damaged_key_file_is_an_error_and_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        SigningKey::of_folder(folder.path()).unwrap();
        fs::write(folder.path().join(SECRET_FILE), "nonsense").unwrap();
        assert!(matches!(SigningKey::of_folder(folder.path()), Err(KeyError::Damaged)));
        assert_eq!(fs::read_to_string(folder.path().join(SECRET_FILE)).unwrap(), "nonsense");
    }
}
