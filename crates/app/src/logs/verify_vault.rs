//! Checking all of the evidence against everything that is known from outside. Needs no lock: it works while the server runs.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::read_head;
use sonae_vault::verify::{Known, Report, verify};

use super::fault::{LogsError, beside};
use super::outside::trusted;
use crate::actor::Actor;
use crate::house::House;

/// Name of the newest result.
const FILE: &str = "verified.json";

/// The newest result, for whoever wants to know without checking anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LastVerified {
    /// When
    pub at: Timestamp,
    /// Whether everything was as it should be
    pub intact: bool,
    /// Leaves that were checked
    pub leaves: u64,
    /// What was found
    pub findings: usize,
}

/// Checks everything. `notes`: files of checkpoints that are known from elsewhere (a witness, an older copy).
pub async fn verify_vault(house: &House, actor: &Actor, notes: &[PathBuf]) -> Result<Report, LogsError> {
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
    let (vaults, folder) = (house.vaults(), house.folder.vault());
    let report = beside(move || Ok(verify(&folder, &known)?)).await?;
    let last = LastVerified {
        at: house.now(),
        intact: report.is_intact(),
        leaves: report.shards.iter().map(|shard| shard.leaves).sum(),
        findings: report.findings.len(),
    };
    vaults.derived().write(FILE, &last)?;
    let detail = json!({ "intact": last.intact, "leaves": last.leaves, "findings": last.findings });
    house.store.begin().await?.commit(house.event(actor, "logs.verified", "", detail)).await?;
    Ok(report)
}

/// The newest result; `None` before the first.
pub fn last_verified(house: &House) -> Option<LastVerified> {
    house.vaults().derived().read(FILE)
}
