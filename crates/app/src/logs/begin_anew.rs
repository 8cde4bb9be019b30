//! Evidence that does not agree with its checkpoint is not written to. When a person has decided that intake goes on nevertheless, a
//! further shard is begun: what there is stays as it is, and the first record of the new shard tells why.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::OpenError;

use super::fault::{LogsError, beside};
use super::holds::is_reason;
use super::sources;
use crate::actor::Actor;
use crate::house::House;

/// Begins a further shard. [`LogsError::Agrees`] when the evidence agrees with its checkpoint: then there is no need. Gives the shard.
pub async fn begin_anew(house: &House, actor: &Actor, reason: &str) -> Result<String, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let reason = reason.trim().to_owned();
    if !is_reason(&reason) {
        return Err(LogsError::Values(vec!["reason"]));
    }
    let (vaults, now, why) = (house.vaults(), house.now(), reason.clone());
    let (shard, disagrees) = beside(move || {
        let disagrees = match vaults.writer() {
            Err(LogsError::Open(OpenError::Disagrees(what))) => what,
            Ok(_) => return Err(LogsError::Agrees),
            Err(error) => return Err(error),
        };
        vaults.open_anew(&why, now)?;
        // the new shard is read without those before it
        sources::say_again(&vaults, now)?;
        vaults.writer()?.seal(now, true).map(|sealed| (sealed.shard, disagrees)).map_err(|error| vaults.failed(error))
    })
    .await?;
    let detail = json!({ "reason": reason, "disagrees": disagrees });
    house.store.begin().await?.commit(house.event(actor, "logs.begun-anew", &shard, detail)).await?;
    Ok(shard)
}

#[cfg(test)]
mod tests {
    use sonae_domain::access::Role;

    use super::*;
    use crate::logs::{log_overview, sample_logs, seal_logs, verify_logs};
    use crate::testing::{at_rest, person};

    #[tokio::test]
    async fn intake_goes_on_in_a_further_shard_and_what_was_found_stays_found() {
        let (house, _scratch) = at_rest().await;
        let manager = person(Role::Manager);
        sample_logs(&house, &Actor::schedule()).await.unwrap();
        assert!(matches!(begin_anew(&house, &manager, "x").await, Err(LogsError::Agrees)));
        house.vaults().close();
        let segment = house.folder.vault().join("2026/segments");
        let path = std::fs::read_dir(segment).unwrap().map(|entry| entry.unwrap().path());
        let path = path.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "seg")).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        // an older copy of the disk: the checkpoint tells of more
        bytes.truncate(bytes.len() / 2);
        std::fs::write(&path, &bytes).unwrap();
        assert!(matches!(seal_logs(&house, &manager).await, Err(LogsError::Open(OpenError::Disagrees(_)))));
        assert!(log_overview(&house, &manager).await.unwrap().disagrees.is_some());
        assert!(matches!(begin_anew(&house, &manager, "").await, Err(LogsError::Values(_))));
        assert!(matches!(begin_anew(&house, &person(Role::Auditor), "x").await, Err(LogsError::Forbidden(_))));
        assert_eq!(begin_anew(&house, &manager, "ディスクの故障").await.unwrap(), "2026-02");
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "what was found stays as it is");
        assert!(log_overview(&house, &manager).await.unwrap().disagrees.is_none());
        assert!(!verify_logs(&house, &manager).await.unwrap().is_intact(), "and is told whenever it is looked");
        assert_eq!(sample_logs(&house, &Actor::schedule()).await.map(|digested| digested.unreadable.len()).unwrap_or_default(), 0);
        let events = house.store.audit_events(..).await.unwrap();
        let noted = events.iter().find(|event| event.action == "logs.begun-anew").unwrap();
        assert_eq!((noted.subject.as_str(), &noted.detail["reason"]), ("2026-02", &"ディスクの故障".into()));
    }
}
