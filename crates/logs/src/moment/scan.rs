//! Digits, marks and offsets of a time, read from the left.

use jiff::tz::Offset;

/// Bytes that are read from the left.
pub(super) struct Scan<'a>(pub(super) &'a [u8]);

impl Scan<'_> {
    /// A number of `least` to `most` digits.
    pub(super) fn number(&mut self, least: usize, most: usize) -> Option<i32> {
        let length = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        if length < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(digits.iter().fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0')))
    }

    pub(super) fn small(&mut self) -> Option<i8> {
        self.number(1, 2).and_then(|number| i8::try_from(number).ok())
    }

    pub(super) fn one_of(&mut self, accepted: &[u8]) -> Option<u8> {
        let first = *self.0.first()?;
        if !accepted.contains(&first) {
            return None;
        }
        self.0 = &self.0[1..];
        Some(first)
    }

    /// Nanoseconds of the digits after a decimal point; digits beyond the ninth are dropped.
    pub(super) fn fraction(&mut self) -> i32 {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        let padded = digits.iter().copied().chain(std::iter::repeat(b'0'));
        padded.take(9).fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'))
    }

    /// `Z`, `+09:00`, `+0900`, `+09`, `JST`; what is none of them stays unread.
    pub(super) fn offset(&mut self) -> Option<Offset> {
        if self.0.eq_ignore_ascii_case(b"z") || self.0.eq_ignore_ascii_case(b"utc") || self.0.eq_ignore_ascii_case(b"gmt") {
            self.0 = &[];
            return Some(Offset::UTC);
        }
        if self.0.eq_ignore_ascii_case(b"jst") {
            self.0 = &[];
            return Offset::from_hours(9).ok();
        }
        let mut rest = Scan(self.0);
        let sign = if rest.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = rest.number(2, 2)?;
        rest.one_of(b":");
        let minutes = rest.number(2, 2).unwrap_or(0);
        let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
        self.0 = rest.0;
        Some(offset)
    }
}
