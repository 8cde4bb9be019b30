//! Verifies the evidence against everything that is known from outside, and keeps what was found, so that pages and the checklist can
//! tell it.
//!
//! Deliberately not here: how it is verified (crate `vault`, `verify`).

use jiff::Timestamp;
use sonae_vault::verify::{Finding, Report};

use super::fault::LogsError;
use super::verification::Verified;
use super::verify_vault::verify_vault;
use crate::actor::Actor;
use crate::house::House;
use crate::words::{spelt, text};

/// Verifies everything that is sealed.
pub async fn verify_logs(house: &House, actor: &Actor) -> Result<Verified, LogsError> {
    Ok(verify_vault(house, actor, &[]).await?.1)
}

/// What is kept of a report.
pub(super) fn verified_of(report: &Report, at: Timestamp) -> Verified {
    let covered = report.shards.iter().map(|shard| (shard.shard.clone(), shard.sealed)).collect();
    Verified { at, covered, findings: report.findings.iter().map(finding_text).collect() }
}

/// A finding as a sentence: what, where, which line.
pub fn finding_text(finding: &Finding) -> String {
    let kind = text(&format!("logs-finding-{}", spelt(&finding.kind)), &[]);
    let place = finding.file.as_deref().unwrap_or(&finding.shard);
    let leaves = finding.leaves.as_ref().map_or_else(String::new, |leaves| match leaves.end.saturating_sub(leaves.start) {
        0 | 1 => leaves.start.to_string(),
        _ => format!("{}-{}", leaves.start, leaves.end - 1),
    });
    let source = finding.line.as_ref().map_or_else(String::new, |line| match line.seq {
        0 => line.source.clone(),
        seq => format!("{} {seq}", line.source),
    });
    let args = [("kind", kind.as_str()), ("place", place), ("leaves", &leaves), ("source", &source), ("detail", &finding.detail)];
    text(if leaves.is_empty() { "logs-found-place" } else { "logs-found-lines" }, &args)
}
