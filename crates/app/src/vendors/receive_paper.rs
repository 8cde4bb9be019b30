//! A form that came back on paper or as PDF: the document is kept as evidence, somebody types the answers in.
//!
//! Deliberately not here: the typing ([`super::fill_form`]).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::names::same_company;
use sonae_store::StoreError;

use super::form::OwnForm;
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::keep_document::{Brought, DocumentError, name_document, take_in};
use crate::records::{self, RecordError, VENDOR_PAPERS, next_ordinal, own_record};
use crate::words::text;

/// A form on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct VendorPaper {
    /// The vendor, as the contracts spell it
    pub vendor: String,
    /// Edition of the form
    pub edition: String,
    /// Name of the document
    pub document: String,
    /// SHA-256 of its bytes, hex
    pub sha256: String,
    /// When it was taken in
    pub received_on: Option<Date>,
    /// Who took it in
    pub received_by: String,
}

/// Why it was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The document was not taken
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Keeps a returned form as it came.
pub async fn receive_paper(house: &House, actor: &Actor, own: &OwnForm, brought: &Brought) -> Result<(), PaperError> {
    actor.require(Permission::ManageVendors)?;
    let today = house.today().await?;
    let kept = take_in(house, brought)?;
    let mut tx = house.store.begin().await?;
    let name = text("vendors-paper-name", &[("vendor", &own.vendor), ("year", &own.edition.year_label)]);
    let name = format!("{}.{}", name.replace(['/', '\\', '.'], "_"), kept.extension());
    let document = name_document(&mut tx, &kept, &name).await?;
    let paper = VendorPaper {
        vendor: own.vendor.clone(),
        edition: own.edition.id.to_string(),
        document: document.path,
        sha256: document.sha256,
        received_on: Some(today),
        received_by: actor.name.clone(),
    };
    let ordinal = next_ordinal(&tx, VENDOR_PAPERS).await?;
    let key = format!("{}/{}", paper.edition, paper.sha256);
    tx.put_record(VENDOR_PAPERS, own_record(&key, ordinal, &paper)).await?;
    let detail = json!({ "document": paper.document, "sha256": paper.sha256 });
    tx.commit_if_changed(house.event(actor, "vendor-paper.received", &own.vendor, detail)).await?;
    Ok(())
}

/// Forms on paper of one vendor.
pub async fn papers_of(house: &House, vendor: &str) -> Result<Vec<VendorPaper>, RecordError> {
    let papers: Vec<(String, VendorPaper)> = records::all(&house.store, VENDOR_PAPERS).await?;
    Ok(papers.into_iter().map(|(_, paper)| paper).filter(|paper| same_company(&paper.vendor, vendor)).collect())
}
