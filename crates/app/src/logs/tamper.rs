//! How far the evidence is held: by its own checkpoint, by the last verification, by anything outside this machine.
//!
//! Whoever owns this machine could sign everything anew that came after the newest checkpoint outside it: that span is said in words
//! wherever the seal is shown. Deliberately not here: making checkpoints ([`super::seal`]), verifying.

use sonae_vault::Sealed;
use sonae_vault::anchor::{AnchorKind, Window, window};

use super::fault::{LogsError, beside};
use super::feeds::Observed;
use super::outside::trusted;
use super::report::short;
use super::verification::Verified;
use crate::house::House;
use crate::words::text;

/// Shown in minutes up to so many.
const MINUTES: i64 = 120;

/// How far the evidence is held.
#[derive(Debug, Clone, PartialEq)]
pub struct Tamper {
    /// The newest checkpoint
    pub seal: Option<Sealed>,
    /// Whether the last verification found nothing; `None`: there was none
    pub intact: Option<bool>,
    /// What it said, in words
    pub verification: String,
    /// What it found, in words of the verifier
    pub findings: Vec<String>,
    /// How far back somebody who owns this machine could change something unnoticed, in words
    pub window: String,
    /// The newest of what lies outside this machine, in words
    pub anchors: Vec<String>,
}

pub(super) async fn tamper(house: &House, observed: &Observed) -> Result<Tamper, LogsError> {
    let (vaults, now, trusted) = (house.vaults(), house.now(), trusted(house).await?);
    let (seal, held) = beside(move || {
        let reading = vaults.reading();
        let seal = match reading.shards()?.last() {
            Some(shard) => reading.checkpoint(shard)?,
            None => None,
        };
        Ok((seal, window(&reading, &trusted.outside(), now)?))
    })
    .await?;
    let verified = observed.verified.as_ref();
    Ok(Tamper {
        window: words(seal.is_some(), &held),
        anchors: held.newest.iter().map(|anchor| anchor_words(anchor.kind, &anchor.by, anchor.at)).collect(),
        intact: verified.map(Verified::is_intact),
        findings: verified.map(|verified| verified.findings.clone()).unwrap_or_default(),
        verification: verification(verified),
        seal,
    })
}

fn verification(verified: Option<&Verified>) -> String {
    let Some(verified) = verified else { return text("logs-verified-never", &[]) };
    let key = if verified.is_intact() { "logs-verified-intact" } else { "logs-verified-damaged" };
    let records: u64 = verified.covered.values().sum();
    text(key, &[("at", &short(verified.at)), ("records", &records.to_string()), ("found", &verified.findings.len().to_string())])
}

fn anchor_words(kind: AnchorKind, by: &str, at: jiff::Timestamp) -> String {
    let key = match kind {
        AnchorKind::Witness => "logs-anchor-witness",
        AnchorKind::Stamp => "logs-anchor-stamp",
        AnchorKind::Printed => "logs-anchor-paper",
    };
    text(key, &[("by", by), ("at", &short(at))])
}

/// The span in words.
fn words(sealed: bool, held: &Window) -> String {
    match (sealed, held.since, held.seconds) {
        (false, ..) => text("logs-window-nothing", &[]),
        (true, Some(since), Some(seconds)) => {
            let minutes = seconds / 60;
            let (key, count) = if minutes < MINUTES { ("logs-window-minutes", minutes) } else { ("logs-window-hours", minutes / 60) };
            text(key, &[("at", &short(since)), ("count", &count.to_string()), ("records", &held.leaves.to_string())])
        }
        _ => text("logs-window-open", &[]),
    }
}
