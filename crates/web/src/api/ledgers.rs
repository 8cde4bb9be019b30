//! The ledgers: which there are, and which fields their records have.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sonae_app::ledgers::{Column, LedgerError, columns_of, is_edited_here, ledgers, options, typed_columns};
use sonae_app::words;
use sonae_domain::ledger::LedgerId;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::Path;
use super::problem::{FieldError, Problem};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_ledgers)).routes(routes!(get_ledger))
}

/// A ledger, as it stands in addresses.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct LedgerName(pub(crate) LedgerId);

impl PartialSchema for LedgerName {
    fn schema() -> RefOr<Schema> {
        let names = LedgerId::ALL.iter().map(|id| id.as_str());
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build().into()
    }
}

impl ToSchema for LedgerName {}

/// The ledgers
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Ledgers {
    /// In the order in which they are shown
    ledgers: Vec<LedgerSummary>,
}

/// A ledger in one line
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct LedgerSummary {
    /// Id, as it stands in addresses
    id: String,
    /// What people call it
    name: String,
    /// What a record of it is
    about: String,
    /// How many records it has
    records: u64,
    /// When it last changed (UTC)
    #[schema(format = DateTime)]
    changed_at: Option<String>,
    /// Who changed it
    changed_by: Option<String>,
    /// Keys of the items of the institution's form that are decided from it
    items: Vec<String>,
}

/// A ledger with its fields
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Ledger {
    /// Id, as it stands in addresses
    id: String,
    /// What people call it
    name: String,
    /// What a record of it is
    about: String,
    /// Whether its records are changed here; answers and overrides are changed with the items of a form
    editable: bool,
    /// Its fields, in their order
    fields: Vec<Field>,
}

/// A field of a ledger
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Field {
    /// Name, as it stands in `fields` of a record
    name: String,
    /// What people call it
    title: String,
    /// How it is written: `text`, `code` (half-width), `date` (`2026-01-20`, `2026-01`, `2026`), `flag` (true or false), `number`,
    /// `days`, `list` (of texts), `items` (of item numbers), `choice` (one of `options`)
    kind: &'static str,
    /// A sentence about it
    help: String,
    /// The values that it knows; empty for a free field
    options: Vec<Choice>,
}

/// A value that a field knows
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = FieldOption)]
struct Choice {
    /// The value
    code: String,
    /// The word for it
    word: String,
}

/// The ledgers
#[utoipa::path(
    get, path = "/ledgers", tag = "ledgers", security(("token" = ["read-ledgers"])),
    responses((status = 200, description = "Every ledger with the number of its records", body = Ledgers))
)]
async fn list_ledgers(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<Ledgers>, Problem> {
    let ledgers = ledgers(&web.house, &caller).await?.into_iter().map(|ledger| {
        let (changed_at, changed_by) = ledger.changed.unzip();
        LedgerSummary {
            id: ledger.ledger.to_string(),
            name: words::ledger(ledger.ledger),
            about: ledger.about.to_owned(),
            records: ledger.count,
            changed_at,
            changed_by,
            items: ledger.items.iter().map(|item| item.key.clone()).collect(),
        }
    });
    Ok(Json(Ledgers { ledgers: ledgers.collect() }))
}

/// The fields of a ledger
#[utoipa::path(
    get, path = "/ledgers/{ledger}", tag = "ledgers", security(("token" = ["read-ledgers"])),
    params(("ledger" = inline(LedgerName), Path, description = "Id of the ledger")),
    responses((status = 200, description = "The ledger with its fields", body = Ledger))
)]
async fn get_ledger(Path(LedgerName(ledger)): Path<LedgerName>) -> Json<Ledger> {
    Json(Ledger {
        id: ledger.to_string(),
        name: words::ledger(ledger),
        about: columns_of(ledger).about.clone(),
        editable: is_edited_here(ledger),
        fields: typed_columns(ledger).map(Field::of).collect(),
    })
}

impl Field {
    fn of(column: &Column) -> Self {
        Self {
            name: column.field.clone(),
            title: column.title.clone(),
            kind: column.kind.as_str(),
            help: column.help.clone(),
            options: options(column).into_iter().map(|(code, word)| Choice { code, word }).collect(),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Forbidden(error) => error.into(),
            LedgerError::NotFound => Self::NotFound,
            LedgerError::NotHere(_) => Self::Conflict(vec![FieldError::word("ledger", "edited-elsewhere", &[])]),
            LedgerError::Changed => Self::Changed,
            LedgerError::NoReason => Self::Malformed(vec![FieldError::word("reason", "reason", &[])]),
            LedgerError::Store(error) => error.into(),
            LedgerError::Record(error) => error.into(),
            LedgerError::Know(error) => error.into(),
        }
    }
}
