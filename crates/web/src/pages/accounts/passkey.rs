//! Passkeys: what the script of the page and the server say to each other, as JSON.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sonae_app::accounts::{self, PasskeyError, Site};
use sonae_app::words::text;
use tower_sessions::Session;

use super::sign_in::{enter, may_try, next, pending};
use crate::client::Origin;
use crate::failure::Failure;
use crate::page::say;
use crate::signed::Arrived;
use crate::state::Web;

/// Key under which a session holds what was asked.
const ASKED: &str = "passkey";
/// As long may a passkey's name be.
const LABEL: usize = 60;

#[derive(Deserialize)]
pub(super) struct Answer {
    credential: Value,
    #[serde(default)]
    label: String,
    #[serde(default)]
    back: String,
}

fn refused() -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"refused": true}))).into_response()
}

fn answered(outcome: Result<(), PasskeyError>) -> Result<Option<Response>, Failure> {
    match outcome {
        Ok(()) => Ok(None),
        Err(PasskeyError::Refused) => Ok(Some(refused())),
        Err(PasskeyError::Fault(fault)) => Err(fault.into()),
    }
}

pub(super) async fn ask(State(web): State<Web>, session: Session, origin: Origin) -> Result<Response, Failure> {
    may_try(&web, &origin.client)?;
    let Some(site) = Site::new(&origin.site) else { return Ok(refused()) };
    let pending = pending(&web, &session).await?;
    let asked = accounts::begin_passkey_sign_in(&web.house, &site, pending.as_ref().map(|pending| pending.id.as_str())).await;
    send(&session, asked).await
}

pub(super) async fn check(
    State(web): State<Web>,
    session: Session,
    origin: Origin,
    Json(answer): Json<Answer>,
) -> Result<Response, Failure> {
    may_try(&web, &origin.client)?;
    let Some((site, state)) = Site::new(&origin.site).zip(session.remove::<Value>(ASKED).await?) else { return Ok(refused()) };
    let pending = pending(&web, &session).await?;
    let owner = pending.as_ref().map(|pending| pending.id.as_str());
    match accounts::finish_passkey_sign_in(&web.house, &site, (state, answer.credential), owner, &origin.client).await {
        Ok(id) => {
            enter(&session, &id, &origin.client, false).await?;
            let back = pending.map_or(answer.back, |pending| pending.back);
            Ok(Json(json!({"next": next(&back)})).into_response())
        }
        Err(error) => Ok(answered(Err(error))?.unwrap_or_else(refused)),
    }
}

pub(super) async fn ask_new(State(web): State<Web>, arrived: Arrived, origin: Origin) -> Result<Response, Failure> {
    let Some(site) = Site::new(&origin.site) else { return Ok(refused()) };
    let asked = accounts::begin_passkey_registration(&web.house, &arrived.signed.actor, &site).await;
    send(&arrived.signed.session, asked).await
}

pub(super) async fn keep_new(
    State(web): State<Web>,
    arrived: Arrived,
    origin: Origin,
    Json(answer): Json<Answer>,
) -> Result<Response, Failure> {
    let session = &arrived.signed.session;
    let Some((site, state)) = Site::new(&origin.site).zip(session.remove::<Value>(ASKED).await?) else { return Ok(refused()) };
    let label: String = answer.label.trim().chars().filter(|c| !c.is_control()).take(LABEL).collect();
    let label = if label.is_empty() { text("accounts-passkey", &[]) } else { label };
    let kept = accounts::finish_passkey_registration(&web.house, &arrived.signed.actor, &site, (state, answer.credential), &label).await;
    if let Some(refused) = answered(kept)? {
        return Ok(refused);
    }
    say(session, "accounts-passkey-added", &[("label", &label)]).await?;
    Ok(Json(json!({"next": "/me#second"})).into_response())
}

/// Keeps what was asked, and sends it.
async fn send(session: &Session, asked: Result<(Value, Value), PasskeyError>) -> Result<Response, Failure> {
    match asked {
        Ok((challenge, state)) => {
            session.insert(ASKED, state).await?;
            Ok(Json(challenge).into_response())
        }
        Err(PasskeyError::Refused) => Ok(refused()),
        Err(PasskeyError::Fault(fault)) => Err(fault.into()),
    }
}
