//! Signing in at the institution's own provider: there and back, and its settings.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sonae_app::accounts::{self, Oidc, OidcError, OidcFlow};
use sonae_domain::access::Permission;
use tower_sessions::Session;

use super::sign_in::{enter, may_try, next};
use crate::client::Origin;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

/// Key under which a session holds the flow and where to go afterwards.
const FLOW: &str = "oidc";
/// Where the provider sends people back to.
const RETURN: &str = "/login/oidc/return";

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
pub(super) struct Returned {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

#[derive(Template)]
#[template(path = "accounts/oidc.html")]
struct OidcPage {
    page: Page,
    oidc: Oidc,
    redirect: String,
    wrong: Wrong,
}

fn failed(error: OidcError) -> Failure {
    match error {
        OidcError::Off => Failure::NotFound,
        OidcError::Fault(fault) => fault.into(),
        OidcError::Refused => Failure::Bad("oidc-refused"),
        OidcError::Settings(_) | OidcError::Provider(_) => {
            tracing::warn!(%error, "signing in at the provider failed");
            Failure::Bad("oidc-failed")
        }
    }
}

pub(super) async fn go(State(web): State<Web>, session: Session, origin: Origin, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    may_try(&web, &origin.client)?;
    let (url, flow) = accounts::begin_oidc(&web.house, &format!("{}{RETURN}", origin.site)).await.map_err(failed)?;
    session.insert(FLOW, (flow, asked.back)).await?;
    Ok(Redirect::to(&url).into_response())
}

pub(super) async fn come_back(
    State(web): State<Web>,
    session: Session,
    origin: Origin,
    Query(returned): Query<Returned>,
) -> Result<Response, Failure> {
    may_try(&web, &origin.client)?;
    let (flow, back) = session.remove::<(OidcFlow, String)>(FLOW).await?.ok_or(Failure::Bad("oidc-refused"))?;
    let id = accounts::finish_oidc(&web.house, flow, &returned.code, &returned.state, &origin.client).await.map_err(failed)?;
    enter(&session, &id, &origin.client, true).await?;
    Ok(Redirect::to(next(&back)).into_response())
}

pub(super) async fn ask(State(web): State<Web>, signed: Signed, origin: Origin) -> Result<Response, Failure> {
    signed.require(Permission::ManageUsers)?;
    let page = Page::new(&web, &signed, "settings").await?;
    let redirect = format!("{}{RETURN}", origin.site);
    html::show(&OidcPage { page, oidc: accounts::oidc(&web.house).await?, redirect, wrong: Wrong::default() })
}

pub(super) async fn change(State(web): State<Web>, signed: Signed, origin: Origin, fields: Fields) -> Result<Response, Failure> {
    let of = |name: &str| fields.get(name).to_owned();
    let new = Oidc { on: fields.is_set("on"), issuer: of("issuer"), client_id: of("client-id"), claim: of("claim"), label: of("label") };
    let secret = Some(fields.get("secret")).filter(|secret| !secret.is_empty());
    let mut wrong = Wrong::default();
    match accounts::set_oidc(&web.house, &signed.actor, &new, secret).await {
        Ok(()) => {
            say(&signed.session, "accounts-oidc-changed", &[]).await?;
            return Ok(Redirect::to("/settings/oidc").into_response());
        }
        Err(OidcError::Settings("issuer")) => wrong.add("issuer", "accounts-wrong-issuer", &[]),
        Err(OidcError::Settings("client-id")) => wrong.add("client-id", "accounts-wrong-client-id", &[]),
        Err(OidcError::Settings(_)) => wrong.add("claim", "accounts-wrong-claim", &[]),
        Err(error) => return Err(failed(error)),
    }
    let page = Page::new(&web, &signed, "settings").await?;
    html::show_again(&OidcPage { page, oidc: new, redirect: format!("{}{RETURN}", origin.site), wrong })
}
