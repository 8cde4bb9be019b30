//! Bytes to text: which encoding a file is in, and its characters.
//!
//! Order: byte order mark, UTF-16 by its zero bytes, strict UTF-8, ISO-2022-JP by its escapes, then EUC-JP or CP932 by
//! frequency. CP932 keeps ①㈱﨑髙～. Not here: what the text means.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use serde::Serialize;

/// An encoding in which ledgers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-16, little end first: Excel's "Unicode text", Windows tools
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, big end first
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
    /// Shift_JIS as Windows extends it: what Excel writes as CSV in Japan
    #[serde(rename = "CP932")]
    Cp932,
    /// EUC-JP
    #[serde(rename = "EUC-JP")]
    EucJp,
    /// ISO-2022-JP: old mail systems
    #[serde(rename = "ISO-2022-JP")]
    Iso2022Jp,
}

impl Encoding {
    /// As people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Cp932 => "CP932",
            Self::EucJp => "EUC-JP",
            Self::Iso2022Jp => "ISO-2022-JP",
        }
    }

    fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Cp932 => SHIFT_JIS,
            Self::EucJp => EUC_JP,
            Self::Iso2022Jp => ISO_2022_JP,
        }
    }
}

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// Its characters; U+FFFD stands where bytes were none
    pub text: Cow<'a, str>,
    /// The encoding it was in
    pub encoding: Encoding,
    /// Whether some bytes were no characters
    pub broken: bool,
}

/// Decodes a text file. Never fails: what cannot be decoded becomes U+FFFD.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let encoding = detect(bytes);
    let (text, broken) = encoding.codec().decode_with_bom_removal(bytes);
    Decoded { text, encoding, broken }
}

/// Which encoding the bytes are in.
pub fn detect(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => return Encoding::Utf8,
        [0xFF, 0xFE, ..] => return Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    if let Some(wide) = wide(bytes) {
        return wide;
    }
    if looks_like_utf8(bytes) {
        if bytes.is_ascii() && has_japanese_escapes(bytes) {
            return Encoding::Iso2022Jp;
        }
        return Encoding::Utf8;
    }
    let sample = sample(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(Some(b"jp"), Utf8Detection::Deny);
    // the guess stands unless it leaves errors and the other leaves none
    let fits = |codec: &'static encoding_rs::Encoding| !codec.decode_without_bom_handling(sample).1;
    if (guess == EUC_JP && fits(EUC_JP)) || (guess != SHIFT_JIS && fits(EUC_JP) && !fits(SHIFT_JIS)) {
        return Encoding::EucJp;
    }
    Encoding::Cp932
}

/// UTF-16 without a byte order mark: zero bytes on one side only, as the high halves of ASCII characters leave them.
fn wide(bytes: &[u8]) -> Option<Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (low_first, high_first) = (zeros(1), zeros(0));
    let enough = (head.len() / 50).max(1);
    let encoding = match (high_first, low_first) {
        (0, many) if many >= enough => Encoding::Utf16Le,
        (many, 0) if many >= enough => Encoding::Utf16Be,
        _ => return None,
    };
    (!encoding.codec().decode_without_bom_handling(head).1 || head.len() == 4096).then_some(encoding)
}

/// Valid UTF-8, or nearly: a few broken bytes in a text whose other characters beyond ASCII are all good UTF-8.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| *c >= '\u{800}').count();
        bad += usize::from(!chunk.invalid().is_empty());
        if bad > 2000 {
            break;
        }
    }
    bad == 0 || good > bad * 20
}

fn has_japanese_escapes(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|w| matches!(w, [0x1B, b'$', b'@' | b'B'] | [0x1B, b'(', b'I' | b'J']))
}

/// At most 256 KiB around the first byte beyond ASCII, cut at line ends so that no character is halved.
fn sample(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let start = bytes[..first].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let rest = &bytes[start..];
    if rest.len() <= 256 << 10 {
        return rest;
    }
    let cut = &rest[..256 << 10];
    &cut[..cut.iter().rposition(|byte| *byte == b'\n').map_or(cut.len(), |at| at + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "管理番号,メーカー,備考\r\n①,㈱みほん～,髙橋﨑ｶﾅ\r\n";

    fn encoded(codec: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
        codec.encode(text).0.into_owned()
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_of_the_same_text_is_read() {
        for (bytes, expected) in [
            (TEXT.as_bytes().to_vec(), Encoding::Utf8),
            ([&[0xEF, 0xBB, 0xBF], TEXT.as_bytes()].concat(), Encoding::Utf8),
            (encoded(SHIFT_JIS, TEXT), Encoding::Cp932),
            (utf16(TEXT, true), Encoding::Utf16Le),
            (utf16(TEXT, false), Encoding::Utf16Be),
            ([vec![0xFF, 0xFE], utf16(TEXT, true)].concat(), Encoding::Utf16Le),
            ([vec![0xFE, 0xFF], utf16(TEXT, false)].concat(), Encoding::Utf16Be),
        ] {
            let decoded = decode(&bytes);
            assert_eq!((decoded.encoding, decoded.text.as_ref(), decoded.broken), (expected, TEXT, false));
        }
        let plain = "管理番号,設置場所\r\n1,診察室の受付\r\n";
        for (codec, expected) in [(EUC_JP, Encoding::EucJp), (ISO_2022_JP, Encoding::Iso2022Jp)] {
            let bytes = encoded(codec, plain);
            let decoded = decode(&bytes);
            assert_eq!((decoded.encoding, decoded.text.as_ref()), (expected, plain));
        }
    }

    #[test]
    fn characters_beyond_the_standard_set_survive_cp932() {
        let bytes = encoded(SHIFT_JIS, "①㈱﨑髙～－∥￢");
        assert_eq!(decode(&bytes).text, "①㈱﨑髙～－∥￢");
    }

    #[test]
    fn half_width_kana_alone_are_cp932() {
        let bytes = encoded(SHIFT_JIS, "ﾒｰｶｰ,ｿﾌﾄｳｪｱ,ﾊﾞｰｼﾞｮﾝ\r\nｱｲｳ,ｴｵ,ｶｷ\r\n");
        assert_eq!(decode(&bytes).encoding, Encoding::Cp932);
    }

    #[test]
    fn a_broken_byte_costs_one_character_only() {
        let mut bytes = TEXT.repeat(3).into_bytes();
        bytes[4] = 0xFF;
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.broken), (Encoding::Utf8, true));
        assert!(decoded.text.contains("髙橋﨑"));
        let mut bytes = encoded(SHIFT_JIS, "管理番号,設置場所\r\n1,診察室\r\n2,受付\r\n");
        bytes[18] = 0xFF;
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.broken), (Encoding::Cp932, true));
        assert!(decoded.text.contains("受付"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn any_japanese_text_in_utf8_is_read_back(text in "[ぁ-んァ-ン一-龠0-9a-z,\n]{0,60}") {
            let decoded = decode(text.as_bytes());
            prop_assert_eq!(decoded.text.as_ref(), text.as_str());
        }
    }
}
