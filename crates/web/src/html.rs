//! Small things that templates call: dates as people read them, addresses, icons' names.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;

use crate::failure::Failure;
pub use sonae_app::words::text;

/// A day, however many references a template puts before it.
pub trait Day {
    /// The day itself.
    fn day(self) -> Date;
}

impl Day for Date {
    fn day(self) -> Date {
        self
    }
}

impl<D: Day + Copy> Day for &D {
    fn day(self) -> Date {
        (*self).day()
    }
}

/// A rendered page.
pub(crate) fn show(page: &impl Template) -> Result<Response, Failure> {
    Ok(Html(page.render()?).into_response())
}

/// A form that has to be filled in again: the same page with what was typed and what is wrong, as 422.
pub(crate) fn show_again(page: &impl Template) -> Result<Response, Failure> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// As [`show`], where even the page of errors must not fail.
pub(crate) fn or_text(page: &impl Template) -> Response {
    page.render().map_or_else(|error| error.to_string().into_response(), |page| Html(page).into_response())
}

/// A message of the locale without arguments.
pub fn word(key: &str) -> String {
    text(key, &[])
}

/// 2025年5月14日
pub fn date(day: impl Day) -> String {
    let day = day.day();
    text("web-date", &[("y", &day.year().to_string()), ("m", &day.month().to_string()), ("d", &day.day().to_string())])
}

/// 2025/5/14, as dates are typed.
pub fn slashed(day: impl Day) -> String {
    sonae_app::words::date(day.day())
}

/// 2025年5月14日, or nothing.
pub fn date_or_empty<D: Day + Copy>(day: &Option<D>) -> String {
    day.map(date).unwrap_or_default()
}

/// 2025年5月14日（令和7年5月14日）. Days before 令和 are written without their era.
pub fn long_date(day: impl Day) -> String {
    let day = day.day();
    let western = date(day);
    if day < jiff::civil::date(2019, 5, 1) {
        return western;
    }
    let year = match day.year() - 2018 {
        1 => word("web-first-year"),
        year => year.to_string(),
    };
    let args = [("date", western.as_str()), ("y", &year), ("m", &day.month().to_string()), ("d", &day.day().to_string())];
    text("web-date-both", &args)
}

/// An instant as a date and a time in the institution's zone.
pub fn moment(at: &str) -> String {
    let zoned = at.parse::<jiff::Timestamp>().map(|at| at.to_zoned(sonae_domain::calendar::japan()));
    zoned.map_or_else(|_| at.to_owned(), |at| format!("{} {:02}:{:02}", date(at.date()), at.hour(), at.minute()))
}

/// Text as part of an address (RFC 3986: everything but unreserved characters as `%XX`).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]),
        }
    }
    encoded
}

/// A hexadecimal digit.
fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0').to_ascii_uppercase()
}

/// A size as people read it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => {
            let tenths = bytes.div_ceil(104_858);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_any_text() {
        assert_eq!(encode("a/b ㈱"), "a%2Fb%20%E3%88%B1");
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!((size(12), size(2048), size(3 << 20)), ("12 B".to_owned(), "2 KB".to_owned(), "3.0 MB".to_owned()));
    }
}
