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
use sonae_app::house::Known;
use sonae_app::next_steps::{NextStep, next_steps};
use sonae_domain::access::Permission;
use sonae_domain::assessment::Totals;

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
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
}

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

    fn contradictions(&self) -> impl Iterator<Item = &NextStep> {
        self.steps.iter().filter(|step| step.contradiction)
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
        totals,
        page,
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

/// Where a step is done: the item's page.
pub(crate) fn link(step: &NextStep) -> String {
    item_link(&step.edition, step.audience.as_str(), &step.key, &step.subject)
}

/// The page of an item of a form.
pub(crate) fn item_link(edition: &str, audience: &str, key: &str, subject: &str) -> String {
    let path = format!("/forms/{edition}/{audience}/{}", html::encode(key));
    if subject.is_empty() { path } else { format!("{path}?subject={}", html::encode(subject)) }
}
