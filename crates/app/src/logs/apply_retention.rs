//! Evidence that is older than the institution keeps it is removed: whole segments, after it was noted in the vault what and why.
//! What is under a legal hold stays. The lake is made anew then, so that nothing can be asked any more that is not kept any more.

use jiff::SignedDuration;
use serde_json::json;
use sonae_domain::access::Permission;

use super::digest::rebuild_lake;
use super::fault::{LogsError, beside};
use super::sources;
use crate::actor::Actor;
use crate::house::House;

/// Removes what the settings do not keep any longer. Gives how many segments went.
pub async fn apply_retention(house: &House, actor: &Actor) -> Result<usize, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let days = house.settings().await?.logs.retention_days;
    if days == 0 || !house.vaults().exists() {
        return Ok(0);
    }
    let (vaults, now) = (house.vaults(), house.now());
    let before = now - SignedDuration::from_hours(24 * i64::from(days));
    let policy = format!("retention {days} days");
    let removed = beside(move || {
        let _year = vaults.same_year();
        // what stays must be readable without what goes
        sources::say_again(&vaults, now)?;
        vaults.writer()?.remove_before(before, &policy, now).map_err(|error| LogsError::Retention(error.to_string()))
    })
    .await?
    .len();
    if removed > 0 {
        let detail = json!({ "segments": removed, "days": days, "before": before });
        house.store.begin().await?.commit(house.event(actor, "logs.removed", "", detail)).await?;
        rebuild_lake(house, actor).await?;
    }
    Ok(removed)
}
