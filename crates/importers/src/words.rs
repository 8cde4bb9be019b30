//! Finding known words in cells: whole first, then the longest one inside, so that 未使用 is not read as 使用.
//!
//! Not here: which words there are (`vocabulary`, `layout`, `ledgers::infer`).

use std::collections::HashMap;

use crate::fold;

/// Words, each with an outcome.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub(crate) exact: HashMap<String, usize>,
    /// Words of two or more characters, longest first
    pub(crate) parts: Vec<(String, usize)>,
}

impl Words {
    pub(crate) fn new<'a>(lists: impl IntoIterator<Item = &'a [String]>) -> Self {
        let mut words = Self::default();
        for (outcome, list) in lists.into_iter().enumerate() {
            for word in list {
                let folded = fold::word(word);
                words.exact.entry(folded.clone()).or_insert(outcome);
                if folded.chars().count() > 1 {
                    words.parts.push((folded, outcome));
                }
            }
        }
        words.parts.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        words
    }

    /// The outcome of a text that is such a word, whole.
    pub(crate) fn whole(&self, folded: &str) -> Option<usize> {
        self.exact.get(folded).copied()
    }

    /// The outcome of the longest word in a text; `None` when two of the same length disagree.
    pub(crate) fn inside(&self, folded: &str) -> Option<usize> {
        let mut found: Option<(usize, usize)> = None;
        for (word, outcome) in &self.parts {
            let length = word.chars().count();
            match found {
                Some((longest, _)) if length < longest => break,
                Some((_, first)) if stands_in(word, folded) && first != *outcome => return None,
                None if stands_in(word, folded) => found = Some((length, *outcome)),
                _ => {}
            }
        }
        found.map(|(_, outcome)| outcome)
    }

    /// The outcome of a cell: whole, without what stands in brackets, its first word, and then what stands inside.
    pub(crate) fn outcome(&self, text: &str) -> Option<usize> {
        let folded = fold::word(text);
        let bare = without_brackets(&folded);
        let first = || text.split_whitespace().next().map(fold::word).unwrap_or_default();
        self.whole(&folded)
            .or_else(|| self.whole(&bare))
            .or_else(|| self.whole(&first()))
            .or_else(|| self.inside(&bare))
            .or_else(|| self.inside(&folded))
    }
}

/// Whether a word stands in a text; one of ASCII letters only between other characters (on is not in phone).
pub(crate) fn stands_in(word: &str, text: &str) -> bool {
    if !word.is_ascii() || !text.contains(word) {
        return text.contains(word);
    }
    text.match_indices(word).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !(letter(text[..at].chars().next_back()) || letter(text[at + word.len()..].chars().next()))
    })
}

/// The text without brackets and what stands in them.
pub(crate) fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' | '\u{3010}' => depth += 1,
                ')' | ']' | '\u{3011}' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// What stands in the first pair of brackets.
pub(crate) fn in_brackets(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('(')?;
    Some(rest.split_once(')').map_or(rest, |(inside, _)| inside).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_words_stand_alone() {
        assert!(stands_in("on", "status:on"));
        assert!(!stands_in("on", "phone"));
        assert!(stands_in("サーバ", "PACSサーバ"));
    }

    #[test]
    fn words_of_one_length_that_disagree_decide_nothing() {
        let words = Words::new([&["開始".to_owned()][..], &["停止".to_owned()]]);
        assert_eq!((words.inside("開始停止"), words.inside("停止中"), words.outcome("停止（7月）")), (None, Some(1), Some(1)));
    }
}
