//! What a person makes of a machine that no row is like: a new row, a row that is there, or nothing of ours for a time.

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use sonae_app::observations::{AsideWord, ObservationError, add_to_ledger, set_aside, take_back_aside, tie_to_row};
use sonae_app::words::{spelt, text};
use sonae_domain::calendar;
use sonae_domain::ledger::{DeviceKind, LedgerId};
use sonae_domain::observation::WhyAside;

use super::machine_link;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::page::say;
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/observations/add", post(add))
        .route("/observations/tie", post(tie))
        .route("/observations/aside", post(aside))
        .route("/observations/aside/withdraw", post(withdraw))
}

/// A kind of machine that can be chosen.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) word: String,
}

/// The kinds that a person can choose where the machine did not show its own.
pub(super) fn kinds() -> Vec<Choice> {
    let all = [DeviceKind::Endpoint, DeviceKind::Server, DeviceKind::Network, DeviceKind::Medical, DeviceKind::Other];
    all.map(|kind| Choice { value: spelt(&kind), word: super::device_word(kind) }).into()
}

/// The reasons for setting a machine aside.
pub(super) fn reasons() -> Vec<Choice> {
    WhyAside::ALL.map(|why| Choice { value: why.as_str().to_owned(), word: aside_word(why) }).into()
}

/// Why it was set aside, in words.
pub(super) fn aside_word(why: WhyAside) -> String {
    text(&format!("observations-aside-{}", why.as_str()), &[])
}

fn chosen<T: serde::de::DeserializeOwned>(value: &str) -> Option<T> {
    serde_json::from_value(value.into()).ok()
}

/// What went wrong with a field is told on the machine's page.
async fn told(
    signed: &Signed,
    name: &str,
    done: Result<(), ObservationError>,
    key: &str,
    args: &[(&str, &str)],
) -> Result<Redirect, Failure> {
    let wrong = match done {
        Ok(()) => {
            say(&signed.session, key, args).await?;
            return Ok(Redirect::to("/observations"));
        }
        Err(ObservationError::NoRow(number)) => ("observations-wrong-row", number),
        Err(ObservationError::NoReason) => ("observations-wrong-reason", String::new()),
        Err(ObservationError::BadDay) => ("observations-wrong-day", String::new()),
        Err(error) => return Err(error.into()),
    };
    say(&signed.session, wrong.0, &[("number", &wrong.1)]).await?;
    Ok(Redirect::to(&machine_link(name)))
}

async fn add(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let kind = chosen(posted.get("kind")).unwrap_or(DeviceKind::Unknown);
    match add_to_ledger(&web.house, &signed.actor, posted.get("name"), posted.get("number"), kind).await {
        Ok(row) => {
            say(&signed.session, "observations-said-added", &[("number", &row)]).await?;
            Ok(Redirect::to(&record_link(LedgerId::Devices, &row)))
        }
        Err(ObservationError::NumberTaken(number)) => {
            say(&signed.session, "observations-wrong-number", &[("number", &number)]).await?;
            Ok(Redirect::to(&machine_link(posted.get("name"))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn tie(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let (name, number) = (posted.get("name"), posted.get("number"));
    let done = tie_to_row(&web.house, &signed.actor, name, number).await;
    told(&signed, name, done, "observations-said-same", &[("number", number)]).await
}

async fn aside(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let name = posted.get("name");
    let done = match (chosen(posted.get("why")), calendar::parse(posted.get("until")).ok().filter(|day| day.is_exact())) {
        (None, _) => Err(ObservationError::NoReason),
        (_, None) => Err(ObservationError::BadDay),
        (Some(why), Some(until)) => {
            let word = AsideWord { name: name.to_owned(), why, note: posted.get("note").to_owned(), until: until.latest() };
            set_aside(&web.house, &signed.actor, &word).await
        }
    };
    told(&signed, name, done, "observations-said-aside", &[("until", posted.get("until"))]).await
}

async fn withdraw(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let done = take_back_aside(&web.house, &signed.actor, posted.get("name")).await;
    told(&signed, posted.get("name"), done, "observations-said-aside-withdrawn", &[]).await
}
