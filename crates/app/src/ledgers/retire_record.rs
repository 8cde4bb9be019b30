//! A record leaves its ledger, with a reason. It is never deleted. Not here: bringing it back (`record_history`).

use serde_json::json;
use sonae_domain::ledger::LedgerId;

use super::{LedgerError, require_edit};
use crate::actor::Actor;
use crate::house::House;

/// Takes a record out of its ledger; `version` is the one that was shown.
pub async fn retire_record(
    house: &House,
    actor: &Actor,
    ledger: LedgerId,
    (key, version): (&str, i64),
    reason: &str,
) -> Result<(), LedgerError> {
    require_edit(actor, ledger)?;
    if reason.trim().is_empty() {
        return Err(LedgerError::NoReason);
    }
    let mut tx = house.store.begin().await?;
    let record = tx.record(ledger.as_str(), key).await?.filter(|record| !record.retired).ok_or(LedgerError::NotFound)?;
    if record.version != version {
        return Err(LedgerError::Changed);
    }
    tx.retire_record(ledger.as_str(), key).await?;
    let detail = json!({ "ledger": ledger.as_str(), "reason": reason.trim() });
    tx.commit(house.event(actor, "ledger.record-retired", key, detail)).await?;
    Ok(())
}
