//! Bytes to text, and small cuts of text that every reader needs.
//!
//! Order: byte order mark, UTF-16 by its zero bytes, UTF-8, ISO-2022-JP by its escapes, then CP932 or EUC-JP by frequency. Bytes that
//! are no characters become U+FFFD.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file is looked at to tell its encoding.
const SAMPLE: usize = 64 << 10;

/// The text of a file, without its byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    encoding(bytes).decode_with_bom_removal(bytes).0
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((codec, _)) = Encoding::for_bom(bytes) {
        return codec;
    }
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let enough = (head.len() / 50).max(1);
    match (zeros(0), zeros(1)) {
        (0, low) if low >= enough => return UTF_16LE,
        (high, 0) if high >= enough => return UTF_16BE,
        _ => {}
    }
    let valid = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        // one broken sequence at the end of a file that was cut, or deep inside otherwise good text
        Err(error) => error.valid_up_to() + 4 > bytes.len() || (error.valid_up_to() > 4096 && !bytes[..error.valid_up_to()].is_ascii()),
    };
    if valid {
        let escaped = bytes.is_ascii() && bytes.windows(3).any(|w| matches!(w, [0x1B, b'$', b'B' | b'@']));
        return if escaped { ISO_2022_JP } else { UTF_8 };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    match detector.guess(Some(b"jp"), Utf8Detection::Deny) {
        guess if guess == EUC_JP => EUC_JP,
        _ => SHIFT_JIS,
    }
}

/// What stands between two marks in a text, without blanks around it.
pub(crate) fn between<'a>(text: &'a str, after: &str, before: &str) -> Option<&'a str> {
    let rest = &text[text.find(after)? + after.len()..];
    Some(rest[..rest.find(before).unwrap_or(rest.len())].trim())
}

/// The word after a mark.
pub(crate) fn word_after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text[text.find(mark)? + mark.len()..].split_whitespace().next()
}

/// `key: value` or `key = value`, both trimmed.
pub(crate) fn pair(line: &str, separator: char) -> Option<(&str, &str)> {
    line.split_once(separator).map(|(key, value)| (key.trim(), value.trim()))
}

/// Shortened to so many characters, on one line.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most { line } else { line.chars().take(most.saturating_sub(1)).chain(['\u{2026}']).collect() }
}

/// Adds a text to a list unless it is empty or there already.
pub(crate) fn add(list: &mut Vec<String>, text: impl Into<String>) {
    let text = text.into();
    if !text.trim().is_empty() && !list.contains(&text) {
        list.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_windows_consoles_and_tools_are_told_apart() {
        let (cp932, _, _) = SHIFT_JIS.encode("パスワード最短有効期間");
        assert_eq!(decode(&cp932), "パスワード最短有効期間");
        let utf16: Vec<u8> = "[Unicode]\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16), "[Unicode]\r\n");
        assert_eq!(decode("\u{FEFF}管理".as_bytes()), "管理");
        assert_eq!(decode(&"受付".as_bytes()[..5]), "受\u{FFFD}");
        assert_eq!(decode(b"\x1b$B<u\x1b(B"), "受");
    }

    #[test]
    fn cuts_never_leave_the_text() {
        assert_eq!(between("a (b) c", "(", ")"), Some("b"));
        assert_eq!(between("a (b", "(", ")"), Some("b"));
        assert_eq!(word_after("x serial=", "serial="), None);
        assert_eq!(shortened("あい  う", 3), "あい\u{2026}");
    }
}
