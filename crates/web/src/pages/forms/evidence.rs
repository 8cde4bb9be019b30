//! The files themselves: given out under their hash, as what they are, and never as a page of ours.

use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use sonae_app::records::ITEM_EVIDENCE;
use sonae_domain::access::Permission;

use crate::failure::Failure;
use crate::html;
use crate::signed::Signed;
use crate::state::Web;

/// What a browser may show by itself. PDF is saved instead: its viewer does not run in the box.
const SHOWN: &[&str] = &["image/png", "image/jpeg"];

pub(super) async fn download(State(web): State<Web>, signed: Signed, Path(sha256): Path<String>) -> Result<Response, Failure> {
    if !signed.actor.may(Permission::ReadInspection) {
        signed.require(Permission::ReadLedgers)?;
    }
    let known = web.house.store.evidence().await?;
    let noted = known.into_iter().rev().find(|file| file.sha256 == sha256).ok_or(Failure::NotFound)?;
    let folder = web.house.folder.clone();
    let wanted = sha256.clone();
    let read = tokio::task::spawn_blocking(move || folder.read_evidence(&wanted)).await;
    let Some(bytes) = read.map_err(|error| Failure::Fault(error.to_string()))? else {
        tracing::error!(sha256, list = ITEM_EVIDENCE, "an evidence file is missing or is not what it was");
        return Err(Failure::Bad("evidence-damaged"));
    };
    let shown = SHOWN.contains(&noted.media_type.as_str());
    let name = html::encode(noted.path.rsplit('/').next().unwrap_or("file"));
    let disposition = format!("{}; filename*=UTF-8''{name}", if shown { "inline" } else { "attachment" });
    let kind = if shown { noted.media_type } else { "application/octet-stream".to_owned() };
    let mut response = ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response();
    response.extensions_mut().insert(crate::guard::Sandboxed);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
