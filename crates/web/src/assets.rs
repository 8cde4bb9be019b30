//! Files that the browser loads, compiled into the program. Their address carries a hash of the bytes, so they can be kept for
//! ever.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::failure::Failure;
use crate::state::Web;

/// One file.
pub(crate) struct Asset {
    name: &'static str,
    mime: &'static str,
    /// Pieces, one after the other
    pieces: &'static [&'static str],
    whole: LazyLock<(String, String)>,
}

macro_rules! assets {
    ($($(#[$doc:meta])* $id:ident = $name:literal, $mime:expr, [$($piece:literal),* $(,)?];)*) => {
        $($(#[$doc])* pub(crate) static $id: Asset = Asset {
            name: $name,
            mime: $mime,
            pieces: &[$(include_str!(concat!("../assets/", $piece))),*],
            whole: LazyLock::new(|| whole(&$id)),
        };)*
        static ALL: &[&Asset] = &[$(&$id),*];
    };
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

assets! {
    /// The stylesheet: what all share, then area by area
    STYLE = "style.css", CSS, [
        "css/base.css",
        "css/today.css",
        "css/forms.css",
        "css/ledgers.css",
        "css/logs.css",
        "css/observations.css",
        "css/guideline.css",
        "css/vendors.css",
        "css/plans.css",
        "css/inspection.css",
        "css/report.css",
        "css/settings.css",
        "css/accounts.css",
        "css/setup.css",
        "css/api.css",
    ];
    /// htmx 4.0.1 (0BSD), unchanged
    HTMX = "htmx.min.js", JS, ["htmx.min.js"];
    /// What htmx does not do: dropping files, printing
    SCRIPT = "sonae.js", JS, ["sonae.js"];
    /// Passkeys
    PASSKEY = "passkey.js", JS, ["passkey.js"];
}

/// Text and address.
fn whole(asset: &Asset) -> (String, String) {
    let text = asset.pieces.concat();
    let url = format!("/assets/{:016x}/{}", hash(text.as_bytes()), asset.name);
    (text, url)
}

/// FNV-1a: enough to tell two editions of one file apart.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Asset {
    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.whole.1
    }
}

pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/assets/{hash}/{name}", get(serve))
}

async fn serve(Path((_, name)): Path<(String, String)>) -> Result<Response, Failure> {
    let asset = ALL.iter().find(|asset| asset.name == name).ok_or(Failure::NotFound)?;
    Ok(([(header::CONTENT_TYPE, asset.mime), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], asset.whole.0.as_str())
        .into_response())
}
