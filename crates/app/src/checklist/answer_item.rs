//! Answers one item of a form: はい or いいえ, 確認日, 目標日, 備考. The row that was there before becomes an older version.

use serde_json::json;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{Answer, LedgerId, Record, YesNo};
use sonae_store::{StoreError, StoredRecord};

use super::place::{Place, day};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{RecordError, ledger_record, next_ordinal, split_provenance};

/// The longest 備考, in characters.
const LONGEST_REMARKS: usize = 2000;

/// An answer as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAnswer {
    /// Round of confirmation, from 1
    pub round: u8,
    /// 回答; `None` takes the answer back
    pub answer: Option<YesNo>,
    /// 確認日
    pub checked_on: String,
    /// 目標日
    pub target_on: String,
    /// 備考
    pub remarks: String,
    /// 回答者; the actor's name where nothing is typed
    pub answered_by: String,
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields that cannot be as they are, each with the key of its words
    #[error("fields are wrong: {0:?}")]
    Wrong(Vec<(&'static str, &'static str)>),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Keeps the answer.
pub async fn answer_item(house: &House, actor: &Actor, place: &Place<'_>, typed: &TypedAnswer) -> Result<(), AnswerError> {
    place.require_answering(actor)?;
    let today = house.today().await?;
    let mut wrong = Vec::new();
    let checked_on = day(&typed.checked_on).unwrap_or_else(|()| {
        wrong.push(("checked-on", "forms-wrong-date"));
        None
    });
    let target_on = day(&typed.target_on).unwrap_or_else(|()| {
        wrong.push(("target-on", "forms-wrong-date"));
        None
    });
    if checked_on.is_some_and(|day| day.earliest() > today) {
        wrong.push(("checked-on", "forms-wrong-future"));
    }
    if typed.answer.is_none() && checked_on.is_some() {
        wrong.push(("answer", "forms-wrong-no-answer"));
    }
    if typed.round == 0 || usize::from(typed.round) > place.form.columns.rounds.len().max(1) {
        wrong.push(("round", "forms-wrong-round"));
    }
    if typed.remarks.chars().count() > LONGEST_REMARKS {
        wrong.push(("remarks", "forms-wrong-long"));
    }
    if !wrong.is_empty() {
        return Err(AnswerError::Wrong(wrong));
    }
    let by = typed.answered_by.trim();
    let answered_by = if by.is_empty() { actor.name.clone() } else { by.to_owned() };
    let mut tx = house.store.begin().await?;
    let list = LedgerId::Answers.as_str();
    let before = stored(place, typed.round, tx.records(list).await?);
    let blank = Answer {
        edition: place.edition.id.to_string(),
        vendor: place.subject.to_owned(),
        item: place.item.key.clone(),
        round: typed.round,
        ..Answer::default()
    };
    let (key, ordinal, row) = match before {
        Some((record, row)) => (record.key, record.ordinal, row),
        None => (blank.key(), next_ordinal(&tx, list).await?, blank),
    };
    let row = Answer { answer: typed.answer, checked_on, target_on, remarks: typed.remarks.trim().to_owned(), answered_by, ..row };
    let body = serde_json::to_value(&row).unwrap_or_default();
    tx.put_record(list, ledger_record(key, ordinal, &body, Provenance::Statement, None)).await?;
    let detail = json!({
        "item": place.key(), "round": typed.round, "answer": typed.answer, "checked-on": row.checked_on, "target-on": row.target_on,
    });
    tx.commit_if_changed(house.event(actor, "item.answered", &place.name(), detail)).await?;
    Ok(())
}

/// The row that already answers this item in this round; the last where there are several, because that one counts.
pub(super) fn stored(place: &Place<'_>, round: u8, records: Vec<StoredRecord>) -> Option<(StoredRecord, Answer)> {
    let rows = records.into_iter().rev().filter_map(|record| {
        let (_, body) = split_provenance(record.body.clone());
        Some((record, serde_json::from_value::<Answer>(body).ok()?))
    });
    rows.into_iter().find(|(_, row)| row.round.max(1) == round && place.is_meant(&row.edition, &row.vendor, &row.item))
}
