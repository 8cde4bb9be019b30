//! Records of a ledger: found, read, and as they once stood. Deliberately not here: changing them ([`super::changes`]).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sonae_app::ledgers::{
    Asked, Column, ColumnKind, EMPTY, ListQuery, kept_as, list_records as find_records, options, show_record, typed_columns,
};
use sonae_app::records::split_provenance;
use sonae_app::storage::{HistoryEntry, check_key};
use sonae_domain::ledger::LedgerId;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Path, Query, tag};
use super::ledgers::LedgerName;
use super::problem::{FieldError, Problem};
use super::values::Provenance;
use super::window::{PageInfo, Window, within};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_records)).routes(routes!(get_record)).routes(routes!(get_history))
}

/// Which records, in which order
#[derive(Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes what is read pair by pair")]
struct RecordsQuery {
    /// Words that must all occur in the record; width and case do not matter
    #[param(max_length = 200)]
    search: Option<String>,
    /// `field:value`, several times: what fields must say. The value is the code of an option, `true` or `false`, a text, or `-`
    /// for nothing
    #[param(max_items = 20)]
    filter: Option<Vec<String>>,
    /// Name of a field, with `-` before it for the largest first; nothing for the order of the ledger
    #[param(max_length = 65)]
    sort: Option<String>,
    /// Which page, from 1
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<u32>,
    /// How many a page holds
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
}

/// Which record
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    /// Key inside the ledger
    #[param(min_length = 1, max_length = 1024)]
    key: String,
}

impl Key {
    /// The key, when a record can have it.
    pub(crate) fn usable(self) -> Result<String, Problem> {
        usable(self.key)
    }
}

/// The key, when a record can have it.
pub(crate) fn usable(key: String) -> Result<String, Problem> {
    check_key(&key).map_err(|_| Problem::Malformed(vec![FieldError::word("key", "key", &[])])).map(|()| key)
}

/// Records of a ledger
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Records {
    /// Which part of the list this is
    page: PageInfo,
    /// The records
    records: Vec<Row>,
}

/// What a record says
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Row {
    /// Key inside the ledger
    key: String,
    /// What a person calls it
    label: String,
    /// 1 for a new record, one more with every change; what `ETag` and `If-Match` hold
    version: i64,
    /// Its fields, as they can be written
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

/// A record of a ledger
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Record {
    /// Key inside the ledger
    key: String,
    /// What a person calls it
    label: String,
    /// 1 for a new record, one more with every change; what `ETag` and `If-Match` hold
    version: i64,
    /// How it is known
    provenance: Provenance,
    /// Its fields, as they can be written
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    /// What sonae made of the fields
    #[schema(value_type = Object)]
    derived: Map<String, Value>,
    /// Where it was read; nothing for what was typed or sent
    source: Option<Source>,
    /// When it was last changed (UTC)
    #[schema(format = DateTime)]
    changed_at: Option<String>,
    /// Who changed it
    changed_by: Option<String>,
    /// Items that are decided with it; for tokens that may also `read-forms`
    decides: Vec<Decides>,
}

/// Where a record was read
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Source {
    /// The file
    file: String,
    /// Sheet of a workbook
    sheet: String,
    /// Row, from 1; 0 when unknown
    row: u32,
}

/// An item that is decided with a record
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Decides {
    /// Edition of the form
    edition: String,
    /// Whose form
    audience: String,
    /// The vendor whose form it is; "" for the institution's own
    subject: String,
    /// Key of the item
    item: String,
    /// Number as printed
    no: String,
}

/// Every version of a record
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct History {
    /// Key inside the ledger
    key: String,
    /// Oldest first
    versions: Vec<Version>,
}

/// One version of a record
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Version {
    /// 1, 2, 3 …
    version: i64,
    /// With this version it left its ledger
    retired: bool,
    /// How it was known
    provenance: Provenance,
    /// Its fields
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    /// Number of the event of the operation log that wrote it
    event: i64,
    /// When (UTC)
    #[schema(format = DateTime)]
    at: String,
    /// Who
    actor: String,
    /// What was done
    action: String,
}

/// Records of a ledger
#[utoipa::path(
    get, path = "/ledgers/{ledger}/records", tag = "ledgers", security(("token" = ["read-ledgers"])),
    params(("ledger" = inline(LedgerName), Path, description = "Id of the ledger"), RecordsQuery),
    responses((status = 200, description = "A page of the current records", body = Records))
)]
async fn list_records(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(LedgerName(ledger)): Path<LedgerName>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Records>, Problem> {
    let (query, page, limit) = asked(ledger, pairs)?;
    let found = find_records(&web.house, &caller, ledger, &query).await?;
    let records = found.records.into_iter().map(|record| row(ledger, record)).collect();
    Ok(Json(Records { page: PageInfo::new(found.total, page, limit), records }))
}

/// One record
#[utoipa::path(
    get, path = "/ledgers/{ledger}/record", tag = "ledgers", security(("token" = ["read-ledgers"])),
    params(("ledger" = inline(LedgerName), Path, description = "Id of the ledger"), Key),
    responses((status = 200, description = "The record", body = Record, headers(("ETag" = String, description = "Its version, for `If-Match`"))))
)]
async fn get_record(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(LedgerName(ledger)): Path<LedgerName>,
    Query(key): Query<Key>,
) -> Result<Response, Problem> {
    answer(&web, &caller, ledger, &key.usable()?, StatusCode::OK).await
}

