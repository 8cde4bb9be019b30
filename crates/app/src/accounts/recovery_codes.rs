//! Ten codes on paper for the day on which the second factor is lost. Each counts once.

use serde_json::json;
use sonae_store::Tx;

use super::fault::Fault;
use super::standing::factors;
use super::{kept, secret};
use crate::actor::Actor;
use crate::house::House;

/// How many are made at a time.
const COUNT: usize = 10;
/// Groups of four letters and digits in one code: 60 bits.
const GROUPS: usize = 3;

/// Makes new codes; the earlier ones count no more. They are shown once and kept only as digests.
pub async fn make_recovery_codes(house: &House, actor: &Actor) -> Result<Vec<String>, Fault> {
    if !factors(house, &actor.id).await?.has_second() {
        return Err(Fault::Missing("second factor"));
    }
    let codes = (0..COUNT).map(|_| secret::readable(GROUPS)).collect::<Result<Vec<_>, _>>()?;
    let mut tx = house.store.begin().await?;
    tx.remove_credentials(&actor.id, Some(kept::RECOVERY)).await?;
    for code in &codes {
        tx.put_credential(&kept::digested(&actor.id, kept::RECOVERY, &secret::plain(code), house.now())?).await?;
    }
    tx.commit(house.event(actor, "user.recovery-codes-made", &actor.id, json!({"count": COUNT}))).await?;
    Ok(codes)
}

/// Whether this is one of the person's codes; it is gone then.
pub(super) async fn accept(house: &House, tx: &mut Tx, id: &str, code: &str) -> Result<bool, Fault> {
    let typed = secret::digest(&secret::plain(code));
    for known in kept::of_kind(&house.store, id, kept::RECOVERY).await? {
        // whoever removes it uses it: two at once cannot
        if secret::same(&known.secret, &typed) {
            return Ok(tx.remove_credential(&known.id).await?);
        }
    }
    Ok(false)
}
