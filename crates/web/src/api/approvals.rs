//! What the management was asked to approve, and what it has approved.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use sonae_app::records::{APPROVALS, all};
use sonae_app::reporting::Approval as Kept;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Query;
use super::problem::Problem;
use super::window::{PageInfo, Window};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_approvals))
}

/// Approvals
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Approvals {
    /// Which part of the list this is
    page: PageInfo,
    /// The last word on each thing
    approvals: Vec<Approval>,
}

/// What was asked for or approved
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Approval {
    /// Kind of thing: `bcp`, `regulation`, `contact-tree`, `report` …
    what: String,
    /// Which of its kind
    key: String,
    /// What people call it
    label: String,
    /// SHA-256 of the content that is meant; the approval is void once that has changed
    digest: String,
    /// Who asked; "" when nobody did
    asked_by: String,
    /// When
    #[schema(value_type = Option<String>, format = Date)]
    asked_on: Option<Date>,
    /// Who approved; "" while it is only asked for
    approved_by: String,
    /// When
    #[schema(value_type = Option<String>, format = Date)]
    approved_on: Option<Date>,
    /// What they wrote
    comment: String,
}

impl From<Kept> for Approval {
    fn from(kept: Kept) -> Self {
        Self {
            what: kept.what,
            key: kept.key,
            label: kept.label,
            digest: kept.digest,
            asked_by: kept.asked_by,
            asked_on: kept.asked_on,
            approved_by: kept.approved_by,
            approved_on: kept.on,
            comment: kept.comment,
        }
    }
}

/// Approvals by the management
#[utoipa::path(
    get, path = "/approvals", tag = "inspection", security(("token" = ["read-plans"])), params(Window),
    responses((status = 200, description = "The last word on each thing", body = Approvals))
)]
async fn list_approvals(State(web): State<Web>, Query(window): Query<Window>) -> Result<Json<Approvals>, Problem> {
    let kept = all::<Kept>(&web.house.store, APPROVALS).await?;
    let (page, kept) = window.cut(kept)?;
    Ok(Json(Approvals { page, approvals: kept.into_iter().map(|(_, approval)| approval.into()).collect() }))
}
