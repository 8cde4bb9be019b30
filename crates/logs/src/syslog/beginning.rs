//! Where a syslog message can begin in a stream, what its count means, and whether an audit message in it has ended.

use memchr::{memchr, memmem};

/// Where an audit message ends.
pub(super) const CLOSED: &[u8] = b"</AuditMessage>";

/// A greater count is no count.
const GREATEST_COUNT: usize = 1 << 20;

/// What stands somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A message can begin here
    Yes,
    No,
    /// Too few bytes to say
    Unclear,
}

pub(super) fn is_trailer(byte: u8) -> bool {
    matches!(byte, 0 | b'\n' | b'\r')
}

/// An audit message that has begun and not ended.
pub(super) fn is_open(message: &[u8]) -> bool {
    let Some(begun) = memmem::find(message, b"<AuditMessage") else { return false };
    let rest = &message[begun..];
    memmem::find(rest, CLOSED).is_none() && memchr(b'>', rest).is_none_or(|at| rest[at - 1] != b'/')
}

pub(super) enum Header {
    Count { count: usize, length: usize },
    None,
    Unclear,
}

/// `123 <`
pub(super) fn counted(bytes: &[u8]) -> Header {
    let digits = bytes.iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits == 8 || bytes[0] == b'0' {
        return Header::None;
    }
    match (bytes.get(digits), bytes.get(digits + 1)) {
        (None, _) | (Some(b' '), None) => Header::Unclear,
        (Some(b' '), Some(b'<')) => {
            let count = bytes[..digits].iter().fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
            if count > GREATEST_COUNT { Header::None } else { Header::Count { count, length: digits + 1 } }
        }
        _ => Header::None,
    }
}

/// Whether a message can begin here, after LF, CR, NUL: `<13>` or `123 <13>`.
pub(super) fn begins(bytes: &[u8]) -> Beginning {
    let mut rest = &bytes[bytes.iter().take_while(|byte| is_trailer(**byte)).count()..];
    match counted(rest) {
        Header::Count { length, .. } => rest = &rest[length..],
        Header::Unclear => return Beginning::Unclear,
        Header::None => {}
    }
    priority(rest)
}

/// `<13>`
fn priority(bytes: &[u8]) -> Beginning {
    match bytes.first() {
        None => return Beginning::Unclear,
        Some(b'<') => {}
        Some(_) => return Beginning::No,
    }
    let digits = bytes[1..].iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    match bytes.get(1 + digits) {
        None => Beginning::Unclear,
        Some(b'>') if digits > 0 => Beginning::Yes,
        Some(_) => Beginning::No,
    }
}

/// How far it is to the next place behind the first byte where a message can begin.
pub(super) fn next_beginning(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    while let Some(found) = memchr(b'<', bytes.get(at..)?) {
        let place = at + found;
        at = place + 1;
        if priority(&bytes[place..]) != Beginning::Yes {
            continue;
        }
        // its count stands before it
        let digits =
            bytes[..place].strip_suffix(b" ").map_or(0, |before| before.iter().rev().take(7).take_while(|b| b.is_ascii_digit()).count());
        let begin = if digits > 0 { place - 1 - digits } else { place };
        // in the middle of a line only with a count
        if begin > 0 && (digits > 0 || is_trailer(bytes[begin - 1])) {
            return Some(begin);
        }
    }
    None
}

pub(super) fn utf16_units(c: char) -> usize {
    c.len_utf16()
}

/// How many bytes of UTF-8 so many units are; `None` where there are too few.
pub(super) fn length_of(bytes: &[u8], count: usize, units: impl Fn(char) -> usize) -> Option<usize> {
    let (mut left, mut length) = (count, 0);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if left == 0 {
                return Some(length);
            }
            left = left.saturating_sub(units(c));
            length += c.len_utf8();
        }
        if left == 0 {
            return Some(length);
        }
        if !chunk.invalid().is_empty() {
            if length + chunk.invalid().len() == bytes.len() {
                // a character that is not all there yet
                return None;
            }
            // one replacement character
            left -= 1;
            length += chunk.invalid().len();
        }
    }
    (left == 0).then_some(length)
}
