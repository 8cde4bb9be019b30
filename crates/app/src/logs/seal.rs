//! Checkpoints: signed when asked, and every hour even when nothing came, so that absence can be proved.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::anchor::{Window, window};
use sonae_vault::witness::Printed;
use sonae_vault::{Sealed, read_head};

use super::fault::{LogsError, beside};
use super::outside::trusted;
use crate::actor::Actor;
use crate::house::House;

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

/// A checkpoint short enough to be printed, and to be typed in again.
pub fn printed_of(sealed: &Sealed) -> Result<String, LogsError> {
    let head = read_head(&sealed.note).map_err(|error| LogsError::Anchor(error.to_string()))?;
    Ok(Printed::of(&head).to_string())
}

/// Since when nothing outside this machine holds the end of the evidence.
pub async fn tamper_window(house: &House, actor: &Actor) -> Result<Window, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let trusted = trusted(house).await?;
    let (reading, now) = (house.vaults().reading(), house.now());
    beside(move || Ok(window(&reading, &trusted.outside(), now)?)).await
}
