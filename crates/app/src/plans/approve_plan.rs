//! The management approves a continuity plan, a regulation or the contact tree, as it stands now: the rows, the document's bytes, the
//! text. When any of these changes, the approval is void ([`crate::reporting::approvals`]).

use jiff::civil::Date;
use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Facts;
use sonae_domain::ledger::{Bcp, Regulation};
use sonae_store::StoreError;

use super::plan_text::plan_text;
use super::rows::{RowError, change_rows};
use crate::actor::{Actor, Forbidden};
use crate::house::{House, KnowError};
use crate::records::RecordError;
use crate::reporting::approvals::digest;
use crate::reporting::{ApproveError, Subject, approve_in, ask_for_approval};
use crate::words::text;

/// Something of the plans that can be approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// A continuity plan, by its key
    Bcp(String),
    /// A regulation, by its title
    Regulation(String),
    /// The contact tree
    ContactTree,
}

impl Plan {
    /// From the kind and key that a page sends.
    pub fn named(what: &str, key: &str) -> Option<Self> {
        match what {
            "bcp" => Some(Self::Bcp(key.to_owned())),
            "regulation" => Some(Self::Regulation(key.to_owned())),
            "contact-tree" => Some(Self::ContactTree),
            _ => None,
        }
    }

    /// The kind, as the list of approvals spells it.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Bcp(_) => "bcp",
            Self::Regulation(_) => "regulation",
            Self::ContactTree => "contact-tree",
        }
    }

    /// Which of its kind.
    pub fn key(&self) -> &str {
        match self {
            Self::Bcp(key) | Self::Regulation(key) => key,
            Self::ContactTree => "tree",
        }
    }
}

/// What is approved: its name, and a digest of everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanContent {
    /// What people call it
    pub label: String,
    /// Digest of the content, without approval and confirmation days
    pub digest: String,
}

/// Why nothing was approved.
#[derive(Debug, thiserror::Error)]
pub enum PlanApprovalError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such plan
    #[error("there is no such plan")]
    Unknown,
    /// It is no longer what the person saw
    #[error("it was changed meanwhile")]
    Changed,
    /// The approval could not be kept
    #[error(transparent)]
    Approve(#[from] ApproveError),
    /// A row could not be kept
    #[error(transparent)]
    Row(#[from] RowError),
    /// Nothing could be decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// What a plan is at present; `None` when there is no such plan.
pub async fn plan_content(house: &House, facts: &Facts, plan: &Plan) -> Result<Option<PlanContent>, RecordError> {
    let sha256 = |name: &str| facts.document(name).map(|document| document.sha256.clone());
    Ok(match plan {
        Plan::Bcp(key) => {
            let Some(row) = facts.bcps.iter().find(|row| row.key == *key) else { return Ok(None) };
            let bare = Bcp { approved_by: String::new(), approved_on: None, ..row.record.clone() };
            let (text, _) = plan_text(house, key).await?;
            let label = format!("{} {}", row.title.trim(), row.version.trim()).trim().to_owned();
            Some(PlanContent { label, digest: digest(&json!([bare, sha256(&row.document), text.text])) })
        }
        Plan::Regulation(title) => {
            let clauses: Vec<Value> = facts
                .regulations
                .iter()
                .filter(|row| row.title.trim() == title.trim())
                .map(|row| {
                    json!([Regulation { approved_by: String::new(), covers: Vec::new(), ..row.record.clone() }, sha256(&row.document)])
                })
                .collect();
            (!clauses.is_empty()).then(|| PlanContent { label: title.trim().to_owned(), digest: digest(&clauses) })
        }
        Plan::ContactTree => {
            let contacts: Vec<Value> =
                facts.contacts.iter().map(|row| json!(sonae_domain::ledger::Contact { checked_on: None, ..row.record.clone() })).collect();
            (!contacts.is_empty()).then(|| PlanContent { label: text("plans-contact-tree", &[]), digest: digest(&contacts) })
        }
    })
}

/// Asks the management to approve the plan as it is now.
pub async fn ask_for_plan(house: &House, actor: &Actor, plan: &Plan, request: &str) -> Result<(), PlanApprovalError> {
    actor.require(Permission::EditPlans)?;
    let known = house.known().await?;
    let content = plan_content(house, &known.facts, plan).await?.ok_or(PlanApprovalError::Unknown)?;
    let subject = Subject { what: plan.what(), key: plan.key(), label: &content.label, digest: &content.digest };
    Ok(ask_for_approval(house, actor, &subject, request).await?)
}

/// Approves the plan, if it is still what the person saw (`seen` is its digest). The ledger then names who approved and when.
pub async fn approve_plan(house: &House, actor: &Actor, plan: &Plan, seen: &str, comment: &str) -> Result<(), PlanApprovalError> {
    actor.require(Permission::Approve)?;
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    // from here on nobody else can change anything
    let known = house.known().await?;
    let content = plan_content(house, &known.facts, plan).await?.ok_or(PlanApprovalError::Unknown)?;
    if content.digest != seen {
        return Err(PlanApprovalError::Changed);
    }
    let subject = Subject { what: plan.what(), key: plan.key(), label: &content.label, digest: &content.digest };
    approve_in(&mut tx, actor, today, &subject, comment).await?;
    sign(&mut tx, plan, &actor.name, today).await?;
    let detail = json!({ "what": subject.what, "digest": subject.digest });
    tx.commit(house.event(actor, "approval.given", subject.key, detail)).await?;
    Ok(())
}

async fn sign(tx: &mut sonae_store::Tx, plan: &Plan, name: &str, today: Date) -> Result<(), RowError> {
    match plan {
        Plan::Bcp(wanted) => change_rows::<Bcp>(tx, |key, row| {
            let mine = key == wanted;
            if mine {
                name.clone_into(&mut row.approved_by);
                row.approved_on = Some(PartialDate::from_date(today));
            }
            mine
        })
        .await
        .map(|_| ()),
        Plan::Regulation(title) => change_rows::<Regulation>(tx, |_, row| {
            let mine = row.title.trim() == title.trim();
            if mine {
                name.clone_into(&mut row.approved_by);
            }
            mine
        })
        .await
        .map(|_| ()),
        Plan::ContactTree => Ok(()),
    }
}
