//! When: dates and times as logs of Japanese systems write them.
//!
//! Reads 2023/5/16 8:30:00, ISO 8601, 20230516083000, eras (R5.5.16 …), halves of the day, fractions, 24:00, Excel serial
//! numbers and seconds or milliseconds since 1970. Not here: RFC 3164 (`syslog::clock`), whose times have no year.

mod scan;

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;
use sonae_domain::calendar;
use unicode_normalization::UnicodeNormalization;

use crate::source::Source;
use scan::Scan;

/// The zone in which times without one are read.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    zone: TimeZone,
    /// Always this offset since 1952: no look-up
    fixed: Option<Offset>,
}

impl Zone {
    /// That of the source; Tokyo where its name is not known.
    pub(crate) fn of(source: &Source) -> Self {
        let tokyo = Offset::from_hours(9).ok();
        let zone = source.time_zone().or_else(|| tokyo.map(TimeZone::fixed)).unwrap_or(TimeZone::UTC);
        let always = source.zone == "Asia/Tokyo" || source.time_zone().is_none();
        Self { zone, fixed: tokyo.filter(|_| always) }
    }

    /// Microseconds since 1970 of a civil time; in a gap or fold of summer time the earlier reading of it.
    pub(crate) fn micros(&self, at: DateTime) -> Option<i64> {
        let timestamp = match self.fixed {
            Some(offset) if at.year() >= 1952 => offset.to_timestamp(at).ok()?,
            _ => self.zone.to_ambiguous_timestamp(at).compatible().ok()?,
        };
        Some(timestamp.as_microsecond())
    }

