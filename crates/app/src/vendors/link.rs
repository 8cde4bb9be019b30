//! Links with which a vendor fills in its form without an account: who holds one is, for that form, the vendor.
//!
//! Only the hash of the secret is kept; the address with it is shown once. Deliberately not here: opening and closing links
//! ([`super::open_vendor_link`]), and how often somebody may try (`web`).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use sonae_domain::access::{Permission, Role};
use sonae_store::StoreError;
use subtle::ConstantTimeEq;

use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, RecordError, VENDOR_LINKS, own_record};

/// A link as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct VendorLink {
    /// The vendor, as the contracts spell it
    pub vendor: String,
    /// Edition of the form
    pub edition: String,
    /// SHA-256 of the secret, hex
    pub sha256: String,
    /// Who opened it
    pub opened_by: String,
    /// When
    pub opened_on: Option<Date>,
    /// Last day on which it works
    pub expires_on: Option<Date>,
    /// The day on which it was closed before that
    pub closed: Option<Date>,
    /// First day on which it was used
    pub first_used: Option<Date>,
    /// Last day on which it was used
    pub last_used: Option<Date>,
}

impl VendorLink {
    /// Whether it works on that day.
    pub fn works_on(&self, day: Date) -> bool {
        self.closed.is_none() && self.expires_on.is_some_and(|last| day <= last)
    }
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// There is no such link, or it works no longer. Which of these is nobody's business.
    #[error("there is no such link")]
    NoLink,
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// The vendor that holds this secret: an actor that can fill in the form of this vendor and nothing else. The use is in the
/// operation log once a day.
///
/// Days are those of the clock, also where the invented hospital stands still.
pub async fn enter_by_link(house: &House, token: &str) -> Result<(Actor, VendorLink), EnterError> {
    let today = house.clock.today();
    let wanted = hash(token);
    let links: Vec<(String, VendorLink)> = records::all(&house.store, VENDOR_LINKS).await?;
    // every link is compared, each in constant time: how long it takes says nothing about any of them
    let mut found = None;
    for (key, link) in links {
        if bool::from(link.sha256.as_bytes().ct_eq(wanted.as_bytes())) {
            found = Some((key, link));
        }
    }
    let (key, mut link) = found.filter(|(_, link)| link.works_on(today)).ok_or(EnterError::NoLink)?;
    let actor = Actor::person(&format!("link:{key}"), &link.vendor, BTreeSet::from([Role::Vendor]), &link.vendor)
        .limited_to(&BTreeSet::from([Permission::FillVendorForm]));
    if link.last_used != Some(today) {
        link.first_used.get_or_insert(today);
        link.last_used = Some(today);
        let mut tx = house.store.begin().await?;
        tx.put_record(VENDOR_LINKS, own_record(&key, 0, &link)).await?;
        let detail = json!({ "edition": link.edition, "link": key });
        tx.commit_if_changed(house.event(&actor, "vendor-link.used", &link.vendor, detail)).await?;
    }
    Ok((actor, link))
}

/// SHA-256 of a secret, hex.
pub(super) fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
