//! The pack for the USB stick: written where the feeds are fresh, taken where there is no network. Taken only when a trusted key has signed it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_feeds::Limits;
use sonae_feeds::pack::{self, Manifest, Verified};
use sonae_feeds::store::Delta;

use super::import_feeds::keep;
use super::{FeedError, store};
use crate::actor::Actor;
use crate::house::House;
use crate::pack::SigningKey;
use crate::records::{self, FEED_KEYS, next_ordinal, own_record};

/// A key whose packs are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct TrustedKey {
    key: String,
    by: String,
    at: String,
}

/// The keys whose packs are taken: this house's own, and those that somebody trusted.
pub async fn trusted_keys(house: &House) -> Result<Vec<String>, FeedError> {
    let own = SigningKey::of_folder(house.folder.path())?.public().to_owned();
    let others: Vec<(String, TrustedKey)> = records::all(&house.store, FEED_KEYS).await?;
    Ok(std::iter::once(own).chain(others.into_iter().map(|(_, trusted)| trusted.key)).collect())
}

/// From now on packs of this key are taken.
pub async fn trust_key(house: &House, actor: &Actor, key: &str) -> Result<(), FeedError> {
    actor.require(Permission::ManageSettings)?;
    let key = key.trim();
    signed_note::StandardVerifier::new(key).map_err(|_| pack::PackError::BadKey)?;
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, FEED_KEYS).await?;
    let trusted = TrustedKey { key: key.to_owned(), by: actor.id.clone(), at: house.now().to_string() };
    if tx.record(FEED_KEYS, key).await?.is_none_or(|known| known.retired) {
        tx.put_record(FEED_KEYS, own_record(key, ordinal, &trusted)).await?;
    }
    tx.commit_if_changed(house.event(actor, "feed.key-trusted", key, json!({}))).await?;
    Ok(())
}

/// Writes the present feeds as one signed file. The serial rises with every pack: it is the moment, in seconds.
pub async fn write_pack_of_feeds(house: &House, actor: &Actor, out: &Path) -> Result<Manifest, FeedError> {
    actor.require(Permission::ReadLedgers)?;
    let key = SigningKey::of_folder(house.folder.path())?;
    let release = store(house)?.release()?;
    let now = house.now();
    let serial = u64::try_from(now.as_second()).unwrap_or_default();
    let (path, aside) = (out.to_owned(), out.with_extension("part"));
    let written = tokio::task::spawn_blocking(move || {
        let mut beside = File::options().read(true).write(true).create(true).truncate(true).open(&aside)?;
        let mut output = File::create(&path)?;
        let manifest = pack::write(&release, None, serial, now, key.signer(), &mut beside, &mut output);
        drop(beside);
        std::fs::remove_file(&aside)?;
        output.sync_all()?;
        Ok::<_, FeedError>(manifest?)
    });
    let manifest = written.await.map_err(|_| FeedError::CutOff)??;
    let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let tx = house.store.begin().await?;
    tx.commit(house.event(actor, "feed.packed", &name, json!({ "serial": serial }))).await?;
    Ok(manifest)
}

/// Whether a pack is whole and signed by a trusted key; changes nothing.
pub async fn verify_pack_of_feeds(house: &House, path: &Path) -> Result<Verified, FeedError> {
    let keys = trusted_keys(house).await?;
    let mut input = BufReader::new(File::open(path)?);
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Ok(pack::verify(&mut input, &keys, &Limits::default())?)
}

/// Takes a pack. Gives what changed.
pub async fn import_pack(house: &House, actor: &Actor, path: &Path) -> Result<Vec<Delta>, FeedError> {
    actor.require(Permission::EditLedgers)?;
    let (feeds, keys, path) = (store(house)?, trusted_keys(house).await?, path.to_owned());
    let read = tokio::task::spawn_blocking(move || {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        pack::import(&feeds, &mut File::open(&path)?, &keys, &Limits::default()).map_err(FeedError::from)
    });
    let staged = read.await.map_err(|_| FeedError::CutOff)??;
    let deltas = staged.deltas().to_vec();
    keep(house, actor, staged, "pack").await?;
    Ok(deltas)
}
