//! The last import is taken back: every record of its event says again what it said before, in one transaction.
//!
//! A record that somebody changed after the import stays as it is, and is counted. Not here: older imports (their files can be
//! imported again).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::LedgerId;
use sonae_store::{NewRecord, StoreError, Tx};

use super::LedgerError;
use super::import_plan::ImportPlan;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, IMPORTS, ledger_record, next_ordinal, own_record, split_provenance};
use crate::without_secrets::SecretsCut;

/// An import, as it is remembered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ImportRecord {
    /// Name of the file
    pub file: String,
    /// Its hash
    pub sha256: String,
    /// The event that imported it
    pub seq: i64,
    /// When
    pub at: String,
    /// Who
    pub by: String,
    /// How much changed, by ledger
    pub ledgers: BTreeMap<String, Value>,
    /// What was cut out of the file before it was kept
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<SecretsCut>,
    /// It was taken back
    pub undone: bool,
}

impl ImportRecord {
    pub(super) fn new(plan: &ImportPlan, actor: &Actor, house: &House, ledgers: BTreeMap<String, Value>) -> Self {
        Self {
            file: plan.name.clone(),
            sha256: plan.sha256.clone(),
            seq: 0,
            at: house.now().to_string(),
            by: actor.id.clone(),
            ledgers,
            cut: None,
            undone: false,
        }
    }
}

/// Remembers an import with its event.
pub(super) async fn note(tx: &mut Tx, import: &ImportRecord) -> Result<(), StoreError> {
    let seq = tx.seq().0;
    let ordinal = next_ordinal(tx, IMPORTS).await?;
    tx.put_record(IMPORTS, own_record(&seq.to_string(), ordinal, &ImportRecord { seq, ..import.clone() })).await?;
    Ok(())
}

/// The last import that has not been taken back.
pub async fn last_import(house: &House, actor: &Actor) -> Result<Option<ImportRecord>, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let imports: Vec<(String, ImportRecord)> = records::all(&house.store, IMPORTS).await?;
    Ok(imports.into_iter().map(|(_, import)| import).rfind(|import| !import.undone))
}

/// What was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// Records that say again what they said
    pub records: usize,
    /// Records that somebody changed since, and that stay
    pub kept: usize,
}

/// Takes the last import back; `seq` is the one that was shown.
pub async fn undo_import(house: &House, actor: &Actor, seq: i64) -> Result<Undone, LedgerError> {
    actor.require(Permission::EditLedgers)?;
    let mut import = last_import(house, actor).await?.filter(|import| import.seq == seq).ok_or(LedgerError::Changed)?;
    let mut undone = Undone { records: 0, kept: 0 };
    let mut tx = house.store.begin().await?;
    let mut back: BTreeMap<String, (Vec<NewRecord>, BTreeSet<String>)> = BTreeMap::new();
    for written in house.store.written_by(sonae_store::AuditSeq(seq)).await? {
        if written.ledger.parse::<LedgerId>().is_err() {
            continue;
        }
        let Some(now) = tx.record(&written.ledger, &written.key).await? else { continue };
        if now.version != written.version {
            undone.kept += 1;
            continue;
        }
        undone.records += 1;
        let (put, gone) = back.entry(written.ledger).or_default();
        match written.before.filter(|before| !before.retired) {
            Some(before) => {
                let (provenance, fields): (Provenance, Value) = split_provenance(before.body);
                put.push(ledger_record(written.key, now.ordinal, &fields, provenance, before.origin));
            }
            None => {
                gone.insert(written.key);
            }
        }
    }
    for (ledger, (put, gone)) in back {
        tx.put_records(&ledger, &put).await?;
        tx.retire_records(&ledger, &gone).await?;
    }
    import.undone = true;
    let ordinal = tx.record(IMPORTS, &seq.to_string()).await?.map_or(0, |record| record.ordinal);
    tx.put_record(IMPORTS, own_record(&seq.to_string(), ordinal, &import)).await?;
    let detail = json!({ "import": seq, "records": undone.records, "kept": undone.kept });
    tx.commit(house.event(actor, "ledger.import-undone", &import.file, detail)).await?;
    Ok(undone)
}
