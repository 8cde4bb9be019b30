//! 警告: what rules noticed, what became of it, false alarms that are not told for a while.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::Deserialize;
use sonae_app::logs::terms::{Level, Tuning};
use sonae_app::logs::{Alert, AlertState, LogsError, alert_state, alerts, level, lift_tuning, settle_alert, tune_alert, tunings};
use sonae_domain::access::Permission;
use sonae_domain::calendar;

use super::instant;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/logs/alerts", get(list))
        .route("/logs/alerts/settle", post(settle))
        .route("/logs/alerts/tune", post(tune))
        .route("/logs/alerts/lift", post(lift))
}

/// So many alerts are shown.
const SHOWN: usize = 100;
/// So many lines of evidence of an alert are named.
const LINES: usize = 5;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    show: String,
}

/// An alert.
struct AlertView {
    id: String,
    kind: &'static str,
    level: String,
    title: String,
    at: String,
    about: String,
    source: String,
    author: String,
    state: String,
    remarks: String,
    links: Vec<(String, String)>,
    is_open: bool,
}

/// A tuning.
struct TuningView {
    id: String,
    rule: String,
    about: String,
    reason: String,
    by: String,
    until: String,
}

#[derive(Template)]
#[template(path = "logs/alerts.html")]
struct AlertsPage {
    page: Page,
    alerts: Vec<AlertView>,
    tunings: Vec<TuningView>,
    open: usize,
    total: usize,
    all: bool,
    typed: Fields,
    may_manage: bool,
    wrong: Wrong,
}

impl AlertsPage {
    /// The id of a field: the list of what is wrong leads to the form that was sent, and no id stands twice.
    fn id(&self, field: &str, alert: &str) -> String {
        if self.is_typed(alert) { field.to_owned() } else { format!("{field}-{alert}") }
    }

    /// What was typed, in the form in which it was typed.
    fn typed(&self, field: &str, alert: &str) -> &str {
        if self.is_typed(alert) { self.typed.get(field) } else { "" }
    }

    /// What is wrong with a field of this form.
    fn wrong(&self, field: &str, alert: &str) -> Option<&str> {
        self.wrong.of(field).filter(|_| self.is_typed(alert))
    }

    fn is_typed(&self, alert: &str) -> bool {
        !self.wrong.is_empty() && self.typed.get("id") == alert
    }
}

/// Chip of a level.
pub(super) fn kind(level: Level) -> &'static str {
    match level {
        Level::Critical | Level::High => "no",
        Level::Medium => "old",
        Level::Low | Level::Informational => "na",
    }
}

fn view((id, alert): &(String, Alert)) -> AlertView {
    let hit = &alert.hit;
    let link = |(shard, leaf): &(String, u64)| (format!("{shard}/{leaf}"), format!("/logs/lines/{}/{leaf}", html::encode(shard)));
    AlertView {
        id: id.clone(),
        kind: kind(hit.level),
        level: level(hit.level),
        title: hit.title.clone(),
        at: instant(Timestamp::from_microsecond(hit.time).ok()),
        about: hit.about.clone(),
        source: hit.source.clone(),
        author: hit.author.clone(),
        state: alert_state(alert.state),
        remarks: alert.note.clone(),
        links: hit.leaves.iter().take(LINES).map(link).collect(),
        is_open: alert.state == AlertState::Open,
    }
}

async fn list(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, asked.show == "all", Fields::default(), Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, all: bool, typed: Fields, wrong: Wrong) -> Result<AlertsPage, Failure> {
    let mut found = alerts(&web.house, &signed.actor).await?;
    let total = found.len();
    let open = found.iter().filter(|(_, alert)| alert.state == AlertState::Open).count();
    let title = |rule: &str| {
        found.iter().find(|(_, alert)| alert.hit.rule == rule).map_or_else(|| rule.to_owned(), |(_, alert)| alert.hit.title.clone())
    };
    let tuned = tunings(&web.house, &signed.actor).await?.into_iter().map(|(id, tuning)| TuningView {
        id,
        rule: title(&tuning.rule),
        about: tuning.about,
        reason: tuning.reason,
        by: tuning.by,
        until: html::slashed(tuning.expires),
    });
    let tunings = tuned.collect();
    found.retain(|(_, alert)| all || alert.state == AlertState::Open);
    found
        .sort_by_key(|(_, alert)| (alert.state != AlertState::Open, std::cmp::Reverse(alert.hit.level), std::cmp::Reverse(alert.hit.time)));
    Ok(AlertsPage {
        page: Page::new(web, signed, "logs").await?,
        alerts: found.iter().take(SHOWN).map(view).collect(),
        tunings,
        open,
        total,
        all,
        typed,
        may_manage: signed.actor.may(Permission::ManageLogs),
        wrong,
    })
}

async fn settle(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let state = if posted.get("state") == "false-alarm" { AlertState::FalseAlarm } else { AlertState::Settled };
    let id = posted.get("id");
    match settle_alert(&web.house, &signed.actor, id, state, posted.get("remarks")).await {
        Ok(()) => {
            say(&signed.session, "logs-alert-kept", &[]).await?;
            Ok(Redirect::to("/logs/alerts").into_response())
        }
        Err(LogsError::Values(_)) => {
            let mut wrong = Wrong::default();
            wrong.add("remarks", "logs-wrong-note", &[]);
            html::show_again(&page(&web, &signed, false, posted, wrong).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn tune(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let id = posted.get("id");
    let alert = alerts(&web.house, &signed.actor).await?.into_iter().find(|(key, _)| key == id).ok_or(Failure::NotFound)?.1;
    let until = calendar::parse(posted.get("expires-on")).map_or(jiff::civil::Date::MIN, calendar::PartialDate::latest);
    let tuning = Tuning {
        rule: alert.hit.rule,
        about: alert.hit.about,
        source: alert.hit.source,
        reason: posted.get("reason").to_owned(),
        by: String::new(),
        expires: until,
    };
    match tune_alert(&web.house, &signed.actor, &tuning).await {
        Ok(()) => {
            settle_alert(&web.house, &signed.actor, id, AlertState::Tuned, &tuning.reason).await?;
            say(&signed.session, "logs-tuning-kept", &[]).await?;
            Ok(Redirect::to("/logs/alerts").into_response())
        }
        Err(LogsError::Values(fields)) => {
            let mut wrong = Wrong::default();
            for field in fields {
                let (field, key) = if field == "reason" { ("reason", "logs-wrong-reason") } else { ("expires-on", "logs-wrong-until") };
                wrong.add(field, key, &[]);
            }
            html::show_again(&page(&web, &signed, false, posted, wrong).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn lift(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    lift_tuning(&web.house, &signed.actor, posted.get("id")).await?;
    say(&signed.session, "logs-tuning-ended", &[]).await?;
    Ok(Redirect::to("/logs/alerts"))
}
