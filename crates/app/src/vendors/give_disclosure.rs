//! A disclosure statement (MDS/SDS) comes in: its document is kept, and the ledger says when it was received.
//!
//! Deliberately not here: reading what the statement says; somebody of the institution does that and notes it in the ledger.

use serde_json::json;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{Disclosure, DisclosureKind, LedgerId, Record};
use sonae_domain::names::same;
use sonae_domain::names::same_company;
use sonae_store::{StoreError, StoredRecord};

use super::form::{OwnForm, require};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::keep_document::{Brought, DocumentError, name_document, take_in};
use crate::records::{RecordError, ledger_record, next_ordinal, split_provenance};
use crate::words::text;

const LIST: LedgerId = LedgerId::Disclosures;

/// The longest version that is kept, in characters.
const LONGEST_VERSION: usize = 100;

/// Why a statement was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DisclosureError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The vendor has no contract for this system
    #[error("the vendor has no contract for this system")]
    UnknownSystem,
    /// The document was not taken
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Keeps the statement for one system of this vendor. `system` is one of [`OwnForm::systems`], or "" where the contracts name none.
/// `product_version`: of which version it speaks; "" where nobody said.
pub async fn give_disclosure(
    house: &House,
    actor: &Actor,
    own: &OwnForm,
    system: &str,
    (kind, product_version): (DisclosureKind, &str),
    brought: &Brought,
) -> Result<(), DisclosureError> {
    require(actor, &own.vendor)?;
    let known = if own.systems.is_empty() { system.is_empty() } else { own.systems.iter().any(|name| name == system) };
    if !known {
        return Err(DisclosureError::UnknownSystem);
    }
    let today = house.today().await?;
    let kept = take_in(house, brought)?;
    let mut tx = house.store.begin().await?;
    let rows = tx.records(LIST.as_str()).await?;
    let before = rows
        .iter()
        .filter_map(|record| Some((record, read(record)?)))
        .find(|(_, row)| same_company(&row.vendor, &own.vendor) && (same(&row.system, system) || row.system.trim() == system.trim()));
    let name = text("vendors-disclosure-name", &[("kind", kind_word(kind)), ("vendor", &own.vendor), ("system", system)]);
    // a company's name can hold anything
    let name = format!("{}.{}", name.replace(['/', '\\', '.'], "_"), kept.extension());
    let document = name_document(&mut tx, &kept, &name).await?;
    let fresh = || Disclosure { vendor: own.vendor.clone(), system: system.to_owned(), ..Disclosure::default() };
    let row = Disclosure {
        kind,
        received_on: Some(PartialDate::from_date(today)),
        document: document.path,
        // whoever reads the new one says what is in it
        negatives: None,
        not_applicable: None,
        unexplained: None,
        product_version: product_version.trim().chars().take(LONGEST_VERSION).collect(),
        reviewed_by: String::new(),
        version: String::new(),
        ..before.as_ref().map_or_else(fresh, |(_, row)| row.clone())
    };
    let (key, ordinal) = match &before {
        Some((record, _)) => (record.key.clone(), record.ordinal),
        None => (row.key(), next_ordinal(&tx, LIST.as_str()).await?),
    };
    let body = serde_json::to_value(&row).unwrap_or_default();
    tx.put_record(LIST.as_str(), ledger_record(key, ordinal, &body, Provenance::Document, None)).await?;
    let detail = json!({ "system": system, "document": row.document, "sha256": document.sha256 });
    tx.commit(house.event(actor, "disclosure.received", &own.vendor, detail)).await?;
    Ok(())
}

fn read(record: &StoredRecord) -> Option<Disclosure> {
    serde_json::from_value(split_provenance(record.body.clone()).1).ok()
}

fn kind_word(kind: DisclosureKind) -> &'static str {
    match kind {
        DisclosureKind::Sds => "SDS",
        DisclosureKind::Mds | DisclosureKind::Unknown => "MDS",
    }
}
