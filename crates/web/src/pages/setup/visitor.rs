//! Who may answer the questions of the first start: whoever sits at the machine itself, or has typed the set-up code.
//!
//! "At the machine" means that the connection comes from a loopback address, was passed on by nobody, and asks for a loopback
//! name: a page of another site that makes its name point here does not count.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::Session;

use crate::failure::Failure;
use crate::state::Web;

/// Key under which a session holds that the set-up code was typed.
const LET_IN: &str = "setup-let-in";

/// Somebody who may answer.
pub(super) struct Visitor;

/// Somebody who has come to an installation that is not set up.
pub(super) struct Arrival;

/// Remembers that the set-up code was typed.
pub(super) async fn let_in(session: &Session) -> Result<(), Failure> {
    session.cycle_id().await?;
    Ok(session.insert(LET_IN, true).await?)
}

impl FromRequestParts<Web> for Arrival {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, web: &Web) -> Result<Self, Response> {
        match web.house.settings().await {
            Ok(settings) if settings.set_up => Err(Redirect::to("/").into_response()),
            Ok(_) => Ok(Self),
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        Arrival::from_request_parts(parts, web).await?;
        if is_at_the_machine(parts, &web.public_url) {
            return Ok(Self);
        }
        let session = Session::from_request_parts(parts, web).await;
        let session = session.map_err(|(_, message)| Failure::Fault(message.to_owned()).into_response())?;
        match session.get::<bool>(LET_IN).await {
            Ok(Some(true)) => Ok(Self),
            Ok(_) => Err(Redirect::to("/setup/code").into_response()),
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

/// Behind a proxy on the same machine everybody would seem to be here: with another public address the code is always asked for.
fn is_at_the_machine(parts: &Parts, public_url: &str) -> bool {
    let from_here = parts.extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|from| from.0.ip().to_canonical().is_loopback());
    let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| parts.headers.contains_key(*name));
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).or_else(|| parts.uri.host());
    let only_here = public_url.parse::<axum::http::Uri>().is_ok_and(|url| url.host().is_some_and(is_loopback_name));
    from_here && only_here && !passed_on && host.is_some_and(is_loopback_name)
}

fn is_loopback_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_count() {
        for name in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "127.3.2.1"] {
            assert!(is_loopback_name(name), "{name}");
        }
        for name in ["sonae.example", "localhost.example:80", "192.168.0.2", "[fe80::1]", ""] {
            assert!(!is_loopback_name(name), "{name}");
        }
    }

    #[test]
    fn a_request_that_was_passed_on_does_not_come_from_the_machine() {
        let parts = |headers: &[(&str, &str)]| {
            let mut request = axum::http::Request::get("/setup").extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request.body(()).unwrap().into_parts().0
        };
        assert!(is_at_the_machine(&parts(&[("host", "localhost:8080")]), "http://localhost:8080"));
        assert!(!is_at_the_machine(&parts(&[("host", "localhost:8080"), ("x-forwarded-for", "10.0.0.1")]), "http://localhost:8080"));
        assert!(!is_at_the_machine(&parts(&[("host", "evil.example")]), "http://localhost:8080"));
        assert!(!is_at_the_machine(&parts(&[("host", "localhost:8080")]), "https://sonae.example"));
        assert!(!is_at_the_machine(&parts(&[]), "http://localhost:8080"));
    }
}
