//! Which approvals stand: an approval is given for one content, by its digest; when the content changes, it is void.
//!
//! Deliberately not here: giving one ([`super::approve`]).

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::approve::Approval;
use crate::house::House;
use crate::records::{self, APPROVALS, RecordError};

/// How far something is with its approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has asked, nobody has approved
    None,
    /// Somebody has asked for it
    Asked(Approval),
    /// Given, for what stands there now
    Approved(Approval),
    /// Asked for or given, for something that has changed since
    Void(Approval),
}

/// The approval that stands for exactly this content; `None` when there is none, or the content has changed since.
pub async fn standing(house: &House, what: &str, key: &str, digest: &str) -> Result<Option<Approval>, RecordError> {
    Ok(match state(house, what, key, digest).await? {
        Standing::Approved(approval) => Some(approval),
        _ => None,
    })
}

/// How far this content is with its approval.
pub async fn state(house: &House, what: &str, key: &str, digest: &str) -> Result<Standing, RecordError> {
    Ok(match last(house, what, key).await? {
        None => Standing::None,
        Some(approval) if approval.digest != digest => Standing::Void(approval),
        Some(approval) if approval.is_given() => Standing::Approved(approval),
        Some(approval) => Standing::Asked(approval),
    })
}

/// The last thing that was asked or approved, whatever its content was.
pub async fn last(house: &House, what: &str, key: &str) -> Result<Option<Approval>, RecordError> {
    records::one(&house.store, APPROVALS, &record_key(what, key)).await
}

/// Digest of some content: SHA-256 over its canonical JSON, hex.
pub fn digest(content: &impl Serialize) -> String {
    let value = serde_json::to_value(content).unwrap_or_default();
    hex::encode(Sha256::digest(value.to_string()))
}

/// Key in the list of approvals. Keys of ledgers can be longer than a key may be once something stands before it.
pub(super) fn record_key(what: &str, key: &str) -> String {
    if key.len() <= 512 { format!("{what}/{key}") } else { format!("{what}/{}", hex::encode(Sha256::digest(key))) }
}
