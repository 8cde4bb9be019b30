//! One vendor: its state, what it answered beside the facts, who is responsible for what, and what reaches into the house.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use sonae_app::vendors::{
    FinishError, PaperError, Reminder, Side, VendorLink, VendorOverview, VendorPaper, VendorShown, links_of, overview_of, own_form,
    papers_of, receive_paper, reminders_of, reopen_form, show_vendor,
};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::assessment::Status;
use sonae_domain::ledger::{Duty, LedgerId, YesNo};

use super::handing_in::document_error;
use super::letters::vendor_link;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::record_link;
use crate::pages::today::item_link;
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::Upload;

/// How many machines and accounts stand on the page before it says how many more there are.
const SHOWN: usize = 15;

#[derive(Template)]
#[template(path = "vendors/show.html")]
struct ShowPage {
    page: Page,
    edition: String,
    year: String,
    overview: VendorOverview,
    shown: VendorShown,
    links: Vec<(String, VendorLink)>,
    reminders: Vec<Reminder>,
    papers: Vec<VendorPaper>,
    /// The day of the clock, for links
    real_today: Date,
    /// What was wrong with what was just done
    error: Option<String>,
}

impl ShowPage {
    fn item(&self, side: &Side) -> String {
        item_link(&self.edition, "vendor", &side.key, &self.shown.vendor)
    }

    fn found_chip(status: &Status) -> (&'static str, String) {
        let (kind, key) = match status {
            Status::Satisfied => ("yes", "vendors-found-yes"),
            Status::NotSatisfied => ("no", "vendors-found-no"),
            Status::Undetermined => ("open", "vendors-found-open"),
            Status::NotApplicable => ("na", "vendors-found-na"),
        };
        (kind, text(key, &[]))
    }

    fn said_chip(said: &Option<YesNo>) -> (&'static str, String) {
        match said {
            Some(YesNo::Yes) => ("yes", text("vendors-yes", &[])),
            Some(YesNo::No) => ("no", text("vendors-no", &[])),
            None => ("open", text("vendors-meanwhile-none", &[])),
        }
    }

    fn duty(duty: &Duty) -> String {
        let key = match duty {
            Duty::Vendor => "vendors-duty-vendor",
            Duty::Institution => "vendors-duty-institution",
            Duty::Shared => "vendors-duty-shared",
            Duty::Unspecified => "vendors-duty-unspecified",
        };
        text(key, &[])
    }

    fn flag(flag: &Option<bool>) -> String {
        let key = match flag {
            Some(true) => "vendors-flag-yes",
            Some(false) => "vendors-flag-no",
            None => "vendors-flag-unknown",
        };
        text(key, &[])
    }

    fn works(&self, link: &VendorLink) -> bool {
        link.works_on(self.real_today)
    }

    fn record(ledger: &str, key: &str) -> String {
        ledger.parse::<LedgerId>().map(|ledger| record_link(ledger, key)).unwrap_or_default()
    }

    fn first<T>(rows: &[T]) -> &[T] {
        &rows[..rows.len().min(SHOWN)]
    }
}

/// Which vendor.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    name: String,
}

pub(super) async fn show(State(web): State<Web>, signed: Signed, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, &wanted.name, None).await?)
}

async fn page(web: &Web, signed: &Signed, name: &str, error: Option<String>) -> Result<ShowPage, Failure> {
    let overview = overview_of(&web.house, &signed.actor, name).await?;
    let shown = show_vendor(&web.house, &signed.actor, name).await?;
    let edition = web.house.edition().await?;
    let vendor = overview.vendor.as_str();
    Ok(ShowPage {
        page: Page::new(web, signed, "vendors").await?,
        edition: edition.id.to_string(),
        year: edition.year_label.clone(),
        links: links_of(&web.house, vendor).await?,
        reminders: reminders_of(&web.house, vendor).await?,
        papers: papers_of(&web.house, vendor).await?,
        real_today: web.house.clock.today(),
        overview,
        shown,
        error,
    })
}

/// Opens a form again that was handed in.
pub(super) async fn reopen(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let name = fields.get("name");
    let edition = web.house.edition().await?;
    let key = match reopen_form(&web.house, &signed.actor, edition.id.as_str(), name).await {
        Ok(()) => "vendors-reopened",
        Err(FinishError::OutOfTurn) => "vendors-not-finished",
        Err(error) => return Err(error.into()),
    };
    say(&signed.session, key, &[]).await?;
    Ok(Redirect::to(&vendor_link(name)).into_response())
}

/// Keeps a form that came back on paper, and goes on to typing it in.
pub(super) async fn paper(State(web): State<Web>, signed: Signed, upload: Upload) -> Result<Response, Failure> {
    signed.require(Permission::ManageVendors)?;
    let name = upload.fields.get("name");
    let own = own_form(&web.house, &signed.actor, name, None).await?;
    let key = match upload.file("file") {
        None => "vendors-file-empty",
        Some(brought) => match receive_paper(&web.house, &signed.actor, &own, brought).await {
            Ok(()) => {
                say(&signed.session, "vendors-paper-received", &[]).await?;
                return Ok(Redirect::to(&format!("/vendors/form?name={}", html::encode(&own.vendor))).into_response());
            }
            Err(PaperError::Forbidden(forbidden)) => return Err(forbidden.into()),
            Err(PaperError::Document(error)) => document_error(error)?,
            Err(error) => return Err(Failure::Fault(error.to_string())),
        },
    };
    html::show_again(&page(&web, &signed, &own.vendor, Some(text(key, &[]))).await?)
}
