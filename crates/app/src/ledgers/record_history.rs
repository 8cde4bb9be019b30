//! What a record said, version by version, and putting an older version back as a new one. Not here: what it says now.

use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::facts::{Provenance, Source};
use sonae_domain::ledger::LedgerId;
use sonae_store::HistoryEntry;

use super::{LedgerError, kept_as, require_edit, typed_columns};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{ledger_record, split_provenance};

/// One version.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// 1, 2, 3 …
    pub version: i64,
    /// With this version it left its ledger
    pub retired: bool,
    /// When
    pub at: String,
    /// Who
    pub actor: String,
    /// What was done, e.g. `ledger.imported`
    pub action: String,
    /// Where it was read
    pub source: Option<Source>,
    /// How it was known
    pub provenance: Provenance,
    /// What it says otherwise than the version before
    pub changes: Vec<FieldStep>,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldStep {
    /// Name of the field on screen
    pub title: String,
    /// What it said
    pub before: String,
    /// What it says with this version
    pub after: String,
}

/// All versions of a record, newest first.
pub async fn record_history(house: &House, actor: &Actor, ledger: LedgerId, key: &str) -> Result<Vec<VersionView>, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let versions = house.store.history(ledger.as_str(), key).await?;
    if versions.is_empty() {
        return Err(LedgerError::NotFound);
    }
    let mut seen = Vec::with_capacity(versions.len());
    let mut before = Value::Null;
    for version in versions {
        let source = super::show_record::source(house, version.origin.as_ref()).await?;
        seen.push(view(ledger, version, source, &mut before));
    }
    seen.reverse();
    Ok(seen)
}

fn view(ledger: LedgerId, version: HistoryEntry, source: Option<Source>, before: &mut Value) -> VersionView {
    let (provenance, body) = split_provenance(version.body);
    let changes = steps(ledger, before, &body);
    *before = body;
    VersionView {
        version: version.version,
        retired: version.retired,
        at: version.at,
        actor: version.actor,
        action: version.action,
        source,
        provenance,
        changes,
    }
}

/// The fields that differ, in the order of the ledger.
pub(super) fn steps(ledger: LedgerId, before: &Value, after: &Value) -> Vec<FieldStep> {
    let columns = typed_columns(ledger).filter_map(|column| {
        let field = kept_as(ledger, &column.field);
        let (old, new) = (&before[field], &after[field]);
        let (old, new) = (sonae_importers::text(column, old), sonae_importers::text(column, new));
        (old != new).then(|| FieldStep { title: column.title.clone(), before: old, after: new })
    });
    columns.collect()
}

/// Says again what an older version said, as a new version.
pub async fn restore_version(
    house: &House,
    actor: &Actor,
    ledger: LedgerId,
    (key, shown): (&str, i64),
    version: i64,
) -> Result<(), LedgerError> {
    require_edit(actor, ledger)?;
    let mut tx = house.store.begin().await?;
    let record = tx.record(ledger.as_str(), key).await?.ok_or(LedgerError::NotFound)?;
    if record.version != shown {
        return Err(LedgerError::Changed);
    }
    let older = house.store.history(ledger.as_str(), key).await?.into_iter().find(|entry| entry.version == version);
    let (_, body) = split_provenance(older.ok_or(LedgerError::NotFound)?.body);
    tx.put_record(ledger.as_str(), ledger_record(key.to_owned(), record.ordinal, &body, Provenance::Document, None)).await?;
    let detail = json!({ "ledger": ledger.as_str(), "version": version });
    tx.commit(house.event(actor, "ledger.record-restored", key, detail)).await?;
    Ok(())
}
