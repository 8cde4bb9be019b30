//! The words of the made-up log, in the bytes of its encoding.

use encoding_rs::SHIFT_JIS;
use serde::Deserialize;

use crate::source::Encoding;

#[derive(Deserialize, Default)]
struct Words {
    headings: Vec<String>,
    family: Vec<String>,
    given: Vec<String>,
    logon: String,
    logoff: String,
    system: String,
    success: String,
    failure: String,
    terminal: String,
    ward: String,
    work: Vec<Work>,
}

#[derive(Deserialize, Default, Clone)]
struct Work {
    category: String,
    operation: String,
    share: u32,
}

/// The words in the bytes of the file: encoded once, not row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Encoded {
    pub(super) headings: Vec<u8>,
    pub(super) names: Vec<Vec<u8>>,
    pub(super) logon: Vec<u8>,
    pub(super) logoff: Vec<u8>,
    pub(super) success: Vec<u8>,
    pub(super) failure: Vec<u8>,
    pub(super) terminal: Vec<u8>,
    pub(super) ward: Vec<u8>,
    /// Menu and operation as two cells, and how often of 1,000
    pub(super) work: Vec<(Vec<u8>, u32)>,
}

impl Encoded {
    pub(super) fn new(encoding: Encoding) -> Self {
        let words: Words = toml::from_str(include_str!("../../sample.toml")).unwrap_or_default();
        let bytes = |text: &str| match encoding {
            Encoding::Cp932 => text.chars().flat_map(cp932).collect(),
            _ => text.as_bytes().to_vec(),
        };
        let two = |category: &str, operation: &str| {
            let quoted = operation.contains([',', '"']);
            bytes(&if quoted { format!("{category},\"{}\"", operation.replace('"', "\"\"")) } else { format!("{category},{operation}") })
        };
        let names = words.given.iter().flat_map(|given| words.family.iter().map(move |family| format!("{family}\u{3000}{given}")));
        Self {
            headings: bytes(&format!("{}\r\n", words.headings.join(","))),
            names: names.map(|name| bytes(&name)).collect(),
            logon: two(&words.system, &words.logon),
            logoff: two(&words.system, &words.logoff),
            success: bytes(&words.success),
            failure: bytes(&words.failure),
            terminal: bytes(&words.terminal),
            ward: bytes(&words.ward),
            work: words.work.iter().map(|work| (two(&work.category, &work.operation), work.share)).collect(),
        }
    }
}

/// A character in CP932, those of the user-defined area included (U+E000 and on are F040 and on), which encoders leave out.
fn cp932(c: char) -> Vec<u8> {
    match u32::from(c).checked_sub(0xE000).filter(|place| *place < 1880).map(|place| (place / 188, place % 188)) {
        Some((row, cell)) => {
            let byte = |number: u32| u8::try_from(number).unwrap_or(b'?');
            // 7F is no second byte
            vec![byte(0xF0 + row), byte(0x40 + cell + u32::from(cell >= 63))]
        }
        None => SHIFT_JIS.encode(c.encode_utf8(&mut [0; 4])).0.into_owned(),
    }
}
