//! Vulnerabilities and ends of support machine by machine, and what people decide about them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sonae_app::feeds::{
    DecisionLine, FeedError, ListedMachine, MachineFilter, TypedDecision, decide_weakness, list_weaknesses, weakness_decisions,
    withdraw_decision,
};
use sonae_domain::facts::{Judgement, Justification};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Body, Path, Query};
use super::problem::{FieldError, Problem};
use super::window::{PageInfo, Window};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_machine_weaknesses))
        .routes(routes!(list_weakness_decisions))
        .routes(routes!(decide_about_weaknesses))
        .routes(routes!(withdraw_weakness_decision))
}

impl From<FeedError> for Problem {
    fn from(error: FeedError) -> Self {
        match error {
            FeedError::Forbidden(forbidden) => forbidden.into(),
            FeedError::NotThere => Self::NotFound,
            FeedError::Values(fields) => {
                Self::Invalid(fields.into_iter().map(|field| FieldError::word(field, "cannot-be-kept", &[])).collect())
            }
            FeedError::Store(error) => error.into(),
            FeedError::Record(error) => error.into(),
            FeedError::Know(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

/// What is sought
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Sought {
    /// A part of the name or number of the machine
    #[serde(default)]
    device: Option<String>,
    /// The vendor, in any spelling
    #[serde(default)]
    vendor: Option<String>,
    /// `confirmed`, `probable`, `potential`, `ended` (out of support), `decided`
    #[serde(default)]
    state: Option<String>,
    /// Which page, from 1
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<u32>,
    /// How many a page holds
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
}

/// Weaknesses machine by machine
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Weaknesses {
    /// Which part of the list this is
    page: PageInfo,
    /// The most urgent first
    weaknesses: Vec<MachineWeaknesses>,
}

/// One product on one machine, with its weaknesses of one state
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct MachineWeaknesses {
    /// Key of the machine's row in the ledger of devices
    device: String,
    /// Its name
    label: String,
    /// Who maintains it
    vendor: String,
    /// Canonical product
    product: String,
    /// The product as people call it
    name: String,
    /// The version that is there; "" when it is not known
    version: String,
    /// Whether the machine told the version itself; else the ledger did
    told_by_machine: bool,
    /// `confirmed`, `probable`, `potential`, `ended`, `decided`
    state: String,
    /// 1 (exploited, reachable from outside) to 5 (once a month); nothing: no work
    class: Option<u8>,
    /// How many vulnerabilities
    count: usize,
    /// How many of them are known to be exploited
    exploited: usize,
}

impl From<ListedMachine> for MachineWeaknesses {
    fn from(line: ListedMachine) -> Self {
        Self {
            device: line.device,
            label: line.label,
            vendor: line.vendor,
            product: line.product,
            name: line.name,
            version: line.version,
            told_by_machine: line.told_by_machine,
            state: line.state.to_owned(),
            class: line.class,
            count: line.count,
            exploited: line.exploited,
        }
    }
}

/// Weaknesses machine by machine
#[utoipa::path(
    get, path = "/weaknesses", tag = "weaknesses", security(("token" = ["read-ledgers"])), params(Sought),
    responses((status = 200, description = "What the present feeds say of the machines", body = Weaknesses))
)]
async fn list_machine_weaknesses(
    State(web): State<Web>,
    Caller(caller): Caller,
    Query(sought): Query<Sought>,
) -> Result<Json<Weaknesses>, Problem> {
    let filter = MachineFilter {
        device: sought.device.unwrap_or_default(),
        vendor: sought.vendor.unwrap_or_default(),
        state: sought.state.unwrap_or_default(),
        ..MachineFilter::default()
    };
    let all = list_weaknesses(&web.house, &caller, &filter).await?.lines;
    let (page, lines) = Window::new(sought.page, sought.limit).cut(all)?;
    Ok(Json(Weaknesses { page, weaknesses: lines.into_iter().map(Into::into).collect() }))
}

/// Decisions
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct WeaknessDecisions {
    /// What needs a look first
    decisions: Vec<Decision>,
}

/// A decision about a weakness
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = WeaknessDecision)]
struct Decision {
    /// By which it is withdrawn
    key: String,
    /// `lapsed`, `ends-soon`, `holds`, `unmet` (nothing that is found is what was judged), `withdrawn`
    state: String,
    /// The vulnerability; `end-of-support` for the end of support
    vulnerability: String,
    /// Canonical product
    product: String,
    /// `not-affected`, `fixed`, `mitigated`, `accepted`
    judgement: String,
    /// Why it is not affected, as VEX says it
    justification: Option<String>,
    /// In the person's words
    reason: String,
    /// Who decided
    by: String,
    /// Day of the decision
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// The last day on which it holds
    #[schema(value_type = String, format = Date)]
    until: Date,
    /// Keys of the machines that it speaks of
    devices: Vec<String>,
}

