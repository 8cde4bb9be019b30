//! The JSON API under `/api/v1`: one file a noun, each route documented where it is written.
//!
//! A handler translates a request into a use case and the result into a small type of the contract; the types of the domain
//! do not leave the program this way, so that they can change. Which permission an operation needs is said in its
//! documentation, and [`admission`] holds callers to what the documentation says. Deliberately not here: pages, cookies,
//! decisions.

mod admission;
mod answers;
mod approvals;
mod audit;
mod backups;
mod changes;
mod document;
mod editions;
mod extract;
mod forms;
mod health;
mod institution;
mod items;
mod ledgers;
mod log_keeping;
mod logs;
mod next_steps;
mod packs;
mod problem;
mod products;
mod records;
mod reference;
mod strangers;
mod token;
mod transfer;
mod values;
mod vendors;
mod weaknesses;
mod window;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use serde_json::Value;
use sonae_domain::framework::Frameworks;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::state::Web;
use admission::Admission;
use problem::Problem;

/// Where the API lies.
const ROOT: &str = "/api/v1";

fn described() -> OpenApiRouter<Web> {
    let nouns = OpenApiRouter::new()
        .merge(health::routes())
        .merge(institution::routes())
        .merge(editions::routes())
        .merge(forms::routes())
        .merge(items::routes())
        .merge(next_steps::routes())
        .merge(answers::routes())
        .merge(ledgers::routes())
        .merge(records::routes())
        .merge(changes::routes())
        .merge(transfer::routes())
        .merge(vendors::routes())
        .merge(approvals::routes())
        .merge(packs::routes())
        .merge(audit::routes())
        .merge(backups::routes())
        .merge(logs::routes())
        .merge(log_keeping::routes())
        .merge(strangers::routes())
        .merge(products::routes())
        .merge(weaknesses::routes());
    OpenApiRouter::with_openapi(document::Described::openapi()).nest(ROOT, nouns)
}

/// The OpenAPI document.
pub fn document(frameworks: &Frameworks) -> Value {
    document::complete(described().get_openapi(), frameworks)
}

/// The API, and the page that explains it.
pub(crate) fn routes(web: &Web) -> Router<Web> {
    let (routes, described) = described().split_for_parts();
    let document = Arc::new(document::complete(&described, web.house.frameworks));
    let admission = Arc::new(Admission::of(&document));
    let text: Arc<str> = serde_json::to_string(&*document).unwrap_or_default().into();
    let api = routes
        .layer(axum::Extension(health::DocumentText(text)))
        .layer(middleware::from_fn_with_state((web.clone(), admission), admission::admit))
        .layer(CatchPanicLayer::custom(problem::panicked));
    let nowhere = Router::new().route("/api/{*rest}", axum::routing::any(|| async { Problem::NotFound }));
    Router::new().merge(api).merge(nowhere).route("/api", get(reference::page)).layer(axum::Extension(document))
}
