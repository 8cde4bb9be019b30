//! A checkpoint that was printed, typed in again: whether the evidence still begins with what it covered.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::proof::root_at;
use sonae_vault::witness::Printed;

use super::fault::{LogsError, beside};
use crate::actor::Actor;
use crate::house::House;

/// What comparing said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// The evidence still begins with it
    Same,
    /// It begins with something else
    Other,
    /// There are fewer records than were sealed
    Shorter,
    /// What was typed is no seal of this vault, or a letter is wrong
    Unreadable,
}

/// Compares the three lines of a printed checkpoint with the evidence.
pub async fn compare_seal(house: &House, actor: &Actor, typed: &str) -> Result<Compared, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let Ok(printed) = Printed::parse(typed) else { return Ok(Compared::Unreadable) };
    let reading = house.vaults().reading();
    let (origin, size) = (printed.origin.clone(), printed.size);
    let compared = beside(move || {
        let Some(shard) =
            printed.origin.rsplit('/').next().map(str::to_owned).filter(|shard| reading.shards().is_ok_and(|all| all.contains(shard)))
        else {
            return Ok(Compared::Unreadable);
        };
        if reading.checkpoint(&shard)?.is_none_or(|sealed| sealed.origin != printed.origin) {
            return Ok(Compared::Unreadable);
        }
        if reading.size(&shard)? < printed.size {
            return Ok(Compared::Shorter);
        }
        let root = root_at(&reading, &shard, printed.size).map_err(|error| LogsError::Proof(error.to_string()))?;
        Ok(if printed.fits(&root) { Compared::Same } else { Compared::Other })
    })
    .await?;
    let detail = json!({ "size": size, "said": format!("{compared:?}").to_lowercase() });
    house.store.begin().await?.commit(house.event(actor, "logs.seal-compared", &origin, detail)).await?;
    Ok(compared)
}
