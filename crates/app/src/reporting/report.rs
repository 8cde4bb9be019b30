//! The report to the management: what is shown now, what was approved before, what changed since, what else waits for approval.
//!
//! An approval is given for what was shown, by its digest; the day alone does not change it. Deliberately not here: what is in
//! the summary ([`crate::sheets`]).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::paper::{ManagementSummary, SummaryGap};
use sonae_store::StoreError;

use super::approvals::digest;
use super::approve::{Approval, ApproveError, Subject, approve_in};
use crate::actor::{Actor, Forbidden};
use crate::house::{House, KnowError};
use crate::records::{self, APPROVALS, REPORTS, RecordError, next_ordinal, own_record};
use crate::sheets::management_summary;

/// Kind of thing that is approved.
const REPORT: &str = "report";

/// A report as it was approved: kept whole, so that it can be shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ApprovedReport {
    /// Edition
    pub edition: String,
    /// Digest of what was shown
    pub digest: String,
    /// Who approved
    pub approved_by: String,
    /// When
    pub on: Date,
    /// What they wrote
    pub comment: String,
    /// What was shown
    pub summary: ManagementSummary,
}

/// What is shown now.
#[derive(Debug, Clone)]
pub struct Report {
    /// Numbers, contradictions, dangers in order
    pub summary: ManagementSummary,
    /// Digest of what is shown
    pub digest: String,
    /// The last report of this edition that was approved
    pub approved: Option<ApprovedReport>,
    /// What changed since then
    pub changes: Changes,
    /// What else somebody has asked the management to approve
    pub waiting: Vec<Approval>,
}

impl Report {
    /// Whether exactly this was approved.
    pub fn stands(&self) -> bool {
        self.approved.as_ref().is_some_and(|approved| approved.digest == self.digest)
    }
}

/// What changed between two reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Number and name of what was open and is not any more
    pub closed: Vec<(String, String)>,
    /// Number and name of what is open and was not
    pub opened: Vec<(String, String)>,
    /// Numbers of 「はい」 before and now
    pub yes: Option<(u32, u32)>,
    /// Vendors whose form came since
    pub received: Vec<String>,
}

/// Why the report was not shown or approved.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// What is known now is not what was shown
    #[error("the report has changed")]
    Changed,
    /// There is no such report
    #[error("there is no such report")]
    Unknown,
    /// It is not known what is decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ApproveError> for ReportError {
    fn from(error: ApproveError) -> Self {
        match error {
            ApproveError::Forbidden(error) => Self::Forbidden(error),
            ApproveError::Store(error) => Self::Store(error),
            ApproveError::Record(error) => Self::Record(error),
        }
    }
}

/// The report as of now.
pub async fn report(house: &House, actor: &Actor) -> Result<Report, ReportError> {
    actor.require(Permission::ReadReport)?;
    let known = house.known().await?;
    let summary = management_summary(&known.decided, house.catalog());
    let edition = known.edition.id.to_string();
    let approved = approved_reports(house, actor).await?.into_iter().map(|(_, report)| report).find(|report| report.edition == edition);
    let waiting = records::all::<Approval>(&house.store, APPROVALS).await?;
    Ok(Report {
        digest: digest_of(&summary),
        changes: approved.as_ref().map(|approved| changes(&approved.summary, &summary)).unwrap_or_default(),
        waiting: waiting.into_iter().map(|(_, approval)| approval).filter(|approval| !approval.is_given()).collect(),
        approved,
        summary,
    })
}

/// Every report that was approved, with its key, the newest first.
pub async fn approved_reports(house: &House, actor: &Actor) -> Result<Vec<(String, ApprovedReport)>, ReportError> {
    actor.require(Permission::ReadReport)?;
    let mut reports = records::all(&house.store, REPORTS).await?;
    reports.reverse();
    Ok(reports)
}

/// One of them.
pub async fn approved_report(house: &House, actor: &Actor, key: &str) -> Result<ApprovedReport, ReportError> {
    actor.require(Permission::ReadReport)?;
    records::one(&house.store, REPORTS, key).await?.ok_or(ReportError::Unknown)
}

/// Approves the report in the name of the management; `seen` is the digest of what was shown.
pub async fn approve_report(house: &House, actor: &Actor, seen: &str, comment: &str) -> Result<(), ReportError> {
    actor.require(Permission::Approve)?;
    let known = house.known().await?;
    let summary = management_summary(&known.decided, house.catalog());
    let digest = digest_of(&summary);
    if digest != seen {
        return Err(ReportError::Changed);
    }
    let edition = known.edition.id.to_string();
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    let label = summary.edition_label.clone();
    approve_in(&mut tx, actor, today, &Subject { what: REPORT, key: &edition, label: &label, digest: &digest }, comment).await?;
    let ordinal = next_ordinal(&tx, REPORTS).await?;
    let approved_by = actor.called().to_owned();
    let report = ApprovedReport { edition, digest: digest.clone(), approved_by, on: today, comment: comment.to_owned(), summary };
    let key = format!("{:04}", ordinal + 1);
    tx.put_record(REPORTS, own_record(&key, ordinal, &report)).await?;
    tx.commit(house.event(actor, "approval.given", &key, json!({ "what": REPORT, "digest": digest }))).await?;
    Ok(())
}

/// The day on which it is looked at does not count.
fn digest_of(summary: &ManagementSummary) -> String {
    digest(&ManagementSummary { as_of: summary.deadline.unwrap_or(Date::ZERO), ..summary.clone() })
}

fn changes(before: &ManagementSummary, now: &ManagementSummary) -> Changes {
    let missing_in = |gaps: &[SummaryGap], others: &[SummaryGap]| {
        let gone = gaps.iter().filter(|gap| !others.iter().any(|other| (&other.no, &other.item) == (&gap.no, &gap.item)));
        gone.map(|gap| (gap.no.clone(), gap.item.clone())).collect()
    };
    let had = |name: &str| before.forms.iter().any(|form| form.name == name && form.received);
    Changes {
        closed: missing_in(&before.gaps, &now.gaps),
        opened: missing_in(&now.gaps, &before.gaps),
        yes: (before.tally.yes != now.tally.yes).then_some((before.tally.yes, now.tally.yes)),
        received: now.forms.iter().filter(|form| form.received && !had(&form.name)).map(|form| form.name.clone()).collect(),
    }
}
