//! Whoever has signed in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sonae_app::accounts::{Duty, User, duty, end_emergency_when_over, find_user};
use sonae_app::actor::Actor;
use sonae_domain::access::Permission;
use tower_sessions::Session;

use crate::failure::Failure;
use crate::sessions::{SIGNED_IN_AS, SIGNED_IN_ELSEWHERE};
use crate::state::Web;

/// Whoever has signed in, with their session. A handler that takes this is closed to everybody else, and to whoever must
/// change the password or add a second factor first.
pub(crate) struct Signed {
    /// Who
    pub(crate) actor: Actor,
    /// Their session
    pub(crate) session: Session,
}

/// Whoever has signed in, whatever they still have to do: for the pages on which they do it.
pub(crate) struct Arrived {
    /// Who, with their session
    pub(crate) signed: Signed,
    /// What they still have to do
    pub(crate) duty: Option<Duty>,
}

impl Signed {
    /// Fails unless this is allowed. Use cases ask again; a page that calls none asks here.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), Failure> {
        Ok(self.actor.require(permission)?)
    }
}

impl FromRequestParts<Web> for Arrived {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let session = Session::from_request_parts(parts, web).await.map_err(|(_, message)| Failure::Fault(message.to_owned()))?;
        let back = || Failure::SignInFirst(parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default());
        let id: String = session.get(SIGNED_IN_AS).await?.ok_or_else(back)?;
        // asked for anew each time: whoever is disabled is out at once
        let user = find_user(&web.house.store, &id).await?.filter(User::is_active).ok_or_else(back)?;
        if end_emergency_when_over(&web.house, &id, &user).await? {
            return Err(back());
        }
        let elsewhere = session.get(SIGNED_IN_ELSEWHERE).await?.unwrap_or(false);
        let duty = duty(&web.house, &id, &user, elsewhere).await?;
        Ok(Self { signed: Signed { actor: user.actor(&id), session }, duty })
    }
}

impl FromRequestParts<Web> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let arrived = Arrived::from_request_parts(parts, web).await?;
        match arrived.duty {
            Some(duty) => Err(Failure::FirstDo(duty)),
            None => Ok(arrived.signed),
        }
    }
}
