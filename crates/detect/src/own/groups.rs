//! States by user or thing, not more than can be held.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use serde::{Deserialize, Serialize};

use crate::word::Word;

/// Groups of one rule and run, at most. A hospital has some thousand accounts; more than this are made up by somebody.
const GROUPS: usize = 200_000;

/// A state for each group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Groups<T> {
    by_name: HashMap<Word, T, RandomState>,
    forgotten: u64,
}

impl<T> Default for Groups<T> {
    fn default() -> Self {
        Self { by_name: HashMap::default(), forgotten: 0 }
    }
}

impl<T: Default> Groups<T> {
    /// The state of a group, made when there is none. When there is no room for another, all are forgotten.
    pub(super) fn of(&mut self, name: &Word) -> &mut T {
        if self.by_name.len() >= GROUPS && !self.by_name.contains_key(name) {
            self.forgotten += self.by_name.len() as u64;
            self.by_name.clear();
        }
        self.by_name.entry(name.clone()).or_default()
    }

    /// Drops the groups that are no longer needed.
    pub(super) fn retain(&mut self, needed: impl FnMut(&mut T) -> bool) {
        let mut needed = needed;
        self.by_name.retain(|_, state| needed(state));
    }

    /// Tells that a part of a state was dropped.
    pub(super) fn forget(&mut self, parts: u64) {
        self.forgotten += parts;
    }

    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_groups_are_forgotten_and_counted() {
        let mut groups: Groups<u8> = Groups::default();
        for name in 0..=GROUPS {
            *groups.of(&name.to_string().as_str().into()) = 1;
        }
        assert_eq!(groups.forgotten(), GROUPS as u64);
        assert_eq!(groups.by_name.len(), 1);
    }
}
