//! The proof of one record, as an inspector takes it away; and checking one offline.

use std::path::Path;

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::VerifierKey;
use sonae_vault::proof::{Around, Bundle, Checked, Policy, check_bundle, prove};

use super::fault::{LogsError, beside};
use super::looks::looked;
use super::outside::trusted;
use crate::actor::Actor;
use crate::house::House;
use crate::words::text;

/// Proves a record. A record that no checkpoint covers yet is sealed first where this process may write.
pub async fn prove_line(house: &House, actor: &Actor, shard: &str, leaf: u64) -> Result<Bundle, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let (vaults, now) = (house.vaults(), house.now());
    let wanted = shard.to_owned();
    let trusted = trusted(house).await?;
    let readme = text("logs-proof-readme", &[("shard", shard), ("leaf", &leaf.to_string())]);
    let bundle = beside(move || {
        let reading = vaults.reading();
        if !reading.shards()?.contains(&wanted) || leaf >= reading.size(&wanted)? {
            return Err(LogsError::Missing(format!("{wanted}/{leaf}")));
        }
        if reading.checkpoint(&wanted)?.is_none_or(|sealed| sealed.size <= leaf) {
            vaults.writer()?.seal(now, false).map_err(|error| vaults.failed(error))?;
        }
        let around = Around { keys: &trusted.keys, witnesses: &trusted.witnesses, readme: &readme };
        prove(&reading, &wanted, leaf, &around).map_err(|error| LogsError::Proof(error.to_string()))
    })
    .await?;
    looked(house, actor, "logs.proved", &format!("{shard}/{leaf}"), json!({ "shard": shard, "leaf": leaf })).await?;
    Ok(bundle)
}

/// Checks a bundle against verifier lines that the checker has from elsewhere. Needs nothing else: no vault, no network.
pub fn check_proof(folder: &Path, keys: &[String]) -> Result<Checked, LogsError> {
    let bundle = Bundle::read(folder).map_err(|error| LogsError::Proof(error.to_string()))?;
    let parsed: Result<Vec<VerifierKey>, _> = keys.iter().map(|line| VerifierKey::parse(line.trim())).collect();
    let parsed = parsed.map_err(|error| LogsError::Proof(error.to_string()))?;
    check_bundle(&bundle, &Policy::of_logs(parsed, Vec::new())).map_err(|error| LogsError::Proof(error.to_string()))
}
