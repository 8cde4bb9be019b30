//! 点検票: the official forms, item by item, and the files that prove them.
//!
//! `list` all forms, `form` one form, `item` one item, `act` what is done to an item, `evidence` the files; `view` turns decisions
//! into words. Deliberately not here: what an answer means.

mod act;
mod evidence;
mod form;
mod item;
mod list;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use serde::Deserialize;
use sonae_app::checklist::{LARGEST, Place, place};
use sonae_app::house::{KnowError, Known};
use sonae_domain::framework::{Audience, Edition};

use crate::failure::Failure;
use crate::html;
use crate::state::Web;

/// Several files at once, and what is around them.
const UPLOAD: usize = 2 * LARGEST + (1 << 20);

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/forms", get(list::list))
        .route("/forms/{edition}/{audience}", get(form::show))
        .route("/forms/{edition}/{audience}/print", get(form::print))
        .route("/forms/{edition}/{audience}/take-over", post(act::take_over))
        .route("/forms/{edition}/{audience}/{item}", get(item::show))
        .route("/forms/{edition}/{audience}/{item}/answer", post(act::answer))
        .route("/forms/{edition}/{audience}/{item}/override", post(act::overrule))
        .route("/forms/{edition}/{audience}/{item}/withdraw", post(act::withdraw))
        .route("/forms/{edition}/{audience}/{item}/evidence", post(act::attach).layer(DefaultBodyLimit::max(UPLOAD)))
        .route("/forms/{edition}/{audience}/{item}/detach", post(act::detach))
        .route("/evidence/{sha256}", get(evidence::download))
}

/// Whose form is meant, and which of its items are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The vendor; "" for the institution's own form
    subject: String,
    /// `gaps`, `contradictions`; all where nothing is said
    show: String,
    /// `pdf`, `xlsx`
    format: String,
}

fn audience(text: &str) -> Result<Audience, Failure> {
    Audience::ALL.iter().copied().find(|audience| audience.as_str() == text).ok_or(Failure::NotFound)
}

/// Everything that is decided for an edition that an address means.
async fn known_of(web: &Web, edition: &'static Edition) -> Result<Arc<Known>, Failure> {
    match web.house.known_of(edition).await {
        // of some editions only part is known
        Err(KnowError::NoForm(_)) => Err(Failure::NotFound),
        other => Ok(other?),
    }
}

/// The item that an address means.
fn place_of<'a>(web: &Web, edition: &str, form: &str, key: &str, subject: &'a str) -> Result<Place<'a>, Failure> {
    place(&web.house, edition, audience(form)?, key, subject).map_err(|_| Failure::NotFound)
}

/// The address of a form.
pub(crate) fn form_link(edition: &str, audience: &str, subject: &str) -> String {
    let path = format!("/forms/{edition}/{audience}");
    if subject.is_empty() { path } else { format!("{path}?subject={}", html::encode(subject)) }
}
