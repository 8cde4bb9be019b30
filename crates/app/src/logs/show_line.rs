//! One record as it lies in the vault: its own bytes, and what is kept beside them.

use serde::Serialize;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::Stored;

use super::fault::{LogsError, beside};
use super::looks::looked;
use crate::actor::Actor;
use crate::house::House;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Shard
    pub shard: String,
    /// What is kept
    pub stored: Stored,
    /// Its bytes as text, where they are one; CP932 is read as such
    pub text: String,
}

#[derive(Serialize)]
struct Place<'a> {
    shard: &'a str,
    leaf: u64,
}

/// Shows one record. That it was shown is noted.
pub async fn show_line(house: &House, actor: &Actor, shard: &str, leaf: u64) -> Result<Line, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let (reading, wanted) = (house.vaults().reading(), shard.to_owned());
    let missing = || LogsError::Missing(format!("{shard}/{leaf}"));
    if !reading.shards()?.iter().any(|known| known == shard) {
        return Err(missing());
    }
    let found = beside(move || Ok(reading.records(&wanted, leaf)?.next().transpose()?)).await?;
    let stored = found.filter(|stored| stored.index == leaf).ok_or_else(missing)?;
    let place = serde_json::to_value(Place { shard, leaf }).unwrap_or_default();
    looked(house, actor, "logs.line-shown", &stored.envelope.source, json!({ "line": place })).await?;
    let text = stored.raw.as_deref().map(as_text).unwrap_or_default();
    Ok(Line { shard: shard.to_owned(), stored, text })
}

/// UTF-8 where it is, else CP932.
fn as_text(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling(raw).0.into_owned(),
    }
}
