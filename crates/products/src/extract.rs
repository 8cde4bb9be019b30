//! Finding the version in the text around a name.

mod grammars;

use regex::{Regex, RegexSet};
use serde::Deserialize;

use crate::catalog::{Grammar, Product};
use crate::tables::{NOISE, TableError, pattern};
use crate::version::Scheme;

/// What stands around a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Found {
    /// The version as the tables write it
    pub(crate) version: Option<String>,
    /// `u3n`, `sp3`: what the version leaves out
    pub(crate) update: Option<String>,
    /// `esr`, `ltsc`
    pub(crate) edition: Option<&'static str>,
    /// The cycle, where the grammar knows it better than the version does
    pub(crate) cycle: Option<Cycle>,
    /// Two versions are named
    pub(crate) several: bool,
}

/// What a grammar says about the cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cycle {
    /// The first of these names that the product has
    OneOf(Vec<String>),
    /// Whichever this version belongs to
    OfVersion(String),
    /// Not decidable
    Unknown,
}

/// The texts in which a version is looked for, in this order.
pub(crate) struct Around<'a> {
    /// The version column
    pub(crate) column: &'a str,
    /// Behind the name
    pub(crate) behind: &'a str,
    /// Before the name
    pub(crate) before: &'a str,
    /// The whole text, names included
    pub(crate) whole: &'a str,
}

impl Around<'_> {
    fn texts(&self) -> [&str; 3] {
        [self.column, self.behind, self.before]
    }

    fn says(&self, pattern: &Regex) -> bool {
        pattern.is_match(self.whole) || pattern.is_match(self.column)
    }
}

/// The patterns, compiled once.
#[derive(Debug, Clone)]
pub(crate) struct Extractor {
    noise: Vec<Regex>,
    /// The same in one pass: most texts have none
    any_noise: RegexSet,
    generic: Regex,
    announced: Regex,
    integer: Regex,
    schemes: Vec<(Scheme, Regex)>,
    service_pack: Regex,
    update: Regex,
    year: Regex,
    release_2: Regex,
    sql_build: Regex,
    oracle: Regex,
    java: Regex,
    long_term: Regex,
    mac: Regex,
    subscription: Regex,
    esr: Regex,
    rtm: Regex,
    several: Regex,
}

#[derive(Deserialize)]
struct Noise {
    patterns: Vec<String>,
}