    /// The civil time at this moment.
    pub(crate) fn civil(&self, micros: i64) -> Option<DateTime> {
        Some(self.zone.to_datetime(jiff::Timestamp::from_microsecond(micros).ok()?))
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Words {
    year: String,
    day: String,
    hour: String,
    minute: String,
    second: String,
    before_noon: Vec<String>,
    after_noon: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../words.toml")).unwrap_or_default());

/// Microseconds since 1970 of a date with a time, in one text.
pub(crate) fn parse(text: &str, zone: &Zone) -> Option<i64> {
    let text = text.trim();
    if let Some(found) = usual(text.as_bytes()) {
        return found.micros(zone);
    }
    if text.len() > 64 {
        return None;
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    if let Some(found) = usual(folded.as_bytes()) {
        return found.micros(zone);
    }
    digits(&folded, zone).or_else(|| written(&folded, zone))
}

/// Microseconds since 1970 of a date and a time of day in two texts.
pub(crate) fn parse_two(date: &str, time: &str, zone: &Zone) -> Option<i64> {
    let fold = |text: &str| text.nfkc().flat_map(char::to_lowercase).collect::<String>().trim().to_owned();
    let clock = clock(&fold(time))?;
    let day = match usual(date.trim().as_bytes()) {
        Some(found) => found.date,
        None => calendar::parse(&fold(date)).ok()?.exact()?,
    };
    Moment { date: day, ..clock }.micros(zone)
}

/// A date and a time as they were read; hour 24 is midnight at the day's end.
#[derive(Debug, Clone, Copy)]
struct Moment {
    date: Date,
    hour: i8,
    minute: i8,
    second: i8,
    nano: i32,
    offset: Option<Offset>,
}

impl Moment {
    fn midnight(date: Date) -> Self {
        Self { date, hour: 0, minute: 0, second: 0, nano: 0, offset: None }
    }

    fn micros(self, zone: &Zone) -> Option<i64> {
        let (date, hour) = match self.hour {
            24 => (self.date.tomorrow().ok()?, 0),
            hour => (self.date, hour),
        };
        // a leap second is counted as the one before it
        let time = Time::new(hour, self.minute, self.second.min(if self.second == 60 { 59 } else { i8::MAX }), self.nano).ok()?;
        let at = DateTime::from_parts(date, time);
        match self.offset {
            Some(offset) => Some(offset.to_timestamp(at).ok()?.as_microsecond()),
            None => zone.micros(at),
        }
    }
}

/// `2023/5/16 8:30:00`, `2023-05-16T08:30:00.123+09:00` and what is between them: most lines of most logs.
fn usual(text: &[u8]) -> Option<Moment> {
    let mut scan = Scan(text);
    let year = i16::try_from(scan.number(4, 4)?).ok()?;
    let mark = scan.one_of(b"/-.")?;
    let month = scan.small()?;
    scan.one_of(&[mark])?;
    let date = Date::new(year, month, scan.small()?).ok()?;
    let mut found = Moment::midnight(date);
    if scan.0.is_empty() {
        return Some(found);
    }
    scan.one_of(b" Tt_")?;
    while scan.one_of(b" ").is_some() {}
    found.hour = scan.small()?;
    scan.one_of(b":")?;
    found.minute = scan.small()?;
    if scan.one_of(b":").is_some() {
        found.second = scan.small()?;
        if scan.one_of(b".,:").is_some() {
            found.nano = scan.fraction();
        }
    }
    while scan.one_of(b" ").is_some() {}
    found.offset = scan.offset();
    (scan.0.is_empty() && valid(&found)).then_some(found)
}

/// Hour 24 only as midnight or shortly after it, and nothing that no clock shows.
fn valid(found: &Moment) -> bool {
    (0..=24).contains(&found.hour) && (0..60).contains(&found.minute) && (0..=60).contains(&found.second)
}

/// Digits only: `20230516083000`, with milliseconds, without seconds; seconds, milliseconds, microseconds since 1970; a serial
/// number of Excel with a fraction.
fn digits(text: &str, zone: &Zone) -> Option<i64> {
    if let Some((days, fraction)) = text.split_once('.')
        && days.len() == 5
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        let date = calendar::from_excel_serial(days.parse().ok().filter(|days| (20_000..60_000).contains(days))?)?;
        let nanos = i64::from(Scan(fraction.as_bytes()).fraction());
        // a day has 86,400 seconds; Excel's fractions are good to the millisecond
        let millis = (nanos * 86_400 + 500_000) / 1_000_000;
        return Some(zone.micros(date.at(0, 0, 0, 0))? + millis * 1000);
    }
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | 't' | ':')).collect();
    if !compact.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = compact.parse().ok()?;
    match compact.len() {
        8 | 12 | 14 | 17 => {
            let mut scan = Scan(compact.as_bytes());
            let year = i16::try_from(scan.number(4, 4)?).ok()?;
            let mut two = || scan.number(2, 2).and_then(|number| i8::try_from(number).ok());
            let date = Date::new(year, two()?, two()?).ok()?;
            let (hour, minute, second) = (two().unwrap_or(0), two().unwrap_or(0), two().unwrap_or(0));
            let found = Moment { date, hour, minute, second, nano: scan.fraction(), offset: None };
            valid(&found).then_some(found)?.micros(zone)
        }
        10 if compact == text => number.checked_mul(1_000_000),
        13 if compact == text => number.checked_mul(1000),
        16 if compact == text => Some(number),
        _ => None,
    }
}

/// With words: an era, year and month in kanji, a weekday in brackets, a half of the day; month first where AM or PM says that
/// the writer is English.
fn written(text: &str, zone: &Zone) -> Option<i64> {
    let bare = without_brackets(text);
    let text = bare.trim();
    let ends_with_day = if text.contains(&WORDS.year) { text.find(&WORDS.day).map(|at| at + WORDS.day.len()) } else { None };
    let at = ends_with_day.or_else(|| text.find([' ', 't'])).unwrap_or(text.len());
    let (day, time) = text.split_at_checked(at)?;
    let time = time.trim_start_matches([' ', 't']);
    let clock = if time.is_empty() { Moment::midnight(Date::ZERO) } else { clock(time)? };
    let date = match calendar::parse(day.trim()) {
        Ok(date) => date.exact()?,
        Err(_) => month_first(day).filter(|_| WORDS.before_noon.iter().chain(&WORDS.after_noon).any(|half| time.ends_with(half)))?,
    };
    Moment { date, ..clock }.micros(zone)
}

/// `5/16/2023`.
fn month_first(text: &str) -> Option<Date> {
    let mut scan = Scan(text.as_bytes());
    let month = scan.small()?;
    scan.one_of(b"/")?;
    let day = scan.small()?;
    scan.one_of(b"/")?;
    let year = i16::try_from(scan.number(4, 4)?).ok()?;
    if scan.0.is_empty() { Date::new(year, month, day).ok() } else { None }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let keep = |c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                return None;
            }
            _ => {}
        }
        (depth == 0).then_some(c)
    };
    text.chars().filter_map(keep).collect()
}

