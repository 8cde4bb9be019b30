//! Begins a review: what is there now is digested and sealed, and only that is looked at.

use serde_json::json;
use sonae_domain::access::Permission;

use super::kept::{DRAFT, Draft, Mark, draft, held};
use crate::actor::Actor;
use crate::house::House;
use crate::logs::{LogsError, digest_logs, fault::beside};
use crate::records::{LOG_REVIEW_DRAFT, own_record};

/// Begins a review, or gives the one that was begun.
pub async fn begin_review(house: &House, actor: &Actor) -> Result<Draft, LogsError> {
    actor.require(Permission::ReviewLogs)?;
    if let Some(begun) = draft(house).await? {
        return Ok(begun);
    }
    digest_logs(house, &Actor::schedule()).await?;
    let (vaults, now) = (house.vaults(), house.now());
    let sealed = beside(move || vaults.writer()?.seal(now, true).map_err(Into::into)).await?;
    let before = held(house).await?.into_iter().next();
    let begun = Draft {
        by: actor.id.clone(),
        at: now,
        from: before.as_ref().map(|review| review.draft.to.clone()),
        since: before.map(|review| review.draft.at),
        to: Mark { shard: sealed.shard, leaf: sealed.size },
        root: hex::encode(sealed.root),
        note: sealed.note,
        seed: u64::from_be_bytes(sealed.root[..8].try_into().unwrap_or_default()),
    };
    let mut tx = house.store.begin().await?;
    tx.put_record(LOG_REVIEW_DRAFT, own_record(DRAFT, 0, &begun)).await?;
    let detail = json!({ "shard": begun.to.shard, "size": begun.to.leaf, "root": begun.root });
    tx.commit(house.event(actor, "logs.review-begun", &begun.to.shard, detail)).await?;
    Ok(begun)
}

/// Gives up the review that was begun, to look at what has come since as well.
pub async fn drop_review(house: &House, actor: &Actor) -> Result<(), LogsError> {
    actor.require(Permission::ReviewLogs)?;
    let mut tx = house.store.begin().await?;
    tx.retire_record(LOG_REVIEW_DRAFT, DRAFT).await?;
    tx.commit_if_changed(house.event(actor, "logs.review-dropped", "", json!({}))).await?;
    Ok(())
}
