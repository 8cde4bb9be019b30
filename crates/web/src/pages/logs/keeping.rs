//! 保管: legal holds, the key with which is sealed, taking logs in again after the evidence was found changed.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sonae_app::logs::terms::Hold;
use sonae_app::logs::{LogsError, TypedHold, begin_anew, change_log_key, holds, lift_hold, log_keys, set_hold, sources};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::calendar::{self, PartialDate};

use super::sentence;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/logs/keeping", get(show))
        .route("/logs/keeping/hold", post(hold))
        .route("/logs/keeping/lift", post(lift))
        .route("/logs/keeping/key", post(key))
        .route("/logs/keeping/anew", post(anew))
}

/// A hold as a row.
struct HoldRow {
    name: String,
    reason: String,
    by: String,
    scope: String,
    span: String,
}

#[derive(Template)]
#[template(path = "logs/keeping.html")]
struct KeepingPage {
    page: Page,
    disagrees: Option<String>,
    holds: Vec<HoldRow>,
    sources: Vec<(String, String)>,
    keys: Vec<String>,
    may_manage: bool,
    /// What was typed, where something is wrong with it
    typed: Fields,
    wrong: Wrong,
}

impl KeepingPage {
    /// Whether a source was chosen in the form that is shown again.
    fn is_chosen(&self, name: &str) -> bool {
        self.typed.all("sources").any(|chosen| chosen == name)
    }

    /// Whether something is wrong with one of these fields: their form stands open.
    fn is_open(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.wrong.of(field).is_some())
    }
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, Fields::default(), Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, typed: Fields, wrong: Wrong) -> Result<KeepingPage, Failure> {
    let held = holds(&web.house, &signed.actor).await?;
    let titled = sources(&web.house, &signed.actor).await?.into_values().map(|source| {
        let title = if source.title.is_empty() { source.name.clone() } else { source.title };
        (source.name, title)
    });
    let sources: Vec<(String, String)> = titled.collect();
    let mut keys = log_keys(&web.house, &signed.actor).await?;
    keys.reverse();
    Ok(KeepingPage {
        page: Page::new(web, signed, "logs").await?,
        disagrees: web.house.vaults().disagrees(),
        holds: held.iter().map(|(name, hold)| row(name, hold, &sources)).collect(),
        may_manage: signed.actor.may(Permission::ManageLogs),
        sources,
        keys,
        typed,
        wrong,
    })
}

fn row(name: &str, hold: &Hold, sources: &[(String, String)]) -> HoldRow {
    let title = |name: &String| sources.iter().find(|(known, _)| known == name).map_or(name, |(_, title)| title).clone();
    let scope = match hold.sources.as_slice() {
        [] => text("logs-review-all", &[]),
        some => some.iter().map(title).collect::<Vec<_>>().join(&text("list-separator", &[])),
    };
    let span = match (hold.from, hold.until) {
        (None, None) => text("logs-hold-always", &[]),
        (Some(from), None) => text("logs-hold-from", &[("from", &day_of(from))]),
        (None, Some(until)) => text("logs-hold-until", &[("until", &last_day(until))]),
        (Some(from), Some(until)) => text("logs-span", &[("from", &day_of(from)), ("until", &last_day(until))]),
    };
    HoldRow { name: name.to_owned(), reason: hold.reason.clone(), by: hold.by.clone(), scope, span }
}

/// The day in Japan.
fn day_of(at: Timestamp) -> String {
    html::date(at.to_zoned(calendar::japan()).date())
}

/// The last day before this instant.
fn last_day(until: Timestamp) -> String {
    day_of(until - SignedDuration::from_secs(1))
}

/// A day that may be left out; what cannot be read is wrong.
fn day(posted: &Fields, field: &'static str, wrong: &mut Wrong, of: fn(PartialDate) -> Date) -> Option<Date> {
    let typed = posted.get(field);
    if typed.is_empty() {
        return None;
    }
    match calendar::parse(typed) {
        Ok(day) => Some(of(day)),
        Err(_) => {
            wrong.add(field, "logs-wrong-date", &[]);
            None
        }
    }
}

async fn hold(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    let typed = TypedHold {
        name: posted.get("name").to_owned(),
        reason: posted.get("hold-reason").to_owned(),
        sources: posted.all("sources").map(str::to_owned).collect(),
        from: day(&posted, "from", &mut wrong, PartialDate::earliest),
        until: day(&posted, "until", &mut wrong, PartialDate::latest),
    };
    if wrong.is_empty() {
        match set_hold(&web.house, &signed.actor, &typed).await {
            Ok(()) => return done(&signed, "logs-hold-kept", &[("name", &typed.name)]).await,
            Err(LogsError::Values(fields)) => fields.iter().for_each(|field| match *field {
                "name" => wrong.add("name", "logs-wrong-hold-name", &[]),
                "reason" => wrong.add("hold-reason", "logs-wrong-reason", &[]),
                "until" => wrong.add("until", "logs-wrong-span", &[]),
                _ => wrong.add("sources", "logs-wrong-source", &[]),
            }),
            Err(LogsError::Taken(_)) => wrong.add("name", "logs-wrong-hold-taken", &[]),
            Err(error) => wrong.say("name", told(error)?),
        }
    }
    html::show_again(&page(&web, &signed, posted, wrong).await?)
}

async fn lift(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    let name = posted.get("lift");
    match lift_hold(&web.house, &signed.actor, name, posted.get("lift-reason")).await {
        Ok(()) => return done(&signed, "logs-hold-ended", &[("name", name)]).await,
        Err(LogsError::Values(_)) => wrong.add("lift-reason", "logs-wrong-reason", &[]),
        Err(LogsError::Missing(_)) => wrong.add("lift", "logs-wrong-hold", &[]),
        Err(error) => wrong.say("lift", told(error)?),
    }
    html::show_again(&page(&web, &signed, posted, wrong).await?)
}

async fn key(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    match change_log_key(&web.house, &signed.actor, posted.get("key-reason")).await {
        Ok(_) => return done(&signed, "logs-key-kept", &[]).await,
        Err(LogsError::Values(_)) => wrong.add("key-reason", "logs-wrong-reason", &[]),
        Err(error) => wrong.say("key-reason", told(error)?),
    }
    html::show_again(&page(&web, &signed, posted, wrong).await?)
}

async fn anew(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    match begin_anew(&web.house, &signed.actor, posted.get("anew-reason")).await {
        Ok(shard) => return done(&signed, "logs-anew-kept", &[("shard", &shard)]).await,
        Err(LogsError::Values(_)) => wrong.add("anew-reason", "logs-wrong-reason", &[]),
        Err(LogsError::Agrees) => return done(&signed, "logs-anew-needless", &[]).await,
        Err(error) => wrong.say("anew-reason", told(error)?),
    }
    html::show_again(&page(&web, &signed, posted, wrong).await?)
}

/// A failure as a sentence beside the form; what is no matter of the form stays a failure.
fn told(error: LogsError) -> Result<String, Failure> {
    match error {
        LogsError::Forbidden(_) | LogsError::Store(_) | LogsError::Record(_) | LogsError::Know(_) => Err(error.into()),
        error => Ok(sentence(&error)),
    }
}

async fn done(signed: &Signed, key: &str, args: &[(&str, &str)]) -> Result<Response, Failure> {
    say(&signed.session, key, args).await?;
    Ok(Redirect::to("/logs/keeping").into_response())
}
