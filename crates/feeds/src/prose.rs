//! Ranges of versions in words: the free text of CNA records and advisories in English, of JVN iPedia in Japanese.
//!
//! What is not understood stays prose and is never more than a potential finding. The words are data: `data/words.toml`.
//! Reference for Japanese: 以前, 以下, まで include the bound; より前, 未満 exclude it.

use std::sync::OnceLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::record::{Range, Versions};

#[derive(Deserialize)]
struct Words {
    english: English,
    japanese: Japanese,
}

#[derive(Deserialize)]
struct English {
    below: Vec<String>,
    up_to: Vec<String>,
    and_below: Vec<String>,
    and_above: Vec<String>,
    all_of: Vec<String>,
    all: Vec<String>,
    announce: Vec<String>,
    release: Vec<String>,
}

#[derive(Deserialize)]
struct Japanese {
    up_to: Vec<String>,
    below: Vec<String>,
    from: Vec<String>,
    announce: Vec<String>,
    all: Vec<String>,
    several: Vec<String>,
    between: Vec<String>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "a part of the program; every test of this module reads it")]
    WORDS.get_or_init(|| toml::from_str(include_str!("../data/words.toml")).expect("data/words.toml"))
}

/// Longer text than this is no version range.
const LONGEST: usize = 4000;

/// A word that can be a version: it holds a digit, begins with one or with a few letters, and has no blank.
fn version(word: &str) -> Option<String> {
    let word = word.trim().trim_matches(['"', '\'', ';', ',']).trim();
    let word = word.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(word);
    let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
    let fits = !word.is_empty()
        && word.len() <= 60
        && word.is_ascii()
        && !word.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '=' | '|' | '*'))
        && letters <= 3
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && !word.to_ascii_lowercase().ends_with(".x");
    fits.then(|| word.to_owned())
}

/// A version of several words: `3.2.0 p1`, `5.37 Patch 1`, `2022 SU6`.
fn release(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let first = words.next().and_then(version).filter(|first| first.starts_with(|c: char| c.is_ascii_digit()))?;
    let follows = |word: &str| {
        let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        letters == word.len() && words_of_releases(word)
            || letters <= 5 && letters < word.len() && word.len() <= 12 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let rest: Vec<&str> = words.collect();
    (rest.len() <= 2 && rest.iter().all(|word| follows(word))).then(|| [&[first.as_str()], &rest[..]].concat().join(" "))
}

fn words_of_releases(word: &str) -> bool {
    words().english.release.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The last word of a text, when it is a version: the name of the product may stand before it.
fn last_word(text: &str) -> Option<String> {
    let word = text.trim().rsplit(char::is_whitespace).next()?;
    version(announced_word(word))
}

/// `Ver.2.0` → `2.0`.
fn announced_word(word: &str) -> &str {
    words()
        .english
        .announce
        .iter()
        .find_map(|front| word.strip_prefix(front.as_str()))
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        .unwrap_or(word)
}

fn within(from: Option<String>, from_excluded: bool, to: Option<String>, to_included: bool) -> Versions {
    Versions::Within(Range { from, from_excluded, to, to_included })
}

/// The versions that an English text names. `product` is taken off its front. Nothing is dropped: what is not understood is prose.
pub(crate) fn english(text: &str, product: &str) -> Vec<Versions> {
    let text = text.trim();
    if text.len() > LONGEST {
        return vec![Versions::Prose(text.chars().take(200).collect())];
    }
    // `FortiOS/>=7.4.0|<=7.4.4`: the product stands before the slash
    let plain = text.split_once('/').filter(|(front, _)| !front.contains("vers:") && !front.bytes().any(|b| b == b'<')).map_or(
        text,
        |(front, back)| {
            if front.eq_ignore_ascii_case(product) { back } else { text }
        },
    );
    let plain = without_product(plain.trim(), product).to_lowercase();
    let plain = plain.trim();
    if plain.is_empty() {
        return vec![Versions::Any];
    }
    let w = &words().english;
    if w.all.iter().any(|all| all == plain) {
        return vec![Versions::Any];
    }
    compared(plain)
        .or_else(|| phrase(plain, w))
        .or_else(|| listed(plain, product))
        .unwrap_or_else(|| vec![Versions::Prose(text.to_owned())])
}

fn without_product<'t>(text: &'t str, product: &str) -> &'t str {
    let mut rest = text;
    for word in product.split_whitespace().flat_map(|word| [product, word]) {
        if let Some(shorter) = rest.get(..word.len()).filter(|front| front.eq_ignore_ascii_case(word)).map(|_| &rest[word.len()..])
            && !shorter.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            rest = shorter.trim_start_matches([' ', '-', ':']);
        }
    }
    rest
}

