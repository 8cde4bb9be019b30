//! What a source says, in one form for all sources: records, conditions, exploitation, scores, lifecycles, names.
//!
//! Everything here is a plain value with a stable JSON form: it is what lies in the release store and in a pack. Deliberately not
//! here: reading a source (`read`), deciding whether a device meets a condition (`matching`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Who said it: the order is the order of trust, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The maker's own advisory: CSAF, CVRF, the fixed builds of the Microsoft Security Response Center
    Vendor,
    /// The numbering authority of the CVE, `affected[]` of CVE 5 and of NVD 2.0 since 2026
    Cna,
    /// `configurations` of the National Vulnerability Database
    Nvd,
    /// Configurations written by others for CVEs that NVD left unanalysed
    Override,
    /// JVN iPedia
    Jvn,
}

impl Origin {
    /// Message key, and the word in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Cna => "cna",
            Self::Nvd => "nvd",
            Self::Override => "override",
            Self::Jvn => "jvn",
        }
    }
}

/// What kind of thing a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub enum Part {
    /// A program
    #[serde(rename = "a")]
    Application,
    /// An operating system or firmware
    #[serde(rename = "o")]
    System,
    /// A device
    #[serde(rename = "h")]
    Hardware,
    /// The source does not say
    #[default]
    #[serde(rename = "*")]
    Unknown,
}

/// A range of versions as a source gives it: text, to be read under the product's scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Range {
    /// Lower bound; `None` is unbounded below
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The lower bound itself is outside
    #[serde(default, skip_serializing_if = "is_false")]
    pub from_excluded: bool,
    /// Upper bound; `None` is unbounded above
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The upper bound itself is inside
    #[serde(default, skip_serializing_if = "is_false")]
    pub to_included: bool,
}

/// Which versions a criterion means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Versions {
    /// All, without a bound: never confirms
    #[default]
    Any,
    /// The source says that there is no version (`-`): never confirms
    NotApplicable,
    /// This one
    Exactly(String),
    /// One of these, each once, in order
    OneOf(Vec<String>),
    /// A range
    Within(Range),
    /// A line of releases: `7.2` means 7.2.0, 7.2.1 and so on
    Line(String),
    /// Words that were not understood, as they stand
    Prose(String),
}

/// One product, with versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Criterion {
    /// The product has the vulnerability; `false` only narrows what else must be there
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub vulnerable: bool,
    /// Kind of thing
    #[serde(default)]
    pub part: Part,
    /// Vendor, as in a CPE: lower case, `_` for spaces
    pub vendor: String,
    /// Product, as in a CPE
    pub product: String,
    /// Which versions
    #[serde(default)]
    pub versions: Versions,
    /// CPE `update`; `None` is any
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// CPE `edition` or `sw_edition`; `None` is any
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// CPE `target_sw`: on or in what it runs; `None` is any
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_sw: Option<String>,
    /// CPE `target_hw`; `None` is any
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_hw: Option<String>,
    /// The version that mends it, where the source names one
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<String>,
}

/// A condition as a tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "nearly every node is a criterion: a box each would only be slower")]
pub enum Node {
    /// All of them
    All(Vec<Node>),
    /// One of them
    Any(Vec<Node>),
    /// Not this
    Not(Box<Node>),
    /// A product
    Is(Criterion),
}

impl Node {
    /// Every criterion, in order.
    pub fn criteria(&self) -> Vec<&Criterion> {
        let mut all = Vec::new();
        self.walk(&mut |criterion| all.push(criterion));
        all
    }

    fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Criterion)) {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.walk(visit)),
            Self::Not(node) => node.walk(visit),
            Self::Is(criterion) => visit(criterion),
        }
    }
}

/// When a product has a vulnerability, according to one origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Condition {
    /// The vulnerability: a CVE, or the advisory's own number where there is none
    pub cve: String,
    /// Who says so
    pub origin: Origin,
    /// The advisory that says so, where it is not the CVE itself
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub advisory: String,
    /// When
    pub node: Node,
}

/// A severity, as its source computed it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Severity {
    /// CVSS base score, 0.0–10.0
    pub score: f32,
    /// Version of CVSS: `2.0`, `3.0`, `3.1`, `4.0`
    pub version: String,
    /// The vector
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vector: String,
}

/// What a vulnerability is, in words, according to one source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// Number of the record in its source: a CVE, `JVNDB-…`, `FG-IR-…`, `ICSMA-…`
    pub id: String,
    /// The CVEs that it is about; the record itself when it is a CVE
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cves: Vec<String>,
    /// Short name
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it is about
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What to do
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub solution: String,
    /// The language of these words: `en`, `ja`
    pub lang: String,
    /// `Analyzed`, `Deferred`, `Rejected` …, as the source says
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// `disputed`, `unsupported-when-assigned`, `exclusively-hosted-service`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The severity to show
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// CISA's SSVC decision points: exploitation, automatable, technical impact
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssvc: Option<Ssvc>,
    /// First published, `YYYY-MM-DD`
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub published: String,
    /// Last changed, `YYYY-MM-DD`
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub modified: String,
    /// Addresses to read more: the vendor's first, at most five
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
}

/// CISA's SSVC decision points.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ssvc {
    /// `none`, `poc`, `active`
    pub exploitation: String,
    /// `yes`, `no`
    pub automatable: String,
    /// `partial`, `total`
    pub technical_impact: String,
}

