//! A file that a machine wrote: upload, look at what it says, confirm; and take one back.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::observations::{
    ObservationPreview, confirm_observations, keep_observations, observation_problem, preview_observations, terms, undo_observations,
};
use sonae_domain::access::Permission;

use super::kind_word;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::{brought, file_name};

/// So many problems are shown; the rest is counted.
const SHOWN: usize = 50;

pub(super) fn routes() -> Router<Web> {
    let largest = terms::Limits::default().bytes + (64 << 10);
    Router::new()
        .route("/observations/import", get(start).post(upload).layer(DefaultBodyLimit::max(largest)))
        .route("/observations/preview", get(preview))
        .route("/observations/confirm", post(confirm))
        .route("/observations/undo", post(undo))
}

#[derive(Template)]
#[template(path = "observations/import.html")]
struct ImportPage {
    page: Page,
    error: bool,
}

async fn start(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::EditLedgers)?;
    html::show(&ImportPage { page: Page::new(&web, &signed, "observations").await?, error: false })
}

async fn upload(State(web): State<Web>, signed: Signed, form: Multipart) -> Result<Response, Failure> {
    signed.require(Permission::EditLedgers)?;
    let Some(file) = brought(form).await? else {
        return html::show_again(&ImportPage { page: Page::new(&web, &signed, "observations").await?, error: true });
    };
    let sha256 = keep_observations(&web.house, &signed.actor, &file.bytes)?;
    let target = format!("/observations/preview?file={sha256}&name={}", html::encode(&file.name));
    Ok(Redirect::to(&target).into_response())
}

struct ProblemRow {
    icon: &'static str,
    said: String,
}

#[derive(Template)]
#[template(path = "observations/preview.html")]
struct PreviewPage {
    page: Page,
    preview: ObservationPreview,
    kind: String,
    problems: Vec<ProblemRow>,
    more: usize,
}

async fn preview(State(web): State<Web>, signed: Signed, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    let asked = Fields::new(pairs);
    let preview = preview_observations(&web.house, &signed.actor, &file_name(asked.get("name")), asked.get("file")).await?;
    let icon = |severity| match severity {
        terms::Severity::Error => "no",
        terms::Severity::Warning => "warn",
        terms::Severity::Info => "info",
    };
    let problems = preview
        .problems
        .iter()
        .take(SHOWN)
        .map(|problem| ProblemRow { icon: icon(problem.severity), said: observation_problem(problem) })
        .collect();
    html::show(&PreviewPage {
        page: Page::new(&web, &signed, "observations").await?,
        kind: preview.kind.map(kind_word).unwrap_or_default(),
        problems,
        more: preview.problems.len().saturating_sub(SHOWN),
        preview,
    })
}

async fn confirm(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let name = file_name(posted.get("name"));
    match confirm_observations(&web.house, &signed.actor, &name, posted.get("file"), posted.get("machine")).await? {
        Some(file) => {
            say(&signed.session, "observations-said-imported", &[("name", &name), ("count", &file.observations.to_string())]).await?;
        }
        None => say(&signed.session, "observations-said-known", &[("name", &name)]).await?,
    }
    Ok(Redirect::to("/observations"))
}

async fn undo(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let file = undo_observations(&web.house, &signed.actor, posted.get("file")).await?;
    say(&signed.session, "observations-said-undone", &[("name", &file.name)]).await?;
    Ok(Redirect::to("/observations"))
}
