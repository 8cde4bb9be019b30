//! When two spellings name the same person, company or machine.
//!
//! Folding never decides that two different names are one: it only removes what Japanese ledgers vary without meaning
//! (width, spaces, variant kanji such as 髙/高, legal forms such as ㈱). Similarity scores are deliberately not here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

#[derive(Deserialize)]
struct Words {
    names: NameWords,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct NameWords {
    legal_forms: Vec<String>,
    variants: Vec<String>,
}

struct Tables {
    legal_forms: Vec<String>,
    variants: BTreeMap<char, char>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let empty = Words { names: NameWords { legal_forms: Vec::new(), variants: Vec::new() } };
    let words: Words = toml::from_str(include_str!("../data/words.toml")).unwrap_or(empty);
    let mut variants = BTreeMap::new();
    for line in &words.names.variants {
        let mut characters = line.chars();
        if let Some(first) = characters.next() {
            variants.extend(characters.map(|c| (c, first)));
        }
    }
    let mut legal_forms: Vec<String> = words.names.legal_forms.iter().map(|form| form.nfkc().collect()).collect();
    legal_forms.sort_by_key(|form| std::cmp::Reverse(form.chars().count()));
    Tables { legal_forms, variants }
});

/// Text as it is compared: NFKC, lower case, without spaces, variant kanji folded to one form.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // most keys are: nothing to normalise
        return text.chars().filter(|c| !c.is_ascii_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    }
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes { without_variants(text.chars()) } else { without_variants(text.nfkc()) }
}

/// Normalised characters in lower case, without spaces, variant kanji folded to one form.
fn without_variants(characters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    for c in characters.filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}')) {
        match c {
            // kana and everything else above has no case
            '\u{3000}'..='\u{33ff}' => folded.push(c),
            '\u{3400}'.. => folded.push(TABLES.variants.get(&c).copied().unwrap_or(c)),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// A company's name as it is compared: [`fold`] without its legal form (株式会社, ㈱ …).
pub fn fold_company(text: &str) -> String {
    let mut name = fold(text);
    for form in TABLES.legal_forms.iter().filter(|_| !text.is_ascii()) {
        if name.contains(form.as_str()) {
            name = name.replace(form.as_str(), "");
        }
    }
    if name.is_empty() { fold(text) } else { name }
}

/// Whether two spellings name the same company: equal after [`fold_company`], and not empty.
pub fn same_company(a: &str, b: &str) -> bool {
    let (a, b) = (fold_company(a), fold_company(b));
    !a.is_empty() && a == b
}

/// Whether two spellings name the same person, system or machine: equal after [`fold`], and not empty.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    !a.is_empty() && a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variant_kanji_and_width_do_not_tell_people_apart() {
        assert!(same("髙橋　一郎", "高橋 一郎"));
        assert!(same("渡邉　健", "渡辺健"));
        assert!(same("ﾜﾀﾅﾍﾞ ｹﾝ", "ワタナベケン"));
        assert!(!same("田中 美咲", "田中 美紀"));
        assert!(!same("", ""));
    }

    #[test]
    fn legal_forms_do_not_tell_companies_apart() {
        assert!(same_company("㈱みほんシステム", "株式会社 みほんシステム"));
        assert!(same_company("みほんシステム（株）", "みほんシステム"));
        assert!(!same_company("みほん医療機器", "みほんシステム"));
    }
}
