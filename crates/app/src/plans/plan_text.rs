//! The text of a plan, written in the browser: kept version by version, printed from the page. A template to start from is in
//! `data/plan-template.txt`.
//!
//! Deliberately not here: documents that come as files ([`super::attach_document`]).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;
use sonae_store::StoreError;

use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{self, PLAN_TEXTS, RecordError, own_record};

/// A text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PlanText {
    /// Key of the plan in its ledger
    pub plan: String,
    /// The text: lines that begin with # are headings, with - items of a list
    pub text: String,
    /// Who wrote it last
    pub written_by: String,
    /// When
    pub written_on: Option<Date>,
}

/// Longer texts are refused, in characters.
const LONGEST: usize = 60_000;

/// Why a text was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PlanTextError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such plan
    #[error("there is no such plan")]
    Unknown,
    /// It is too long
    #[error("the text is too long")]
    TooLong,
    /// Somebody else wrote meanwhile
    #[error("somebody else wrote meanwhile")]
    Meanwhile,
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The text could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// The text of a plan and its version; version 0 where none was written.
pub async fn plan_text(house: &House, plan: &str) -> Result<(PlanText, i64), RecordError> {
    let record = house.store.record(PLAN_TEXTS, plan).await?.filter(|record| !record.retired);
    record.map_or_else(|| Ok((PlanText::default(), 0)), |record| Ok((records::body(&record)?, record.version)))
}

/// Keeps a text. `seen` is the version that the writer had before them.
pub async fn keep_plan_text(house: &House, actor: &Actor, plan: &str, text: &str, seen: i64) -> Result<(), PlanTextError> {
    actor.require(Permission::EditPlans)?;
    if text.chars().count() > LONGEST {
        return Err(PlanTextError::TooLong);
    }
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    if tx.record(LedgerId::Bcps.as_str(), plan).await?.is_none_or(|record| record.retired) {
        return Err(PlanTextError::Unknown);
    }
    if tx.record(PLAN_TEXTS, plan).await?.map_or(0, |record| record.version) != seen {
        return Err(PlanTextError::Meanwhile);
    }
    let kept = PlanText { plan: plan.to_owned(), text: text.to_owned(), written_by: actor.name.clone(), written_on: Some(today) };
    tx.put_record(PLAN_TEXTS, own_record(plan, 0, &kept)).await?;
    tx.commit_if_changed(house.event(actor, "plan.text-written", plan, json!({ "characters": text.chars().count() }))).await?;
    Ok(())
}

/// A text to start from, with the institution's name in it.
pub fn template(institution: &str) -> String {
    include_str!("../../data/plan-template.txt").replace("{institution}", institution)
}
