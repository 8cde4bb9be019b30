//! Changing the key: a record that names both, a checkpoint signed by both, and from then on the new one.
//!
//! The new key lies in `key.next` until that checkpoint is written, so that a power cut leaves one of two: the old key with nothing
//! changed, or a change that opening completes. Deliberately not here: how often, and by whom.

use std::path::Path;

use jiff::Timestamp;

use crate::checkpoint::Sealed;
use crate::entry::Kind;
use crate::files::{self, FileError, at};
use crate::keys::Keys;
use crate::writer::{AppendError, Disk, Vault};

impl Vault {
    /// Changes the key. The checkpoint that is given back is signed by the old one and by the new one, and is kept.
    pub fn change_key(&self, now: Timestamp) -> Result<Sealed, AppendError> {
        self.on_disk(move |disk| disk.change_key(now))?
    }
}

impl Disk {
    fn change_key(&mut self, now: Timestamp) -> Result<Sealed, AppendError> {
        let name = self.keys.name().to_owned();
        let next = Keys::generate(&name).ok_or_else(|| AppendError::Stopped("no key can be made".to_owned()))?;
        files::replace_secret(&self.dir().join("key.next"), next.secret_text().as_bytes())?;
        self.note(Kind::KeyChanged, now, &serde_json::json!({ "old": self.keys.public(), "new": next.public() }))?;
        self.sign_with(now, next)
    }

    /// Signs with both keys; from then on the new one is the key.
    pub(crate) fn sign_with(&mut self, now: Timestamp, next: Keys) -> Result<Sealed, AppendError> {
        let sealed = self.sign(now, true, &[&next]);
        let sealed = self.stop_on_error(sealed)?;
        let taken = take_over(self.dir(), &next).map_err(AppendError::from);
        self.stop_on_error(taken)?;
        self.keys = next;
        Ok(sealed)
    }
}

/// Makes `key.next` the key.
pub(crate) fn take_over(dir: &Path, next: &Keys) -> Result<(), FileError> {
    let (from, to) = (dir.join("key.next"), dir.join("key"));
    std::fs::rename(&from, &to).map_err(at(&to))?;
    files::sync_folder_of(&to)?;
    next.publish(dir)
}

/// The key that was about to be taken over; `None` when there is none. A damaged one was never written whole, and is removed.
pub(crate) fn next_key(dir: &Path) -> Result<Option<Keys>, FileError> {
    let path = dir.join("key.next");
    let Some(text) = files::read(&path)? else {
        return Ok(None);
    };
    let keys = Keys::parse(&text);
    if keys.is_none() {
        forget_next(dir)?;
    }
    Ok(keys)
}

/// Removes a key that was never announced.
pub(crate) fn forget_next(dir: &Path) -> Result<(), FileError> {
    let path = dir.join("key.next");
    std::fs::remove_file(&path).map_err(at(&path))?;
    files::sync_folder_of(&path)
}
