//! Opens and closes links for vendors. The secret leaves this module once, in the answer to whoever opened the link.
//!
//! Deliberately not here: the address of the page (`web` knows under which name it is reached).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::calendar::plus_days;
use sonae_domain::names::same_company;
use sonae_store::StoreError;

use super::form::contracted;
use super::link::{VendorLink, hash};
use crate::actor::{Actor, Forbidden};
use crate::house::{House, KnowError};
use crate::records::{self, RecordError, VENDOR_LINKS, next_ordinal, own_record};

/// For how many days a link works when nothing else is said, and at most.
const USUAL_DAYS: i64 = 30;
const MOST_DAYS: i64 = 60;

/// A link that was opened.
pub struct OpenedLink {
    /// The secret; never shown again
    pub token: String,
    /// Last day on which it works
    pub expires_on: Date,
    /// The vendor, as the contracts spell it
    pub vendor: String,
}

/// Why no link was opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No contract names this vendor
    #[error("no contract names this vendor")]
    UnknownVendor,
    /// There is no such link
    #[error("there is no such link")]
    UnknownLink,
    /// The machine gives no random bytes
    #[error("no random bytes: {0}")]
    Random(String),
    /// Nothing could be decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Opens a link for a vendor under contract, for as many days, at most 60.
pub async fn open_vendor_link(house: &House, actor: &Actor, vendor: &str, days: Option<i64>) -> Result<OpenedLink, LinkError> {
    actor.require(Permission::ManageVendors)?;
    let known = house.known().await?;
    let vendor = contracted(&known.facts, vendor).ok_or(LinkError::UnknownVendor)?;
    let today = house.clock.today();
    let mut secret = [0u8; 32];
    getrandom::fill(&mut secret).map_err(|error| LinkError::Random(error.to_string()))?;
    let token = URL_SAFE_NO_PAD.encode(secret);
    let expires_on = plus_days(today, days.unwrap_or(USUAL_DAYS).clamp(1, MOST_DAYS));
    let link = VendorLink {
        vendor: vendor.clone(),
        edition: known.edition.id.to_string(),
        sha256: hash(&token),
        opened_by: actor.name.clone(),
        opened_on: Some(today),
        expires_on: Some(expires_on),
        ..VendorLink::default()
    };
    let key = link.sha256[..16].to_owned();
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, VENDOR_LINKS).await?;
    tx.put_record(VENDOR_LINKS, own_record(&key, ordinal, &link)).await?;
    let detail = json!({ "link": key, "edition": link.edition, "expires-on": expires_on });
    tx.commit(house.event(actor, "vendor-link.opened", &vendor, detail)).await?;
    Ok(OpenedLink { token, expires_on, vendor })
}

/// Closes a link at once.
pub async fn close_vendor_link(house: &House, actor: &Actor, key: &str) -> Result<VendorLink, LinkError> {
    actor.require(Permission::ManageVendors)?;
    let mut tx = house.store.begin().await?;
    let record = tx.record(VENDOR_LINKS, key).await?.filter(|record| !record.retired).ok_or(LinkError::UnknownLink)?;
    let mut link: VendorLink = records::body(&record)?;
    link.closed.get_or_insert(house.clock.today());
    tx.put_record(VENDOR_LINKS, own_record(key, record.ordinal, &link)).await?;
    tx.commit_if_changed(house.event(actor, "vendor-link.closed", &link.vendor, json!({ "link": key }))).await?;
    Ok(link)
}

/// Every link of a vendor, the newest first.
pub async fn links_of(house: &House, vendor: &str) -> Result<Vec<(String, VendorLink)>, RecordError> {
    let mut links: Vec<(String, VendorLink)> = records::all(&house.store, VENDOR_LINKS).await?;
    links.retain(|(_, link)| same_company(&link.vendor, vendor));
    links.reverse();
    Ok(links)
}
