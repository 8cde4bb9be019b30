//! The key with which the logs are sealed, and changing it: the old key vouches for the new one.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::Sealed;

use super::fault::{LogsError, beside};
use super::holds::is_reason;
use crate::actor::Actor;
use crate::house::House;

/// Verifier lines of every key that the vault ever had, the present one last.
pub async fn log_keys(house: &House, actor: &Actor) -> Result<Vec<String>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let path = house.folder.vault().join("keys");
    beside(move || match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(LogsError::io(&path)(error)),
    })
    .await
}

/// Changes the key. The checkpoint that is given back is signed by the old one and by the new one.
pub async fn change_log_key(house: &House, actor: &Actor, reason: &str) -> Result<Sealed, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let reason = reason.trim().to_owned();
    if !is_reason(&reason) {
        return Err(LogsError::Values(vec!["reason"]));
    }
    if !house.vaults().exists() {
        return Err(LogsError::Missing("key.pub".to_owned()));
    }
    let (vaults, now) = (house.vaults(), house.now());
    let sealed = beside(move || {
        let _year = vaults.same_year();
        vaults.writer()?.change_key(now).map_err(|error| vaults.failed(error))
    })
    .await?;
    let key = log_keys(house, actor).await?.pop().unwrap_or_default();
    let detail = json!({ "key": key, "size": sealed.size, "reason": reason });
    house.store.begin().await?.commit(house.event(actor, "logs.key-changed", &sealed.shard, detail)).await?;
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use sonae_domain::access::Role;

    use super::*;
    use crate::logs::{sample_logs, seal_logs, verify_logs};
    use crate::testing::{at_rest, person};

    #[tokio::test]
    async fn the_old_key_vouches_for_the_new_one_and_everything_is_verified_as_ever() {
        let (house, _scratch) = at_rest().await;
        let manager = person(Role::Manager);
        assert!(matches!(change_log_key(&house, &manager, "x").await, Err(LogsError::Missing(_))));
        assert!(log_keys(&house, &manager).await.unwrap().is_empty());
        sample_logs(&house, &Actor::schedule()).await.unwrap();
        let before = log_keys(&house, &manager).await.unwrap();
        assert!(matches!(change_log_key(&house, &manager, " ").await, Err(LogsError::Values(_))));
        assert!(matches!(change_log_key(&house, &person(Role::Auditor), "x").await, Err(LogsError::Forbidden(_))));
        let sealed = change_log_key(&house, &manager, "担当者が替わった").await.unwrap();
        let after = log_keys(&house, &manager).await.unwrap();
        assert_eq!((before.len(), after.len(), &after[0]), (1, 2, &before[0]));
        assert_eq!(sealed.note.lines().filter(|line| line.starts_with('\u{2014}')).count(), 2, "{}", sealed.note);
        seal_logs(&house, &manager).await.unwrap();
        assert!(verify_logs(&house, &manager).await.unwrap().is_intact());
        let events = house.store.audit_events(..).await.unwrap();
        let noted = events.iter().find(|event| event.action == "logs.key-changed").unwrap();
        assert_eq!(noted.detail["key"], after[1].as_str());
    }
}
