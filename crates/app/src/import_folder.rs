//! Keeps what was read from a folder: every ledger becomes exactly what the files say, in one transaction with its audit event.
//!
//! Two steps for a person: [`preview`] (what would change, nothing written) and [`import_folder`]. A row that vanished from
//! its file is retired, never deleted. The same folder again changes nothing and leaves no event. Deliberately not here: reading.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Value, json};
use sonae_domain::calendar::japan;
use sonae_domain::guideline::Circumstances;
use sonae_domain::ledger::LedgerId;
use sonae_domain::names::fold;
use sonae_importers::{Batch, ImportedRow};
use sonae_store::{AuditEvent, ChangeSet, NewEvidence, NewRecord, NewSource, RowOrigin, SourceId, Store, StoreError};

use crate::observations::{ObservationFile, observation_rows};
use crate::ports::Clock;
use crate::read_folder::Reading;
use crate::records::{DOCUMENTS, GUIDELINE, INSTITUTION, OBSERVATION_FILES, OBSERVATIONS, POLICY, PROFILE, ledger_record, own_record};

/// What an import changes, ledger by ledger; ledgers without change are left out.
pub type Changes = Vec<ChangeSet>;

/// What importing this reading would change.
pub async fn preview(store: &Store, reading: &Reading, today: Date) -> Result<Changes, StoreError> {
    let mut changes = Vec::new();
    for (ledger, records) in records(reading, &|_| None, today) {
        changes.push(store.preview(&ledger, &records).await?);
    }
    for record in profile(reading) {
        changes.push(store.preview_record(PROFILE, &record).await?);
    }
    changes.retain(|change| !change.is_empty());
    Ok(changes)
}

/// Imports this reading.
pub async fn import_folder(store: &Store, reading: &Reading, clock: &dyn Clock, actor: &str) -> Result<Changes, StoreError> {
    let mut tx = store.begin().await?;
    let mut sources: BTreeMap<String, SourceId> = BTreeMap::new();
    for (file, report) in
        reading.files.iter().filter_map(|file| Some((file, reading.reports.iter().find(|report| report.file == file.path)?)))
    {
        if report.batches.is_empty() {
            let media_type = media_type(&file.path).to_owned();
            tx.put_evidence(NewEvidence { sha256: file.sha256.clone(), path: file.path.clone(), bytes: file.bytes, media_type }).await?;
            continue;
        }
        let mapping: Vec<&Batch> = report.batches.iter().collect();
        let problems = report.all_problems();
        let source = NewSource {
            sha256: file.sha256.clone(),
            path: file.path.clone(),
            mapping: mapping.iter().map(|batch| mapping_text(batch)).collect::<Vec<_>>().join("\n"),
            importer: mapping.iter().map(|batch| batch.importer.as_str()).collect::<Vec<_>>().join(","),
            encoding: report.encoding.map(|encoding| encoding.as_str().to_owned()),
            bytes: file.bytes,
            rows: report.rows() as u64,
            problems: serde_json::to_value(problems.collect::<Vec<_>>()).unwrap_or_default(),
        };
        sources.insert(file.path.clone(), tx.register_source(source).await?);
    }
    let mut changes = Vec::new();
    for (ledger, records) in records(reading, &|file| sources.get(file).copied(), clock.today()) {
        changes.push(tx.replace_ledger(&ledger, records).await?);
    }
    for record in profile(reading) {
        changes.push(tx.put_record(PROFILE, record).await?);
    }
    changes.retain(|change| !change.is_empty());
    let counts: BTreeMap<&str, Value> = changes
        .iter()
        .map(|change| (change.ledger.as_str(), json!({ "added": change.added.len(), "changed": change.changed.len(), "retired": change.retired.len(), "returned": change.returned.len() })))
        .collect();
    let event = AuditEvent {
        at: clock.now(),
        actor: actor.to_owned(),
        action: "folder.imported".to_owned(),
        subject: reading.profile.institution.name.clone(),
        detail: json!({ "files": reading.files.len(), "ledgers": counts }),
    };
    tx.commit_if_changed(event).await?;
    Ok(changes)
}

