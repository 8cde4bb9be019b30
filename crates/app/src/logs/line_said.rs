//! One record and what it says, for the page of its evidence. Bytes and numbers of patients only for whoever gives a reason.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_logs::{Event, Notice};

use super::ask::{Shown, may_see_patients};
use super::fault::{LogsError, beside};
use super::looks::looked;
use super::mask::{mask_event, secret};
use super::meaning::{Meanings, begin};
use super::show_line::{Line, show_line};
use super::sources;
use crate::actor::Actor;
use crate::house::House;

/// The longest reason, in characters.
const LONGEST: usize = 500;

/// A record and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct LineSaid {
    /// The record; its bytes are taken out where it is masked
    pub line: Line,
    /// What it says
    pub events: Vec<Event>,
    /// What was noticed in it
    pub notices: Vec<Notice>,
    /// Name of the file in which it came
    pub file: Option<String>,
    /// Bytes, also where they are not shown
    pub bytes: u64,
}

/// Shows a record.
pub async fn line_said(house: &House, actor: &Actor, shard: &str, leaf: u64, shown: Shown) -> Result<LineSaid, LogsError> {
    if shown == Shown::Whole {
        may_see_patients(actor)?;
    }
    let mut line = show_line(house, actor, shard, leaf).await?;
    let (vaults, stored, wanted) = (house.vaults(), line.stored.clone(), shard.to_owned());
    let (mut said, file, secret) = beside(move || {
        let reading = vaults.reading();
        let said = Meanings::new(sources::known(&vaults)).of(&reading, &wanted, &stored)?;
        let file = match stored.envelope.file.checked_sub(1) {
            Some(first) => begin(&reading, &wanted, first)?.map(|begin| begin.name),
            None => None,
        };
        Ok((said, file, secret(&vaults.derived())?))
    })
    .await?;
    let bytes = line.stored.raw.as_ref().map_or(0, Vec::len) as u64;
    if shown == Shown::Masked {
        said.events.iter_mut().for_each(|event| mask_event(&secret, event));
        line.stored.raw = None;
        line.text.clear();
    }
    Ok(LineSaid { line, events: said.events, notices: said.notices, file, bytes })
}

/// Notes why somebody is shown what is masked otherwise.
pub async fn note_unmasking(house: &House, actor: &Actor, subject: &str, reason: &str) -> Result<(), LogsError> {
    may_see_patients(actor)?;
    if reason.trim().is_empty() || reason.chars().count() > LONGEST {
        return Err(LogsError::Values(vec!["reason"]));
    }
    looked(house, actor, "logs.unmasked", subject, json!({ "reason": reason.trim() })).await
}

/// Notes that an answer left the house as a file.
pub async fn note_export(house: &House, actor: &Actor, subject: &str, rows: usize) -> Result<(), LogsError> {
    actor.require(Permission::ReadLogs)?;
    looked(house, actor, "logs.exported", subject, json!({ "rows": rows })).await
}
