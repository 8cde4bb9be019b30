//! Sends one letter through the server of the settings. Sent in the name of whoever caused it; the operation log says that a
//! letter left, not what was in it.

use std::sync::Arc;

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_store::StoreError;

use super::password::password;
use super::post::{Letter, MailServer, PostFailure};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::RecordError;
use crate::settings::Mail;
use crate::words::text;

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum SendMailError {
    /// Mail is not switched on
    #[error("mail is switched off")]
    Off,
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The server did not take it
    #[error(transparent)]
    Post(#[from] PostFailure),
    /// The settings could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be read
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The work was cut off (the program is stopping)
    #[error("the work was cut off")]
    CutOff,
}

/// Sends a letter, when mail is switched on. Whoever calls has asked for the permission to do what the letter is about.
pub async fn send_mail(house: &House, to: &str, subject: &str, body: &str) -> Result<(), SendMailError> {
    let settings = house.settings().await?.mail;
    if !settings.on {
        return Err(SendMailError::Off);
    }
    post(house, settings, to, subject, body).await
}

/// Sends a short letter to see whether the settings are right, even while mail is off.
pub async fn send_test(house: &House, actor: &Actor, to: &str) -> Result<(), SendMailError> {
    actor.require(Permission::ManageSettings)?;
    let settings = house.settings().await?.mail;
    let institution = house.institution().await?.name;
    let outcome =
        post(house, settings, to, &text("mail-test-subject", &[]), &text("mail-test-body", &[("institution", &institution)])).await;
    let event = house.event(actor, "mail.tested", to, json!({ "sent": outcome.is_ok() }));
    house.store.begin().await?.commit(event).await?;
    outcome
}

async fn post(house: &House, settings: Mail, to: &str, subject: &str, body: &str) -> Result<(), SendMailError> {
    let letter = Letter { to: to.to_owned(), subject: subject.to_owned(), body: body.to_owned() };
    let server = MailServer { settings, password: password(house)? };
    let post = Arc::clone(house.post());
    let sent = tokio::task::spawn_blocking(move || post.send(&server, &letter));
    Ok(sent.await.map_err(|_| SendMailError::CutOff)??)
}
