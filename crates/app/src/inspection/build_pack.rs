//! Builds the inspection pack from the running sonae, keeps it in the data folder, and notes it in the list of packs.

use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};
use sonae_domain::access::Permission;
use sonae_store::StoreError;

use super::pack_files::pack_files;
use super::packing::Turn;
use super::packs::{BuiltPack, file_of};
use crate::actor::{Actor, Forbidden};
use crate::data_folder::write_whole;
use crate::house::{House, KnowError};
use crate::pack::{KeyError, PackError, SigningKey, write_pack};
use crate::ports::PrintFailure;
use crate::records::{PACKS, RecordError, next_ordinal, own_record};
use crate::words::text;

/// Why no pack was built.
#[derive(Debug, thiserror::Error)]
pub enum BuildPackError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Another one is being built
    #[error("another pack is being built")]
    Busy,
    /// It is not known what is decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// It could not be written
    #[error(transparent)]
    Pack(#[from] PackError),
    /// There is no key to sign with
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It could not be printed
    #[error(transparent)]
    Print(#[from] PrintFailure),
    /// It could not be put into the data folder
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Builds a pack of what is decided now. Gives its key in the list. Takes seconds; [`House::packing`] tells how far it is.
pub async fn build_pack(house: &House, actor: &Actor) -> Result<String, BuildPackError> {
    actor.require(Permission::BuildPack)?;
    let turn = Arc::new(house.packing.begin().ok_or(BuildPackError::Busy)?);
    let built = build(house, actor, &turn).await;
    if let Err(error) = &built {
        turn.failed(error.to_string());
    }
    built
}

async fn build(house: &House, actor: &Actor, turn: &Arc<Turn>) -> Result<String, BuildPackError> {
    let known = house.known().await?;
    let files = pack_files(house).await?;
    let key = SigningKey::of_folder(house.folder.path())?;
    let fingerprint = key.fingerprint();
    let head = house.store.audit_head().await?;
    let audit = format!("{} {}", head.seq, head.hash);
    let (catalog, progress, manifest_audit, decided) = (house.catalog(), Arc::clone(turn), audit.clone(), Arc::clone(&known));
    let printed = house.print(move |printer| {
        let step = &mut |name: &str| progress.step(name);
        Ok(write_pack(&decided.decided, catalog, &files, printer, (&key, &manifest_audit), step))
    });
    let written = printed.await??;
    let sha256 = hex::encode(Sha256::digest(&written.zip));
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, PACKS).await?;
    let id = format!("{:04}", ordinal + 1);
    write_whole(&file_of(house, &id), &written.zip)?;
    let as_of = known.facts.as_of;
    let pack = BuiltPack {
        name: format!("{}.zip", text("pack-name", &[("as-of", &as_of.strftime("%Y%m%d").to_string())])),
        sha256,
        bytes: written.zip.len() as u64,
        files: written.files.len() as u64,
        as_of: Some(as_of),
        edition: known.edition.id.to_string(),
        built_by: actor.id.clone(),
        built_at: house.now().to_string(),
        audit,
        fingerprint,
        replaced: written.replaced.iter().map(|(document, _)| document.clone()).collect(),
    };
    tx.put_record(PACKS, own_record(&id, ordinal, &pack)).await?;
    let detail = json!({ "sha256": pack.sha256, "as-of": as_of, "edition": pack.edition });
    tx.commit(house.event(actor, "pack.built", &id, detail)).await?;
    Ok(id)
}
