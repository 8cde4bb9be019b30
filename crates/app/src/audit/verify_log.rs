//! Checks the operation log: the chain, and that every record stands as its newest version says.

use sonae_domain::access::Permission;
use sonae_store::AuditVerdict;

use super::read_log::AuditError;
use crate::actor::Actor;
use crate::house::House;

/// Walks the whole log. Its head is to be kept elsewhere: only against it a log shows that was rewritten or cut off.
pub async fn verify_log(house: &House, actor: &Actor) -> Result<AuditVerdict, AuditError> {
    actor.require(Permission::ReadAudit)?;
    Ok(house.store.verify_audit().await?)
}
