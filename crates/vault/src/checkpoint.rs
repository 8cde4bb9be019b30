//! Checkpoints: C2SP tlog-checkpoint in a signed note.
//!
//! Deliberately not here: cosignatures and time stamps on them.

use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine};
use jiff::Timestamp;

use crate::files::{self, FileError};
use crate::keys;
use crate::tree::Hash;

/// A signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Shard
    pub shard: String,
    /// Origin line
    pub origin: String,
    /// Leaves that it covers
    pub size: u64,
    /// Root hash of the tree over them
    pub root: [u8; 32],
    /// When it was signed, as this machine's clock said (not part of the signed text)
    pub at: Timestamp,
    /// The signed note
    pub note: String,
}

/// The text that is signed: origin, size, root, each in a line.
pub(crate) fn text(origin: &str, size: u64, root: &Hash) -> String {
    format!("{origin}\n{size}\n{}\n", BASE64_STANDARD.encode(root))
}

/// Signs a checkpoint with a key in the form `PRIVATE+KEY+<origin>+<id>+<key>`; the key's name is the origin. `None` when it is no key.
pub fn sign_checkpoint(key: &str, size: u64, root: &Hash) -> Option<String> {
    let signer = signed_note::StandardSigner::new(key.trim()).ok()?;
    let text = text(signed_note::Signer::name(&signer), size, root);
    keys::sign(&text, &[signer])
}

/// Name of a kept checkpoint: `<size>-<time>`, as they sort.
pub(crate) fn kept_name(size: u64, at: Timestamp) -> String {
    format!("{size:020}-{}", at.strftime("%Y%m%dT%H%M%SZ"))
}

/// Time in the name of a kept checkpoint.
fn kept_at(name: &str) -> Option<Timestamp> {
    let (_, time) = name.split_once('-')?;
    let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

impl Sealed {
    /// Reads a signed note; its signatures are not checked. `None` when its text is no checkpoint, or has extension lines, which C2SP
    /// advises against and this program never writes.
    pub fn from_note(note: &str, at: Timestamp) -> Option<Self> {
        let (text, _) = note.split_once("\n\n")?;
        let mut lines = text.split('\n');
        let origin = lines.next().filter(|origin| !origin.is_empty())?;
        let number = lines.next()?;
        let size: u64 = number.parse().ok().filter(|size: &u64| size.to_string() == number)?;
        let root: Hash = BASE64_STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        if lines.next().is_some() {
            return None;
        }
        let shard = origin.rsplit('/').next().unwrap_or(origin).to_owned();
        Some(Self { shard, origin: origin.to_owned(), size, root, at, note: note.to_owned() })
    }

    /// Whether it is signed by the key of this verifier line. The line may bear the vault's name (`key.pub`): the shard's is put
    /// in its place.
    pub fn is_signed_by(&self, line: &str) -> bool {
        keys::verifier_named(line, &self.origin).is_some_and(|line| keys::is_signed(&self.note, &line))
    }
}

/// The checkpoint in the file; `None` when there is no file. The inner `None`: it is no checkpoint.
pub(crate) fn read(path: &Path, at: Option<Timestamp>) -> Result<Option<Option<Sealed>>, FileError> {
    let Some(bytes) = files::read(path)? else {
        return Ok(None);
    };
    let named = path.file_name().and_then(|name| name.to_str()).and_then(kept_at);
    let at = named.or(at).or_else(|| modified(path)).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(Some(String::from_utf8(bytes).ok().and_then(|note| Sealed::from_note(&note, at))))
}

fn modified(path: &Path) -> Option<Timestamp> {
    std::fs::metadata(path).ok()?.modified().ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_as_it_was_written_and_agrees_with_an_independent_implementation() {
        let text = text("sonae/1/2026", 7, &[5; 32]);
        let other = tlog_tiles::Checkpoint::new("sonae/1/2026", 7, tlog_tiles::Hash([5; 32]), "").unwrap();
        assert_eq!(text.as_bytes(), other.to_bytes());
        let sealed = Sealed::from_note(&format!("{text}\n\u{2014} a b\n"), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((sealed.size, sealed.root, sealed.shard.as_str()), (7, [5; 32], "2026"));
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let good = format!("{}\n\u{2014} a b\n", text("o/2026", 7, &[5; 32]));
        assert!(Sealed::from_note(&good, Timestamp::UNIX_EPOCH).is_some());
        for bad in [
            good.replace("\n7\n", "\n07\n"),
            good.replace("\n7\n", "\n-7\n"),
            good.replace("\n\n", "\nextension\n\n"),
            good.replace("o/2026", ""),
            good.replace("BQU", "!QU"),
            "nothing".to_owned(),
        ] {
            assert_eq!(Sealed::from_note(&bad, Timestamp::UNIX_EPOCH), None, "{bad}");
        }
    }

    #[test]
    fn the_name_of_a_kept_one_tells_its_time() {
        let at: Timestamp = "2026-11-21T13:14:15Z".parse().unwrap();
        let name = kept_name(12, at);
        assert_eq!(name, "00000000000000000012-20261121T131415Z");
        assert_eq!(kept_at(&name), Some(at));
        assert_eq!(kept_at("checkpoint"), None);
    }
}
