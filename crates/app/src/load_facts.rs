//! Facts from the store: every current record of every ledger, as of one day.
//!
//! Deliberately not here: reading files; what was not imported is not known.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sonae_domain::facts::{Document, Facts, Institution, Origin, Policy, Source};
use sonae_domain::ledger::LedgerId;
use sonae_domain::names::fold;
use sonae_store::{Store, StoreError, StoredRecord};

use crate::named_products::named_products;
use crate::observations::observed;
use crate::products::{Confirmed, resolver};
use crate::records::{
    self, DOCUMENTS, IDENTITY_ANSWERS, INSTITUTION, LEAKS, OBSERVATIONS, POLICY, PRODUCT_ANSWERS, PROFILE, RecordError, SET_ASIDE, UPLOADS,
    WEAKNESS_DECISIONS, split_provenance,
};

/// Why facts could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadFactsError {
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record of one of sonae's own lists could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A stored record does not have the shape of its ledger
    #[error("record {key} of ledger {ledger}: {message}")]
    Shape {
        /// Ledger
        ledger: String,
        /// Key in it
        key: String,
        /// What does not fit
        message: String,
    },
}

/// Loads everything that is known, for judging as of `as_of`, and derives what follows from observations.
pub async fn load_facts(store: &Store, as_of: Date) -> Result<Facts, LoadFactsError> {
    let mut facts = load_records(store, as_of).await?;
    let answers: Vec<Confirmed> = records::all(store, PRODUCT_ANSWERS).await?.into_iter().map(|(_, answer)| answer).collect();
    facts.named_products = match resolver() {
        Ok(resolver) if answers.is_empty() => named_products(&facts, resolver),
        Ok(resolver) => named_products(&facts, &resolver.clone().with_confirmed(answers)),
        Err(error) => {
            tracing::error!(%error, "the table of products cannot be read");
            BTreeMap::new()
        }
    };
    facts.observe();
    Ok(facts)
}

/// Loads everything that is known; what follows from observations is not derived yet: see [`Facts::observe`].
pub(crate) async fn load_records(store: &Store, as_of: Date) -> Result<Facts, LoadFactsError> {
    let files: BTreeMap<_, _> = store.sources().await?.into_iter().map(|source| (source.id, source.path)).collect();
    let mut facts = Facts { as_of, ..Facts::default() };
    for (ledger, records) in store.all_records().await? {
        for record in records {
            match ledger.as_str() {
                PROFILE => profile(&mut facts, record)?,
                DOCUMENTS | UPLOADS => document(&mut facts, record)?,
                OBSERVATIONS => facts.observations.push(observed(&record)?),
                LEAKS => facts.leaks.push(records::body(&record)?),
                IDENTITY_ANSWERS => facts.identity_answers.push(records::body(&record)?),
                WEAKNESS_DECISIONS => facts.weakness_decisions.push(records::body(&record)?),
                SET_ASIDE => facts.set_aside.push(records::body(&record)?),
                id => {
                    let Ok(id) = id.parse::<LedgerId>() else { continue };
                    let source = record.origin.as_ref().map_or_else(Source::default, |origin| Source {
                        file: files.get(&origin.source).cloned().unwrap_or_default(),
                        sheet: origin.sheet.clone().unwrap_or_default(),
                        row: origin.row,
                    });
                    let key = record.key.clone();
                    let (provenance, body) = split_provenance(record.body);
                    let pushed = facts.push(id, Origin { key: key.clone(), source, provenance }, body);
                    pushed.map_err(|error| LoadFactsError::Shape { ledger: ledger.clone(), key, message: error.to_string() })?;
                }
            }
        }
    }
    Ok(facts)
}

fn profile(facts: &mut Facts, record: StoredRecord) -> Result<(), LoadFactsError> {
    let shape = |error: serde_json::Error| LoadFactsError::Shape {
        ledger: PROFILE.to_owned(),
        key: record.key.clone(),
        message: error.to_string(),
    };
    match record.key.as_str() {
        INSTITUTION => facts.institution = serde_json::from_value::<Institution>(record.body.clone()).map_err(shape)?,
        POLICY => facts.policy = serde_json::from_value::<Policy>(record.body.clone()).map_err(shape)?,
        _ => {}
    }
    Ok(())
}

/// Findable by its path and by its file name.
fn document(facts: &mut Facts, record: StoredRecord) -> Result<(), LoadFactsError> {
    let shape = |error: serde_json::Error| LoadFactsError::Shape {
        ledger: DOCUMENTS.to_owned(),
        key: record.key.clone(),
        message: error.to_string(),
    };
    let document: Document = serde_json::from_value(record.body.clone()).map_err(shape)?;
    let path = fold(&document.path);
    if let Some(name) = path.rsplit('/').next() {
        facts.documents.entry(name.to_owned()).or_insert_with(|| document.clone());
    }
    facts.documents.insert(path, document);
    Ok(())
}
