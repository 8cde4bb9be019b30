//! 立入検査: what the inspector asks, and packs.

use axum::Router;

use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
}
