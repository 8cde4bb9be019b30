//! Inspection packs: the list, building one, taking one along, checking one.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::Serialize;
use sonae_app::inspection::{BuildPackError, BuiltPack, PackAccessError, build_pack, check_pack as check, list_packs as packs, read_pack};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Path, Query};
use super::problem::{FieldError, Problem};
use super::window::{PageInfo, Window};
use crate::html;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_packs, post_pack)).routes(routes!(get_pack)).routes(routes!(check_pack))
}

/// Packs
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Packs {
    /// Which part of the list this is
    page: PageInfo,
    /// Newest first
    packs: Vec<Pack>,
}

/// An inspection pack that was built
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Pack {
    /// Id, as it stands in addresses
    id: String,
    /// File name for whoever takes it along
    name: String,
    /// SHA-256 of the ZIP
    sha256: String,
    /// Its size
    bytes: u64,
    /// Files in it
    files: u64,
    /// The day whose state it shows
    #[schema(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// Edition
    edition: String,
    /// Who built it
    built_by: String,
    /// When (UTC)
    #[schema(format = DateTime)]
    built_at: String,
    /// Fingerprint of the key that signed it
    fingerprint: String,
}

/// What checking a pack found
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct PackCheck {
    /// Whether it is exactly what was built and signed
    intact: bool,
}

/// The packs that were built
#[utoipa::path(
    get, path = "/packs", tag = "inspection", security(("token" = ["read-inspection"])), params(Window),
    responses((status = 200, description = "The packs, newest first", body = Packs))
)]
async fn list_packs(State(web): State<Web>, Caller(caller): Caller, Query(window): Query<Window>) -> Result<Json<Packs>, Problem> {
    let (page, list) = window.cut(packs(&web.house, &caller).await?)?;
    Ok(Json(Packs { page, packs: list.into_iter().map(|(id, built)| pack(id, built)).collect() }))
}

/// Builds a pack of what is decided now
///
/// Takes seconds. Only one is built at a time.
#[utoipa::path(
    post, path = "/packs", tag = "inspection", security(("token" = ["build-pack"])),
    responses(
        (status = 201, description = "The pack", body = Pack),
        (status = 409, description = "Problem: conflict (another one is being built)", body = super::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn post_pack(State(web): State<Web>, Caller(caller): Caller) -> Result<(StatusCode, Json<Pack>), Problem> {
    let id = build_pack(&web.house, &caller).await?;
    let built = sonae_app::records::one(&web.house.store, sonae_app::records::PACKS, &id).await?.ok_or(Problem::NotFound)?;
    Ok((StatusCode::CREATED, Json(pack(id, built))))
}

/// A pack to take along
///
/// Exactly as it was built. Who took it stands in the operation log.
#[utoipa::path(
    get, path = "/packs/{id}", tag = "inspection", security(("token" = ["read-inspection"])),
    params(("id" = String, Path, description = "Id of the pack")),
    responses(
        (status = 200, description = "The signed ZIP", body = inline(super::extract::File), content_type = "application/zip"),
        (status = 409, description = "Problem: conflict (the file is gone or was changed)", body = super::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_pack(State(web): State<Web>, Caller(caller): Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    let (built, bytes) = read_pack(&web.house, &caller, &id).await?;
    let disposition = format!("attachment; filename=\"sonae-pack-{id}.zip\"; filename*=UTF-8''{}", html::encode(&built.name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/zip")), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// Whether a pack is what was built
#[utoipa::path(
    get, path = "/packs/{id}/check", tag = "inspection", security(("token" = ["read-inspection"])),
    params(("id" = String, Path, description = "Id of the pack")),
    responses((status = 200, description = "What was found", body = PackCheck))
)]
async fn check_pack(State(web): State<Web>, Caller(caller): Caller, Path(id): Path<String>) -> Result<Json<PackCheck>, Problem> {
    let (_, verdict) = check(&web.house, &caller, &id).await?;
    Ok(Json(PackCheck { intact: verdict.faults.is_empty() }))
}

fn pack(id: String, built: BuiltPack) -> Pack {
    Pack {
        id,
        name: built.name,
        sha256: built.sha256,
        bytes: built.bytes,
        files: built.files,
        as_of: built.as_of,
        edition: built.edition,
        built_by: built.built_by,
        built_at: built.built_at,
        fingerprint: built.fingerprint,
    }
}

impl From<PackAccessError> for Problem {
    fn from(error: PackAccessError) -> Self {
        match error {
            PackAccessError::Forbidden(error) => error.into(),
            PackAccessError::Unknown => Self::NotFound,
            PackAccessError::Damaged => Self::Conflict(vec![FieldError::word("", "pack-damaged", &[])]),
            PackAccessError::Record(error) => error.into(),
            PackAccessError::Store(error) => error.into(),
            error @ PackAccessError::Key(_) => Self::fault(error),
        }
    }
}

impl From<BuildPackError> for Problem {
    fn from(error: BuildPackError) -> Self {
        match error {
            BuildPackError::Forbidden(error) => error.into(),
            BuildPackError::Busy => Self::Conflict(vec![FieldError::word("", "pack-busy", &[])]),
            BuildPackError::Know(error) => error.into(),
            BuildPackError::Record(error) => error.into(),
            BuildPackError::Store(error) => error.into(),
            error => Self::fault(error),
        }
    }
}
