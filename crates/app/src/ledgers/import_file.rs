//! One file into the running sonae: uploaded, shown with what it would change, confirmed in one transaction with one event.
//!
//! The file waits under its hash, is read again when it is confirmed, and is then kept as evidence. Not here: taking an import
//! back (`undo_import`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::LedgerId;
use sonae_importers::{Batch, Choice, FileReport, ImportContext, Limits, Target, import, secret_headings, secrets_cut};
use sonae_store::{ChangeSet, NewEvidence, NewRecord, NewSource, SourceId, StoreError, StoredRecord, Tx};

use super::import_plan::{ChangedRow, ColumnView, ImportPlan, LedgerPreview, Mode, Preview, SheetChoice, SheetPreview};
use super::record_history::FieldStep;
use super::undo_import::{ImportRecord, note};
use super::{LedgerError, is_edited_here, kept_as, label, pending, problem_line, typed_columns};
use crate::actor::Actor;
use crate::house::House;
use crate::import_folder::{mapping_text, media_type, record, unique_key};
use crate::read_folder::forms;
use crate::records::{PROVENANCE, split_provenance};
use crate::without_secrets::SecretsCut;

/// The word for "not at all", for sheets and columns.
const IGNORE: &str = "ignore";

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Not allowed, or the store failed
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Larger than any file that is read
    #[error("too large")]
    TooLarge,
    /// Secrets stand in these columns of a workbook, of which nothing can be cut out
    #[error("secrets stand in a workbook: {0}")]
    Secrets(String),
    /// The file no longer waits
    #[error("the file no longer waits")]
    Gone,
    /// It could not be kept
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

/// What came of confirming.
#[derive(Debug)]
pub enum Confirmed {
    /// It is in; how many records of which ledger changed
    Done(Vec<(LedgerId, usize)>),
    /// Nothing would have changed, and nothing did
    Nothing,
    /// A ledger changed since the preview: look again
    Stale(Box<Preview>),
}

/// Keeps an uploaded file until it is confirmed, without the secrets of directories and lists of accounts, and gives the hash of what is kept.
pub fn keep_upload(house: &House, actor: &Actor, bytes: &[u8]) -> Result<String, ImportError> {
    actor.require(Permission::EditLedgers).map_err(LedgerError::from)?;
    if bytes.len() as u64 > Limits::default().text_bytes {
        return Err(ImportError::TooLarge);
    }
    let secret = secret_headings(bytes, &Limits::default());
    if !secret.is_empty() {
        return Err(ImportError::Secrets(secret.into_iter().collect::<Vec<_>>().join(", ")));
    }
    Ok(pending::keep(house, bytes)?)
}

/// What this file would change. Nothing is written.
pub async fn preview_import(house: &House, actor: &Actor, plan: &ImportPlan) -> Result<Preview, ImportError> {
    actor.require(Permission::EditLedgers).map_err(LedgerError::from)?;
    let (report, _) = read(house, plan).await?;
    let mut ledgers = Vec::new();
    for (ledger, batches) in by_ledger(actor, &report) {
        let current = house.store.records(ledger.as_str()).await?;
        let mode = mode(plan, ledger);
        let rows = incoming(&batches, &current, mode, None);
        let changes = match mode {
            Mode::Merge => house.store.preview_records(ledger.as_str(), &rows).await?,
            Mode::Replace => house.store.preview(ledger.as_str(), &rows).await?,
        };
        let head = house.store.newest_change(&[ledger.as_str()]).await?;
        ledgers.push(shown(ledger, mode, &changes, (&current, &rows)).with_head(head));
    }
    let sheets = sheets(plan, &report);
    let of_sheets: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.sheet.as_str()).collect();
    let whole = report.problems.iter().filter(|problem| problem.sheet.is_empty() || !of_sheets.contains(problem.sheet.as_str()));
    let cut = pending::cut(&house.folder, &plan.sha256);
    let said_cut = cut.iter().map(|cut| problem_line(&secrets_cut(&cut.removed), false));
    Ok(Preview {
        plan: plan.clone(),
        verdict: report.verdict,
        kind: report.kind.as_str(),
        problems: said_cut.chain(whole.map(|problem| problem_line(problem, false))).collect(),
        cut: cut.clone(),
        sheets,
        ledgers,
        stale: false,
    })
}

