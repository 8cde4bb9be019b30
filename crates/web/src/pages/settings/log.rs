//! The operation log: newest first, filtered, checked, taken out as a file.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sonae_app::audit::{AuditError, LogFilter, LogFormat, LogPage, action_word, export_log, read_log, verify_log};
use sonae_app::storage::{AuditVerdict, StoredEvent};
use sonae_domain::access::Permission;
use sonae_domain::calendar;

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    actor: String,
    action: String,
    from: String,
    until: String,
    before: Option<i64>,
    format: String,
}

impl Asked {
    fn filter(&self) -> LogFilter {
        LogFilter {
            actor: self.actor.trim().to_owned(),
            action: self.action.trim().to_owned(),
            from: calendar::parse(&self.from).ok().map(calendar::PartialDate::earliest),
            until: calendar::parse(&self.until).ok().map(calendar::PartialDate::latest),
            before: self.before,
        }
    }

    /// The same question as an address.
    fn query(&self) -> String {
        let pairs = [("actor", &self.actor), ("action", &self.action), ("from", &self.from), ("until", &self.until)];
        let set = pairs.iter().filter(|(_, value)| !value.is_empty());
        set.map(|(name, value)| format!("{name}={}", html::encode(value))).collect::<Vec<_>>().join("&")
    }

    fn is_unreadable(text: &str) -> bool {
        !text.trim().is_empty() && calendar::parse(text).is_err()
    }
}

#[derive(Template)]
#[template(path = "settings/audit.html")]
struct LogView {
    page: Page,
    asked: Asked,
    log: LogPage,
}

impl LogView {
    fn word(action: &str) -> String {
        action_word(action)
    }

    fn is_actor(&self, actor: &str) -> bool {
        self.asked.actor == actor
    }

    fn is_action(&self, action: &str) -> bool {
        self.asked.action == action
    }

    /// The detail, a line for each of its fields.
    fn lines(event: &StoredEvent) -> Vec<(String, String)> {
        let plain = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match &event.detail {
            serde_json::Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
            serde_json::Value::Null => Vec::new(),
            other => vec![(String::new(), plain(other))],
        }
    }
}

pub(super) async fn read(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let log = read_log(&web.house, &signed.actor, &asked.filter()).await?;
    html::show(&LogView { page: Page::new(&web, &signed, "settings").await?, asked, log })
}

#[derive(Template)]
#[template(path = "settings/verify.html")]
struct VerifyPage {
    page: Page,
    verdict: AuditVerdict,
}

/// Reading is all that it does, so it is an address like any other.
pub(super) async fn verify(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let verdict = verify_log(&web.house, &signed.actor).await?;
    html::show(&VerifyPage { page: Page::new(&web, &signed, "settings").await?, verdict })
}

pub(super) async fn export(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    signed.require(Permission::ReadAudit)?;
    let (format, mime, name) = match asked.format.as_str() {
        "json" => (LogFormat::Json, "application/json", "audit.json"),
        _ => (LogFormat::Csv, "text/csv; charset=utf-8", "audit.csv"),
    };
    let bytes = export_log(&web.house, &signed.actor, &asked.filter(), format).await?;
    let attachment = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, attachment)], bytes).into_response())
}

impl From<AuditError> for Failure {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Forbidden(forbidden) => forbidden.into(),
            AuditError::Store(error) => error.into(),
        }
    }
}
