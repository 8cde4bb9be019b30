//! The one pack that is being built at a time: how far it is, or why the last one was not finished.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackingState {
    /// Whether one is being built
    pub busy: bool,
    /// The document that is being printed
    pub doing: String,
    /// How many were begun
    pub done: usize,
    /// Why the last one was not finished; "" when it was
    pub failure: String,
}

/// Shared by whoever builds and whoever looks on.
#[derive(Debug, Clone, Default)]
pub struct Packing(Arc<Mutex<PackingState>>);

/// The right to build. Dropping it lets the next one begin.
pub(super) struct Turn(Packing);

impl Packing {
    fn state(&self) -> MutexGuard<'_, PackingState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is now.
    pub fn now(&self) -> PackingState {
        self.state().clone()
    }

    /// Begins, unless one is being built.
    pub(super) fn begin(&self) -> Option<Turn> {
        let mut state = self.state();
        if state.busy {
            return None;
        }
        *state = PackingState { busy: true, ..PackingState::default() };
        drop(state);
        Some(Turn(self.clone()))
    }
}

impl Turn {
    /// A document is begun.
    pub(super) fn step(&self, name: &str) {
        let mut state = self.0.state();
        name.clone_into(&mut state.doing);
        state.done += 1;
    }

    /// It was not finished, and why.
    pub(super) fn failed(&self, why: String) {
        self.0.state().failure = why;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().busy = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_built_at_a_time() {
        let packing = Packing::default();
        let turn = packing.begin().unwrap();
        turn.step("a.pdf");
        assert!(packing.begin().is_none());
        assert_eq!((packing.now().busy, packing.now().done), (true, 1));
        drop(turn);
        assert!(!packing.now().busy && packing.begin().is_some());
    }
}
