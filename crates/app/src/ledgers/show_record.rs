//! One record: its fields, where it was read, and which items it decides.
//!
//! Not here: what it said before (`record_history`).

use std::collections::BTreeMap;

use serde_json::Value;
use sonae_domain::access::Permission;
use sonae_domain::facts::{Provenance, Source};
use sonae_domain::ledger::LedgerId;
use sonae_store::RowOrigin;

use super::{Column, LedgerError, label, text_of, texts_of, typed_columns};
use crate::actor::Actor;
use crate::house::House;
use crate::records::split_provenance;

/// One field of a record.
#[derive(Debug, Clone)]
pub struct FieldView {
    /// The column
    pub column: &'static Column,
    /// Its value as it is typed; "" when nothing is known
    pub text: String,
    /// A value that nobody wrote and that was found out from the others; "" when there is none
    pub inferred: String,
}

/// An item of a form that names the record among its reasons.
#[derive(Debug, Clone)]
pub struct DecidedBy {
    /// Edition
    pub edition: String,
    /// Which form
    pub audience: String,
    /// The vendor whose form it is; "" for the institution's own
    pub subject: String,
    /// Key of the item
    pub key: String,
    /// Number as printed
    pub no: String,
    /// Label as printed
    pub label: String,
}

/// One record.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// Ledger
    pub ledger: LedgerId,
    /// Key
    pub key: String,
    /// What a person calls it
    pub label: String,
    /// Version
    pub version: i64,
    /// It has left its ledger
    pub retired: bool,
    /// How it is known
    pub provenance: Provenance,
    /// Where it was read; nothing for what was typed
    pub source: Option<Source>,
    /// When and by whom it was last changed
    pub changed: Option<(String, String)>,
    /// Its fields
    pub fields: Vec<FieldView>,
    /// The items that it decides
    pub items: Vec<DecidedBy>,
    /// The fields as they are kept
    pub body: Value,
}

impl RecordView {
    /// The texts of all fields, as they would be typed.
    pub fn texts(&self) -> BTreeMap<String, String> {
        texts_of(self.ledger, &self.body)
    }

    /// Whether a program wrote it.
    pub fn is_by_machine(&self) -> bool {
        self.provenance == Provenance::Machine
    }
}

/// One record, retired or not.
pub async fn show_record(house: &House, actor: &Actor, ledger: LedgerId, key: &str) -> Result<RecordView, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let record = house.store.record(ledger.as_str(), key).await?.ok_or(LedgerError::NotFound)?;
    let source = source(house, record.origin.as_ref()).await?;
    let changed = house.store.events(&[record.updated]).await?.remove(&record.updated);
    let (provenance, body) = split_provenance(record.body);
    Ok(RecordView {
        ledger,
        label: label(ledger, key, &body),
        version: record.version,
        retired: record.retired,
        provenance,
        source,
        changed,
        fields: typed_columns(ledger).map(|column| field(ledger, column, &body)).collect(),
        items: if actor.may(Permission::ReadForms) { decided(house, ledger, key).await? } else { Vec::new() },
        key: record.key,
        body,
    })
}

fn field(ledger: LedgerId, column: &'static Column, body: &Value) -> FieldView {
    let text = text_of(ledger, column, body);
    let kept = sonae_importers::text(column, &body[super::kept_as(ledger, &column.field)]);
    FieldView { inferred: if text.is_empty() { kept } else { String::new() }, text, column }
}

/// File, sheet and row of an origin.
pub(super) async fn source(house: &House, origin: Option<&RowOrigin>) -> Result<Option<Source>, LedgerError> {
    let Some(origin) = origin else { return Ok(None) };
    let sources = house.store.sources().await?;
    let file = sources.into_iter().find(|source| source.id == origin.source).map(|source| source.path);
    Ok(file.map(|file| Source { file, sheet: origin.sheet.clone().unwrap_or_default(), row: origin.row }))
}

/// The items, of all forms, whose findings name the record.
async fn decided(house: &House, ledger: LedgerId, key: &str) -> Result<Vec<DecidedBy>, LedgerError> {
    let known = house.known().await?;
    let mut items = Vec::new();
    for form in &known.forms {
        for result in &form.assessment.items {
            let Some(item) = form.form.items().find(|item| item.key == result.key) else { continue };
            let mut records = result.finding.reasons.iter().flat_map(|reason| &reason.records);
            if records.any(|record| record.ledger == ledger && record.key == key) {
                items.push(DecidedBy {
                    edition: known.edition.id.as_str().to_owned(),
                    audience: form.form.audience.as_str().to_owned(),
                    subject: form.assessment.subject.clone(),
                    key: item.key.clone(),
                    no: item.no.clone(),
                    label: item.label.clone(),
                });
            }
        }
    }
    Ok(items)
}
