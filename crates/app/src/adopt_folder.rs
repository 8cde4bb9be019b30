//! Takes an institution's folder into a running sonae: its ledgers, its documents (kept by their hash), its profile.
//!
//! Used for the invented hospital (which then stands still on the day of its profile) and to move from the command line to the
//! browser. Deliberately not here: reading and keeping the rows ([`crate::import_folder`]).

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
    for file in &reading.files {
        if let Some(bytes) = file.content() {
            let kept = house.folder.keep_evidence(&bytes);
            kept.map_err(|source| AdoptError::Document { path: file.path.clone(), source })?;
        }
    }
    import_folder(&house.store, reading, house.clock.as_ref(), &actor.id).await?;
    let settings =
        Settings { set_up: true, edition: reading.profile.edition.clone(), as_of: reading.profile.as_of, ..house.settings().await? };
    let mut tx = house.store.begin().await?;
    settings.keep(&mut tx).await?;
    let event = house.event(actor, "settings.changed", SETTINGS, json!({ "as-of": settings.as_of, "edition": settings.edition }));
    tx.commit_if_changed(event).await?;
    Ok(())
}
