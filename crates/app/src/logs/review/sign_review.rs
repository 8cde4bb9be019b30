//! Signs a review off: first in the store (sign-off, ledger of reviews, operation log, in one transaction), then as a record of the
//! vault. Cut off between the two, it is finished later; the record of the vault is looked for before it is written.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{LedgerId, LogReview, Record};
use sonae_logs::Source;
use sonae_store::{StoreError, Tx};
use sonae_vault::Kind;

use super::kept::{DRAFT, Draft, HeldReview, Mark, day_of, draft, held};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::logs::fault::beside;
use crate::logs::found::{OWN, keep};
use crate::logs::{LogsError, Vaults, sources};
use crate::records::{LOG_REVIEW_DRAFT, LOG_REVIEWS_HELD, ledger_record, next_ordinal, own_record};
use crate::words::{date, text};

/// The longest remarks, in characters.
const LONGEST: usize = 4000;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedSignOff {
    /// Root hash of the checkpoint that was shown: what is signed is what was looked at
    pub root: String,
    /// Names of the sources that were looked at
    pub sources: Vec<String>,
    /// Remarks
    pub remarks: String,
}

/// Why it was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// Fields that cannot be as they are, each with the key of its words
    #[error("fields are wrong: {0:?}")]
    Wrong(Vec<(&'static str, &'static str)>),
    /// Another review was begun since, or this one was signed
    #[error("what was shown is not what is to be signed")]
    Changed,
    /// The work could not be done
    #[error(transparent)]
    Logs(#[from] LogsError),
}

impl From<Forbidden> for SignError {
    fn from(error: Forbidden) -> Self {
        Self::Logs(error.into())
    }
}

impl From<StoreError> for SignError {
    fn from(error: StoreError) -> Self {
        Self::Logs(error.into())
    }
}

/// Signs the review that was begun.
pub async fn sign_review(house: &House, actor: &Actor, typed: &TypedSignOff) -> Result<HeldReview, SignError> {
    actor.require(Permission::ReviewLogs)?;
    let begun = draft(house).await?.filter(|draft| draft.root == typed.root).ok_or(SignError::Changed)?;
    let known = sources(house, actor).await?;
    let seen: Vec<Source> = typed.sources.iter().filter_map(|name| known.get(name).cloned()).collect();
    let mut wrong = Vec::new();
    if seen.is_empty() {
        wrong.push(("sources", "logs-wrong-sources"));
    }
    match typed.remarks.trim().chars().count() {
        0 => wrong.push(("remarks", "logs-wrong-remarks")),
        1..=LONGEST => {}
        _ => wrong.push(("remarks", "forms-wrong-long")),
    }
    if !wrong.is_empty() {
        return Err(SignError::Wrong(wrong));
    }
    let review = HeldReview {
        by: actor.id.clone(),
        name: actor.called().to_owned(),
        at: house.now(),
        remarks: typed.remarks.trim().to_owned(),
        sources: seen.iter().map(|source| source.name.clone()).collect(),
        draft: begun,
        kept: None,
    };
    let row = ledger_row(house, &review, &seen, seen.len() == known.len()).await?;
    let mut tx = house.store.begin().await?;
    let place = next_ordinal(&tx, LOG_REVIEWS_HELD).await?;
    tx.put_record(LOG_REVIEWS_HELD, own_record(&key(&review.draft), place, &review)).await?;
    tx.retire_record(LOG_REVIEW_DRAFT, DRAFT).await?;
    put_row(&mut tx, &row).await?;
    let detail =
        json!({ "sources": review.sources, "shard": review.draft.to.shard, "size": review.draft.to.leaf, "root": review.draft.root });
    tx.commit(house.event(actor, "logs.reviewed", &key(&review.draft), detail)).await?;
    finish_reviews(house).await?;
    let kept = held(house).await?.into_iter().find(|held| held.draft.root == review.draft.root);
    Ok(kept.unwrap_or(review))
}

