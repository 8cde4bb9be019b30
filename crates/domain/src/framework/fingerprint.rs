//! Freezing: a published edition never changes. Its hash stands in `frameworks/frozen.toml`; a correction is a new edition.
//!
//! Not here: signing. The hash protects against accident, not against somebody who edits both files.

use sha2::{Digest, Sha256};

use super::edition::Edition;

/// SHA-256, in hexadecimal, over the edition's TOML files: each name below its folder and each text with LF line ends and
/// without byte order mark, in order of names, every one ended by a zero byte. The catalog is not part of it: titles are
/// our own words and may get better.
pub fn fingerprint(edition: &Edition) -> &str {
    &edition.fingerprint
}

/// The hash over (name, text) pairs that are in order of names.
pub(crate) fn of_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(normalised(text).as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}

/// The text with LF line ends and without byte order mark.
pub(super) fn normalised(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_byte_order_mark_do_not_count() {
        let unix = of_files([("a.toml", "x = 1\ny = 2\n")]);
        assert_eq!(unix, of_files([("a.toml", "\u{feff}x = 1\r\ny = 2\r\n")]));
        assert_ne!(unix, of_files([("a.toml", "x = 1\ny = 3\n")]));
    }
}
