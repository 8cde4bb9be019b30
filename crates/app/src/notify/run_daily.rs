//! Once a day, in the morning: the letter about what is due, when mail is on and there is something to tell.
//!
//! Which day was told last is a record, so that a restart does not tell it twice.

use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::digest::{DigestError, digest};
use super::send_mail::send_mail;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, NOTICES, own_record};
use crate::words::text;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_mins(15);
/// The hour from which the letter is sent.
const MORNING: i8 = 7;
/// Key of the last day that was told.
const TOLD: &str = "digest";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Told {
    on: Option<Date>,
}

/// Sends the letter every morning, as long as the program runs. A failure is logged, and tried again.
pub async fn run_daily(house: &House) {
    let mut clock = tokio::time::interval(LOOK);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        if house.now().to_zoned(sonae_domain::calendar::japan()).hour() < MORNING {
            continue;
        }
        if let Err(error) = send_digest(house).await {
            tracing::warn!(%error, "the letter about what is due was not sent");
        }
    }
}

/// Sends the letter of today, unless it was sent, mail is off or there is nothing to tell. Gives to how many it went.
pub async fn send_digest(house: &House) -> Result<usize, DigestError> {
    let mail = house.settings().await?.mail;
    let today = house.clock.today();
    let told: Told = records::one(&house.store, NOTICES, TOLD).await?.unwrap_or_default();
    if !mail.on || mail.to.is_empty() || told.on == Some(today) {
        return Ok(0);
    }
    let digest = digest(house).await?;
    if !digest.is_empty() {
        let institution = house.institution().await?.name;
        let subject = text("mail-digest-subject", &[("institution", &institution)]);
        let body = digest.body(&institution);
        for to in &mail.to {
            send_mail(house, to, &subject, &body).await?;
        }
    }
    let sent = if digest.is_empty() { 0 } else { mail.to.len() };
    let mut tx = house.store.begin().await?;
    tx.put_record(NOTICES, own_record(TOLD, 0, &Told { on: Some(today) })).await?;
    let event = house.event(&Actor::schedule(), "notice.sent", &today.to_string(), json!({ "letters": sent, "parts": digest.parts.len() }));
    tx.commit(event).await?;
    Ok(sent)
}
