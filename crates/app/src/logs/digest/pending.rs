//! Notes of what was noticed and detected, on their way into the vault: each once, also when digesting was cut off or done anew.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;
use sonae_detect::Hit;
use sonae_vault::Kind;

use super::state::{State, state};
use crate::logs::fault::LogsError;
use crate::logs::found::keep_all;
use crate::logs::vaults::Vaults;

/// Notes that are kept together.
const TOGETHER: usize = 1000;

/// Adds alerts to the notes that wait.
pub(super) fn add(vaults: &Vaults, new: &[Hit]) -> Result<(), LogsError> {
    if new.is_empty() {
        return Ok(());
    }
    let _turn = vaults.digesting();
    let mut known = state(vaults)?;
    known.pending.extend(new.iter().map(|hit| (true, hit.source.clone(), json!(hit))));
    known.write(&vaults.derived())
}

/// Puts the notes that wait into the vault.
pub(super) fn flush(vaults: &Vaults, now: Timestamp) -> Result<(), LogsError> {
    let _turn = vaults.digesting();
    let known = state(vaults)?;
    if known.pending.is_empty() {
        return Ok(());
    }
    let there = there(vaults, &known)?;
    for detected in [false, true] {
        let kind = if detected { Kind::Detected } else { Kind::Noticed };
        let sources: BTreeSet<&String> = known.pending.iter().filter(|(is, ..)| *is == detected).map(|(_, source, _)| source).collect();
        for source in sources {
            let of = known.pending.iter().filter(|(is, name, _)| *is == detected && name == source);
            let notes = of.map(|(.., note)| serde_json::to_vec(note).unwrap_or_default());
            let notes: Vec<(u64, Vec<u8>)> = notes.filter(|note| !there.contains(note)).map(|note| (0, note)).collect();
            for together in notes.chunks(TOGETHER) {
                keep_all(vaults, kind, source, 0, now, together.to_vec())?;
            }
        }
    }
    State { pending: Vec::new(), ..known }.write(&vaults.derived())
}

/// Such notes that lie behind what was digested.
fn there(vaults: &Vaults, known: &State) -> Result<BTreeSet<Vec<u8>>, LogsError> {
    let reading = vaults.reading();
    let mut there = BTreeSet::new();
    for shard in reading.shards()? {
        let from = known.covered.get(&shard).copied().unwrap_or_default();
        let notes = reading.records(&shard, from)?.flatten();
        let notes = notes.filter(|stored| matches!(stored.envelope.kind, Kind::Noticed | Kind::Detected));
        there.extend(notes.filter_map(|stored| stored.raw));
    }
    Ok(there)
}
