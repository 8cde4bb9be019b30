//! Legal holds: what must not be removed or redacted although its time is over.
//!
//! A hold is a record; the file `holds` says which are in force. It is in force from before it is recorded until after its lifting is.
//! Deliberately not here: who may set one.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entry::{Envelope, Kind};
use crate::files::{self, at};
use crate::reading::{ReadError, Reading};
use crate::writer::{AppendError, Vault};

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Why
    pub reason: String,
    /// By whom
    pub by: String,
    /// Sources; none means every one
    #[serde(default)]
    pub sources: Vec<String>,
    /// Received at this instant or later
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Received before this instant
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Hold {
    /// Whether it holds a record.
    pub fn holds(&self, envelope: &Envelope) -> bool {
        let source = self.sources.is_empty() || self.sources.contains(&envelope.source);
        let from = self.from.is_none_or(|from| envelope.received >= from.as_microsecond());
        let until = self.until.is_none_or(|until| envelope.received < until.as_microsecond());
        source && from && until
    }
}

/// Holds in force, by name.
pub type Holds = BTreeMap<String, Hold>;

/// Holds in force in the vault in this folder. A damaged file is an error: nothing may be removed on its word.
pub(crate) fn in_force(vault: &Path) -> Result<Holds, ReadError> {
    let path = vault.join("holds");
    let Some(bytes) = files::read(&path)? else {
        return Ok(Holds::new());
    };
    serde_json::from_slice(&bytes).map_err(|error| at(&path)(error.into()).into())
}

fn write(vault: &Path, holds: &Holds) -> Result<(), AppendError> {
    let path = vault.join("holds");
    let bytes = serde_json::to_vec_pretty(holds).map_err(|error| at(&path)(error.into()))?;
    Ok(files::replace(&path, &bytes)?)
}

impl Vault {
    /// Sets a hold, or puts another in the place of the one with this name.
    pub fn set_hold(&self, name: &str, hold: Hold, now: Timestamp) -> Result<(), AppendError> {
        let name = name.to_owned();
        self.on_disk(move |disk| {
            let mut holds = in_force(disk.dir()).map_err(|_| AppendError::Unfit("the file of holds cannot be read"))?;
            let body = serde_json::json!({ "set": name, "hold": hold });
            holds.insert(name, hold);
            write(disk.dir(), &holds)?;
            disk.note(Kind::Hold, now, &body)
        })?
    }

    /// Lifts a hold. Nothing happens when there is none of this name.
    pub fn lift_hold(&self, name: &str, reason: &str, by: &str, now: Timestamp) -> Result<(), AppendError> {
        let body = serde_json::json!({ "lifted": name, "reason": reason, "by": by });
        let name = name.to_owned();
        self.on_disk(move |disk| {
            let mut holds = in_force(disk.dir()).map_err(|_| AppendError::Unfit("the file of holds cannot be read"))?;
            if holds.remove(&name).is_none() {
                return Ok(());
            }
            disk.note(Kind::Hold, now, &body)?;
            write(disk.dir(), &holds)
        })?
    }
}

impl Reading {
    /// Holds in force.
    pub fn holds(&self) -> Result<Holds, ReadError> {
        in_force(self.dir())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_holds_its_sources_in_its_time() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let hold = Hold { reason: String::new(), by: String::new(), sources: vec!["emr".into()], from: Some(at(10)), until: Some(at(20)) };
        let envelope = |source: &str, second: i64| Envelope {
            kind: Kind::Record,
            received: second * 1_000_000,
            file: 0,
            seq: 0,
            part: 0,
            more: false,
            source: source.into(),
        };
        let held: Vec<bool> = [("emr", 9), ("emr", 10), ("emr", 19), ("emr", 20), ("vpn", 15)]
            .map(|(source, second)| hold.holds(&envelope(source, second)))
            .to_vec();
        assert_eq!(held, [false, true, true, false, false]);
        assert!(Hold { sources: Vec::new(), from: None, until: None, ..hold }.holds(&envelope("vpn", 0)));
    }
}
