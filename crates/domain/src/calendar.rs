//! Dates as Japanese offices write them, and how exact they are.
//!
//! Reads 令和7年4月1日, R7.4.1, H30/6/15, 昭和63年, 2025/4/1, 2025年4月, 20250401 and Excel serial numbers; keeps whether
//! the day or the month was given. Deliberately not here: the clock (today is always an argument) and times of day.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

/// A date whose day, or day and month, may be unknown (平成28年3月).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateProblem {
    /// The text does not look like a date at all.
    #[error("not a date")]
    NotADate,
    /// It looks like a date, but there is no such day (令和9年2月30日).
    #[error("no such day")]
    Impossible,
}

impl DateProblem {
    /// Stable id of the problem, used to look up its Japanese wording.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotADate => "not-a-date",
            Self::Impossible => "impossible-date",
        }
    }
}

impl PartialDate {
    /// A date known to the day.
    pub fn from_date(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }

    /// A date from its parts; `None` when no such day exists.
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        if month.is_none() && day.is_some() {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// The date, when it is known to the day.
    pub fn exact(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// The first day that it can be.
    pub fn earliest(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::ZERO)
    }

    /// The last day that it can be.
    pub fn latest(self) -> Date {
        match (self.month, self.day) {
            (_, Some(_)) => self.earliest(),
            (Some(_), None) => self.earliest().last_of_month(),
            (None, None) => self.earliest().last_of_year(),
        }
    }

    /// Whether the day is known.
    pub fn is_exact(self) -> bool {
        self.day.is_some()
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self::from_date(date)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateProblem;
    fn from_str(text: &str) -> Result<Self, DateProblem> {
        parse(text)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|problem| serde::de::Error::custom(format!("{problem}: {text}")))
    }
}

#[derive(Deserialize)]
struct Words {
    date: DateWords,
    era: Vec<Era>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct DateWords {
    year: String,
    month: String,
    day: String,
    first_year: String,
    suffixes: Vec<String>,
}

#[derive(Deserialize)]
struct Era {
    names: Vec<String>,
    starts: Date,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../data/words.toml")).unwrap_or(Words { date: DateWords::default(), era: Vec::new() }));

/// Reads a date as offices write it. A time of day after it and words such as まで are dropped.
pub fn parse(text: &str) -> Result<PartialDate, DateProblem> {
    let mut folded: String = text.nfkc().flat_map(char::to_lowercase).collect::<String>().trim().to_owned();
    for suffix in &WORDS.date.suffixes {
        if let Some(shorter) = folded.strip_suffix(suffix.as_str()) {
            folded = shorter.trim_end().to_owned();
        }
    }
    // "2026-11-18T08:02:11+09:00", "2026/11/18 8:02:11": the day is what counts
    if let Some(at) = folded.find(['t', ' ']).filter(|at| folded[at + 1..].contains(':')) {
        folded.truncate(at);
    }
    let folded: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let (era, rest) = split_era(&folded);
    let numbers = numbers(rest)?;
    match (era, numbers.as_slice()) {
        (None, [compact]) if compact.len() == 8 => parts(&compact[..4], Some(&compact[4..6]), Some(&compact[6..]), 0),
        (None, [serial]) if serial.len() == 5 => from_serial(serial),
        (None, [year, more @ ..]) if year.len() == 4 && more.len() <= 2 => parts(year, more.first().copied(), more.get(1).copied(), 0),
        (Some(era), [year, more @ ..]) if year.len() <= 2 && more.len() <= 2 => {
            parts(year, more.first().copied(), more.get(1).copied(), era.starts.year() - 1)
        }
        _ => Err(DateProblem::NotADate),
    }
}

/// The day of an Excel serial number in the 1900 date system (1 = 1900-01-01, with Excel's phantom 1900-02-29).
pub fn from_excel_serial(serial: i64) -> Option<Date> {
    let epoch = Date::new(1899, 12, 30).ok()?;
    if !(61..=2_958_465).contains(&serial) {
        return None;
    }
    epoch.checked_add(Span::new().days(serial)).ok()
}

fn from_serial(text: &str) -> Result<PartialDate, DateProblem> {
    let serial: i64 = text.parse().map_err(|_| DateProblem::NotADate)?;
    // 1954-10 … 2064-04: outside it a five-digit number is more likely something else
    if !(20_000..60_000).contains(&serial) {
        return Err(DateProblem::NotADate);
    }
    from_excel_serial(serial).map(PartialDate::from_date).ok_or(DateProblem::NotADate)
}

fn split_era(text: &str) -> (Option<&'static Era>, &str) {
    for era in &WORDS.era {
        for name in &era.names {
            if let Some(rest) = text.strip_prefix(name.as_str()) {
                return (Some(era), rest.strip_prefix('.').unwrap_or(rest));
            }
        }
    }
    (None, text)
}

/// The numbers between 年 月 日 or / - . ; 元 counts as 1. Anything else makes the text no date.
fn numbers(text: &str) -> Result<Vec<&str>, DateProblem> {
    let words = &WORDS.date;
    let separators = [words.year.as_str(), words.month.as_str(), words.day.as_str(), "/", "-", ".", "\u{2010}", "\u{2212}"];
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (number, after) = match rest.strip_prefix(words.first_year.as_str()) {
            Some(after) if found.is_empty() && !words.first_year.is_empty() => ("1", after),
            _ => rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())),
        };
        if number.is_empty() {
            return Err(DateProblem::NotADate);
        }
        found.push(number);
        rest = match separators.iter().find_map(|s| after.strip_prefix(*s)) {
            Some(next) => next,
            None if after.is_empty() => after,
            None => return Err(DateProblem::NotADate),
        };
    }
    if found.is_empty() { Err(DateProblem::NotADate) } else { Ok(found) }
}

