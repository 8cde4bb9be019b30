//! The access logs: sources, questions, alerts, seal and verification, reviews.
//!
//! Numbers of patients are masked here; whoever needs them asks on the page, with a reason.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sonae_app::logs::terms::Question;
use sonae_app::logs::{
    AlertState as Became, LogsError, Shown, alerts, ask_logs, days, log_overview, ocsf_of, review_state, seal_logs, seal_value,
    settle_alert, verify_logs,
};
use sonae_app::words::spelt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Body, Path, Query};
use super::problem::{FieldError, Problem};
use super::window::{PageInfo, Window, within};
use crate::pages::logs::{json, sentence};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_log_sources))
        .routes(routes!(ask_logs_question))
        .routes(routes!(list_log_alerts))
        .routes(routes!(settle_log_alert))
        .routes(routes!(log_seal))
        .routes(routes!(make_log_seal))
        .routes(routes!(verify_log_evidence))
        .routes(routes!(list_log_reviews))
}

/// Rows of one answer.
const MOST: usize = 5_000;
/// The longest word of a question, in characters.
const LONGEST: usize = 500;

/// Sources of access logs
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogSources {
    /// Which part of the list this is
    page: PageInfo,
    /// By name
    sources: Vec<LogSource>,
}

/// A source of access logs
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogSource {
    /// Its name
    name: String,
    /// What people call it
    title: String,
    /// The machine that writes it
    host: String,
    /// The system that writes it
    system: String,
    /// When its first record was received (UTC)
    #[schema(value_type = Option<String>, format = DateTime)]
    first: Option<Timestamp>,
    /// When its last record was received (UTC)
    #[schema(value_type = Option<String>, format = DateTime)]
    last: Option<Timestamp>,
    /// Since when it is silent for longer than its own limit (UTC)
    #[schema(value_type = Option<String>, format = DateTime)]
    silent_since: Option<Timestamp>,
    /// Records of the last 30 days
    recent: u64,
    /// Holes that are remembered
    holes: usize,
    /// When it was last reviewed (UTC)
    #[schema(value_type = Option<String>, format = DateTime)]
    reviewed: Option<Timestamp>,
}

/// Sources of access logs
#[utoipa::path(
    get, path = "/logs/sources", tag = "logs", security(("token" = ["read-logs"])), params(Window),
    responses((status = 200, description = "Every source and what came from it", body = LogSources))
)]
async fn list_log_sources(
    State(web): State<Web>,
    Caller(caller): Caller,
    Query(window): Query<Window>,
) -> Result<Json<LogSources>, Problem> {
    let overview = log_overview(&web.house, &caller).await?;
    let sources = overview.sources.into_values().map(|seen| LogSource {
        title: seen.title().to_owned(),
        host: seen.source.host.clone(),
        system: seen.source.system.clone(),
        first: seen.first,
        last: seen.last,
        silent_since: seen.silent_since,
        recent: seen.recent,
        holes: seen.holes.len(),
        reviewed: seen.reviewed,
        name: seen.source.name,
    });
    let (page, sources) = window.cut(sources.collect())?;
    Ok(Json(LogSources { page, sources }))
}

/// Which question
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum LogAsk {
    /// Everything of one user; `subject` is the user id
    OfUser,
    /// Everyone who opened one patient's data; `subject` is the patient id
    OfPatient,
    /// Sign-ins and actions of leavers and disabled accounts
    Leavers,
    /// Charts opened out of hours by somebody who was not on duty
    OutOfHours,
    /// Bursts of failed sign-ins followed by a success
    BurstThenSuccess,
    /// One account on two terminals at once
    TwoTerminals,
    /// Sessions of more than 24 hours, and sessions that never ended
    LongSessions,
    /// Sign-ins of vendors against the work that was announced
    Maintenance,
    /// Sources from which nothing came
    SilentSources,
    /// Any words, in any column; `subject` holds them, with spaces between
    Search,
    /// The five columns of the checklist manual; `subject` is a user id or ""
    FiveColumns,
}

