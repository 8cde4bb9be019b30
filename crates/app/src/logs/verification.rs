//! What the last verification of the evidence said, kept beside the vault so that pages and the checklist can tell it.
//!
//! Deliberately not here: verifying ([`super::verify_logs`]).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::derived::Derived;
use super::fault::{LogsError, beside};
use crate::house::House;

/// Name of the file.
const FILE: &str = "verification.json";

/// What a verification said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Verified {
    /// When
    pub at: Timestamp,
    /// Records of each shard that were looked at
    pub covered: BTreeMap<String, u64>,
    /// What was found, in the words of the verifier; empty: nothing was changed
    pub findings: Vec<String>,
}

impl Verified {
    /// Whether nothing was found.
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether this record was looked at.
    pub fn covers(&self, shard: &str, leaf: u64) -> bool {
        self.covered.get(shard).is_some_and(|size| leaf < *size)
    }
}

/// What the last verification said; `None`: there was none.
pub(super) async fn last_verification(house: &House) -> Result<Option<Verified>, LogsError> {
    let derived = house.vaults().derived();
    beside(move || Ok(derived.read(FILE))).await
}

/// Keeps what a verification said.
pub(super) fn keep_verification(derived: &Derived, verified: &Verified) -> Result<(), LogsError> {
    derived.write(FILE, verified)
}
