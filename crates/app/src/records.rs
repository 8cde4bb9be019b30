//! Records as the use cases hand them to the store: body, how it is known, what is searched.
//!
//! Beside the ledgers of the domain there are lists of sonae's own in the same store, so that they too have history and audit:
//! their names are here. Deliberately not here: what is in a record.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sonae_domain::facts::Provenance;
use sonae_domain::names::fold;
use sonae_store::{NewRecord, RowOrigin, Store, StoreError, StoredRecord, Tx};

/// Field beside a record's own fields that says how it is known.
pub const PROVENANCE: &str = "provenance";
/// The institution, its policy and the settings, as one record each.
pub const PROFILE: &str = "profile";
/// Key of the institution in [`PROFILE`].
pub const INSTITUTION: &str = "institution";
/// Key of the policy in [`PROFILE`].
pub const POLICY: &str = "policy";
/// Key of the settings in [`PROFILE`].
pub const SETTINGS: &str = "settings";
/// Key in [`PROFILE`] of what decides how much of the guideline applies.
pub const GUIDELINE: &str = "guideline";
/// What people say of the guideline's clauses, by the clause's key.
pub const CLAUSES: &str = "clauses";
/// Rounds of self-inspection and audit of the guideline's clauses, by number.
pub const AUDIT_ROUNDS: &str = "audit-rounds";
/// Documents of an imported folder that a ledger can name, by path.
pub const DOCUMENTS: &str = "documents";
/// Documents that were brought in the browser, by name.
pub const UPLOADS: &str = "uploads";
/// Which document proves which item: the evidence that was brought in the browser.
pub const ITEM_EVIDENCE: &str = "item-evidence";
/// Users of sonae, by login name.
pub const USERS: &str = "users";
/// Approvals by the management.
pub const APPROVALS: &str = "approvals";
/// Stocktakings (棚卸), signed and dated.
pub const STOCKTAKES: &str = "stocktakes";
/// What a person did with each thing of a stocktaking.
pub const STOCKTAKE_MARKS: &str = "stocktake-marks";
/// Files that were imported in the browser.
pub const IMPORTS: &str = "imports";
/// Links with which vendors fill in their forms.
pub const VENDOR_LINKS: &str = "vendor-links";
/// Forms that vendors have handed in as finished.
pub const VENDOR_SUBMISSIONS: &str = "vendor-submissions";
/// Forms of vendors that came back on paper or as PDF.
pub const VENDOR_PAPERS: &str = "vendor-papers";
/// Texts of plans that are written in the browser.
pub const PLAN_TEXTS: &str = "plan-texts";
/// Reminders that were sent to vendors.
pub const REMINDERS: &str = "reminders";
/// Inspection packs that were built.
pub const PACKS: &str = "packs";
/// What was answered at the first start, until it is finished.
pub const SETUP: &str = "setup";
/// Letters that were sent by themselves: the last day of each kind.
pub const NOTICES: &str = "notices";
/// Reports to the management as they were laid before it.
pub const REPORTS: &str = "reports";

/// Backups of sonae itself that were made, by file name.
pub const OWN_BACKUPS: &str = "own-backups";
/// Restore tests of them, by file name.
pub const OWN_BACKUP_CHECKS: &str = "own-backup-checks";
/// What last went wrong with them.
pub const OWN_BACKUP_FAILURES: &str = "own-backup-failures";

/// What rules noticed in the access logs.
pub const LOG_ALERTS: &str = "log-alerts";
/// False alarms that are not told again for a while.
pub const LOG_TUNINGS: &str = "log-tunings";
/// The review of the access logs that was begun.
pub const LOG_REVIEW_DRAFT: &str = "log-review-draft";
/// Reviews of the access logs that were signed.
pub const LOG_REVIEWS_HELD: &str = "log-reviews-held";
/// Who is on duty out of hours.
pub const LOG_DUTIES: &str = "log-duties";
/// Work that vendors announced.
pub const ANNOUNCED_WORK: &str = "announced-work";
/// Checkpoints that were printed.
pub const LOG_PRINTED: &str = "log-printed";

/// Files of observations, by their hash.
pub const OBSERVATION_FILES: &str = "observation-files";
/// What they say: one record for each machine or backup, by hash and place.
pub const OBSERVATIONS: &str = "observations";
/// What people said about machines that may be one.
pub const IDENTITY_ANSWERS: &str = "identity-answers";
/// What people said about machines that belong in no ledger, by the machine's strongest identifier.
pub const SET_ASIDE: &str = "set-aside";

/// Lists of leaked credentials that were looked through, by their hash.
pub const LEAK_LISTS: &str = "leak-lists";
/// What of ours stood on them.
pub const LEAKS: &str = "leaks";

