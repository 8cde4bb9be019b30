//! What somebody has to prove themselves with, and what they still have to do before they may go on.

use super::fault::Fault;
use super::user::User;
use super::{kept, password_rule};
use crate::house::House;

/// With what somebody proves who they are, beside the password.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Factors {
    /// Whether there is a password at all
    pub password: bool,
    /// Whether an authenticator app is set up
    pub totp: bool,
    /// How many passkeys
    pub passkeys: usize,
    /// How many recovery codes are left
    pub recovery_codes: usize,
}

impl Factors {
    /// Whether there is a second factor. Recovery codes are none: they only stand in for one.
    pub fn has_second(&self) -> bool {
        self.totp || self.passkeys > 0
    }
}

/// What must be done before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Choose a password of one's own
    ChangePassword,
    /// Set up a second factor
    AddSecondFactor,
}

/// With what somebody proves who they are.
pub async fn factors(house: &House, id: &str) -> Result<Factors, Fault> {
    let mut factors = Factors::default();
    for credential in house.store.credentials(id).await? {
        match credential.kind.as_str() {
            kept::PASSWORD => factors.password = true,
            kept::TOTP => factors.totp = true,
            kept::PASSKEY => factors.passkeys += 1,
            kept::RECOVERY => factors.recovery_codes += 1,
            _ => {}
        }
    }
    Ok(factors)
}

/// What this user must do before anything else. Whoever opened the envelope has other worries. `elsewhere`: the person proved
/// who they are at the institution's own provider, which has its own rules.
pub async fn duty(house: &House, id: &str, user: &User, elsewhere: bool) -> Result<Option<Duty>, Fault> {
    if user.emergency.is_some() || elsewhere {
        return Ok(None);
    }
    if user.must_change_password {
        return Ok(Some(Duty::ChangePassword));
    }
    let lacks = house.settings().await?.accounts.second_factor_required && !factors(house, id).await?.has_second();
    Ok(lacks.then_some(Duty::AddSecondFactor))
}

/// Checks a new password of this user against the rule.
pub(super) async fn check_password(
    house: &House,
    password: &str,
    id: &str,
    user: &User,
) -> Result<Result<bool, password_rule::PasswordProblem>, Fault> {
    let has_factor = factors(house, id).await?.has_second();
    password_rule::check(house, password, (id, &user.name), has_factor).await
}
