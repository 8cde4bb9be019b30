//! What comes in, made total: whatever a path, a query, a header or a body holds, a value comes out or a problem.
//!
//! Unknown parameters and fields are refused, so that a misspelt one is noticed. Text never holds U+0000, which cannot be
//! kept. Deliberately not here: who may ask ([`super::admission`]).

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::problem::{FieldError, Problem};

/// Parts of the address.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::NotFound)
    }
}

/// The query of the address.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::from_request_parts(parts, state).await;
        query.map(|axum::extract::Query(value)| Self(value)).map_err(|error| Problem::malformed("", error.body_text()))
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::MediaType);
        }
        let bytes = whole(request, state).await?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| Problem::malformed("", error))?;
        if holds_nul(&value) {
            return Err(Problem::invalid("", "nul"));
        }
        // read again from the text: only there is a field that stands twice seen
        serde_json::from_slice(&bytes).map(Self).map_err(|error| Problem::Invalid(vec![FieldError::new("", error)]))
    }
}

/// Every byte of a body, within the limit of its route.
pub(crate) async fn whole<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|error| match error {
        BytesRejection::FailedToBufferBody(inner) if inner.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        error => Problem::malformed("", error.body_text()),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    has_media_type(headers, "application/json")
}

/// Whether the body is a file as it is.
pub(crate) fn is_file(headers: &HeaderMap) -> bool {
    has_media_type(headers, "application/octet-stream")
}

fn has_media_type(headers: &HeaderMap, wanted: &str) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The bytes of a file, as the document describes them.
pub(crate) struct File;

impl utoipa::PartialSchema for File {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let format = utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Binary);
        utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String).format(Some(format)).build().into()
    }
}

impl utoipa::ToSchema for File {}

/// Which version of a record the caller means to change (`If-Match`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Nothing was said
    Unsaid,
    /// `*`: whatever is there
    Any,
    /// `If-None-Match: *`: nothing is there yet
    Absent,
    /// This version
    Version(i64),
    /// Something that was never a version of ours
    Never,
}

impl Expected {
    /// Whether a record in this state may be changed: its version, or `None` when there is none.
    pub(crate) fn check(self, found: Option<i64>) -> Result<(), Problem> {
        match (self, found) {
            (Self::Unsaid, Some(_)) => Err(Problem::NoVersion),
            (Self::Unsaid | Self::Absent, None) | (Self::Any, Some(_)) => Ok(()),
            (Self::Version(expected), Some(found)) if expected == found => Ok(()),
            _ => Err(Problem::Changed),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Expected {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let text = |name| parts.headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default().trim());
        Ok(match (text(IF_MATCH), text(IF_NONE_MATCH)) {
            (Some("*"), _) => Self::Any,
            (Some(tag), _) => version_of(tag).map_or(Self::Never, Self::Version),
            (None, Some("*")) => Self::Absent,
            (None, Some(_)) => Self::Never,
            (None, None) => Self::Unsaid,
        })
    }
}

fn version_of(tag: &str) -> Option<i64> {
    tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// The version of a record as an entity tag.
pub(crate) fn tag(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_must_say_which_version_it_changes() {
        assert!(matches!(Expected::Unsaid.check(Some(1)), Err(Problem::NoVersion)));
        assert!(Expected::Unsaid.check(None).is_ok() && Expected::Absent.check(None).is_ok());
        assert!(Expected::Any.check(Some(7)).is_ok() && Expected::Version(7).check(Some(7)).is_ok());
        for (expected, found) in [
            (Expected::Version(6), Some(7)),
            (Expected::Version(6), None),
            (Expected::Any, None),
            (Expected::Absent, Some(1)),
            (Expected::Never, Some(1)),
        ] {
            assert!(matches!(expected.check(found), Err(Problem::Changed)), "{expected:?} {found:?}");
        }
    }

    #[test]
    fn a_tag_is_a_version_and_back() {
        assert_eq!(version_of(tag(12).to_str().unwrap()), Some(12));
        for other in ["12", "W/\"12\"", "\"", "\"\"", "\"x\"", "\"1\", \"2\""] {
            assert_eq!(version_of(other), None, "{other}");
        }
    }
}
