//! Who may ask what, how often: read from the OpenAPI document, so that what is documented is what holds.
//!
//! An operation that states no permission is closed to everybody; one that states an empty requirement is public. Query
//! parameters that the document does not name are refused. The API knows no cookies, so no other site can act in a browser's
//! name. Deliberately not here: how a token proves whose it is (`app::accounts`).

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::http::request::Parts;
use axum::http::{Extensions, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde_json::Value;
use sonae_app::actor::Actor;
use sonae_domain::access::Permission;

use super::document::METHODS;
use super::problem::{FieldError, Problem};
use super::token;
use crate::state::Web;

/// Requests of one token: this many at once, then this many a second.
const TOKEN: (u32, u32) = (300, 30);
/// Requests from one address, whoever sends them.
const ADDRESS: (u32, u32) = (600, 60);
/// When so many addresses are remembered, those that have been quiet are forgotten.
const REMEMBERED: usize = 4096;

/// Whoever asks. A handler that takes this is closed to everybody without a token.
#[derive(Clone)]
pub(crate) struct Caller(pub(crate) Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or(Problem::Unauthenticated)
    }
}

/// What an operation asks of its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Access {
    Public,
    Needs(Vec<Permission>),
    Closed,
}

/// One operation.
#[derive(Debug)]
struct Operation {
    access: Access,
    query: BTreeSet<String>,
}

/// What decides whether a request reaches its handler.
pub(crate) struct Admission {
    /// By path and method
    operations: BTreeMap<String, BTreeMap<String, Operation>>,
    tokens: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<Option<IpAddr>>,
}

impl Admission {
    /// From the OpenAPI document.
    pub(crate) fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.map(|(path, item)| {
            let known = METHODS.iter().filter_map(|method| Some(((*method).to_uppercase(), Operation::of(item.get(method)?))));
            (path.clone(), known.collect())
        });
        Self { operations: operations.collect(), tokens: RateLimiter::keyed(quota(TOKEN)), addresses: RateLimiter::keyed(quota(ADDRESS)) }
    }

    fn operation(&self, path: &str, method: &Method) -> Result<&Operation, Problem> {
        let known = self.operations.get(path).ok_or(Problem::NotFound)?;
        let name = if *method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
        known.get(name).ok_or_else(|| Problem::Method(known.keys().map(String::as_str).collect::<Vec<_>>().join(", ")))
    }

    async fn admit(&self, web: &Web, request: &mut Request) -> Result<(), Problem> {
        let address = address(request.extensions());
        if self.addresses.len() > REMEMBERED {
            self.addresses.retain_recent();
        }
        self.addresses.check_key(&address).map_err(|until| too_many(&until))?;
        let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
        let operation = self.operation(&path.ok_or(Problem::NotFound)?, request.method())?;
        if let Access::Public = operation.access {
            return operation.check_query(request);
        }
        let secret = bearer(request.headers()).ok_or(Problem::Unauthenticated)?;
        let actor = token::find(&web.house, secret).await?.ok_or(Problem::Unauthenticated)?;
        self.tokens.check_key(&format!("{}\n{}", actor.id, actor.token)).map_err(|until| too_many(&until))?;
        match &operation.access {
            Access::Needs(permissions) => permissions.iter().try_for_each(|permission| actor.require(*permission))?,
            Access::Public | Access::Closed => return Err(Problem::NotFound),
        }
        operation.check_query(request)?;
        request.extensions_mut().insert(Caller(actor));
        Ok(())
    }
}

impl Operation {
    fn of(operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let query = parameters.filter(|parameter| parameter["in"] == "query").filter_map(|parameter| parameter["name"].as_str());
        Self { access: Access::of(&operation["security"]), query: query.map(ToOwned::to_owned).collect() }
    }

    /// Every parameter is known, and none holds U+0000, which cannot be kept.
    fn check_query(&self, request: &Request) -> Result<(), Problem> {
        let uri = request.uri();
        if uri.path().contains("%00") || uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::Malformed(vec![FieldError::word("", "nul", &[])]));
        }
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
        let axum::extract::Query(pairs) = pairs.map_err(|error| Problem::malformed("", error.body_text()))?;
        let unknown = pairs.iter().filter(|(name, _)| !self.query.contains(name));
        let errors: Vec<FieldError> = unknown.map(|(name, _)| FieldError::word(name, "unknown-parameter", &[])).collect();
        if errors.is_empty() { Ok(()) } else { Err(Problem::Malformed(errors)) }
    }
}

impl Access {
    fn of(security: &Value) -> Self {
        let Some(requirement) = security.as_array().and_then(|all| all.first()) else { return Self::Closed };
        let Some(scopes) = requirement.get(super::document::SCHEME) else { return Self::Public };
        let scopes: Option<Vec<Permission>> = scopes.as_array().into_iter().flatten().map(|scope| scope.as_str()?.parse().ok()).collect();
        scopes.filter(|scopes| !scopes.is_empty()).map_or(Self::Closed, Self::Needs)
    }
}

/// The layer before every handler of the API.
pub(crate) async fn admit(State((web, admission)): State<(Web, Arc<Admission>)>, mut request: Request, next: Next) -> Response {
    match admission.admit(&web, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn quota((at_once, a_second): (u32, u32)) -> Quota {
    let at_once = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
    Quota::per_second(NonZeroU32::new(a_second).unwrap_or(NonZeroU32::MIN)).allow_burst(at_once)
}

fn too_many(until: &governor::NotUntil<<DefaultClock as Clock>::Instant>) -> Problem {
    Problem::TooMany(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
}

/// Where the request comes from; IPv6 addresses of one network count as one. `None` where the server does not say.
fn address(extensions: &Extensions) -> Option<IpAddr> {
    match extensions.get::<ConnectInfo<SocketAddr>>()?.ip().to_canonical() {
        IpAddr::V6(address) => Some(IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into())),
        address @ IpAddr::V4(_) => Some(address),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_that_states_no_permission_is_closed() {
        assert_eq!(Access::of(&Value::Null), Access::Closed);
        assert_eq!(Access::of(&json!([])), Access::Closed);
        assert_eq!(Access::of(&json!([{"token": []}])), Access::Closed);
        assert_eq!(Access::of(&json!([{"token": ["no-such-permission"]}])), Access::Closed);
        assert_eq!(Access::of(&json!([{}])), Access::Public);
        assert_eq!(Access::of(&json!([{"token": ["read-forms"]}])), Access::Needs(vec![Permission::ReadForms]));
    }
}
