//! A ledger as a file: which columns, which format.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sonae_app::ledgers::{Columns, ExportError, FileFormat, ListQuery, export_ledger, list_records};
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use super::{Asked, asked, ledger_of};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/ledgers/{ledger}/export", get(ask).post(export))
}

#[derive(Template)]
#[template(path = "ledgers/export.html")]
struct ExportPage {
    page: Page,
    ledger: LedgerId,
    query: ListQuery,
    total: u64,
    too_many: bool,
}

impl ExportPage {
    fn is_narrowed(&self) -> bool {
        !self.query.search.is_empty() || !self.query.filters.is_empty()
    }
}

async fn ask(State(web): State<Web>, Path(name): Path<String>, signed: Signed, fields: Asked) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    signed.require(Permission::ReadLedgers)?;
    let page = form(&web, &signed, ledger, super::list::query(&asked(fields))).await?;
    html::show(&page)
}

async fn form(web: &Web, signed: &Signed, ledger: LedgerId, query: ListQuery) -> Result<ExportPage, Failure> {
    let total = list_records(&web.house, &signed.actor, ledger, &ListQuery { size: 1, page: 1, ..query.clone() }).await?.total;
    Ok(ExportPage { page: Page::new(web, signed, "ledgers").await?, ledger, query, total, too_many: false })
}

async fn export(State(web): State<Web>, Path(name): Path<String>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let format = match posted.get("format") {
        "csv" => FileFormat::Csv,
        "csv-cp932" => FileFormat::CsvCp932,
        "pdf" => FileFormat::Pdf,
        _ => FileFormat::Xlsx,
    };
    let columns = if posted.get("columns") == "all" { Columns::All } else { Columns::Manual };
    let query = super::list::query(&posted);
    let file = match export_ledger(&web.house, &signed.actor, ledger, &query, (format, columns)).await {
        Ok(file) => file,
        Err(ExportError::Ledger(error)) => return Err(error.into()),
        Err(ExportError::Print(error)) => return Err(error.into()),
        Err(ExportError::TooManyRows(_)) => {
            return html::show_again(&ExportPage { too_many: true, ..form(&web, &signed, ledger, query).await? });
        }
    };
    if file.replaced > 0 {
        say(&signed.session, "ledgers-replaced", &[("count", &file.replaced.to_string())]).await?;
    }
    Ok(download(&file.name, file.media_type, file.bytes))
}

/// A file to be saved under this name.
pub(crate) fn download(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", html::encode(name));
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
