//! The row that holds the answer to an item in one round, with its version: what a program reads before it changes the answer.
//!
//! Deliberately not here: changing it ([`super::answer_item`]), and what counts on the form (`domain::assessment`).

use sonae_domain::ledger::{Answer, LedgerId};

use super::answer_item::stored;
use super::place::Place;
use crate::house::House;
use crate::records::RecordError;

/// The row with its version; `None` when nobody answered in this round.
pub async fn stored_answer(house: &House, place: &Place<'_>, round: u8) -> Result<Option<(i64, Answer)>, RecordError> {
    let records = house.store.records(LedgerId::Answers.as_str()).await?;
    Ok(stored(place, round, records).map(|(record, row)| (record.version, row)))
}
