//! 点検: what came since the last review, looked over and signed; the monthly report.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use serde::Deserialize;
use sonae_app::logs::{
    AlertState, Draft, HeldReview, LookOver, SignError, SourceOver, TypedSignOff, begin_review, drop_review, log_report, look_over,
    report_name, review_state, sign_review, sources,
};
use sonae_app::ports::{Format, Sheet};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::calendar;

use super::import::cells;
use super::overview::Mark;
use super::{instant, thousands};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::inspection::pdf;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/logs/review", get(show))
        .route("/logs/review/begin", post(begin))
        .route("/logs/review/drop", post(give_up))
        .route("/logs/review/sign", post(sign))
        .route("/logs/report/pdf", get(report))
}

/// The bars of so many days fill the width; fewer leave room, so that one day is no block.
const DAYS: usize = 14;
/// Height of the highest bar.
const HIGH: u64 = 40;

/// The review that was begun.
struct DraftView {
    span: String,
    records: String,
    sealed: String,
    root: String,
    seed: u64,
    failures: String,
    out_of_hours: String,
    alerts: usize,
    open_alerts: usize,
    sources: Vec<SourceView>,
    samples: Vec<SampleView>,
}

struct SourceView {
    name: String,
    title: String,
    marks: Vec<Mark>,
    records: String,
    failures: String,
    days: Vec<(usize, u64)>,
    width: usize,
    spoken: String,
}

struct SampleView {
    cells: [String; 6],
    link: String,
}

struct HeldView {
    at: String,
    by: String,
    scope: String,
    remarks: String,
    size: String,
    root: String,
}

#[derive(Template)]
#[template(path = "logs/review.html")]
struct ReviewPage {
    page: Page,
    due: Option<Date>,
    every: i64,
    overdue: bool,
    draft: Option<DraftView>,
    waiting: String,
    may_begin: bool,
    may_review: bool,
    held: Vec<HeldView>,
    remarks: String,
    chosen: Option<Vec<String>>,
    wrong: Wrong,
}

impl ReviewPage {
    /// Every source is chosen until somebody unchooses one.
    fn is_chosen(&self, name: &str) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.iter().any(|known| known == name))
    }
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, None, String::new(), Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, chosen: Option<Vec<String>>, remarks: String, wrong: Wrong) -> Result<ReviewPage, Failure> {
    let state = review_state(&web.house, &signed.actor).await?;
    let known = sources(&web.house, &signed.actor).await?;
    let draft = match &state.draft {
        Some(draft) => Some(draft_view(draft, &look_over(&web.house, &signed.actor, draft).await?)),
        None => None,
    };
    let title = |name: &String| {
        known.get(name).map(|source| source.title.clone()).filter(|title| !title.is_empty()).unwrap_or_else(|| name.clone())
    };
    let held = |review: &HeldReview| HeldView {
        at: instant(Some(review.at)),
        by: review.name.clone(),
        scope: if known.keys().all(|name| review.sources.contains(name)) {
            text("logs-review-all", &[])
        } else {
            review.sources.iter().map(title).collect::<Vec<_>>().join(&text("list-separator", &[]))
        },
        remarks: review.remarks.clone(),
        size: thousands(review.draft.to.leaf),
        root: review.draft.root.clone(),
    };
    let waiting = match (known.is_empty(), state.held.is_empty()) {
        (true, _) => "logs-review-waiting-nothing",
        (false, true) => "logs-review-waiting-first",
        (false, false) => "logs-review-waiting",
    };
    let page = Page::new(web, signed, "logs").await?;
    Ok(ReviewPage {
        overdue: state.is_overdue(page.today),
        due: state.due,
        every: state.every,
        held: state.held.iter().map(held).collect(),
        waiting: text(waiting, &[]),
        may_begin: !known.is_empty(),
        may_review: signed.actor.may(Permission::ReviewLogs),
        page,
        draft,
        remarks,
        chosen,
        wrong,
    })
}

