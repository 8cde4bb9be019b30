//! The authenticator app: a code of six digits that changes every 30 seconds (RFC 6238).

use serde_json::json;
use sonae_store::Tx;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::fault::{Fault, has_faults};
use super::kept::{self, KeptTotp};
use super::user::half_width;
use super::{find_user, secret};
use crate::actor::Actor;
use crate::house::House;

/// Bytes of the shared secret: as long as the hash inside.
const BYTES: usize = 20;
/// What the app shows beside the institution's account.
const ISSUER: &str = "sonae";

/// What a person puts into their app. Nothing is kept until a code has been shown.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSetUp {
    /// The shared secret in base 32, to be typed
    pub secret: String,
    /// The same as an address, to be shown as a QR code
    pub url: String,
}

/// Why the app was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmTotpError {
    /// The code does not fit the secret
    #[error("wrong code")]
    WrongCode,
    /// Something else
    #[error(transparent)]
    Fault(#[from] Fault),
}
has_faults!(ConfirmTotpError);

/// A new secret for this person, or the one that is being set up, to be shown again.
pub fn set_up_totp(actor: &Actor, secret: Option<&str>) -> Result<TotpSetUp, Fault> {
    let secret = match secret {
        Some(secret) => Secret::try_from_base32(secret).map_err(Fault::failed)?,
        None => Secret::new(Box::new(secret::random::<BYTES>()?)),
    };
    let text = secret.to_base32();
    let url = builder(secret).with_account_name(actor.id.clone()).with_issuer(Some(ISSUER)).build().map_err(Fault::failed)?;
    Ok(TotpSetUp { secret: text, url: url.to_url().map_err(Fault::failed)? })
}

/// Keeps the secret, once the app has shown that it has it. In place of an earlier app.
pub async fn confirm_totp(house: &House, actor: &Actor, secret: &str, code: &str) -> Result<(), ConfirmTotpError> {
    find_user(&house.store, &actor.id).await?.ok_or(Fault::Missing("user"))?;
    let secret = Secret::try_from_base32(secret).map_err(Fault::failed)?;
    let text = secret.to_base32();
    let totp = builder(secret).build().map_err(Fault::failed)?;
    let step = step(house, &totp, code).ok_or(ConfirmTotpError::WrongCode)?;
    let mut tx = house.store.begin().await?;
    tx.put_credential(&kept::totp(&actor.id, &KeptTotp { secret: text, used_step: step }, house.now())?).await?;
    tx.commit(house.event(actor, "user.factor-added", &actor.id, json!({"kind": kept::TOTP}))).await?;
    Ok(())
}

/// Whether this is a code of the person's app that was not used before; it is used then.
pub(super) async fn accept(house: &House, tx: &mut Tx, id: &str, code: &str) -> Result<bool, Fault> {
    let Some(mut credential) = tx.credential(&format!("{}:{id}", kept::TOTP)).await? else { return Ok(false) };
    let mut known: KeptTotp = kept::read(&credential)?;
    let totp = builder(Secret::try_from_base32(&known.secret).map_err(Fault::failed)?).build().map_err(Fault::failed)?;
    let Some(step) = step(house, &totp, code).filter(|step| *step > known.used_step) else { return Ok(false) };
    known.used_step = step;
    credential.secret = serde_json::to_string(&known).map_err(Fault::failed)?;
    credential.last_used = Some(house.now());
    tx.put_credential(&credential).await?;
    Ok(true)
}

fn builder(secret: Secret) -> Builder {
    Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30).with_secret(secret)
}

/// The step of which this is the code; the one before and the one after now count too.
fn step(house: &House, totp: &Totp, code: &str) -> Option<u64> {
    let digits: String = half_width(code).chars().filter(|c| !c.is_whitespace()).collect();
    totp.check(&digits, u64::try_from(house.now().as_second()).ok()?)
}
