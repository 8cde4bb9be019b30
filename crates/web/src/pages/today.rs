//! 今日やること: what is to be done next, and how much of the form stands on what.
//!
//! Deliberately not here: the order of the gaps (`app::next_steps`).

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use sonae_app::accounts::{EmergencyState, emergency_state};
use sonae_app::backups;
use sonae_app::feeds::lapsed_decisions;
use sonae_app::house::Known;
use sonae_app::logs::{LogTask, log_tasks};
use sonae_app::next_steps::{NextStep, next_steps};
use sonae_app::observations::open_leaks;
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::assessment::{Status, Totals};

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::pages::forms::form_link;
use crate::signed::Signed;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/", get(today))
}

#[derive(Template)]
#[template(path = "today/today.html")]
struct TodayPage {
    page: Page,
    form: String,
    totals: Totals,
    items: u32,
    deadline: Date,
    days_left: i64,
    steps: Vec<NextStep>,
    vendors: usize,
    vendors_received: usize,
    emergency: EmergencyState,
    backup: Option<&'static str>,
    all_contradictions: String,
    logs: Vec<LogTask>,
    /// Words about decisions that have lapsed
    lapsed: Option<String>,
    /// What of ours stands on lists of leaked credentials and is not dealt with, in words
    leaks: Option<String>,
}

/// So many contradictions are shown at once.
const CONTRADICTIONS: usize = 5;
/// A due date within so many days is near.
const NEAR: i64 = 31;
/// The program's own backup is late after so many of its intervals.
const LATE: i64 = 2;

impl TodayPage {
    /// Widths of the bar's parts, in a hundredth of its width: はい verified, examined, declared; open; いいえ.
    fn bar(&self) -> [(&'static str, u32, u32); 5] {
        let all = self.items.saturating_sub(self.totals.void).max(1);
        let parts = [
            ("verified", self.totals.verified),
            ("examined", self.totals.examined),
            ("declared", self.totals.declared),
            ("open", self.totals.open),
            ("no", self.totals.no),
        ];
        let mut from = 0;
        parts.map(|(name, count)| {
            let width = count * 1000 / all;
            let at = from;
            from += width;
            (name, at, width)
        })
    }

    fn contradictions(&self) -> Vec<&NextStep> {
        self.steps.iter().filter(|step| step.contradiction).collect()
    }

    /// The steps in parts: what somebody must look at today, what is due soon, what is wrong, what is not yet known.
    fn groups(&self) -> [(&'static str, Vec<&NextStep>); 4] {
        let due = |step: &&NextStep| step.days_left.is_some_and(|days| days <= NEAR);
        let wrong = |step: &&NextStep| step.contradiction || step.status == Status::NotSatisfied;
        let own = || self.steps.iter().filter(|step| !step.alarming);
        [
            ("alarming", self.steps.iter().filter(|step| step.alarming).collect()),
            ("due", own().filter(due).collect()),
            ("wrong", own().filter(|step| !due(step) && wrong(step)).collect()),
            ("open", own().filter(|step| !due(step) && !wrong(step)).collect()),
        ]
    }
}

async fn today(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    if !signed.actor.may(Permission::ReadForms) {
        return Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(home(&signed))));
    }
    let known: Arc<Known> = web.house.known().await?;
    let own = &known.forms[0];
    let page = Page::new(&web, &signed, "today").await?;
    let totals = own.assessment.totals();
    let deadline = known.edition.deadline;
    let vendors = &known.forms[1..];
    html::show(&TodayPage {
        form: own.form.audience_label.clone(),
        items: u32::try_from(own.assessment.items.len()).unwrap_or(u32::MAX),
        deadline,
        days_left: sonae_domain::calendar::days_between(page.today, deadline),
        steps: next_steps(&known.decided, web.house.catalog()),
        vendors: vendors.len(),
        vendors_received: vendors.iter().filter(|form| form.assessment.items.iter().any(|item| item.attestation.is_some())).count(),
        emergency: emergency_state(&web.house).await?,
        backup: backup(&web, &signed).await?,
        leaks: open_leaks(&known.decided.facts).map(|count| text("today-leaks", &[("count", &count.to_string())])),
        logs: log_tasks(&web.house, &signed.actor).await?,
        lapsed: lapsed(&known, &signed),
        all_contradictions: format!("{}?show=contradictions", form_link(&own.assessment.edition, own.assessment.audience.as_str(), "")),
        totals,
        page,
    })
}

/// What is wrong with the program's own backups, for whoever looks after them.
async fn backup(web: &Web, signed: &Signed) -> Result<Option<&'static str>, Failure> {
    let settings = web.house.settings().await?;
    if !signed.actor.may(Permission::ManageBackups) || settings.as_of.is_some() {
        return Ok(None);
    }
    let state = backups::state(&web.house, &signed.actor).await.map_err(|error| Failure::Fault(error.to_string()))?;
    let hours = i64::from(settings.backup.every_hours) * LATE;
    let late = |made: jiff::Timestamp| hours > 0 && web.house.now().duration_since(made).as_hours() > hours;
    Ok(match (state.key_made, state.last_failure.is_some(), state.last_made) {
        (false, _, _) => Some("today-backup-no-key"),
        (_, true, _) => Some("today-backup-failed"),
        (_, _, None) => Some("today-backup-none"),
        (_, _, Some(made)) if late(made) => Some("today-backup-late"),
        _ if state.second_place_failure.is_some() => Some("today-backup-second-place"),
        _ => None,
    })
}

/// Where somebody belongs who does not see the forms.
fn home(signed: &Signed) -> &'static str {
    if signed.actor.may(Permission::FillVendorForm) {
        "/own-form"
    } else if signed.actor.may(Permission::ReadInspection) {
        "/inspection"
    } else {
        "/me"
    }
}

/// What is to be said of decisions about weaknesses whose day has passed, to whoever sees them.
fn lapsed(known: &Known, signed: &Signed) -> Option<String> {
    let count = lapsed_decisions(&known.decided.facts);
    (count > 0 && signed.actor.may(Permission::ReadLedgers)).then(|| text("today-weaknesses-lapsed", &[("count", &count.to_string())]))
}

/// Where something about the logs is done.
fn log_link(task: &LogTask) -> &'static str {
    match task.what {
        "alerts" => "/logs/alerts",
        "overdue" | "never" => "/logs/review",
        _ => "/logs",
    }
}

/// Where a step is done: the item's page.
pub(crate) fn link(step: &NextStep) -> String {
    item_link(&step.edition, step.audience.as_str(), &step.key, &step.subject)
}

/// The page of an item of a form.
pub(crate) fn item_link(edition: &str, audience: &str, key: &str, subject: &str) -> String {
    let path = format!("/forms/{edition}/{audience}/{}", html::encode(key));
    if subject.is_empty() { path } else { format!("{path}?subject={}", html::encode(subject)) }
}
