//! Bytes ↔ documents. Bytes come from anywhere: size, depth and number of things are limited, and every refusal says where.
//!
//! Not here: what a document means, and whether its references lead anywhere (`framework`).

use serde::Deserialize;
use serde_json::Value;

use crate::model::Document;

/// How much is read of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// Values of any kind: objects, lists, texts, numbers.
    pub values: usize,
}

impl Default for Limits {
    /// 32 MiB and a million values: three times the largest catalog known (NIST SP 800-53, 10 MB).
    fn default() -> Self {
        Self { bytes: 32 * 1024 * 1024, values: 1_000_000 }
    }
}

/// Why bytes are no OSCAL document that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More bytes than [`Limits::bytes`].
    #[error("{found} bytes; at most {limit} are read")]
    TooLarge {
        /// Bytes there are.
        found: usize,
        /// Bytes that are read.
        limit: usize,
    },
    /// More values than [`Limits::values`].
    #[error("more than {limit} values")]
    TooMany {
        /// Values that are read.
        limit: usize,
    },
    /// Not JSON, nested deeper than 128, or not shaped as the model is.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// JSON, but no model of OSCAL that is read.
    #[error("no OSCAL model is named `{found}`")]
    UnknownModel {
        /// The first key.
        found: String,
    },
}

impl ReadError {
    /// Key of the message for people; arguments `place` and `detail` from [`ReadError::args`].
    pub fn key(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "oscal-too-large",
            Self::TooMany { .. } => "oscal-too-many",
            Self::Syntax { .. } => "oscal-syntax",
            Self::UnknownModel { .. } => "oscal-unknown-model",
        }
    }

    /// Arguments of the message.
    pub fn args(&self) -> [(&'static str, String); 2] {
        let (place, detail) = match self {
            Self::TooLarge { found, limit } => (found.to_string(), limit.to_string()),
            Self::TooMany { limit } => (String::new(), limit.to_string()),
            Self::Syntax { line, column, message } => (format!("{line}:{column}"), message.clone()),
            Self::UnknownModel { found } => (String::new(), found.clone()),
        };
        [("place", place), ("detail", detail)]
    }
}

const MODELS: &[&str] =
    &["catalog", "profile", "mapping-collection", "assessment-plan", "assessment-results", "plan-of-action-and-milestones"];

/// Reads one document. A byte order mark and `$schema` are passed over.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Document, ReadError> {
    if bytes.len() > limits.bytes {
        return Err(ReadError::TooLarge { found: bytes.len(), limit: limits.bytes });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Counting first keeps what a document may cost in memory bounded before anything is built of it
    if bytes.iter().filter(|byte| matches!(byte, b',' | b'{' | b'[')).count() > limits.values {
        return Err(ReadError::TooMany { limit: limits.values });
    }
    let mut value: Value = serde_json::from_slice(bytes).map_err(|error| syntax(&error))?;
    let named = value.as_object_mut().and_then(|object| {
        object.remove("$schema");
        object.keys().next().cloned()
    });
    match named {
        Some(name) if MODELS.contains(&name.as_str()) => {}
        other => return Err(ReadError::UnknownModel { found: other.unwrap_or_default() }),
    }
    // With a place where the text itself can be read as it is, without where `$schema` or a second key stands before it
    let placed: Result<Document, _> = serde_json::from_slice(bytes);
    placed.or_else(|error| Document::deserialize(value).map_err(|_| syntax(&error)))
}

fn syntax(error: &serde_json::Error) -> ReadError {
    ReadError::Syntax { line: error.line(), column: error.column(), message: error.to_string() }
}

/// The JSON of a document, indented, ended by a line break. The same document gives the same bytes.
pub fn write(document: &Document) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