/// `>= 1.0 | < 2.0`, `<=7.6.1`, `>1,<=2`.
fn compared(text: &str) -> Option<Vec<Versions>> {
    if !text.starts_with(['<', '>', '=']) {
        return None;
    }
    let mut all = Vec::new();
    let mut range = Range::default();
    let mut bounded = (false, false);
    for piece in text.split(['|', ',']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let at = piece.find(|c: char| !matches!(c, '<' | '>' | '=')).unwrap_or(piece.len());
        let bound = version(announced(piece[at..].trim(), &words().english))?;
        let low = piece.starts_with('>');
        let high = piece.starts_with('<');
        if (low && bounded.0) || (high && bounded.1) {
            all.push(Versions::Within(std::mem::take(&mut range)));
            bounded = (false, false);
        }
        match &piece[..at] {
            ">=" => (range.from, range.from_excluded, bounded.0) = (Some(bound), false, true),
            ">" => (range.from, range.from_excluded, bounded.0) = (Some(bound), true, true),
            "<=" => (range.to, range.to_included, bounded.1) = (Some(bound), true, true),
            "<" => (range.to, range.to_included, bounded.1) = (Some(bound), false, true),
            "=" | "==" => all.push(Versions::Exactly(bound)),
            _ => return None,
        }
    }
    if bounded.0 || bounded.1 {
        all.push(Versions::Within(range));
    }
    (!all.is_empty()).then_some(all)
}

fn announced<'t>(text: &'t str, w: &English) -> &'t str {
    let mut rest = text;
    while let Some(shorter) =
        w.announce.iter().find_map(|word| rest.strip_prefix(word.as_str())).filter(|rest| rest.starts_with([' ', '.']))
    {
        rest = shorter.trim_start_matches([' ', '.']);
    }
    rest
}

/// `7.2 all versions`, `1.2 and earlier`, `before 3`, `6.7.0 through 6.7.6`.
fn phrase(text: &str, w: &English) -> Option<Vec<Versions>> {
    let text = announced(text, w);
    if let Some(line) = w.all_of.iter().find_map(|words| text.strip_suffix(words.as_str())) {
        return version(line).map(|line| vec![Versions::Line(line)]);
    }
    if let Some(line) =
        text.strip_suffix(".x").or_else(|| text.strip_suffix(".*")).filter(|line| line.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    {
        return version(line).map(|line| vec![Versions::Line(line)]);
    }
    if let Some(bound) = w.and_below.iter().find_map(|words| text.strip_suffix(words.as_str())) {
        return release(bound).or_else(|| last_word(bound)).map(|bound| vec![within(None, false, Some(bound), true)]);
    }
    if let Some(bound) = w.and_above.iter().find_map(|words| text.strip_suffix(words.as_str())) {
        return release(bound).or_else(|| last_word(bound)).map(|bound| vec![within(Some(bound), false, None, false)]);
    }
    if let Some(bound) = w.below.iter().find_map(|words| text.strip_prefix(words.as_str())) {
        return release(announced(bound.trim(), w)).map(|bound| vec![within(None, false, Some(bound), false)]);
    }
    for word in &w.up_to {
        if let Some((from, to)) = text.split_once(&format!(" {word} ")) {
            let (from, to) = (release(from)?, release(announced(to.trim(), w))?);
            return Some(vec![within(Some(from), false, Some(to), true)]);
        }
        if let Some(to) = text.strip_prefix(&format!("{word} ")) {
            return release(announced(to.trim(), w)).map(|to| vec![within(None, false, Some(to), true)]);
        }
    }
    None
}

/// `6.4.3, 6.4.2, 6.4.1`, `A10 | A11`, one version.
fn listed(text: &str, product: &str) -> Option<Vec<Versions>> {
    text.split([',', '|'])
        .flat_map(|piece| piece.split(" and "))
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let piece = announced(without_product(piece, product), &words().english);
            compared(piece)
                .and_then(|mut all| if all.len() == 1 { all.pop() } else { None })
                .or_else(|| release(piece).or_else(|| version(piece)).map(Versions::Exactly))
                .or_else(|| {
                    // 3.4.0 to 3.4.6 and 3.5.0
                    phrase(piece, &words().english).and_then(|mut all| all.pop())
                })
        })
        .collect()
}

