//! One cell of a filled form: which of the two words is meant, and which day.
//!
//! 「はい・いいえ」 as printed is no answer; 「○はい・いいえ」, 「はい」, 「ハイ」, 「○」, 「✓」, 「yes」 are. Not here: rows and columns.

use jiff::civil::Date;
use sonae_domain::calendar::PartialDate;
use sonae_domain::ledger::YesNo;

use super::words::words;
use crate::fold;
use crate::value::{self, DateRead};
use crate::vocabulary::choices;

/// What an answer cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marked {
    /// Nothing, or the printed words as they were
    Blank,
    /// An answer
    Answer(YesNo),
    /// No answer is needed
    Void,
    /// Something else
    Unclear,
}

/// Reads an answer.
pub(super) fn answer(text: &str) -> Marked {
    let marks = &words().marks;
    let folded = fold::word(text);
    if folded.is_empty() {
        return Marked::Blank;
    }
    if marks.void.contains(&folded) {
        return Marked::Void;
    }
    let (yes, no) = (place(&folded, &marks.yes), place(&folded, &marks.no));
    match (yes, no) {
        (Some(yes), Some(no)) => both(&folded, yes, no),
        (Some(at), None) if beside(&folded, at, &marks.open) => Marked::Blank,
        (None, Some(at)) if beside(&folded, at, &marks.open) => Marked::Blank,
        (Some(_), None) => Marked::Answer(YesNo::Yes),
        (None, Some(_)) => Marked::Answer(YesNo::No),
        (None, None) => word(text, &folded),
    }
}

/// Place of the first of the words: start and end in bytes.
fn place(text: &str, list: &[String]) -> Option<(usize, usize)> {
    list.iter().find_map(|word| text.find(word.as_str()).map(|at| (at, at + word.len())))
}

/// The text before and after a word.
fn around(text: &str, at: (usize, usize)) -> (&str, &str) {
    (text.get(..at.0).unwrap_or_default(), text.get(at.1..).unwrap_or_default())
}

/// Whether one of the marks stands directly before or behind a word.
fn beside(text: &str, at: (usize, usize), marks: &[String]) -> bool {
    let (before, after) = around(text, at);
    marks.iter().any(|mark| before.ends_with(mark.as_str()) || after.starts_with(mark.as_str()))
}

/// What a mark says of the word beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Chosen,
    Open,
}

/// The mark that a text ends with (`end`) or starts with, and its length.
fn mark(text: &str, end: bool) -> Option<(Mark, usize)> {
    let marks = &words().marks;
    let fits = |mark: &&String| if end { text.ends_with(mark.as_str()) } else { text.starts_with(mark.as_str()) };
    let of = |list: &[String], kind| list.iter().find(fits).map(|mark| (kind, mark.len()));
    of(&marks.chosen, Mark::Chosen).or_else(|| of(&marks.open, Mark::Open))
}

/// Both printed words are there: the marked one is meant. A mark between them belongs to the word that it touches; where it
/// touches both, the marks at the outer ends tell on which side marks stand.
fn both(text: &str, yes: (usize, usize), no: (usize, usize)) -> Marked {
    let (first, second) = if yes.0 < no.0 { (yes, no) } else { (no, yes) };
    let ((before, _), (_, after)) = (around(text, first), around(text, second));
    let between = text.get(first.1..second.0).unwrap_or_default();
    let (head, tail) = (mark(before, true).map(|m| m.0), mark(after, false).map(|m| m.0));
    let (left, right) = (mark(between, false), mark(between, true));
    let touches_both = left.is_some_and(|(_, length)| length == between.len());
    let (left, right) = (left.map(|m| m.0), right.map(|m| m.0));
    let (of_first, of_second) = match (touches_both, head, tail) {
        (true, Some(head), None) => (Some(head), right),
        (true, None, Some(tail)) => (left, Some(tail)),
        _ => (head.or(left), right.or(tail)),
    };
    let ringed = |at| {
        let (before, after) = around(text, at);
        before.ends_with(['(', '[']) && after.starts_with([')', ']'])
    };
    let of_first = if ringed(first) { Some(Mark::Chosen) } else { of_first };
    let of_second = if ringed(second) { Some(Mark::Chosen) } else { of_second };
    let (of_yes, of_no) = if yes.0 < no.0 { (of_first, of_second) } else { (of_second, of_first) };
    match (of_yes, of_no) {
        (Some(Mark::Chosen), Some(Mark::Chosen)) => Marked::Unclear,
        (Some(Mark::Chosen), _) | (None, Some(Mark::Open)) => Marked::Answer(YesNo::Yes),
        (_, Some(Mark::Chosen)) | (Some(Mark::Open), None) => Marked::Answer(YesNo::No),
        _ => Marked::Blank,
    }
}

