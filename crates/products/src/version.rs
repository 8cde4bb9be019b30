//! Versions under an explicit scheme: strict parse, comparison that may say "not comparable".
//!
//! A version that does not follow its scheme is `None`. Two versions of different trains (Cisco IOS 15.2(7)E3 and 15.2(4)M6), or of
//! different schemes, do not compare. Within one scheme the order is total per train: antisymmetric and transitive, tested by properties.

mod dotted;
mod key;
mod network;
mod packages;
mod scheme;
mod vendors;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use key::Key;
pub use scheme::Scheme;

/// One version, understood under its scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    scheme: Scheme,
    text: String,
    depth: usize,
    key: Key,
}

impl Version {
    /// Reads a version strictly: `None` when the text is not a version of this scheme.
    ///
    /// Surrounding blanks, upper case and the words `v`, `ver`, `version`, `rev` in front are accepted for every scheme but `rpm` and `deb`.
    pub fn parse(scheme: Scheme, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > 120 || !text.is_ascii() {
            return None;
        }
        if matches!(scheme, Scheme::Rpm | Scheme::Deb) {
            let key = packages::parse(scheme, text)?;
            return Some(Self { scheme, text: text.to_owned(), depth: dotted::depth(text), key });
        }
        let text = without_prefix(&text.to_ascii_lowercase()).to_owned();
        let key = scheme::parse(scheme, &text)?;
        Some(Self { scheme, depth: scheme::depth(scheme, &text, &key), text, key })
    }

    /// The scheme it was read under.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// How many parts it states: 2 for `7.0`, 3 for `7.0.12`. A product whose releases have three parts is known only to its branch by
    /// a version of depth 2: whether a bound within the branch holds is then not decidable.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The order of two versions; `None` where they do not compare (other scheme, other train).
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.scheme == other.scheme { self.key.compare(&other.key) } else { None }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { scheme: self.scheme, text: self.text.clone() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        Self::parse(written.scheme, &written.text)
            .ok_or_else(|| serde::de::Error::custom(format!("{:?} is not a version of the scheme {}", written.text, written.scheme)))
    }
}

/// How a version stands in JSON.
#[derive(Serialize, Deserialize)]
struct Written {
    scheme: Scheme,
    text: String,
}

/// The order of two texts under one scheme; `None` when one of them does not parse or they do not compare.
pub fn compare(scheme: Scheme, left: &str, right: &str) -> Option<Ordering> {
    Version::parse(scheme, left)?.compare(&Version::parse(scheme, right)?)
}

/// Takes `v`, `ver.`, `version`, `rev.` off the front when a digit (or the letter of a train) follows.
fn without_prefix(text: &str) -> &str {
    for word in ["version", "ver", "rev", "v"] {
        if let Some(rest) = text.strip_prefix(word) {
            let rest = rest.strip_prefix('.').unwrap_or(rest).trim_start();
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                return rest;
            }
        }
    }
    text
}
