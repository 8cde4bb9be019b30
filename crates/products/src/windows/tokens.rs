//! Words and numbers of a text.

use super::WindowsGrammar;

/// One word or number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

/// The words of a text, then those of the version column.
pub(super) struct Tokens<'a> {
    pub(super) list: Vec<Token<'a>>,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(grammar: &WindowsGrammar, text: &'a str, column: &'a str) -> Self {
        let in_text = grammar.token.find_iter(text).flat_map(|found| split(Token { text: found.as_str(), start: found.start() }));
        let in_column = grammar.token.find_iter(column).map(|found| Token { text: found.as_str(), start: text.len() });
        let skipped = ["microsoft", "ms", "tm", "x64", "x86"];
        Self { list: in_text.chain(in_column).filter(|token| !skipped.contains(&token.text)).collect() }
    }

    /// The word at a place, empty behind the end.
    pub(super) fn at(&self, at: usize) -> &'a str {
        self.list.get(at).map_or("", |token| token.text)
    }

    /// Whether one of the words stands anywhere.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.list.iter().any(|token| words.contains(&token.text))
    }

    /// Whether the second word follows the first one.
    pub(super) fn follows(&self, first: &str, second: &str) -> bool {
        self.list.windows(2).any(|pair| pair[0].text == first && pair[1].text == second)
    }

    /// `sp1`, also from `service pack 1`.
    pub(super) fn service_pack(&self) -> Option<String> {
        let written = self.list.iter().find(|token| token.text.starts_with("sp") && token.text.ends_with(|c: char| c.is_ascii_digit()));
        if let Some(token) = written {
            return Some(token.text.replace(' ', ""));
        }
        let at = self.list.windows(2).position(|pair| pair[0].text == "service" && pair[1].text == "pack")?;
        let number = self.list.get(at + 2)?.text;
        (number.len() == 1).then(|| format!("sp{number}"))
    }
}

/// `windowsxp` is two words.
fn split(token: Token<'_>) -> impl Iterator<Item = Token<'_>> {
    let rest = ["windows", "win"].into_iter().find_map(|word| {
        let rest = token.text.strip_prefix(word)?;
        matches!(rest, "xp" | "vista" | "nt" | "me" | "embedded" | "server" | "sv" | "ce" | "storage").then_some(rest)
    });
    match rest {
        Some(rest) => {
            let at = token.text.len() - rest.len();
            vec![Token { text: &token.text[..at], ..token }, Token { text: rest, start: token.start + at }]
        }
        None => vec![token],
    }
    .into_iter()
}
