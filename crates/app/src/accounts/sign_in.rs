//! Signing in with a password, and with the second factor where there is one.
//!
//! Whoever does not exist gets the same answer as a wrong password, after about the same time. Deliberately not here: passkeys,
//! which are both at once ([`super::passkeys`]), the institution's own provider ([`super::oidc`]), and the envelope, before which
//! there is no lock ([`super::emergency`]).

use jiff::Timestamp;
use serde_json::json;
use sonae_store::AuditEvent;

use super::fault::{Fault, has_faults};
use super::hashing::{self, Match};
use super::kept::{self, KeptPassword};
use super::lockout::Counted;
use super::standing::factors;
use super::user::{User, find_user, login_name};
use super::{recovery_codes, totp};
use crate::house::House;

/// From where somebody signs in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Network address; "" when not known
    pub address: String,
    /// What the browser calls itself
    pub user_agent: String,
}

/// Somebody has proved who they are, or half of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Login name
    pub id: String,
    /// Whether the second factor is still to be shown; nobody has signed in before
    pub needs_second: bool,
}

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such user, wrong password or code, or shut off: which of them is not told
    #[error("refused")]
    Refused,
    /// Too many failures; nothing was looked at
    #[error("locked until {0}")]
    Locked(Timestamp),
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(SignInError);

/// The first step: login name and password. Without a second factor, the person has signed in.
pub async fn sign_in(house: &House, typed: &str, password: &str, client: &Client) -> Result<SignIn, SignInError> {
    let id = login_name(typed);
    let user = find_user(&house.store, &id).await?;
    let counted = Counted::new("password", &id, &client.address);
    if let Some(until) = counted.locked_until(house).await? {
        return Err(SignInError::Locked(until));
    }
    let known = user.as_ref().filter(|user| user.is_active() && user.emergency.is_none());
    let kept = match known {
        Some(_) => kept::password_of(&house.store, &id).await?,
        None => None,
    };
    let kept = kept.filter(|kept| kept.once_until.is_none_or(|until| until > house.now()));
    let outcome = hashing::verify(password, kept.as_ref().map(|kept| kept.hash.as_str())).await?;
    let Some(kept) = kept.filter(|_| outcome != Match::No) else {
        return Err(refuse(house, &counted, user.is_some().then_some(id.as_str()), client, "password").await?);
    };
    counted.succeeded(house).await?;
    let anew = if outcome == Match::YesButOld { Some(KeptPassword { hash: hashing::hash(password).await?, ..kept }) } else { None };
    let needs_second = factors(house, &id).await?.has_second();
    if !needs_second || anew.is_some() {
        let mut tx = house.store.begin().await?;
        if let Some(anew) = anew {
            tx.put_credential(&kept::password(&id, &anew, house.now())?).await?;
        }
        let how = if needs_second { "user.password-rehashed" } else { "user.signed-in" };
        tx.commit(signed_in_event(house, &id, how, "password", client)).await?;
    }
    Ok(SignIn { id, needs_second })
}

/// The second step: a code of the authenticator app, or one of the recovery codes.
pub async fn confirm_second_factor(house: &House, id: &str, code: &str, client: &Client) -> Result<(), SignInError> {
    let counted = Counted::new("second", id, &client.address);
    if let Some(until) = counted.locked_until(house).await? {
        return Err(SignInError::Locked(until));
    }
    find_user(&house.store, id).await?.filter(User::is_active).ok_or(SignInError::Refused)?;
    let mut tx = house.store.begin().await?;
    let how = if totp::accept(house, &mut tx, id, code).await? {
        "totp"
    } else if recovery_codes::accept(house, &mut tx, id, code).await? {
        "recovery-code"
    } else {
        tx.rollback().await?;
        return Err(refuse(house, &counted, Some(id), client, "second-factor").await?);
    };
    tx.commit(signed_in_event(house, id, "user.signed-in", how, client)).await?;
    counted.succeeded(house).await?;
    Ok(())
}

/// Counts and logs a failure. What was typed is nowhere kept; of a name that does not exist only that it does not.
pub(super) async fn refuse(
    house: &House,
    counted: &Counted,
    known: Option<&str>,
    client: &Client,
    what: &str,
) -> Result<SignInError, Fault> {
    let until = counted.failed(house).await?;
    let detail = json!({"what": what, "address": client.address, "locked-until": until.map(|until| until.to_string())});
    let event = AuditEvent {
        at: house.now(),
        actor: known.unwrap_or("unknown-user").to_owned(),
        action: "user.sign-in-failed".to_owned(),
        subject: known.unwrap_or_default().to_owned(),
        detail,
    };
    house.store.begin().await?.commit(event).await?;
    Ok(until.map_or(SignInError::Refused, SignInError::Locked))
}

/// The event of somebody who got in.
pub(super) fn signed_in_event(house: &House, id: &str, action: &str, how: &str, client: &Client) -> AuditEvent {
    AuditEvent {
        at: house.now(),
        actor: id.to_owned(),
        action: action.to_owned(),
        subject: id.to_owned(),
        detail: json!({"how": how, "address": client.address}),
    }
}