/// A question of the access logs
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LogQuestion {
    /// Which question
    ask: LogAsk,
    /// About whom or what
    #[serde(default)]
    #[schema(max_length = 500)]
    subject: String,
    /// First day
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last day
    #[schema(value_type = String, format = Date)]
    until: Date,
    /// Whether each row is to be the whole event of its record as OCSF 1.8.0 has it, instead of columns
    #[serde(default)]
    ocsf: bool,
}

/// An answer: rows with the columns as SQL names them, or OCSF events
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogAnswer {
    /// Names of the columns in their order; none where OCSF was asked for
    columns: Vec<String>,
    /// One object a row; instants are RFC 3339 in UTC
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Map<String, Value>>,
    /// Whether there was more than is given
    cut_off: bool,
}

fn question(asked: &LogQuestion) -> Result<Question, Problem> {
    within("subject", &asked.subject, LONGEST)?;
    let subject = asked.subject.trim().to_owned();
    let needed = matches!(asked.ask, LogAsk::OfUser | LogAsk::OfPatient | LogAsk::Search);
    if needed && subject.is_empty() {
        return Err(Problem::invalid("subject", "log-subject"));
    }
    if asked.until < asked.from {
        return Err(Problem::invalid("until", "log-until"));
    }
    Ok(match asked.ask {
        LogAsk::OfUser => Question::OfUser { user: subject },
        LogAsk::OfPatient => Question::OfPatient { patient: subject },
        LogAsk::Leavers => Question::Leavers,
        LogAsk::OutOfHours => Question::OutOfHours,
        LogAsk::BurstThenSuccess => Question::BurstThenSuccess,
        LogAsk::TwoTerminals => Question::TwoTerminals,
        LogAsk::LongSessions => Question::LongSessions,
        LogAsk::Maintenance => Question::Maintenance,
        LogAsk::SilentSources => Question::SilentSources,
        LogAsk::Search => Question::Search { words: subject.split_whitespace().map(str::to_owned).collect() },
        LogAsk::FiveColumns => Question::FiveColumns { user: subject },
    })
}

/// Ask the access logs
///
/// That it was asked is itself noted. Numbers of patients are masked.
#[utoipa::path(
    post, path = "/logs/questions", tag = "logs", security(("token" = ["read-logs"])), request_body = LogQuestion,
    responses((status = 200, description = "The answer", body = LogAnswer))
)]
async fn ask_logs_question(
    State(web): State<Web>,
    Caller(caller): Caller,
    Body(asked): Body<LogQuestion>,
) -> Result<Json<LogAnswer>, Problem> {
    let question = question(&asked)?;
    let answer = ask_logs(&web.house, &caller, &question, days(asked.from, asked.until, MOST), Shown::Masked).await?;
    if asked.ocsf {
        let subject = spelt(&asked.ask);
        let events = ocsf_of(&web.house, &caller, &subject, &answer, Shown::Masked).await?;
        let rows = events.into_iter().filter_map(|event| if let Value::Object(event) = event { Some(event) } else { None }).collect();
        return Ok(Json(LogAnswer { columns: Vec::new(), rows, cut_off: answer.cut_off }));
    }
    let columns: Vec<String> = answer.columns.iter().map(|column| column.name.clone()).collect();
    let rows = answer.rows.iter().map(|row| columns.iter().cloned().zip(row.iter().map(json)).collect()).collect();
    Ok(Json(LogAnswer { columns, rows, cut_off: answer.cut_off }))
}

/// What became of an alert
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum LogAlertState {
    /// Nobody has looked at it yet
    Open,
    /// It was looked into
    Settled,
    /// It was a false alarm
    FalseAlarm,
    /// A tuning says that it is a false alarm
    Tuned,
}

/// Alerts
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogAlerts {
    /// Which part of the list this is
    page: PageInfo,
    /// Newest first
    alerts: Vec<LogAlert>,
}

