//! Texts, each kept once: a column of a buffer is a list of numbers into such a table.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

/// Texts by number, in the order in which they first came.
#[derive(Debug)]
pub(crate) struct Interner {
    bytes: String,
    ends: Vec<u32>,
    slots: Vec<u32>,
    seed: u64,
    sorted: OnceLock<Sorted>,
}

/// The order of texts by their bytes.
#[derive(Debug)]
pub(crate) struct Sorted {
    /// Their numbers, in order
    pub(crate) numbers: Vec<u32>,
    /// For each number its place in the order
    pub(crate) ranks: Vec<u32>,
}

const EMPTY: u32 = u32::MAX;
const FIRST_SLOTS: usize = 64;

impl Default for Interner {
    fn default() -> Self {
        Self {
            bytes: String::new(),
            ends: Vec::new(),
            slots: vec![EMPTY; FIRST_SLOTS],
            seed: RandomState::new().build_hasher().finish() | 1,
            sorted: OnceLock::new(),
        }
    }
}

impl Interner {
    /// The number of a text.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = slot_of(hash(text.as_bytes(), self.seed), mask);
        loop {
            let number = self.slots[at];
            if number == EMPTY {
                break;
            }
            if self.text(number) == text {
                return number;
            }
            at = (at + 1) & mask;
        }
        let number = count(self.ends.len());
        self.sorted.take();
        self.bytes.push_str(text);
        self.ends.push(count(self.bytes.len()));
        self.slots[at] = number;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    /// The text of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        let number = number as usize;
        let from = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.bytes[from..self.ends[number] as usize]
    }

    /// How many texts.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all texts.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Their order; found once, as long as no text is added.
    pub(crate) fn sorted(&self) -> &Sorted {
        self.sorted.get_or_init(|| {
            // the first eight bytes decide nearly always
            let mut order: Vec<(u64, u32)> = (0..count(self.len())).map(|number| (beginning(self.text(number)), number)).collect();
            order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.text(a.1).cmp(self.text(b.1))));
            let numbers: Vec<u32> = order.into_iter().map(|(_, number)| number).collect();
            let mut ranks = vec![0; numbers.len()];
            for (rank, number) in numbers.iter().enumerate() {
                ranks[*number as usize] = count(rank);
            }
            Sorted { numbers, ranks }
        })
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        let mut slots = vec![EMPTY; size];
        for number in 0..count(self.len()) {
            let mut at = slot_of(hash(self.text(number).as_bytes(), self.seed), size - 1);
            while slots[at] != EMPTY {
                at = (at + 1) & (size - 1);
            }
            slots[at] = number;
        }
        self.slots = slots;
    }
}

/// The first eight bytes of a text, as a number that is in their order.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

/// A count that is known to fit: buffers are cut off far below.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX - 1)
}

#[expect(clippy::cast_possible_truncation, reason = "only the low bits choose a slot")]
fn slot_of(hash: u64, mask: usize) -> usize {
    hash as usize & mask
}

/// Multiply and fold, eight bytes at a time, from a seed that nobody outside knows.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let mut state = seed;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state = fold(state ^ u64::from_le_bytes(*word), seed ^ 0x9e37_79b9_7f4a_7c15);
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    fold(state ^ u64::from_le_bytes(last), 0xa076_1d64_78bd_642f ^ bytes.len() as u64)
}

/// Both halves of a product as one.
#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
pub(crate) fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_and_comes_back_under_it() {
        let mut interner = Interner::default();
        let texts: Vec<String> = (0..10_000).map(|n| format!("患者{}", n % 3_000)).collect();
        let numbers: Vec<u32> = texts.iter().map(|text| interner.number(text)).collect();
        assert_eq!(interner.len(), 3_000);
        for (text, number) in texts.iter().zip(numbers) {
            assert_eq!(interner.text(number), text);
        }
        assert_eq!(interner.number(""), 3_000);
        assert_eq!(interner.text(3_000), "");
    }

    #[test]
    fn ranks_follow_the_order_of_the_bytes() {
        let mut interner = Interner::default();
        for text in ["b", "", "あ", "a", "ab"] {
            interner.number(text);
        }
        assert_eq!(interner.sorted().ranks, [3, 0, 4, 1, 2]);
        for text in ["a\0", "a long one", "a long two", "a long onesie"] {
            interner.number(text);
        }
        let texts: Vec<&str> = interner.sorted().numbers.iter().map(|number| interner.text(*number)).collect();
        assert_eq!(texts, ["", "a", "a\0", "a long one", "a long onesie", "a long two", "ab", "b", "あ"]);
        assert_eq!(interner.sorted().ranks, [7, 0, 8, 1, 6, 2, 3, 5, 4]);
    }
}
