//! The packs that were built, and building one: in the background, one at a time, with a page that tells how far it is.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderName};
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::inspection::{BuiltPack, PackAccessError, PackingState, build_pack, check_pack, list_packs, read_pack, signing_key};
use sonae_app::pack::PackVerdict;
use sonae_app::words::text;
use sonae_domain::access::Permission;

use crate::failure::Failure;
use crate::html;
use crate::page::{self, Page};
use crate::signed::Signed;
use crate::state::Web;

#[derive(Template)]
#[template(path = "inspection/packs.html")]
struct PacksPage {
    page: Page,
    packs: Vec<(String, BuiltPack)>,
    key: String,
    fingerprint: String,
    state: PackingState,
}

pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let packs = list_packs(&web.house, &signed.actor).await?;
    let (key, fingerprint) = signing_key(&web.house).map_err(|error| Failure::Fault(error.to_string()))?;
    let state = web.house.packing.now();
    html::show(&PacksPage { page: Page::new(&web, &signed, "inspection").await?, packs, key, fingerprint, state })
}

/// Begins to build, and leads to the page that tells how far it is.
pub(super) async fn build(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    signed.require(Permission::BuildPack)?;
    if web.house.packing.now().busy {
        page::say(&signed.session, "inspection-pack-busy", &[]).await?;
        return Ok(Redirect::to("/inspection/packs"));
    }
    let actor = signed.actor.clone();
    let working = web.clone();
    tokio::spawn(async move {
        if let Err(error) = build_pack(&working.house, &actor).await {
            tracing::error!(%error, "an inspection pack was not built");
        }
    });
    Ok(Redirect::to("/inspection/packs/progress"))
}

#[derive(Template)]
#[template(path = "inspection/progress.html")]
struct ProgressPage {
    page: Page,
    state: PackingState,
}

/// How far it is; the browser asks again by itself until it is done.
pub(super) async fn progress(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::BuildPack)?;
    // the work may not have begun when the browser is here already
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let state = web.house.packing.now();
    if !state.busy {
        return Ok(Redirect::to("/inspection/packs").into_response());
    }
    let page = html::show(&ProgressPage { page: Page::new(&web, &signed, "inspection").await?, state })?;
    Ok(([(HeaderName::from_static("refresh"), "2")], page).into_response())
}

pub(super) async fn download(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let (pack, bytes) = read_pack(&web.house, &signed.actor, &id).await?;
    let disposition = format!("attachment; filename*=UTF-8''{}", html::encode(&pack.name));
    Ok(([(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

#[derive(Template)]
#[template(path = "inspection/check.html")]
struct CheckPage {
    page: Page,
    pack: BuiltPack,
    verdict: PackVerdict,
    faults: Vec<String>,
}

pub(super) async fn check(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let (pack, verdict) = check_pack(&web.house, &signed.actor, &id).await?;
    let faults = verdict.faults.iter().map(|fault| text(fault.key(), &[("file", fault.file())])).collect();
    html::show(&CheckPage { page: Page::new(&web, &signed, "inspection").await?, pack, verdict, faults })
}

impl From<PackAccessError> for Failure {
    fn from(error: PackAccessError) -> Self {
        match error {
            PackAccessError::Forbidden(forbidden) => forbidden.into(),
            PackAccessError::Unknown => Self::NotFound,
            PackAccessError::Damaged => Self::Bad("pack-damaged"),
            PackAccessError::Key(error) => Self::Fault(error.to_string()),
            PackAccessError::Record(error) => error.into(),
            PackAccessError::Store(error) => error.into(),
        }
    }
}
