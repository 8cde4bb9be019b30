//! Verifies the evidence against everything that is known from outside, and keeps what was found, so that pages and the checklist can
//! tell it.
//!
//! Deliberately not here: how it is verified (crate `vault`, `verify`).

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::verify::{Finding, Known, Report, verify};

use super::fault::{LogsError, beside};
use super::outside::trusted;
use super::verification::{Verified, keep_verification};
use crate::actor::Actor;
use crate::house::House;
use crate::words::text;

/// Verifies everything that is sealed.
pub async fn verify_logs(house: &House, actor: &Actor) -> Result<Verified, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let trusted = trusted(house).await?;
    let known = Known {
        keys: trusted.keys,
        witnesses: trusted.witnesses,
        heads: Vec::new(),
        printed: trusted.printed.into_iter().map(|(printed, _)| printed).collect(),
        authorities: trusted.authorities,
    };
    let (vaults, folder, now) = (house.vaults(), house.folder.vault(), house.now());
    let verified = beside(move || {
        let Report { shards, findings, .. } = verify(&folder, &known)?;
        let covered = shards.into_iter().map(|shard| (shard.shard, shard.sealed)).collect();
        let verified = Verified { at: now, covered, findings: findings.iter().map(words).collect() };
        keep_verification(&vaults.derived(), &verified)?;
        Ok(verified)
    })
    .await?;
    let detail = json!({ "covered": verified.covered, "findings": verified.findings });
    house.store.begin().await?.commit(house.event(actor, "logs.verified", "", detail)).await?;
    Ok(verified)
}

/// A finding as a sentence: what, where, which line.
fn words(finding: &Finding) -> String {
    let kind = serde_json::to_value(finding.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
    let kind = text(&format!("logs-finding-{kind}"), &[]);
    let place = finding.file.as_deref().unwrap_or(&finding.shard);
    let leaves = finding.leaves.as_ref().map_or_else(String::new, |leaves| match leaves.end.saturating_sub(leaves.start) {
        0 | 1 => leaves.start.to_string(),
        _ => format!("{}-{}", leaves.start, leaves.end - 1),
    });
    let source = finding.line.as_ref().map(|line| line.source.clone()).unwrap_or_default();
    let args = [("kind", kind.as_str()), ("place", place), ("leaves", &leaves), ("source", &source), ("detail", &finding.detail)];
    text(if leaves.is_empty() { "logs-found-place" } else { "logs-found-lines" }, &args)
}