/// Every ledger with its rows as they are to be kept; a ledger that no file has is there too, empty.
fn records(reading: &Reading, source: &dyn Fn(&str) -> Option<SourceId>, today: Date) -> BTreeMap<String, Vec<NewRecord>> {
    let mut ledgers: BTreeMap<String, Vec<NewRecord>> = LedgerId::ALL.iter().map(|id| (id.to_string(), Vec::new())).collect();
    let mut taken: BTreeMap<(String, String), u32> = BTreeMap::new();
    for batch in reading.reports.iter().flat_map(|report| &report.batches) {
        let ledger = batch.importer.to_string();
        for row in &batch.rows {
            let key = unique_key(&mut taken, &ledger, row);
            let rows = ledgers.entry(ledger.clone()).or_default();
            let ordinal = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            rows.push(record(key, ordinal, row, source(&row.source.file)));
        }
    }
    ledgers.insert(DOCUMENTS.to_owned(), documents(reading));
    ledgers.extend(observations(reading, today));
    ledgers
}

/// What machines said, file by file.
fn observations(reading: &Reading, today: Date) -> [(String, Vec<NewRecord>); 2] {
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    let mut known = BTreeSet::new();
    for observed in reading.observed.iter().filter(|observed| known.insert(observed.sha256.as_str())) {
        let file = ObservationFile {
            name: observed.path.clone(),
            sha256: observed.sha256.clone(),
            kind: observed.reading.kind,
            taken_at: observed.reading.taken_at,
            seen_on: observed.reading.taken_at.map_or(today, |at| at.to_zoned(japan()).date()),
            observations: observed.reading.observations.len(),
            problems: observed.reading.problems.len(),
            secrets_dropped: observed.reading.secrets_dropped,
            ..ObservationFile::default()
        };
        rows.extend(observation_rows(&file, &observed.reading, rows.len()));
        files.push(own_record(&file.sha256, i64::try_from(files.len()).unwrap_or(i64::MAX), &file));
    }
    [(OBSERVATION_FILES.to_owned(), files), (OBSERVATIONS.to_owned(), rows)]
}

/// The row's own key; a second row with the same key keeps it with `#2`, so that nothing is lost. A row without key is known
/// by its place.
pub(crate) fn unique_key(taken: &mut BTreeMap<(String, String), u32>, ledger: &str, row: &ImportedRow) -> String {
    let usable = sonae_store::check_key(&row.key).is_ok();
    let key = if usable { row.key.clone() } else { format!("{}:{}:{}", row.source.file, row.source.sheet, row.source.row) };
    let count = taken.entry((ledger.to_owned(), key.clone())).or_insert(0);
    *count += 1;
    if *count == 1 { key } else { format!("{key}#{count}") }
}

pub(crate) fn record(key: String, ordinal: i64, row: &ImportedRow, source: Option<SourceId>) -> NewRecord {
    let sheet = Some(row.source.sheet.clone()).filter(|sheet| !sheet.is_empty());
    let origin = source.map(|source| RowOrigin { source, sheet, row: row.source.row });
    ledger_record(key, ordinal, &row.body, row.provenance, origin)
}

fn profile(reading: &Reading) -> Vec<NewRecord> {
    let row = |ordinal, key: &str, body| NewRecord { key: key.to_owned(), ordinal, body, search: String::new(), origin: None };
    let mut rows = vec![
        row(0, INSTITUTION, serde_json::to_value(&reading.profile.institution).unwrap_or_default()),
        row(1, POLICY, serde_json::to_value(&reading.profile.policy).unwrap_or_default()),
    ];
    // a folder that says nothing of it takes nothing back that was said in the browser
    if reading.profile.guideline != Circumstances::default() {
        rows.push(row(3, GUIDELINE, serde_json::to_value(&reading.profile.guideline).unwrap_or_default()));
    }
    rows
}

/// Every file of the folder that is no ledger can be the document that a ledger names.
fn documents(reading: &Reading) -> Vec<NewRecord> {
    let is_ledger = |path: &str| reading.reports.iter().any(|report| report.file == path && !report.batches.is_empty());
    let files = reading.files.iter().filter(|file| !is_ledger(&file.path)).enumerate();
    files
        .map(|(at, file)| NewRecord {
            key: file.path.clone(),
            ordinal: i64::try_from(at).unwrap_or(i64::MAX),
            body: serde_json::to_value(file.document()).unwrap_or_default(),
            search: fold(&file.path),
            origin: None,
        })
        .collect()
}

pub(crate) fn mapping_text(batch: &Batch) -> String {
    let columns: Vec<String> =
        batch.mapping.iter().filter_map(|column| Some(format!("{}={}", column.header, column.field.as_ref()?))).collect();
    // a heading can hold anything; a column of PostgreSQL cannot
    format!("{}: {}", batch.importer, columns.join(", ")).replace('\0', "")
}

pub(crate) fn media_type(path: &str) -> &'static str {
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "txt" => "text/plain",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv" => "text/csv",
        _ => "application/octet-stream",
    }
}
