//! Sessions: on the server; the browser holds only a random name for one.

use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, MemoryStore, SessionManagerLayer};

use crate::state::Web;

/// Key under which a session holds the login name of whoever has signed in.
pub const SIGNED_IN_AS: &str = "signed-in-as";

/// Without any request for so long, a session ends.
const IDLE: Duration = Duration::minutes(30);

/// The cookie's name; over TLS with the prefix that ties it to this host.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-sonae" } else { "sonae" }
}

pub(crate) fn layer(web: &Web) -> SessionManagerLayer<MemoryStore> {
    SessionManagerLayer::new(web.sessions.clone())
        .with_name(cookie_name(web.secure))
        .with_secure(web.secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(IDLE))
}
