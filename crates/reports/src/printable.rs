//! Which characters of a user's text can be printed, and what happens to the others.
//!
//! The PDF standards refuse a document with a missing glyph, so one rare character in a remark would stop the printing of a whole
//! form. Characters outside the embedded fonts become 〓 (the printers' sign for a missing type) and are reported. Full
//! normalisation is deliberately not done: it would turn 神 of a name into another 神 and ⑥ into 6.

use std::collections::BTreeMap;

use serde_json::Value;
use typst::text::Font;
use unicode_normalization::char::{compose, is_combining_mark};

/// A character that could not be printed as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprintable {
    /// The character. Printed as 〓; a variation selector is left out and the standard form of its character is printed.
    pub character: char,
    /// The first text it was found in.
    pub text: String,
}

/// The printers' sign for a missing type.
const GETA: char = '\u{3013}';

/// The characters of the embedded fonts.
pub(crate) struct Repertoire<'a> {
    fonts: &'a [Font],
    missing: BTreeMap<char, String>,
}

impl<'a> Repertoire<'a> {
    pub(crate) fn new(fonts: &'a [Font]) -> Self {
        Self { fonts, missing: BTreeMap::new() }
    }

    /// The same data with every text printable.
    pub(crate) fn printable(&mut self, data: Value) -> Value {
        match data {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => Value::Array(items.into_iter().map(|v| self.printable(v)).collect()),
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(k, v)| (k, self.printable(v)));
                Value::Object(fields.collect())
            }
            other => other,
        }
    }

    /// What was replaced or left out so far, in the order of the characters.
    pub(crate) fn missing(self) -> Vec<Unprintable> {
        let missing = self.missing.into_iter();
        missing.map(|(character, text)| Unprintable { character, text }).collect()
    }

    fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '\r' if rest.peek() == Some(&'\n') => {}
                '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => out.push('\n'),
                '\t' => out.push(' '),
                c if is_selector(c) => self.report(c, text),
                c if c.is_control() || is_invisible(c) => {}
                c if is_combining_mark(c) => self.mark(c, text, &mut out),
                c if c.is_whitespace() || self.covers(c) => out.push(c),
                c => {
                    self.report(c, text);
                    out.push(GETA);
                }
            }
        }
        out
    }

    /// Adds a mark to the letter before it: file names from some systems write か and the mark of が apart.
    fn mark(&mut self, mark: char, text: &str, out: &mut String) {
        let composed = out.chars().next_back().and_then(|base| compose(base, mark));
        match composed.filter(|c| self.covers(*c)) {
            Some(c) => {
                out.pop();
                out.push(c);
            }
            None if self.covers(mark) => out.push(mark),
            None => {
                self.report(mark, text);
                out.push(GETA);
            }
        }
    }

    fn covers(&self, c: char) -> bool {
        let c = u32::from(c);
        self.fonts.iter().any(|font| font.info().coverage.contains(c))
    }

    fn report(&mut self, c: char, text: &str) {
        self.missing.entry(c).or_insert_with(|| text.to_owned());
    }
}

/// Variation selectors: they pick one of several forms of the character before them.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Characters without a shape: joiners, direction marks, soft hyphen, byte order mark, tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Engine;

    fn printed(text: &str) -> (String, Vec<char>) {
        let engine = Engine::new().unwrap();
        let mut repertoire = Repertoire::new(engine.fonts());
        let out = repertoire.text(text);
        let missing = repertoire.missing();
        (out, missing.into_iter().map(|m| m.character).collect())
    }

    #[test]
    fn names_of_real_people_stay_as_they_are() {
        // U+FA19 and U+FA1A would become other characters under NFC
        let names = "髙橋 﨑山 渡邉 \u{fa19}谷 \u{fa1a}子 濵田 栁 德瀨 𠮷田 ①⑭ ㈱ ☎ ㋿ ✓ カﾞ";
        assert_eq!(printed(names), (names.to_owned(), vec![]));
    }

    #[test]
    fn a_character_outside_the_fonts_becomes_a_geta_and_is_reported_once() {
        assert_eq!(printed("完了😀😀𓀀"), ("完了〓〓〓".to_owned(), vec!['𓀀', '😀']));
    }

    #[test]
    fn marks_written_apart_are_joined() {
        assert_eq!(printed("カ\u{3099}ハ\u{309a}う\u{3099}").0, "ガパゔ");
        assert_eq!(printed("e\u{301}").0, "é");
    }

    #[test]
    fn a_variation_selector_is_dropped_and_reported() {
        assert_eq!(printed("葛\u{e0100}城").0, "葛城");
        assert_eq!(printed("葛\u{e0100}城").1, vec!['\u{e0100}']);
    }

    #[test]
    fn control_and_direction_characters_are_dropped_and_line_ends_are_one() {
        assert_eq!(printed("a\r\nb\rc\u{2028}d\u{202e}e\u{0}f\u{7f}\tg").0, "a\nb\nc\nde f g".replace("e f", "ef"));
    }

    #[test]
    fn nested_data_is_reached_and_numbers_stay() {
        let engine = Engine::new().unwrap();
        let mut repertoire = Repertoire::new(engine.fonts());
        let data = serde_json::json!({"a": ["\u{1f600}", 1, null], "b": {"c": "x"}});
        let out = repertoire.printable(data);
        assert_eq!(out, serde_json::json!({"a": ["〓", 1, null], "b": {"c": "x"}}));
        assert_eq!(repertoire.missing()[0].text, "\u{1f600}");
    }
}
