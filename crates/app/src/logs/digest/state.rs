//! What digesting knows at one point of the evidence. The file's name tells which point: the lake's own word decides which one counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::logs::derived::Derived;
use crate::logs::fault::LogsError;
use crate::logs::source_state::SourceState;
use crate::logs::vaults::Vaults;

/// Folder of the files.
const FOLDER: &str = "digest";

/// Everything that is known.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(in crate::logs) struct State {
    /// How many leaves of each shard were digested
    pub(in crate::logs) covered: BTreeMap<String, u64>,
    /// By name
    pub(in crate::logs) sources: BTreeMap<String, SourceState>,
    /// What the detector knows of half-open windows
    pub(super) detector: Option<sonae_detect::State>,
    /// Numbers that each source gave
    pub(super) numbers: BTreeMap<String, sonae_logs::Gaps>,
    /// Notes that are to be put into the vault: noticed (false) or detected (true), source, content
    pub(super) pending: Vec<(bool, String, Value)>,
}

/// What is known at the point that the lake has reached.
pub(in crate::logs) fn state(vaults: &Vaults) -> Result<State, LogsError> {
    let covered = vaults.lake()?.covered()?;
    let known: Option<State> = vaults.derived().read(&path(&covered));
    Ok(known.filter(|known| known.covered == covered).unwrap_or_else(|| State { covered, ..State::default() }))
}

impl State {
    /// Writes it beside the one before, which counts until the lake has come so far.
    pub(super) fn write(&self, derived: &Derived) -> Result<(), LogsError> {
        derived.write(&path(&self.covered), self)
    }

    /// Takes the others away, now that this one counts.
    pub(super) fn only(&self, derived: &Derived) {
        let own = name(&self.covered);
        derived.list(FOLDER).iter().filter(|name| **name != own).for_each(|name| derived.remove(&format!("{FOLDER}/{name}.json")));
    }
}

fn path(covered: &BTreeMap<String, u64>) -> String {
    format!("{FOLDER}/{}.json", name(covered))
}

fn name(covered: &BTreeMap<String, u64>) -> String {
    let mut hash = Sha256::new();
    for (shard, size) in covered {
        hash.update(format!("{shard}={size}\n"));
    }
    hex::encode(&hash.finalize()[..8])
}
