//! A row of the list, changed in the list. Without JavaScript the link leads to the form of the record.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sonae_app::ledgers::{self, Asked as Listing, PutError, layout};
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use super::edit::{FieldForm, typed, wrong};
use super::list::{RowView, shown};
use super::{Asked, asked, ledger_of};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/ledgers/{ledger}/quick", get(form).post(save)).route("/ledgers/{ledger}/row", get(row))
}

#[derive(Template)]
#[template(path = "ledgers/row.html")]
struct RowPage {
    ledger: LedgerId,
    row: RowView,
    can_quick: bool,
}

impl RowPage {
    fn can_quick(&self) -> bool {
        self.can_quick
    }
}

/// A cell of the row: a field that can be changed, or a text.
struct QuickCell {
    title: &'static str,
    text: String,
    form: Option<FieldForm>,
}

#[derive(Template)]
#[template(path = "ledgers/quick.html")]
struct QuickPage {
    ledger: LedgerId,
    key: String,
    label: String,
    version: i64,
    cells: Vec<QuickCell>,
    general: Vec<String>,
}

impl QuickPage {
    /// Ties the inputs, which stand in several cells, to their form.
    fn id(&self) -> String {
        format!("q{}", html::encode(&self.key))
    }
}

async fn listing(web: &Web, signed: &Signed, ledger: LedgerId, key: &str) -> Result<Listing, Failure> {
    let view = ledgers::show_record(&web.house, &signed.actor, ledger, key).await?;
    Ok(Listing { key: view.key, label: view.label, version: view.version, body: view.body })
}

fn quick(ledger: LedgerId, record: &Listing) -> QuickPage {
    let texts = ledgers::texts_of(ledger, &record.body);
    let cells = shown(ledger).into_iter().zip(RowView::of(ledger, record).cells).map(|(column, (title, text, _))| {
        let value = texts.get(&column.field).map_or("", String::as_str);
        let form = layout(ledger).quick.contains(&column.field).then(|| FieldForm::of(column, value, false));
        QuickCell { title, text, form }
    });
    QuickPage {
        ledger,
        key: record.key.clone(),
        label: record.label.clone(),
        version: record.version,
        cells: cells.collect(),
        general: Vec::new(),
    }
}

async fn form(State(web): State<Web>, Path(name): Path<String>, signed: Signed, query: Asked) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    signed.require(Permission::EditLedgers)?;
    html::show(&quick(ledger, &listing(&web, &signed, ledger, asked(query).get("key")).await?))
}

async fn row(State(web): State<Web>, Path(name): Path<String>, signed: Signed, query: Asked) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let record = listing(&web, &signed, ledger, asked(query).get("key")).await?;
    html::show(&RowPage { ledger, row: RowView::of(ledger, &record), can_quick: signed.actor.may(Permission::EditLedgers) })
}

async fn save(
    State(web): State<Web>,
    Path(name): Path<String>,
    signed: Signed,
    headers: HeaderMap,
    posted: Fields,
) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let typed = typed(ledger, &posted);
    let failed = match ledgers::put_record(&web.house, &signed.actor, ledger, &typed).await {
        Ok(_) if !headers.contains_key("hx-request") => return Ok(Redirect::to(&format!("/ledgers/{ledger}")).into_response()),
        Ok(saved) => {
            let record = listing(&web, &signed, ledger, &saved.key).await?;
            return html::show(&RowPage { ledger, row: RowView::of(ledger, &record), can_quick: true });
        }
        Err(PutError::Ledger(error)) => return Err(error.into()),
        Err(failed) => failed,
    };
    let mut again = quick(ledger, &listing(&web, &signed, ledger, typed.key.as_deref().unwrap_or_default()).await?);
    for form in again.cells.iter_mut().filter_map(|cell| cell.form.as_mut()) {
        if let Some(text) = typed.texts.get(form.field) {
            form.text.clone_from(text);
        }
    }
    for (field, words) in wrong(ledger, &failed) {
        let form = again.cells.iter_mut().filter_map(|cell| cell.form.as_mut()).find(|form| form.field == field);
        match form {
            Some(form) => form.errors.push(words),
            None => again.general.push(words),
        }
    }
    if let PutError::Conflict { by, .. } = &failed {
        again.general.push(html::text("ledgers-conflict-short", &[("by", &super::who(&web, by).await)]));
    }
    html::show_again(&again)
}
