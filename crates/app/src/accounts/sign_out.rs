//! Ending sessions: one's own, and those of others by whoever manages users.

use serde_json::json;
use sonae_domain::access::Permission;

use super::emergency;
use super::fault::Fault;
use crate::actor::Actor;
use crate::house::House;

/// The person leaves. The caller removes the session itself.
pub async fn sign_out(house: &House, actor: &Actor) -> Result<(), Fault> {
    house.store.begin().await?.commit(house.event(actor, "user.signed-out", &actor.id, json!({}))).await?;
    emergency::close_if_used(house, &actor.id).await
}

/// Ends one session of somebody: of oneself, or of anybody for whoever manages users.
pub async fn end_session(house: &House, actor: &Actor, owner: &str, session: &str) -> Result<(), Fault> {
    may_end(actor, owner)?;
    let open = house.store.sessions(Some(owner), house.now()).await?;
    if !open.iter().any(|known| known.id == session) {
        return Err(Fault::Missing("session"));
    }
    house.store.begin().await?.commit(house.event(actor, "user.sessions-ended", owner, json!({"count": 1}))).await?;
    house.store.remove_session(session).await?;
    Ok(())
}

/// Ends all sessions of somebody but one (that of the request itself); how many.
pub async fn end_other_sessions(house: &House, actor: &Actor, owner: &str, but: Option<&str>) -> Result<u64, Fault> {
    may_end(actor, owner)?;
    let count = house.store.remove_sessions(owner, but).await?;
    if count > 0 {
        house.store.begin().await?.commit(house.event(actor, "user.sessions-ended", owner, json!({"count": count}))).await?;
    }
    Ok(count)
}

fn may_end(actor: &Actor, owner: &str) -> Result<(), Fault> {
    if actor.id != owner {
        actor.require(Permission::ManageUsers)?;
    }
    Ok(())
}
