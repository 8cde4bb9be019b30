//! What holds for every request and every answer: where a change may come from, and what the browser may do.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::failure::Failure;
use crate::state::Web;

/// No scripts and styles but our own files, no frames, no plug-ins, forms only to ourselves.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Marks an answer that is somebody's file: shown, if at all, in a box in which nothing can run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sandboxed;

/// The policy for such a file.
const BOX: &str = "sandbox; default-src 'none'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

static FIXED: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// Pages whose address is a secret: nobody is told of it, and whoever knows it needs no other proof.
const LINKS: &str = "/v/";

/// Headers of every answer. Pages are not kept by the browser: PCs are shared.
pub(crate) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let secret_address = request.uri().path().starts_with(LINKS);
    let mut response = next.run(request).await;
    let is_file = response.extensions().get::<Sandboxed>().is_some();
    let headers = response.headers_mut();
    for (name, value) in &FIXED {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    if is_file {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(BOX));
    }
    if secret_address {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    }
    if web.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A change must come from a page of our own (`Sec-Fetch-Site`, or `Origin` against `Host` in older browsers). A request
/// without any of these comes from no browser, and so carries no cookie that it should not.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // under `no-referrer` older browsers say "null" as origin; the address proves more than the origin could
    let safe = safe || request.uri().path().starts_with(LINKS);
    if safe || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    Failure::ForeignOrigin.into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let from = origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(ToString::to_string));
            from.is_some() && from.as_deref() == text("host")
        }
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_change_must_come_from_a_page_of_our_own() {
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(comes_from_here(&headers(&[("origin", "http://a:8080"), ("host", "a:8080")])));
        assert!(!comes_from_here(&headers(&[("origin", "http://b"), ("host", "a")])));
        assert!(!comes_from_here(&headers(&[("origin", "null"), ("host", "a")])));
        assert!(comes_from_here(&headers(&[("host", "a")])));
    }
}
