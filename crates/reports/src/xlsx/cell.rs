//! Texts that go into cells: made safe, measured, and filled into phrases.
//!
//! Not here: formats and positions.

use jiff::civil::Date;

/// Longest text of a cell, characters (the format allows 32,767).
const LONGEST: usize = 32_000;
/// Pixels of an em per point.
const PX_PER_PT: f64 = 4.0 / 3.0;

/// The text without characters that XML cannot hold, cut to what a cell can hold.
pub(super) fn clean(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\n') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    let lines = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    lines.chars().filter(allowed).take(LONGEST).collect()
}

/// A phrase of `words.toml` with its places filled in.
pub(super) fn fill(phrase: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(phrase.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// A day as it is typed: 2025/4/1.
pub(super) fn day(date: Date) -> String {
    format!("{}/{}/{}", date.year(), date.month(), date.day())
}

/// A line with its mark, the first of `marks`; one of them that is already there is not doubled.
pub(super) fn marked(marks: &[String], line: &str) -> String {
    let mut text = line.trim();
    for mark in marks {
        text = text.strip_prefix(mark.as_str()).unwrap_or(text).trim_start();
    }
    format!("{}{text}", marks.first().map_or("", String::as_str))
}

/// A name for a worksheet: without what the format forbids, never empty, with room for a number behind it.
pub(super) fn tab_name(wanted: &str) -> String {
    let allowed = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '(' | ')' | '-');
    let name: String = wanted.chars().filter(allowed).take(27).collect();
    match name.trim() {
        "" => "1".to_owned(),
        name => name.to_owned(),
    }
}

/// The page footer: the institution at the left, the page number at the right.
pub(super) fn footer(facility: &str) -> String {
    let facility: String = clean(facility).chars().take(100).collect();
    let facility = facility.replace('&', "&&").replace('\n', " ");
    format!("&L&8{facility}&R&8&P / &N")
}

/// Width of a text in em of BIZ UDPGothic, about; the widest of its lines.
pub(super) fn width(text: &str) -> f64 {
    text.lines().map(line_width).fold(0.0, f64::max)
}

fn line_width(line: &str) -> f64 {
    let em = |c: char| match c {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' | '-' => 0.4,
        'a'..='z' => 0.63,
        c if c.is_ascii() => 0.77,
        _ => 1.0,
    };
    line.chars().map(em).sum()
}

/// How many lines a text takes in a column of `columns` character widths with an indent, in type of `points`.
pub(super) fn lines(text: &str, columns: f64, points: f64) -> f64 {
    let room = (columns * 7.0 - 12.0) / (points * PX_PER_PT);
    let wrapped = |line: &str| (line_width(line) / room).ceil().max(1.0);
    text.split('\n').map(wrapped).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_line_ends_and_loses_what_xml_forbids() {
        assert_eq!(clean("a\r\nb\u{0}\u{1b}\u{ffff}\tc"), "a\nb c");
        assert_eq!(clean(&"x".repeat(40_000)).len(), LONGEST);
    }

    #[test]
    fn lines_are_counted_from_the_width_of_the_column() {
        assert!((lines("あ", 43.0, 10.0) - 1.0).abs() < 0.01);
        assert!((lines(&"あ".repeat(22), 43.0, 10.0) - 2.0).abs() < 0.01);
        assert!((lines("一\n二\n三", 43.0, 10.0) - 3.0).abs() < 0.01);
    }

    #[test]
    fn marks_are_not_doubled() {
        let marks = ["＊".to_owned(), "*".to_owned()];
        assert_eq!(marked(&marks, "*以下"), "＊以下");
        assert_eq!(marked(&marks, "以下"), "＊以下");
    }
}
