//! The feeds that are known: their names, licences, ages, and how a new file meets what is there.

use serde::{Deserialize, Serialize};

/// One feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// CISA's catalog of known exploited vulnerabilities
    Kev,
    /// National Vulnerability Database, feed or API 2.0
    Nvd,
    /// CVE records, JSON 5
    Cve5,
    /// Configurations for CVEs that NVD left unanalysed
    Overrides,
    /// Security advisories of makers: CSAF 2.0, CVRF
    Csaf,
    /// Microsoft Security Response Center: CSAF, CVRF, with fixed builds
    Msrc,
    /// JVN iPedia, with affected versions
    Jvn,
    /// JVN iPedia's news feed: words and scores only, so that it never stands in the place of the versions
    JvnRss,
    /// The product list of MyJVN
    JvnProducts,
    /// FIRST's exploit prediction scores
    Epss,
    /// endoflife.date
    EndOfLife,
    /// Our own table of support dates in Japan
    EolJp,
}

/// How old a feed may be, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// Older: shown, the verdict is weaker
    pub amber: i64,
    /// Older: the verdict must be renewed
    pub red: i64,
}

/// How a file meets the rows of the same feed that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// The file is the whole feed: what it does not hold is gone
    Replace,
    /// The file is a part: its records replace records of the same number, the others stay
    Update,
}

impl Source {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::Kev,
        Self::Nvd,
        Self::Cve5,
        Self::Overrides,
        Self::Csaf,
        Self::Msrc,
        Self::Jvn,
        Self::JvnRss,
        Self::JvnProducts,
        Self::Epss,
        Self::EndOfLife,
        Self::EolJp,
    ];

    /// The name: in JSON, in file names, in message keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kev => "kev",
            Self::Nvd => "nvd",
            Self::Cve5 => "cve5",
            Self::Overrides => "overrides",
            Self::Csaf => "csaf",
            Self::Msrc => "msrc",
            Self::Jvn => "jvn",
            Self::JvnRss => "jvn-rss",
            Self::JvnProducts => "jvn-products",
            Self::Epss => "epss",
            Self::EndOfLife => "end-of-life",
            Self::EolJp => "eol-jp",
        }
    }

    /// By its name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }

    /// The terms under which it may be used.
    pub fn licence(self) -> &'static str {
        match self {
            Self::Kev | Self::Overrides => "CC0-1.0",
            Self::Nvd => "public domain (US Government); not endorsed by NVD",
            Self::Cve5 => "CVE Program terms of use",
            Self::Csaf | Self::Msrc => "text: its publisher; for the own institution only",
            Self::Jvn | Self::JvnRss | Self::JvnProducts => "text: IPA, JPCERT/CC; terms of JVN iPedia",
            Self::Epss => "free with citation of FIRST",
            Self::EndOfLife => "MIT",
            Self::EolJp => "Apache-2.0 (facts, each with its source)",
        }
    }

    /// How old it may be: reference values, to be judged by the institution.
    pub fn ages(self) -> Ages {
        match self {
            Self::Kev | Self::Epss => Ages { amber: 7, red: 30 },
            Self::EndOfLife | Self::EolJp | Self::JvnProducts => Ages { amber: 90, red: 365 },
            _ => Ages { amber: 30, red: 90 },
        }
    }

    /// How a new file meets what is there.
    pub fn meeting(self) -> Meeting {
        match self {
            Self::Kev | Self::Epss | Self::EndOfLife | Self::EolJp | Self::JvnProducts => Meeting::Replace,
            _ => Meeting::Update,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feed_is_found_by_its_name_which_is_its_name_in_json() {
        for source in Source::ALL {
            assert_eq!(Source::of_name(source.name()), Some(source));
            assert_eq!(serde_json::to_value(source).unwrap(), source.name());
            assert!(source.ages().amber < source.ages().red);
        }
    }
}
