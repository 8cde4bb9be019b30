//! 設定→利用者→緊急用アカウント: the sealed envelope.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::accounts::{self, EmergencySheet, EmergencyState};
use sonae_domain::access::{Permission, Role};

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

#[derive(Template)]
#[template(path = "accounts/emergency.html")]
struct EmergencyPage {
    page: Page,
    state: EmergencyState,
}

#[derive(Template)]
#[template(path = "accounts/envelope.html")]
struct EnvelopePage {
    page: Page,
    sheet: EmergencySheet,
    address: String,
}

pub(super) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageUsers)?;
    let state = accounts::emergency_state(&web.house).await?;
    html::show(&EmergencyPage { page: Page::new(&web, &signed, "settings").await?, state })
}

pub(super) async fn prepare(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let roles: BTreeSet<Role> = fields.all("role").filter_map(|role| role.parse().ok()).collect();
    let sheet = accounts::prepare_emergency(&web.house, &signed.actor, roles).await?;
    // shown in the answer itself: it is nowhere kept, so no later page could show it
    html::show(&EnvelopePage { page: Page::new(&web, &signed, "settings").await?, sheet, address: web.public_url.clone() })
}

pub(super) async fn acknowledge(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    accounts::acknowledge_emergency(&web.house, &signed.actor).await?;
    say(&signed.session, "accounts-emergency-acknowledged", &[]).await?;
    Ok(Redirect::to("/settings/emergency").into_response())
}

pub(super) async fn close(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    accounts::close_emergency(&web.house, &signed.actor, fields.get("id")).await?;
    say(&signed.session, "accounts-emergency-closed", &[]).await?;
    Ok(Redirect::to("/settings/emergency").into_response())
}
