//! From the secret of a token to whoever it acts for.

use sonae_app::accounts::{Fault, find_token};
use sonae_app::actor::Actor;
use sonae_app::house::House;

use super::problem::Problem;

/// Whoever the token acts for, limited to its scopes; `None` when it is not valid (any more).
pub(crate) async fn find(house: &House, secret: &str) -> Result<Option<Actor>, Problem> {
    Ok(find_token(house, secret).await?)
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Forbidden(error) => error.into(),
            Fault::Store(error) => error.into(),
            Fault::Record(error) => error.into(),
            Fault::Know(error) => error.into(),
            Fault::Missing(_) => Self::NotFound,
            fault @ Fault::Failed(_) => Self::fault(fault),
        }
    }
}
