//! Whoever has signed in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sonae_app::accounts::find_user;
use sonae_app::actor::Actor;
use sonae_domain::access::Permission;
use tower_sessions::Session;

use crate::failure::Failure;
use crate::sessions::SIGNED_IN_AS;
use crate::state::Web;

/// Whoever has signed in, with their session. A handler that takes this is closed to everybody else.
pub(crate) struct Signed {
    /// Who
    pub(crate) actor: Actor,
    /// Their session
    pub(crate) session: Session,
}

impl Signed {
    /// Fails unless this is allowed. Use cases ask again; a page that calls none asks here.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), Failure> {
        Ok(self.actor.require(permission)?)
    }
}

impl FromRequestParts<Web> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let session = Session::from_request_parts(parts, web).await.map_err(|(_, message)| Failure::Fault(message.to_owned()))?;
        let back = || Failure::SignInFirst(parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default());
        let id: String = session.get(SIGNED_IN_AS).await?.ok_or_else(back)?;
        // asked for anew each time: whoever is disabled is out at once
        let user = find_user(&web.house.store, &id).await?.filter(|user| user.is_active()).ok_or_else(back)?;
        Ok(Self { actor: user.actor(&id), session })
    }
}