/// What a rule noticed
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogAlert {
    /// Its key
    id: String,
    /// Id of the rule
    rule: String,
    /// Title of the rule
    title: String,
    /// How bad, as Sigma names it
    level: String,
    /// Who wrote the rule
    author: String,
    /// When it happened (UTC)
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// About whom or what
    about: String,
    /// Source
    source: String,
    /// What became of it
    state: LogAlertState,
    /// What was written about it
    note: String,
}

/// Which alerts
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AlertsQuery {
    /// Which page, from 1
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<u32>,
    /// How many a page holds
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
    /// Only those in this state
    #[param(inline)]
    state: Option<LogAlertState>,
}

/// Alerts of the access logs
#[utoipa::path(
    get, path = "/logs/alerts", tag = "logs", security(("token" = ["read-logs"])), params(AlertsQuery),
    responses((status = 200, description = "What rules noticed", body = LogAlerts))
)]
async fn list_log_alerts(
    State(web): State<Web>,
    Caller(caller): Caller,
    Query(asked): Query<AlertsQuery>,
) -> Result<Json<LogAlerts>, Problem> {
    let found = alerts(&web.house, &caller).await?.into_iter().map(|(id, alert)| LogAlert {
        id,
        level: spelt(&alert.hit.level),
        at: Timestamp::from_microsecond(alert.hit.time).ok(),
        rule: alert.hit.rule,
        title: alert.hit.title,
        author: alert.hit.author,
        about: alert.hit.about,
        source: alert.hit.source,
        state: alert.state.into(),
        note: alert.note,
    });
    let found = found.filter(|alert| asked.state.is_none_or(|state| alert.state == state));
    let (page, alerts) = Window::new(asked.page, asked.limit).cut(found.collect())?;
    Ok(Json(LogAlerts { page, alerts }))
}

/// What became of an alert
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LogAlertChange {
    /// What became of it
    state: LogAlertState,
    /// What was found out; needed unless it is opened again
    #[serde(default)]
    #[schema(max_length = 4000)]
    note: String,
}

