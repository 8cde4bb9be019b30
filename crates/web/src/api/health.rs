//! Whether the server answers, and the document of the API itself: both without a token.

use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_health)).routes(routes!(get_openapi))
}

/// The OpenAPI document as it is sent.
#[derive(Clone)]
pub(crate) struct DocumentText(pub(crate) Arc<str>);

/// State of the server
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Health {
    /// Always `ok`
    status: &'static str,
}

/// Whether the server answers
///
/// Says nothing else: neither version nor institution.
#[utoipa::path(get, path = "/health", tag = "operation", security(()), responses((status = 200, description = "It answers", body = Health)))]
async fn get_health() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// This document
#[utoipa::path(
    get, path = "/openapi.json", tag = "operation", security(()),
    responses((status = 200, description = "The OpenAPI document", body = Object, content_type = "application/json"))
)]
async fn get_openapi(Extension(DocumentText(text)): Extension<DocumentText>) -> Response {
    ([(CONTENT_TYPE, "application/json")], text.to_string()).into_response()
}
