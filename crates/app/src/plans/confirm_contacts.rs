//! Somebody called the number, and it is right: 確認日 of one contact, or of all of them, becomes today.

use serde_json::json;
use sonae_domain::calendar::PartialDate;
use sonae_domain::ledger::Contact;

use super::rows::{RowError, change_rows, require};
use crate::actor::Actor;
use crate::house::House;

/// Confirms one contact (by key), or with `None` all of them. Gives how many were confirmed.
pub async fn confirm_contacts(house: &House, actor: &Actor, key: Option<&str>) -> Result<usize, RowError> {
    require::<Contact>(actor)?;
    let today = house.today().await.map_err(|error| RowError::Shape(String::new(), error.to_string()))?;
    let mut tx = house.store.begin().await?;
    let mut found = false;
    let count = change_rows::<Contact>(&mut tx, |known, row| {
        let wanted = key.is_none_or(|key| key == known);
        found |= wanted;
        if wanted {
            row.checked_on = Some(PartialDate::from_date(today));
        }
        wanted
    })
    .await?;
    if !found {
        return Err(RowError::Unknown);
    }
    let detail = json!({ "contacts": count });
    tx.commit_if_changed(house.event(actor, "contacts.confirmed", key.unwrap_or_default(), detail)).await?;
    Ok(count)
}
