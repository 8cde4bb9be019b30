//! The proof of one record, as an inspector takes it away; and checking one offline.

use std::path::Path;

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::proof::{Around, Bundle, Checked, Policy, TlogProof, check_bundle, prove};
use sonae_vault::{VerifierKey, read_head};

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
        prove(&reading, &wanted, leaf, &around).map_err(fault)
    })
    .await?;
    looked(house, actor, "logs.proved", &format!("{shard}/{leaf}"), json!({ "shard": shard, "leaf": leaf })).await?;
    Ok(bundle)
}

/// Checks a bundle against verifier lines that the checker has from elsewhere: `key.pub` of the vault, or the line of one year. Needs
/// nothing else: no vault, no network.
pub fn check_proof(folder: &Path, keys: &[String]) -> Result<Checked, LogsError> {
    let bundle = Bundle::read(folder).map_err(fault)?;
    let parsed: Result<Vec<VerifierKey>, _> = keys.iter().map(|line| VerifierKey::parse(line.trim())).collect();
    let origin = read_head(&TlogProof::parse(&bundle.proof).map_err(fault)?.checkpoint).map_err(fault)?.origin;
    // the key of the log signs each year under the year's name
    let of_year = |key: VerifierKey| {
        let is_of_log = origin.strip_prefix(key.name()).is_some_and(|rest| rest.starts_with('/'));
        if is_of_log { key.renamed(&origin).map_err(fault) } else { Ok(key) }
    };
    let trusted: Result<Vec<VerifierKey>, LogsError> = parsed.map_err(fault)?.into_iter().map(of_year).collect();
    check_bundle(&bundle, &Policy::of_logs(trusted?, Vec::new())).map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> LogsError {
    LogsError::Proof(error.to_string())
}
