//! 事業者: state of their forms, links, reminders; and the page on which a vendor answers.

use axum::Router;

use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
}
