//! A file that was brought in the browser, before it comes in: how its columns are read, its first lines, what is odd about it.
//!
//! It waits under its SHA-256 in `logs/incoming/`. Deliberately not here: taking it in ([`super::import_log_file`]).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use sonae_domain::access::Permission;
use sonae_logs::{Event, FileHead, Normaliser, Notice, RecordRef, Source, Unreadable, cut};

use super::digest::digest_logs;
use super::fault::{LogsError, beside};
use super::five_columns::moment;
use super::import_log_file::{Import, Imported, import_log_file};
use super::imports::FileIn;
use super::sources;
use crate::actor::Actor;
use crate::data_folder::{DataFolder, write_private};
use crate::house::House;
use crate::words::lookup;

/// So many lines are shown.
const LINES: usize = 20;

/// What would come in.
#[derive(Debug, Clone, PartialEq)]
pub struct Previewed {
    /// SHA-256 of the file, hex: by this it is taken in
    pub sha256: String,
    /// Its size in bytes
    pub bytes: u64,
    /// How it is read
    pub source: Source,
    /// Each column of a CSV file: heading, field ("" = not used), first value
    pub columns: Vec<(String, String, String)>,
    /// What the first lines say
    pub events: Vec<Event>,
    /// What was noticed in them, once each
    pub notices: Vec<Notice>,
    /// It came in before
    pub already: bool,
}

/// Keeps the file and reads its beginning.
pub async fn preview_file(house: &House, actor: &Actor, name: &str, bytes: Vec<u8>, source: &str) -> Result<Previewed, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let (vaults, folder, now) = (house.vaults(), house.folder.clone(), house.now());
    let (name, wanted) = (name.to_owned(), source.to_owned());
    beside(move || {
        let source = sources::known(&vaults).remove(&wanted).ok_or(LogsError::NoSource(wanted))?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let already = FileIn::read(&vaults.derived(), &source.name, &sha256).is_some_and(|file| file.ended.is_some());
        let read = read(&source, &bytes, now.as_microsecond()).map_err(|why| LogsError::File { name, why })?;
        let path = incoming(&folder, &sha256).unwrap_or_default();
        write_private(&path, &bytes).map_err(LogsError::io(&path))?;
        Ok(Previewed { sha256, bytes: bytes.len() as u64, source, already, ..read })
    })
    .await
}

/// Takes a file in that was shown before.
pub async fn import_previewed(house: &House, actor: &Actor, sha256: &str, name: &str, source: &str) -> Result<Imported, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let path = incoming(&house.folder, sha256).filter(|path| path.is_file()).ok_or_else(|| LogsError::Missing(name.to_owned()))?;
    let import = Import { path: path.clone(), name: name.to_owned(), source: source.to_owned(), format: None, columns: BTreeMap::new() };
    let imported = import_log_file(house, actor, &import).await?;
    std::fs::remove_file(&path).map_err(LogsError::io(&path))?;
    // whoever brings a file wants to ask about it
    digest_logs(house, &Actor::schedule()).await?;
    Ok(imported)
}

/// Where a file waits; `None` when the text is no SHA-256.
fn incoming(folder: &DataFolder, sha256: &str) -> Option<PathBuf> {
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_hash.then(|| folder.logs().join("incoming").join(sha256))
}

/// The beginning of a file.
fn read(source: &Source, bytes: &[u8], now: i64) -> Result<Previewed, Unreadable> {
    let told = std::cell::RefCell::new(FileHead::default());
    let mut raws: Vec<(u64, Vec<u8>)> = Vec::new();
    let summary = cut(
        source,
        &mut &bytes[..],
        &mut |head| {
            told.borrow_mut().clone_from(head);
            ControlFlow::Continue(())
        },
        &mut |record| {
            raws.push((record.seq, record.raw.to_vec()));
            if raws.len() < LINES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    )?;
    let head = told.into_inner();
    let reader = Normaliser::new(source, &head);
    let mut notices = summary.notices;
    let mut events = Vec::new();
    for (seq, raw) in &raws {
        let said = reader.read(RecordRef { seq: *seq, received: now, raw });
        events.extend(said.events);
        notices.extend(said.notices);
    }
    let mut once: Vec<Notice> = Vec::new();
    for notice in notices {
        if !once.contains(&notice) {
            once.push(notice);
        }
    }
    let columns = columns(&head, events.first());
    Ok(Previewed { sha256: String::new(), bytes: 0, source: source.clone(), columns, events, notices: once, already: false })
}

/// Each column with the field as which it is read, and what the first line says there.
fn columns(head: &FileHead, first: Option<&Event>) -> Vec<(String, String, String)> {
    let said = first.and_then(|event| serde_json::to_value(event).ok()).unwrap_or_default();
    let value = |field: &str| match (field, said.get(field)) {
        ("time", _) => first.map(|event| moment(event.time)).unwrap_or_default(),
        ("activity" | "outcome", Some(serde_json::Value::String(text))) => {
            lookup(&format!("logs-{field}-{text}"), &[]).unwrap_or_else(|| text.clone())
        }
        (_, Some(serde_json::Value::String(text))) => text.clone(),
        (_, Some(serde_json::Value::Number(number))) if number.as_i64() != Some(0) => number.to_string(),
        _ => String::new(),
    };
    let field = |at: usize| head.fields.get(at).cloned().unwrap_or_default();
    head.headings.iter().enumerate().map(|(at, heading)| (heading.clone(), field(at), value(&field(at)))).collect()
}
