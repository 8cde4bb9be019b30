//! A ledger as a file: imported with a preview, and exported.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sonae_app::actor::Actor;
use sonae_app::ledgers::{
    Columns as Chosen, Confirmed, ExportError, FileFormat, ImportError, ImportPlan, LedgerPreview, Mode as ImportMode, Preview,
    ProblemLine, SheetChoice, confirm_import, export_ledger as export, keep_upload, preview_import,
};
use sonae_domain::ledger::LedgerId;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{File, Path, Query, is_file, whole};
use super::ledgers::LedgerName;
use super::problem::{FieldError, Problem};
use super::records::asked;
use super::window::within;
use crate::html;
use crate::state::Web;

/// The largest file that is taken.
const LARGEST: usize = 64 << 20;
/// So many changes are named; all are counted.
const NAMED: usize = 500;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    let import = routes!(import_file).layer(DefaultBodyLimit::max(LARGEST));
    OpenApiRouter::new().routes(import).routes(routes!(export_ledger))
}

/// What is done with the file
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ImportQuery {
    /// Name of the file, as it is kept
    #[param(min_length = 1, max_length = 200)]
    name: String,
    /// The sheet of a workbook that is meant; every sheet where nothing is said
    #[param(max_length = 200)]
    sheet: Option<String>,
    /// What happens to records that the file does not have
    #[param(inline)]
    #[serde(default)]
    mode: Mode,
    /// Whether the file is taken over. Otherwise only what would change is told
    #[param(default = false)]
    #[serde(default)]
    commit: bool,
}

/// What happens to records that the file does not have: they stay, or leave the ledger
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    #[default]
    Merge,
    Replace,
}

/// What an import changes, or would change
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Import {
    /// Whether the file was taken over. False also where it would change nothing
    committed: bool,
    /// What the content of the file is, such as `xlsx`
    kind: String,
    /// SHA-256 of the file
    sha256: String,
    /// How many rows were read
    rows: usize,
    /// How many records say the same as before
    unchanged: usize,
    /// How many records are new
    added_count: usize,
    /// Names of the records that are new; the first 500
    added: Vec<String>,
    /// How many records say something else
    changed_count: usize,
    /// Names of the records that say something else; the first 500
    changed: Vec<String>,
    /// How many records had left and return
    returned_count: usize,
    /// Names of the records that had left and return; the first 500
    returned: Vec<String>,
    /// How many records leave
    retired_count: usize,
    /// Names of the records that leave; the first 500
    retired: Vec<String>,
    /// What was wrong with the file; the first 500
    problems: Vec<ImportProblem>,
}

/// What was wrong with a file
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ImportProblem {
    /// `error` (the row was not read), `warning` (a cell was not read), `info`
    severity: &'static str,
    /// Sheet, row and column, in words; "" for the file as a whole
    place: String,
    /// What is wrong, in words
    message: String,
    /// What to do, in words; "" when nothing
    next: String,
}

