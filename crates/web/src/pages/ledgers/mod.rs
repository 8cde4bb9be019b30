//! 台帳: lists, records, import, export, stocktaking.

use axum::Router;

use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
}
