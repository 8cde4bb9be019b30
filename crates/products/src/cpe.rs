//! CPE 2.3 names: the formatted string binding of NIST IR 7695 (6.2), the URI binding of 2.2 as far as scanners print it, and the
//! matching of NIST IR 7696.
//!
//! A name keeps its attribute values as they were written, so that it prints back byte for byte. Not here: the official dictionary.

mod parse;
mod relation;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use parse::CpeError;
pub use relation::Relation;

/// The attributes of a name, in the order of the formatted string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// `a` application, `o` operating system, `h` hardware
    Part,
    /// Who makes it
    Vendor,
    /// What it is
    Product,
    /// Its version
    Version,
    /// Update, service pack
    Update,
    /// Legacy edition
    Edition,
    /// Language of the interface
    Language,
    /// Edition of the software
    SwEdition,
    /// The platform it runs on
    TargetSw,
    /// The hardware it runs on
    TargetHw,
    /// Anything else
    Other,
}

impl Attribute {
    /// All eleven, in the order of the formatted string.
    pub const ALL: [Self; 11] = [
        Self::Part,
        Self::Vendor,
        Self::Product,
        Self::Version,
        Self::Update,
        Self::Edition,
        Self::Language,
        Self::SwEdition,
        Self::TargetSw,
        Self::TargetHw,
        Self::Other,
    ];
}

/// The value of one attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `*`: any value
    Any,
    /// `-`: not applicable
    Na,
    /// A text as it stands in the formatted string, with its escapes and wildcards
    Text(String),
}

impl Value {
    /// The text without escapes; `None` for ANY and NA.
    pub fn unescaped(&self) -> Option<String> {
        let Self::Text(text) = self else { return None };
        let text = single_escapes(text);
        let mut out = String::with_capacity(text.len());
        let mut escaped = false;
        for c in text.chars() {
            if c == '\\' && !escaped {
                escaped = true;
            } else {
                out.push(c);
                escaped = false;
            }
        }
        Some(out)
    }

    /// The value that stands for a plain text: lower case, blanks as `_`, everything else escaped as IR 7695 wants it.
    ///
    /// An empty text is ANY; characters outside printable ASCII have no binding and give `None`.
    pub fn of(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Any);
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c.to_ascii_lowercase() {
                ' ' => out.push('_'),
                c if c.is_ascii_alphanumeric() || c == '_' || c == '.' || (c == '-' && text.len() > 1) => out.push(c),
                c if c.is_ascii_graphic() => out.extend(['\\', c]),
                _ => return None,
            }
        }
        Some(Self::Text(out))
    }
}

/// Some publishers escape twice: CISA's Vulnrichment writes `15.2\\\\(7\\\\)e3` (measured in 2,601 names). A backslash pair before a character
/// that needs one backslash means that one.
fn single_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains("\\\\") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        if c == '\\' {
            let next = rest.next();
            let doubled = next == Some('\\') && rest.peek().is_some_and(|c| c.is_ascii_punctuation() && !"-._*?\\:".contains(*c));
            out.extend(if doubled { rest.next() } else { next });
        }
    }
    Cow::Owned(out)
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => out.write_str("*"),
            Self::Na => out.write_str("-"),
            Self::Text(text) => out.write_str(text),
        }
    }
}

/// A CPE 2.3 name. In JSON it is its formatted string.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpe {
    values: [Value; 11],
}

impl Cpe {
    /// Reads `cpe:2.3:…` (formatted string) or `cpe:/…` (URI of CPE 2.2, as nmap prints it).
    ///
    /// # Errors
    ///
    /// A [`CpeError`] that names the attribute and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, CpeError> {
        parse::parse(text).map(|values| Self { values })
    }

    /// A name of part, vendor and product as they stand in the tables, everything else ANY.
    ///
    /// # Errors
    ///
    /// As [`Cpe::parse`].
    pub fn product(part_vendor_product: &str) -> Result<Self, CpeError> {
        Self::parse(&format!("cpe:2.3:{part_vendor_product}:*:*:*:*:*:*:*:*"))
    }

    /// One attribute.
    pub fn get(&self, attribute: Attribute) -> &Value {
        &self.values[attribute as usize]
    }

    /// The same name with one attribute changed.
    #[must_use]
    pub fn with(mut self, attribute: Attribute, value: Value) -> Self {
        self.values[attribute as usize] = value;
        self
    }

    /// `a`, `o` or `h`; `None` for ANY and NA.
    pub fn part(&self) -> Option<char> {
        match self.get(Attribute::Part) {
            Value::Text(text) => text.chars().next(),
            _ => None,
        }
    }

    /// How this name (as a pattern, "source") stands to another ("target"), over all attributes: IR 7696, table 6-4.
    pub fn relation(&self, target: &Self) -> Relation {
        Relation::of_names(Attribute::ALL.map(|attribute| self.relation_of(attribute, target)))
    }

    /// How one attribute of this name stands to the same attribute of another.
    pub fn relation_of(&self, attribute: Attribute, target: &Self) -> Relation {
        Relation::of_values(self.get(attribute), target.get(attribute))
    }
}

impl fmt::Display for Cpe {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("cpe:2.3")?;
        self.values.iter().try_for_each(|value| write!(out, ":{value}"))
    }
}

impl std::str::FromStr for Cpe {
    type Err = CpeError;

    fn from_str(text: &str) -> Result<Self, CpeError> {
        Self::parse(text)
    }
}

impl Serialize for Cpe {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cpe {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
