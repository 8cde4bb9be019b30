//! The text of a plan: written in the browser, printed from the page.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sonae_app::plans::{Plan, PlanText, PlanTextError, keep_plan_text, plan_text, template};
use sonae_app::reporting::Approval;
use sonae_app::reporting::approvals::standing;
use sonae_app::words::text;
use sonae_domain::access::Permission;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

/// Which plan.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    key: String,
}

/// A line of a text, as it is shown.
enum Line {
    Heading(String),
    Item(String),
    Text(String),
}

#[derive(Template)]
#[template(path = "plans/text.html")]
struct TextPage {
    page: Page,
    key: String,
    title: String,
    text: String,
    seen: i64,
    kept: PlanText,
    error: Option<String>,
    /// The text that somebody else wrote meanwhile
    other: Option<String>,
}

pub(super) async fn show(State(web): State<Web>, signed: Signed, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    signed.require(Permission::ReadPlans)?;
    let title = title(&web, &wanted.key).await?;
    let (kept, seen) = plan_text(&web.house, &wanted.key).await?;
    let text = if seen == 0 { template(&web.house.institution().await?.name) } else { kept.text.clone() };
    let page = Page::new(&web, &signed, "continuity").await?;
    html::show(&TextPage { page, key: wanted.key, title, text, seen, kept, error: None, other: None })
}

pub(super) async fn keep(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let key = fields.get("key");
    let seen = fields.get("seen").parse().unwrap_or(0);
    let typed = fields.get("text");
    let (error, meanwhile) = match keep_plan_text(&web.house, &signed.actor, key, typed, seen).await {
        Ok(()) => {
            say(&signed.session, "plans-text-kept", &[]).await?;
            return Ok(Redirect::to(&format!("/continuity/text?key={}", html::encode(key))).into_response());
        }
        Err(PlanTextError::TooLong) => ("plans-text-long", false),
        Err(PlanTextError::Meanwhile) => ("plans-text-meanwhile", true),
        Err(error) => return Err(error.into()),
    };
    let (kept, now) = plan_text(&web.house, key).await?;
    let page = TextPage {
        page: Page::new(&web, &signed, "continuity").await?,
        key: key.to_owned(),
        title: title(&web, key).await?,
        text: typed.to_owned(),
        seen: if meanwhile { now } else { seen },
        other: meanwhile.then(|| kept.text.clone()),
        kept,
        error: Some(text(error, &[])),
    };
    let status = if meanwhile { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, html::show(&page)?).into_response())
}

#[derive(Template)]
#[template(path = "plans/text_paper.html")]
struct PaperPage {
    page: Page,
    title: String,
    lines: Vec<Line>,
    kept: PlanText,
    approval: Option<Approval>,
}

/// The text as a page that is printed.
pub(super) async fn paper(State(web): State<Web>, signed: Signed, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    signed.require(Permission::ReadPlans)?;
    let title = title(&web, &wanted.key).await?;
    let (kept, seen) = plan_text(&web.house, &wanted.key).await?;
    if seen == 0 {
        return Err(Failure::NotFound);
    }
    let known = web.house.known().await?;
    let plan = Plan::Bcp(wanted.key.clone());
    let content = sonae_app::plans::plan_content(&web.house, &known.facts, &plan).await?.ok_or(Failure::NotFound)?;
    let approval = standing(&web.house, plan.what(), plan.key(), &content.digest).await?;
    let page = Page::new(&web, &signed, "continuity").await?;
    html::show(&PaperPage { page, title, lines: lines(&kept.text), kept, approval })
}

async fn title(web: &Web, key: &str) -> Result<String, Failure> {
    let known = web.house.known().await?;
    let row = known.facts.bcps.iter().find(|row| row.key == key).ok_or(Failure::NotFound)?;
    Ok(format!("{} {}", row.title.trim(), row.version.trim()).trim().to_owned())
}

/// Lines that begin with # are headings, with - items of a list.
fn lines(text: &str) -> Vec<Line> {
    let line = |line: &str| {
        let line = line.trim();
        if let Some(heading) = line.strip_prefix('#') {
            return Line::Heading(heading.trim_start_matches('#').trim().to_owned());
        }
        line.strip_prefix('-').map_or_else(|| Line::Text(line.to_owned()), |item| Line::Item(item.trim().to_owned()))
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
}
