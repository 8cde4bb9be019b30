//! 設定: users, figures, notifications, own backups, operation log.

use axum::Router;

use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
}