/// Every version of a record
#[utoipa::path(
    get, path = "/ledgers/{ledger}/history", tag = "ledgers", security(("token" = ["read-ledgers"])),
    params(("ledger" = inline(LedgerName), Path, description = "Id of the ledger"), Key),
    responses((status = 200, description = "Everything that it ever said, and who changed it when", body = History))
)]
async fn get_history(
    State(web): State<Web>,
    Path(LedgerName(ledger)): Path<LedgerName>,
    Query(key): Query<Key>,
) -> Result<Json<History>, Problem> {
    let key = key.usable()?;
    let history = web.house.store.history(ledger.as_str(), &key).await?;
    if history.is_empty() {
        return Err(Problem::NotFound);
    }
    let versions = history.into_iter().map(|entry| version(ledger, entry)).collect();
    Ok(Json(History { key, versions }))
}

/// A current record, with its version.
pub(crate) async fn answer(
    web: &Web,
    caller: &sonae_app::actor::Actor,
    ledger: LedgerId,
    key: &str,
    status: StatusCode,
) -> Result<Response, Problem> {
    let shown = show_record(&web.house, caller, ledger, key).await?;
    if shown.retired {
        return Err(Problem::NotFound);
    }
    let (changed_at, changed_by) = shown.changed.unzip();
    let (fields, derived) = split_fields(ledger, shown.body);
    let decides = shown.items.into_iter().map(|item| Decides {
        edition: item.edition,
        audience: item.audience,
        subject: item.subject,
        item: item.key,
        no: item.no,
    });
    let record = Record {
        key: shown.key,
        label: shown.label,
        version: shown.version,
        provenance: shown.provenance.into(),
        fields,
        derived,
        source: shown.source.map(|source| Source { file: source.file, sheet: source.sheet, row: source.row }),
        changed_at,
        changed_by,
        decides: decides.collect(),
    };
    Ok((status, [(ETAG, tag(record.version))], Json(record)).into_response())
}

/// Fields that can be written, and what was made of them.
fn split_fields(ledger: LedgerId, body: Value) -> (Map<String, Value>, Map<String, Value>) {
    let Value::Object(mut rest) = body else { return Default::default() };
    let fields = typed_columns(ledger).filter_map(|column| Some((column.field.clone(), rest.get(kept_as(ledger, &column.field))?.clone())));
    let fields: Map<String, Value> = fields.collect();
    for column in typed_columns(ledger) {
        rest.remove(kept_as(ledger, &column.field));
    }
    (fields, rest)
}

fn row(ledger: LedgerId, record: Asked) -> Row {
    Row { key: record.key, label: record.label, version: record.version, fields: split_fields(ledger, record.body).0 }
}

fn version(ledger: LedgerId, entry: HistoryEntry) -> Version {
    let (provenance, body) = split_provenance(entry.body);
    Version {
        version: entry.version,
        retired: entry.retired,
        provenance: provenance.into(),
        fields: split_fields(ledger, body).0,
        event: entry.seq.0,
        at: entry.at,
        actor: entry.actor,
        action: entry.action,
    }
}

/// The question, from the pairs of the query: each name once, `filter` as often as needed.
pub(crate) fn asked(ledger: LedgerId, pairs: Vec<(String, String)>) -> Result<(ListQuery, u32, u32), Problem> {
    let mut query = ListQuery::default();
    let (mut page, mut limit) = (None, None);
    let mut seen = std::collections::BTreeSet::new();
    for (name, value) in pairs {
        if name != "filter" && !seen.insert(name.clone()) {
            return Err(Problem::Malformed(vec![FieldError::word(&name, "twice", &[])]));
        }
        match name.as_str() {
            "search" => {
                within("search", &value, 200)?;
                query.search = value;
            }
            "filter" => query.filters.push(filter(ledger, &value)?),
            "sort" => query.sort = Some(sort(ledger, &value)?),
            "page" => page = Some(number("page", &value)?),
            "limit" => limit = Some(number("limit", &value)?),
            _ => return Err(Problem::Malformed(vec![FieldError::word(&name, "unknown-parameter", &[])])),
        }
    }
    if query.filters.len() > 20 {
        return Err(Problem::Malformed(vec![FieldError::word("filter", "too-many", &[("most", "20")])]));
    }
    let (page, limit) = Window::new(page, limit).bounds()?;
    (query.page, query.size) = (page.into(), limit.into());
    Ok((query, page, limit))
}

fn number(name: &str, text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|error| Problem::malformed(name, error))
}

fn column(ledger: LedgerId, parameter: &str, field: &str) -> Result<&'static Column, Problem> {
    let unknown = || Problem::Malformed(vec![FieldError::word(parameter, "unknown-field", &[("field", field)])]);
    typed_columns(ledger).find(|column| column.field == field).ok_or_else(unknown)
}

fn sort(ledger: LedgerId, text: &str) -> Result<(String, bool), Problem> {
    let (field, descending) = text.strip_prefix('-').map_or((text, false), |field| (field, true));
    Ok((column(ledger, "sort", field)?.field.clone(), descending))
}

fn filter(ledger: LedgerId, text: &str) -> Result<(String, String), Problem> {
    let (field, value) = text.split_once(':').unwrap_or((text, ""));
    let column = column(ledger, "filter", field)?;
    let fits = match column.kind {
        _ if value == EMPTY => true,
        ColumnKind::Choice | ColumnKind::Flag => options(column).iter().any(|(code, _)| code == value),
        ColumnKind::Text | ColumnKind::Code => !value.is_empty(),
        _ => false,
    };
    if fits {
        return Ok((field.to_owned(), value.to_owned()));
    }
    Err(Problem::Malformed(vec![FieldError::word("filter", "not-a-value", &[("field", field)])]))
}
