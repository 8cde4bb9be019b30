//! The blank form as a file, for a vendor that prefers one.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sonae_app::ports::Format;
use sonae_app::vendor_form::{VendorFormError, vendor_form};
use sonae_app::vendors::contracted;
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::framework::Edition;

use super::front::Front;
use crate::failure::Failure;
use crate::html;
use crate::signed::Signed;
use crate::state::Web;

/// Which file.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    name: String,
    #[serde(default)]
    format: String,
}

/// For the institution's people.
pub(super) async fn blank(State(web): State<Web>, signed: Signed, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    signed.require(Permission::ReadVendors)?;
    let known = web.house.known().await?;
    let vendor = contracted(&known.facts, &wanted.name).ok_or(Failure::NotFound)?;
    file(&web, known.edition, vendor, &wanted.format).await
}

/// For the vendor itself.
pub(super) async fn own(State(web): State<Web>, front: Front, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    file(&web, own.edition, own.vendor, &wanted.format).await
}

async fn file(web: &Web, edition: &'static Edition, vendor: String, format: &str) -> Result<Response, Failure> {
    let format = if format == "pdf" { Format::Pdf } else { Format::Xlsx };
    let facility = web.house.institution().await?.name;
    let today = web.house.today().await?;
    let name = text("vendors-paper-name", &[("vendor", &vendor), ("year", &edition.year_label)]);
    let printed = web.house.print(move |printer| {
        vendor_form(edition, &vendor, &facility, format, today, printer).map_err(|error| match error {
            VendorFormError::Print(failure) => failure,
            other => sonae_app::ports::PrintFailure(other.to_string()),
        })
    });
    let bytes = printed.await?.bytes;
    let extension = format.extension();
    let disposition = format!("attachment; filename=\"form.{extension}\"; filename*=UTF-8''{}.{extension}", html::encode(&name));
    Ok(([(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}
