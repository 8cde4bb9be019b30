//! Text as grammars read it: one spelling of what ledgers write in many.
//!
//! NFKC, lower case, one hyphen, no invisible characters, katakana names in Latin letters (`data/spelling.toml`), a blank between Latin
//! and Japanese. The value that was written is kept by the caller.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::UnicodeNormalization;

use crate::tables::TableError;

/// NFKC, lower case, one kind of hyphen, blanks squeezed, invisible characters gone.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // NFKC would make letters of the marks behind a name
    let text = text.chars().filter(|c| !matches!(c, '\u{2122}' | '\u{ae}' | '\u{a9}' | '\u{2120}'));
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0e}' | '\u{fe0f}' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2043}' | '\u{fe58}' => out.push('-'),
            // the long mark where no kana is in front of it was typed as a dash
            '\u{30fc}' if !out.chars().next_back().is_some_and(is_kana) => out.push('-'),
            c if c.is_whitespace() || c.is_control() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Hiragana, katakana and the long mark.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}')
}

/// Letters, digits, everything else: where the class changes, a name may begin or end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Other,
}

fn class(c: char) -> Class {
    if c.is_ascii_alphabetic() {
        Class::Letter
    } else if c.is_ascii_digit() {
        Class::Digit
    } else {
        Class::Other
    }
}

/// The Latin spelling of Japanese names.
#[derive(Debug, Clone)]
pub(crate) struct Spelling {
    finder: AhoCorasick,
    /// By pattern: what to write, and whether katakana may touch it
    words: Vec<(String, bool)>,
}

/// The shape of `data/spelling.toml`.
#[derive(serde::Deserialize)]
struct SpellingTable {
    free: BTreeMap<String, Vec<String>>,
    word: BTreeMap<String, Vec<String>>,
}

impl Spelling {
    /// Reads the table.
    pub(crate) fn of(table: &str) -> Result<Self, TableError> {
        let table: SpellingTable = toml::from_str(table)?;
        let rows = table.free.into_iter().map(|row| (row, true)).chain(table.word.into_iter().map(|row| (row, false)));
        let (mut patterns, mut words) = (Vec::new(), Vec::new());
        for ((latin, spellings), free) in rows {
            for spelling in spellings {
                patterns.push(fold(&spelling));
                words.push((latin.clone(), free));
            }
        }
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns)?;
        Ok(Self { finder, words })
    }

    /// Folds a text and writes its names in Latin letters.
    pub(crate) fn apply(&self, text: &str) -> String {
        let folded = fold(text);
        if folded.is_ascii() {
            return folded;
        }
        let mut out = String::with_capacity(folded.len() + 8);
        let mut from = 0;
        for found in self.finder.find_iter(&folded) {
            let (latin, free) = &self.words[found.pattern().as_usize()];
            let touched = folded[..found.start()].chars().next_back().is_some_and(is_katakana)
                || folded[found.end()..].chars().next().is_some_and(is_katakana);
            if *free || !touched {
                out.push_str(&folded[from..found.start()]);
                out.push(' ');
                out.push_str(latin);
                out.push(' ');
                from = found.end();
            }
        }
        out.push_str(&folded[from..]);
        spaced(&out)
    }
}

/// Puts a blank between Latin and Japanese, and squeezes blanks.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut last = ' ';
    for c in text.chars() {
        let borders =
            last != ' ' && c != ' ' && (last.is_ascii_alphanumeric() && is_japanese(c) || is_japanese(last) && c.is_ascii_alphanumeric());
        if borders || (c == ' ' && last != ' ') {
            out.push(' ');
        }
        if c != ' ' {
            out.push(c);
        }
        last = c;
    }
    out.truncate(out.trim_end().len());
    out
}

fn is_japanese(c: char) -> bool {
    is_kana(c) || matches!(c, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{25ef}' | '\u{25cb}')
}

/// A text without anything but letters, digits and the dots between digits, and where names may begin and end in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compact {
    /// The letters and digits
    pub(crate) text: String,
    /// By byte of `text`: where it stands in the text it was made of
    places: Vec<usize>,
    /// By byte of `text`: whether a name may begin here
    borders: Vec<bool>,
}

impl Compact {
    /// Makes the compact form of a folded text.
    pub(crate) fn of(text: &str) -> Self {
        let mut compact = Self::default();
        let mut last: Option<Class> = None;
        for (at, c) in text.char_indices() {
            let dot = c == '.'
                && last == Some(Class::Digit)
                && text[..at].ends_with(|c: char| c.is_ascii_digit())
                && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
            if !(c.is_alphanumeric() || c == '+' || dot || c == '\u{30fc}') {
                last = None;
                continue;
            }
            // a dot between digits binds them: 8 does not end in 8.1
            let now = if dot { Class::Digit } else { class(c) };
            let border = last != Some(now) || (now == Class::Other);
            compact.borders.extend((0..c.len_utf8()).map(|byte| border && byte == 0));
            compact.places.extend((0..c.len_utf8()).map(|byte| at + byte));
            compact.text.push(c);
            last = Some(now);
        }
        compact
    }

    /// Whether a name may stand at these bytes.
    pub(crate) fn stands_alone(&self, start: usize, end: usize) -> bool {
        let edge = |at: usize| at >= self.text.len() || self.borders[at];
        edge(start) && edge(end)
    }

    /// The bytes of the original text.
    pub(crate) fn span(&self, start: usize, end: usize) -> (usize, usize) {
        let from = self.places.get(start).copied().unwrap_or_default();
        let to = end.checked_sub(1).and_then(|last| self.places.get(last)).map_or(from, |last| last + 1);
        (from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        Spelling::of(include_str!("../data/spelling.toml")).unwrap()
    }

    #[test]
    fn one_spelling_of_many() {
        for (written, read) in [
            ("Ｗｉｎｄｏｗｓ　１１", "windows 11"),
            ("ｳｨﾝﾄﾞｳｽﾞ10 ﾌﾟﾛ", "windows 10 pro"),
            ("ウィンドウズサーバー2019", "windows server 2019"),
            ("プロジェクター", "プロジェクター"),
            ("Ｗｉｎ１１ｰ21H2", "win11-21h2"),
            ("L2スイッチ", "l2 スイッチ"),
            ("IX\u{200b}2215", "ix2215"),
            ("RTX1210―A", "rtx1210-a"),
            ("セントOS6.5", "centos 6.5"),
            ("Windows™ 7", "windows 7"),
        ] {
            assert_eq!(spelling().apply(written), read, "{written}");
        }
    }

    #[test]
    fn names_begin_and_end_where_the_class_changes() {
        let compact = Compact::of("ms-office 8.1pro");
        assert_eq!(compact.text, "msoffice8.1pro");
        assert!(compact.stands_alone(2, 8) && compact.stands_alone(8, 11));
        assert!(!compact.stands_alone(8, 9), "8 does not end within 8.1");
        assert!(!compact.stands_alone(3, 8));
        assert_eq!(compact.span(2, 8), (3, 9));
    }
}
