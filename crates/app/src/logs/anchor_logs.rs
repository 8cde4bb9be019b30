//! Anchors outside this machine: a witness (over HTTP, or by two files on a USB stick), a time-stamp authority.
//!
//! Nothing is sent unless the institution named the address. Deliberately not here: being a witness (crate `vault`).

use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::anchor::{keep_cosigned, keep_stamp};
use sonae_vault::proof::witness_request;
use sonae_vault::stamp::{check_stamp, stamp_request};
use sonae_vault::witness::{Reply, read_reply};
use sonae_vault::{Reading, Sealed, VerifierKey};

use super::fault::{LogsError, beside};
use super::outside::{Trusted, trusted};
use super::seal::seal_logs;
use crate::actor::Actor;
use crate::house::House;

/// How long the other side may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest answer, bytes.
const LONGEST: usize = 1 << 20;
/// What a time-stamp authority is sent (RFC 3161, section 3.4).
const QUERY: &str = "application/timestamp-query";

/// What is held outside now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Anchored {
    /// Shard
    pub shard: String,
    /// Leaves
    pub size: u64,
    /// Who holds it
    pub by: String,
}

/// The request for a witness, as the file on the USB stick. Seals first.
pub async fn witness_file(house: &House, actor: &Actor) -> Result<String, LogsError> {
    let sealed = seal_logs(house, actor).await?;
    let known = remembered(house);
    let (reading, shard) = (house.vaults().reading(), sealed.shard.clone());
    beside(move || request(&reading, &shard, known.get(&shard).copied().unwrap_or_default())).await
}

/// Takes the witness's answer to the newest request: the cosigned checkpoint is kept.
pub async fn apply_reply(house: &House, actor: &Actor, request: &[u8], reply: &[u8]) -> Result<Anchored, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let asked = sonae_vault::witness::Request::parse(request).map_err(anchor)?;
    let head = sonae_vault::read_head(&asked.checkpoint).map_err(anchor)?;
    let shard = head.origin.rsplit('/').next().unwrap_or_default().to_owned();
    let trusted = trusted(house).await?;
    match read_reply(&asked.checkpoint, reply, &keys(&trusted, &head.origin)).map_err(anchor)? {
        Reply::Cosigned { note, opened } => {
            let by = opened.cosigned.iter().map(|(key, _)| key.name().to_owned()).collect::<Vec<_>>().join(" ");
            kept(house, actor, &shard, &note, head.size, by).await
        }
        Reply::Remembers(size) => {
            remember(house, &shard, size)?;
            // more than ever was here: the disk was put back to an earlier state
            Err(LogsError::Anchor(format!("the witness remembers {size} records of {shard}; this vault has {}", head.size)))
        }
    }
}

/// Asks the witness that the settings name, over HTTP. Seals first.
pub async fn ask_witness(house: &House, actor: &Actor) -> Result<Anchored, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let address = house.settings().await?.logs.witness;
    if address.is_empty() {
        return Err(LogsError::Anchor("no witness is named".to_owned()));
    }
    let sealed = seal_logs(house, actor).await?;
    let mut from = remembered(house).get(&sealed.shard).copied().unwrap_or_default();
    let trusted = trusted(house).await?;
    // the second time it is asked from where it says that it is
    for _ in 0..2 {
        let (reading, shard) = (house.vaults().reading(), sealed.shard.clone());
        let body = beside(move || request(&reading, &shard, from)).await?;
        let url = format!("{}/add-checkpoint", address.trim_end_matches('/'));
        let reply = post(&url, "text/plain; charset=utf-8", body.into_bytes()).await?;
        match read_reply(&sealed.note, &reply, &keys(&trusted, &sealed.origin)).map_err(anchor)? {
            Reply::Cosigned { note, opened } => {
                let by = opened.cosigned.iter().map(|(key, _)| key.name().to_owned()).collect::<Vec<_>>().join(" ");
                return kept(house, actor, &sealed.shard, &note, sealed.size, by).await;
            }
            Reply::Remembers(size) if size > sealed.size => {
                let told = format!("the witness remembers {size} records of {}; this vault has {}", sealed.shard, sealed.size);
                return Err(LogsError::Anchor(told));
            }
            Reply::Remembers(size) => from = size,
        }
    }
    Err(LogsError::Anchor(format!("the witness does not go on from {from}")))
}

/// Has the newest checkpoint stamped by the authority that the settings name (RFC 3161). Seals first.
pub async fn stamp_logs(house: &House, actor: &Actor) -> Result<Anchored, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let address = house.settings().await?.logs.stamp;
    let trusted = trusted(house).await?;
    let Some(authorities) = trusted.authorities.filter(|_| !address.is_empty()) else {
        return Err(LogsError::Anchor("no time-stamp authority with certificates is named".to_owned()));
    };
    let sealed: Sealed = seal_logs(house, actor).await?;
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).map_err(anchor)?;
    let query = stamp_request(&sealed.note, nonce).map_err(anchor)?;
    let reply = post(&address, QUERY, query).await?;
    let stamped = check_stamp(&reply, &sealed.note, Some(nonce), &authorities).map_err(anchor)?;
    keep_stamp(&house.vaults().reading(), &sealed.shard, &sealed.note, &reply).map_err(anchor)?;
    let anchored = Anchored { shard: sealed.shard, size: sealed.size, by: stamped.authority };
    house.store.begin().await?.commit(house.event(actor, "logs.anchored", "stamp", json!(anchored))).await?;
    Ok(anchored)
}

fn request(reading: &Reading, shard: &str, known: u64) -> Result<String, LogsError> {
    witness_request(reading, shard, known).map(|request| request.to_text()).map_err(anchor)
}

fn keys(trusted: &Trusted, origin: &str) -> Vec<VerifierKey> {
    let own = trusted.keys.iter().filter_map(|key| key.renamed(origin).ok());
    own.chain(trusted.witnesses.iter().cloned()).collect()
}

async fn kept(house: &House, actor: &Actor, shard: &str, note: &str, size: u64, by: String) -> Result<Anchored, LogsError> {
    keep_cosigned(&house.vaults().reading(), shard, note).map_err(anchor)?;
    remember(house, shard, size)?;
    let anchored = Anchored { shard: shard.to_owned(), size, by };
    house.store.begin().await?.commit(house.event(actor, "logs.anchored", "witness", json!(anchored))).await?;
    Ok(anchored)
}

/// What the witness is thought to remember, by shard.
fn remembered(house: &House) -> std::collections::BTreeMap<String, u64> {
    house.vaults().derived().read("witness.json").unwrap_or_default()
}

fn remember(house: &House, shard: &str, size: u64) -> Result<(), LogsError> {
    let mut known = remembered(house);
    known.insert(shard.to_owned(), size);
    house.vaults().derived().write("witness.json", &known)
}

async fn post(url: &str, kind: &str, body: Vec<u8>) -> Result<Vec<u8>, LogsError> {
    // one that was put in place before is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build().map_err(anchor)?;
    let mut answer = client.post(url).header("Content-Type", kind).body(body).send().await.map_err(anchor)?;
    let status = answer.status();
    // a witness says with 409 what it remembers
    if !status.is_success() && status.as_u16() != 409 {
        return Err(LogsError::Anchor(format!("{url}: {status}")));
    }
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(anchor)? {
        if bytes.len() + part.len() > LONGEST {
            return Err(LogsError::Anchor(format!("{url}: the answer is too long")));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

fn anchor(error: impl std::fmt::Display) -> LogsError {
    LogsError::Anchor(error.to_string())
}
