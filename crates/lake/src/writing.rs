//! The right to change a lake — one at a time — and what a crash left behind.

use std::collections::BTreeSet;
use std::collections::hash_map::RandomState;
use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher};

use crate::lake::LakeError;
use crate::merge::merge;
use crate::place::{Place, key};
use crate::schema::Layout;
use crate::state::{PartMeta, State};

/// While it is there, somebody fills; found by the next one, files may lie about that belong to nothing.
pub(crate) const MARK: &str = "filling";

/// The right to change a lake: one at a time.
pub(crate) struct Writing {
    pub(crate) place: Place,
    pub(crate) state: State,
    // random, in the names of files: no name is ever used again, here, on another machine, or in a lake that was made anew
    id: u64,
    named: u32,
    // Released when it is dropped.
    _lock: File,
}

impl Writing {
    /// Takes the right, and removes what a crash left.
    pub(crate) fn begin(place: &Place, zone: &str) -> Result<Self, LakeError> {
        let lock = lock(place)?;
        let mut state = State::read(place, zone)?;
        if place.read(MARK)?.is_some() {
            if place.remote() {
                // whoever is filling on another machine can finish no more: its files are about to be removed
                state.write(place)?;
            }
            sweep(place, &state)?;
        }
        place.mark(MARK)?;
        for (day, name) in std::mem::take(&mut state.retired) {
            remove(place, &day, &name);
        }
        Ok(Self { place: place.clone(), state, id: RandomState::new().build_hasher().finish(), named: 0, _lock: lock })
    }

    /// A name that no other file has, or ever had.
    pub(crate) fn name(&mut self) -> String {
        self.named += 1;
        format!("{:08}-{:06}-{:016x}", self.state.generation + 1, self.named, self.id)
    }

    /// Makes the parts of these days durable by name, then the state: now it is seen.
    pub(crate) fn commit(mut self, days: &BTreeSet<String>) -> Result<(), LakeError> {
        self.place.settle(days.iter().map(String::as_str))?;
        self.state.parts.sort_by(|a, b| (&a.day, &a.name).cmp(&(&b.day, &b.name)));
        if let Err(error) = self.state.write(&self.place) {
            // who was faster may have taken the mark away: what was sent is to be looked for
            self.place.mark(MARK)?;
            return Err(error);
        }
        self.place.remove(MARK)
    }

    /// Replaces some parts of one day by one.
    pub(crate) fn replace(&mut self, parts: &[PartMeta], sources: &BTreeSet<String>) -> Result<PartMeta, LakeError> {
        let name = self.name();
        merge(&self.place, parts, sources, &self.state.zone, &name)
    }
}

/// The lock of a lake on this machine, until it is dropped.
pub(crate) fn lock(place: &Place) -> Result<File, LakeError> {
    let path = place.home().join("lock");
    let io = |source| LakeError::Io { path: path.clone(), source };
    let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(LakeError::Busy),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

/// Removes a file from both copies; one that cannot be removed is tried again by the next sweep.
pub(crate) fn remove(place: &Place, day: &str, name: &str) {
    for layout in [Layout::ByPatient, Layout::ByUser] {
        if let Err(error) = place.remove(&key(layout, day, name)) {
            tracing::debug!(%error, "not removed");
        }
    }
}

/// Removes files that belong to nothing.
fn sweep(place: &Place, state: &State) -> Result<(), LakeError> {
    let known = state.parts.iter().map(|part| (part.day.as_str(), part.name.as_str()));
    let known: Vec<(&str, &str)> = known.chain(state.retired.iter().map(|(day, name)| (day.as_str(), name.as_str()))).collect();
    for layout in [Layout::ByPatient, Layout::ByUser] {
        let named: BTreeSet<String> = known.iter().map(|(day, name)| key(layout, day, name)).collect();
        for (key, _) in place.list(layout)? {
            if !named.contains(&key) {
                place.remove(&key)?;
            }
        }
    }
    place.sweep_staging()
}
