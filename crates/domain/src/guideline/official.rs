//! Reading the official wording out of the institution's own copy: the text of 各編間相関表 as a PDF reader gives it.
//!
//! The text is a flattened table: chapter headings broken over lines, a number, the wording, and between them what stood in other
//! cells. Cells are known by headings and numbers; those that several chapters could claim by the order of the table
//! ([`Row`](super::Row)). Nothing is guessed: what cannot be placed is told with its line. Not here: opening files.

mod cells;
mod tidy;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::plain;
use super::{ClauseKey, Guideline, VolumeId};
use cells::Cells;

/// The wording of one clause, as the institution's copy has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Official {
    /// The wording, paragraphs on lines of their own.
    pub text: String,
    /// Whether printings of it differ; then it is the most frequent, or the first of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub differs: bool,
}

/// One place where a clause was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    /// Line, from 1.
    pub line: usize,
    /// The wording there.
    pub text: String,
}

/// Something that could not be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// Line, from 1.
    pub line: usize,
    /// Why.
    pub kind: UnmatchedKind,
    /// Its beginning.
    pub text: String,
}

/// Why something could not be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnmatchedKind {
    /// A number without a heading that is not the next one of the first volume.
    NoHeading,
    /// A number that the chapter above it does not have.
    NoSuchNumber,
    /// Words outside every clause.
    Loose,
}

impl UnmatchedKind {
    /// As messages spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoHeading => "no-heading",
            Self::NoSuchNumber => "no-such-number",
            Self::Loose => "loose",
        }
    }
}

/// What was found in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// Every printing of each clause, in the order of the text.
    pub clauses: BTreeMap<ClauseKey, Vec<Printing>>,
    /// What could not be placed, in the order of the text.
    pub unmatched: Vec<Unmatched>,
}

impl Matched {
    /// Clauses that the text does not hold, in reading order.
    pub fn missing<'a>(&self, guideline: &'a Guideline) -> Vec<&'a ClauseKey> {
        guideline.clauses().map(|(_, _, clause)| &clause.key).filter(|key| !self.clauses.contains_key(key)).collect()
    }

    /// Clauses that the text holds more or less often than the table prints them: key, found, expected.
    pub fn miscounted<'a>(&self, guideline: &'a Guideline) -> Vec<(&'a ClauseKey, usize, u16)> {
        let clauses = guideline.clauses().map(|(_, _, clause)| clause);
        clauses
            .filter_map(|clause| {
                let found = self.clauses.get(&clause.key)?.len();
                (found != usize::from(clause.printings)).then_some((&clause.key, found, clause.printings))
            })
            .collect()
    }

    /// Clauses whose printings differ.
    pub fn differing(&self) -> impl Iterator<Item = &ClauseKey> {
        self.clauses.iter().filter(|(_, printings)| differs(printings)).map(|(key, _)| key)
    }

    /// The wording to keep of each clause.
    pub fn wordings(&self) -> BTreeMap<ClauseKey, Official> {
        let kept = self.clauses.iter().filter_map(|(key, printings)| {
            let mut counts: BTreeMap<String, (usize, &Printing)> = BTreeMap::new();
            for printing in printings {
                counts.entry(plain(&printing.text)).or_insert((0, printing)).0 += 1;
            }
            // the most frequent; of equals the one that stands first
            let (_, kept) = counts.values().max_by_key(|(count, first)| (*count, std::cmp::Reverse(first.line)))?;
            Some((key.clone(), Official { text: kept.text.clone(), differs: counts.len() > 1 }))
        });
        kept.collect()
    }
}

/// Whether there is more than one wording; width and white space are the PDF reader's.
fn differs(printings: &[Printing]) -> bool {
    let first = printings.first().map(|first| plain(&first.text));
    printings.iter().any(|printing| first.as_ref().is_some_and(|first| *first != plain(&printing.text)))
}

/// Finds the clauses of a guideline in a text.
pub fn match_text(guideline: &Guideline, text: &str) -> Matched {
    Cells::new(guideline).read(text)
}

/// The file of one volume below the folder of imported wording: `["13⑦"] text = "…"`, in reading order.
pub fn official_toml(guideline: &Guideline, volume: VolumeId, wordings: &BTreeMap<ClauseKey, Official>) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = String::new();
    for (of, _, clause) in guideline.clauses().filter(|(of, _, _)| of.id == volume) {
        let Some(official) = wordings.get(&clause.key) else { continue };
        debug_assert_eq!(of.id, volume);
        out.push_str(&format!("[{}]\ntext = {}\n", quoted(&clause.no), quoted(&official.text)));
        if official.differs {
            out.push_str("differs = true\n");
        }
        out.push('\n');
    }
    out
}
