//! How observations lie in the store: each file and each observation is a record of its own, with history and audit.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sonae_domain::calendar::japan;
use sonae_domain::observation::{Observation, ObservationKind, Observed};
use sonae_observe::Reading;
use sonae_store::{NewRecord, StoreError, StoredRecord, Tx};

use crate::records::{self, OBSERVATION_FILES, OBSERVATIONS, RecordError, next_ordinal, own_record};
use crate::without_secrets::SecretsCut;

/// A file of observations, as it is remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ObservationFile {
    /// Its name
    pub name: String,
    /// SHA-256 of its bytes, hex
    pub sha256: String,
    /// What it is
    pub kind: Option<ObservationKind>,
    /// When its contents were so, where it says that
    pub taken_at: Option<Timestamp>,
    /// Day that counts for what it says
    pub seen_on: Date,
    /// How many machines and backups it speaks of
    pub observations: usize,
    /// How many of its records could not be read
    pub problems: usize,
    /// How many secrets were passed over while reading; a file with any is not kept itself
    pub secrets_dropped: u32,
    /// What was cut out of the file before it was kept
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<SecretsCut>,
    /// Who brought it
    pub by: String,
    /// When
    pub at: String,
}

/// One observation, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Kept {
    file: String,
    nth: u32,
    kind: ObservationKind,
    seen_on: Date,
    observation: Observation,
}

/// The observations of a reading, as facts have them. `day`: the day that counts where neither observation nor file tells.
pub(crate) fn observed_of(file: &str, reading: &Reading, day: Date) -> Vec<Observed> {
    let Some(kind) = reading.kind else { return Vec::new() };
    let observed = |(at, observation): (usize, &Observation)| {
        let seen_at = observation.seen_at().or(reading.taken_at);
        Observed {
            file: file.to_owned(),
            nth: u32::try_from(at + 1).unwrap_or(u32::MAX),
            kind,
            seen_on: seen_at.map_or(day, |at| at.to_zoned(japan()).date()),
            observation: observation.clone(),
        }
    };
    reading.observations.iter().enumerate().map(observed).collect()
}

/// Keeps a file and all that it says.
pub(crate) async fn put_reading(tx: &mut Tx, file: &ObservationFile, reading: &Reading) -> Result<(), StoreError> {
    let ordinal = next_ordinal(tx, OBSERVATION_FILES).await?;
    tx.put_record(OBSERVATION_FILES, own_record(&file.sha256, ordinal, file)).await?;
    let first = next_ordinal(tx, OBSERVATIONS).await?;
    tx.put_records(OBSERVATIONS, &observation_rows(file, reading, usize::try_from(first).unwrap_or_default())).await?;
    Ok(())
}

/// What a file says, as records; `first`: the place of the first in the list.
pub(crate) fn observation_rows(file: &ObservationFile, reading: &Reading, first: usize) -> Vec<NewRecord> {
    let row = |(at, seen): (usize, Observed)| {
        let Observed { file: name, nth, kind, seen_on, observation } = seen;
        let kept = Kept { file: name, nth, kind, seen_on, observation };
        own_record(&format!("{}/{nth}", file.sha256), i64::try_from(at).unwrap_or(i64::MAX), &kept)
    };
    (first..).zip(observed_of(&file.name, reading, file.seen_on)).map(row).collect()
}

/// A kept observation as facts have it.
pub(crate) fn observed(record: &StoredRecord) -> Result<Observed, RecordError> {
    let kept: Kept = records::body(record)?;
    Ok(Observed { file: kept.file, nth: kept.nth, kind: kept.kind, seen_on: kept.seen_on, observation: kept.observation })
}
