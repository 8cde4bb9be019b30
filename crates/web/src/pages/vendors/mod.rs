//! 事業者: state of their forms, links, reminders; and the page on which a vendor answers.
//!
//! One form has three doors ([`front`]): the link with a secret, a user of the vendor who has signed in, and the institution's own
//! people who type in what came on paper.

mod blank;
mod filling;
mod front;
mod handing_in;
mod letters;
mod list;
mod show;
mod tries;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use sonae_app::vendors::{FillError, FinishError, FormError, LinkError, RemindError};

use crate::failure::Failure;
use crate::state::Web;
use crate::upload::WITH_DOCUMENT;

pub(crate) use tries::Tries;

pub(crate) fn routes() -> Router<Web> {
    let mut router = Router::new()
        .route("/vendors", get(list::list))
        .route("/vendors/show", get(show::show))
        .route("/vendors/blank", get(blank::blank))
        .route("/vendors/link", post(letters::open_link))
        .route("/vendors/link/close", post(letters::close_link))
        .route("/vendors/remind", get(letters::letter).post(letters::remind))
        .route("/vendors/reopen", post(show::reopen))
        .route("/vendors/paper", post(show::paper).layer(DefaultBodyLimit::max(WITH_DOCUMENT)));
    for door in ["/v/{token}", "/own-form", "/vendors/form"] {
        let large = || DefaultBodyLimit::max(WITH_DOCUMENT);
        router = router
            .route(door, get(filling::form).post(filling::save))
            .route(&format!("{door}/file"), post(filling::file).layer(large()))
            .route(&format!("{door}/blank"), get(blank::own))
            .route(&format!("{door}/disclosure"), get(handing_in::disclosure).post(handing_in::give).layer(large()))
            .route(&format!("{door}/finish"), get(handing_in::finish).post(handing_in::hand_in))
            .route(&format!("{door}/receipt"), get(handing_in::receipt))
            .route(&format!("{door}/receipt.pdf"), get(handing_in::receipt_paper));
    }
    router
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            FormError::NoForm => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            LinkError::UnknownVendor | LinkError::UnknownLink => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<RemindError> for Failure {
    fn from(error: RemindError) -> Self {
        match error {
            RemindError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            RemindError::UnknownVendor => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<FillError> for Failure {
    fn from(error: FillError) -> Self {
        match error {
            FillError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<FinishError> for Failure {
    fn from(error: FinishError) -> Self {
        match error {
            FinishError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            other => Self::Fault(other.to_string()),
        }
    }
}
