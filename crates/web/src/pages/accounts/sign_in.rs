//! Signing in: login name and password, then the second factor where there is one; and signing out.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sonae_app::accounts::{self, Client, Oidc, SignInError};
use sonae_app::words::text;
use tower_sessions::Session;

use super::{is_local, wait};
use crate::client::Origin;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{said, say};
use crate::sessions::{ADDRESS, SIGNED_IN_AS, SIGNED_IN_ELSEWHERE, USER_AGENT};
use crate::signed::Arrived;
use crate::state::Web;

/// Key under which a session holds who has shown the first half.
const PENDING: &str = "pending";
/// The second half must follow within this time.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// As many addresses are remembered before those that are quiet are forgotten.
const ADDRESSES: usize = 10_000;

/// Whoever has shown a password, and owes the second factor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    /// Login name
    pub(super) id: String,
    /// Where to go then
    pub(super) back: String,
    until: Timestamp,
}

#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct LoginPage {
    said: Option<String>,
    institution: String,
    id: String,
    back: String,
    oidc: Oidc,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/second.html")]
struct SecondPage {
    totp: bool,
    passkeys: bool,
    wrong: Option<String>,
}

async fn login_page(web: &Web, session: &Session, back: &str) -> Result<LoginPage, Failure> {
    let back = if is_local(back) { back.to_owned() } else { String::new() };
    Ok(LoginPage {
        said: said(session).await?,
        institution: web.house.institution().await?.name,
        id: String::new(),
        back,
        oidc: accounts::oidc(&web.house).await?,
        wrong: None,
    })
}

pub(super) async fn ask(
    State(web): State<Web>,
    Query(query): Query<Back>,
    session: Session,
    arrived: Result<Arrived, Failure>,
) -> Result<Response, Failure> {
    match arrived {
        Ok(_) => Ok(Redirect::to(next(&query.back)).into_response()),
        Err(Failure::SignInFirst(_)) => html::show(&login_page(&web, &session, &query.back).await?),
        Err(failure) => Err(failure),
    }
}

pub(super) async fn check(State(web): State<Web>, session: Session, origin: Origin, fields: Fields) -> Result<Response, Failure> {
    let (id, password, back) = (fields.get("id"), fields.get("password"), fields.get("back"));
    if let Some(id) = accounts::open_envelope(&web.house, id, password, &origin.client).await? {
        enter(&session, &id, &origin.client, false).await?;
        return Ok(Redirect::to("/").into_response());
    }
    may_try(&web, &origin.client)?;
    let wrong = match accounts::sign_in(&web.house, id, password, &origin.client).await {
        Ok(known) if known.needs_second => {
            let pending = Pending { id: known.id, back: back.to_owned(), until: web.house.now() + PATIENCE };
            session.cycle_id().await?;
            session.insert(PENDING, pending).await?;
            return Ok(Redirect::to("/login/second").into_response());
        }
        Ok(known) => {
            enter(&session, &known.id, &origin.client, false).await?;
            return Ok(Redirect::to(next(back)).into_response());
        }
        Err(error) => told(error, "accounts-refused", web.house.now())?,
    };
    let page = LoginPage { id: id.to_owned(), wrong: Some(wrong), ..login_page(&web, &session, back).await? };
    html::show_again(&page)
}

pub(super) async fn ask_second(State(web): State<Web>, session: Session) -> Result<Response, Failure> {
    let Some(pending) = pending(&web, &session).await? else { return Ok(Redirect::to("/login").into_response()) };
    html::show(&second_page(&web, &pending).await?)
}

pub(super) async fn check_second(State(web): State<Web>, session: Session, origin: Origin, fields: Fields) -> Result<Response, Failure> {
    let Some(pending) = pending(&web, &session).await? else { return Ok(Redirect::to("/login").into_response()) };
    may_try(&web, &origin.client)?;
    match accounts::confirm_second_factor(&web.house, &pending.id, fields.get("code"), &origin.client).await {
        Ok(()) => {
            enter(&session, &pending.id, &origin.client, false).await?;
            Ok(Redirect::to(next(&pending.back)).into_response())
        }
        Err(error) => {
            let wrong = Some(told(error, "accounts-wrong-code", web.house.now())?);
            html::show_again(&SecondPage { wrong, ..second_page(&web, &pending).await? })
        }
    }
}

async fn second_page(web: &Web, pending: &Pending) -> Result<SecondPage, Failure> {
    let factors = accounts::factors(&web.house, &pending.id).await?;
    Ok(SecondPage { totp: factors.totp, passkeys: factors.passkeys > 0, wrong: None })
}

pub(super) async fn leave(State(web): State<Web>, arrived: Result<Arrived, Failure>, session: Session) -> Result<Response, Failure> {
    if let Ok(arrived) = arrived {
        accounts::sign_out(&web.house, &arrived.signed.actor).await?;
    }
    session.cycle_id().await?;
    session.clear().await;
    say(&session, "accounts-signed-out", &[]).await?;
    // nothing of the last person stays in a shared browser
    Ok(([("clear-site-data", "\"cache\", \"storage\"")], Redirect::to("/login")).into_response())
}

/// Whoever has shown the first half, if it was not too long ago.
pub(super) async fn pending(web: &Web, session: &Session) -> Result<Option<Pending>, Failure> {
    let pending = session.get::<Pending>(PENDING).await?;
    Ok(pending.filter(|pending| pending.until > web.house.now()))
}

/// Fails when somebody tries too often from one address.
pub(super) fn may_try(web: &Web, client: &Client) -> Result<(), Failure> {
    if web.sign_ins.len() > ADDRESSES {
        web.sign_ins.retain_recent();
    }
    web.sign_ins.check_key(&client.address).map_err(|_| Failure::TooMany)
}

/// The person has signed in: a session under a new name, with nothing in it of what was before.
pub(crate) async fn enter(session: &Session, id: &str, client: &Client, elsewhere: bool) -> Result<(), Failure> {
    session.cycle_id().await?;
    session.clear().await;
    session.insert(SIGNED_IN_AS, id).await?;
    session.insert(USER_AGENT, &client.user_agent).await?;
    session.insert(ADDRESS, &client.address).await?;
    if elsewhere {
        session.insert(SIGNED_IN_ELSEWHERE, true).await?;
    }
    Ok(())
}

/// Where to go after the sign-in.
pub(super) fn next(back: &str) -> &str {
    if is_local(back) { back } else { "/" }
}

/// Why somebody was not let in, in words.
fn told(error: SignInError, refused: &str, now: Timestamp) -> Result<String, Failure> {
    match error {
        SignInError::Refused => Ok(text(refused, &[])),
        SignInError::Locked(until) => Ok(wait(until, now)),
        SignInError::Fault(fault) => Err(fault.into()),
    }
}