impl LedgerPreview {
    fn with_head(self, head: sonae_store::AuditSeq) -> Self {
        Self { head, ..self }
    }
}

/// Takes the file over as the plan says, unless a ledger has changed since the preview.
pub async fn confirm_import(house: &House, actor: &Actor, plan: &ImportPlan) -> Result<Confirmed, ImportError> {
    actor.require(Permission::EditLedgers).map_err(LedgerError::from)?;
    let (report, bytes) = read(house, plan).await?;
    let ledgers = by_ledger(actor, &report);
    house.folder.keep_evidence(&bytes)?;
    let mut tx = house.store.begin().await?;
    for ledger in ledgers.keys() {
        if plan.heads.get(ledger) != Some(&house.store.newest_change(&[ledger.as_str()]).await?) {
            tx.rollback().await?;
            return Ok(Confirmed::Stale(Box::new(Preview { stale: true, ..preview_import(house, actor, plan).await? })));
        }
    }
    let size = bytes.len() as u64;
    let source = tx.register_source(source(plan, &report, size)).await?;
    let media_type = media_type(&plan.name).to_owned();
    tx.put_evidence(NewEvidence { sha256: plan.sha256.clone(), path: plan.name.clone(), bytes: size, media_type }).await?;
    let mut changed = Vec::new();
    for (ledger, batches) in &ledgers {
        changed.push((*ledger, apply(&mut tx, (*ledger, batches), mode(plan, *ledger), source).await?));
    }
    changed.retain(|(_, changes)| !changes.is_empty());
    if changed.is_empty() {
        tx.rollback().await?;
        return Ok(Confirmed::Nothing);
    }
    let counts: BTreeMap<String, Value> = changed.iter().map(|(ledger, changes)| (ledger.to_string(), counts(changes))).collect();
    let cut = pending::cut(&house.folder, &plan.sha256);
    note(&mut tx, &ImportRecord { cut: cut.clone(), ..ImportRecord::new(plan, actor, house, counts.clone()) })
        .await
        .map_err(LedgerError::from)?;
    let mut detail = json!({ "sha256": plan.sha256, "ledgers": counts });
    SecretsCut::tell(cut.as_ref(), &mut detail);
    tx.commit(house.event(actor, "ledger.imported", &plan.name, detail)).await?;
    pending::forget(house, &plan.sha256);
    Ok(Confirmed::Done(changed.iter().map(|(ledger, changes)| (*ledger, total(changes))).collect()))
}

/// Answers and overrides are only ever added to: each was said by somebody.
fn mode(plan: &ImportPlan, ledger: LedgerId) -> Mode {
    if is_edited_here(ledger) { plan.mode(ledger) } else { Mode::Merge }
}

async fn apply(tx: &mut Tx, (ledger, batches): (LedgerId, &[&Batch]), mode: Mode, source: SourceId) -> Result<ChangeSet, StoreError> {
    let current = tx.records(ledger.as_str()).await?;
    let rows = incoming(batches, &current, mode, Some(source));
    match mode {
        Mode::Merge => tx.put_records(ledger.as_str(), &rows).await,
        Mode::Replace => tx.replace_ledger(ledger.as_str(), rows).await,
    }
}

fn total(changes: &ChangeSet) -> usize {
    changes.added.len() + changes.changed.len() + changes.returned.len() + changes.retired.len()
}

fn counts(changes: &ChangeSet) -> Value {
    json!({ "added": changes.added.len(), "changed": changes.changed.len(), "retired": changes.retired.len(), "returned": changes.returned.len() })
}

fn source(plan: &ImportPlan, report: &FileReport, bytes: u64) -> NewSource {
    NewSource {
        sha256: plan.sha256.clone(),
        path: plan.name.clone(),
        mapping: report.batches.iter().map(mapping_text).collect::<Vec<_>>().join("\n"),
        importer: report.batches.iter().map(|batch| batch.importer.as_str()).collect::<Vec<_>>().join(","),
        encoding: report.encoding.map(|encoding| encoding.as_str().to_owned()),
        bytes,
        rows: report.rows() as u64,
        problems: serde_json::to_value(report.all_problems().collect::<Vec<_>>()).unwrap_or_default(),
    }
}

