//! 経営層への報告: one page, its approval, what changed since, reports that were approved before.
//!
//! Deliberately not here: what is in the report (`app::reporting`).

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::ports::{Format, Sheet};
use sonae_app::reporting::{ApprovedReport, Report, ReportError, approve_report, approved_report, approved_reports, report};
use sonae_app::words::text;
use sonae_domain::paper::{ManagementSummary, Tally};

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{self, Page};
use crate::pages::inspection::pdf;
use crate::signed::Signed;
use crate::state::Web;

/// A comment is not longer.
const COMMENT: usize = 500;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/report", get(show))
        .route("/report/pdf", get(print))
        .route("/report/approve", post(approve))
        .route("/report/approved/{key}", get(show_approved))
        .route("/report/approved/{key}/pdf", get(print_approved))
}

#[derive(Template)]
#[template(path = "report/report.html")]
struct ReportPage {
    page: Page,
    report: Report,
    summary: ManagementSummary,
    history: Vec<(String, ApprovedReport)>,
    /// What was typed, and why it was not kept
    comment: String,
    changed: bool,
}

impl ReportPage {
    async fn new(web: &Web, signed: &Signed) -> Result<Self, Failure> {
        let report = report(&web.house, &signed.actor).await?;
        let history = approved_reports(&web.house, &signed.actor).await?;
        let page = Page::new(web, signed, "report").await?;
        Ok(Self { page, summary: report.summary.clone(), report, history, comment: String::new(), changed: false })
    }

    fn days_left(&self) -> Option<i64> {
        self.summary.deadline.map(|deadline| sonae_domain::calendar::days_between(self.page.today, deadline))
    }

    fn sum(tally: &Tally) -> u32 {
        tally.yes + tally.no + tally.open + tally.void
    }

    /// Where something is looked at before it is approved.
    fn place(what: &str) -> &'static str {
        match what {
            "bcp" => "/continuity",
            "regulation" => "/regulations",
            "contact-tree" => "/contacts",
            _ => "/report",
        }
    }
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&ReportPage::new(&web, &signed).await?)
}

async fn print(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    print_summary(&web, report(&web.house, &signed.actor).await?.summary).await
}

async fn print_summary(web: &Web, summary: ManagementSummary) -> Result<Response, Failure> {
    let day = summary.as_of;
    let printed = web.house.print(move |printer| printer.print(Sheet::Summary(&summary), Format::Pdf, day)).await?;
    Ok(pdf(&text("pack-summary", &[]), printed.bytes))
}

async fn approve(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let comment: String = fields.get("comment").chars().take(COMMENT).collect();
    match approve_report(&web.house, &signed.actor, fields.get("seen"), &comment).await {
        Ok(()) => {
            page::say(&signed.session, "report-approved", &[]).await?;
            Ok(Redirect::to("/report").into_response())
        }
        Err(ReportError::Changed) => {
            let shown = ReportPage { comment, changed: true, ..ReportPage::new(&web, &signed).await? };
            html::show_again(&shown)
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "report/approved.html")]
struct ApprovedPage {
    page: Page,
    key: String,
    approved: ApprovedReport,
    summary: ManagementSummary,
}

async fn show_approved(State(web): State<Web>, signed: Signed, Path(key): Path<String>) -> Result<Response, Failure> {
    let approved = approved_report(&web.house, &signed.actor, &key).await?;
    html::show(&ApprovedPage { page: Page::new(&web, &signed, "report").await?, key, summary: approved.summary.clone(), approved })
}

async fn print_approved(State(web): State<Web>, signed: Signed, Path(key): Path<String>) -> Result<Response, Failure> {
    print_summary(&web, approved_report(&web.house, &signed.actor, &key).await?.summary).await
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Forbidden(forbidden) => forbidden.into(),
            ReportError::Unknown => Self::NotFound,
            ReportError::Changed => Self::Fault(error.to_string()),
            ReportError::Know(error) => error.into(),
            ReportError::Record(error) => error.into(),
            ReportError::Store(error) => error.into(),
        }
    }
}
