//! Lists of leaked credentials: one is looked through in memory and forgotten; what of ours stood on it is shown until somebody deals with it.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::observations::{LARGEST_LIST, LeaksOverview, ObservationError, leaks_overview, look_through_leaks, settle_leak};
use sonae_app::words::{spelt, text};
use sonae_domain::access::Permission;
use sonae_domain::facts::Leak;
use sonae_domain::ledger::LedgerId;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::brought;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/observations/leaks", get(show).post(upload).layer(DefaultBodyLimit::max(LARGEST_LIST + (64 << 10))))
        .route("/observations/leaks/settle", post(settle))
}

struct HitRow {
    key: String,
    what: String,
    link: String,
    leak: Leak,
}

#[derive(Template)]
#[template(path = "observations/leaks.html")]
struct LeaksPage {
    page: Page,
    hits: Vec<HitRow>,
    seen: LeaksOverview,
    may_edit: bool,
    error: bool,
}

async fn page(web: &Web, signed: &Signed, error: bool) -> Result<LeaksPage, Failure> {
    let mut seen = leaks_overview(&web.house, &signed.actor).await?;
    let row = |(key, leak): (String, Leak)| HitRow {
        what: text(&format!("leaks-what-{}", spelt(&leak.what)), &[]),
        link: record_link(if leak.is_of_account() { LedgerId::Accounts } else { LedgerId::Devices }, &leak.of),
        key,
        leak,
    };
    let hits = std::mem::take(&mut seen.hits).into_iter().map(row).collect();
    let page = Page::new(web, signed, "observations").await?;
    Ok(LeaksPage { page, hits, seen, may_edit: signed.actor.may(Permission::EditLedgers), error })
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, false).await?)
}

async fn upload(State(web): State<Web>, signed: Signed, form: Multipart) -> Result<Response, Failure> {
    signed.require(Permission::EditLedgers)?;
    let Some(file) = brought(form).await? else {
        return html::show_again(&page(&web, &signed, true).await?);
    };
    let name = file.name;
    let (key, args) = match look_through_leaks(&web.house, &signed.actor, &name, file.bytes).await {
        Ok((list, _)) => {
            let args = [("name", list.name), ("lines", list.lines.to_string()), ("hits", list.hits.to_string())];
            (if list.hits > 0 { "leaks-said-hits" } else { "leaks-said-none" }, args)
        }
        Err(ObservationError::Nothing) => ("leaks-no-text", [("name", name), ("lines", String::new()), ("hits", String::new())]),
        Err(error) => return Err(error.into()),
    };
    say(&signed.session, key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))).await?;
    Ok(Redirect::to("/observations/leaks").into_response())
}

async fn settle(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let leak = settle_leak(&web.house, &signed.actor, posted.get("key")).await?;
    say(&signed.session, "leaks-said-settled", &[("name", &leak.name)]).await?;
    Ok(Redirect::to("/observations/leaks"))
}
