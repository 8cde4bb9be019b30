//! Cells that name no product: non-values, repetition marks, kinds of devices and systems.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::tables::{TableError, WORDS};
use crate::text::{Compact, Spelling, fold};

/// What a word stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A kind of device or software
    NotProduct(String),
    /// A kind of medical system or device
    NoPublicId(String),
    /// A kind of device; a medical matter only in a column of medical systems
    ByColumn(String),
}

/// The words, folded.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    fill_down: BTreeSet<String>,
    non_values: BTreeMap<String, String>,
    not_product: BTreeSet<String>,
    no_public_id: BTreeSet<String>,
    by_column: BTreeSet<String>,
    computers: BTreeSet<String>,
    longest: usize,
}

#[derive(Deserialize)]
struct Table {
    fill_down: Vec<String>,
    non_value: BTreeMap<String, Vec<String>>,
    category: Categories,
}

#[derive(Deserialize)]
struct Categories {
    not_product: Vec<String>,
    no_public_id: Vec<String>,
    by_column: Vec<String>,
    computers: Vec<String>,
}

impl Words {
    /// Reads the table.
    pub(crate) fn builtin(spelling: &Spelling) -> Result<Self, TableError> {
        let table: Table = toml::from_str(WORDS)?;
        let compact =
            |words: Vec<String>| -> BTreeSet<String> { words.iter().map(|word| Compact::of(&spelling.apply(word)).text).collect() };
        let non_values =
            table.non_value.into_iter().flat_map(|(kind, words)| words.into_iter().map(move |word| (bare(&fold(&word)), kind.clone())));
        let (not_product, no_public_id) = (compact(table.category.not_product), compact(table.category.no_public_id));
        let by_column = compact(table.category.by_column);
        let longest = not_product.iter().chain(&no_public_id).chain(&by_column).map(String::len).max().unwrap_or_default();
        Ok(Self {
            fill_down: table.fill_down.iter().map(|word| bare(&fold(word))).collect(),
            non_values: non_values.collect(),
            not_product,
            no_public_id,
            by_column,
            computers: compact(table.category.computers),
            longest,
        })
    }

    /// Whether a folded cell repeats the one above it.
    pub(crate) fn is_fill_down(&self, folded: &str) -> bool {
        self.fill_down.contains(&bare(folded))
    }

    /// The kind of non-value; a cell without a letter or digit is one.
    pub(crate) fn non_value(&self, folded: &str) -> Option<&str> {
        if !folded.chars().any(char::is_alphanumeric) {
            return Some("none");
        }
        let known = |text: &str| self.non_values.get(&bare(text)).map(String::as_str);
        known(folded).or_else(|| {
            let (outside, inside) = brackets(folded);
            known(&outside).filter(|_| !inside.is_empty())
        })
    }

    /// What a text that names no product is about: it consists of, or ends with, a known word; remarks in brackets, numbers and version
    /// words are left aside, and looked at last.
    pub(crate) fn meaning(&self, text: &str) -> Option<Meaning> {
        let (outside, inside) = brackets(text);
        self.ends_with(&outside)
            .or_else(|| self.ends_with(text))
            .or_else(|| self.ends_with(&inside))
            .or_else(|| self.begins_with(&outside))
            .or_else(|| self.computer(text))
    }

    /// The line of a computer: what runs on it is the product, and stands in another cell.
    fn computer(&self, text: &str) -> Option<Meaning> {
        let compact = Compact::of(text);
        let stands =
            |name: &&String| compact.text.match_indices(name.as_str()).any(|(at, found)| compact.stands_alone(at, at + found.len()));
        self.computers.iter().find(stands).map(|name| Meaning::NotProduct(name.clone()))
    }

    fn ends_with(&self, text: &str) -> Option<Meaning> {
        let compact = Compact::of(&without_version(text));
        let length = compact.text.len();
        let starts = compact.text.char_indices().map(|(at, _)| at).filter(|at| length - at <= self.longest);
        for start in starts {
            if let Some(found) = self.lookup(&compact.text[start..]).filter(|_| compact.stands_alone(start, length)) {
                return Some(found);
            }
        }
        None
    }

    /// A known word of at least four characters in front of other words: "電子カルテ用PC".
    fn begins_with(&self, text: &str) -> Option<Meaning> {
        let compact = Compact::of(&without_version(text));
        let ends: Vec<usize> = compact.text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        ends.iter()
            .enumerate()
            .rev()
            .filter(|(count, end)| *count >= 3 && compact.stands_alone(0, **end))
            .find_map(|(_, end)| self.lookup(&compact.text[..*end]))
    }

    fn lookup(&self, word: &str) -> Option<Meaning> {
        if self.no_public_id.contains(word) {
            return Some(Meaning::NoPublicId(word.to_owned()));
        }
        if self.by_column.contains(word) {
            return Some(Meaning::ByColumn(word.to_owned()));
        }
        self.not_product.contains(word).then(|| Meaning::NotProduct(word.to_owned()))
    }
}

/// Without blanks and the marks around a word.
fn bare(folded: &str) -> String {
    let text: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(&text);
    inner.trim_end_matches(['\u{3002}', '.']).to_owned()
}

/// The text outside and inside of brackets.
fn brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '\u{3010}' | '\u{300c}' | '<' => depth += 1,
            ')' | ']' | '\u{3011}' | '\u{300d}' | '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => inside.push(c),
        }
    }
    (outside, inside)
}

/// Cuts numbers, version words and letters that count things off the end.
fn without_version(text: &str) -> String {
    let mut rest = text.trim_end();
    loop {
        let cut = rest.trim_end_matches(|c: char| c.is_ascii_digit() || ". -_#:/".contains(c) || c.is_whitespace());
        // "ver" of its own, not the end of "server"
        let word = ["version", "ver", "rev", "v", "no"].iter().find_map(|word| cut.strip_suffix(word));
        let cut = word.filter(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric())).unwrap_or(cut);
        if cut.len() == rest.len() {
            return cut.to_owned();
        }
        rest = cut;
    }
}
