//! How the backups of sonae itself stand.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use sonae_app::backups::{BackupError, BackupFailure, state};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::problem::Problem;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_backups))
}

/// The backups of sonae itself
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Backups {
    /// Whether the key is made without which none is made by itself
    key_made: bool,
    /// Those that lie in the data folder, newest first
    generations: Vec<Generation>,
    /// When the last was made (UTC)
    #[schema(format = DateTime)]
    last_made: Option<String>,
    /// The last restore test
    last_checked: Option<BackupCheck>,
    /// Why the last one was not made; nothing when it was
    last_failure: Option<Failed>,
    /// Why the last one was not copied to the second place; nothing when it was
    second_place_failure: Option<Failed>,
}

/// A backup
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Generation {
    /// File name
    name: String,
    /// Its size
    bytes: u64,
}

/// A restore test
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct BackupCheck {
    /// File name of the backup
    name: String,
    /// When (UTC)
    #[schema(format = DateTime)]
    at: String,
    /// Whether everything was as it was written
    good: bool,
}

/// What went wrong
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = BackupFailure)]
struct Failed {
    /// When (UTC)
    #[schema(format = DateTime)]
    at: String,
    /// In what way: a stable id
    kind: String,
}

/// The backups of sonae itself
#[utoipa::path(
    get, path = "/backups", tag = "operation", security(("token" = ["manage-backups"])),
    responses((status = 200, description = "How they stand", body = Backups))
)]
async fn get_backups(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<Backups>, Problem> {
    let state = state(&web.house, &caller).await?;
    let failed = |failure: BackupFailure| Failed { at: failure.at.to_string(), kind: failure.kind };
    let checked = state.last_checked.map(|(name, check)| BackupCheck { name, at: check.checked.to_string(), good: check.good });
    Ok(Json(Backups {
        key_made: state.key_made,
        generations: state.generations.into_iter().map(|backup| Generation { name: backup.name, bytes: backup.bytes }).collect(),
        last_made: state.last_made.map(|at| at.to_string()),
        last_checked: checked,
        last_failure: state.last_failure.map(failed),
        second_place_failure: state.second_place_failure.map(failed),
    }))
}

impl From<BackupError> for Problem {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Forbidden(error) => error.into(),
            BackupError::Store(error) => error.into(),
            BackupError::Record(error) => error.into(),
            error => Self::fault(error),
        }
    }
}
