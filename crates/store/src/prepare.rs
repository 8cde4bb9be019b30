//! Records made ready for writing: checked, put into canonical text, turned into rows. All faults are found at once, before
//! anything is written.

use std::collections::BTreeMap;

use crate::entity::record::Model;
use crate::error::{RecordFault, RecordFaultKind, StoreError};
use crate::record::check_key;
use crate::{NewRecord, canonical};

/// The longest name of a ledger, in bytes.
const MAX_LEDGER_BYTES: usize = 64;

/// Rows as they would be written (version and seqs still 0), or every fault of every record.
pub(crate) fn prepare(ledger: &str, records: &[NewRecord]) -> Result<Vec<Model>, StoreError> {
    if ledger.len() > MAX_LEDGER_BYTES || check_key(ledger).is_err() {
        return Err(StoreError::InvalidField { field: "ledger" });
    }
    let mut faults = Vec::new();
    let mut seen: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let body = canonical::json_text(&record.body);
        match (check_key(&record.key), body) {
            (Ok(()), Some(body)) => {
                seen.entry(&record.key).or_default().push(record.ordinal);
                rows.push(record.row(ledger, body));
            }
            (Err(kind), _) => faults.push(record.fault(kind)),
            (Ok(()), None) => faults.push(record.fault(RecordFaultKind::BodyTooDeep)),
        }
    }
    for (key, ordinals) in seen.into_iter().filter(|(_, ordinals)| ordinals.len() > 1) {
        faults.push(RecordFault { key: shortened(key), ordinals, kind: RecordFaultKind::DuplicateKey });
    }
    if faults.is_empty() {
        return Ok(rows);
    }
    faults.sort_by_key(|fault| fault.ordinals.first().copied());
    let ledger = ledger.to_owned();
    Err(StoreError::InvalidRecords { ledger, faults })
}

/// Text beside the body in which a NUL character (which PostgreSQL cannot keep) means nothing.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

fn shortened(key: &str) -> String {
    key.chars().take(80).collect()
}

impl NewRecord {
    fn row(&self, ledger: &str, body: String) -> Model {
        Model {
            ledger: ledger.to_owned(),
            key: self.key.clone(),
            ordinal: self.ordinal,
            body,
            search: without_nul(&self.search),
            source_id: self.origin.as_ref().map(|origin| origin.source.0),
            sheet: self.origin.as_ref().and_then(|origin| origin.sheet.as_deref().map(without_nul)),
            row: self.origin.as_ref().map(|origin| i64::from(origin.row)),
            version: 0,
            created_seq: 0,
            updated_seq: 0,
            retired: false,
        }
    }

    fn fault(&self, kind: RecordFaultKind) -> RecordFault {
        RecordFault { key: shortened(&self.key), ordinals: vec![self.ordinal], kind }
    }
}
