//! The first start: five questions, then the first user. Until it is finished every other page leads here.
//!
//! Deliberately not here: what the answers become (`app::setup`).

mod first_user;
mod questions;
mod visitor;

use std::sync::atomic::Ordering;

use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::setup::{self, Draft, FinishError, SetupError};
use tower_sessions::Session;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::state::Web;
use crate::wrong::Wrong;
pub(crate) use questions::{KINDS, MOST_BEDS, NAME, kind_label, kind_of, kind_word, number};
use visitor::{Arrival, Visitor};

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/setup", get(start))
        .route("/setup/code", get(ask_code).post(check_code))
        .route("/setup/sample", post(sample))
        .route("/setup/user", get(first_user::ask).post(first_user::make))
        .route("/setup/{question}", get(questions::ask).post(questions::keep))
}

/// Leads to the first start as long as the installation is not set up.
pub(crate) async fn set_up_first(State(web): State<Web>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let open = ["/setup", "/api", "/health"].iter().any(|area| path == *area || path.starts_with(&format!("{area}/")));
    if open || web.set_up.load(Ordering::Relaxed) {
        return next.run(request).await;
    }
    match web.house.settings().await {
        Ok(settings) if settings.set_up => {
            web.set_up.store(true, Ordering::Relaxed);
            next.run(request).await
        }
        Ok(_) => Redirect::to("/setup").into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}

#[derive(Template)]
#[template(path = "setup/start.html")]
struct StartPage {
    begun: bool,
    hospital: String,
}

async fn start(State(web): State<Web>, _: Visitor) -> Result<Response, Failure> {
    let draft = setup::draft(&web.house).await?;
    html::show(&StartPage { begun: draft != Draft::default() && !draft.sample, hospital: sonae_app::sample::hospital() })
}

async fn sample(State(web): State<Web>, _: Visitor) -> Result<Redirect, Failure> {
    setup::start_with_sample(&web.house).await?;
    Ok(Redirect::to("/setup/user"))
}

#[derive(Template)]
#[template(path = "setup/code.html")]
struct CodePage {
    wrong: Wrong,
}

async fn ask_code(_: Arrival) -> Result<Response, Failure> {
    html::show(&CodePage { wrong: Wrong::default() })
}

async fn check_code(State(web): State<Web>, session: Session, _: Arrival, fields: Fields) -> Result<Response, Failure> {
    if setup::code_is(&web.house, fields.get("code")).await? {
        visitor::let_in(&session).await?;
        return Ok(Redirect::to("/setup").into_response());
    }
    let mut wrong = Wrong::default();
    wrong.add("code", "setup-wrong-code", &[]);
    html::show_again(&CodePage { wrong })
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        match error {
            // there is no such page any more
            SetupError::Done => Self::NotFound,
            SetupError::Record(error) => error.into(),
            SetupError::Store(error) => error.into(),
        }
    }
}

impl From<FinishError> for Failure {
    fn from(error: FinishError) -> Self {
        match error {
            FinishError::Setup(error) => error.into(),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<setup::CodeError> for Failure {
    fn from(error: setup::CodeError) -> Self {
        Self::Fault(error.to_string())
    }
}