/// Reads the file that waits, off the threads that answer requests.
async fn read(house: &House, plan: &ImportPlan) -> Result<(FileReport, Vec<u8>), ImportError> {
    let bytes = pending::read(house, &plan.sha256).ok_or(ImportError::Gone)?;
    let edition = house.edition().await.map_err(LedgerError::from)?;
    let context = ImportContext { limits: Limits::default(), forms: forms(house.frameworks, edition) };
    let (name, sheets) = (plan.name.clone(), plan.sheets.clone());
    let work = tokio::task::spawn_blocking(move || (report(&name, &bytes, &sheets, &context), bytes));
    work.await.map_err(|_| ImportError::Io(std::io::Error::other("the work was cut off")))
}

/// Read with the ledgers that were chosen; and once more where columns are to mean something else than was found out.
fn report(name: &str, bytes: &[u8], sheets: &[SheetChoice], context: &ImportContext) -> FileReport {
    let chosen: Vec<Choice> = sheets.iter().map(|sheet| choice(sheet, BTreeMap::new())).collect();
    let found = import(name, bytes, &chosen, context);
    let corrected: Vec<Choice> = sheets.iter().map(|sheet| choice(sheet, corrections(sheet, &found))).collect();
    if corrected == chosen { found } else { import(name, bytes, &corrected, context) }
}

fn choice(sheet: &SheetChoice, columns: BTreeMap<String, String>) -> Choice {
    let ledger = match sheet.ledger.as_str() {
        IGNORE => Some(Target::Ignore),
        id => id.parse().ok().map(Target::Ledger),
    };
    Choice { ledger, sheet: Some(sheet.sheet.clone()).filter(|name| !name.is_empty()), columns, ..Choice::default() }
}

/// The columns that are to mean something else than was found out.
fn corrections(sheet: &SheetChoice, found: &FileReport) -> BTreeMap<String, String> {
    let Some(batch) = found.batches.iter().find(|batch| batch.sheet == sheet.sheet) else { return sheet.columns.clone() };
    let now = |letter: &str| {
        let column = batch.mapping.iter().find(|column| column.column == letter);
        column.map(|column| column.field.clone().unwrap_or_else(|| IGNORE.to_owned()))
    };
    sheet
        .columns
        .iter()
        .filter(|(letter, field)| now(letter).is_some_and(|now| now != **field))
        .map(|(l, f)| (l.clone(), f.clone()))
        .collect()
}

/// The sheets of each ledger that the actor may import into.
fn by_ledger<'a>(actor: &Actor, report: &'a FileReport) -> BTreeMap<LedgerId, Vec<&'a Batch>> {
    let mut ledgers: BTreeMap<LedgerId, Vec<&Batch>> = BTreeMap::new();
    for batch in &report.batches {
        let may = match batch.importer {
            LedgerId::Answers => actor.may(Permission::AnswerItems),
            LedgerId::Overrides => actor.may(Permission::OverrideFindings),
            _ => true,
        };
        if may && !batch.rows.is_empty() {
            ledgers.entry(batch.importer).or_default().push(batch);
        }
    }
    ledgers
}

/// The rows as they are to be kept. A row that says what its record says stays known as it was: a copy of what a program wrote
/// is still what it wrote. A row without key is the record that says the same, where there is one.
fn incoming(batches: &[&Batch], current: &[StoredRecord], mode: Mode, source: Option<SourceId>) -> Vec<NewRecord> {
    let known: BTreeMap<&str, &StoredRecord> = current.iter().map(|record| (record.key.as_str(), record)).collect();
    let mut unkeyed: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for record in current.iter().rev() {
        unkeyed.entry(said(&record.body)).or_default().push(&record.key);
    }
    let mut taken = BTreeMap::new();
    let mut next = current.last().map_or(0, |record| record.ordinal + 1);
    let mut rows = Vec::new();
    for (at, row) in batches.iter().flat_map(|batch| &batch.rows).enumerate() {
        let same = row.key.is_empty().then(|| unkeyed.get_mut(&row.body.to_string()).and_then(Vec::pop)).flatten();
        let key = same.map_or_else(|| unique_key(&mut taken, row.importer_name(batches), row), ToOwned::to_owned);
        let old = known.get(key.as_str());
        let ordinal = match (mode, old) {
            (Mode::Replace, _) => i64::try_from(at).unwrap_or(i64::MAX),
            (Mode::Merge, Some(old)) => old.ordinal,
            (Mode::Merge, None) => {
                next += 1;
                next - 1
            }
        };
        let mut new = record(key, ordinal, row, source);
        if let Some(old) = old {
            let (provenance, fields) = split_provenance(old.body.clone());
            if provenance == Provenance::Machine && fields == row.body {
                new.body[PROVENANCE] = old.body[PROVENANCE].clone();
            }
        }
        rows.push(new);
    }
    rows
}

