//! Attaches the document to a plan, a regulation, or the record of a drill, a training, a restore.
//!
//! Another document voids what was approved: whoever approved has not seen it.

use serde_json::json;
use sonae_domain::ledger::{Backup, Bcp, Drill, Education, LedgerId, RecoveryProcedure, Regulation};
use sonae_store::StoreError;

use super::rows::{RowError, change_rows, require};
use crate::actor::Actor;
use crate::house::House;
use crate::keep_document::{Brought, DocumentError, name_document, take_in};

/// What the document belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    /// One row of a ledger
    Row(LedgerId, String),
    /// Every clause of the regulation with this title
    Regulation(String),
}

/// Why it was not attached.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// The row
    #[error(transparent)]
    Row(#[from] RowError),
    /// The document
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Attaches a document under the name that the browser gave it.
pub async fn attach_document(house: &House, actor: &Actor, to: &Attached, brought: &Brought) -> Result<(), AttachError> {
    require::<Regulation>(actor)?;
    let kept = take_in(house, brought)?;
    let mut tx = house.store.begin().await?;
    let document = name_document(&mut tx, &kept, &kept.fitting(&brought.name)).await?;
    let name = document.path.as_str();
    let count = match to {
        Attached::Row(LedgerId::Bcps, key) => {
            change_rows::<Bcp>(&mut tx, |known, row| {
                attach(known == key, &mut row.document, name) && {
                    row.approved_by.clear();
                    row.approved_on = None;
                    true
                }
            })
            .await?
        }
        Attached::Row(LedgerId::Drills, key) => {
            change_rows::<Drill>(&mut tx, |known, row| attach(known == key, &mut row.document, name)).await?
        }
        Attached::Row(LedgerId::Educations, key) => {
            change_rows::<Education>(&mut tx, |known, row| attach(known == key, &mut row.document, name)).await?
        }
        Attached::Row(LedgerId::Backups, key) => {
            change_rows::<Backup>(&mut tx, |known, row| attach(known == key, &mut row.document, name)).await?
        }
        Attached::Row(LedgerId::RecoveryProcedures, key) => {
            change_rows::<RecoveryProcedure>(&mut tx, |known, row| attach(known == key, &mut row.document, name)).await?
        }
        Attached::Row(other, _) => return Err(RowError::NotHere(*other).into()),
        Attached::Regulation(title) => {
            change_rows::<Regulation>(&mut tx, |_, row| {
                attach(row.title.trim() == title.trim(), &mut row.document, name) && {
                    row.approved_by.clear();
                    true
                }
            })
            .await?
        }
    };
    if count == 0 {
        return Err(RowError::Unknown.into());
    }
    let (ledger, key) = match to {
        Attached::Row(ledger, key) => (*ledger, key),
        Attached::Regulation(title) => (LedgerId::Regulations, title),
    };
    let detail = json!({ "ledger": ledger.as_str(), "document": name, "sha256": document.sha256 });
    tx.commit_if_changed(house.event(actor, "plan.document-attached", key, detail)).await?;
    Ok(())
}

fn attach(wanted: bool, document: &mut String, name: &str) -> bool {
    if wanted {
        name.clone_into(document);
    }
    wanted
}