/// Say what became of an alert
#[utoipa::path(
    put, path = "/logs/alerts/{alert}", tag = "logs", security(("token" = ["manage-logs"])),
    params(("alert" = String, Path, description = "Key of the alert")), request_body = LogAlertChange,
    responses((status = 204, description = "Kept"))
)]
async fn settle_log_alert(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(alert): Path<String>,
    Body(change): Body<LogAlertChange>,
) -> Result<StatusCode, Problem> {
    within("note", &change.note, 4000)?;
    settle_alert(&web.house, &caller, &alert, change.state.into(), &change.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far the evidence is held
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogSeal {
    /// Origin line of the newest checkpoint; nothing before the first
    origin: Option<String>,
    /// Records under it
    size: Option<u64>,
    /// Its value as it is printed and typed in
    value: Option<String>,
    /// When it was signed (UTC)
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// The signed checkpoint (C2SP tlog-checkpoint)
    note: Option<String>,
    /// Whether the last verification found nothing; nothing before the first
    intact: Option<bool>,
    /// How far back the owner of the machine could change something unnoticed, in words
    tamper_window: String,
}

/// The newest seal
#[utoipa::path(
    get, path = "/logs/seal", tag = "logs", security(("token" = ["read-logs"])),
    responses((status = 200, description = "How far the evidence is held", body = LogSeal))
)]
async fn log_seal(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<LogSeal>, Problem> {
    let tamper = log_overview(&web.house, &caller).await?.tamper;
    let seal = tamper.seal.as_ref();
    Ok(Json(LogSeal {
        origin: seal.map(|seal| seal.origin.clone()),
        size: seal.map(|seal| seal.size),
        value: seal.map(seal_value),
        at: seal.map(|seal| seal.at),
        note: seal.map(|seal| seal.note.clone()),
        intact: tamper.intact,
        tamper_window: tamper.window,
    }))
}

/// Seal the access logs now
#[utoipa::path(
    post, path = "/logs/seal", tag = "logs", security(("token" = ["manage-logs"])),
    responses((status = 204, description = "Sealed"))
)]
async fn make_log_seal(State(web): State<Web>, Caller(caller): Caller) -> Result<StatusCode, Problem> {
    seal_logs(&web.house, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a verification said
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogVerdict {
    /// Whether nothing was changed
    intact: bool,
    /// When (UTC)
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What was found, in the words of the verifier
    findings: Vec<String>,
}

/// Verify the evidence
#[utoipa::path(
    post, path = "/logs/verification", tag = "logs", security(("token" = ["read-logs"])),
    responses((status = 200, description = "What was found", body = LogVerdict))
)]
async fn verify_log_evidence(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<LogVerdict>, Problem> {
    let verified = verify_logs(&web.house, &caller).await?;
    Ok(Json(LogVerdict { intact: verified.is_intact(), at: verified.at, findings: verified.findings }))
}

/// Reviews
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogReviews {
    /// Which part of the list this is
    page: PageInfo,
    /// Newest first
    reviews: Vec<LogReview>,
    /// Until when the next one is due; nothing when none was ever held
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
}

/// A sign-off
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LogReview {
    /// When (UTC)
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Name of the person
    by: String,
    /// Names of the sources that were looked at
    sources: Vec<String>,
    /// Remarks
    remarks: String,
    /// Shard of the checkpoint over what was looked at
    shard: String,
    /// Records under it
    size: u64,
    /// Its root, hex
    root: String,
}

/// Reviews that were signed
#[utoipa::path(
    get, path = "/logs/reviews", tag = "logs", security(("token" = ["read-logs"])), params(Window),
    responses((status = 200, description = "Reviews that were signed", body = LogReviews))
)]
async fn list_log_reviews(
    State(web): State<Web>,
    Caller(caller): Caller,
    Query(window): Query<Window>,
) -> Result<Json<LogReviews>, Problem> {
    let state = review_state(&web.house, &caller).await?;
    let reviews = state.held.into_iter().map(|review| LogReview {
        at: review.at,
        by: review.name,
        sources: review.sources,
        remarks: review.remarks,
        shard: review.draft.to.shard,
        size: review.draft.to.leaf,
        root: review.draft.root,
    });
    let (page, reviews) = window.cut(reviews.collect())?;
    Ok(Json(LogReviews { page, reviews, due: state.due }))
}

impl From<Became> for LogAlertState {
    fn from(state: Became) -> Self {
        match state {
            Became::Open => Self::Open,
            Became::Settled => Self::Settled,
            Became::FalseAlarm => Self::FalseAlarm,
            Became::Tuned => Self::Tuned,
        }
    }
}

impl From<LogAlertState> for Became {
    fn from(state: LogAlertState) -> Self {
        match state {
            LogAlertState::Open => Self::Open,
            LogAlertState::Settled => Self::Settled,
            LogAlertState::FalseAlarm => Self::FalseAlarm,
            LogAlertState::Tuned => Self::Tuned,
        }
    }
}

impl From<LogsError> for Problem {
    fn from(error: LogsError) -> Self {
        match error {
            LogsError::Forbidden(forbidden) => forbidden.into(),
            LogsError::Missing(_) | LogsError::NoSource(_) => Self::NotFound,
            LogsError::Values(fields) => {
                Self::Invalid(fields.into_iter().map(|field| FieldError::word(field, "cannot-be-kept", &[])).collect())
            }
            LogsError::Busy => Self::Busy,
            LogsError::Lake(_) | LogsError::Taken(_) | LogsError::NotRedacted(_) | LogsError::NoEvents => {
                Self::Invalid(vec![FieldError::new("", sentence(&error))])
            }
            error => Self::fault(error),
        }
    }
}
