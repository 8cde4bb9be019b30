//! When: dates and times as machines write them. A time without a zone is Japanese.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Seconds from 1601 (FILETIME) to 1970.
const FILETIME_EPOCH: i64 = 11_644_473_600;

/// A civil time of Japan as a moment.
pub(crate) fn japanese(at: DateTime) -> Option<Timestamp> {
    Offset::from_hours(9).ok()?.to_timestamp(at).ok()
}

/// The day in Japan of a moment.
pub(crate) fn day_of(at: Timestamp) -> Option<Date> {
    Some(Offset::from_hours(9).ok()?.to_datetime(at).date())
}

/// A moment in any usual writing: RFC 3339, `2026/11/20 21:00`, `2026-11-20 09:00:00`, `11/20/2026 9:00 PM`, `20261120090000`, seconds since 1970.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(exact) = text.parse::<Timestamp>() {
        return Some(exact);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) && matches!(text.len(), 9..=10) {
        return seconds(text.parse().ok()?);
    }
    japanese(civil(text)?)
}

/// Seconds since 1970; 0 and less mean "never".
pub(crate) fn seconds(seconds: i64) -> Option<Timestamp> {
    (seconds > 0).then(|| Timestamp::from_second(seconds).ok()).flatten()
}

/// A FILETIME: tenths of microseconds since 1601; 0 and the largest value mean "never".
pub(crate) fn filetime(ticks: i64) -> Option<Timestamp> {
    if ticks <= 0 || ticks == i64::MAX {
        return None;
    }
    seconds(ticks / 10_000_000 - FILETIME_EPOCH)
}

/// A day in any usual writing: `2026-11-20`, `2026/11/20`, `20261120`, `11/20/2026` (the order of American machines), `2026.11.20`, a FILETIME in hexadecimal.
pub(crate) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()) && text.starts_with('0') {
        return day_of(filetime(i64::from_str_radix(text, 16).ok()?)?);
    }
    if text.contains('T')
        && let Ok(exact) = text.parse::<Timestamp>()
    {
        return day_of(exact);
    }
    civil(text).map(jiff::civil::DateTime::date)
}

/// A civil date with or without a time.
pub(crate) fn civil(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return match text.len() {
            8 => compact(text).map(|date| date.to_datetime(Time::midnight())),
            14 => Some(compact(&text[..8])?.to_datetime(clock(&[&text[8..10], &text[10..12], &text[12..]], None)?)),
            _ => None,
        };
    }
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [a, b, c, rest @ ..] = numbers.as_slice() else { return None };
    let date = match (a.len(), c.len()) {
        (4, 1..=2) => date(a, b, c)?,
        (1..=2, 4) => date(c, a, b)?,
        _ => return None,
    };
    let upper = text.to_ascii_uppercase();
    let half = if upper.contains("PM") {
        Some(12)
    } else if upper.contains("AM") {
        Some(0)
    } else {
        None
    };
    let time = if rest.len() < 2 { Time::midnight() } else { clock(rest, half)? };
    Some(date.to_datetime(time))
}

fn compact(text: &str) -> Option<Date> {
    date(&text[..4], &text[4..6], &text[6..8])
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    (1970..=2200).contains(&year).then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

fn clock(parts: &[&str], half: Option<i8>) -> Option<Time> {
    let number = |index: usize| parts.get(index).map_or(Some(0), |part| part.parse::<i8>().ok());
    let hour = match (number(0)?, half) {
        (hour @ 1..=12, Some(half)) => hour % 12 + half,
        (hour, _) => hour,
    };
    Time::new(hour, number(1)?, number(2)?, 0).ok()
}

/// English dates of network devices: `Fri Nov 20 09:00:00 2026`, `Nov 20 09:00:00 2026`, `Nov 20-Fri-2026 09:00:00 JST`.
pub(crate) fn english(text: &str) -> Option<DateTime> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (mut month, mut day, mut year, mut time) = (None, None, None, None);
    for word in text.split(|c: char| c.is_whitespace() || c == ',' || c == '-') {
        let lower = word.to_ascii_lowercase();
        if word.contains(':') {
            let parts: Vec<&str> = word.split(':').collect();
            time = time.or_else(|| clock(&parts, None));
        } else if let Some(found) = MONTHS.iter().position(|name| lower.get(..3) == Some(*name)) {
            month = month.or(i8::try_from(found + 1).ok());
        } else if word.len() == 4 {
            year = year.or_else(|| word.parse::<i16>().ok());
        } else if matches!(word.len(), 1 | 2) {
            day = day.or_else(|| word.parse::<i8>().ok());
        }
    }
    let date = Date::new(year.filter(|year| (1970..=2200).contains(year))?, month?, day?).ok()?;
    Some(date.to_datetime(time.unwrap_or(Time::midnight())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date as on, datetime};

    #[test]
    fn moments_are_read_in_every_usual_writing() {
        let nine = "2026-11-20T00:00:00Z".parse::<Timestamp>().unwrap();
        for written in [
            "2026-11-20T00:00:00Z",
            "2026-11-20T09:00:00+09:00",
            "2026/11/20 9:00",
            "2026-11-20 09:00:00",
            "11/20/2026 9:00 AM",
            "20261120090000",
            "1795132800",
        ] {
            assert_eq!(moment(written), Some(nine), "{written}");
        }
        assert_eq!(moment("2026/11/20 12:05 AM").map(|t| t.to_string()).as_deref(), Some("2026-11-19T15:05:00Z"));
        assert_eq!(moment("2026/11/20 9:00 PM").map(|t| t.to_string()).as_deref(), Some("2026-11-20T12:00:00Z"));
        for none in ["", "never", "2026/13/20", "あ/い/う", "25:61"] {
            assert_eq!(moment(none), None, "{none}");
        }
    }

    #[test]
    fn days_are_read_in_every_usual_writing() {
        for written in ["2024-11-13", "2024/11/13 0:00:00", "20241113", "11/13/2024", "2024.11.13", "2024-11-12T15:00:00Z"] {
            assert_eq!(day(written), Some(on(2024, 11, 13)), "{written}");
        }
        assert_eq!(day("01cfb8d3c4e60000").map(jiff::civil::Date::year), Some(2014));
        assert_eq!(filetime(0), None);
        assert_eq!(filetime(i64::MAX), None);
    }

    #[test]
    fn english_dates_of_network_devices_are_read() {
        let at = datetime(2026, 11, 20, 9, 0, 0, 0);
        for written in ["Fri Nov 20 09:00:00 2026", "Nov 20 09:00:00 2026", "Nov 20-Fri-2026 09:00:00 JST", "09:00:00 JST Fri Nov 20 2026"]
        {
            assert_eq!(english(written), Some(at), "{written}");
        }
        assert_eq!(english("no date"), None);
    }
}
