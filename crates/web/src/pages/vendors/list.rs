//! Every vendor under contract, at a glance.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use sonae_app::vendors::{LinkState, SystemDisclosure, VendorOverview, list_vendors};
use sonae_app::words::text;

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

#[derive(Template)]
#[template(path = "vendors/list.html")]
struct ListPage {
    page: Page,
    year: String,
    deadline: Date,
    vendors: Vec<VendorOverview>,
}

impl ListPage {
    fn received(&self) -> usize {
        self.vendors.iter().filter(|vendor| vendor.answered == vendor.asked).count()
    }

    fn outstanding(&self) -> usize {
        self.vendors.iter().map(VendorOverview::outstanding).sum()
    }

    /// The chip of the worst statement of a vendor of which some are outstanding.
    fn disclosures_chip(vendor: &VendorOverview) -> (&'static str, String) {
        let outstanding = || vendor.systems.iter().filter(|system| !system.counts);
        outstanding().find(|system| !system.received).or(outstanding().next()).map_or(("yes", String::new()), disclosure_chip)
    }
}

/// How one disclosure statement stands, as chip and word.
pub(super) fn disclosure_chip(system: &SystemDisclosure) -> (&'static str, String) {
    let kind = match (system.counts, system.received) {
        (true, _) => "yes",
        (false, true) => "old",
        (false, false) => "no",
    };
    (kind, text(&format!("vendors-disclosure-{}", system.standing), &[]))
}

/// How the form of a vendor stands, as chip and word.
pub(super) fn form_chip(vendor: &VendorOverview) -> (&'static str, String) {
    let key = match (&vendor.submission, vendor.answered) {
        (Some(_), _) => return ("yes", text("vendors-chip-finished", &[])),
        (None, 0) => return ("no", text("vendors-chip-none", &[])),
        (None, answered) if answered == vendor.asked => return ("yes", text("vendors-chip-all", &[])),
        (None, _) => "vendors-chip-some",
    };
    ("old", text(key, &[]))
}

/// How the link of a vendor stands.
pub(super) fn link_words(link: &LinkState) -> String {
    match link {
        LinkState::None => text("vendors-link-none", &[]),
        LinkState::Over => text("vendors-link-over", &[]),
        LinkState::Open(until, used) => {
            let key = if *used { "vendors-link-used" } else { "vendors-link-open" };
            text(key, &[("until", &html::date(until))])
        }
    }
}

pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let vendors = list_vendors(&web.house, &signed.actor).await?;
    let edition = web.house.edition().await?;
    let page = Page::new(&web, &signed, "vendors").await?;
    html::show(&ListPage { page, year: edition.year_label.clone(), deadline: edition.deadline, vendors })
}