/// A mark or a word other than the printed ones; a date alone is no answer.
fn word(text: &str, folded: &str) -> Marked {
    let bare = crate::words::without_brackets(folded);
    let known = choices("answer").and_then(|list| list.value(&bare).or_else(|| list.value(folded)));
    match known {
        Some("yes") => Marked::Answer(YesNo::Yes),
        Some("no") => Marked::Answer(YesNo::No),
        _ if folded.chars().all(|c| c.is_ascii_digit() || is_between(c) || matches!(c, '(' | ')' | '-' | '.')) => Marked::Blank,
        _ if matches!(value::date(text), DateRead::Date(_) | DateRead::None) => Marked::Blank,
        _ => Marked::Unclear,
    }
}

fn is_between(c: char) -> bool {
    words().marks.between.iter().any(|mark| mark.chars().eq([c]))
}

/// What a date cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Nothing
    Blank,
    /// A day
    Day(PartialDate),
    /// It cannot be read
    Unreadable,
}

/// Reads a day; 5/14 lies in the fiscal year from `year.0` to `year.1`. Printed words and empty brackets around it are passed over.
pub(super) fn day(text: &str, year: (Date, Date)) -> Day {
    let marks = &words().marks;
    let mut rest = fold::plain(text);
    for word in marks.yes.iter().chain(&marks.no).chain(&marks.chosen).chain(&marks.open) {
        rest = rest.replace(word.as_str(), " ");
    }
    let rest = rest.replace(['(', ')', '\u{30fb}', '[', ']'], " ");
    let rest = fold::one_line(&rest);
    if !rest.contains(|c: char| c.is_ascii_digit()) {
        let said = rest.is_empty() || rest.chars().all(|c| is_between(c) || c == ' ' || c == '-') || value::date(&rest) == DateRead::None;
        return if said { Day::Blank } else { Day::Unreadable };
    }
    if let Some(day) = month_and_day(&rest, year) {
        return Day::Day(day);
    }
    match value::date(&rest) {
        DateRead::Date(date) | DateRead::Several(date) | DateRead::FiscalYear(date) => Day::Day(date),
        DateRead::None => Day::Blank,
        DateRead::Unreadable(_) => Day::Unreadable,
    }
}

/// 5/14, 5月14日, 5.14: the day of that name in the fiscal year.
pub(crate) fn month_and_day(text: &str, year: (Date, Date)) -> Option<PartialDate> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [month, day] = parts.as_slice() else { return None };
    let separated =
        text.chars().filter(|c| !c.is_ascii_digit() && *c != ' ').count() <= 2 && !text.starts_with(|c: char| c.is_alphabetic());
    if !separated || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    let mut candidates = [year.0.year(), year.1.year()].into_iter().filter_map(|y| Date::new(y, month, day).ok());
    let inside = candidates.clone().find(|date| year.0 <= *date && *date <= year.1);
    inside.or_else(|| candidates.next_back()).map(PartialDate::from_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn answers_are_read_as_people_mark_them() {
        use Marked::{Answer, Blank, Unclear, Void};
        let (yes, no) = (Answer(YesNo::Yes), Answer(YesNo::No));
        for (text, expected) in [
            ("はい", yes),
            ("ハイ", yes),
            ("○", yes),
            ("✓", yes),
            ("Yes", yes),
            ("いいえ", no),
            ("×", no),
            ("no", no),
            ("", Blank),
            ("はい・いいえ", Blank),
            ("はい・いいえ\n(   /   )", Blank),
            ("○はい・いいえ", yes),
            ("はい○・いいえ", yes),
            ("はい・○いいえ", no),
            ("はい・いいえ○ (5/14)", no),
            ("(はい)・いいえ", yes),
            ("☑はい □いいえ", yes),
            ("□はい ■いいえ", no),
            ("□はい □いいえ", Blank),
            ("○はい・○いいえ", Unclear),
            ("はい (5/14)", yes),
            ("(5/14)", Blank),
            ("5/14", Blank),
            ("記入不要", Void),
            ("－", Void),
            ("確認中です", Unclear),
        ] {
            assert_eq!(answer(text), expected, "{text}");
        }
    }

    #[test]
    fn days_without_a_year_lie_in_the_fiscal_year() {
        let year = (date(2025, 4, 1), date(2026, 3, 31));
        let read = |text| match day(text, year) {
            Day::Day(day) => day.to_string(),
            Day::Blank => "blank".into(),
            Day::Unreadable => "unreadable".into(),
        };
        for (text, expected) in [
            ("5/14", "2025-05-14"),
            ("１／２０", "2026-01-20"),
            ("5月14日", "2025-05-14"),
            ("R7.5.14", "2025-05-14"),
            ("2025-05-14", "2025-05-14"),
            ("令和7年5月14日", "2025-05-14"),
            ("はい・いいえ (5/14)", "2025-05-14"),
            ("（　/　）", "blank"),
            ("はい・いいえ (  /  )", "blank"),
            ("", "blank"),
            ("未定", "blank"),
            ("13/45", "unreadable"),
            ("そのうち", "unreadable"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,24}") {
            let _ = (answer(&text), day(&text, (date(2025, 4, 1), date(2026, 3, 31))));
        }
    }
}
