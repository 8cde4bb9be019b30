//! The official editions that this sonae knows.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use sonae_domain::framework::Edition;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::values::Audience;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_editions))
}

/// The editions
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Editions {
    /// Oldest first
    editions: Vec<EditionSummary>,
}

/// One year's official forms
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Edition)]
struct EditionSummary {
    /// Stable id, as it stands in addresses
    id: String,
    /// Official title
    title: String,
    /// 年度 in words
    year: String,
    /// First day of the fiscal year
    #[schema(value_type = String, format = Date)]
    starts: Date,
    /// Last day of the fiscal year
    #[schema(value_type = String, format = Date)]
    ends: Date,
    /// Last day by which every item is to be answered yes
    #[schema(value_type = String, format = Date)]
    deadline: Date,
    /// Whether its forms are known; of others only parts are
    complete: bool,
    /// Whether it is the one that is worked by
    current: bool,
    /// For whom it has forms
    audiences: Vec<Audience>,
}

/// The editions
#[utoipa::path(
    get, path = "/editions", tag = "institution", security(("token" = ["read-forms"])),
    responses((status = 200, description = "Every edition that is known", body = Editions))
)]
async fn list_editions(State(web): State<Web>) -> Result<Json<Editions>, Problem> {
    let current = web.house.edition().await?;
    let editions = web.house.frameworks.editions().iter().map(|edition| summary(edition, current)).collect();
    Ok(Json(Editions { editions }))
}

fn summary(edition: &Edition, current: &Edition) -> EditionSummary {
    EditionSummary {
        id: edition.id.to_string(),
        title: edition.title.clone(),
        year: edition.year_label.clone(),
        starts: edition.year.starts,
        ends: edition.year.ends,
        deadline: edition.deadline,
        complete: edition.status.is_complete(),
        current: edition.id == current.id,
        audiences: edition.forms.iter().map(|form| form.audience.into()).collect(),
    }
}
