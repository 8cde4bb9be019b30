//! The manifest's text: a head of `name: value` lines, an empty line, then `sha256  path` for each file, as `sha256sum -c`
//! reads them.
//!
//! Deliberately not here: signing and the ZIP.

use std::collections::BTreeMap;
use std::path::Path;

/// Name of the manifest in the pack.
pub const MANIFEST: &str = "MANIFEST.txt";
/// Name of the public key in the pack.
pub(super) const KEY_FILE: &str = "KEY.txt";
/// First line of every manifest.
const FORMAT: &str = "sonae-pack/1";

/// What the manifest says about the pack as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestHead {
    /// Name of the institution
    pub institution: String,
    /// Id of the edition
    pub edition: String,
    /// The day whose state the pack shows, ISO
    pub as_of: String,
    /// Last event of the operation log and its hash, so that a log cut off or rewritten later can be told
    pub audit: String,
}

/// A manifest: its head and the hash of every file by path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) head: ManifestHead,
    pub(super) files: BTreeMap<String, String>,
}

impl Manifest {
    /// The text that is signed.
    pub(super) fn text(&self) -> String {
        let head = &self.head;
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut text = format!(
            "{FORMAT}\ninstitution: {}\nedition: {}\nas-of: {}\naudit: {}\nfiles:\n",
            one_line(&head.institution),
            head.edition,
            head.as_of,
            one_line(&head.audit)
        );
        for (path, sha256) in &self.files {
            text.push_str(sha256);
            text.push_str("  ");
            text.push_str(path);
            text.push('\n');
        }
        text
    }

    /// Reads the text back; `None` for anything that is no manifest of this format.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != FORMAT {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned);
        let head =
            ManifestHead { institution: field("institution")?, edition: field("edition")?, as_of: field("as-of")?, audit: field("audit")? };
        if lines.next()? != "files:" {
            return None;
        }
        let mut files = BTreeMap::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let (sha256, path) = line.split_once("  ")?;
            files.insert(path.to_owned(), sha256.to_owned());
        }
        Some(Self { head, files })
    }
}

/// Whether a folder is what an inspection wrote: its files are results, not the institution's ledgers.
pub fn is_output(folder: &Path) -> bool {
    std::fs::read(folder.join(MANIFEST)).is_ok_and(|bytes| bytes.starts_with(FORMAT.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let head =
            ManifestHead { institution: "見本 病院".into(), edition: "r7".into(), as_of: "2026-01-20".into(), audit: "7 00ff".into() };
        let files = BTreeMap::from([("01/点検票 1.pdf".to_owned(), "ab".repeat(32))]);
        let manifest = Manifest { head, files };
        assert_eq!(Manifest::parse(&manifest.text()).unwrap(), manifest);
        assert_eq!(Manifest::parse("something else\n"), None);
    }
}
