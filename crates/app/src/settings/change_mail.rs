//! Changes how mail is sent. The password is a secret: it goes into a file of its own, never into a record or the log.

use serde_json::json;
use sonae_domain::access::Permission;

use super::{ChangeError, Mail, Settings};
use crate::actor::Actor;
use crate::house::House;
use crate::notify;

/// What becomes of the password.
#[derive(Clone, PartialEq, Eq)]
pub enum NewPassword {
    /// It stays as it is
    Keep,
    /// There is none any more
    Forget,
    /// It is this one
    Set(String),
}

/// Changes the settings of mail. Mail that is on needs a server, a port, a sender and somebody to write to.
pub async fn change_mail(house: &House, actor: &Actor, mail: &Mail, password: NewPassword) -> Result<(), ChangeError> {
    actor.require(Permission::ManageSettings)?;
    let wrong = wrong(mail);
    if !wrong.is_empty() {
        return Err(ChangeError::Values(wrong));
    }
    let is_new = password != NewPassword::Keep;
    match password {
        NewPassword::Keep => {}
        NewPassword::Forget => notify::forget_password(house)?,
        NewPassword::Set(password) => notify::keep_password(house, &password)?,
    }
    let settings = Settings { mail: mail.clone(), ..house.settings().await? };
    let mut tx = house.store.begin().await?;
    settings.keep(&mut tx).await?;
    let event = house.event(actor, "mail.changed", &mail.host, json!({ "on": mail.on, "password-changed": is_new }));
    if is_new {
        tx.commit(event).await?;
    } else {
        tx.commit_if_changed(event).await?;
    }
    Ok(())
}

fn wrong(mail: &Mail) -> Vec<&'static str> {
    let is_address = |text: &str| text.parse::<lettre::message::Mailbox>().is_ok();
    let is_host = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    let mut wrong = Vec::new();
    if (mail.on || !mail.host.is_empty()) && !is_host(&mail.host) {
        wrong.push("host");
    }
    if mail.on && mail.port == 0 {
        wrong.push("port");
    }
    if (mail.on || !mail.from.is_empty()) && !is_address(&mail.from) {
        wrong.push("from");
    }
    if (mail.on && mail.to.is_empty()) || !mail.to.iter().all(|to| is_address(to)) {
        wrong.push("to");
    }
    wrong
}
