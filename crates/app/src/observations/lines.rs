//! 保守回線: every way in from outside that was declared or observed, as a list and as a table.
//!
//! Deliberately not here: which way is which (`domain::facts::channels`).

use sonae_domain::access::Permission;
use sonae_domain::facts::{Channel, channels};

use super::ObservationError;
use crate::actor::Actor;
use crate::house::House;
use crate::logs::csv;
use crate::words::text;

/// Every way in: found but not declared, those of which somebody must say, declared ones.
pub async fn lines_overview(house: &House, actor: &Actor) -> Result<Vec<Channel>, ObservationError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    Ok(channels(&known.decided.facts))
}

/// The same as a table that spreadsheets read.
pub async fn lines_csv(house: &House, actor: &Actor) -> Result<Vec<u8>, ObservationError> {
    let lines = lines_overview(house, actor).await?;
    let head: Vec<String> = ["state", "device", "vendor", "method", "source", "second-factor", "logged", "seen", "confirmed"]
        .iter()
        .map(|column| text(&format!("lines-column-{column}"), &[]))
        .collect();
    let rows = lines.iter().map(|line| {
        let day = |on: Option<jiff::civil::Date>| on.map(|on| on.to_string()).unwrap_or_default();
        let asked = |said: Option<bool>| text(&format!("lines-{}", said_word(said)), &[]);
        vec![
            text(&format!("lines-state-{}", line_state(line)), &[]),
            line.label.clone(),
            line.vendor.clone(),
            line.method.clone(),
            asked(line.source_restricted),
            asked(line.second_factor),
            asked(line.logged),
            day(line.seen_on),
            line.confirmed_on.map(|on| on.to_string()).unwrap_or_default(),
        ]
    });
    Ok(csv(std::iter::once(head).chain(rows)))
}

/// How a way in stands: `undeclared`, `own` (a person must say whether it is for the institution's own people), `seen`, `declared`.
pub fn line_state(line: &Channel) -> &'static str {
    match (line.is_declared, line.may_be_own, line.seen_on) {
        (false, false, _) => "undeclared",
        (false, true, _) => "own",
        (true, _, Some(_)) => "seen",
        (true, _, None) => "declared",
    }
}

/// `yes`, `no`, `unknown`: what was said.
pub fn said_word(said: Option<bool>) -> &'static str {
    match said {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
