//! The key of the log: Ed25519, in the file `key`, readable by its owner only, and its verifier line in `key.pub`.
//!
//! One key signs for every shard. C2SP wants a key to be named like the log that it signs for, so each shard has a verifier line of
//! its own, with the same key under the name `<origin>/<shard>`: [`verifier_named`] makes it from `key.pub`. The file `keys` lists every verifier
//! line that the vault ever had, the present one last.
//!
//! Deliberately not here: changing the key (it is a record, too), and custody.

use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine};
use ed25519_dalek::{SigningKey, VerifyingKey};
use signed_note::{Note, Signer, StandardSigner, StandardVerifier, VerifierList, generate_key, key_id, new_ed25519_verifier_key};

use crate::files::{self, FileError, at};

/// C2SP signature type: Ed25519.
const ED25519: u8 = 1;

/// A key pair.
pub(crate) struct Keys {
    secret: SigningKey,
    name: String,
}

impl Keys {
    /// The key of a vault; made on first use under this name.
    pub(crate) fn of_folder(folder: &Path, name: &str) -> Result<Self, FileError> {
        let path = folder.join("key");
        let keys = match files::read(&path)? {
            Some(text) => Self::parse(&text).ok_or_else(|| at(&path)(std::io::Error::other("the key file is damaged")))?,
            None => {
                let keys = Self::generate(name).ok_or_else(|| at(&path)(std::io::Error::other("not a name for a key")))?;
                files::replace_secret(&path, keys.secret_text().as_bytes())?;
                keys
            }
        };
        keys.publish(folder)?;
        Ok(keys)
    }

    /// A new key pair, nowhere kept yet; `None` when the name is not one for a key.
    pub(crate) fn generate(name: &str) -> Option<Self> {
        let (secret, _) = generate_key(&mut rand_core::OsRng, name);
        Self::parse(format!("{secret}\n").as_bytes())
    }

    /// Puts the verifier line into `key.pub`, and behind the others into `keys`, where they are not there.
    pub(crate) fn publish(&self, folder: &Path) -> Result<(), FileError> {
        let line = self.public();
        let (public, all) = (folder.join("key.pub"), folder.join("keys"));
        if files::read(&public)?.is_none_or(|text| text != format!("{line}\n").into_bytes()) {
            files::replace(&public, format!("{line}\n").as_bytes())?;
        }
        let mut lines = files::read(&all)?.unwrap_or_default();
        if known(&lines).last() != Some(&line) {
            lines.extend_from_slice(format!("{line}\n").as_bytes());
            files::replace(&all, &lines)?;
        }
        Ok(())
    }

    /// Reads the text of the file `key`.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?.trim();
        StandardSigner::new(text).ok()?;
        let mut fields = text.strip_prefix("PRIVATE+KEY+")?.split('+');
        let name = fields.next()?.to_owned();
        // base64 may hold a plus itself
        let encoded = text.strip_prefix("PRIVATE+KEY+")?.splitn(3, '+').nth(2)?;
        let bytes = BASE64_STANDARD.decode(encoded).ok()?;
        let seed: [u8; 32] = bytes.strip_prefix(&[ED25519])?.try_into().ok()?;
        Some(Self { secret: SigningKey::from_bytes(&seed), name })
    }

    /// The vault's name, under which the key was made.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The verifier line, under the vault's name.
    pub(crate) fn public(&self) -> String {
        new_ed25519_verifier_key(&self.name, &self.secret.verifying_key())
    }

    /// The text of the file `key`.
    pub(crate) fn secret_text(&self) -> String {
        format!("{}\n", self.secret_named(&self.name))
    }

    fn secret_named(&self, name: &str) -> String {
        let public = [&[ED25519], self.secret.verifying_key().as_bytes().as_slice()].concat();
        let secret = [&[ED25519], self.secret.as_bytes().as_slice()].concat();
        format!("PRIVATE+KEY+{name}+{:08x}+{}", key_id(name, &public), BASE64_STANDARD.encode(secret))
    }

    /// A signer under this name.
    pub(crate) fn signer(&self, name: &str) -> Option<StandardSigner> {
        StandardSigner::new(&self.secret_named(name)).ok()
    }
}

/// The lines of the file `keys`.
pub(crate) fn known(text: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(text).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The verifier line of the same key under another name: `key.pub` of a vault and `<origin>/<shard>` give the line with which any C2SP
/// verifier checks the checkpoints of that shard. `None` when the line is none, or the name cannot be one.
pub fn verifier_named(line: &str, name: &str) -> Option<String> {
    let line = line.trim();
    StandardVerifier::new(line).ok()?;
    let bytes = BASE64_STANDARD.decode(line.splitn(3, '+').nth(2)?).ok()?;
    let key = VerifyingKey::from_bytes(&bytes.strip_prefix(&[ED25519])?.try_into().ok()?).ok()?;
    signed_note::is_key_name_valid(name).then(|| new_ed25519_verifier_key(name, &key))
}

/// Signs a text with each of the signers.
pub(crate) fn sign(text: &str, signers: &[StandardSigner]) -> Option<String> {
    let mut note = Note::new(text.as_bytes(), &[]).ok()?;
    let signers: Vec<&dyn Signer> = signers.iter().map(|signer| signer as &dyn Signer).collect();
    note.add_sigs(&signers).ok()?;
    String::from_utf8(note.to_bytes()).ok()
}

/// Whether a note is signed by the key of this verifier line.
pub(crate) fn is_signed(note: &str, line: &str) -> bool {
    let (Ok(note), Ok(verifier)) = (Note::from_bytes(note.as_bytes()), StandardVerifier::new(line.trim())) else {
        return false;
    };
    note.verify(&VerifierList::new(vec![Box::new(verifier)])).is_ok_and(|(good, _)| !good.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = Keys::of_folder(folder.path(), "sonae/1").unwrap();
        let again = Keys::of_folder(folder.path(), "sonae/other").unwrap();
        assert_eq!(first.public(), again.public());
        assert_eq!(std::fs::read_to_string(folder.path().join("keys")).unwrap(), format!("{}\n", first.public()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(folder.path().join("key")).unwrap().permissions().mode() & 0o077, 0);
        }
    }

    #[test]
    fn a_damaged_key_is_an_error_and_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        Keys::of_folder(folder.path(), "sonae/1").unwrap();
        std::fs::write(folder.path().join("key"), "nonsense").unwrap();
        assert!(Keys::of_folder(folder.path(), "sonae/1").is_err());
        assert_eq!(std::fs::read_to_string(folder.path().join("key")).unwrap(), "nonsense");
    }

    #[test]
    fn one_key_signs_under_the_name_of_each_shard() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::of_folder(folder.path(), "sonae/1").unwrap();
        let note = sign("sonae/1/2026\n0\nabc=\n", &[keys.signer("sonae/1/2026").unwrap()]).unwrap();
        let line = verifier_named(&keys.public(), "sonae/1/2026").unwrap();
        assert!(is_signed(&note, &line));
        assert!(!is_signed(&note, &keys.public()), "the name counts");
        assert!(!is_signed(&note.replace("2026\n0", "2026\n1"), &line));
        assert_eq!(verifier_named("nonsense", "a"), None);
        assert_eq!(verifier_named(&keys.public(), "with space"), None);
    }
}
