//! What is wrong with a file or a record, as a key with arguments. The words are in `locales/ja/observe.ftl`.

use std::collections::BTreeMap;

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is lost
    Info,
    /// Read, but doubtful or not whole
    Warning,
    /// Something could not be read and is missing
    Error,
}

/// One problem, with its place. No line of the file is quoted in it: a line can hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Problem {
    /// How bad it is
    pub severity: Severity,
    /// One of [`KEYS`]
    pub key: &'static str,
    /// The file, as it was handed in
    pub file: String,
    /// Line, from 1; 0 where the problem is not about a line
    pub line: u32,
    /// The record it is about: a host, a table, an element; empty where it is about the file
    pub record: String,
    /// Further arguments of the message
    pub args: BTreeMap<&'static str, String>,
}

impl Problem {
    /// A problem of the whole file.
    pub fn new(severity: Severity, key: &'static str) -> Self {
        Self { severity, key, file: String::new(), line: 0, record: String::new(), args: BTreeMap::new() }
    }

    /// The same, about a line, counted from 0.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        self.line = u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX);
        self
    }

    /// The same, about a record.
    #[must_use]
    pub fn about(mut self, record: &str) -> Self {
        self.record = record.chars().take(80).collect();
        self
    }

    /// The same, with one more argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Every argument of the message: `file`, `line`, `record` and its own.
    pub fn arguments(&self) -> BTreeMap<&'static str, String> {
        let mut all = self.args.clone();
        all.insert("file", self.file.clone());
        all.insert("line", self.line.to_string());
        all.insert("record", self.record.clone());
        all
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $key:literal;)*) => {
        /// The keys of all problems.
        pub mod keys {
            $($(#[$doc])* pub const $name: &str = $key;)*
        }

        /// Every key that a [`Problem`] can have; each has its words in `locales/ja/observe.ftl`.
        pub const KEYS: &[&str] = &[$(keys::$name,)*];
    };
}

keys! {
    /// The file has no bytes
    FILE_EMPTY = "observe-file-empty";
    /// The file is packed (`format`: zip, gzip …) or no text
    FILE_PACKED = "observe-file-packed";
    /// Only the first `limit` MiB were read
    FILE_TOO_LARGE = "observe-file-too-large";
    /// Nobody can tell what the file is
    FILE_UNKNOWN = "observe-file-unknown";
    /// The file ends in the middle; what was whole was read
    FILE_TRUNCATED = "observe-file-truncated";
    /// The file is not what it begins as (`format`)
    FILE_BROKEN = "observe-file-broken";
    /// An entity of its own was found in an XML file and left out
    ENTITY_LEFT_OUT = "observe-entity-left-out";
    /// Elements or objects lie too deep in each other (`limit`)
    TOO_DEEP = "observe-too-deep";
    /// There are more machines than are read (`limit`)
    TOO_MANY = "observe-too-many";
    /// More problems of the kind `kind`, `count` of them
    MORE_OF_A_KIND = "observe-more-of-a-kind";
    /// A record cannot be read
    RECORD_UNREADABLE = "observe-record-unreadable";
    /// A value cannot be read (`field`)
    VALUE_UNREADABLE = "observe-value-unreadable";
    /// The file is well-formed and says nothing of any machine
    NOTHING_FOUND = "observe-nothing-found";
    /// Console text of `net accounts`: translated, not to be relied on
    LOCALISED = "observe-localised";
    /// SPDX 3
    SPDX3 = "observe-spdx3";
    /// An XCCDF check list without results
    NO_RESULTS = "observe-no-results";
    /// The file was written by a newer collector (`schema`)
    SCHEMA_NEWER = "observe-schema-newer";
    /// The collector could not ask for something (`what`)
    NOT_COLLECTED = "observe-not-collected";
    /// Columns are missing in a table (`columns`)
    COLUMNS_MISSING = "observe-columns-missing";
    /// The file does not say which machine it is about
    NO_MACHINE = "observe-no-machine";
    /// Scan results were left out: the scan was stopped before its end
    SCAN_UNFINISHED = "observe-scan-unfinished";
    /// `count` machines did not answer
    HOSTS_DOWN = "observe-hosts-down";
    /// `count` computer accounts are disabled and were left out
    ACCOUNTS_DISABLED = "observe-accounts-disabled";
    /// `count` secrets were dropped
    SECRETS_DROPPED = "observe-secrets-dropped";
}
