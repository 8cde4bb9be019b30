//! What went wrong, as RFC 9457 says it: `application/problem+json`, with words for people and fields for programs.
//!
//! Words: `web-api-problem-<kind>` with `.detail`. A fault of the program is logged once, here, and never shown; the caller
//! gets a number with which it is found in the log. Deliberately not here: pages ([`crate::failure`]).

use std::any::Any;

use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sonae_app::actor::Forbidden;
use sonae_app::storage::StoreError;
use sonae_app::words::text;
use sonae_domain::access::Permission;
use utoipa::ToSchema;

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not answered as asked.
#[derive(Debug)]
pub(crate) enum Problem {
    /// No token, or one that is not valid (any more)
    Unauthenticated,
    /// The token may not do this; what is missing
    Forbidden(Permission),
    /// There is no such address or thing
    NotFound,
    /// The address knows only these methods
    Method(String),
    /// The request cannot be understood
    Malformed(Vec<FieldError>),
    /// The request is understood, and says something that cannot be kept
    Invalid(Vec<FieldError>),
    /// The request disagrees with what is there
    Conflict(Vec<FieldError>),
    /// The record has changed since the caller read it
    Changed,
    /// A change of an existing record must say which version it changes
    NoVersion,
    /// The body is too large
    TooLarge,
    /// The body has another media type than the address takes
    MediaType,
    /// Too many requests; seconds to wait
    TooMany(u64),
    /// Somebody else is writing
    Busy,
    /// A fault of the program or of the machine
    Fault(String),
}

/// What is wrong with one part of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct FieldError {
    /// Name of the field or parameter; "" for the request as a whole
    pub(crate) field: String,
    /// What is wrong with it
    pub(crate) message: String,
}

impl FieldError {
    /// About this field, in the words of a parser.
    pub(crate) fn new(field: &str, message: impl ToString) -> Self {
        Self { field: field.to_owned(), message: message.to_string() }
    }

    /// About this field, in the words of the locale under `web-api-field-`.
    pub(crate) fn word(field: &str, key: &str, args: &[(&str, &str)]) -> Self {
        Self { field: field.to_owned(), message: text(&format!("web-api-field-{key}"), args) }
    }
}

/// A problem (RFC 9457)
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// Which kind of problem, as an address at which it is explained
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words
    title: String,
    /// The HTTP status, again
    status: u16,
    /// What happened and what to do
    detail: String,
    /// What is wrong, field by field
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    /// The permission that the token lacks
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    missing: Option<String>,
    /// With this number the administrator finds the fault in the log
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    number: Option<String>,
}

/// Every kind of problem with its status, as the documentation lists them.
pub(crate) const KINDS: &[(&str, u16)] = &[
    ("malformed", 400),
    ("unauthenticated", 401),
    ("forbidden", 403),
    ("not-found", 404),
    ("method", 405),
    ("conflict", 409),
    ("changed", 412),
    ("too-large", 413),
    ("media-type", 415),
    ("invalid", 422),
    ("no-version", 428),
    ("too-many", 429),
    ("fault", 500),
    ("busy", 503),
];

impl Problem {
    /// The request cannot be understood, for this reason.
    pub(crate) fn malformed(field: &str, message: impl ToString) -> Self {
        Self::Malformed(vec![FieldError::new(field, message)])
    }

    /// The request says something that cannot be kept; words under `web-api-field-`.
    pub(crate) fn invalid(field: &str, key: &str) -> Self {
        Self::Invalid(vec![FieldError::word(field, key, &[])])
    }

    /// A fault, with what is to stand in the log.
    pub(crate) fn fault(error: impl ToString) -> Self {
        Self::Fault(error.to_string())
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound => "not-found",
            Self::Method(_) => "method",
            Self::Malformed(_) => "malformed",
            Self::Invalid(_) => "invalid",
            Self::Conflict(_) => "conflict",
            Self::Changed => "changed",
            Self::NoVersion => "no-version",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::TooMany(_) => "too-many",
            Self::Busy => "busy",
            Self::Fault(_) => "fault",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let kind = self.kind();
        let status = KINDS.iter().find(|(known, _)| *known == kind).map_or(500, |(_, status)| *status);
        let number = if let Self::Fault(detail) = &self {
            let number = format!("{:x}", jiff::Timestamp::now().as_millisecond());
            tracing::error!(number, detail, "a request to the API failed");
            Some(number)
        } else {
            None
        };
        let missing = if let Self::Forbidden(permission) = &self { Some(permission.to_string()) } else { None };
        let seconds = if let Self::TooMany(seconds) = &self { seconds.to_string() } else { String::new() };
        let header = match &self {
            Self::Unauthenticated => Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"sonae\""))),
            Self::Method(allow) => HeaderValue::from_str(allow).ok().map(|allow| (ALLOW, allow)),
            Self::TooMany(seconds) => Some((RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::Busy => Some((RETRY_AFTER, HeaderValue::from_static("1"))),
            _ => None,
        };
        let args = [("permission", missing.as_deref().unwrap_or_default()), ("seconds", &seconds)];
        let body = ProblemBody {
            kind: format!("/api#problem-{kind}"),
            title: text(&format!("web-api-problem-{kind}"), &args),
            status,
            detail: text(&format!("web-api-problem-{kind}.detail"), &args),
            errors: match self {
                Self::Malformed(errors) | Self::Invalid(errors) | Self::Conflict(errors) => errors,
                _ => Vec::new(),
            },
            missing,
            number,
        };
        let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (code, [(CONTENT_TYPE, MEDIA_TYPE)], serde_json::to_string(&body).unwrap_or_default()).into_response();
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<Forbidden> for Problem {
    fn from(forbidden: Forbidden) -> Self {
        Self::Forbidden(forbidden.permission)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => Self::Busy,
            StoreError::UnknownRecord { .. } => Self::NotFound,
            StoreError::InvalidField { .. } | StoreError::InvalidRecords { .. } => Self::invalid("", "cannot-be-kept"),
            error => Self::fault(error),
        }
    }
}

macro_rules! faults {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::fault(error)
            }
        })*
    };
}

faults!(sonae_app::ports::PrintFailure, serde_json::Error, std::io::Error);

impl From<sonae_app::records::RecordError> for Problem {
    fn from(error: sonae_app::records::RecordError) -> Self {
        use sonae_app::records::RecordError;
        match error {
            RecordError::Store(error) => error.into(),
            error @ RecordError::Shape { .. } => Self::fault(error),
        }
    }
}

impl From<sonae_app::house::KnowError> for Problem {
    fn from(error: sonae_app::house::KnowError) -> Self {
        use sonae_app::house::KnowError;
        match error {
            KnowError::NoEdition(_) | KnowError::NoForm(_) => Self::NotFound,
            KnowError::Store(error) => error.into(),
            KnowError::Record(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

/// A handler that panicked: a fault like any other.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().cloned();
    Problem::Fault(text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()).into_response()
}
