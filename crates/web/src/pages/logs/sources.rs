//! A source: what came from it, and how it is defined.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::logs::terms::{Event, Format, Source};
use sonae_app::logs::{LogsError, SourceSeen, define_source, hole_words, log_overview, sources};
use sonae_app::words::{spelt, text};
use sonae_domain::access::Permission;

use super::overview::arrival;
use super::{instant, thousands};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/logs/sources", post(define)).route("/logs/sources/new", get(new)).route("/logs/sources/{name}", get(show))
}

/// Formats, as people choose them.
const FORMATS: [Format; 6] = [Format::Csv, Format::Syslog, Format::Evtx, Format::Fhir, Format::Journald, Format::Auditd];

/// What was seen of it.
struct Seen {
    kind: &'static str,
    state: String,
    first: String,
    last: String,
    recent: String,
    clock: String,
    reviewed: String,
}

/// The form.
#[derive(Default)]
struct Form {
    name: String,
    title: String,
    format: String,
    host: String,
    system: String,
    silent: String,
    senders: String,
    columns: String,
}

#[derive(Template)]
#[template(path = "logs/source.html")]
struct SourcePage {
    page: Page,
    is_new: bool,
    title: String,
    form: Form,
    formats: Vec<(String, String)>,
    fields: String,
    seen: Option<Seen>,
    gaps: Vec<String>,
    may_manage: bool,
    wrong: Wrong,
}

/// As files and addresses spell it.
pub(super) fn code(format: Format) -> String {
    spelt(&format)
}

fn formats() -> Vec<(String, String)> {
    FORMATS.iter().map(|format| (code(*format), text(&format!("logs-format-{}", code(*format)), &[]))).collect()
}

/// Names of the fields as which a column can be read.
fn fields() -> String {
    let event = serde_json::to_value(Event::default()).unwrap_or_default();
    let names: Vec<String> = event.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default();
    names.into_iter().filter(|name| !["class", "time_told"].contains(&name.as_str())).collect::<Vec<_>>().join(" ")
}

fn form_of(source: &Source) -> Form {
    Form {
        name: source.name.clone(),
        title: source.title.clone(),
        format: code(source.format),
        host: source.host.clone(),
        system: source.system.clone(),
        silent: source.silent_after_hours.to_string(),
        senders: source.senders.join("\n"),
        columns: source.columns.iter().map(|(heading, field)| format!("{heading}={field}")).collect::<Vec<_>>().join("\n"),
    }
}

async fn new(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let form = Form { silent: "0".to_owned(), format: code(Format::Csv), ..Form::default() };
    html::show(&page(&web, &signed, form, None, Wrong::default()).await?)
}

async fn show(State(web): State<Web>, signed: Signed, Path(name): Path<String>) -> Result<Response, Failure> {
    let seen = log_overview(&web.house, &signed.actor).await?.sources.remove(&name).ok_or(Failure::NotFound)?;
    html::show(&page(&web, &signed, form_of(&seen.source), Some(&seen), Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, form: Form, seen: Option<&SourceSeen>, wrong: Wrong) -> Result<SourcePage, Failure> {
    let hole = |hole: &sonae_app::logs::GapFound| {
        let at = instant(jiff::Timestamp::from_microsecond(hole.at).ok());
        text("logs-gap-at", &[("at", &at), ("what", &hole_words(&hole.notice))])
    };
    Ok(SourcePage {
        page: Page::new(web, signed, "logs").await?,
        is_new: seen.is_none(),
        title: seen.map(|seen| seen.title().to_owned()).unwrap_or_default(),
        gaps: seen.map(|seen| seen.holes.iter().map(hole).collect()).unwrap_or_default(),
        seen: seen.map(|seen| {
            let (kind, state) = arrival(seen);
            Seen {
                kind,
                state,
                first: instant(seen.first),
                last: instant(seen.last),
                recent: thousands(seen.recent),
                clock: seen.clock.clone(),
                reviewed: instant(seen.reviewed),
            }
        }),
        formats: formats(),
        fields: fields(),
        may_manage: signed.actor.may(Permission::ManageLogs),
        form,
        wrong,
    })
}

async fn define(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let known = sources(&web.house, &signed.actor).await?;
    let is_new = posted.is_set("is-new");
    let mut wrong = Wrong::default();
    let format = serde_json::from_value::<Format>(posted.get("format").into());
    if format.is_err() {
        wrong.add("format", "logs-wrong-format", &[]);
    }
    let silent = posted.get("silent-after-hours").parse::<u32>();
    if silent.is_err() {
        wrong.add("silent-after-hours", "logs-wrong-silent", &[]);
    }
    let columns = columns(posted.get("columns"));
    if columns.is_none() {
        wrong.add("columns", "logs-wrong-columns", &[]);
    }
    let name = posted.get("name");
    if is_new && known.contains_key(name) {
        wrong.add("name", "logs-wrong-taken", &[]);
    }
    let before = known.get(name).filter(|_| !is_new).cloned();
    let source = Source {
        title: posted.get("title").to_owned(),
        host: posted.get("host").to_owned(),
        system: posted.get("system").to_owned(),
        silent_after_hours: silent.unwrap_or_default(),
        senders: posted.get("senders").lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        columns: columns.unwrap_or_default(),
        format: format.unwrap_or(Format::Csv),
        ..before.clone().unwrap_or_else(|| Source::new(name, Format::Csv))
    };
    if wrong.is_empty() {
        match define_source(&web.house, &signed.actor, &source).await {
            Ok(_) => {
                say(&signed.session, "logs-source-kept", &[("name", name)]).await?;
                return Ok(Redirect::to(&format!("/logs/sources/{}", html::encode(name))).into_response());
            }
            Err(LogsError::Source(error)) => refuse(&error, &mut wrong),
            Err(error) => return Err(error.into()),
        }
    }
    let form = Form { silent: posted.get("silent-after-hours").to_owned(), columns: posted.get("columns").to_owned(), ..form_of(&source) };
    let seen = match before {
        Some(_) => log_overview(&web.house, &signed.actor).await?.sources.remove(name),
        None => None,
    };
    html::show_again(&page(&web, &signed, form, seen.as_ref(), wrong).await?)
}

fn refuse(error: &sonae_app::logs::terms::SourceError, wrong: &mut Wrong) {
    use sonae_app::logs::terms::SourceError;
    match error {
        SourceError::Field { .. } => wrong.add("columns", "logs-wrong-columns", &[]),
        _ => wrong.add("name", "logs-wrong-name", &[]),
    }
}

/// `heading=field`, one a line; `None` where a line is something else.
fn columns(text: &str) -> Option<BTreeMap<String, String>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.rsplit_once('=').map(|(heading, field)| (heading.trim().to_owned(), field.trim().to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_line_by_line() {
        let read = columns("利用者番号 = user_uid\n\n備考=\n").unwrap();
        assert_eq!(read, BTreeMap::from([("利用者番号".into(), "user_uid".into()), ("備考".into(), String::new())]));
        assert_eq!(columns("利用者番号"), None);
    }

    #[test]
    fn every_format_has_words() {
        for (code, words) in formats() {
            assert_ne!(words, format!("logs-format-{code}"));
        }
    }
}
