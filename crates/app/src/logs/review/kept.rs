//! What is kept of reviews: the one that was begun, and those that were signed.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sonae_domain::access::Permission;
use sonae_domain::calendar::plus_days;

use crate::actor::Actor;
use crate::house::House;
use crate::logs::LogsError;
use crate::records::{self, LOG_REVIEW_DRAFT, LOG_REVIEWS_HELD};

/// A place in the evidence: before this leaf of this shard, and everything in earlier shards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mark {
    /// Shard
    pub shard: String,
    /// Leaf
    pub leaf: u64,
}

/// A review that was begun: exactly these bytes are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Draft {
    /// Who began, by login name
    pub by: String,
    /// When; the checkpoint was signed then
    pub at: Timestamp,
    /// Behind the review before; `None`: from the first record on
    pub from: Option<Mark>,
    /// When the review before was begun; records since then are looked at
    pub since: Option<Timestamp>,
    /// Up to here
    pub to: Mark,
    /// Root hash of the checkpoint, hex
    pub root: String,
    /// The signed checkpoint
    pub note: String,
    /// With this, the same lines are chosen at random again
    pub seed: u64,
}

/// A sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HeldReview {
    /// Who signed, by login name
    pub by: String,
    /// Their name
    pub name: String,
    /// When
    pub at: Timestamp,
    /// Their remarks
    pub remarks: String,
    /// Names of the sources that were looked at
    pub sources: Vec<String>,
    /// What was looked at
    pub draft: Draft,
    /// Where the sign-off lies in the vault; `None` while it is still to be kept there
    #[serde(default)]
    pub kept: Option<Mark>,
}

/// How the reviews stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewState {
    /// The review that was begun
    pub draft: Option<Draft>,
    /// Those that were signed, the newest first
    pub held: Vec<HeldReview>,
    /// Until when the next one is due; `None`: none was ever held
    pub due: Option<Date>,
    /// Days between two reviews (policy)
    pub every: i64,
}

impl ReviewState {
    /// Whether the next review should have been held.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due.is_some_and(|due| due < today)
    }
}

/// How the reviews stand.
pub async fn review_state(house: &House, actor: &Actor) -> Result<ReviewState, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let every = house.policy().await?.log_review_days;
    let held = held(house).await?;
    let due = match held.first() {
        Some(last) => Some(plus_days(day_of(house, last.at).await?, every)),
        None => None,
    };
    Ok(ReviewState { draft: draft(house).await?, held, due, every })
}

/// Every sign-off, the newest first.
pub(in crate::logs) async fn held(house: &House) -> Result<Vec<HeldReview>, LogsError> {
    let mut held: Vec<HeldReview> = records::all(&house.store, LOG_REVIEWS_HELD).await?.into_iter().map(|(_, review)| review).collect();
    held.sort_by_key(|review| std::cmp::Reverse(review.at));
    Ok(held)
}

pub(super) async fn draft(house: &House) -> Result<Option<Draft>, LogsError> {
    Ok(records::one(&house.store, LOG_REVIEW_DRAFT, DRAFT).await?)
}

/// Key of the one draft.
pub(super) const DRAFT: &str = "draft";

/// The day of an instant where the institution is; not after the day for which everything is decided, which may stand still.
pub(in crate::logs) async fn day_of(house: &House, at: Timestamp) -> Result<Date, LogsError> {
    Ok(at.to_zoned(sonae_domain::calendar::japan()).date().min(house.today().await?))
}
