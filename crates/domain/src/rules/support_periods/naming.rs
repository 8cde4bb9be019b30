//! Reading the name of an operating system as ledgers write it: words and numbers, then products and what follows them.
//!
//! All words are data (`data/support-periods.toml`). Deliberately not here: dates.

use super::{Product, ServerWord, TABLE, names_any};
use crate::names::fold;

/// The products that the text names, each with its version and the words after it.
pub(super) fn products(tokens: &[String]) -> Vec<(&'static str, &[String])> {
    let words = &TABLE.words;
    let mut found: Vec<(&str, &[String])> = Vec::new();
    for at in 0..tokens.len() {
        let standalone = |product: &&Product| product.standalone.iter().any(|name| tokens[at..].starts_with(name));
        if let Some(product) = TABLE.products.iter().find(standalone) {
            found.push((&product.id, &tokens[at..]));
        }
        let short = at == 0 && words.windows_short.contains(&tokens[at]);
        let short_server = words.windows_server_short.contains(&tokens[at]);
        if !short && !short_server && !words.windows.contains(&tokens[at]) {
            continue;
        }
        let skip = |from: usize, words: &[String]| from + tokens[from..].iter().take_while(|token| words.contains(token)).count();
        let after = skip(at + 1, &words.filler);
        let after_server = skip(after, &words.server);
        let server = short_server || after_server > after;
        let start = skip(after_server, &words.filler);
        let Some((product, length)) = product_at(&tokens[start..], server) else { continue };
        let rest = &tokens[start + length..];
        if product.versions.iter().all(|version| !names_any(version, &words.own_life_cycle)) && names_any(rest, &words.own_life_cycle) {
            continue;
        }
        // R2 may stand at the end: 「Windows Server 2012 Standard R2」
        found.push((second_release(product, rest).unwrap_or(&product.id), &tokens[start..]));
    }
    found
}

/// The product whose version stands at the beginning; the longest version wins.
fn product_at(tokens: &[String], server: bool) -> Option<(&'static Product, usize)> {
    let fits = |product: &&Product| match product.server {
        ServerWord::Never => !server,
        ServerWord::Maybe => true,
        ServerWord::Always => server,
    };
    TABLE
        .products
        .iter()
        .filter(fits)
        .flat_map(|product| product.versions.iter().map(move |version| (product, version)))
        .filter(|(_, version)| tokens.starts_with(version))
        .map(|(product, version)| (product, version.len()))
        .max_by_key(|(_, length)| *length)
}

/// The R2 of a product, when the words after its name say so.
fn second_release(product: &Product, rest: &[String]) -> Option<&'static str> {
    let id = rest.iter().any(|token| token == "r2").then(|| format!("{}-r2", product.id))?;
    TABLE.products.iter().find(|known| known.id == id).map(|known| known.id.as_str())
}

/// Where one sort of character meets another, a name is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Digits and the point between them
    Number,
    Latin,
    /// Kana and kanji
    Other,
    /// Everything between words
    Mark,
}

impl Sort {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' | '.' => Self::Number,
            'a'..='z' => Self::Latin,
            _ if c.is_alphanumeric() => Self::Other,
            _ => Self::Mark,
        }
    }
}

/// The text cut into words and numbers: "ＷｉｎＳＶ２０１２Ｒ２" → win, sv, 2012, r2; "Windows 10 Pro 22H2" → windows, 10, pro, 22h2.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut cut: Vec<String> = Vec::new();
    // folding drops spaces, which matter here: "Windows 10 1809"
    for word in text.split_whitespace().map(fold) {
        let mut previous = Sort::Mark;
        for c in word.chars() {
            let sort = Sort::of(c);
            match cut.last_mut() {
                _ if sort == Sort::Mark => {}
                Some(last) if sort == previous => last.push(c),
                _ => cut.push(c.to_string()),
            }
            previous = sort;
        }
    }
    let words = cut.iter().map(|token| token.trim_matches('.')).filter(|token| !token.is_empty()).flat_map(split_windows);
    let mut joined: Vec<String> = Vec::new();
    for token in words {
        let number = token.bytes().all(|b| b.is_ascii_digit());
        match joined.as_slice() {
            // 22 h 2 → 22h2
            [.., year, half] if number && half == "h" && year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit()) => {
                let release = format!("{year}h{token}");
                joined.truncate(joined.len() - 2);
                joined.push(release);
            }
            // r 2 → r2, sp 1 → sp1
            [.., mark] if number && token.len() == 1 && (mark == "r" || mark == "sp") => {
                let mark = format!("{mark}{token}");
                joined.truncate(joined.len() - 1);
                joined.push(mark);
            }
            _ => joined.push(token.to_owned()),
        }
    }
    joined
}

/// "winsv" → win, sv; "windowsxp" → windows, xp. The longest name of Windows is cut off.
fn split_windows(token: &str) -> Vec<&str> {
    let name = TABLE.words.windows.iter().filter(|name| token.starts_with(name.as_str())).max_by_key(|name| name.len());
    match name.map(|name| token.split_at(name.len())) {
        Some((name, rest)) if !rest.is_empty() => vec![name, rest],
        _ => vec![token],
    }
}
