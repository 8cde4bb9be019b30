//! Machines that no ledger knows: listed, put into the ledger, tied to a row that is there, or set aside for a time.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sonae_app::observations::{
    AsideWord, MachineLine, ObservationError, add_to_ledger, observations_overview, set_aside, take_back_aside, tie_to_row,
};
use sonae_domain::{ledger, observation};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Body, Path, Query};
use super::problem::{FieldError, Problem};
use super::values::{DeviceKind, WhyAside};
use super::window::{PageInfo, Window};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_strangers))
        .routes(routes!(add_stranger_to_ledger, tie_stranger_to_row))
        .routes(routes!(set_stranger_aside, take_back_stranger))
}

impl From<ObservationError> for Problem {
    fn from(error: ObservationError) -> Self {
        match error {
            ObservationError::Forbidden(forbidden) => forbidden.into(),
            ObservationError::NotThere => Self::NotFound,
            ObservationError::TooLarge => Self::TooLarge,
            ObservationError::NumberTaken(number) => Self::Conflict(vec![FieldError::word("number", "taken", &[("key", &number)])]),
            ObservationError::NoRow(_) => Self::invalid("number", "no-such-row"),
            ObservationError::NoReason => Self::invalid("note", "reason-wanted"),
            ObservationError::BadDay => Self::invalid("until", "until-too-far"),
            ObservationError::Store(error) => error.into(),
            ObservationError::Record(error) => error.into(),
            ObservationError::Know(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

/// Machines that no ledger knows
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Strangers {
    /// Which part of the list this is
    page: PageInfo,
    /// Network devices first; those that were set aside last
    strangers: Vec<Stranger>,
}

/// A machine that no ledger knows
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Stranger {
    /// By which it is named in the other operations
    name: String,
    /// What a person calls it
    label: String,
    /// What sort of machine it is, as observed
    kind: DeviceKind,
    /// Maker, and who made its network interface
    maker: String,
    /// Model
    model: String,
    /// Names on the network
    hosts: Vec<String>,
    /// Addresses
    addresses: Vec<String>,
    /// Addresses of its network interfaces
    macs: Vec<String>,
    /// First day on which it was seen
    #[schema(value_type = String, format = Date)]
    first_seen: Date,
    /// Last day on which it was seen
    #[schema(value_type = String, format = Date)]
    last_seen: Date,
    /// Whether that is too long ago to count
    outdated: bool,
    /// Files in which it was seen, the newest first
    files: Vec<String>,
    /// A person's word that it belongs in no ledger, while that counts
    set_aside: Option<Aside>,
}

/// A person's word that a machine belongs in no ledger
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Aside {
    /// Why
    why: WhyAside,
    /// In the person's own words
    note: String,
    /// Who said so
    by: String,
    /// On which day
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// Last day on which it counts
    #[schema(value_type = String, format = Date)]
    until: Date,
}

impl From<MachineLine> for Stranger {
    fn from(line: MachineLine) -> Self {
        let machine = line.machine;
        let aside =
            machine.set_aside.map(|said| Aside { why: said.why.into(), note: said.note, by: said.by, on: said.on, until: said.until });
        Self {
            name: machine.name,
            label: machine.label,
            kind: machine.kind.into(),
            maker: machine.maker,
            model: machine.model,
            hosts: machine.identifiers.hosts,
            addresses: machine.identifiers.addresses,
            macs: machine.identifiers.macs,
            first_seen: machine.first_seen,
            last_seen: machine.last_seen,
            outdated: line.outdated,
            files: machine.sightings.into_iter().map(|seen| seen.source.file).collect(),
            set_aside: aside,
        }
    }
}

/// Machines that no ledger knows
#[utoipa::path(
    get, path = "/strangers", tag = "observations", security(("token" = ["read-ledgers"])), params(Window),
    responses((status = 200, description = "Machines that were seen and are no row of the ledger of devices", body = Strangers))
)]
async fn list_strangers(State(web): State<Web>, Caller(caller): Caller, Query(window): Query<Window>) -> Result<Json<Strangers>, Problem> {
    let seen = observations_overview(&web.house, &caller).await?;
    let all: Vec<MachineLine> = seen.unknown_network.into_iter().chain(seen.unknown).chain(seen.aside).collect();
    let (page, lines) = window.cut(all)?;
    Ok(Json(Strangers { page, strangers: lines.into_iter().map(Into::into).collect() }))
}

/// A new row for a machine
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NewRow {
    /// Its number in the ledger; "" or nothing: the next that is free
    #[serde(default)]
    #[schema(max_length = 100)]
    number: String,
    /// What it is, where the machine did not show that
    #[serde(default)]
    kind: Option<DeviceKind>,
}

/// A row of the ledger of devices
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct RowOfStranger {
    /// Its key
    key: String,
}

/// Put a machine into the ledger of devices
///
/// The new row holds what was observed; place and user no machine knows.
#[utoipa::path(
    post, path = "/strangers/{stranger}/row", tag = "observations", security(("token" = ["edit-ledgers"])),
    params(("stranger" = String, Path, description = "Its name")), request_body = NewRow,
    responses((status = 200, description = "The new row", body = RowOfStranger), (status = 409, description = "Another row has this number"))
)]
async fn add_stranger_to_ledger(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(stranger): Path<String>,
    Body(new): Body<NewRow>,
) -> Result<Json<RowOfStranger>, Problem> {
    if new.number.chars().count() > LONGEST_NUMBER {
        return Err(Problem::invalid("number", "cannot-be-kept"));
    }
    let kind = new.kind.map_or(ledger::DeviceKind::Unknown, Into::into);
    Ok(Json(RowOfStranger { key: add_to_ledger(&web.house, &caller, &stranger, &new.number, kind).await? }))
}

