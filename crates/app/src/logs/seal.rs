//! Checkpoints: signed when asked, and every hour even when nothing came, so that absence can be proved.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::Sealed;

use super::fault::{LogsError, beside};
use crate::actor::Actor;
use crate::house::House;

/// How much of the evidence something outside this machine holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Window {
    /// Shard
    pub shard: String,
    /// Leaves
    pub size: u64,
    /// Leaves that the newest checkpoint covers
    pub sealed: u64,
    /// When it was signed
    pub sealed_at: Option<Timestamp>,
}

/// Signs a checkpoint over everything that was kept, and keeps it.
pub async fn seal_logs(house: &House, actor: &Actor) -> Result<Sealed, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let (vaults, now) = (house.vaults(), house.now());
    let sealed = beside(move || {
        let _year = vaults.same_year();
        vaults.writer()?.seal(now, true).map_err(|error| vaults.failed(error))
    })
    .await?;
    let detail = json!({ "size": sealed.size, "root": hex::encode(sealed.root) });
    house.store.begin().await?.commit(house.event(actor, "logs.sealed", &sealed.shard, detail)).await?;
    Ok(sealed)
}

/// The hourly heartbeat: what came since the last, a checkpoint that is kept, and the next year's shard when the year is over.
pub async fn heartbeat(house: &House) -> Result<Sealed, LogsError> {
    let (vaults, now) = (house.vaults(), house.now());
    beside(move || {
        let _year = vaults.new_year();
        vaults.writer()?.heartbeat(now).map_err(|error| vaults.failed(error))
    })
    .await
}

impl Window {
    /// Of the present shard; `None` before anything was kept.
    pub async fn of(house: &House, actor: &Actor) -> Result<Option<Self>, LogsError> {
        actor.require(Permission::ReadLogs)?;
        let reading = house.vaults().reading();
        beside(move || {
            let Some(shard) = reading.shards()?.pop() else { return Ok(None) };
            let sealed = reading.checkpoint(&shard)?;
            Ok(Some(Self {
                size: reading.size(&shard)?,
                sealed: sealed.as_ref().map_or(0, |sealed| sealed.size),
                sealed_at: sealed.map(|sealed| sealed.at),
                shard,
            }))
        })
        .await
    }
}
