//! From where a request comes.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use sonae_app::accounts::Client;

use crate::state::Web;

/// The longest name of a browser that is kept.
const LONGEST: usize = 200;

/// From where a request comes: the address of the connection (headers that claim another are not believed) and the browser.
pub(crate) struct Origin {
    /// As the use cases take it
    pub(crate) client: Client,
    /// The address in the browser's address line: scheme, host, port
    pub(crate) site: String,
}

impl FromRequestParts<Web> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical().to_string());
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let user_agent = text(header::USER_AGENT).chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        let host = text(header::HOST);
        let scheme = if web.secure || web.public_url == format!("https://{host}") { "https" } else { "http" };
        let site = format!("{scheme}://{host}");
        Ok(Self { client: Client { address: address.unwrap_or_default(), user_agent }, site })
    }
}
