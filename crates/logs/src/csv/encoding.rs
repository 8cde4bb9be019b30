//! Which encoding a file is in, what it is when it is no text, and UTF-16 as a stream of UTF-8.

use std::io::Read;

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use crate::source::Encoding;

/// The encoding that a sample of the beginning shows, unless the source tells it. `Auto` where it holds ASCII only.
pub(super) fn of(sample: &[u8], told: Encoding) -> Encoding {
    if told != Encoding::Auto {
        return told;
    }
    match sample {
        [0xEF, 0xBB, 0xBF, ..] => return Encoding::Utf8,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Encoding::Utf16,
        _ => {}
    }
    if wide(sample).is_some() {
        return Encoding::Utf16;
    }
    if sample.is_ascii() {
        return Encoding::Auto;
    }
    // a few broken bytes do not make UTF-8 something else: half of CP932 would be broken
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| *c >= '\u{800}').count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // the sample may end inside a character
    if bad <= 1 && good > 0 || good > bad * 20 { Encoding::Utf8 } else { Encoding::Cp932 }
}

/// UTF-16 by its zero bytes, which stand on one side only; whether the low byte comes first.
fn wide(sample: &[u8]) -> Option<bool> {
    let head = &sample[..sample.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let enough = (head.len() / 50).max(1);
    match (zeros(0), zeros(1)) {
        (0, many) if many >= enough => Some(true),
        (many, 0) if many >= enough => Some(false),
        _ => None,
    }
}

/// What a file is that is no text, or text in an encoding that is not read unless the source tells another: a key of the locale.
pub(super) fn something_else(sample: &[u8], told: Encoding) -> Option<&'static str> {
    match sample {
        [] => Some("log-file-empty"),
        [b'E', b'l', b'f', b'F', b'i', b'l', b'e', 0, ..] => Some("log-file-evtx"),
        [b'P', b'K', 3, 4, ..] => Some("log-file-zip"),
        [0x1F, 0x8B, ..] => Some("log-file-gzip"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("log-file-office"),
        [b'%', b'P', b'D', b'F', ..] => Some("log-file-pdf"),
        _ if sample.iter().take(4096).filter(|byte| **byte == 0).count() > 8 => Some("log-file-binary"),
        _ if told != Encoding::Auto => None,
        _ if sample.is_ascii() && sample.windows(3).any(|part| matches!(part, [0x1B, b'$', b'@' | b'B'])) => Some("log-file-iso-2022-jp"),
        _ if of(sample, told) == Encoding::Cp932 && is_euc_jp(sample) => Some("log-file-euc-jp"),
        _ => None,
    }
}

/// Whether every character beyond ASCII is one of EUC-JP and some cannot be CP932's halfwidth katakana. Whatever is written in CP932 has
/// kana or kanji that begin with a byte that EUC-JP does not know.
fn is_euc_jp(sample: &[u8]) -> bool {
    // the sample may end inside a character
    let end = sample.iter().rposition(|byte| *byte == b'\n').map_or(sample.len(), |at| at + 1);
    let (mut kana, mut all, mut beyond) = (0_usize, 0_usize, false);
    let mut bytes = sample[..end].iter().copied();
    while let Some(byte) = bytes.next() {
        let trail = match byte {
            0..=0x7F => continue,
            // halfwidth katakana, the supplementary plane
            0x8E => bytes.next(),
            0x8F => bytes.next().and_then(|_| bytes.next()),
            0xA1..=0xFE => {
                all += 1;
                kana += usize::from(matches!(byte, 0xA4 | 0xA5));
                bytes.next()
            }
            _ => return false,
        };
        let Some(trail @ 0xA1..=0xFE) = trail else { return false };
        beyond |= byte >= 0xE0 || trail >= 0xE0;
    }
    // a handful of rare kanji of CP932 may look like it
    all >= 8 && (beyond || kana * 2 > all)
}

/// UTF-16 read as UTF-8, a piece at a time. What is no character becomes U+FFFD; the byte order mark is left out.
pub(super) struct Utf8FromUtf16<R> {
    input: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// Given out of `text`
    given: usize,
    done: bool,
}

impl<R: Read> Utf8FromUtf16<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, decoder: None, raw: Vec::new(), text: Vec::new(), given: 0, done: false }
    }

    fn more(&mut self) -> std::io::Result<()> {
        let held = self.raw.len();
        let mut fresh = [0; 16 << 10];
        let read = self.input.read(&mut fresh)?;
        self.raw.extend_from_slice(&fresh[..read]);
        let last = read == 0;
        if self.decoder.is_none() && self.raw.len() < 4096 && !last && held < 4096 {
            return Ok(());
        }
        let raw = std::mem::take(&mut self.raw);
        let decoder = self.decoder.get_or_insert_with(|| {
            let codec = if wide(&raw) == Some(false) || raw.starts_with(&[0xFE, 0xFF]) { UTF_16BE } else { UTF_16LE };
            codec.new_decoder_with_bom_removal()
        });
        self.text.clear();
        self.given = 0;
        let room = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len() * 3 + 16);
        self.text.resize(room, 0);
        let (result, _, written, _) = decoder.decode_to_utf8(&raw, &mut self.text, last);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        self.text.truncate(written);
        self.done = last;
        Ok(())
    }
}

impl<R: Read> Read for Utf8FromUtf16<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.text.len() && !self.done {
            self.more()?;
        }
        let length = into.len().min(self.text.len() - self.given);
        into[..length].copy_from_slice(&self.text[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}
