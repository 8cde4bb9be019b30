//! What is to be done next.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use sonae_app::next_steps::{NextStep as Step, next_steps};
use sonae_domain::access::Permission;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::Query;
use super::problem::Problem;
use super::values::{Audience, Status};
use super::window::{PageInfo, Window};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_next_steps))
}

/// What is to be done
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct NextSteps {
    /// Which part of the list this is
    page: PageInfo,
    /// What is dangerous or due first comes first
    steps: Vec<NextStep>,
}

/// One thing to do
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct NextStep {
    /// Edition of the form
    edition: String,
    /// Whose form
    audience: Audience,
    /// The vendor whose form it is; "" for the institution's own
    subject: String,
    /// Key of the item in the form
    item: String,
    /// Number as printed
    no: String,
    /// What is asked, in a few words
    title: String,
    /// What holds
    status: Status,
    /// Why there is something to do, in words
    why: String,
    /// What to do, in words
    next: String,
    /// 目標日, or the last day on which the present answer counts
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
    /// Days until then; negative when it has passed
    days_left: Option<i64>,
    /// Whether answer and facts disagree
    contradiction: bool,
}

/// What is to be done next
///
/// Steps on forms of vendors are given to tokens that may also `read-vendors`.
#[utoipa::path(
    get, path = "/next-steps", tag = "forms", security(("token" = ["read-forms"])), params(Window),
    responses((status = 200, description = "What is to be done, what is dangerous or due first", body = NextSteps))
)]
async fn list_next_steps(State(web): State<Web>, Caller(caller): Caller, Query(window): Query<Window>) -> Result<Json<NextSteps>, Problem> {
    let known = web.house.known().await?;
    let mut steps = next_steps(&known.decided, web.house.catalog());
    steps.retain(|step| step.subject.is_empty() || caller.may(Permission::ReadVendors));
    let (page, steps) = window.cut(steps)?;
    Ok(Json(NextSteps { page, steps: steps.into_iter().map(Into::into).collect() }))
}

impl From<Step> for NextStep {
    fn from(step: Step) -> Self {
        Self {
            edition: step.edition,
            audience: step.audience.into(),
            subject: step.subject,
            item: step.key,
            no: step.no,
            title: step.title,
            status: step.status.into(),
            why: step.why,
            next: step.next,
            due: step.due,
            days_left: step.days_left,
            contradiction: step.contradiction,
        }
    }
}
