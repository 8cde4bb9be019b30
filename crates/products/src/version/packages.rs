//! Versions of Linux packages: the algorithms of RPM (`rpmvercmp`) and of Debian policy 5.6.12.

use std::cmp::Ordering;

use super::Scheme;
use super::dotted::number;
use super::key::Key;

/// `[epoch:]version[-release]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    deb: bool,
    epoch: u64,
    version: String,
    release: String,
}

impl Package {
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        let part = if self.deb { deb_part } else { rpm_part };
        (self.deb == other.deb).then(|| {
            self.epoch.cmp(&other.epoch).then_with(|| part(&self.version, &other.version)).then_with(|| part(&self.release, &other.release))
        })
    }
}

/// Reads a package version; `None` for characters that its packager does not allow.
pub(super) fn parse(scheme: Scheme, text: &str) -> Option<Key> {
    let deb = scheme == Scheme::Deb;
    let (epoch, rest) = match text.split_once(':') {
        Some((epoch, rest)) => (number(epoch)?, rest),
        None => (0, text),
    };
    let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
    let allowed = |part: &str, more: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || ".+~".contains(c) || more.contains(c));
    let good = if deb { allowed(version, "-:") && allowed(release, "") } else { allowed(version, "_^") && allowed(release, "_^") };
    let begins = version.starts_with(|c: char| c.is_ascii_digit() || (!deb && c.is_ascii_alphabetic()));
    (good && begins && version.chars().any(|c| c.is_ascii_digit()))
        .then(|| Key::Package(Package { deb, epoch, version: version.to_owned(), release: release.to_owned() }))
}

/// One step through a part: the text before the next number, and the number.
fn deb_part(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while !left.is_empty() || !right.is_empty() {
        let order = |byte: Option<&u8>| match byte {
            None => 0,
            Some(b'~') => -1,
            Some(byte) if byte.is_ascii_digit() => 0,
            Some(byte) if byte.is_ascii_alphabetic() => i32::from(*byte),
            Some(byte) => i32::from(*byte) + 256,
        };
        while left.first().is_some_and(|byte| !byte.is_ascii_digit()) || right.first().is_some_and(|byte| !byte.is_ascii_digit()) {
            let by_letter = order(left.first()).cmp(&order(right.first()));
            if by_letter.is_ne() {
                return by_letter;
            }
            (left, right) = (left.get(1..).unwrap_or_default(), right.get(1..).unwrap_or_default());
        }
        let (left_digits, left_rest) = digits(left);
        let (right_digits, right_rest) = digits(right);
        let by_number = numerically(left_digits, right_digits);
        if by_number.is_ne() {
            return by_number;
        }
        (left, right) = (left_rest, right_rest);
    }
    Ordering::Equal
}

/// RPM: separators only separate, numbers beat letters, `~` is before the end, `^` after the end but before anything else.
fn rpm_part(left: &str, right: &str) -> Ordering {
    let (left, right) = (segments(left), segments(right));
    for at in 0..left.len().max(right.len()) {
        let order = segment_order(left.get(at).copied(), right.get(at).copied());
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// Runs of digits, runs of letters, `~` and `^`, without the separators.
fn segments(text: &str) -> Vec<&[u8]> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let run = |class: fn(&u8) -> bool| bytes[at..].iter().take_while(|byte| class(byte)).count();
        let length = if byte.is_ascii_digit() {
            run(u8::is_ascii_digit)
        } else if byte.is_ascii_alphabetic() {
            run(u8::is_ascii_alphabetic)
        } else {
            1
        };
        if byte.is_ascii_alphanumeric() || byte == b'~' || byte == b'^' {
            found.push(&bytes[at..at + length]);
        }
        at += length;
    }
    found
}

fn segment_order(left: Option<&[u8]>, right: Option<&[u8]>) -> Ordering {
    // ~ < end < ^ < letters < digits
    let rank = |segment: Option<&[u8]>| match segment.and_then(<[u8]>::first) {
        Some(b'~') => 0,
        None => 1,
        Some(b'^') => 2,
        Some(byte) if byte.is_ascii_alphabetic() => 3,
        Some(_) => 4,
    };
    rank(left).cmp(&rank(right)).then_with(|| match (left, right) {
        (Some(left), Some(right)) if rank(Some(left)) == 4 => numerically(left, right),
        (left, right) => left.cmp(&right),
    })
}

/// The leading digits and what follows.
fn digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// Compares two runs of digits of any length as numbers.
fn numerically(left: &[u8], right: &[u8]) -> Ordering {
    let strip = |run: &[u8]| -> Vec<u8> { run.iter().copied().skip_while(|byte| *byte == b'0').collect() };
    let (left, right) = (strip(left), strip(right));
    left.len().cmp(&right.len()).then_with(|| left.cmp(&right))
}
