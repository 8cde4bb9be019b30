//! Signing in and out, and what belongs to the person: password, second factor, passkeys, sessions.

use axum::Router;

use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
}
