//! What somebody says of the institution, on which it depends how much of the guideline applies.

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use sonae_app::clauses::{ClauseError, change_circumstances};
use sonae_app::words::text;
use sonae_domain::guideline::{Circumstances, Runs, SystemRuns};
use sonae_domain::names::fold;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::page::say;
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/guideline/circumstances", post(change))
}

async fn change(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let answer = |field: &str| match posted.get(field) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let said = Circumstances {
        dedicated_staff: answer("staff"),
        electronic_signature: answer("signature"),
        scanning: answer("scanning"),
        systems: posted.get("systems").lines().filter(|line| !line.trim().is_empty()).map(system).collect(),
    };
    let key = match change_circumstances(&web.house, &signed.actor, &said).await {
        Ok(()) => "guideline-said-circumstances",
        Err(ClauseError::Values(_)) => "guideline-wrong-systems",
        Err(error) => return Err(error.into()),
    };
    say(&signed.session, key, &[]).await?;
    Ok(Redirect::to("/guideline"))
}

/// A name; behind a stroke the word for the cloud.
fn system(line: &str) -> SystemRuns {
    let cloud = fold(&text("guideline-system-cloud", &[]));
    let parted = line.rsplit_once(['/', '\u{ff0f}']).filter(|(_, place)| fold(place) == cloud);
    match parted {
        Some((name, _)) => SystemRuns { name: name.trim().to_owned(), runs: Runs::Cloud },
        None => SystemRuns { name: line.trim().to_owned(), runs: Runs::OnPremises },
    }
}
