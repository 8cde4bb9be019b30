//! Checking all of the evidence against everything that is known from outside. Needs no lock: it works while the server runs.

use std::path::PathBuf;

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::read_head;
use sonae_vault::verify::{Known, Report, verify};

use super::fault::{LogsError, beside};
use super::outside::trusted;
use super::verification::{Verified, keep_verification};
use super::verify_logs::verified_of;
use crate::actor::Actor;
use crate::house::House;

/// Checks everything. `notes`: files of checkpoints that are known from elsewhere (a witness, an older copy).
pub async fn verify_vault(house: &House, actor: &Actor, notes: &[PathBuf]) -> Result<(Report, Verified), LogsError> {
    actor.require(Permission::ReadLogs)?;
    let trusted = trusted(house).await?;
    let mut heads = Vec::new();
    for path in notes {
        let note = std::fs::read_to_string(path).map_err(LogsError::io(path))?;
        let head = read_head(&note).map_err(|error| LogsError::Proof(format!("{}: {error}", path.display())))?;
        heads.push((head, path.display().to_string()));
    }
    let known = Known {
        keys: trusted.keys,
        witnesses: trusted.witnesses,
        heads,
        printed: trusted.printed.into_iter().map(|(printed, _)| printed).collect(),
        authorities: trusted.authorities,
    };
    let (vaults, folder, now) = (house.vaults(), house.folder.vault(), house.now());
    let (report, verified) = beside(move || {
        let report = verify(&folder, &known)?;
        let verified = verified_of(&report, now);
        keep_verification(&vaults.derived(), &verified)?;
        Ok((report, verified))
    })
    .await?;
    let detail = json!({ "covered": verified.covered, "findings": verified.findings });
    house.store.begin().await?.commit(house.event(actor, "logs.verified", "", detail)).await?;
    Ok((report, verified))
}
