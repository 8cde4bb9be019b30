//! Records of a ledger are added, changed and taken out, under the version that the caller read.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use sonae_app::ledgers::{
    Column, ColumnKind, LedgerError, PutError, Typed, is_edited_here, options, put_record as keep, read_row, retire_record as take_out,
    text, typed_columns,
};
use sonae_domain::ledger::LedgerId;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Body, Expected, Path, Query};
use super::ledgers::LedgerName;
use super::problem::{FieldError, Problem};
use super::records::{Key, answer, usable};
use super::window::within;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(put_record)).routes(routes!(retire_record))
}

/// What a record is to say
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecordInput {
    /// Fields by name, as `GET /ledgers/{ledger}` lists them; a field that is not among them says nothing
    fields: BTreeMap<String, FieldInput>,
}

/// What a field is to say: a text, a code or a date; a number; true or false; a list of texts
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum FieldInput {
    /// A text, the code of an option, or a date
    Text(String),
    /// A number, of days where the field is a length of time
    Number(i64),
    /// Yes or no
    Flag(bool),
    /// A list of texts
    List(Vec<String>),
    /// Nothing
    Nothing,
}

/// Which record, and why it leaves
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Retirement {
    /// Key inside the ledger
    #[param(min_length = 1, max_length = 1024)]
    key: String,
    /// Why it leaves; stands in the operation log
    #[param(min_length = 1, max_length = 500)]
    reason: String,
}

/// Adds or changes a record
///
/// What is sent takes the place of everything that the record said. Sending again what already stands changes nothing. When the
/// fields that make up the key change, the record moves to its new key; the answer names it.
#[utoipa::path(
    put, path = "/ledgers/{ledger}/record", tag = "ledgers", security(("token" = ["edit-ledgers"])),
    params(
        ("ledger" = inline(LedgerName), Path, description = "Id of the ledger"),
        Key,
        ("If-Match" = Option<String>, Header, description = "`ETag` of the version that is changed, or `*`; needed when the record exists"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only when there is no such record"),
    ),
    request_body = RecordInput,
    responses(
        (status = 200, description = "The record, changed; the same as `GET` gives", body = super::records::Record, headers(("ETag" = String, description = "Its version"))),
        (status = 201, description = "The record, added", body = super::records::Record, headers(("ETag" = String, description = "Its version"))),
        (status = 409, description = "Problem: conflict", body = super::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn put_record(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(LedgerName(ledger)): Path<LedgerName>,
    Query(key): Query<Key>,
    expected: Expected,
    Body(input): Body<RecordInput>,
) -> Result<Response, Problem> {
    let key = key.usable()?;
    if !is_edited_here(ledger) {
        return Err(LedgerError::NotHere(ledger).into());
    }
    let found = current(&web, ledger, &key).await?;
    expected.check(found)?;
    let texts = texts(ledger, input)?;
    if found.is_none() && read_row(ledger, &texts).record.is_some_and(|record| record.key != key) {
        return Err(Problem::Conflict(vec![FieldError::word("key", "other-key", &[])]));
    }
    let typed = Typed { key: found.map(|_| key), version: found.unwrap_or_default(), texts };
    let saved = keep(&web.house, &caller, ledger, &typed).await?;
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    answer(&web, &caller, ledger, &saved.key, status).await
}

/// Takes a record out of its ledger
///
/// It is not deleted: its history stays, and it can come back.
#[utoipa::path(
    delete, path = "/ledgers/{ledger}/record", tag = "ledgers", security(("token" = ["edit-ledgers"])),
    params(
        ("ledger" = inline(LedgerName), Path, description = "Id of the ledger"),
        Retirement,
        ("If-Match" = Option<String>, Header, description = "`ETag` of the version that is meant, or `*`; needed"),
    ),
    responses(
        (status = 204, description = "It has left its ledger"),
        (status = 409, description = "Problem: conflict", body = super::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn retire_record(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(LedgerName(ledger)): Path<LedgerName>,
    Query(asked): Query<Retirement>,
    expected: Expected,
) -> Result<StatusCode, Problem> {
    let key = usable(asked.key)?;
    within("reason", &asked.reason, 500)?;
    let version = current(&web, ledger, &key).await?.ok_or(Problem::NotFound)?;
    expected.check(Some(version))?;
    take_out(&web.house, &caller, ledger, (&key, version), &asked.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The version of a current record.
async fn current(web: &Web, ledger: LedgerId, key: &str) -> Result<Option<i64>, Problem> {
    let record = web.house.store.record(ledger.as_str(), key).await?;
    Ok(record.filter(|record| !record.retired).map(|record| record.version))
}

/// The texts that a person would type for these values; for a field that is not among them, nothing.
fn texts(ledger: LedgerId, input: RecordInput) -> Result<BTreeMap<String, String>, Problem> {
    let mut values = input.fields;
    let mut texts = BTreeMap::new();
    let mut errors = Vec::new();
    for column in typed_columns(ledger) {
        match typed(column, &values.remove(&column.field).unwrap_or(FieldInput::Nothing)) {
            Some(text) => {
                texts.insert(column.field.clone(), text);
            }
            None => errors.push(FieldError::word(&column.field, "not-a-value", &[("field", &column.field)])),
        }
    }
    errors.extend(values.keys().map(|field| FieldError::word(field, "unknown-field", &[("field", field)])));
    if errors.is_empty() { Ok(texts) } else { Err(Problem::Invalid(errors)) }
}

/// The text for a value of a field; `None` when the field cannot say it.
fn typed(column: &Column, value: &FieldInput) -> Option<String> {
    let json = match (column.kind, value) {
        (_, FieldInput::Nothing) => return Some(String::new()),
        (ColumnKind::Flag, FieldInput::Flag(flag)) => Value::from(*flag),
        (ColumnKind::Number | ColumnKind::Days, FieldInput::Number(number)) => Value::from(*number),
        (ColumnKind::List | ColumnKind::Items, FieldInput::List(list)) => Value::from(list.clone()),
        (ColumnKind::Choice, FieldInput::Text(code)) if options(column).iter().any(|(known, _)| known == code) => {
            Value::from(code.as_str())
        }
        // what is not recorded
        (ColumnKind::Choice, FieldInput::Text(code)) => return (code.is_empty() || code == "unknown").then(String::new),
        (ColumnKind::Text | ColumnKind::Code | ColumnKind::Date, FieldInput::Text(text)) => Value::from(text.as_str()),
        _ => return None,
    };
    Some(text(column, &json))
}

impl From<PutError> for Problem {
    fn from(error: PutError) -> Self {
        let about = |key: &str| vec![FieldError::word("", key, &[])];
        match error {
            PutError::Ledger(error) => error.into(),
            PutError::Invalid(lines) => {
                let message = |said: &str, next: &str| format!("{said}{next}");
                Self::Invalid(lines.iter().map(|(field, line)| FieldError::new(field, message(&line.said, &line.next))).collect())
            }
            PutError::Nothing => Self::Invalid(about("nothing")),
            PutError::NoKey => Self::Invalid(about("no-key")),
            PutError::Taken { key, .. } => Self::Conflict(vec![FieldError::word("", "taken", &[("key", &key)])]),
            PutError::Conflict { .. } => Self::Changed,
        }
    }
}