impl Extractor {
    /// Compiles the patterns.
    pub(crate) fn new() -> Result<Self, TableError> {
        let noise: Noise = toml::from_str(NOISE)?;
        let schemes = [
            (Scheme::Fortinet, r"\b(?:v|ver\.? ?)?(\d+\.\d+(?:\.\d+){0,2})"),
            (Scheme::CiscoIos, r"\b(\d+\.\d+\(\d+[a-z]*\)[a-z]*\d*[a-z]*|\d+\.\d+(?:\.\d+)*[a-z]*\d*)"),
            (Scheme::CiscoIosXe, r"\b(\d+\.\d+(?:\.\d+)*[a-z]{0,2})\b"),
            (Scheme::CiscoAsa, r"\b(\d+\.\d+(?:\(\d+\)\d*|(?:\.\d+)*))"),
            (Scheme::Junos, r"\b(\d+\.\d+(?:r\d+(?:\.\d+)?(?:-s\d+(?:\.\d+)?)?|x\d+-d\d+(?:\.\d+)?)(?:-evo)?|\d+\.\d+)\b"),
            (Scheme::ScreenOs, r"\b(\d+\.\d+\.\d+r\d+(?:\.\d+)?|\d+\.\d+\.\d+)\b"),
            (Scheme::SonicOs, r"\b(\d+\.\d+\.\d+(?:\.\d+)?(?:-r?\d+[a-z]?)*|\d+\.\d+)\b"),
            (Scheme::NetScaler, r"\b(?:ns)?(\d+\.\d+(?:(?:[-:]| build | )\d+\.\d+)?)\b"),
            (Scheme::PanOs, r"\b(\d+\.\d+(?:\.\d+)?(?:-h\d+)?|\d{1,2})\b"),
            (Scheme::Ivanti, r"\b(\d+\.\d+(?:r\d+(?:\.\d+)*)?)\b"),
            (Scheme::CheckPoint, r"\b(r\d{2}(?:\.\d+)*)\b"),
            (Scheme::Yamaha, r"(?:\b|rev\.?)(\d+\.\d+\.\d+)\b"),
            (Scheme::SynologyDsm, r"\b(\d+\.\d+(?:\.\d+)?(?:-\d+)?)\b"),
            (Scheme::VmwareUpdate, r"\b(?:v|ver\.? ?)?(\d+(?:\.\d+){0,2})"),
            (Scheme::OpenSslLetter, r"\b(\d+\.\d+(?:\.\d+)?[a-z]{0,2})\b"),
            (Scheme::GenericLetter, r"\b(v[a-z]?\d+(?:\.\d+)*[a-z]*\d*|\d+(?:\.\d+)*[a-z]*\d*)\b"),
        ];
        let noise: Vec<Regex> = noise.patterns.iter().map(|shape| pattern(shape)).collect::<Result<_, _>>()?;
        Ok(Self {
            any_noise: RegexSet::new(noise.iter().map(Regex::as_str))?,
            noise,
            generic: pattern(r"(?:\b|[vr])(\d+(?:\.\d+)+(?:-\d+(?:\.\d+)*)?(?:[a-z]\d{0,3})?)")?,
            announced: pattern(r"(?:\b|_)(?:version|ver|rev|release|v|r)\.? ?(\d+(?:\.\d+)*(?:-\d+(?:\.\d+)*)?(?:[a-z]\d{0,3})?)\b")?,
            integer: pattern(r"(?:^|[^\w.-]|\b[vr])(\d{1,4})(?:[^\w.-]|$)")?,
            schemes: schemes.into_iter().map(|(scheme, shape)| Ok((scheme, pattern(shape)?))).collect::<Result<_, regex::Error>>()?,
            service_pack: pattern(r"(?:\bsp|service pack) ?(\d)")?,
            update: pattern(r"^[ ,-]*(?:u|update) ?(\d+[a-z]?)\b")?,
            year: pattern(r"(?:^|[^\d.])(20\d\d|97|xp)(?:[^\d.]|$)")?,
            release_2: pattern(r"\d ?-?r2\b")?,
            sql_build: pattern(r"\b((?:8|9|10|11|12|13|14|15|16|17)\.\d{1,2}(?:\.\d{3,5}(?:\.\d+)?)?)\b")?,
            oracle: pattern(r"\b(\d+)((?:\.\d+)+)?(?: ?(?:ai|c|g|i)\b|(?:ai|c|g|i)\b|(?:ai|c|g|i))?(?: ?(?:release|r)\.? ?(\d))?")?,
            java: pattern(r"(?:\b|v)(1\.\d\.\d[_.]\d+|1\.\d(?:\.\d)?|\d{1,2}(?: update |u)\d+|\d{1,2}(?:\.\d+){1,4}(?:\+\d+)?|\d{1,2})\b")?,
            long_term: pattern(r"\bltsc\b")?,
            mac: pattern(r"\bmac(?:os)?\b")?,
            subscription: pattern(r"\b(?:subscription|se)\b")?,
            esr: pattern(r"\besr\b")?,
            rtm: pattern(r"\brtm\b")?,
            several: pattern(
                r"\b(?:v|ver\.? ?)?(\d+(?:\.\d+)*) ?(?:/|->|\x{2192}|\x{3001}|\x{30fb}|~|\x{301c}| or | and ) ?(?:v|ver\.? ?)?(\d+(?:\.\d+)*)\b",
            )?,
        })
    }

