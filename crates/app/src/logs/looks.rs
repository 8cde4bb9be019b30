//! Who looked at the logs, as records of the vault.
//!
//! The operation log knows it first, in the same step in which somebody is shown something; from there it is taken over into the
//! vault, so that it is also there where another process was writing at that moment. The number of such a record is the number of
//! the event.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sonae_store::{AuditSeq, StoredEvent};
use sonae_vault::Kind;

use super::fault::{LogsError, beside};
use super::found::{OWN, keep_all};
use crate::actor::Actor;
use crate::house::House;

/// Up to which event it was taken over.
const FILE: &str = "looks.json";
/// Events that are taken over together.
const WINDOW: i64 = 1000;
/// What is looking: events of these kinds.
const LOOKS: &[&str] = &["logs.asked", "logs.line-shown", "logs.exported", "logs.proved", "logs.unmasked"];

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct TakenOver {
    seq: i64,
}

/// Notes that somebody looked: in the operation log, and in the vault as soon as this process may write there.
pub(super) async fn looked(house: &House, actor: &Actor, action: &str, subject: &str, detail: Value) -> Result<(), LogsError> {
    house.store.begin().await?.commit(house.event(actor, action, subject, detail)).await?;
    match note_looks(house).await {
        // the server will take it over
        Ok(_) | Err(LogsError::Busy) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Takes over into the vault what the operation log says of looking at logs. Gives how many.
pub async fn note_looks(house: &House) -> Result<usize, LogsError> {
    let vaults = house.vaults();
    if !vaults.exists() {
        return Ok(0);
    }
    let writing = house.vaults();
    beside(move || writing.writer().map(drop)).await?;
    // what looks at once is taken over once
    let _turn = house.looks.lock().await;
    let derived = vaults.derived();
    let mut done = derived.read::<TakenOver>(FILE).unwrap_or_default().seq;
    let head = house.store.audit_head().await?.seq.0;
    let mut taken = 0;
    while done < head {
        let until = (done + WINDOW).min(head);
        let events = house.store.audit_events(AuditSeq(done + 1)..=AuditSeq(until)).await?;
        let notes: Vec<(u64, Vec<u8>)> = events.iter().filter(|event| LOOKS.contains(&event.action.as_str())).map(note).collect();
        taken += notes.len();
        if !notes.is_empty() {
            let (vaults, now) = (house.vaults(), house.now());
            beside(move || keep_all(&vaults, Kind::Looked, OWN, 0, now, notes)).await?;
        }
        derived.write(FILE, &TakenOver { seq: until })?;
        done = until;
    }
    Ok(taken)
}

fn note(event: &StoredEvent) -> (u64, Vec<u8>) {
    let at = event.at.parse::<Timestamp>().ok();
    let note = json!({
        "at": at, "actor": event.actor, "action": event.action, "subject": event.subject, "detail": event.detail, "event": event.hash,
    });
    (u64::try_from(event.seq.0).unwrap_or_default(), serde_json::to_vec(&note).unwrap_or_default())
}