impl From<DecisionLine> for Decision {
    fn from(line: DecisionLine) -> Self {
        let decision = line.decision;
        Self {
            key: line.key,
            state: line.state.key().to_owned(),
            vulnerability: if decision.cve.is_empty() { sonae_app::feeds::END_OF_SUPPORT.to_owned() } else { decision.cve },
            product: decision.product,
            judgement: decision.judgement.key().to_owned(),
            justification: decision.justification.map(|why| why.key().to_owned()),
            reason: decision.reason,
            by: decision.by,
            on: decision.on,
            until: decision.until,
            devices: line.devices.into_keys().collect(),
        }
    }
}

/// Decisions about weaknesses
#[utoipa::path(
    get, path = "/weaknesses/decisions", tag = "weaknesses", security(("token" = ["read-ledgers"])),
    responses((status = 200, description = "Every decision, those that no longer hold included", body = WeaknessDecisions))
)]
async fn list_weakness_decisions(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<WeaknessDecisions>, Problem> {
    let lines = weakness_decisions(&web.house, &caller).await?;
    Ok(Json(WeaknessDecisions { decisions: lines.into_iter().map(Into::into).collect() }))
}

/// A decision to be kept
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NewWeaknessDecision {
    /// Canonical product
    product: String,
    /// The vulnerabilities, each found today; `end-of-support` for the end of support
    vulnerabilities: Vec<String>,
    /// `not-affected`, `fixed`, `mitigated`, `accepted`
    judgement: String,
    /// One of the five of VEX; with `not-affected` only
    #[serde(default)]
    justification: Option<String>,
    /// Why
    #[schema(max_length = 1000)]
    reason: String,
    /// The last day; a year from today at most
    #[schema(value_type = String, format = Date)]
    until: Date,
}

/// How many vulnerabilities were decided about
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct WeaknessesDecided {
    /// How many
    count: usize,
}

/// Decide about weaknesses
///
/// They are no work until the day. A decision outlives new versions of the product and ends when the sources say something else.
#[utoipa::path(
    post, path = "/weaknesses/decisions", tag = "weaknesses", security(("token" = ["override-findings"])), request_body = NewWeaknessDecision,
    responses((status = 200, description = "Kept", body = WeaknessesDecided))
)]
async fn decide_about_weaknesses(
    State(web): State<Web>,
    Caller(caller): Caller,
    Body(new): Body<NewWeaknessDecision>,
) -> Result<Json<WeaknessesDecided>, Problem> {
    let typed = TypedDecision {
        product: new.product,
        cves: new.vulnerabilities,
        judgement: Judgement::of(&new.judgement),
        justification: new.justification.as_deref().and_then(Justification::of),
        reason: new.reason,
        until: Some(new.until),
    };
    Ok(Json(WeaknessesDecided { count: decide_weakness(&web.house, &caller, &typed).await? }))
}

/// Withdraw a decision
#[utoipa::path(
    delete, path = "/weaknesses/decisions/{decision}", tag = "weaknesses", security(("token" = ["override-findings"])),
    params(("decision" = String, Path, description = "Its key")),
    responses((status = 204, description = "It no longer holds"))
)]
async fn withdraw_weakness_decision(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(decision): Path<String>,
) -> Result<StatusCode, Problem> {
    withdraw_decision(&web.house, &caller, &decision).await?;
    Ok(StatusCode::NO_CONTENT)
}
