//! 取り込み: a file is chosen, looked at, taken in.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use sonae_app::logs::terms::Event;
use sonae_app::logs::{FileIn, LogsError, Previewed, hole_words, import_previewed, imports, moment, preview_file, sources};
use sonae_app::words::{lookup, spelt, text};
use sonae_domain::access::Permission;

use super::table::head;
use super::{instant, sentence, thousands};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::{Upload, WITH_DOCUMENT};
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    let upload = Router::new().route("/logs/import", get(choose).post(preview)).layer(DefaultBodyLimit::max(WITH_DOCUMENT));
    Router::new().merge(upload).route("/logs/import/confirm", post(confirm))
}

/// So many files that came in are listed.
const LISTED: usize = 50;
/// So many notices of a file are shown.
const NOTICES: usize = 3;

/// A file that came in.
struct FileRow {
    at: String,
    name: String,
    source: String,
    records: String,
    kind: &'static str,
    state: String,
    notices: Vec<String>,
}

#[derive(Template)]
#[template(path = "logs/import.html")]
struct ImportPage {
    page: Page,
    sources: Vec<(String, String)>,
    chosen: String,
    files: Vec<FileRow>,
    wrong: Wrong,
}

/// A column of the file.
struct ColumnView {
    heading: String,
    field: String,
    sample: String,
}

#[derive(Template)]
#[template(path = "logs/preview.html")]
struct PreviewPage {
    page: Page,
    name: String,
    size: String,
    title: String,
    source: String,
    file: String,
    known: Option<String>,
    columns: Vec<ColumnView>,
    rows: Vec<[String; 6]>,
    notices: Vec<String>,
}

async fn choose(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    html::show(&page(&web, &signed, "", Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, chosen: &str, wrong: Wrong) -> Result<ImportPage, Failure> {
    let known = sources(&web.house, &signed.actor).await?;
    let titled = known.into_values().map(|source| {
        let title = if source.title.is_empty() { source.name.clone() } else { source.title };
        (source.name, title)
    });
    Ok(ImportPage {
        page: Page::new(web, signed, "logs").await?,
        sources: titled.collect(),
        chosen: chosen.to_owned(),
        files: imports(&web.house, &signed.actor).await?.iter().take(LISTED).map(row).collect(),
        wrong,
    })
}

fn row(file: &FileIn) -> FileRow {
    let (kind, state) = if file.ended.is_some() { ("yes", "logs-file-whole") } else { ("open", "logs-file-part") };
    FileRow {
        at: instant(Some(file.begun)),
        name: file.name.clone(),
        source: file.source.clone(),
        records: file.ended.as_ref().map(|summary| thousands(summary.records)).unwrap_or_default(),
        kind,
        state: text(state, &[]),
        notices: file.ended.iter().flat_map(|summary| summary.notices.iter().take(NOTICES).map(hole_words)).collect(),
    }
}

async fn preview(State(web): State<Web>, signed: Signed, posted: Upload) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    let source = posted.fields.get("source").to_owned();
    let file = posted.file("file");
    if file.is_none() {
        wrong.add("file", "logs-wrong-file", &[]);
    }
    if source.is_empty() {
        wrong.add("source", "logs-wrong-source", &[]);
    }
    if let Some(file) = file.filter(|_| wrong.is_empty()) {
        let name = base_name(&file.name);
        match preview_file(&web.house, &signed.actor, &name, file.bytes.clone(), &source).await {
            Ok(previewed) => return html::show(&shown(Page::new(&web, &signed, "logs").await?, name, &previewed)),
            Err(error @ (LogsError::File { .. } | LogsError::Source(_))) => wrong.say("file", sentence(&error)),
            Err(LogsError::NoSource(_)) => wrong.add("source", "logs-wrong-source", &[]),
            Err(error) => return Err(error.into()),
        }
    }
    html::show_again(&page(&web, &signed, &source, wrong).await?)
}

/// The name without folders and without characters that are none.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).collect()
}

fn shown(page: Page, name: String, previewed: &Previewed) -> PreviewPage {
    let source = &previewed.source;
    let column = |(heading, field, sample): &(String, String, String)| ColumnView {
        heading: heading.clone(),
        field: if field.is_empty() { String::new() } else { head(field) },
        sample: sample.clone(),
    };
    let known = previewed.already.then(|| text("logs-preview-already", &[("name", &name)]));
    PreviewPage {
        page,
        size: html::size(previewed.bytes),
        title: if source.title.is_empty() { source.name.clone() } else { source.title.clone() },
        source: source.name.clone(),
        file: previewed.sha256.clone(),
        columns: previewed.columns.iter().map(column).collect(),
        rows: previewed.events.iter().map(cells).collect(),
        notices: previewed.notices.iter().map(hole_words).collect(),
        known,
        name,
    }
}

/// The five columns and the outcome of an event.
pub(super) fn cells(event: &Event) -> [String; 6] {
    let outcome = spelt(&event.outcome);
    let outcome = lookup(&format!("logs-outcome-{outcome}"), &[]).unwrap_or(outcome);
    [moment(event.time), event.user_uid.clone(), event.user_name.clone(), event.category.clone(), event.operation.clone(), outcome]
}

async fn confirm(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let (file, name, source) = (posted.get("file"), base_name(posted.get("name")), posted.get("source"));
    match import_previewed(&web.house, &signed.actor, file, &name, source).await {
        Ok(imported) if imported.already => say(&signed.session, "logs-imported-already", &[("name", &name)]).await?,
        Ok(imported) => {
            let count = imported.file.ended.as_ref().map_or(0, |summary| summary.records);
            say(&signed.session, "logs-file-imported", &[("name", &name), ("count", &thousands(count))]).await?;
        }
        Err(LogsError::Forbidden(forbidden)) => return Err(forbidden.into()),
        Err(error) => say(&signed.session, "logs-import-failed", &[("why", &sentence(&error))]).await?,
    }
    Ok(Redirect::to("/logs/import"))
}