/// A time of day: `8:30:00`, `083000`, `8:30 pm`, hours and minutes in kanji, a half of the day before or after it.
fn clock(text: &str) -> Option<Moment> {
    let words = &*WORDS;
    let mut text = text.trim();
    let mut half = None;
    for (names, add) in [(&words.before_noon, 0), (&words.after_noon, 12)] {
        for name in names {
            if let Some(rest) = text.strip_prefix(name.as_str()).or_else(|| text.strip_suffix(name.as_str())) {
                (text, half) = (rest.trim(), Some(add));
            }
        }
    }
    let plain = text.replace(&words.hour, ":").replace(&words.minute, ":").replace(&words.second, "");
    let plain = plain.trim_end_matches(':');
    let mut found = Moment::midnight(Date::ZERO);
    let mut scan = Scan(plain.as_bytes());
    if plain.len() >= 4 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        // Excel drops the zero of 083000
        let padded = format!("{plain:0>width$}", width = plain.len().next_multiple_of(2));
        let mut scan = Scan(padded.as_bytes());
        let mut two = || scan.number(2, 2).and_then(|number| i8::try_from(number).ok());
        (found.hour, found.minute, found.second) = (two()?, two()?, two().unwrap_or(0));
        found.nano = scan.fraction();
    } else {
        found.hour = scan.small()?;
        if scan.one_of(b":").is_some() {
            found.minute = scan.small()?;
        } else if plain == text {
            return None;
        }
        if scan.one_of(b":").is_some() {
            found.second = scan.small()?;
            if scan.one_of(b".,").is_some() {
                found.nano = scan.fraction();
            }
        }
        while scan.one_of(b" ").is_some() {}
        found.offset = scan.offset();
        if !scan.0.is_empty() {
            return None;
        }
    }
    if let Some(add) = half
        && found.hour <= 12
    {
        found.hour = found.hour % 12 + add;
    }
    valid(&found).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;
    use proptest::prelude::*;

    fn zone(name: &str) -> Zone {
        Zone::of(&Source { zone: name.to_owned(), ..Source::new("x", Format::Csv) })
    }

    fn shown(micros: Option<i64>) -> String {
        micros.and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok()).map_or("-".to_owned(), |at| at.to_string())
    }

    #[test]
    fn times_are_read_as_logs_write_them() {
        let tokyo = zone("Asia/Tokyo");
        for text in [
            "2023/5/16 8:30:00",
            " 2023/05/16  08:30:00 ",
            "2023-05-16 08:30",
            "2023-05-16T08:30:00+09:00",
            "2023-05-15T23:30:00Z",
            "2023-05-16 08:30:00.000 JST",
            "2023.05.16 08:30:00,000",
            "20230516083000",
            "202305160830",
            "20230516 08:30:00",
            "20230516 083000",
            "20230516083000000",
            "令和5年5月16日 8時30分00秒",
            "令和5年5月16日8時30分",
            "令和５年５月１６日（火）　午前８時３０分",
            "R5.5.16 8:30:00",
            "R05/05/16 08:30",
            "2023年5月16日 8時30分",
            "2023年05月16日 08:30:00",
            "２０２３／５／１６　８：３０：００",
            "2023/5/16(火) 8:30:00",
            "2023/05/16 午前 8:30:00",
            "2023/05/16 8:30:00 AM",
            "5/16/2023 8:30:00 AM",
            "1684193400",
            "1684193400000",
            "1684193400000000",
            "45062.3541666667",
        ] {
            assert_eq!(shown(parse(text, &tokyo)), "2023-05-15T23:30:00Z", "{text}");
        }
    }

    #[test]
    fn fractions_halves_of_the_day_midnight_and_leap_seconds_count() {
        let tokyo = zone("Asia/Tokyo");
        for (text, expected) in [
            ("2023/5/16 8:30:00.123456789", "2023-05-15T23:30:00.123456Z"),
            ("2023/5/16 8:30:00.5", "2023-05-15T23:30:00.5Z"),
            ("2023/5/16 午後 3:04:05", "2023-05-16T06:04:05Z"),
            ("2023/5/16 12:04:05 AM", "2023-05-15T15:04:05Z"),
            ("2023/5/16 午後0時4分", "2023-05-16T03:04:00Z"),
            ("2023/5/16 12:04:05 PM", "2023-05-16T03:04:05Z"),
            ("2023/5/16 24:00", "2023-05-16T15:00:00Z"),
            ("2023/12/31 24:00:00", "2023-12-31T15:00:00Z"),
            ("20230516240000", "2023-05-16T15:00:00Z"),
            ("2017/1/1 8:59:60", "2016-12-31T23:59:59Z"),
            ("2023/5/16", "2023-05-15T15:00:00Z"),
            ("20230516", "2023-05-15T15:00:00Z"),
        ] {
            assert_eq!(shown(parse(text, &tokyo)), expected, "{text}");
        }
    }

    #[test]
    fn what_no_clock_shows_is_no_time() {
        let tokyo = zone("Asia/Tokyo");
        for text in [
            "",
            "時刻",
            "2023/2/30 8:30",
            "2023/5/16 25:00",
            "2023/5/16 8:61",
            "2023/5/16 8:30:61",
            "16/5/2023 8:30",
            "8:30",
            "99999999999999",
            "20231316083000",
            "合計 120 件",
            "2023/5/16 8:30:00 X",
            "2023/5",
            "令和5年2月30日 8:30",
            "2023/5/16 8:30:00+99:99",
        ] {
            assert_eq!(parse(text, &tokyo), None, "{text}");
        }
    }

    #[test]
    fn a_date_and_a_time_in_two_columns_are_one_moment() {
        let tokyo = zone("Asia/Tokyo");
        for (date, time) in [
            ("2023/05/16", "08:30"),
            ("2023/05/16", "8:30:00"),
            ("20230516", "083000"),
            ("20230516", "83000"),
            ("20230516", "0830"),
            ("令和5年5月16日", "8時30分"),
            ("R5.5.16", "午前8:30"),
            ("2023/05/16 0:00:00", "8:30:00"),
        ] {
            assert_eq!(shown(parse_two(date, time, &tokyo)), "2023-05-15T23:30:00Z", "{date} {time}");
        }
        assert_eq!(parse_two("2023/05/16", "", &tokyo), None);
        assert_eq!(parse_two("", "8:30", &tokyo), None);
    }

    #[test]
    fn another_zone_and_summer_time_are_respected() {
        assert_eq!(shown(parse("2023/5/16 8:30:00", &zone("America/New_York"))), "2023-05-16T12:30:00Z");
        assert_eq!(shown(parse("2023/1/16 8:30:00", &zone("America/New_York"))), "2023-01-16T13:30:00Z");
        assert_eq!(shown(parse("1950/7/1 8:30:00", &zone("Asia/Tokyo"))), "1950-06-30T22:30:00Z");
        assert_eq!(shown(parse("2023/5/16 8:30:00", &zone("No/Where"))), "2023-05-15T23:30:00Z");
    }

    proptest! {
        #[test]
        fn every_second_is_read_back(seconds in 0_i64..4_102_444_800) {
            let tokyo = zone("Asia/Tokyo");
            let at = tokyo.civil(seconds * 1_000_000).unwrap();
            for form in ["%Y/%-m/%-d %-H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S"] {
                prop_assert_eq!(parse(&at.strftime(form).to_string(), &tokyo), Some(seconds * 1_000_000));
            }
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,40}", other in "[0-9:/. 年月日時分秒午後]{0,30}") {
            let tokyo = zone("Asia/Tokyo");
            let _ = (parse(&text, &tokyo), parse(&other, &tokyo), parse_two(&text, &other, &tokyo), parse_two(&other, &text, &tokyo));
        }
    }
}
