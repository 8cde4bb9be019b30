//! Texts that are kept in many places at once: a name in a window, in a count, in what waits.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

use foldhash::quality::RandomState;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text whose copies share its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Word(Arc<str>);

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Word {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::default() } else { Self(text.into()) }
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(from)?.as_str()))
    }
}

/// So many words are remembered; then it begins anew.
const MOST: usize = 200_000;

/// Words that were met: the same text gives the same word, which is compared at a glance.
#[derive(Debug, Default)]
pub(crate) struct Words(HashSet<Word, RandomState>);

impl Words {
    /// The word of a text.
    pub(crate) fn of(&mut self, text: &str) -> Word {
        if let Some(word) = self.0.get(text) {
            return word.clone();
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let word = Word::from(text);
        self.0.insert(word.clone());
        word
    }
}
