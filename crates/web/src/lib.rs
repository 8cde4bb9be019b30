//! How it looks: pages and API over HTTP. Translates requests into use cases and results into pages.
//!
//! One area of the screen is one module of [`pages`] with its own routes and its own folder of templates. Every page works
//! without JavaScript; htmx only makes it smoother. Deliberately not here: decisions, storage, printing.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
#![allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "askama passes arguments of functions by reference")]

pub mod api;
mod assets;
mod client;
mod failure;
mod fields;
mod guard;
pub mod html;
mod page;
mod pages;
mod prose;
mod sessions;
mod signed;
mod state;
mod upload;
pub mod witness;
mod wrong;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyDeadlineLayer;

pub use sessions::{SIGNED_IN_AS, Sessions, cookie_name};
pub use state::Web;

/// Larger requests are refused; uploads have limits of their own.
const BODY: usize = 256 << 10;

/// A body that takes longer to come is given up: it is a broken or a hostile connection.
const BODY_TIME: Duration = Duration::from_mins(10);

/// Everything that is served.
pub fn router(web: Web) -> Router {
    Router::new()
        .merge(pages::routes())
        .layer(middleware::from_fn_with_state(web.clone(), pages::set_up_first))
        .layer(middleware::from_fn(guard::same_origin))
        .layer(sessions::layer(&web))
        .merge(api::routes(&web))
        .merge(assets::routes())
        .fallback(failure::not_found)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(RequestBodyDeadlineLayer::new(BODY_TIME))
        .layer(CatchPanicLayer::custom(failure::panicked))
        .layer(middleware::from_fn_with_state(web.clone(), guard::headers))
        .layer(CompressionLayer::new())
        .with_state(web)
}