/// What is exported, and how
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes what is read pair by pair")]
struct ExportQuery {
    /// In which format: CSV in UTF-8, CSV in the encoding of older Japanese programs, a workbook, a PDF (of at most 5,000 rows)
    #[param(inline)]
    format: Format,
    /// Which columns: those of the manual's example, or every field, so that the file can be imported again
    #[param(inline)]
    columns: Option<Columns>,
    /// As with the records
    #[param(max_length = 200)]
    search: Option<String>,
    /// As with the records
    #[param(max_items = 20)]
    filter: Option<Vec<String>>,
    /// As with the records
    #[param(max_length = 65)]
    sort: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Format {
    Csv,
    CsvCp932,
    Xlsx,
    Pdf,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Columns {
    Manual,
    #[default]
    All,
}

/// Imports a file into a ledger
///
/// The body is the file itself: CSV, a workbook, LDIF, of at most 64 MiB. Without `commit` nothing is kept, and the answer tells what
/// would change. A file that changes nothing leaves no event.
#[utoipa::path(
    post, path = "/ledgers/{ledger}/import", tag = "ledgers", security(("token" = ["edit-ledgers"])),
    params(("ledger" = inline(LedgerName), Path, description = "Id of the ledger"), ImportQuery),
    request_body(content = inline(File), content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "What changes", body = Import),
        (status = 409, description = "Problem: conflict (somebody changed the ledger meanwhile)", body = super::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn import_file(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(LedgerName(ledger)): Path<LedgerName>,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Json<Import>, Problem> {
    if query.name.trim().is_empty() {
        return Err(Problem::Malformed(vec![FieldError::word("name", "file-name", &[])]));
    }
    within("name", &query.name, 200)?;
    within("sheet", query.sheet.as_deref().unwrap_or_default(), 200)?;
    if !is_file(request.headers()) {
        return Err(Problem::MediaType);
    }
    let bytes = whole(request, &web).await?;
    let mode = match query.mode {
        Mode::Merge => ImportMode::Merge,
        Mode::Replace => ImportMode::Replace,
    };
    let mut plan = ImportPlan {
        sha256: keep_upload(&web.house, &caller, &bytes)?,
        name: query.name.trim().to_owned(),
        sheets: vec![SheetChoice { sheet: query.sheet.unwrap_or_default(), ledger: ledger.to_string(), ..SheetChoice::default() }],
        modes: [(ledger, mode)].into(),
        ..ImportPlan::default()
    };
    let preview = preview_import(&web.house, &caller, &plan).await?;
    let committed = query.commit && commit(&web, &caller, &mut plan, &preview).await?;
    Ok(Json(told(ledger, preview, committed)))
}

async fn commit(web: &Web, caller: &Actor, plan: &mut ImportPlan, preview: &Preview) -> Result<bool, Problem> {
    plan.heads = preview.ledgers.iter().map(|ledger| (ledger.ledger, ledger.head)).collect();
    match confirm_import(&web.house, caller, plan).await? {
        Confirmed::Done(_) => Ok(true),
        Confirmed::Nothing => Ok(false),
        Confirmed::Stale(_) => Err(Problem::Conflict(vec![FieldError::word("", "stale", &[])])),
    }
}

fn told(ledger: LedgerId, preview: Preview, committed: bool) -> Import {
    let sheets = preview.sheets.iter();
    let problems = preview.problems.iter().chain(sheets.clone().flat_map(|sheet| &sheet.problems)).take(NAMED).map(problem).collect();
    let none = LedgerPreview {
        ledger,
        mode: ImportMode::Merge,
        head: sonae_app::storage::AuditSeq(0),
        added: Vec::new(),
        changed: Vec::new(),
        returned: Vec::new(),
        retired: Vec::new(),
        unchanged: 0,
    };
    let rows = sheets.filter(|sheet| sheet.ledger == Some(ledger)).map(|sheet| sheet.rows).sum();
    let (kind, sha256) = (preview.kind.to_owned(), preview.plan.sha256);
    let change = preview.ledgers.into_iter().find(|change| change.ledger == ledger).unwrap_or(none);
    let first = |mut names: Vec<String>| {
        names.truncate(NAMED);
        names
    };
    Import {
        committed,
        kind,
        sha256,
        rows,
        unchanged: change.unchanged,
        added_count: change.added.len(),
        added: first(change.added),
        changed_count: change.changed.len(),
        changed: first(change.changed.into_iter().map(|row| row.label).collect()),
        returned_count: change.returned.len(),
        returned: first(change.returned),
        retired_count: change.retired.len(),
        retired: first(change.retired),
        problems,
    }
}

fn problem(line: &ProblemLine) -> ImportProblem {
    let severity = match line.severity {
        sonae_app::read_folder::Severity::Error => "error",
        sonae_app::read_folder::Severity::Warning => "warning",
        sonae_app::read_folder::Severity::Info => "info",
    };
    ImportProblem { severity, place: line.place.clone(), message: line.said.clone(), next: line.next.clone() }
}

/// Exports a ledger
///
/// Every export stands in the operation log.
#[utoipa::path(
    get, path = "/ledgers/{ledger}/export", tag = "ledgers", security(("token" = ["read-ledgers"])),
    params(("ledger" = inline(LedgerName), Path, description = "Id of the ledger"), ExportQuery),
    responses((status = 200, description = "The file", content(
        (inline(File) = "text/csv"),
        (inline(File) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (inline(File) = "application/pdf"),
    )))
)]
async fn export_ledger(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(LedgerName(ledger)): Path<LedgerName>,
    Query(mut pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let format = match taken(&mut pairs, "format")?.as_deref() {
        Some("csv") => FileFormat::Csv,
        Some("csv-cp932") => FileFormat::CsvCp932,
        Some("xlsx") => FileFormat::Xlsx,
        Some("pdf") => FileFormat::Pdf,
        _ => return Err(Problem::Malformed(vec![FieldError::word("format", "one-of", &[("values", "csv, csv-cp932, xlsx, pdf")])])),
    };
    let columns = match taken(&mut pairs, "columns")?.as_deref() {
        None | Some("all") => Chosen::All,
        Some("manual") => Chosen::Manual,
        Some(_) => return Err(Problem::Malformed(vec![FieldError::word("columns", "one-of", &[("values", "manual, all")])])),
    };
    let (query, _, _) = asked(ledger, pairs)?;
    let file = export(&web.house, &caller, ledger, &query, (format, columns)).await?;
    let disposition = format!("attachment; filename=\"{ledger}\"; filename*=UTF-8''{}", html::encode(&file.name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(file.media_type)), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, file.bytes).into_response())
}

/// Takes the only value of a name out of the pairs.
fn taken(pairs: &mut Vec<(String, String)>, name: &str) -> Result<Option<String>, Problem> {
    let (mut mine, rest): (Vec<_>, Vec<_>) = std::mem::take(pairs).into_iter().partition(|(known, _)| known == name);
    *pairs = rest;
    if mine.len() > 1 {
        return Err(Problem::Malformed(vec![FieldError::word(name, "twice", &[])]));
    }
    Ok(mine.pop().map(|(_, value)| value))
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Ledger(error) => error.into(),
            ImportError::TooLarge => Self::TooLarge,
            ImportError::Secrets(columns) => Self::Malformed(vec![FieldError::word("", "file-secrets", &[("columns", &columns)])]),
            error @ (ImportError::Gone | ImportError::Io(_)) => Self::fault(error),
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Ledger(error) => error.into(),
            ExportError::TooManyRows(most) => {
                Self::Invalid(vec![FieldError::word("format", "too-many-rows", &[("most", &most.to_string())])])
            }
            ExportError::Print(error) => error.into(),
        }
    }
}
