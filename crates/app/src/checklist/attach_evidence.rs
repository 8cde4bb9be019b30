//! Brings a file as evidence for an item: kept under its hash, findable by its name, tied to the item.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::facts::Document;
use sonae_store::{NewEvidence, StoreError, Tx};

use super::place::Place;
use super::sniff::{clean_name, fitting_name, media_type};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{self, ITEM_EVIDENCE, RecordError, UPLOADS, next_ordinal, own_record};
use crate::without_secrets::{SecretsCut, without_secrets};

/// The largest file, in bytes.
pub const LARGEST: usize = 50 << 20;

/// A file that proves something about an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ItemEvidence {
    /// Key of the item among all items of all forms
    pub item: String,
    /// Name of the file
    pub name: String,
    /// SHA-256, hex
    pub sha256: String,
    /// Size
    pub bytes: u64,
    /// By its content
    pub media_type: String,
    /// What it shows
    pub note: String,
    /// Who brought it
    pub brought_by: String,
    /// When
    pub brought_on: Date,
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Larger than [`LARGEST`]
    #[error("the file is too large")]
    TooLarge,
    /// Of no kind that is taken
    #[error("the file is of no kind that is taken")]
    UnknownKind,
    /// There is no such evidence
    #[error("there is no such evidence")]
    NotThere,
    /// The file could not be written
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Keeps the file. The same file for the same item again only changes its note.
pub async fn attach_evidence(
    house: &House,
    actor: &Actor,
    place: &Place<'_>,
    (name, bytes): (&str, &[u8]),
    note: &str,
) -> Result<ItemEvidence, EvidenceError> {
    actor.require(Permission::AddEvidence)?;
    if bytes.len() > LARGEST {
        return Err(EvidenceError::TooLarge);
    }
    let (bytes, cut) = without_secrets(bytes);
    let bytes = &*bytes;
    let name = clean_name(name);
    let media_type = media_type(bytes, &name).map_err(|_| EvidenceError::UnknownKind)?;
    let name = fitting_name(&name, media_type);
    // on disk before any record names it
    let sha256 = house.folder.keep_evidence(bytes)?;
    let size = bytes.len() as u64;
    let mut tx = house.store.begin().await?;
    let path = free_name(&tx, &name, &sha256).await?;
    tx.put_evidence(NewEvidence { sha256: sha256.clone(), path: path.clone(), bytes: size, media_type: media_type.to_owned() }).await?;
    let document = Document { path: path.clone(), sha256: sha256.clone(), bytes: size };
    let ordinal = next_ordinal(&tx, UPLOADS).await?;
    tx.put_record(UPLOADS, own_record(&path, ordinal, &document)).await?;
    let evidence = ItemEvidence {
        item: place.key(),
        name: path,
        sha256,
        bytes: size,
        media_type: media_type.to_owned(),
        note: note.trim().chars().take(500).collect(),
        brought_by: actor.name.clone(),
        brought_on: house.today().await?,
    };
    let ordinal = next_ordinal(&tx, ITEM_EVIDENCE).await?;
    tx.put_record(ITEM_EVIDENCE, own_record(&key(place, &evidence.sha256), ordinal, &evidence)).await?;
    let mut detail = json!({ "item": place.key(), "name": evidence.name, "sha256": evidence.sha256, "bytes": size });
    SecretsCut::tell(cut.as_ref(), &mut detail);
    tx.commit_if_changed(house.event(actor, "evidence.attached", &place.name(), detail)).await?;
    Ok(evidence)
}

/// Takes a file off an item. The file itself stays: other records may name it, and the history does.
pub async fn detach_evidence(house: &House, actor: &Actor, place: &Place<'_>, sha256: &str) -> Result<(), EvidenceError> {
    actor.require(Permission::AddEvidence)?;
    let mut tx = house.store.begin().await?;
    match tx.retire_record(ITEM_EVIDENCE, &key(place, sha256)).await {
        Err(StoreError::UnknownRecord { .. }) => return Err(EvidenceError::NotThere),
        other => other?,
    };
    let detail = json!({ "item": place.key(), "sha256": sha256 });
    tx.commit(house.event(actor, "evidence.detached", &place.name(), detail)).await?;
    Ok(())
}

/// The files of an item, in the order in which they were brought.
pub async fn evidence_of(house: &House, place: &Place<'_>) -> Result<Vec<ItemEvidence>, RecordError> {
    let all: Vec<(String, ItemEvidence)> = records::all(&house.store, ITEM_EVIDENCE).await?;
    let item = place.key();
    Ok(all.into_iter().map(|(_, evidence)| evidence).filter(|evidence| evidence.item == item).collect())
}

fn key(place: &Place<'_>, sha256: &str) -> String {
    format!("{}/{sha256}", place.key())
}

/// The name, or the name with a number where another file already has it.
async fn free_name(tx: &Tx, name: &str, sha256: &str) -> Result<String, RecordError> {
    let (stem, extension) = name.rsplit_once('.').map_or((name, String::new()), |(stem, extension)| (stem, format!(".{extension}")));
    for number in 1u32.. {
        let tried = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){extension}") };
        match tx.record(UPLOADS, &tried).await? {
            Some(known) if records::body::<Document>(&known)?.sha256 != sha256 => {}
            _ => return Ok(tried),
        }
    }
    Ok(name.to_owned())
}