/// The record's own fields as text.
fn said(body: &Value) -> String {
    split_provenance(body.clone()).1.to_string()
}

trait ImporterName {
    fn importer_name<'a>(&self, batches: &'a [&Batch]) -> &'a str;
}

impl ImporterName for sonae_importers::ImportedRow {
    /// All batches are of one ledger.
    fn importer_name<'a>(&self, batches: &'a [&Batch]) -> &'a str {
        batches.first().map_or("", |batch| batch.importer.as_str())
    }
}

fn sheets(plan: &ImportPlan, report: &FileReport) -> Vec<SheetPreview> {
    let read = report.batches.iter().map(|batch| SheetPreview {
        sheet: batch.sheet.clone(),
        ledger: Some(batch.importer),
        ignored: false,
        columns: batch
            .mapping
            .iter()
            .map(|column| ColumnView {
                letter: column.column.clone(),
                header: column.header.clone(),
                field: column.field.clone().unwrap_or_default(),
            })
            .collect(),
        rows: batch.rows.len(),
        problems: batch.problems.iter().map(|problem| problem_line(problem, false)).collect(),
    });
    let mut sheets: Vec<SheetPreview> = read.collect();
    let unread = |sheet: &str, ignored| SheetPreview {
        sheet: sheet.to_owned(),
        ledger: None,
        ignored,
        columns: Vec::new(),
        rows: 0,
        problems: report.problems.iter().filter(|problem| problem.sheet == sheet).map(|problem| problem_line(problem, false)).collect(),
    };
    for choice in plan.sheets.iter().filter(|choice| !choice.ledger.is_empty()) {
        if !sheets.iter().any(|sheet| sheet.sheet == choice.sheet) {
            sheets.push(unread(&choice.sheet, choice.ledger == IGNORE));
        }
    }
    let is_table = report.verdict == sonae_importers::Verdict::UnknownTable;
    for problem in report.problems.iter().filter(|problem| !problem.sheet.is_empty() || is_table) {
        if !sheets.iter().any(|sheet| sheet.sheet == problem.sheet) {
            sheets.push(unread(&problem.sheet, false));
        }
    }
    sheets
}

/// What would change, in words.
fn shown(ledger: LedgerId, mode: Mode, changes: &ChangeSet, (current, rows): (&[StoredRecord], &[NewRecord])) -> LedgerPreview {
    let bodies: BTreeMap<&str, &Value> =
        current.iter().map(|r| (r.key.as_str(), &r.body)).chain(rows.iter().map(|r| (r.key.as_str(), &r.body))).collect();
    let name = |key: &String| {
        bodies.get(key.as_str()).map_or_else(|| key.clone(), |body| label(ledger, key, &split_provenance((*body).clone()).1))
    };
    let names = |keys: &[String]| keys.iter().map(name).collect();
    let changed = changes.changed.iter().map(|record| {
        let steps = record.fields.iter().filter_map(|change| {
            let column = typed_columns(ledger).find(|column| kept_as(ledger, &column.field) == change.field)?;
            let text = |value: &Option<Value>| value.as_ref().map(|value| sonae_importers::text(column, value)).unwrap_or_default();
            Some(FieldStep { title: column.title.clone(), before: text(&change.before), after: text(&change.after) })
        });
        ChangedRow { label: name(&record.key), steps: steps.collect() }
    });
    LedgerPreview {
        ledger,
        mode,
        head: sonae_store::AuditSeq(0),
        added: names(&changes.added),
        changed: changed.collect(),
        returned: names(&changes.returned),
        retired: names(&changes.retired),
        unchanged: changes.unchanged,
    }
}
