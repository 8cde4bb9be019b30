//! Rows that repeat an earlier one. What a row says of the moment, the patient and the count stands in columns of its own; two rows
//! whose other cells have the same bytes say the same otherwise. So the key of a template is the row with those cells emptied.
//!
//! It saves time and changes no answer: what does not repeat, or tells no moment, is read as ever; so is everything once most rows
//! turn out not to repeat.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use super::super::Field;
use super::super::rows::Cells;
use super::{Reader, Row, number};
use crate::event::Event;
use crate::normalise::{Normalised, RecordRef};
use crate::repeats::{Repeat, Said};

/// After so many rows it is asked whether looking was worth it.
const TRIED: u32 = 8192;

/// Longest key that is kept, bytes.
const LONGEST: usize = 512;

/// Templates by their keys.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    known: HashMap<Box<[u8]>, u32, Quick>,
    key: Vec<u8>,
    looked: u32,
    found: u32,
    /// Most rows did not repeat
    given_up: bool,
}

impl Repeats {
    fn find(&mut self, key: &[u8]) -> Option<u32> {
        let known = self.known.get(key).copied();
        self.looked += 1;
        self.found += u32::from(known.is_some());
        if self.looked == TRIED {
            self.given_up = self.found < TRIED / 2;
            if self.given_up {
                self.known = HashMap::default();
            }
            (self.looked, self.found) = (0, 0);
        }
        known
    }
}

impl Field {
    /// Whether rows that are otherwise alike differ in it, or it is not read at all.
    fn varies(self) -> bool {
        matches!(self, Self::Date | Self::Time | Self::PatientUid | Self::Count | Self::Nothing)
    }
}

impl Reader {
    /// See [`crate::Normaliser::say`].
    pub(crate) fn say(&mut self, record: RecordRef<'_>, patient: &mut String, next: Option<u32>) -> Said {
        if self.repeats.given_up || self.fields.is_empty() {
            return Said::Own(self.read(record));
        }
        let mut key = std::mem::take(&mut self.repeats.key);
        key.clear();
        let own = self.split(record.raw, &mut key);
        let known = self.repeats.find(&key);
        let said = match (known, self.time(&own)) {
            (Some(template), Some(time)) => Said::Template(self.repeat(template, time, &own, patient)),
            (None, Some(time)) if key.len() <= LONGEST && !self.repeats.given_up => {
                let mut said = self.read(record);
                match next.and_then(|next| Some((next, template(&mut said)?))) {
                    Some((next, made)) => {
                        self.repeats.known.insert(key.as_slice().into(), next);
                        Said::Template(Repeat { made: Some(Box::new(made)), ..self.repeat(next, time, &own, patient) })
                    }
                    None => Said::Own(said),
                }
            }
            _ => Said::Own(self.read(record)),
        };
        self.repeats.key = key;
        said
    }

    /// The cells of a row that vary; `key` takes all others, as they stand in its bytes.
    fn split<'a>(&self, raw: &'a [u8], key: &mut Vec<u8>) -> Row<'a> {
        let mut row = Row::default();
        let (mut kept, mut begin) = (0, 0);
        for (at, cell) in Cells::new(raw, self.delimiter).enumerate() {
            let end = begin + cell.len();
            if let Some(field) = self.fields.get(at).filter(|field| field.varies()) {
                key.extend_from_slice(&raw[kept..begin]);
                kept = end;
                let cell = cell.trim_ascii();
                if !cell.is_empty() && *field != Field::Nothing {
                    row.cells[*field as usize] = cell;
                }
            }
            begin = end + 1;
        }
        key.extend_from_slice(&raw[kept..]);
        row
    }

    fn repeat(&self, template: u32, time: i64, own: &Row<'_>, patient: &mut String) -> Repeat {
        let cell = own.get(Field::PatientUid);
        // most are digits
        match std::str::from_utf8(cell).ok().filter(|cell| cell.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            Some(plain) => patient.push_str(plain),
            None => patient.push_str(&self.tidied(cell)),
        }
        let count = own.get(Field::Count);
        let count = if count.is_empty() { 0 } else { number(&self.tidied(count)) };
        Repeat { template, made: None, time, count }
    }
}

/// The one event of a row that is understood, without what is its own.
fn template(said: &mut Normalised) -> Option<Event> {
    if said.native.is_some() || !said.notices.is_empty() || said.events.len() != 1 {
        return None;
    }
    said.events.pop().map(|event| Event { time: 0, patient_uid: String::new(), count: 0, ..event })
}

/// A quick hash of short keys, from a seed that nobody outside knows.
#[derive(Debug, Clone)]
pub(super) struct Quick(u64);

impl Default for Quick {
    fn default() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for Quick {
    type Hasher = Fast;

    fn build_hasher(&self) -> Fast {
        Fast(self.0)
    }
}

/// Its state.
#[derive(Debug)]
pub(super) struct Fast(u64);

impl Hasher for Fast {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        for byte in rest {
            self.0 = (self.0.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }
}