/// The versions that a phrase of JVN names.
pub(crate) fn japanese(text: &str) -> Vec<Versions> {
    let plain: String = text.nfkc().collect::<String>().trim().to_lowercase();
    let w = &words().japanese;
    if plain.len() > LONGEST {
        return vec![Versions::Prose(text.chars().take(200).collect())];
    }
    if plain.is_empty() || w.all.iter().any(|all| plain.ends_with(&normal(all))) {
        return vec![Versions::Any];
    }
    if w.several.iter().any(|several| plain.contains(&normal(several))) {
        return vec![Versions::Prose(text.to_owned())];
    }
    let mut pieces = vec![plain.clone()];
    for between in &w.between {
        pieces = pieces.iter().flat_map(|piece| piece.split(&normal(between)).map(str::to_owned).collect::<Vec<_>>()).collect();
    }
    let understood: Option<Vec<Versions>> =
        pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()).map(|piece| japanese_phrase(piece, w)).collect();
    understood.filter(|all| !all.is_empty()).unwrap_or_else(|| vec![Versions::Prose(text.to_owned())])
}

fn normal(word: &str) -> String {
    word.nfkc().collect::<String>().to_lowercase()
}

/// `[name] A から B より前のバージョン`.
fn japanese_phrase(piece: &str, w: &Japanese) -> Option<Versions> {
    let mut rest = piece.trim().to_owned();
    loop {
        let shorter = w.announce.iter().find_map(|word| rest.strip_suffix(&normal(word)).map(|rest| rest.trim_end().to_owned()));
        match shorter {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    let ends_with =
        |text: &str, words: &[String]| words.iter().find_map(|word| text.strip_suffix(&normal(word)).map(|rest| rest.trim().to_owned()));
    let (body, to_included, bounded) = match (ends_with(&rest, &w.below), ends_with(&rest, &w.up_to)) {
        (Some(body), _) => (body, false, true),
        (None, Some(body)) => (body, true, true),
        (None, None) => (rest, false, false),
    };
    let lower = w
        .from
        .iter()
        .map(|word| normal(word))
        .find_map(|word| body.split_once(&word).map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned())));
    match lower {
        Some((from, to)) if bounded => Some(within(Some(last_version(&from)?), false, Some(last_version(&to)?), to_included)),
        Some((from, to)) if to.is_empty() => Some(within(Some(last_version(&from)?), false, None, false)),
        // 1.0 ～ 2.0 without another word
        Some((from, to)) => Some(within(Some(last_version(&from)?), false, Some(last_version(&to)?), true)),
        None if bounded => Some(within(None, false, Some(last_version(&body)?), to_included)),
        None => last_version(&body).map(Versions::Exactly),
    }
}