/// An entry of CISA's catalog of known exploited vulnerabilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exploited {
    /// The vulnerability
    pub cve: String,
    /// Day on which it was added
    pub added: Date,
    /// Day until which US federal agencies had to act: not a duty of a Japanese hospital, and it can lie before `added`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Used by ransomware
    pub ransomware: bool,
    /// Vendor and product, as the catalog writes them
    pub vendor: String,
    /// Product
    pub product: String,
    /// Name of the vulnerability
    pub name: String,
    /// What CISA asks to be done
    pub action: String,
}

/// FIRST's estimate that a vulnerability will be exploited within 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Probability, 0–1
    pub epss: f32,
    /// Share of all CVEs with the same or a lower probability, 0–1; older files have none
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentile: Option<f32>,
}

/// A product with its release cycles and their dates.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Lifecycle {
    /// Name: a slug of endoflife.date, or a canonical product of the Japanese table
    pub product: String,
    /// Name to show
    pub label: String,
    /// Release cycles, in the order of the source
    pub cycles: Vec<Cycle>,
}

/// One release cycle. Whether it has ended is not here: it depends on the day on which one asks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cycle {
    /// Name of the cycle
    pub name: String,
    /// Name to show
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Day of release
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Date>,
    /// First day without active support
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_until: Option<Date>,
    /// End of free security updates
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The source says that it has ended, without a day
    #[serde(default, skip_serializing_if = "is_false")]
    pub ended: bool,
    /// End of security updates that are paid for
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_until: Option<Date>,
    /// End of sale of a device
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_until: Option<Date>,
    /// The newest version in this cycle
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub latest: String,
    /// Where the fact is written
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Day on which the fact was looked up, for facts of our own
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Date>,
    /// How sure a fact of our own is; facts of others are `Stated`
    #[serde(default)]
    pub sureness: Sureness,
}

/// How sure a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// Written by the maker, or by the source of the feed
    #[default]
    Stated,
    /// Told by a third party
    Reported,
    /// Concluded, for instance from the age of the model: a question, not a verdict
    Concluded,
}

/// The Japanese name of a product in the list of MyJVN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ListedName {
    /// Vendor in Japanese
    pub vendor_name: String,
    /// Product as JVN writes it
    pub product_name: String,
    /// Kind of thing
    pub part: Part,
    /// Vendor, as in a CPE
    pub vendor: String,
    /// Product, as in a CPE
    pub product: String,
    /// Number of the product in MyJVN
    pub number: String,
}

/// One thing that a source says.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "handed on one by one, never collected in large numbers")]
pub enum Said {
    /// What a vulnerability is, and when a product has it
    Advisory {
        /// In words
        record: Record,
        /// As conditions
        conditions: Vec<Condition>,
    },
    /// It is exploited
    Exploited(Exploited),
    /// How likely it will be
    Scored {
        /// The vulnerability
        cve: String,
        /// How likely
        score: Score,
    },
    /// Until when it is supported
    Lifecycle(Lifecycle),
    /// What it is called
    Named(ListedName),
}

impl Said {
    /// Number or name of the row in its source.
    pub fn id(&self) -> &str {
        match self {
            Self::Advisory { record, .. } => &record.id,
            Self::Exploited(entry) => &entry.cve,
            Self::Scored { cve, .. } => cve,
            Self::Lifecycle(product) => &product.product,
            Self::Named(name) => &name.number,
        }
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// A CVE's number in its normal form, or `None`: `CVE-` and a year of four digits and a number of four or more.
pub fn cve_id(text: &str) -> Option<String> {
    let text = text.trim();
    let mut parts = text.split('-');
    let (prefix, year, number) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = prefix.eq_ignore_ascii_case("CVE") && year.len() == 4 && digits(year) && (4..=19).contains(&number.len()) && digits(number);
    (fits && parts.next().is_none()).then(|| format!("CVE-{year}-{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cve_number_may_have_more_than_five_digits_and_nothing_else() {
        assert_eq!(cve_id(" cve-2026-103766 ").as_deref(), Some("CVE-2026-103766"));
        for wrong in ["", "CVE-2026-1", "CVE-26-1234", "CVE-2026-12a4", "CVE-2026-1234-5", "GHSA-2026-1234"] {
            assert_eq!(cve_id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_condition_keeps_its_form_through_json_and_says_only_what_is_said() {
        let condition = Condition {
            cve: "CVE-2024-21762".into(),
            origin: Origin::Nvd,
            advisory: String::new(),
            node: Node::Any(vec![Node::Is(Criterion {
                vulnerable: true,
                part: Part::System,
                vendor: "fortinet".into(),
                product: "fortios".into(),
                versions: Versions::Within(Range { from: Some("7.0.0".into()), to: Some("7.0.14".into()), ..Range::default() }),
                ..Criterion::default()
            })]),
        };
        let text = serde_json::to_string(&condition).unwrap();
        insta::assert_snapshot!(text, @r#"{"cve":"CVE-2024-21762","origin":"nvd","node":{"any":[{"is":{"part":"o","vendor":"fortinet","product":"fortios","versions":{"within":{"from":"7.0.0","to":"7.0.14"}}}}]}}"#);
        assert_eq!(serde_json::from_str::<Condition>(&text).unwrap(), condition);
    }
}
