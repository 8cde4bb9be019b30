//! The guideline on paper: the gap report and each role's reading list, as PDF and as a workbook.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use sonae_app::clauses::{clause_standings, gap_sheet, reading_sheet};
use sonae_app::ports::{Format, Sheet};
use sonae_domain::guideline::Role;
use sonae_domain::paper::LedgerSheet;

use crate::failure::Failure;
use crate::pages::inspection::pdf;
use crate::pages::ledgers::download;
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/guideline/papers/{paper}/{format}", get(paper))
}

async fn paper(State(web): State<Web>, signed: Signed, Path((paper, format)): Path<(String, String)>) -> Result<Response, Failure> {
    let standings = clause_standings(&web.house, &signed.actor).await?;
    let sheet: LedgerSheet = match paper.as_str() {
        "gap" => gap_sheet(&standings),
        "management" => reading_sheet(&standings, Role::Management),
        "planning" => reading_sheet(&standings, Role::Planning),
        "operation" => reading_sheet(&standings, Role::Operation),
        _ => return Err(Failure::NotFound),
    };
    let format = [Format::Pdf, Format::Xlsx].into_iter().find(|known| known.extension() == format).ok_or(Failure::NotFound)?;
    let (title, today) = (sheet.title.clone(), standings.today);
    let printed = web.house.print(move |printer| printer.print(Sheet::Ledger(&sheet), format, today)).await?;
    Ok(match format {
        Format::Pdf => pdf(&title, printed.bytes),
        Format::Xlsx => download(&format!("{title}.xlsx"), format.media_type(), printed.bytes),
    })
}
