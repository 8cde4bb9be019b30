//! 止めるアカウント: which accounts stand out and why, a table to take along, a letter to whoever keeps the system.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use sonae_app::observations::{AccountLine, AccountsOverview, accounts_csv, accounts_overview};
use sonae_app::words::text;
use sonae_domain::ledger::LedgerId;

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::pages::ledgers::{download, record_link};
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/observations/accounts", get(show)).route("/observations/accounts/csv", get(table))
}

struct Row {
    line: AccountLine,
    link: String,
}

#[derive(Template)]
#[template(path = "observations/accounts.html")]
struct AccountsPage {
    page: Page,
    seen: AccountsOverview,
    stop: Vec<Row>,
    ask: Vec<Row>,
    note: Vec<Row>,
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let mut seen = accounts_overview(&web.house, &signed.actor).await?;
    let rows = |lines: Vec<AccountLine>| -> Vec<Row> {
        lines.into_iter().map(|line| Row { link: record_link(LedgerId::Accounts, &line.key), line }).collect()
    };
    let (stop, ask, note) = (std::mem::take(&mut seen.stop), std::mem::take(&mut seen.ask), std::mem::take(&mut seen.note));
    let page = Page::new(&web, &signed, "observations").await?;
    html::show(&AccountsPage { page, stop: rows(stop), ask: rows(ask), note: rows(note), seen })
}

async fn table(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let bytes = accounts_csv(&web.house, &signed.actor).await?;
    Ok(download(&text("accounts-file", &[]), "text/csv; charset=utf-8", bytes))
}
