//! Bytes of a record to text. For reading only: what is kept are the bytes.
//!
//! Not here: which encoding a file is in (`csv::encoding`).

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::source::Encoding;

/// The text of some bytes. Total: a byte that is no character becomes U+FFFD. UTF-8 where it is UTF-8, else CP932 where that
/// leaves no byte over; the encoding of the file decides only where both, or neither, fit.
pub(crate) fn decode(raw: &[u8], encoding: Encoding) -> Cow<'_, str> {
    let utf8 = std::str::from_utf8(raw);
    if let Ok(text) = utf8
        && (encoding != Encoding::Cp932 || raw.is_ascii())
    {
        return Cow::Borrowed(text);
    }
    let (text, broken) = SHIFT_JIS.decode_without_bom_handling(raw);
    match utf8 {
        Ok(text) if broken => Cow::Borrowed(text),
        Err(_) if broken && encoding != Encoding::Cp932 => String::from_utf8_lossy(raw),
        _ => text,
    }
}

/// Half-width letters and digits, full-width kana (NFKC), on one line, without white space at the ends.
pub(crate) fn tidy(text: &str) -> String {
    let trimmed = text.trim();
    let plain = trimmed.is_ascii() || is_nfkc_quick(trimmed.chars()) == IsNormalized::Yes;
    if plain && !trimmed.chars().any(char::is_control) {
        return trimmed.to_owned();
    }
    let composed: String = trimmed.nfkc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    composed.trim().to_owned()
}

/// Text as the source wrote it, on one line, without white space at the ends.
pub(crate) fn line(text: &str) -> String {
    let trimmed = text.trim();
    if trimmed.bytes().any(|byte| byte.is_ascii_control()) {
        return trimmed.split(|c: char| c.is_control()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    }
    trimmed.to_owned()
}

/// A word as it is compared: NFKC, lower case, without white space.
pub(crate) fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_double_byte_of_cp932_is_a_character_and_stays_one() {
        let mut seen = 0;
        let mut twice = 0;
        for lead in (0x81..=0x9F_u8).chain(0xE0..=0xFC) {
            for trail in (0x40..=0x7E_u8).chain(0x80..=0xFC) {
                let raw = [lead, trail];
                let (text, broken) = SHIFT_JIS.decode_without_bom_handling(&raw);
                if broken {
                    // not assigned by Microsoft either
                    continue;
                }
                seen += 1;
                assert_eq!(text.chars().count(), 1, "{raw:02x?}");
                assert_eq!(decode(&raw, Encoding::Cp932), text);
                if (0xF0..=0xF9).contains(&lead) {
                    // user-defined: one after the other from U+E000, which no encoder of the web writes back
                    let place = u32::from(lead - 0xF0) * 188 + u32::from(trail - 0x40) - u32::from(trail > 0x7F);
                    assert_eq!(text.chars().next().map(u32::from), Some(0xE000 + place));
                    continue;
                }
                // what is written back is the same bytes, or those of the same character elsewhere in the table
                let (bytes, _, unmappable) = SHIFT_JIS.encode(&text);
                assert!(!unmappable, "{raw:02x?}");
                twice += usize::from(bytes.as_ref() != raw);
                assert_eq!(SHIFT_JIS.decode_without_bom_handling(&bytes).0, text);
            }
        }
        // JIS X 0208 6,879 + NEC row 13 83 + NEC-selected IBM 374 + IBM 388 + user-defined 1,880; 398 stand twice
        assert_eq!((seen, twice), (6879 + 83 + 374 + 388 + 1880, 398));
    }

    #[test]
    fn an_extension_of_each_maker_and_the_user_defined_area_are_read() {
        for (raw, text) in [
            (&[0x87, 0x40][..], "①"),
            (&[0x87, 0x8A], "㈱"),
            (&[0xED, 0x95], "﨑"),
            (&[0xFA, 0xB1], "﨑"),
            (&[0xFB, 0xFC], "髙"),
            (&[0xF0, 0x40], "\u{e000}"),
            (&[0xF9, 0xFC], "\u{e757}"),
            (&[0x81, 0x60], "～"),
            (&[0xB1], "ｱ"),
        ] {
            assert_eq!(decode(raw, Encoding::Cp932), text);
        }
    }

    #[test]
    fn the_bytes_decide_before_the_encoding_of_the_file() {
        let cp932 = SHIFT_JIS.encode("山田　太郎").0.into_owned();
        assert_eq!(decode(&cp932, Encoding::Utf8), "山田　太郎");
        assert_eq!(decode("山田".as_bytes(), Encoding::Auto), "山田");
        assert_eq!(decode(&[0xE5, b'a', 0xFF], Encoding::Utf8), "\u{fffd}a\u{fffd}");
    }

    #[test]
    fn values_are_tidied_but_words_of_the_source_are_kept() {
        assert_eq!(tidy("　Ｎ００１２ "), "N0012");
        assert_eq!(tidy("髙橋　﨑"), "髙橋 﨑");
        assert_eq!(tidy("a\tb"), "a b");
        assert_eq!(line(" Ｎ００１\r\n二行目 "), "Ｎ００１ 二行目");
        assert_eq!(folded("ﾛｸﾞ　ＩＮ"), "ログin");
    }
}
