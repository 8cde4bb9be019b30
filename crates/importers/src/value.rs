//! Dates, numbers and lists as they stand in cells. Not here: yes/no and vocabularies (`vocabulary`), lengths of time
//! (`duration`).

use sonae_domain::calendar::{self, DateProblem, PartialDate};

use crate::fold;
use crate::vocabulary::vocabulary;
use crate::words::without_brackets;

/// What a cell says about a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateRead {
    /// Nothing, or that there is none
    None,
    /// A date
    Date(PartialDate),
    /// Several dates; the latest
    Several(PartialDate),
    /// A fiscal year, by its last day
    FiscalYear(PartialDate),
    /// It cannot be read
    Unreadable(DateProblem),
}

/// Reads a date.
pub(crate) fn date(raw: &str) -> DateRead {
    let plain = fold::plain(raw);
    let folded = fold::word(raw);
    let words = &vocabulary().dates;
    if plain.is_empty() || vocabulary().is_unknown(&plain) || words.none.contains(&folded) {
        return DateRead::None;
    }
    let mut impossible = false;
    let mut attempt = |text: &str| match one_date(text) {
        Ok(date) => Some(date),
        Err(problem) => {
            impossible |= problem == DateProblem::Impossible;
            None
        }
    };
    if let Some(date) = attempt(&plain).or_else(|| attempt(&without_brackets(&plain))) {
        return DateRead::Date(date);
    }
    if let Some(end) = fiscal_year(&folded) {
        return DateRead::FiscalYear(end);
    }
    match machine_date(&plain) {
        Some(Some(date)) => return DateRead::Date(date),
        Some(None) => return DateRead::None,
        None => {}
    }
    let pieces = raw.split(['\n', '\u{3001}', ',', ';', '\u{ff1b}', '\u{2192}', ' ', '\u{3000}', '\u{301c}', '\u{ff5e}', '~']);
    let dates: Vec<PartialDate> = pieces.filter_map(|piece| attempt(&fold::plain(piece))).collect();
    match dates.as_slice() {
        [] if words.none.contains(&fold::word(&without_brackets(&plain))) => DateRead::None,
        [] => DateRead::Unreadable(if impossible { DateProblem::Impossible } else { DateProblem::NotADate }),
        [date] => DateRead::Date(*date),
        several => several.iter().max_by_key(|date| date.latest()).map_or(DateRead::None, |date| DateRead::Several(*date)),
    }
}

/// One date, with the marks that may stand around it.
fn one_date(text: &str) -> Result<PartialDate, DateProblem> {
    let words = &vocabulary().dates;
    let first = calendar::parse(text);
    if first.is_ok() || first == Err(DateProblem::Impossible) {
        return first;
    }
    let mut folded = fold::word(text);
    for _ in 0..3 {
        let shorter = words
            .tails
            .iter()
            .find_map(|tail| folded.strip_suffix(tail.as_str()))
            .or_else(|| words.heads.iter().find_map(|head| folded.strip_prefix(head.as_str())));
        let Some(shorter) = shorter.filter(|shorter| !shorter.is_empty()) else { break };
        folded = shorter.to_owned();
        let date = calendar::parse(&folded);
        if date.is_ok() || date == Err(DateProblem::Impossible) {
            return date;
        }
    }
    Err(DateProblem::NotADate)
}

/// The last day of a fiscal year: 令和9年度 → 2028-03-31.
fn fiscal_year(folded: &str) -> Option<PartialDate> {
    let words = &vocabulary().dates;
    let bare = without_brackets(folded);
    let mut text = bare.as_str();
    while let Some(shorter) = words.fiscal_year_tails.iter().find_map(|tail| text.strip_suffix(tail.as_str())) {
        text = shorter;
    }
    let year = words.fiscal_year.iter().find_map(|word| text.strip_suffix(word.as_str()))?;
    let start = calendar::parse(year).or_else(|_| calendar::parse(&format!("{year}/4"))).ok()?;
    PartialDate::new(start.earliest().year().checked_add(1)?, Some(3), Some(31))
}

/// Dates as programs write them: 11/18/2026, LDAP's generalized time, Windows file time. `Some(None)` is a mark for "never".
fn machine_date(plain: &str) -> Option<Option<PartialDate>> {
    let day = plain.split([' ', 'T']).next().unwrap_or(plain);
    if let [month, day, year] = day.split('/').collect::<Vec<_>>().as_slice()
        && year.len() == 4
    {
        return PartialDate::new(year.parse().ok()?, Some(month.parse().ok()?), Some(day.parse().ok()?)).map(Some);
    }
    let digits = plain.split('.').next().unwrap_or(plain).trim_end_matches('Z');
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        14 => calendar::parse(digits.get(..8)?).ok().map(Some),
        17..=19 => file_time(digits.parse().ok()?),
        _ => None,
    }
}

/// A day given in tenths of microseconds since 1601. The largest value means never.
fn file_time(ticks: i64) -> Option<Option<PartialDate>> {
    if ticks == i64::MAX {
        return Some(None);
    }
    let days = ticks / 864_000_000_000;
    let epoch = jiff::civil::Date::new(1601, 1, 1).ok()?;
    let date = calendar::plus_days(epoch, days);
    (date.year() > 1970 && date.year() < 2200).then_some(Some(PartialDate::from_date(date)))
}

/// Year and month as 23年3月, whose year may have two digits: 19 and more are western years, less are years of 令和.
pub(crate) fn two_digit_year(text: &str) -> Option<PartialDate> {
    let folded = fold::word(text);
    let words = &vocabulary().dates;
    let bare = words.tails.iter().fold(folded.as_str(), |text, tail| text.strip_suffix(tail.as_str()).unwrap_or(text));
    let end = bare.find(|c: char| !c.is_ascii_digit())?;
    let year: i16 = bare.get(..end)?.parse().ok().filter(|_| end <= 2)?;
    let western = if year >= 19 { 2000 + year } else { 2018 + year };
    calendar::parse(&format!("{western}{}", bare.get(end..)?)).ok()
}

