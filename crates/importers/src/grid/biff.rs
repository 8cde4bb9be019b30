//! The records of an Excel 97–2003 workbook stream ([MS-XLS] 2.4): walking them, and the strings in them.
//!
//! Every read is checked: a record that is shorter than it should be reads as zeros and empty text. Not here: sheets.

use encoding_rs::SHIFT_JIS;

/// Record types that are read.
pub(super) mod kind {
    pub(crate) const BOF: u16 = 0x0809;
    pub(crate) const EOF: u16 = 0x000A;
    pub(crate) const CONTINUE: u16 = 0x003C;
    pub(crate) const FILE_PASS: u16 = 0x002F;
    pub(crate) const DATE_MODE: u16 = 0x0022;
    pub(crate) const FONT: u16 = 0x0031;
    pub(crate) const FORMAT: u16 = 0x041E;
    pub(crate) const XF: u16 = 0x00E0;
    pub(crate) const BOUND_SHEET: u16 = 0x0085;
    pub(crate) const SST: u16 = 0x00FC;
    pub(crate) const NUMBER: u16 = 0x0203;
    pub(crate) const LABEL: u16 = 0x0204;
    pub(crate) const RICH_STRING: u16 = 0x00D6;
    pub(crate) const BOOL_ERR: u16 = 0x0205;
    pub(crate) const STRING: u16 = 0x0207;
    pub(crate) const RK: u16 = 0x027E;
    pub(crate) const LABEL_SST: u16 = 0x00FD;
    pub(crate) const MUL_RK: u16 = 0x00BD;
    pub(crate) const MERGE_CELLS: u16 = 0x00E5;
    pub(crate) const FORMULA: u16 = 0x0006;
}

/// One record with the pieces that continue it.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) pieces: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    pub(super) fn data(&self) -> &'a [u8] {
        self.pieces.first().copied().unwrap_or_default()
    }
}

/// Walks the records of a stream from a position.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    fn take(&mut self) -> Option<(u16, &'a [u8])> {
        let head = self.stream.get(self.at..self.at.checked_add(4)?)?;
        let length = usize::from(u16_at(head, 2));
        // a stream that was cut off ends in the middle of a record
        let start = self.at + 4;
        let data = self.stream.get(start..start + length)?;
        self.at = start + length;
        Some((u16_at(head, 0), data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.take()?;
        let mut record = Record { kind, pieces: vec![data] };
        while self.stream.get(self.at..self.at + 2).is_some_and(|next| u16_at(next, 0) == kind::CONTINUE) {
            let Some((_, piece)) = self.take() else { break };
            record.pieces.push(piece);
        }
        Some(record)
    }
}

pub(super) fn u8_at(data: &[u8], at: usize) -> u8 {
    data.get(at).copied().unwrap_or_default()
}

pub(super) fn u16_at(data: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([u8_at(data, at), u8_at(data, at + 1)])
}

pub(super) fn u32_at(data: &[u8], at: usize) -> u32 {
    u32::from(u16_at(data, at)) | u32::from(u16_at(data, at + 2)) << 16
}

pub(super) fn f64_at(data: &[u8], at: usize) -> f64 {
    f64::from_bits(u64::from(u32_at(data, at)) | u64::from(u32_at(data, at + 4)) << 32)
}

/// An RK number ([MS-XLS] 2.5.217): 30 bits of a double or of an integer, perhaps in hundredths.
pub(super) fn rk(bits: u32) -> f64 {
    let number = if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

/// A string with its length in `width` bytes (1 or 2) and, since Excel 97, a byte of flags.
pub(super) fn string(data: &[u8], at: usize, width: usize, unicode: bool) -> String {
    let length = if width == 1 { usize::from(u8_at(data, at)) } else { usize::from(u16_at(data, at)) };
    let from = at + width;
    if !unicode {
        // Excel 5 and 95 wrote bytes of the code page; in Japan that is CP932
        let bytes = data.get(from..(from + length).min(data.len())).unwrap_or_default();
        return SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned();
    }
    let wide = u8_at(data, from) & 1 != 0;
    characters(data.get(from + 1..).unwrap_or_default(), length, wide).0
}

/// At most `length` characters of one or two bytes, and how many bytes and characters that were.
fn characters(data: &[u8], length: usize, wide: bool) -> (String, usize, usize) {
    if wide {
        let units: Vec<u16> = data.chunks_exact(2).take(length).map(|pair| u16_at(pair, 0)).collect();
        (String::from_utf16_lossy(&units), units.len() * 2, units.len())
    } else {
        let bytes = &data[..length.min(data.len())];
        (bytes.iter().map(|byte| char::from(*byte)).collect(), bytes.len(), bytes.len())
    }
}

/// The shared strings ([MS-XLS] 2.4.265). A string may run over into the next piece, which then begins with a byte that
/// says anew whether characters have one byte or two.
pub(super) fn shared_strings(record: &Record<'_>, most_bytes: usize) -> Vec<String> {
    let mut reader = Pieces { pieces: &record.pieces, piece: 0, at: 8 };
    let count = u32_at(record.data(), 4);
    let mut strings = Vec::new();
    let mut kept = 0;
    for _ in 0..count {
        let Some(text) = reader.string() else { break };
        kept += text.len();
        if kept > most_bytes {
            break;
        }
        strings.push(text);
    }
    strings
}

struct Pieces<'a> {
    pieces: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'a> Pieces<'a> {
    /// What is left of the present piece; moves on to the next one when nothing is.
    fn rest(&mut self) -> Option<&'a [u8]> {
        loop {
            let rest = self.pieces.get(self.piece)?.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                return Some(rest);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let step = self.rest()?.len().min(bytes);
            self.at += step;
            bytes -= step;
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self, bytes: u32) -> Option<usize> {
        (0..bytes).try_fold(0, |number, index| Some(number | usize::from(self.byte()?) << (8 * index)))
    }

    fn string(&mut self) -> Option<String> {
        let mut length = self.number(2)?;
        let mut flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let extra = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let mut text = String::new();
        while length > 0 {
            let piece = self.piece;
            let rest = self.rest()?;
            let rest = if self.piece == piece {
                rest
            } else {
                flags = self.byte()?;
                self.rest()?
            };
            let (part, bytes, taken) = characters(rest, length, flags & 1 != 0);
            text.push_str(&part);
            length -= taken;
            // half a character at the end of a piece is no character
            self.at += if taken == 0 { rest.len() } else { bytes };
        }
        // formatting runs, and phonetic marks (furigana): not text
        self.skip(runs * 4 + extra)?;
        Some(text)
    }
}
