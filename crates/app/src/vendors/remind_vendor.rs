//! Reminds a vendor: the letter is sent where mail is switched on; elsewhere a person copies it. Either way the list says when.
//!
//! What the letter said is not kept: it may hold a link with a secret.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::names::same_company;
use sonae_store::StoreError;

use super::form::contracted;
use super::list_vendors::VendorOverview;
use crate::actor::{Actor, Forbidden};
use crate::house::{House, KnowError};
use crate::notify::{SendMailError, send_mail};
use crate::records::{self, REMINDERS, RecordError, next_ordinal, own_record};
use crate::words::{date, text};

/// A reminder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Reminder {
    /// The vendor, as the contracts spell it
    pub vendor: String,
    /// To which address; "" when it went another way
    pub to: String,
    /// When
    pub on: Option<Date>,
    /// Who reminded
    pub by: String,
    /// Whether sonae sent it, and not a person by other means
    pub sent: bool,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was sent
    Sent,
    /// It was noted that a person sent it
    Noted,
}

/// Why nobody was reminded.
#[derive(Debug, thiserror::Error)]
pub enum RemindError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No contract names this vendor
    #[error("no contract names this vendor")]
    UnknownVendor,
    /// The address is none
    #[error("this is no mail address")]
    NoAddress,
    /// The letter did not leave
    #[error(transparent)]
    Mail(#[from] SendMailError),
    /// Nothing could be decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Subject and body of a letter to a vendor about what is still outstanding. `address` is the page on which it can answer.
pub fn reminder_text(
    institution: &str,
    year: &str,
    deadline: Date,
    vendor: &VendorOverview,
    address: Option<(&str, Date)>,
) -> (String, String) {
    let subject = text("vendors-mail-subject", &[("institution", institution), ("year", year)]);
    let mut asked = Vec::new();
    if vendor.submission.is_none() {
        let (answered, all) = (vendor.answered.to_string(), vendor.asked.to_string());
        asked.push(text("vendors-mail-form", &[("year", year), ("answered", &answered), ("all", &all)]));
    }
    for outstanding in vendor.systems.iter().filter(|system| !system.counts) {
        let key = match (outstanding.system.is_empty(), outstanding.received) {
            (true, _) => "vendors-mail-disclosure-any",
            (false, true) => "vendors-mail-disclosure-again",
            (false, false) => "vendors-mail-disclosure",
        };
        asked.push(text(key, &[("system", &outstanding.system)]));
    }
    let asked = if asked.is_empty() { text("vendors-mail-nothing", &[]) } else { asked.join("\n") };
    let way = match address {
        Some((url, until)) => text("vendors-mail-link", &[("url", url), ("until", &date(until))]),
        None => text("vendors-mail-no-link", &[]),
    };
    let args =
        [("vendor", vendor.vendor.as_str()), ("institution", institution), ("asked", &asked), ("deadline", &date(deadline)), ("way", &way)];
    (subject, text("vendors-mail-body", &args))
}

/// Sends a letter (`to` is an address) or notes that a person sent it (`to` is empty).
pub async fn remind_vendor(
    house: &House,
    actor: &Actor,
    vendor: &str,
    to: &str,
    (subject, body): (&str, &str),
) -> Result<Outcome, RemindError> {
    actor.require(Permission::ManageVendors)?;
    let vendor = contracted(&house.known().await?.facts, vendor).ok_or(RemindError::UnknownVendor)?;
    let outcome = if to.is_empty() {
        Outcome::Noted
    } else {
        let looks_like_one = to.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        if !looks_like_one || to.contains([' ', ',', ';', '\n', '<', '>']) {
            return Err(RemindError::NoAddress);
        }
        send_mail(house, to, subject, body).await?;
        Outcome::Sent
    };
    let reminder = Reminder {
        vendor: vendor.clone(),
        to: to.to_owned(),
        on: Some(house.today().await?),
        by: actor.name.clone(),
        sent: outcome == Outcome::Sent,
    };
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, REMINDERS).await?;
    let key = format!("{}-{ordinal}", house.now().as_millisecond());
    tx.put_record(REMINDERS, own_record(&key, ordinal, &reminder)).await?;
    tx.commit(house.event(actor, "vendor.reminded", &vendor, json!({ "to": to, "sent": reminder.sent }))).await?;
    Ok(outcome)
}

/// Reminders to one vendor, the newest first.
pub async fn reminders_of(house: &House, vendor: &str) -> Result<Vec<Reminder>, RecordError> {
    let reminders: Vec<(String, Reminder)> = records::all(&house.store, REMINDERS).await?;
    Ok(reminders.into_iter().rev().map(|(_, reminder)| reminder).filter(|reminder| same_company(&reminder.vendor, vendor)).collect())
}