/// The present state of the feeds, by number.
pub const FEEDS: &str = "feeds";
/// Keys whose packs of feeds are taken.
pub const FEED_KEYS: &str = "feed-keys";

/// What people decided about weaknesses.
pub const WEAKNESS_DECISIONS: &str = "weakness-decisions";

/// What people said ledger strings mean.
pub const PRODUCT_ANSWERS: &str = "product-answers";
/// The last time each feed was fetched.
pub const FEED_FETCHES: &str = "feed-fetches";

/// The lists from which facts are made; a change in any of them can change a finding. Ledgers of the domain come on top.
pub(crate) const FACTUAL: &[&str] =
    &[PROFILE, DOCUMENTS, UPLOADS, OBSERVATIONS, IDENTITY_ANSWERS, SET_ASIDE, LEAKS, WEAKNESS_DECISIONS, PRODUCT_ANSWERS];

/// A row of a ledger: the record's own fields, and how it is known.
pub fn ledger_record(key: String, ordinal: i64, fields: &Value, provenance: Provenance, origin: Option<RowOrigin>) -> NewRecord {
    let search = fold(&searchable(fields)).replace('\0', "");
    let mut body = fields.clone();
    if let Some(body) = body.as_object_mut() {
        body.insert(PROVENANCE.to_owned(), serde_json::to_value(provenance).unwrap_or_default());
    }
    NewRecord { key, ordinal, body, search, origin }
}

/// The record's own fields and how it is known, apart.
pub fn split_provenance(mut body: Value) -> (Provenance, Value) {
    let provenance = body.as_object_mut().and_then(|fields| fields.remove(PROVENANCE));
    (provenance.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default(), body)
}

/// A record of one of sonae's own lists.
pub fn own_record<T: Serialize>(key: &str, ordinal: i64, body: &T) -> NewRecord {
    let body = serde_json::to_value(body).unwrap_or_default();
    NewRecord { key: key.to_owned(), ordinal, search: fold(&searchable(&body)).replace('\0', ""), body, origin: None }
}

/// A stored record does not have the shape that its list needs.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The record has another shape
    #[error("record {key} of {list}: {message}")]
    Shape {
        /// The list
        list: String,
        /// Key in it
        key: String,
        /// What does not fit
        message: String,
    },
}

/// The body of a record as its type.
pub fn body<T: DeserializeOwned>(record: &StoredRecord) -> Result<T, RecordError> {
    serde_json::from_value(record.body.clone()).map_err(|error| RecordError::Shape {
        list: record.ledger.clone(),
        key: record.key.clone(),
        message: error.to_string(),
    })
}

/// One current record of one of sonae's own lists, as its type.
pub async fn one<T: DeserializeOwned>(store: &Store, list: &str, key: &str) -> Result<Option<T>, RecordError> {
    store.record(list, key).await?.filter(|record| !record.retired).map(|record| body(&record)).transpose()
}

/// All current records of one of sonae's own lists, with their keys, in their order.
pub async fn all<T: DeserializeOwned>(store: &Store, list: &str) -> Result<Vec<(String, T)>, RecordError> {
    store.records(list).await?.into_iter().map(|record| Ok((record.key.clone(), body(&record)?))).collect()
}

/// The place behind the last record of a list.
pub async fn next_ordinal(tx: &Tx, list: &str) -> Result<i64, StoreError> {
    Ok(tx.records(list).await?.last().map_or(0, |record| record.ordinal + 1))
}

/// Where the records of a list stand: one that is there keeps its place, a new one comes behind the last.
pub struct Places {
    known: BTreeMap<String, i64>,
    next: i64,
}

impl Places {
    /// Those of the current records of a list.
    pub async fn of(tx: &Tx, list: &str) -> Result<Self, StoreError> {
        let records = tx.records(list).await?;
        let next = records.last().map_or(0, |record| record.ordinal + 1);
        Ok(Self { known: records.into_iter().map(|record| (record.key, record.ordinal)).collect(), next })
    }

    /// Whether there is a record with this key.
    pub fn has(&self, key: &str) -> bool {
        self.known.contains_key(key)
    }

    /// The place of the record with this key, which is its own from now on.
    pub fn place(&mut self, key: &str) -> i64 {
        if let Some(place) = self.known.get(key) {
            return *place;
        }
        let place = self.next;
        self.known.insert(key.to_owned(), place);
        self.next += 1;
        place
    }
}

/// A key made of several texts: `bytes` of their hash in hexadecimal digits. Each text counts with its length, so that no two lists of
/// texts run together.
pub fn hashed_key(texts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hex::encode(hash.finalize().get(..bytes).unwrap_or_default())
}

/// Every text in a record, for searching.
fn searchable(body: &Value) -> String {
    match body {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().map(searchable).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => fields.values().map(searchable).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" "),
        Value::Null | Value::Bool(_) => String::new(),
    }
}