/// Keeps in the vault every sign-off that is not there yet. Gives how many.
pub async fn finish_reviews(house: &House) -> Result<usize, LogsError> {
    let open: Vec<HeldReview> = held(house).await?.into_iter().filter(|review| review.kept.is_none()).collect();
    let count = open.len();
    for review in open {
        let (vaults, now, note) = (house.vaults(), house.now(), review.clone());
        let kept = beside(move || keep_once(&vaults, now, &note)).await?;
        let list = LOG_REVIEWS_HELD;
        let mut tx = house.store.begin().await?;
        let Some(record) = tx.record(list, &key(&review.draft)).await? else { continue };
        // another, just before
        if !record.body["kept"].is_null() {
            tx.rollback().await?;
            continue;
        }
        let done = HeldReview { kept: Some(kept.clone()), ..review };
        tx.put_record(list, own_record(&record.key, record.ordinal, &done)).await?;
        let detail = json!({ "shard": kept.shard, "leaf": kept.leaf });
        tx.commit(house.event(&Actor::schedule(), "logs.review-kept", &record.key, detail)).await?;
    }
    Ok(count)
}

/// Key of a sign-off: what was looked at.
fn key(draft: &Draft) -> String {
    format!("{}-{}", draft.to.shard, draft.to.leaf)
}

/// Writes the record, unless it lies there already, and seals it.
fn keep_once(vaults: &Vaults, now: jiff::Timestamp, review: &HeldReview) -> Result<Mark, LogsError> {
    let _turn = vaults.reviewing();
    let reading = vaults.reading();
    let to = &review.draft.to;
    for stored in reading.records(&to.shard, to.leaf)? {
        let Ok(stored) = stored else { continue };
        let said = || serde_json::from_slice::<HeldReview>(stored.raw.as_deref()?).ok();
        if stored.envelope.kind == Kind::Reviewed && said().is_some_and(|said| said.draft.root == review.draft.root) {
            return Ok(Mark { shard: to.shard.clone(), leaf: stored.index });
        }
    }
    let kept = keep(vaults, (Kind::Reviewed, OWN, 0, 0), now, review)?;
    vaults.writer()?.seal(now, true)?;
    Ok(Mark { shard: kept.shard, leaf: kept.leaves.start })
}

/// The row of the ledger アクセスログの点検.
async fn ledger_row(house: &House, review: &HeldReview, seen: &[Source], all: bool) -> Result<LogReview, LogsError> {
    let named =
        |source: &Source| [&source.host, &source.system, &source.title, &source.name].into_iter().find(|text| !text.is_empty()).cloned();
    let systems: Vec<String> = seen.iter().filter_map(named).collect();
    let from = match review.draft.since {
        Some(since) => date(day_of(house, since).await?),
        None => String::new(),
    };
    let to = date(day_of(house, review.draft.at).await?);
    Ok(LogReview {
        system: if all { String::new() } else { systems.join(&text("list-separator", &[])) },
        reviewed_on: Some(PartialDate::from_date(day_of(house, review.at).await?)),
        reviewer: review.name.clone(),
        period: text("logs-review-period", &[("from", &from), ("to", &to)]),
        result: review.remarks.clone(),
        ..LogReview::default()
    })
}

/// Adds the row; a second one of the same day and systems stands beside the first.
async fn put_row(tx: &mut Tx, row: &LogReview) -> Result<(), StoreError> {
    let list = LedgerId::LogReviews.as_str();
    let taken: std::collections::BTreeSet<String> = tx.records(list).await?.into_iter().map(|record| record.key).collect();
    let first = row.key();
    let mut names = std::iter::once(first.clone()).chain((2_u32..).map(|nth| format!("{first}#{nth}")));
    let key = names.find(|name| !taken.contains(name)).unwrap_or(first);
    let place = next_ordinal(tx, list).await?;
    let body = serde_json::to_value(row).unwrap_or_default();
    tx.put_record(list, ledger_record(key, place, &body, Provenance::Document, None)).await?;
    Ok(())
}
