//! 連絡体制図, 事業継続計画と訓練, 規程, バックアップ: looking, adding, confirming, approving, printing.
//!
//! Deliberately not here: editing whole records (the pages of the ledgers).

mod approval;
mod backups;
mod contacts;
mod continuity;
mod documents;
mod entry;
mod plan_text;
mod regulations;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use sonae_app::plans::{AttachError, PlanApprovalError, PlanTextError, RowError};
use sonae_app::words::text;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::RecordRef;

use crate::failure::Failure;
use crate::html;
use crate::pages::ledgers::record_link;
use crate::state::Web;
use crate::upload::WITH_DOCUMENT;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/contacts", get(contacts::show))
        .route("/contacts/add", post(contacts::add))
        .route("/contacts/confirm", post(contacts::confirm))
        .route("/contacts/paper", get(contacts::paper))
        .route("/continuity", get(continuity::show))
        .route("/continuity/add", post(continuity::add))
        .route("/continuity/drills", post(continuity::add_drill))
        .route("/continuity/improved", post(continuity::improved))
        .route("/continuity/kit", get(continuity::kit))
        .route("/continuity/text", get(plan_text::show).post(plan_text::keep))
        .route("/continuity/text/paper", get(plan_text::paper))
        .route("/regulations", get(regulations::show))
        .route("/regulations/add", post(regulations::add))
        .route("/regulations/educations", post(regulations::add_education))
        .route("/backups", get(backups::show))
        .route("/backups/record", post(backups::record))
        .route("/plans/approval", post(approval::decide))
        .route("/plans/document", post(documents::attach).layer(DefaultBodyLimit::max(WITH_DOCUMENT)))
}

/// A day that may lack its day or month, as people read it; nothing for none.
pub(crate) fn day_words(day: &Option<PartialDate>) -> String {
    let Some(day) = day else { return String::new() };
    if let Some(exact) = day.exact() {
        return html::date(exact);
    }
    let written = day.to_string();
    match written.split_once('-') {
        Some((year, month)) => text("plans-month", &[("y", year), ("m", month.trim_start_matches('0'))]),
        None => text("plans-year", &[("y", &written)]),
    }
}

/// The page of a record that a finding names.
pub(crate) fn reference_link(record: &RecordRef) -> String {
    record_link(record.ledger, &record.key)
}

impl From<RowError> for Failure {
    fn from(error: RowError) -> Self {
        match error {
            RowError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            RowError::Unknown | RowError::NotHere(_) => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<AttachError> for Failure {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::Row(error) => error.into(),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<PlanApprovalError> for Failure {
    fn from(error: PlanApprovalError) -> Self {
        match error {
            PlanApprovalError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            PlanApprovalError::Unknown => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<PlanTextError> for Failure {
    fn from(error: PlanTextError) -> Self {
        match error {
            PlanTextError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            PlanTextError::Unknown => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}
