//! Whom the institution trusts to hold its logs from outside: witnesses, time-stamp authorities, its own paper.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::VerifierKey;
use sonae_vault::anchor::Outside;
use sonae_vault::stamp::Anchors;
use sonae_vault::witness::Printed;

use super::fault::LogsError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, LOG_PRINTED, next_ordinal, own_record};

/// Keys and papers that count.
#[derive(Debug, Default)]
pub struct Trusted {
    /// Keys of the log
    pub keys: Vec<VerifierKey>,
    /// Keys of witnesses
    pub witnesses: Vec<VerifierKey>,
    /// Certificates of the time-stamp authority
    pub authorities: Option<Anchors>,
    /// What was printed, and when
    pub printed: Vec<(Printed, Timestamp)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Kept {
    text: String,
    at: Timestamp,
}

impl Trusted {
    /// As the vault asks for it.
    pub fn outside(&self) -> Outside<'_> {
        Outside { keys: &self.keys, witnesses: &self.witnesses, authorities: self.authorities.as_ref(), printed: &self.printed }
    }
}

/// Whom the institution trusts, as of now.
pub async fn trusted(house: &House) -> Result<Trusted, LogsError> {
    let settings = house.settings().await?.logs;
    let keys = std::fs::read_to_string(house.folder.vault().join("keys")).unwrap_or_default();
    let lines = |text: &str| text.lines().filter_map(|line| VerifierKey::parse(line.trim()).ok()).collect::<Vec<_>>();
    let authorities = match settings.stamp_anchors.as_str() {
        "" => None,
        path => std::fs::read_to_string(path).ok().and_then(|pem| Anchors::from_pem(&pem).ok()),
    };
    let printed: Vec<(String, Kept)> = records::all(&house.store, LOG_PRINTED).await?;
    Ok(Trusted {
        keys: lines(&keys),
        witnesses: lines(&settings.witness_keys.join("\n")),
        authorities,
        printed: printed.into_iter().filter_map(|(_, kept)| Some((Printed::parse(&kept.text).ok()?, kept.at))).collect(),
    })
}

/// Notes that a checkpoint was printed (on the review's paper): from then on the paper holds it.
pub async fn note_printed(house: &House, actor: &Actor, printed: &Printed) -> Result<(), LogsError> {
    actor.require(Permission::ReadLogs)?;
    let text = printed.to_string();
    let mut tx = house.store.begin().await?;
    if tx.record(LOG_PRINTED, &text).await?.is_some() {
        tx.rollback().await?;
        return Ok(());
    }
    let place = next_ordinal(&tx, LOG_PRINTED).await?;
    tx.put_record(LOG_PRINTED, own_record(&text, place, &Kept { text: text.clone(), at: house.now() })).await?;
    tx.commit(house.event(actor, "logs.anchored", "paper", json!({ "checkpoint": text }))).await?;
    Ok(())
}
