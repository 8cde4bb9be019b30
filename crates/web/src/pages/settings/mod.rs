//! 設定: institution, figures, notifications, own backups, operation log. Users are an area of their own.
//!
//! Deliberately not here: what may be set (`app::settings`), and the list of users (`pages::accounts`).

mod backups;
mod feeds;
mod institution;
mod log;
mod mail;
mod policy;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use sonae_app::settings::{ChangeError, Settings};
use sonae_domain::access::Permission;
use sonae_domain::facts::Institution;

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/settings", get(overview))
        .route("/settings/start-over", get(start_over))
        .route("/settings/institution", get(institution::ask).post(institution::change))
        .route("/settings/policy", get(policy::ask).post(policy::change))
        .route("/settings/mail", get(mail::ask).post(mail::change))
        .route("/settings/mail/test", post(mail::test))
        .route("/settings/backups", get(backups::show).post(backups::change))
        .route("/settings/backups/make", post(backups::make))
        .route("/settings/backups/key", post(backups::new_key))
        .route("/settings/feeds", get(feeds::show).post(feeds::change))
        .route("/settings/feeds/fetch", post(feeds::fetch))
        .route("/settings/audit", get(log::read))
        .route("/settings/audit/verify", get(log::verify))
        .route("/settings/audit/export", get(log::export))
}

#[derive(Template)]
#[template(path = "settings/overview.html")]
struct OverviewPage {
    page: Page,
    institution: Institution,
    kind: String,
    edition: String,
    settings: Settings,
}

async fn overview(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let any = [Permission::ManageSettings, Permission::ManageUsers, Permission::ReadAudit, Permission::ManageBackups];
    if !any.iter().any(|permission| signed.actor.may(*permission)) {
        signed.require(Permission::ManageSettings)?;
    }
    let institution = web.house.institution().await?;
    let page = Page::new(&web, &signed, "settings").await?;
    html::show(&OverviewPage {
        kind: super::setup::kind_label(&super::setup::kind_word(institution.kind)),
        edition: web.house.edition().await?.edition_label.clone(),
        settings: web.house.settings().await?,
        institution,
        page,
    })
}

#[derive(Template)]
#[template(path = "settings/start_over.html")]
struct StartOverPage {
    page: Page,
    data: String,
}

/// How to begin with one's own data after trying the invented hospital.
async fn start_over(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let page = Page::new(&web, &signed, "settings").await?;
    html::show(&StartOverPage { page, data: web.house.folder.path().display().to_string() })
}

/// Fields with values that cannot be are shown again; anything else is a failure.
fn wrong_fields(error: ChangeError) -> Result<Vec<&'static str>, Failure> {
    match error {
        ChangeError::Values(fields) => Ok(fields),
        ChangeError::Forbidden(forbidden) => Err(forbidden.into()),
        ChangeError::File(error) => Err(error.into()),
        ChangeError::Record(error) => Err(error.into()),
        ChangeError::Store(error) => Err(error.into()),
    }
}
