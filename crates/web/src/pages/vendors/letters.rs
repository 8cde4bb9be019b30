//! Links and reminders: opening a link shows its address once, inside a letter that can be copied, sent, or handed to the mail
//! program.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sonae_app::notify::SendMailError;
use sonae_app::vendors::{
    Outcome, RemindError, VendorOverview, close_vendor_link, contracted, open_vendor_link, overview_of, remind_vendor, reminder_text,
};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::names::same_company;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

#[derive(Template)]
#[template(path = "vendors/letter.html")]
struct LetterPage {
    page: Page,
    vendor: String,
    /// The address of a link that was just opened, and until when it works
    url: Option<(String, String)>,
    mail_on: bool,
    to: String,
    subject: String,
    body: String,
    error: Option<String>,
}

impl LetterPage {
    /// The letter for the mail program of whoever looks at the page.
    fn mailto(&self) -> String {
        let encode = |text: &str| html::encode(&text.replace('\n', "\r\n"));
        format!("mailto:{}?subject={}&body={}", html::encode(&self.to).replace("%40", "@"), encode(&self.subject), encode(&self.body))
    }
}

/// Which vendor.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    name: String,
}

/// The page of a vendor.
pub(super) fn vendor_link(vendor: &str) -> String {
    format!("/vendors/show?name={}", html::encode(vendor))
}

/// Opens a link and shows its address, this once.
pub(super) async fn open_link(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let days = fields.get("days").parse().ok();
    let opened = open_vendor_link(&web.house, &signed.actor, fields.get("name"), days).await?;
    let url = format!("{}/v/{}", web.public_url, opened.token);
    let vendor = overview_of(&web.house, &signed.actor, &opened.vendor).await?;
    let edition = web.house.edition().await?;
    let institution = web.house.institution().await?.name;
    let address = Some((url.as_str(), opened.expires_on));
    let letter = reminder_text(&institution, &edition.year_label, edition.deadline, &vendor, address);
    let until = html::date(opened.expires_on);
    show_letter(&web, &signed, &vendor, letter, Some((url, until))).await
}

/// Closes a link.
pub(super) async fn close_link(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let link = close_vendor_link(&web.house, &signed.actor, fields.get("link")).await?;
    say(&signed.session, "vendors-link-closed", &[]).await?;
    Ok(Redirect::to(&vendor_link(&link.vendor)).into_response())
}

/// A letter about what is outstanding.
pub(super) async fn letter(State(web): State<Web>, signed: Signed, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    signed.require(Permission::ManageVendors)?;
    let vendor = overview_of(&web.house, &signed.actor, &wanted.name).await?;
    let edition = web.house.edition().await?;
    let institution = web.house.institution().await?.name;
    let letter = reminder_text(&institution, &edition.year_label, edition.deadline, &vendor, None);
    show_letter(&web, &signed, &vendor, letter, None).await
}

async fn show_letter(
    web: &Web,
    signed: &Signed,
    vendor: &VendorOverview,
    (subject, body): (String, String),
    url: Option<(String, String)>,
) -> Result<Response, Failure> {
    let known = web.house.known().await?;
    let contracts = known.facts.contracts.iter().filter(|row| same_company(&row.vendor, &vendor.vendor));
    let to = contracts.map(|row| row.email.trim()).find(|mail| !mail.is_empty()).unwrap_or_default().to_owned();
    html::show(&LetterPage {
        page: Page::new(web, signed, "vendors").await?,
        vendor: vendor.vendor.clone(),
        url,
        mail_on: web.house.settings().await?.mail.on,
        to,
        subject,
        body,
        error: None,
    })
}

/// Sends the letter, or notes that a person sent it.
pub(super) async fn remind(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let (name, send) = (fields.get("name"), fields.get("do") == "send");
    let to = if send { fields.get("to") } else { "" };
    let letter = (fields.get("subject"), fields.get("body"));
    let reminded =
        if send && to.is_empty() { Err(RemindError::NoAddress) } else { remind_vendor(&web.house, &signed.actor, name, to, letter).await };
    let error = match reminded {
        Ok(outcome) => {
            let key = if outcome == Outcome::Sent { "vendors-reminded-sent" } else { "vendors-reminded-noted" };
            say(&signed.session, key, &[("to", to)]).await?;
            return Ok(Redirect::to(&vendor_link(name)).into_response());
        }
        Err(RemindError::NoAddress) => "vendors-no-address",
        Err(RemindError::Mail(SendMailError::Off)) => "vendors-mail-off",
        Err(RemindError::Mail(error)) => {
            tracing::warn!(%error, "a reminder was not sent");
            "vendors-mail-failed"
        }
        Err(error) => return Err(error.into()),
    };
    signed.require(Permission::ManageVendors)?;
    let vendor = contracted(&web.house.known().await?.facts, name).ok_or(Failure::NotFound)?;
    let page = LetterPage {
        page: Page::new(&web, &signed, "vendors").await?,
        vendor,
        url: None,
        mail_on: web.house.settings().await?.mail.on,
        to: fields.get("to").to_owned(),
        subject: letter.0.to_owned(),
        body: letter.1.to_owned(),
        error: Some(text(error, &[])),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html::show(&page)?).into_response())
}