/// The last word, when it is a version; the name of the product may stand before it. An announcing word may stand between.
fn last_version(text: &str) -> Option<String> {
    let w = &words().japanese;
    let mut text = text.trim().to_owned();
    loop {
        let shorter = w.announce.iter().find_map(|word| text.strip_suffix(&normal(word)).map(|rest| rest.trim().to_owned()));
        match shorter {
            Some(shorter) => text = shorter,
            None => break,
        }
    }
    let word = text.rsplit(char::is_whitespace).next()?;
    let word = w.announce.iter().find_map(|announce| word.strip_prefix(&normal(announce))).unwrap_or(word);
    version(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(all: &[Versions]) -> String {
        let one = |versions: &Versions| match versions {
            Versions::Any => "*".into(),
            Versions::NotApplicable => "-".into(),
            Versions::Exactly(v) => format!("={v}"),
            Versions::Line(v) => format!("{v}.*"),
            Versions::OneOf(all) => format!("={}", all.join("|")),
            Versions::Prose(_) => "?".into(),
            Versions::Within(r) => format!(
                "{}{}..{}{}",
                if r.from_excluded { "(" } else { "[" },
                r.from.as_deref().unwrap_or(""),
                r.to.as_deref().unwrap_or(""),
                if r.to_included { "]" } else { ")" }
            ),
        };
        all.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn japanese_ranges_include_and_exclude_their_bounds_as_the_words_say() {
        for (text, range) in [
            ("7.3.7 より前のバージョン", "[..7.3.7)"),
            ("1.5.62 未満", "[..1.5.62)"),
            ("2.13.0 から 2.15.0 より前のバージョン", "[2.13.0..2.15.0)"),
            ("core 2.0-beta9 から 2.12.1 より前のバージョン", "[2.0-beta9..2.12.1)"),
            ("(複数の製品)", "?"),
            ("", "*"),
            ("Rev.14.01.38 以前", "[..rev.14.01.38]"),
            ("ファームウェア Ver.2.20 以前", "[..2.20]"),
            ("１．０．０ から １．２．３ まで", "[1.0.0..1.2.3]"),
            ("バージョン 5.1 以下", "[..5.1]"),
            ("4.0 以上 4.3 未満", "[4.0..4.3)"),
            ("3.0 以降", "[3.0..)"),
            ("3.1.2 および 3.1.3", "=3.1.2 =3.1.3"),
            ("1.2、1.3 より前のバージョン", "=1.2 [..1.3)"),
            ("R8.0.3", "=r8.0.3"),
            ("最新版を除く", "?"),
        ] {
            assert_eq!(show(&japanese(text)), range, "{text}");
        }
    }

    #[test]
    fn english_ranges_are_read_as_cna_and_advisories_write_them() {
        for (text, product, range) in [
            ("FortiOS/>=7.4.0|<=7.4.4", "FortiOS", "[7.4.0..7.4.4]"),
            ("FortiManager/ 7.2 all versions", "FortiManager", "7.2.*"),
            ("FortiOS/7.6.0", "FortiOS", "=7.6.0"),
            ("FortiOS 7.0.6 and above", "FortiOS", "[7.0.6..)"),
            ("FortiOS 6.4.3, 6.4.2, 6.4.1", "Fortinet FortiOS", "=6.4.3 =6.4.2 =6.4.1"),
            ("<= 2.0.14.0", "PerformA", "[..2.0.14.0]"),
            ("< 7.2.5.7", "Nexus", "[..7.2.5.7)"),
            (">= 1.0.0 | <= 1.1.1", "x", "[1.0.0..1.1.1]"),
            ("6.7.0 through 6.7.6", "x", "[6.7.0..6.7.6]"),
            ("version 6.5.0 through 6.5.1", "x", "[6.5.0..6.5.1]"),
            ("prior to 3.4", "x", "[..3.4)"),
            ("1.2.3 and earlier", "x", "[..1.2.3]"),
            ("5.x", "x", "5.*"),
            ("12.6(2)_ES4", "x", "=12.6(2)_es4"),
            ("A10 | A11", "x", "=a10 =a11"),
            ("3.2.0 p1", "x", "=3.2.0 p1"),
            ("17.3.1x", "x", "=17.3.1x"),
            ("version 4.16 through 5.37 Patch 1", "x", "[4.16..5.37 patch 1]"),
            ("JH-RV11 Ver.B0.1.9.1 and earlier", "y", "[..b0.1.9.1]"),
            ("versions 3.4.0 to 3.4.6 and 3.5.0", "x", "[3.4.0..3.4.6] =3.5.0"),
            ("see the information provided by the vendor", "x", "?"),
            ("vers:all/*", "x", "*"),
            ("< august 28", "x", "?"),
            ("<= 12.2.x.x", "x", "?"),
            ("* running on old, unsupported operating systems", "x", "?"),
        ] {
            assert_eq!(show(&english(text, product)), range, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_never_becomes_nothing(text in ".{0,60}", product in ".{0,10}") {
            proptest::prop_assert!(!english(&text, &product).is_empty());
            proptest::prop_assert!(!japanese(&text).is_empty());
        }
    }
}
