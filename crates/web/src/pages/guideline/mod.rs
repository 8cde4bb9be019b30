//! The guideline behind the checklist: where the institution stands in each volume and chapter, what each role does next, and each
//! requirement with what it hangs on, what people say of it, approvals and reports.
//!
//! Deliberately not here: how a standing is decided (`sonae_domain::gap`).

mod audits;
mod circumstances;
mod clause;
mod overview;
mod papers;
mod volume;

use axum::Router;
use sonae_app::clauses::{ClauseError, Standings, known_text, owner};
use sonae_app::words::text;
use sonae_domain::assessment::Status;
use sonae_domain::gap::Standing;
use sonae_domain::guideline::{ClauseKey, Role};

use crate::failure::Failure;
use crate::html;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .merge(overview::routes())
        .merge(papers::routes())
        .merge(audits::routes())
        .merge(circumstances::routes())
        .merge(volume::routes())
        .merge(clause::routes())
}

impl From<ClauseError> for Failure {
    fn from(error: ClauseError) -> Self {
        match error {
            ClauseError::Forbidden(forbidden) => forbidden.into(),
            ClauseError::NoClause(_) | ClauseError::NoGuideline => Self::NotFound,
            ClauseError::Values(_) => Self::Bad("unreadable-form"),
            ClauseError::Store(error) => error.into(),
            ClauseError::Record(error) => error.into(),
            ClauseError::Know(error) => error.into(),
        }
    }
}

/// The page of a clause.
fn clause_link(key: &ClauseKey) -> String {
    format!("/guideline/clause/{}", html::encode(key.as_str()))
}

/// Kind of chip for a status.
fn kind(status: Status) -> &'static str {
    match status {
        Status::Satisfied => "yes",
        Status::NotSatisfied => "no",
        Status::NotApplicable => "na",
        Status::Undetermined => "open",
    }
}

/// A status in words.
fn status_word(status: Status) -> String {
    text(&format!("guideline-status-{}", sonae_app::words::spelt(&status)), &[])
}

/// A role in words.
fn role_word(standings: &Standings, role: Role) -> String {
    standings.guideline.role_name(role).to_owned()
}

/// One clause in a list.
struct ClauseLine {
    link: String,
    no: String,
    title: String,
    kind: &'static str,
    status: String,
    known: String,
    applied: &'static str,
    want: String,
    owner: String,
    due: String,
}

impl ClauseLine {
    fn of(standings: &Standings, standing: &Standing) -> Self {
        let guideline = standings.guideline;
        Self {
            link: clause_link(&standing.clause),
            no: guideline.clause(&standing.clause).map(|(_, _, clause)| clause.no.clone()).unwrap_or_default(),
            title: guideline.words(&standing.clause).map(|words| words.title.clone()).unwrap_or_default(),
            kind: kind(standing.status),
            status: status_word(standing.status),
            known: known_text(standing),
            applied: standing.applied.as_str(),
            want: standing.wants.first().map(|want| text(&format!("guideline-want-{}", want.as_str()), &[])).unwrap_or_default(),
            owner: owner(standings, standing),
            due: standing.due().map(html::slashed).unwrap_or_default(),
        }
    }
}
