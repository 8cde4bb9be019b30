//! Bundles of entries as C2SP tlog-tiles writes them: each entry behind its length in two bytes, big-endian.
//!
//! Deliberately not here: which entries.

/// A bundle of entries. `None` when one is longer than 65,535 bytes.
pub fn entry_bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut bundle = Vec::new();
    for entry in entries {
        bundle.extend_from_slice(&u16::try_from(entry.len()).ok()?.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Some(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_stands_behind_its_length() {
        assert_eq!(entry_bundle([&b"one"[..], b"", b"three"]), Some(b"\0\x03one\0\0\0\x05three".to_vec()));
        assert_eq!(entry_bundle([vec![0; 65_536].as_slice()]), None);
    }
}
