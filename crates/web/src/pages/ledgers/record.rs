//! One record, and taking it out of its ledger.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::ledgers::{self, RecordView, is_edited_here};
use sonae_domain::access::Permission;
use sonae_domain::facts::Provenance;

use super::{Asked, asked, ledger_of, page_of};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/ledgers/{ledger}/record", get(record)).route("/ledgers/{ledger}/retire", post(retire))
}

#[derive(Template)]
#[template(path = "ledgers/record.html")]
struct RecordPage {
    page: Page,
    record: RecordView,
    changed_by: String,
    may_edit: bool,
}

impl RecordPage {
    fn link(&self, page: &str) -> String {
        page_of(self.record.ledger, page, &self.record.key)
    }

    fn provenance(&self) -> &'static str {
        match self.record.provenance {
            Provenance::Machine => "machine",
            Provenance::Document => "document",
            Provenance::Statement => "statement",
        }
    }

    fn empty(&self) -> String {
        let empty = self.record.fields.iter().filter(|field| field.text.is_empty() && field.inferred.is_empty());
        empty.map(|field| field.column.title.as_str()).collect::<Vec<_>>().join(&html::word("list-separator"))
    }
}

async fn record(State(web): State<Web>, Path(name): Path<String>, signed: Signed, fields: Asked) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let record = ledgers::show_record(&web.house, &signed.actor, ledger, asked(fields).get("key")).await?;
    let changed_by = match &record.changed {
        Some((_, by)) => super::who(&web, by).await,
        None => String::new(),
    };
    let may_edit = signed.actor.may(Permission::EditLedgers) && is_edited_here(ledger);
    html::show(&RecordPage { page: Page::new(&web, &signed, "ledgers").await?, record, changed_by, may_edit })
}

async fn retire(State(web): State<Web>, Path(name): Path<String>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let (key, version) = (fields.get("key"), fields.get("version").parse().unwrap_or(0));
    ledgers::retire_record(&web.house, &signed.actor, ledger, (key, version), fields.get("reason")).await?;
    say(&signed.session, "ledgers-retired", &[("label", fields.get("label"))]).await?;
    Ok(Redirect::to(&super::record_link(ledger, key)).into_response())
}
