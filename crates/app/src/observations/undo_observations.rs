//! A file of observations is taken back: it and all that it says is retired, and counts no more. Its history stays.

use std::collections::BTreeSet;

use serde_json::json;
use sonae_domain::access::Permission;

use super::{ObservationError, ObservationFile};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, OBSERVATION_FILES, OBSERVATIONS};

/// Takes a file back, by its hash.
pub async fn undo_observations(house: &House, actor: &Actor, sha256: &str) -> Result<ObservationFile, ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let file: ObservationFile = records::one(&house.store, OBSERVATION_FILES, sha256).await?.ok_or(ObservationError::NotThere)?;
    let mut tx = house.store.begin().await?;
    let prefix = format!("{sha256}/");
    let keys: BTreeSet<String> =
        tx.records(OBSERVATIONS).await?.into_iter().map(|record| record.key).filter(|key| key.starts_with(&prefix)).collect();
    tx.retire_records(OBSERVATIONS, &keys).await?;
    tx.retire_record(OBSERVATION_FILES, sha256).await?;
    let detail = json!({ "sha256": sha256, "observations": keys.len() });
    tx.commit(house.event(actor, "observation.undone", &file.name, detail)).await?;
    Ok(file)
}