fn draft_view(draft: &Draft, over: &LookOver) -> DraftView {
    let to = instant(Some(draft.at));
    let span = match draft.since {
        Some(since) => text("logs-review-span", &[("from", &instant(Some(since))), ("to", &to)]),
        None => text("logs-review-span-first", &[("to", &to)]),
    };
    let sample = |sample: &sonae_app::logs::Sample| SampleView {
        cells: sample.event.as_ref().map(cells).unwrap_or_default(),
        link: format!("/logs/lines/{}/{}", html::encode(&sample.at.shard), sample.at.leaf),
    };
    DraftView {
        records: thousands(over.figures.events),
        sealed: to,
        root: draft.root.clone(),
        seed: draft.seed,
        failures: thousands(over.figures.failures),
        out_of_hours: thousands(over.figures.out_of_hours),
        alerts: over.alerts.len(),
        open_alerts: over.alerts.iter().filter(|(_, alert)| alert.state == AlertState::Open).count(),
        sources: over.sources.iter().map(source_view).collect(),
        samples: over.samples.iter().map(sample).collect(),
        span,
    }
}

fn source_view(source: &SourceOver) -> SourceView {
    let events: u64 = source.days.iter().map(|day| day.events).sum();
    let highest = source.days.iter().map(|day| day.events).max().unwrap_or_default().max(1);
    let mut marks = Vec::new();
    if source.is_silent {
        marks.push(Mark { kind: "no", word: text("logs-mark-silent", &[]) });
    }
    if source.holes > 0 {
        marks.push(Mark { kind: "no", word: text("logs-mark-holes", &[("count", &source.holes.to_string())]) });
    }
    if source.is_new {
        marks.push(Mark { kind: "open", word: text("logs-mark-new", &[]) });
    }
    let bar = |(at, day): (usize, &sonae_app::logs::DayCount)| (at * 10, (day.events * HIGH).div_ceil(highest));
    SourceView {
        name: source.name.clone(),
        title: source.title.clone(),
        marks,
        records: thousands(events),
        failures: thousands(source.days.iter().map(|day| day.failures).sum()),
        spoken: text("logs-days-spoken", &[("days", &source.days.len().to_string()), ("count", &thousands(events))]),
        days: source.days.iter().enumerate().map(bar).collect(),
        width: source.days.len().max(DAYS) * 10,
    }
}

async fn begin(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    begin_review(&web.house, &signed.actor).await?;
    Ok(Redirect::to("/logs/review"))
}

async fn give_up(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    drop_review(&web.house, &signed.actor).await?;
    say(&signed.session, "logs-review-given-up", &[]).await?;
    Ok(Redirect::to("/logs/review"))
}

async fn sign(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let typed = TypedSignOff {
        root: posted.get("root").to_owned(),
        sources: posted.all("sources").map(str::to_owned).collect(),
        remarks: posted.get("remarks").to_owned(),
    };
    let said = match sign_review(&web.house, &signed.actor, &typed).await {
        Ok(_) => "logs-review-signed",
        Err(SignError::Changed) => "logs-review-gone",
        Err(SignError::Wrong(fields)) => {
            let mut wrong = Wrong::default();
            fields.iter().for_each(|(field, key)| wrong.add(field, key, &[]));
            return html::show_again(&page(&web, &signed, Some(typed.sources), typed.remarks, wrong).await?);
        }
        Err(error) => return Err(error.into()),
    };
    say(&signed.session, said, &[]).await?;
    Ok(Redirect::to("/logs/review").into_response())
}

/// Of which month.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Month {
    month: String,
}

async fn report(State(web): State<Web>, signed: Signed, Query(asked): Query<Month>) -> Result<Response, Failure> {
    let today = web.house.today().await?;
    let day = if asked.month.is_empty() {
        today
    } else {
        calendar::parse(&asked.month).map(calendar::PartialDate::earliest).map_err(|_| Failure::NotFound)?
    };
    let report = log_report(&web.house, &signed.actor, day).await?;
    let printed = web.house.print(move |printer| printer.print(Sheet::LogReport(&report), Format::Pdf, today)).await?;
    Ok(pdf(&report_name(day), printed.bytes))
}
