//! One text for one document, and one digest for one row.
//!
//! Bodies are kept as JSON with sorted keys and no spaces, so that equal documents are equal texts whatever order the
//! caller's map has. Digests are taken over length-prefixed fields, so that no two different rows feed the same bytes.
//! Not here: which fields a row feeds (beside each noun) and how events are chained (`audit`).

use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Deeper documents could be written but not be read back (serde_json stops at 128).
const MAX_DEPTH: u8 = 120;

/// The canonical text of a document; `None` when it nests deeper than 120 levels.
pub(crate) fn json_text(value: &Value) -> Option<String> {
    serde_json::to_string(&Sorted { value, depth: 0 }).ok()
}

struct Sorted<'a> {
    value: &'a Value,
    depth: u8,
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.depth > MAX_DEPTH {
            return Err(S::Error::custom("nested too deeply"));
        }
        let depth = self.depth + 1;
        match self.value {
            Value::Object(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| key.as_str());
                let mut out = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    out.serialize_entry(key, &Sorted { value, depth })?;
                }
                out.end()
            }
            Value::Array(items) => {
                let mut out = serializer.serialize_seq(Some(items.len()))?;
                for value in items {
                    out.serialize_element(&Sorted { value, depth })?;
                }
                out.end()
            }
            leaf => leaf.serialize(serializer),
        }
    }
}

/// SHA-256 over fields: a text is its length (8 bytes, big-endian) and its UTF-8 bytes; a number is 8 bytes,
/// big-endian; an absent field is the byte 0, a present one the byte 1 and the field.
pub(crate) struct FieldDigest(Sha256);

impl FieldDigest {
    /// `domain` keeps rows of different kinds apart, e.g. `sonae-audit-v1`.
    pub(crate) fn new(domain: &str) -> Self {
        Self(Sha256::new()).text(domain)
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
        self
    }

    pub(crate) fn number(mut self, number: i64) -> Self {
        self.0.update(number.to_be_bytes());
        self
    }

    pub(crate) fn optional_text(mut self, text: Option<&str>) -> Self {
        self.0.update([u8::from(text.is_some())]);
        match text {
            Some(text) => self.text(text),
            None => self,
        }
    }

    pub(crate) fn optional_number(mut self, number: Option<i64>) -> Self {
        self.0.update([u8::from(number.is_some())]);
        match number {
            Some(number) => self.number(number),
            None => self,
        }
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Lower-case hexadecimal SHA-256 of some bytes.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let a: Value = serde_json::from_str(r#"{"b":[1,{"z":null,"a":"端末"}],"a":1.10}"#).unwrap();
        assert_eq!(json_text(&a).unwrap(), r#"{"a":1.1,"b":[1,{"a":"端末","z":null}]}"#);
    }

    #[test]
    fn what_could_not_be_read_back_is_refused() {
        let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let text = json_text(&deep(120)).unwrap();
        assert!(serde_json::from_str::<Value>(&text).is_ok());
        assert_eq!(json_text(&deep(121)), None);
    }

    #[test]
    fn moving_a_letter_between_fields_changes_the_digest() {
        let one = FieldDigest::new("t").text("ab").text("c").finish();
        let two = FieldDigest::new("t").text("a").text("bc").finish();
        let none = FieldDigest::new("t").optional_text(None).finish();
        let empty = FieldDigest::new("t").optional_text(Some("")).finish();
        assert_ne!(one, two);
        assert_ne!(none, empty);
    }
}
