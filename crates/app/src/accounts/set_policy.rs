//! What everybody must have who signs in.

use serde_json::json;
use sonae_domain::access::Permission;

use super::fault::Fault;
use crate::actor::Actor;
use crate::house::House;
use crate::records::SETTINGS;

/// Sets whether everybody needs a second factor.
pub async fn require_second_factor(house: &House, actor: &Actor, required: bool) -> Result<(), Fault> {
    actor.require(Permission::ManageUsers)?;
    let mut settings = house.settings().await?;
    settings.accounts.second_factor_required = required;
    let mut tx = house.store.begin().await?;
    settings.keep(&mut tx).await?;
    tx.commit_if_changed(house.event(actor, "user.policy-changed", SETTINGS, json!({"second-factor-required": required}))).await?;
    Ok(())
}
