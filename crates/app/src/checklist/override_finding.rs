//! Overrules a finding: another answer is printed, with reason, name, date and expiry beside it, never silently.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::calendar::{PartialDate, plus_days};
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{LedgerId, Override, Record, YesNo};
use sonae_store::{StoreError, StoredRecord};

use super::place::{Place, day};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{RecordError, ledger_record, next_ordinal, split_provenance};

/// The shortest reason, in characters: it has to be explained to an inspector.
pub const SHORTEST_REASON: usize = 20;
/// An override stands at most so many days: a quarter, after which somebody has to look again. sonae's own figure; the official
/// text knows no overrides.
pub const LONGEST_DAYS: i64 = 90;
/// The longest reason, in characters.
const LONGEST_REASON: usize = 2000;

/// An override as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedOverride {
    /// The answer to print instead
    pub answer: Option<YesNo>,
    /// 理由
    pub reason: String,
    /// 有効期限
    pub expires_on: String,
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum OverrideError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields that cannot be as they are, each with the key of its words
    #[error("fields are wrong: {0:?}")]
    Wrong(Vec<(&'static str, &'static str)>),
    /// No override stands here
    #[error("no override stands here")]
    NoneStands,
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Keeps the override. One that stood before is replaced; it stays in the history.
pub async fn override_finding(house: &House, actor: &Actor, place: &Place<'_>, typed: &TypedOverride) -> Result<(), OverrideError> {
    actor.require(Permission::OverrideFindings)?;
    let today = house.today().await?;
    let mut wrong = Vec::new();
    if typed.answer.is_none() {
        wrong.push(("override-answer", "forms-wrong-choose"));
    }
    match typed.reason.trim().chars().count() {
        0..SHORTEST_REASON => wrong.push(("reason", "forms-wrong-short-reason")),
        SHORTEST_REASON..=LONGEST_REASON => {}
        _ => wrong.push(("reason", "forms-wrong-long")),
    }
    let expires_on = match day(&typed.expires_on) {
        Ok(Some(day)) if day.earliest() < today || day.latest() > plus_days(today, LONGEST_DAYS) => {
            wrong.push(("expires-on", "forms-wrong-expiry"));
            None
        }
        Ok(Some(day)) => Some(day),
        Ok(None) | Err(()) => {
            wrong.push(("expires-on", "forms-wrong-date-needed"));
            None
        }
    };
    if !wrong.is_empty() {
        return Err(OverrideError::Wrong(wrong));
    }
    let row = Override {
        edition: place.edition.id.to_string(),
        vendor: place.subject.to_owned(),
        item: place.item.key.clone(),
        answer: typed.answer,
        reason: typed.reason.trim().to_owned(),
        decided_by: actor.name.clone(),
        decided_on: Some(PartialDate::from_date(today)),
        expires_on,
    };
    let mut tx = house.store.begin().await?;
    let list = LedgerId::Overrides.as_str();
    // of several rows about one item the last decided counts; older ones would come back when it expires
    let before = stored(place, tx.records(list).await?);
    let ordinal = match before.last() {
        Some(record) => record.ordinal,
        None => next_ordinal(&tx, list).await?,
    };
    let key = before.last().map_or_else(|| row.key(), |record| record.key.clone());
    for record in before.iter().filter(|record| record.key != key) {
        tx.retire_record(list, &record.key).await?;
    }
    let body = serde_json::to_value(&row).unwrap_or_default();
    tx.put_record(list, ledger_record(key, ordinal, &body, Provenance::Statement, None)).await?;
    let detail = json!({ "item": place.key(), "answer": row.answer, "reason": row.reason, "expires-on": row.expires_on });
    tx.commit_if_changed(house.event(actor, "finding.overruled", &place.name(), detail)).await?;
    Ok(())
}

/// Takes an override back before it expires.
pub async fn withdraw_override(house: &House, actor: &Actor, place: &Place<'_>) -> Result<(), OverrideError> {
    actor.require(Permission::OverrideFindings)?;
    let mut tx = house.store.begin().await?;
    let list = LedgerId::Overrides.as_str();
    let before = stored(place, tx.records(list).await?);
    if before.is_empty() {
        return Err(OverrideError::NoneStands);
    }
    for record in &before {
        tx.retire_record(list, &record.key).await?;
    }
    let event = house.event(actor, "override.withdrawn", &place.name(), json!({ "item": place.key() }));
    tx.commit(event).await?;
    Ok(())
}

/// The rows about this item, in the order of the ledger.
fn stored(place: &Place<'_>, records: Vec<StoredRecord>) -> Vec<StoredRecord> {
    let meant = |record: &StoredRecord| {
        let (_, body) = split_provenance(record.body.clone());
        serde_json::from_value::<Override>(body).is_ok_and(|row| place.is_meant(&row.edition, &row.vendor, &row.item))
    };
    records.into_iter().filter(meant).collect()
}
