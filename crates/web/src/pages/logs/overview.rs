//! 概要: what arrives, whether it is held, verification, the seal.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use sonae_app::logs::{Compared, LogsError, Overview, SourceSeen, compare_seal, log_overview, seal_logs, seal_value, verify_logs};
use sonae_app::words::text;
use sonae_domain::access::Permission;

use super::{instant, sentence, thousands};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/logs", get(overview))
        .route("/logs/verify", post(verify))
        .route("/logs/seal", post(seal))
        .route("/logs/compare", post(compare))
}

/// A source as a row.
struct SourceRow {
    name: String,
    title: String,
    host: String,
    kind: &'static str,
    state: String,
    last: String,
    recent: String,
    gaps: usize,
    clock: String,
    reviewed: String,
}

/// A chip: which, and its word.
pub(super) struct Mark {
    pub(super) kind: &'static str,
    pub(super) word: String,
}

/// The newest checkpoint.
struct SealView {
    at: String,
    size: String,
    origin: String,
    value: String,
    anchors: String,
}

#[derive(Template)]
#[template(path = "logs/overview.html")]
struct OverviewPage {
    page: Page,
    sources: Vec<SourceRow>,
    arriving: usize,
    silent: usize,
    recent: String,
    alerts: usize,
    unfed: String,
    stopped: Option<String>,
    disagrees: bool,
    verdict: Option<Mark>,
    verified: String,
    findings: Vec<String>,
    window: String,
    seal: Option<SealView>,
    may_manage: bool,
}

/// Chip of a source: what it is, in words.
pub(super) fn arrival(seen: &SourceSeen) -> (&'static str, String) {
    match (seen.last, seen.silent_since) {
        (None, _) => ("open", text("logs-arrival-never", &[])),
        (Some(_), Some(since)) => ("no", text("logs-arrival-silent", &[("at", &instant(Some(since)))])),
        (Some(_), None) => ("yes", text("logs-arrival-yes", &[])),
    }
}

fn row(seen: &SourceSeen) -> SourceRow {
    let (kind, state) = arrival(seen);
    SourceRow {
        name: seen.source.name.clone(),
        title: seen.title().to_owned(),
        host: seen.source.host.clone(),
        kind,
        state,
        last: instant(seen.last),
        recent: thousands(seen.recent),
        gaps: seen.holes.len(),
        clock: seen.clock.clone(),
        reviewed: instant(seen.reviewed),
    }
}

async fn overview(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let seen = log_overview(&web.house, &signed.actor).await?;
    let page = Page::new(&web, &signed, "logs").await?;
    html::show(&view(page, &seen, signed.actor.may(Permission::ManageLogs)))
}

fn view(page: Page, seen: &Overview, may_manage: bool) -> OverviewPage {
    let tamper = &seen.tamper;
    let verdict = match tamper.intact {
        Some(true) => Mark { kind: "yes", word: text("logs-chip-intact", &[]) },
        Some(false) => Mark { kind: "no", word: text("logs-chip-damaged", &[]) },
        None => Mark { kind: "open", word: text("logs-chip-unverified", &[]) },
    };
    let anchors = if tamper.anchors.is_empty() { text("logs-anchor-none", &[]) } else { tamper.anchors.join(&text("list-separator", &[])) };
    OverviewPage {
        sources: seen.sources.values().map(row).collect(),
        arriving: seen.sources.values().filter(|source| source.is_arriving()).count(),
        silent: seen.sources.values().filter(|source| source.silent_since.is_some()).count(),
        recent: thousands(seen.sources.values().map(|source| source.recent).sum()),
        alerts: seen.open_alerts,
        unfed: seen.unfed.join(&text("list-separator", &[])),
        stopped: seen.stopped.clone(),
        disagrees: seen.disagrees.is_some(),
        verdict: tamper.seal.as_ref().map(|_| verdict),
        verified: tamper.verification.clone(),
        findings: tamper.findings.clone(),
        window: tamper.window.clone(),
        seal: tamper.seal.as_ref().map(|seal| SealView {
            at: instant(Some(seal.at)),
            size: thousands(seal.size),
            origin: seal.origin.clone(),
            value: seal_value(seal),
            anchors,
        }),
        may_manage,
        page,
    }
}

async fn verify(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    match verify_logs(&web.house, &signed.actor).await {
        Ok(verified) if verified.is_intact() => say(&signed.session, "logs-verified-now", &[]).await?,
        Ok(verified) => say(&signed.session, "logs-verified-found", &[("count", &verified.findings.len().to_string())]).await?,
        Err(LogsError::Forbidden(forbidden)) => return Err(forbidden.into()),
        Err(error) => say(&signed.session, "logs-unverified", &[("why", &sentence(&error))]).await?,
    }
    Ok(Redirect::to("/logs"))
}

async fn seal(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    match seal_logs(&web.house, &signed.actor).await {
        Ok(_) => say(&signed.session, "logs-sealed-now", &[]).await?,
        Err(error @ (LogsError::Open(_) | LogsError::Append(_))) => {
            say(&signed.session, "logs-unsealed", &[("why", &sentence(&error))]).await?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to("/logs"))
}

/// Compares a checkpoint that was typed in from paper.
async fn compare(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    signed.require(Permission::ReadLogs)?;
    let key = match compare_seal(&web.house, &signed.actor, posted.get("seal")).await? {
        Compared::Same => "logs-compare-same",
        Compared::Other => "logs-compare-other",
        Compared::Shorter => "logs-compare-unknown",
        Compared::Unreadable => "logs-compare-unreadable",
    };
    say(&signed.session, key, &[]).await?;
    Ok(Redirect::to("/logs"))
}
