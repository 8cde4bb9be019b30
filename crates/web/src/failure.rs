//! What went wrong, as a page: what happened, what it means, what to do. Words: `web-failure-<key>` with `.means` and `.next`.
//!
//! A fault of the program is logged once, here, and never shown; the person gets a number with which it is found in the log.

use std::any::Any;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::accounts::{Duty, Fault};
use sonae_app::actor::Forbidden;
use sonae_app::words::text;

use crate::html;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody has signed in; where to come back to
    SignInFirst(String),
    /// Whoever has signed in must do something else first
    FirstDo(Duty),
    /// Whoever has signed in may not do this
    Forbidden(Forbidden),
    /// There is no such page or thing
    NotFound,
    /// The request came from another site's page
    ForeignOrigin,
    /// The request cannot be understood; key of the words under `web-failure-`
    Bad(&'static str),
    /// Too many requests
    TooMany,
    /// A fault of the program or of the machine
    Fault(String),
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    title: String,
    means: String,
    next: String,
    number: Option<String>,
}

impl Failure {
    fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::SignInFirst(_) | Self::FirstDo(_) => (StatusCode::SEE_OTHER, "sign-in"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found"),
            Self::ForeignOrigin => (StatusCode::FORBIDDEN, "foreign-origin"),
            Self::Bad(key) => (StatusCode::UNPROCESSABLE_ENTITY, key),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            Self::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "fault"),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::SignInFirst(back) = &self {
            let target = if back.is_empty() || back == "/" { "/login".to_owned() } else { format!("/login?back={}", html::encode(back)) };
            return Redirect::to(&target).into_response();
        }
        if let Self::FirstDo(duty) = &self {
            let target = match duty {
                Duty::ChangePassword => "/me/password",
                Duty::AddSecondFactor => "/me/second-factor",
            };
            return Redirect::to(target).into_response();
        }
        if let Self::Forbidden(forbidden) = &self {
            tracing::warn!(actor = forbidden.actor, permission = forbidden.permission.as_str(), "a request was refused");
        }
        let number = if let Self::Fault(detail) = &self {
            let number = format!("{:x}", jiff::Timestamp::now().as_millisecond());
            tracing::error!(number, detail, "a request failed");
            Some(number)
        } else {
            None
        };
        let (status, key) = self.parts();
        let word = |part: &str| text(&format!("web-failure-{key}{part}"), &[]);
        let page = FailurePage { title: word(""), means: word(".means"), next: word(".next"), number };
        (status, html::or_text(&page)).into_response()
    }
}

impl From<Forbidden> for Failure {
    fn from(forbidden: Forbidden) -> Self {
        Self::Forbidden(forbidden)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Forbidden(forbidden) => Self::Forbidden(forbidden),
            Fault::Missing(_) => Self::NotFound,
            fault => Self::Fault(fault.to_string()),
        }
    }
}

macro_rules! faults {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Fault(error.to_string())
            }
        })*
    };
}

faults!(
    askama::Error,
    sonae_app::house::KnowError,
    sonae_app::load_facts::LoadFactsError,
    sonae_app::ports::PrintFailure,
    sonae_app::records::RecordError,
    sonae_app::storage::StoreError,
    std::io::Error,
    tower_sessions::session::Error,
);

/// The page for an address that leads nowhere.
pub(crate) async fn not_found() -> Failure {
    Failure::NotFound
}

/// The page for a handler that panicked: a fault like any other.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let detail =
        panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default();
    Failure::Fault(detail).into_response()
}
