//! Keeps the answer to one question of the first start.

use serde_json::json;
use sonae_store::StoreError;

use super::draft::{Answered, Draft};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, RecordError, SETUP, own_record};

/// Key of the draft in its list.
pub(super) const DRAFT: &str = "draft";

/// Why an answer was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The installation is set up; from now on the settings are changed by whoever may
    #[error("the installation is set up")]
    Done,
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was answered so far.
pub async fn draft(house: &House) -> Result<Draft, SetupError> {
    if house.settings().await?.set_up {
        return Err(SetupError::Done);
    }
    Ok(records::one(&house.store, SETUP, DRAFT).await?.unwrap_or_default())
}

/// Keeps an answer.
pub async fn answer_question(house: &House, answer: Answered) -> Result<Draft, SetupError> {
    let mut kept = draft(house).await?;
    kept.take(answer);
    keep(house, &kept).await?;
    Ok(kept)
}

/// Remembers that the invented hospital is wanted; it is taken in with the first user.
pub async fn start_with_sample(house: &House) -> Result<(), SetupError> {
    let kept = Draft { sample: true, ..draft(house).await? };
    keep(house, &kept).await
}

async fn keep(house: &House, draft: &Draft) -> Result<(), SetupError> {
    let mut tx = house.store.begin().await?;
    tx.put_record(SETUP, own_record(DRAFT, 0, draft)).await?;
    let event = house.event(&Actor::first_start(), "setup.answered", DRAFT, json!({ "sample": draft.sample }));
    tx.commit_if_changed(event).await?;
    Ok(())
}
