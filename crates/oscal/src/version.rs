//! Which OSCAL a document is written in.

use std::fmt;
use std::str::FromStr;

/// An OSCAL version that is written. Documents of both say the same; `mapping-collection` exists in the later one only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 1.1.3, the last of 1.1.
    #[default]
    V1_1,
    /// 1.2.1.
    V1_2,
}

impl Version {
    /// As `oscal-version` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1.3",
            Self::V1_2 => "1.2.1",
        }
    }

    /// Whether it has the model `mapping-collection`.
    pub fn has_mapping(self) -> bool {
        self >= Self::V1_2
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `1.1`, `1.1.3`, `1.2`, `1.2.1`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "1.1" | "1.1.3" => Ok(Self::V1_1),
            "1.2" | "1.2.1" => Ok(Self::V1_2),
            other => Err(format!("`{other}`: 1.1.3, 1.2.1")),
        }
    }
}
