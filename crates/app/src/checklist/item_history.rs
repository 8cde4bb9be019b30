//! What happened to an item: answers, overrides, evidence, newest first.

use sonae_domain::ledger::{Answer, LedgerId, Override, YesNo};

use super::attach_evidence::ItemEvidence;
use super::place::Place;
use crate::house::House;
use crate::records::{ITEM_EVIDENCE, RecordError, split_provenance};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemEvent {
    /// When, RFC 3339
    pub at: String,
    /// Who, as the operation log says
    pub by: String,
    /// What: `answered`, `taken-back`, `overruled`, `withdrawn`, `brought`, `detached`
    pub what: &'static str,
    /// The answer, where there is one
    pub answer: Option<YesNo>,
    /// 備考, reason, or name of the file
    pub text: String,
}

/// Everything that happened to an item, newest first.
pub async fn item_history(house: &House, place: &Place<'_>) -> Result<Vec<ItemEvent>, RecordError> {
    let mut events = Vec::new();
    for (list, read) in [
        (LedgerId::Answers.as_str(), answered as fn(&Place<'_>, serde_json::Value, bool) -> Option<(&'static str, Option<YesNo>, String)>),
        (LedgerId::Overrides.as_str(), overruled),
        (ITEM_EVIDENCE, brought),
    ] {
        let current = house.store.records(list).await?;
        let records = current.into_iter().chain(house.store.retired_records(list).await?);
        for record in records.filter(|record| read(place, record.body.clone(), false).is_some()) {
            for version in house.store.history(list, &record.key).await? {
                if let Some((what, answer, text)) = read(place, version.body, version.retired) {
                    events.push(ItemEvent { at: version.at, by: version.actor, what, answer, text });
                }
            }
        }
    }
    events.sort_by(|a, b| b.at.cmp(&a.at));
    Ok(events)
}

fn answered(place: &Place<'_>, body: serde_json::Value, retired: bool) -> Option<(&'static str, Option<YesNo>, String)> {
    let row: Answer = serde_json::from_value(split_provenance(body).1).ok()?;
    let what = if retired || row.answer.is_none() { "taken-back" } else { "answered" };
    place.is_meant(&row.edition, &row.vendor, &row.item).then_some((what, row.answer, row.remarks))
}

fn overruled(place: &Place<'_>, body: serde_json::Value, retired: bool) -> Option<(&'static str, Option<YesNo>, String)> {
    let row: Override = serde_json::from_value(split_provenance(body).1).ok()?;
    let what = if retired { "withdrawn" } else { "overruled" };
    place.is_meant(&row.edition, &row.vendor, &row.item).then_some((what, row.answer, row.reason))
}

fn brought(place: &Place<'_>, body: serde_json::Value, retired: bool) -> Option<(&'static str, Option<YesNo>, String)> {
    let row: ItemEvidence = serde_json::from_value(body).ok()?;
    let what = if retired { "detached" } else { "brought" };
    (row.item == place.key()).then_some((what, None, row.name))
}