/// The longest number of a row, in characters.
const LONGEST_NUMBER: usize = 100;

/// A row that is there
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct KnownRow {
    /// Its number, or the name of its host
    #[schema(min_length = 1, max_length = 100)]
    number: String,
}

/// Tie a machine to a row of the ledger of devices
#[utoipa::path(
    put, path = "/strangers/{stranger}/row", tag = "observations", security(("token" = ["edit-ledgers"])),
    params(("stranger" = String, Path, description = "Its name")), request_body = KnownRow,
    responses((status = 204, description = "The machine is this row from now on"))
)]
async fn tie_stranger_to_row(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(stranger): Path<String>,
    Body(row): Body<KnownRow>,
) -> Result<StatusCode, Problem> {
    tie_to_row(&web.house, &caller, &stranger, &row.number).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A word that a machine belongs in no ledger
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NewAside {
    /// Why
    why: WhyAside,
    /// In one's own words; wanted with `other`
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
    /// The last day on which it counts; a year from today at most
    #[schema(value_type = String, format = Date)]
    until: Date,
}

/// Set a machine aside
///
/// It belongs in no ledger, until the day comes.
#[utoipa::path(
    put, path = "/strangers/{stranger}/aside", tag = "observations", security(("token" = ["edit-ledgers"])),
    params(("stranger" = String, Path, description = "Its name")), request_body = NewAside,
    responses((status = 204, description = "It is set aside"))
)]
async fn set_stranger_aside(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(stranger): Path<String>,
    Body(aside): Body<NewAside>,
) -> Result<StatusCode, Problem> {
    let word = AsideWord { name: stranger, why: observation::WhyAside::from(aside.why), note: aside.note, until: aside.until };
    set_aside(&web.house, &caller, &word).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take back that a machine was set aside
#[utoipa::path(
    delete, path = "/strangers/{stranger}/aside", tag = "observations", security(("token" = ["edit-ledgers"])),
    params(("stranger" = String, Path, description = "Its name")),
    responses((status = 204, description = "It is one that no ledger knows again"))
)]
async fn take_back_stranger(State(web): State<Web>, Caller(caller): Caller, Path(stranger): Path<String>) -> Result<StatusCode, Problem> {
    take_back_aside(&web.house, &caller, &stranger).await?;
    Ok(StatusCode::NO_CONTENT)
}
