//! Keeping the access logs: legal holds, redaction, the key with which is sealed.
//!
//! Deliberately not here: taking logs in again after the evidence was found changed. A person decides that on the page, where what was
//! found is told.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sonae_app::logs::{TypedHold, TypedRedaction, change_log_key, holds, lift_hold, log_keys, redact_line, set_hold};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Body, Path};
use super::problem::Problem;
use super::window::within;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_log_holds))
        .routes(routes!(set_log_hold))
        .routes(routes!(lift_log_hold))
        .routes(routes!(redact_log_line))
        .routes(routes!(list_log_keys))
        .routes(routes!(change_key_of_logs))
}

/// The longest reason, in characters.
const LONGEST: usize = 500;

/// Legal holds
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogHolds {
    /// Those in force, by name
    holds: Vec<LogHold>,
}

/// A legal hold
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogHold {
    /// Its name
    name: String,
    /// Why
    reason: String,
    /// Who set it
    by: String,
    /// Names of sources; none means every one
    sources: Vec<String>,
    /// What was received at this instant or later (UTC); nothing: from the first record on
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// What was received before this instant (UTC); nothing: whatever comes
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// Legal holds of the access logs
#[utoipa::path(
    get, path = "/logs/holds", tag = "logs", security(("token" = ["read-logs"])),
    responses((status = 200, description = "What is neither removed nor redacted", body = LogHolds))
)]
async fn list_log_holds(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<LogHolds>, Problem> {
    let holds = holds(&web.house, &caller).await?.into_iter().map(|(name, hold)| LogHold {
        name,
        reason: hold.reason,
        by: hold.by,
        sources: hold.sources,
        from: hold.from,
        until: hold.until,
    });
    Ok(Json(LogHolds { holds: holds.collect() }))
}

/// What is to be held
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NewLogHold {
    /// Why
    #[schema(max_length = 500)]
    reason: String,
    /// Names of sources; none means every one
    #[serde(default)]
    sources: Vec<String>,
    /// First day of receipt
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Last day of receipt
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
}

/// Set a legal hold
///
/// One that is in force is not changed by this: it is lifted, with a reason, and another one is set.
#[utoipa::path(
    put, path = "/logs/holds/{hold}", tag = "logs", security(("token" = ["manage-logs"])),
    params(("hold" = String, Path, description = "Its name")), request_body = NewLogHold,
    responses((status = 204, description = "Held"))
)]
async fn set_log_hold(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(hold): Path<String>,
    Body(new): Body<NewLogHold>,
) -> Result<StatusCode, Problem> {
    within("reason", &new.reason, LONGEST)?;
    let typed = TypedHold { name: hold, reason: new.reason, sources: new.sources, from: new.from, until: new.until };
    set_hold(&web.house, &caller, &typed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A reason
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LogReason {
    /// Why
    #[schema(max_length = 500)]
    reason: String,
}

/// Lift a legal hold
#[utoipa::path(
    post, path = "/logs/holds/{hold}/lifting", tag = "logs", security(("token" = ["manage-logs"])),
    params(("hold" = String, Path, description = "Its name")), request_body = LogReason,
    responses((status = 204, description = "Lifted"))
)]
async fn lift_log_hold(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(hold): Path<String>,
    Body(why): Body<LogReason>,
) -> Result<StatusCode, Problem> {
    within("reason", &why.reason, LONGEST)?;
    lift_hold(&web.house, &caller, &hold, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is to be redacted, and why
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LogRedaction {
    /// Why
    #[schema(max_length = 500)]
    reason: String,
    /// Shard and leaf of the address once more, with a slash between: what is destroyed does not come back
    #[schema(max_length = 100)]
    again: String,
}

/// Redact a line of the access logs
///
/// Its content is destroyed. Its hash stays, and so do the proofs of all other lines.
#[utoipa::path(
    post, path = "/logs/lines/{shard}/{leaf}/redaction", tag = "logs", security(("token" = ["manage-logs"])),
    params(("shard" = String, Path, description = "Shard"), ("leaf" = u64, Path, description = "Leaf")), request_body = LogRedaction,
    responses((status = 204, description = "Redacted"))
)]
async fn redact_log_line(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path((shard, leaf)): Path<(String, u64)>,
    Body(asked): Body<LogRedaction>,
) -> Result<StatusCode, Problem> {
    within("reason", &asked.reason, LONGEST)?;
    redact_line(&web.house, &caller, &TypedRedaction { shard, leaf, reason: asked.reason, again: asked.again }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keys with which the access logs are sealed
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogKeys {
    /// Verifier lines (C2SP signed-note), the present one last
    keys: Vec<String>,
}

/// Keys of the access logs
#[utoipa::path(
    get, path = "/logs/keys", tag = "logs", security(("token" = ["read-logs"])),
    responses((status = 200, description = "Every key that there ever was", body = LogKeys))
)]
async fn list_log_keys(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<LogKeys>, Problem> {
    Ok(Json(LogKeys { keys: log_keys(&web.house, &caller).await? }))
}

/// Change the key of the access logs
///
/// A seal is signed by the old key and by the new one.
#[utoipa::path(
    post, path = "/logs/keys", tag = "logs", security(("token" = ["manage-logs"])), request_body = LogReason,
    responses(
        (status = 200, description = "Every key, the new one last", body = LogKeys),
        (status = 404, description = "Problem: not-found (nothing is kept yet)", body = super::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn change_key_of_logs(State(web): State<Web>, Caller(caller): Caller, Body(why): Body<LogReason>) -> Result<Json<LogKeys>, Problem> {
    within("reason", &why.reason, LONGEST)?;
    change_log_key(&web.house, &caller, &why.reason).await?;
    Ok(Json(LogKeys { keys: log_keys(&web.house, &caller).await? }))
}