    /// Blanks out numbers that are not versions, byte for byte: places in the text stay what they are.
    pub(crate) fn without_noise(&self, product: Option<&Product>, text: &str) -> String {
        let own = product.map(|product| product.noise.as_slice()).unwrap_or_default();
        if own.is_empty() && !self.any_noise.is_match(text) {
            return text.to_owned();
        }
        let mut text = text.to_owned();
        for noise in self.noise.iter().chain(own) {
            if noise.is_match(&text) {
                text = noise.replace_all(&text, |found: &regex::Captures<'_>| " ".repeat(found[0].len())).into_owned();
            }
        }
        text
    }

    /// Reads version, update and edition of a product.
    pub(crate) fn read(&self, product: &Product, around: &Around<'_>) -> Found {
        match product.grammar {
            Some(Grammar::SqlServer) => self.sql_server(around),
            Some(Grammar::Office) => self.office(around),
            Some(Grammar::Exchange) => self.exchange(around),
            Some(Grammar::Year) => self.year(around),
            Some(Grammar::Oracle) => self.oracle(around),
            Some(Grammar::Java) => self.java(around),
            Some(grammar) => self.with_grammar(grammar, product, around),
            None => Found { version: self.version(product, around), ..Found::default() },
        }
    }

    fn with_grammar(&self, grammar: Grammar, product: &Product, around: &Around<'_>) -> Found {
        let version = self.version(product, around);
        let service_pack = around.texts().iter().find_map(|text| Some(self.service_pack.captures(text)?.get(1)?.as_str().to_owned()));
        match (grammar, version) {
            (Grammar::Update, Some(version)) => {
                let update = around.texts().iter().find_map(|text| {
                    let behind = text.find(&version).map(|at| &text[at + version.len()..])?;
                    Some(format!("u{}", self.update.captures(behind)?.get(1)?.as_str()))
                });
                Found { version: Some(version), update, ..Found::default() }
            }
            (Grammar::DotnetFramework, Some(version)) => {
                let cycle = service_pack.as_ref().map(|pack| Cycle::OneOf(vec![format!("{version}-sp{pack}"), version.clone()]));
                Found { version: Some(version), update: service_pack.map(|pack| format!("sp{pack}")), cycle, ..Found::default() }
            }
            (Grammar::ServicePackMinor, Some(version)) if !version.contains('.') => {
                let version = service_pack.map_or_else(|| version.clone(), |pack| format!("{version}.{pack}"));
                Found { version: Some(version), ..Found::default() }
            }
            (Grammar::Esr, version) => Found { version, edition: around.says(&self.esr).then_some("esr"), ..Found::default() },
            (_, version) => Found { version, ..Found::default() },
        }
    }

    /// The version under the product's scheme: the version column first, then behind the name, then before it.
    fn version(&self, product: &Product, around: &Around<'_>) -> Option<String> {
        for text in around.texts() {
            if let Some(version) = self.by_scheme(product.scheme, text) {
                return Some(written(product.scheme, &version));
            }
            if let Some((_, version)) = product.words.iter().find(|(word, _)| word.is_match(text)) {
                return Some(version.clone());
            }
        }
        // a word that is part of the name ("Virus Buster XG") is the version as well
        if let Some((_, version)) = product.words.iter().find(|(word, _)| word.is_match(around.whole)) {
            return Some(version.clone());
        }
        // a column that no scheme understands still says what it says
        let column = around.column.trim();
        let plain = product.scheme == Scheme::Generic
            && !column.is_empty()
            && column.len() <= 24
            && column.is_ascii()
            && column.contains(|c: char| c.is_ascii_digit());
        plain.then(|| column.trim_start_matches("ver").trim_start_matches(['v', '.', ' ']).to_owned())
    }

    fn by_scheme(&self, scheme: Scheme, text: &str) -> Option<String> {
        let shape = self.schemes.iter().find(|(known, _)| *known == scheme).map(|(_, shape)| shape);
        match shape {
            Some(shape) => {
                shape.captures(text).and_then(|found| Some(found.get(1)?.as_str().to_owned())).or_else(|| self.announced_in(text))
            }
            None => self.plain(text),
        }
    }

    fn announced_in(&self, text: &str) -> Option<String> {
        Some(self.announced.captures(text)?.get(1)?.as_str().to_owned())
    }

    /// A version without a scheme of its own: announced by a word, else with dots, else the first small number.
    pub(crate) fn plain(&self, text: &str) -> Option<String> {
        let first = |shape: &Regex| Some(shape.captures(text)?.get(1)?.as_str().to_owned());
        first(&self.announced).or_else(|| first(&self.generic)).or_else(|| first(&self.integer))
    }

    /// The version of a text that is nothing but an announced version: `Rev.14.01.38` in a wrong column.
    pub(crate) fn only_version(&self, text: &str) -> Option<String> {
        let found = self.announced.captures(text)?;
        (found.get(0)?.as_str().len() == text.len()).then(|| found.get(1).map(|version| version.as_str().to_owned()))?
    }

    fn year_in(&self, around: &Around<'_>) -> Option<String> {
        around.texts().iter().find_map(|text| Some(self.year.captures(text)?.get(1)?.as_str().to_owned()))
    }
}

/// How the tables write a version of a scheme.
fn written(scheme: Scheme, version: &str) -> String {
    match scheme {
        Scheme::Junos | Scheme::Ivanti => version.to_ascii_uppercase(),
        Scheme::NetScaler => version.replace(" build ", "-").replace([' ', ':'], "-"),
        _ => version.to_owned(),
    }
}
