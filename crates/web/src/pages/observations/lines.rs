//! 保守回線: every way in from outside, found but not declared first.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use sonae_app::observations::{line_state, lines_csv, lines_overview, said_word};
use sonae_app::words::text;
use sonae_domain::facts::Channel;
use sonae_domain::ledger::LedgerId;

use super::machine_link;
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::pages::ledgers::{download, record_link};
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/observations/lines", get(show)).route("/observations/lines/csv", get(table))
}

struct Row {
    line: Channel,
    link: String,
    /// The declared line, where there is one
    declared: Option<String>,
}

impl Row {
    fn of(line: Channel) -> Self {
        let link = match (line.device.as_str(), line.machine.as_str()) {
            ("", "") => String::new(),
            ("", machine) => machine_link(machine),
            (device, _) => record_link(LedgerId::Devices, device),
        };
        let declared = line.line.as_ref().map(|key| record_link(LedgerId::MaintenanceLines, key));
        Self { line, link, declared }
    }

    fn said(said: &Option<bool>) -> String {
        text(&format!("lines-{}", said_word(*said)), &[])
    }

    fn state(&self) -> (&'static str, String) {
        let state = line_state(&self.line);
        let kind = match state {
            "undeclared" => "no",
            "own" => "old",
            "seen" => "yes",
            _ => "na",
        };
        (kind, text(&format!("lines-state-{state}"), &[]))
    }
}

#[derive(Template)]
#[template(path = "observations/lines.html")]
struct LinesPage {
    page: Page,
    found: Vec<Row>,
    known: Vec<Row>,
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let lines = lines_overview(&web.house, &signed.actor).await?;
    let (known, found): (Vec<Row>, Vec<Row>) = lines.into_iter().map(Row::of).partition(|row| row.line.is_declared);
    html::show(&LinesPage { page: Page::new(&web, &signed, "observations").await?, found, known })
}

async fn table(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let bytes = lines_csv(&web.house, &signed.actor).await?;
    Ok(download(&text("lines-file", &[]), "text/csv; charset=utf-8", bytes))
}
