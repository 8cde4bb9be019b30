//! What a record said, version by version, and putting an older version back.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::ledgers::{self, RecordView, VersionView, is_edited_here};
use sonae_domain::access::Permission;

use super::{Asked, asked, ledger_of, record_link};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/ledgers/{ledger}/history", get(history)).route("/ledgers/{ledger}/restore", post(restore))
}

#[derive(Template)]
#[template(path = "ledgers/history.html")]
struct HistoryPage {
    page: Page,
    record: RecordView,
    /// With the name of whoever wrote it
    versions: Vec<(VersionView, String)>,
    may_edit: bool,
}

async fn history(State(web): State<Web>, Path(name): Path<String>, signed: Signed, query: Asked) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let query = asked(query);
    let record = ledgers::show_record(&web.house, &signed.actor, ledger, query.get("key")).await?;
    let mut versions = Vec::new();
    for version in ledgers::record_history(&web.house, &signed.actor, ledger, &record.key).await? {
        let by = super::who(&web, &version.actor).await;
        versions.push((version, by));
    }
    let may_edit = signed.actor.may(Permission::EditLedgers) && is_edited_here(ledger);
    html::show(&HistoryPage { page: Page::new(&web, &signed, "ledgers").await?, record, versions, may_edit })
}

async fn restore(State(web): State<Web>, Path(name): Path<String>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let number = |name: &str| posted.get(name).parse().unwrap_or(0);
    let key = posted.get("key");
    ledgers::restore_version(&web.house, &signed.actor, ledger, (key, number("shown")), number("version")).await?;
    say(&signed.session, "ledgers-restored", &[("version", posted.get("version"))]).await?;
    Ok(Redirect::to(&record_link(ledger, key)).into_response())
}
