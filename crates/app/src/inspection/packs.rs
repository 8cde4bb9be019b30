//! The packs that were built: list, read, check.

use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use sonae_domain::access::Permission;
use sonae_store::StoreError;

use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::pack::{KeyError, PackVerdict, SigningKey, verify_pack};
use crate::records::{self, PACKS, RecordError};

/// A pack that was built.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct BuiltPack {
    /// File name for whoever takes it along
    pub name: String,
    /// SHA-256 of the ZIP, hex
    pub sha256: String,
    /// Its size
    pub bytes: u64,
    /// Files in it
    pub files: u64,
    /// The day whose state it shows
    pub as_of: Option<Date>,
    /// Edition
    pub edition: String,
    /// Who built it
    pub built_by: String,
    /// When, RFC 3339
    pub built_at: String,
    /// Head of the operation log at that moment, as its manifest says
    pub audit: String,
    /// Fingerprint of the key that signed it
    pub fingerprint: String,
    /// Documents in which characters had to be replaced
    pub replaced: Vec<String>,
}

/// Why a pack is not there for somebody.
#[derive(Debug, thiserror::Error)]
pub enum PackAccessError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such pack
    #[error("there is no such pack")]
    Unknown,
    /// Its file is gone, or no longer what it was
    #[error("the file of the pack is gone or was changed")]
    Damaged,
    /// The key cannot be read
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where a pack lies.
pub(super) fn file_of(house: &House, id: &str) -> PathBuf {
    house.folder.packs().join(format!("{id}.zip"))
}

/// Every pack with its key, newest first.
pub async fn list_packs(house: &House, actor: &Actor) -> Result<Vec<(String, BuiltPack)>, PackAccessError> {
    actor.require(Permission::ReadInspection)?;
    let mut packs = records::all(&house.store, PACKS).await?;
    packs.reverse();
    Ok(packs)
}

async fn find(house: &House, actor: &Actor, id: &str) -> Result<(BuiltPack, Option<Vec<u8>>), PackAccessError> {
    actor.require(Permission::ReadInspection)?;
    let pack: BuiltPack = records::one(&house.store, PACKS, id).await?.ok_or(PackAccessError::Unknown)?;
    Ok((pack, std::fs::read(file_of(house, id)).ok()))
}

/// A pack to take along, exactly as it was built. Who took it is noted.
pub async fn read_pack(house: &House, actor: &Actor, id: &str) -> Result<(BuiltPack, Vec<u8>), PackAccessError> {
    let (pack, bytes) = find(house, actor, id).await?;
    let bytes = bytes.filter(|bytes| hex::encode(Sha256::digest(bytes)) == pack.sha256).ok_or(PackAccessError::Damaged)?;
    house.store.begin().await?.commit(house.event(actor, "pack.downloaded", id, json!({ "sha256": pack.sha256 }))).await?;
    Ok((pack, bytes))
}

/// Checks a pack against its own manifest and the institution's key.
pub async fn check_pack(house: &House, actor: &Actor, id: &str) -> Result<(BuiltPack, PackVerdict), PackAccessError> {
    let (pack, bytes) = find(house, actor, id).await?;
    let verdict = verify_pack(&bytes.unwrap_or_default(), Some(&pack.fingerprint));
    Ok((pack, verdict))
}

/// The public key and its fingerprint, for whoever checks a pack.
pub fn signing_key(house: &House) -> Result<(String, String), KeyError> {
    let key = SigningKey::of_folder(house.folder.path())?;
    Ok((key.public().to_owned(), key.fingerprint()))
}
