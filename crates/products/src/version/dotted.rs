//! Dotted numbers: what most schemes are made of.

use std::ops::RangeInclusive;

use super::key::Key;

/// The release of a version without a pre-release word; above every pre-release.
pub(super) const RELEASE: u64 = 9;

/// One number of at most 18 digits.
pub(super) fn number(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 18 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Numbers between dots.
pub(super) fn numbers(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(number).collect()
}

/// Numbers between dots, as many as the range says.
pub(super) fn exactly(text: &str, count: RangeInclusive<usize>) -> Option<Vec<u64>> {
    numbers(text).filter(|numbers| count.contains(&numbers.len()))
}

/// Splits the leading digits and dots from the rest; a dot before a letter belongs to the rest.
pub(super) fn leading(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let base = text[..end].trim_end_matches('.');
    text.split_at(base.len())
}

/// How many numbers a text begins with, dots between them.
pub(super) fn depth(text: &str) -> usize {
    leading(text).0.split('.').filter(|part| !part.is_empty()).count()
}

/// Letters as one number: `a` = 1, `z` = 26, `aa` = 28 comes after every single letter; `None` beyond eleven letters.
pub(super) fn letters(text: &str) -> Option<u64> {
    if text.len() > 11 || !text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    Some(text.bytes().fold(0, |sum, byte| sum * 27 + u64::from(byte - b'a') + 1))
}

/// Dotted numbers, then builds after hyphens: `9.1.2.22-54048`.
pub(super) fn generic(text: &str) -> Option<Key> {
    let (base, build) = text.split_once('-').map_or((text, None), |(base, build)| (base, Some(build)));
    let tail = match build {
        Some(build) => build.split(['-', '.']).map(number).collect::<Option<Vec<_>>>()?,
        None => Vec::new(),
    };
    Some(Key::numbers(numbers(base)?, tail))
}

/// A pre-release word and its rank; the release itself is [`RELEASE`].
pub(super) fn pre_release(text: &str) -> Option<[u64; 2]> {
    if text.is_empty() {
        return Some([RELEASE, 0]);
    }
    let text = text.trim_start_matches(['-', '.', '_', ' ']);
    let words = [("alpha", 1), ("beta", 2), ("preview", 2), ("pre", 2), ("rc", 3), ("dev", 0), ("a", 1), ("b", 2)];
    words.iter().find_map(|(word, rank)| {
        let rest = text.strip_prefix(word)?.trim_start_matches(['.', '-']);
        let count = if rest.is_empty() { 0 } else { number(rest)? };
        Some([*rank, count])
    })
}

/// Dotted numbers with a pre-release word: `1.0-beta2` < `1.0`.
pub(super) fn prerelease(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    Some(Key::numbers(numbers(base)?, pre_release(rest)?.to_vec()))
}

/// Components of a number, letters and a number: `V6.0L08`, `3.15.0a`.
pub(super) fn lettered(text: &str) -> Option<Key> {
    let mut base = Vec::new();
    for component in text.split(['.', '-', '_']) {
        let (head, rest) = component.split_at(component.find(|c: char| !c.is_ascii_digit()).unwrap_or(component.len()));
        let (word, last) = rest.split_at(rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len()));
        if ["alpha", "beta", "rc", "pre", "dev"].contains(&word) {
            return None;
        }
        base.extend([number(head)?, letters(word)?, if last.is_empty() { 0 } else { number(last)? }]);
    }
    Some(Key::base(base))
}
