//! Vendors under contract, and how far they are.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use sonae_app::vendors::{FormError, LinkState, SystemDisclosure, VendorOverview, list_vendors as vendors};
use sonae_domain::ledger::DisclosureKind;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::Query;
use super::problem::Problem;
use super::window::{PageInfo, Window};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_vendors))
}

/// Vendors under contract
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Vendors {
    /// Which part of the list this is
    page: PageInfo,
    /// In the order of the contracts
    vendors: Vec<Vendor>,
}

/// A vendor at a glance
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Vendor {
    /// Name as the contracts spell it; what `subject` of a form takes
    name: String,
    /// Systems under contract
    systems: Vec<String>,
    /// Items of its form that need an answer
    asked: usize,
    /// Items that it has answered
    answered: usize,
    /// Latest 確認日 of its answers
    #[schema(value_type = Option<String>, format = Date)]
    answered_on: Option<Date>,
    /// Numbers of the items where its answer and the facts disagree, as printed
    contradicted: Vec<String>,
    /// Day on which it handed the form in, while that stands
    #[schema(value_type = Option<String>, format = Date)]
    submitted_on: Option<Date>,
    /// Whether it has a link with which it can answer
    link: Link,
    /// Last day on which the link works
    #[schema(value_type = Option<String>, format = Date)]
    link_until: Option<Date>,
    /// Day of the last reminder
    #[schema(value_type = Option<String>, format = Date)]
    reminded_on: Option<Date>,
    /// Disclosure statements (MDS/SDS), system by system
    disclosures: Vec<Disclosure>,
}

/// State of a vendor's link
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Link {
    /// None was ever opened
    None,
    /// It works and was not used yet
    Open,
    /// It works and was used
    Used,
    /// The last one has expired or was closed
    Over,
}

/// The disclosure statement for one system
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Disclosure {
    /// The system; "" where the contract names none
    system: String,
    /// Which statement: `mds`, `sds`; nothing while unknown
    kind: Option<&'static str>,
    /// How it stands: `current`, `other-version`, `outdated`, `receipt-unknown`, `system-unclear`, `requested`, `absent`
    standing: &'static str,
    /// Whether a contract names the system; else only the ledger of devices does
    under_contract: bool,
    /// Whether one is at hand, if only an old one or one of another version
    received: bool,
    /// The version of the product of which it speaks; "" where it says none
    product_version: String,
    /// Versions that are in use
    versions_in_use: Vec<String>,
    /// When it was received
    #[schema(value_type = Option<String>, format = Date)]
    received_on: Option<Date>,
    /// When it was asked for
    #[schema(value_type = Option<String>, format = Date)]
    requested_on: Option<Date>,
    /// SHA-256 of the document, where it is there
    sha256: Option<String>,
}

/// Vendors under contract
#[utoipa::path(
    get, path = "/vendors", tag = "vendors", security(("token" = ["read-vendors"])), params(Window),
    responses((status = 200, description = "How far every vendor is", body = Vendors))
)]
async fn list_vendors(State(web): State<Web>, Caller(caller): Caller, Query(window): Query<Window>) -> Result<Json<Vendors>, Problem> {
    let (page, list) = window.cut(vendors(&web.house, &caller).await?)?;
    Ok(Json(Vendors { page, vendors: list.into_iter().map(Into::into).collect() }))
}

impl From<VendorOverview> for Vendor {
    fn from(vendor: VendorOverview) -> Self {
        let (link, link_until) = match vendor.link {
            LinkState::None => (Link::None, None),
            LinkState::Open(until, false) => (Link::Open, Some(until)),
            LinkState::Open(until, true) => (Link::Used, Some(until)),
            LinkState::Over => (Link::Over, None),
        };
        Self {
            name: vendor.vendor,
            systems: vendor.under_contract,
            asked: vendor.asked,
            answered: vendor.answered,
            answered_on: vendor.answered_on,
            contradicted: vendor.contradicted,
            submitted_on: vendor.submission.and_then(|submission| submission.on),
            link,
            link_until,
            reminded_on: vendor.reminded_on,
            disclosures: vendor.systems.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<SystemDisclosure> for Disclosure {
    fn from(disclosure: SystemDisclosure) -> Self {
        let kind = match disclosure.kind {
            DisclosureKind::Mds => Some("mds"),
            DisclosureKind::Sds => Some("sds"),
            DisclosureKind::Unknown => None,
        };
        Self {
            system: disclosure.system,
            kind,
            standing: disclosure.standing,
            under_contract: disclosure.under_contract,
            received: disclosure.received,
            product_version: disclosure.product_version,
            versions_in_use: disclosure.versions,
            received_on: disclosure.received_on,
            requested_on: disclosure.requested_on,
            sha256: disclosure.sha256,
        }
    }
}

impl From<FormError> for Problem {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Forbidden(error) => error.into(),
            FormError::NoForm => Self::NotFound,
            FormError::Know(error) => error.into(),
            FormError::Store(error) => error.into(),
            FormError::Record(error) => error.into(),
            FormError::Print(error) => error.into(),
        }
    }
}
