//! Schemes of systems and applications.

use super::dotted::{RELEASE, exactly, leading, letters, number, pre_release};
use super::key::Key;

/// `10.0.19045.4894`; `19045.4894` and `19045` stand for Windows 10 and later.
pub(super) fn windows_build(text: &str) -> Option<Key> {
    let mut parts = exactly(text, 1..=4)?;
    if parts[0] >= 10_240 {
        parts.splice(0..0, [10, 0]);
    }
    (parts[0] < 100 && parts.len() <= 4 && parts.len() >= 2).then(|| Key::base(parts))
}

/// `1809`, `22h2`: year and half, or year and month.
pub(super) fn windows_release(text: &str) -> Option<Key> {
    if text.len() != 4 {
        return None;
    }
    let year = number(text.get(..2)?)?;
    let rest = text.get(2..)?;
    let month = match rest.strip_prefix('h') {
        Some("1") => 5,
        Some("2") => 10,
        Some(_) => return None,
        None => number(rest)?,
    };
    (year >= 15 && (1..=12).contains(&month)).then(|| Key::base(vec![year, month]))
}

/// `rtm`, `sp1`, `service pack 1`, `sp5a`.
pub(super) fn service_pack(text: &str) -> Option<Key> {
    if matches!(text, "rtm" | "gold") {
        return Some(Key::base(vec![0]));
    }
    let rest = text.strip_prefix("service pack").or_else(|| text.strip_prefix("sp"))?.trim_start();
    let (count, letter) = leading(rest);
    Some(Key::base(vec![number(count)?, letters(letter)?]))
}

/// `11.2.0.4.0`, `19c`, `12cr2`, `12c release 2`, `11g r2`.
pub(super) fn oracle_db(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    let mut base = exactly(base, 1..=5)?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(Key::base(base));
    }
    let rest = ["ai", "c", "g", "i"].iter().find_map(|letter| rest.strip_prefix(letter))?.trim();
    if base.len() > 1 {
        return None;
    }
    if !rest.is_empty() {
        base.push(number(rest.strip_prefix("release").or_else(|| rest.strip_prefix('r'))?.trim())?);
    }
    Some(Key::base(base))
}

/// `8u391`, `8 update 391`, `1.8.0_391-b13`, `8.0.3910.13`, `17.0.9+9`, `17`.
pub(super) fn java(text: &str) -> Option<Key> {
    let text = text.split('+').next()?;
    let text = text.split_once("-b").map_or(text, |(text, _)| text);
    if let Some((feature, update)) = text.split_once(" update ").or_else(|| text.split_once('u')) {
        return Some(Key::base(vec![number(feature.trim())?, 0, number(update.trim())?]));
    }
    let parts = text.replace('_', ".");
    let mut parts = exactly(&parts, 1..=5)?;
    if parts.len() > 1 && parts[0] == 1 {
        parts.remove(0);
    } else if parts.len() == 4 && parts[0] <= 8 {
        // the uninstall entry of Windows writes update 391 as 3910
        parts.pop();
        parts[2] /= 10;
    } else if text.contains('_') {
        return None;
    }
    Some(Key::base(parts))
}

/// `1.0.2k`, `1.0.2za`, `1.0.2k-fips`, `3.0.0-alpha1`.
pub(super) fn openssl(text: &str) -> Option<Key> {
    let text = text.strip_suffix("-fips").unwrap_or(text);
    let (base, rest) = leading(text);
    let base = exactly(base, 2..=3)?;
    if rest.starts_with('-') {
        return Some(Key::numbers(base, pre_release(rest)?.to_vec()));
    }
    let letter = match rest.as_bytes() {
        [] => 0,
        [letter] if letter.is_ascii_lowercase() => u64::from(letter - b'a') + 1,
        [b'z', letter] if letter.is_ascii_lowercase() => u64::from(letter - b'a') + 27,
        _ => return None,
    };
    Some(Key::numbers(base, vec![RELEASE, 0, letter]))
}

/// `7.0 u3c`, `7.0 update 3n`, `7.0u3`, `8.0b`, `7.0.3`.
pub(super) fn vmware(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    let mut base = exactly(base, 1..=3)?;
    let rest = rest.trim_start_matches([' ', '-']);
    let rest = rest.strip_prefix("update").or_else(|| rest.strip_prefix('u')).map_or(rest, |rest| {
        base.resize(2, 0);
        rest.trim_start()
    });
    let (update, letter) = leading(rest);
    if !update.is_empty() {
        if base.len() != 2 {
            return None;
        }
        base.push(number(update)?);
    }
    let letter = (letter.len() <= 1).then(|| letters(letter))??;
    Some(Key::numbers(base, if letter == 0 { Vec::new() } else { vec![letter] }))
}

/// `9.6.24`, `10.1`, `17beta1`.
pub(super) fn postgres(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    Some(Key::numbers(exactly(base, 1..=3)?, pre_release(rest)?.to_vec()))
}

/// `7.2.1-69057 update 5`, `7.2.1-69057-5`, `7.2.1`.
pub(super) fn dsm(text: &str) -> Option<Key> {
    let text = text.replace(" update ", "-").replace("-u", "-");
    let mut parts = text.split('-');
    let base = exactly(parts.next()?, 1..=3)?;
    let tail = parts.map(number).collect::<Option<Vec<_>>>()?;
    (tail.len() <= 2).then(|| Key::numbers(base, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_java_update_has_one_key() {
        for text in ["8u391", "1.8.0_391", "1.8.0_391-b13", "8.0.3910.13", "8 update 391"] {
            assert_eq!(java(text), java("8u391"), "{text}");
        }
    }
}
