//! The verdicts and their reasons.

use serde::{Deserialize, Serialize};

/// How a product stands to a vulnerability. The order is the order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A person has decided that it does not count
    Suppressed,
    /// The version lies outside what is affected
    NotAffected,
    /// The version is the maker's mended one, or a later one
    Fixed,
    /// The product is named, but whether this version is affected cannot be told
    Potential,
    /// Affected as far as can be told; one thing is not known
    Probable,
    /// Affected: an exact scheme, a bounded range, every other condition met
    Confirmed,
}

impl State {
    /// Message key, and the word in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::NotAffected => "not_affected",
            Self::Fixed => "fixed",
            Self::Potential => "potential",
            Self::Probable => "probable",
            Self::Confirmed => "confirmed",
        }
    }
}

/// Why a verdict is not stronger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The version of the product is not known
    NoVersion,
    /// The version is known only to its branch
    BranchOnly,
    /// The revision of the Windows build is not known
    NoRevision,
    /// The version cannot be read under the product's scheme
    VersionUnread(String),
    /// A bound of the source cannot be read, or bounds contradict each other
    BoundUnread(String),
    /// The source gives no bound
    Unbounded,
    /// The source gives words that are not understood
    Prose(String),
    /// Patch level or update is not known
    UpdateUnknown,
    /// The source means an edition; the edition is not known, or another
    EditionUnknown,
    /// The device is not known, and it matters
    HardwareUnknown,
    /// The operating system is not known, and it matters
    SystemUnknown,
    /// Another product must be there, and whether it is was not observed
    CompanionUnknown(String),
    /// Versions of this product have no exact order
    RoughScheme,
    /// A distribution mends packages without changing its release
    Distribution,
    /// The source says "all but"
    Negated,
    /// Sources contradict each other
    SourcesDisagree,
    /// The vulnerability is disputed
    Disputed,
}

impl Why {
    /// Message key.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoVersion => "match-no-version",
            Self::BranchOnly => "match-branch-only",
            Self::NoRevision => "match-no-revision",
            Self::VersionUnread(_) => "match-version-unread",
            Self::BoundUnread(_) => "match-bound-unread",
            Self::Unbounded => "match-unbounded",
            Self::Prose(_) => "match-prose",
            Self::UpdateUnknown => "match-update-unknown",
            Self::EditionUnknown => "match-edition-unknown",
            Self::HardwareUnknown => "match-hardware-unknown",
            Self::SystemUnknown => "match-system-unknown",
            Self::CompanionUnknown(_) => "match-companion-unknown",
            Self::RoughScheme => "match-rough-scheme",
            Self::Distribution => "match-distribution",
            Self::Negated => "match-negated",
            Self::SourcesDisagree => "match-sources-disagree",
            Self::Disputed => "match-disputed",
        }
    }

    /// The text that it is about; empty when there is none.
    pub fn detail(&self) -> &str {
        match self {
            Self::VersionUnread(text) | Self::BoundUnread(text) | Self::Prose(text) | Self::CompanionUnknown(text) => text,
            _ => "",
        }
    }
}
