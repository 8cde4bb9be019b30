//! What a cell's lines say once the words of other cells are taken off, and as one text.

use std::collections::BTreeSet;

use super::super::text::plain;
use super::super::{Clause, Guideline};
use super::cells::furniture;

/// Lines behind a cell that are looked at for words of other cells.
const LINES: usize = 60;
/// Bytes of such words; the longest run in the table has a quarter of it.
const LONGEST: usize = 4096;

/// Words of the table that are no wording: column heads, volumes, headings of the first volume.
pub(super) struct Phrases(BTreeSet<String>);

impl Phrases {
    pub(super) fn of(guideline: &Guideline) -> Self {
        Self(furniture(guideline))
    }

    /// The lines of a cell without such words, and without what the table prints beside the clause, at their end.
    pub(super) fn wording<'a>(&self, lines: &[&'a str], clause: &Clause) -> Vec<&'a str> {
        let beside: Vec<String> = [&clause.v52, &clause.remark].into_iter().flatten().map(|text| plain(text)).collect();
        // what stands beside may begin on the line on which the wording ends
        let mut lines: Vec<&str> = lines
            .iter()
            .flat_map(|line| match line.rsplit_once(char::is_whitespace) {
                Some((before, last)) if beside.contains(&plain(last)) => [Some(before.trim_end()), Some(last)],
                _ => [Some(*line), None],
            })
            .flatten()
            .collect();
        lines.truncate(lines.len() - self.trailing(&lines, &beside));
        lines
    }

    /// How many of the last lines are such words.
    fn trailing(&self, lines: &[&str], beside: &[String]) -> usize {
        let mut tail = String::new();
        let mut best = 0;
        for (taken, line) in lines.iter().rev().take(LINES).enumerate() {
            tail.insert_str(0, &plain(line));
            if tail.len() > LONGEST {
                break;
            }
            // the first line of a cell is always wording
            if taken + 1 < lines.len() && self.made_of(&tail, beside) {
                best = taken + 1;
            }
        }
        best
    }

    /// Which lines are no such words. Words may run over lines.
    pub(super) fn unknown(&self, lines: &[&str]) -> Vec<bool> {
        let mut unknown = vec![true; lines.len()];
        for start in 0..lines.len() {
            let mut words = String::new();
            for (length, line) in lines.iter().skip(start).take(4).enumerate() {
                words.push_str(&plain(line));
                if self.made_of(&words, &[]) {
                    unknown.iter_mut().skip(start).take(length + 1).for_each(|line| *line = false);
                }
            }
        }
        unknown
    }

    /// Whether a text is nothing but such words one after the other.
    fn made_of(&self, text: &str, beside: &[String]) -> bool {
        if text.len() > LONGEST {
            return false;
        }
        let mut reached = BTreeSet::from([0]);
        while let Some(at) = reached.pop_first() {
            let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else { return true };
            let phrases = self.0.iter().chain(beside).filter(|phrase| !phrase.is_empty() && rest.starts_with(phrase.as_str()));
            reached.extend(phrases.map(|phrase| at + phrase.len()));
        }
        false
    }
}

/// Lines as one text. A line that begins with a bullet, a number or a letter in a list stays a paragraph of its own.
pub(super) fn join(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if text.is_empty() {
        } else if begins_paragraph(line) {
            text.push('\n');
        } else if ascii(text.chars().last()) && ascii(line.chars().next()) {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

fn begins_paragraph(line: &str) -> bool {
    let mut characters = line.chars();
    match characters.next() {
        Some('\u{ff0d}' | '\u{30fb}' | '\u{2212}' | '\u{2010}') => true,
        Some('(' | '\u{ff08}') => {
            let inside: String = characters.take_while(|c| !matches!(c, ')' | '\u{ff09}')).collect();
            (1..=2).contains(&inside.chars().count()) && inside.chars().all(|c| c.is_ascii_alphanumeric())
        }
        Some('a'..='z') => matches!(characters.next(), Some(' ' | '\u{3000}')),
        Some('0'..='9') => characters.find(|c| !c.is_ascii_digit()) == Some('.') && characters.next() == Some(' '),
        _ => false,
    }
}