fn parts(year: &str, month: Option<&str>, day: Option<&str>, offset: i16) -> Result<PartialDate, DateProblem> {
    let number = |text: &str| text.parse::<i8>().map_err(|_| DateProblem::Impossible);
    let year = year.parse::<i16>().map_err(|_| DateProblem::NotADate)? + offset;
    if year <= offset {
        return Err(DateProblem::Impossible);
    }
    PartialDate::new(year, month.map(number).transpose()?, day.map(number).transpose()?).ok_or(DateProblem::Impossible)
}

/// The time zone of every institution: Japan, UTC+9 without summer time. The computer's own may be set to something else (a
/// container often counts in UTC), and then a day would begin at nine in the morning.
pub const fn japan() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

/// The day `days` after `date` (before it when negative); the date itself when it would leave the calendar.
pub fn plus_days(date: Date, days: i64) -> Date {
    date.checked_add(Span::new().days(days.clamp(-1_000_000, 1_000_000))).unwrap_or(date)
}

/// Whole days from `earlier` to `later`; negative when `later` comes first.
pub fn days_between(earlier: Date, later: Date) -> i64 {
    earlier.until(later).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str) -> String {
        parse(text).map_or_else(|problem| problem.key().to_owned(), |date| date.to_string())
    }

    #[test]
    fn dates_are_read_as_offices_write_them() {
        for (text, expected) in [
            ("令和7年4月1日", "2025-04-01"),
            ("令和７年４月１日", "2025-04-01"),
            ("R7.4.1", "2025-04-01"),
            ("R.7.4.1", "2025-04-01"),
            ("R07/04/01", "2025-04-01"),
            ("令和元年5月1日", "2019-05-01"),
            ("H31.5.1", "2019-05-01"),
            ("H30/6/15", "2018-06-15"),
            ("平成28年3月", "2016-03"),
            ("昭和63年", "1988"),
            ("2013.11.20", "2013-11-20"),
            ("2025/4/1", "2025-04-01"),
            ("2025-04-01", "2025-04-01"),
            ("20250401", "2025-04-01"),
            ("2025年4月", "2025-04"),
            ("2026/11/18 8:02:11", "2026-11-18"),
            ("2026-11-18T08:02:11+09:00", "2026-11-18"),
            ("令和8年3月31日まで", "2026-03-31"),
            ("45748", "2025-04-01"),
        ] {
            assert_eq!(iso(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_told_from_what_cannot_be_one() {
        for text in ["令和9年2月30日", "2025/13/1", "2025/4/31", "令和0年1月1日"] {
            assert_eq!(iso(text), "impossible-date", "{text}");
        }
        for text in ["", "－", "不明", "192.168.1.1", "なし", "2.0", "Win11", "4/1", "12345678901", "令和"] {
            assert_eq!(iso(text), "not-a-date", "{text}");
        }
    }

    #[test]
    fn a_partial_date_has_a_first_and_a_last_day() {
        let month: PartialDate = "2024-02".parse().unwrap();
        assert_eq!((month.earliest().to_string(), month.latest().to_string()), ("2024-02-01".into(), "2024-02-29".into()));
        let year: PartialDate = "1988".parse().unwrap();
        assert_eq!(year.latest().to_string(), "1988-12-31");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,24}") {
            let _ = parse(&text);
        }

        #[test]
        fn every_day_survives_writing_and_reading(days in 0i64..60_000) {
            let date = plus_days(jiff::civil::date(1901, 1, 1), days);
            prop_assert_eq!(parse(&PartialDate::from(date).to_string()).unwrap().exact(), Some(date));
            prop_assert_eq!(days_between(jiff::civil::date(1901, 1, 1), date), days);
        }
    }
}
