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
        let in_text = grammar.token.find_iter(text).flat_map(|found| split(grammar, Token { text: found.as_str(), start: found.start() }));
        let in_column = grammar.token.find_iter(column).flat_map(|found| split(grammar, Token { text: found.as_str(), start: text.len() }));
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

/// Cuts a word that consists of known words: `windowsxp`, `iotenterpriseltsc`.
fn split<'a>(grammar: &WindowsGrammar, token: Token<'a>) -> Vec<Token<'a>> {
    let mut parts = Vec::new();
    let mut at = 0;
    if grammar.vocabulary.contains(token.text) || !token.text.starts_with(|c: char| c.is_ascii_lowercase()) {
        return vec![token];
    }
    while at < token.text.len() {
        let rest = &token.text[at..];
        let known = (2..=rest.len()).rev().filter(|end| rest.is_char_boundary(*end)).find(|end| grammar.vocabulary.contains(&rest[..*end]));
        let Some(end) = known else { return vec![token] };
        parts.push(Token { text: &rest[..end], start: token.start + at });
        at += end;
    }
    parts
}
