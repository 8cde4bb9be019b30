//! Takes an institution's folder into a running sonae: its ledgers, its documents (kept by their hash), its profile.
//!
//! Files are kept without the secrets of directories and lists of accounts. Used for the invented hospital (which then stands still on the day of
//! its profile) and to move from the command line to the browser. Deliberately not here: reading and keeping the rows ([`crate::import_folder`]).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::json;
use sonae_domain::access::Permission;

use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::import_folder::import_folder;
use crate::read_folder::Reading;
use crate::records::{RecordError, SETTINGS};
use crate::settings::Settings;
use sonae_store::StoreError;

/// Why a folder could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A document could not be kept
    #[error("{path}: {source}")]
    Document {
        /// The document
        path: String,
        /// What the operating system said
        source: std::io::Error,
    },
}

/// Takes in everything that was read. Documents are on disk before any row names them.
pub async fn adopt_folder(house: &House, reading: &Reading, actor: &Actor) -> Result<(), AdoptError> {
    actor.require(Permission::EditLedgers)?;
    actor.require(Permission::ManageSettings)?;
    let mut reading = Cow::Borrowed(reading);
    let mut cut_of = BTreeMap::new();
    for at in 0..reading.files.len() {
        let file = &reading.files[at];
        let Some((bytes, cut)) = file.clean_content() else { continue };
        let path = file.path.clone();
        let kept = house.folder.keep_evidence(&bytes);
        let sha256 = kept.map_err(|source| AdoptError::Document { path: path.clone(), source })?;
        if let Some(cut) = cut {
            reading.to_mut().replace(at, &sha256, bytes.len() as u64);
            cut_of.insert(path, cut);
        }
    }
    import_folder(&house.store, &reading, house.clock.as_ref(), &actor.id).await?;
    let settings =
        Settings { set_up: true, edition: reading.profile.edition.clone(), as_of: reading.profile.as_of, ..house.settings().await? };
    let mut tx = house.store.begin().await?;
    settings.keep(&mut tx).await?;
    let mut detail = json!({ "as-of": settings.as_of, "edition": settings.edition });
    if let (Some(detail), false) = (detail.as_object_mut(), cut_of.is_empty()) {
        detail.insert("secrets-cut".to_owned(), json!(cut_of));
    }
    let event = house.event(actor, "settings.changed", SETTINGS, detail);
    tx.commit_if_changed(event).await?;
    Ok(())
}
