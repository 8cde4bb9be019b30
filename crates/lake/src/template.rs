//! What rows have in common, each kept once.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use crate::intern::{count, fold};
use crate::lane::Lane;
use crate::schema::TEXTS;

/// What rows have in common.
#[derive(Debug)]
pub(crate) struct Template {
    /// Number of the class
    pub(crate) class: i64,
    /// Number of the text in each column; 0 for the patient
    pub(crate) texts: [u32; TEXTS],
}

/// Templates by number, in the order in which they first came; column by column, so that what is asked of one column lies together.
#[derive(Debug)]
pub(crate) struct Templates {
    len: usize,
    classes: Lane<i64>,
    texts: [Lane<u32>; TEXTS],
    slots: Vec<u32>,
    seed: u64,
}

const EMPTY: u32 = u32::MAX;
const FIRST_SLOTS: usize = 64;

impl Default for Templates {
    fn default() -> Self {
        Self {
            len: 0,
            classes: Lane::default(),
            texts: Default::default(),
            slots: vec![EMPTY; FIRST_SLOTS],
            seed: RandomState::new().build_hasher().finish() | 1,
        }
    }
}

impl Templates {
    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The class of a template.
    pub(crate) fn class(&self, template: u32) -> i64 {
        self.classes.get(template)
    }

    /// The number of the text of a template.
    pub(crate) fn text(&self, column: usize, template: u32) -> u32 {
        self.texts[column].get(template)
    }

    /// The number of a template.
    pub(crate) fn number(&mut self, template: &Template) -> u32 {
        let mut at = self.slot(template);
        loop {
            let number = self.slots[at];
            if number == EMPTY {
                break;
            }
            if self.is(number, template) {
                return number;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let number = count(self.len);
        self.classes.push(template.class, self.len);
        for (lane, text) in self.texts.iter_mut().zip(template.texts) {
            lane.push(text, self.len);
        }
        self.len += 1;
        self.slots[at] = number;
        if self.len * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    fn is(&self, number: u32, template: &Template) -> bool {
        self.class(number) == template.class && self.texts.iter().zip(&template.texts).all(|(lane, text)| lane.get(number) == *text)
    }

    fn slot(&self, template: &Template) -> usize {
        let mut state = fold(self.seed ^ template.class.cast_unsigned(), self.seed ^ 0x9e37_79b9_7f4a_7c15);
        for two in template.texts.chunks(2) {
            let word = two.iter().fold(0, |word, text| word << 32 | u64::from(*text));
            state = fold(state ^ word, self.seed ^ 0xa076_1d64_78bd_642f);
        }
        usize::try_from(state & (self.slots.len() as u64 - 1)).unwrap_or_default()
    }

    fn grow(&mut self) {
        self.slots = vec![EMPTY; self.slots.len() * 4];
        for number in 0..count(self.len) {
            let template = Template { class: self.class(number), texts: std::array::from_fn(|column| self.text(column, number)) };
            let mut at = self.slot(&template);
            while self.slots[at] != EMPTY {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = number;
        }
    }

    /// Bytes that they take.
    pub(crate) fn bytes(&self) -> usize {
        self.classes.bytes() + self.texts.iter().map(Lane::bytes).sum::<usize>() + self.slots.len() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_one_number_and_comes_back_under_it() {
        let mut templates = Templates::default();
        let of = |n: u32| {
            let mut texts = [0; TEXTS];
            (texts[0], texts[5], texts[16]) = (n % 11, n % 300, n % 7);
            Template { class: i64::from(n % 3), texts }
        };
        let numbers: Vec<u32> = (0..5_000).map(|n| templates.number(&of(n))).collect();
        let again: Vec<u32> = (0..5_000).map(|n| templates.number(&of(n))).collect();
        assert_eq!(numbers, again);
        for (n, number) in (0..).zip(numbers) {
            let template = of(n);
            assert_eq!(templates.class(number), template.class);
            assert!((0..TEXTS).all(|column| templates.text(column, number) == template.texts[column]));
        }
        assert_eq!(templates.len(), 5_000);
    }
}