/// A whole number, and whether the cell holds further ones.
pub(crate) fn number(raw: &str) -> Option<(u32, bool)> {
    let words = &vocabulary().numbers;
    let folded = fold::word(raw);
    if words.zero.contains(&folded) {
        return Some((0, false));
    }
    let text = without_thousands(&folded);
    let mut runs = text.split(|c: char| !c.is_ascii_digit() && c != '.').map(|run| run.trim_matches('.')).filter(|run| !run.is_empty());
    match runs.next() {
        Some(run) => {
            let whole = run.split('.').next().unwrap_or(run);
            Some((whole.parse().ok()?, runs.next().is_some()))
        }
        None => {
            let kanji: String =
                text.chars().take_while(|c| kanji_value(*c).is_some() || words.ten.contains(*c) || words.hundred.contains(*c)).collect();
            kanji_number(&kanji).map(|number| (number, false))
        }
    }
}

fn without_thousands(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
    let keep = characters.iter().enumerate().filter(|(at, c)| **c != ',' || !(digit(at.checked_sub(1)) && digit(Some(at + 1))));
    keep.map(|(_, c)| *c).collect()
}

fn kanji_value(c: char) -> Option<u32> {
    vocabulary().numbers.kanji.chars().position(|digit| digit == c).and_then(|value| u32::try_from(value).ok())
}

/// 三, 十二, 二十: numbers below a thousand.
pub(crate) fn kanji_number(text: &str) -> Option<u32> {
    let words = &vocabulary().numbers;
    let (mut total, mut digit) = (0u32, None);
    for c in text.chars() {
        if words.ten.contains(c) {
            total += digit.take().unwrap_or(1) * 10;
        } else if words.hundred.contains(c) {
            total += digit.take().unwrap_or(1) * 100;
        } else {
            digit = Some(digit.unwrap_or(0).min(99) * 10 + kanji_value(c)?);
        }
        total = total.min(9_999);
    }
    (!text.is_empty()).then(|| total + digit.unwrap_or(0))
}

/// The parts of a cell that lists several things: separated by `、` `,` `;` `／` `|` and line breaks; `・` separates nothing.
pub(crate) fn list(raw: &str) -> Vec<String> {
    let parts = raw.split(['\n', '\u{3001}', '\u{ff0c}', ',', ';', '\u{ff1b}', '\u{ff0f}', '|']);
    parts.map(fold::one_line).filter(|part| !part.is_empty() && !vocabulary().is_unknown(part) && !vocabulary().is_none(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str) -> String {
        match date(text) {
            DateRead::None => "none".into(),
            DateRead::Date(date) => date.to_string(),
            DateRead::Several(date) => format!("several {date}"),
            DateRead::FiscalYear(date) => format!("year {date}"),
            DateRead::Unreadable(problem) => problem.key().into(),
        }
    }

    #[test]
    fn dates_with_words_around_them_are_read() {
        for (text, expected) in [
            ("R7.4.1（予定）", "2025-04-01"),
            ("令和7年4月1日（火）", "2025-04-01"),
            ("2025年4月頃", "2025-04"),
            ("令和8年3月末", "2026-03"),
            ("約2025年4月", "2025-04"),
            ("2025/4/1 実施済", "2025-04-01"),
            ("R5.4.1\nR6.4.1", "several 2024-04-01"),
            ("2025/4/1、2025/10/1", "several 2025-10-01"),
            ("令和9年度", "year 2028-03-31"),
            ("令和９年度までに実装予定", "year 2028-03-31"),
            ("2027年度末", "year 2028-03-31"),
            ("11/18/2026 8:02:11 AM", "2026-11-18"),
            ("20190401090000.0Z", "2019-04-01"),
            ("134079229310000000", "2025-11-18"),
            ("9223372036854775807", "none"),
            ("0", "none"),
            ("未定", "none"),
            ("－", "none"),
            ("検討中", "none"),
            ("", "none"),
            ("令和9年2月30日", "impossible-date"),
            ("R9.2.30 実施", "impossible-date"),
            ("春ごろ", "not-a-date"),
            ("4/1", "not-a-date"),
        ] {
            assert_eq!(iso(text), expected, "{text}");
        }
    }

    #[test]
    fn a_year_of_two_digits_is_western_from_19_on() {
        for (text, expected) in
            [("23年3月まで", "2023-03"), ("24年3月", "2024-03"), ("8年3月まで", "2026-03"), ("25年3月31日まで", "2025-03-31")]
        {
            assert_eq!(two_digit_year(text).map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(two_digit_year("まで"), None);
    }

    #[test]
    fn numbers_are_read_with_their_units() {
        for (text, expected) in [
            ("3", Some((3, false))),
            ("３世代", Some((3, false))),
            ("8文字以上", Some((8, false))),
            ("1,200名", Some((1200, false))),
            ("3.0", Some((3, false))),
            ("3～5世代", Some((3, true))),
            ("三世代", Some((3, false))),
            ("二十名", Some((20, false))),
            ("なし", Some((0, false))),
            ("多数", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn lists_are_split_where_people_separate() {
        assert_eq!(list("電子カルテ、PACS\n検査・生理／レセコン；なし"), ["電子カルテ", "PACS", "検査・生理", "レセコン"]);
        assert!(list("－").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,24}") {
            let _ = (date(&text), number(&text), list(&text), two_digit_year(&text), kanji_number(&text));
        }
    }
}
