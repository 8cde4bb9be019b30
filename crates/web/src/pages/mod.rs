//! The pages, area by area. Each area owns its addresses, its templates (`templates/<area>/`), its part of the stylesheet and
//! nothing else.

mod accounts;
pub(crate) mod forms;
mod guideline;
pub(crate) mod inspection;
pub(crate) mod ledgers;
pub(crate) mod logs;
pub(crate) mod observations;
mod plans;
mod report;
mod settings;
mod setup;
pub(crate) mod today;
mod vendors;
mod weaknesses;

use axum::Router;

pub(crate) use setup::set_up_first;

use crate::state::Web;

pub(crate) use vendors::Tries;

/// The addresses of all areas.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .merge(accounts::routes())
        .merge(forms::routes())
        .merge(guideline::routes())
        .merge(inspection::routes())
        .merge(ledgers::routes())
        .merge(logs::routes())
        .merge(observations::routes())
        .merge(plans::routes())
        .merge(report::routes())
        .merge(settings::routes())
        .merge(setup::routes())
        .merge(today::routes())
        .merge(vendors::routes())
        .merge(weaknesses::routes())
}
