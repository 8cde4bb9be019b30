//! 機器の観測: what was seen of machines, beside the ledger: strangers, questions, coverage; bringing files and taking them back.
//!
//! Deliberately not here: what a file says (crate `observe`) and which machine is which (`domain::observation`).

mod accounts;
mod import;
mod leaks;
mod lines;
mod machine;
mod overview;
mod products;
mod strangers;

use axum::Router;
use sonae_app::observations::ObservationError;
use sonae_app::words::{spelt, text};
use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{Mark, ObservationKind};

use crate::failure::Failure;
use crate::html;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    let machines = overview::routes().merge(machine::routes()).merge(strangers::routes());
    let people = accounts::routes().merge(lines::routes()).merge(leaks::routes());
    Router::new().merge(machines).merge(people).merge(import::routes()).merge(products::routes())
}

/// The page of an observed machine.
pub(crate) fn machine_link(name: &str) -> String {
    format!("/observations/machine?name={}", html::encode(name))
}

/// What kind of source it is, in words.
fn kind_word(kind: ObservationKind) -> String {
    text(&format!("observations-kind-{}", spelt(&kind)), &[])
}

/// What sort of machine it is, in words.
fn device_word(kind: DeviceKind) -> String {
    text(&format!("observations-device-{}", spelt(&kind)), &[])
}

/// Identifiers that two share, in words.
fn marks(marks: &[Mark]) -> String {
    let words: Vec<String> = marks.iter().map(|mark| text(&format!("observations-mark-{}", mark.as_str()), &[])).collect();
    words.join(&text("list-separator", &[]))
}

impl From<ObservationError> for Failure {
    fn from(error: ObservationError) -> Self {
        match error {
            ObservationError::Forbidden(forbidden) => forbidden.into(),
            ObservationError::TooLarge => Self::Bad("too-large"),
            ObservationError::Gone => Self::Bad("ledger-file-gone"),
            ObservationError::Nothing => Self::Bad("observation-nothing"),
            ObservationError::NotThere => Self::NotFound,
            ObservationError::NoMachine => Self::Bad("observation-no-machine"),
            ObservationError::NumberTaken(_) | ObservationError::NoRow(_) | ObservationError::NoReason | ObservationError::BadDay => {
                Self::Bad("unreadable-form")
            }
            ObservationError::Io(error) => error.into(),
            ObservationError::Store(error) => error.into(),
            ObservationError::Record(error) => error.into(),
            ObservationError::Know(error) => error.into(),
        }
    }
}
