//! A file of observations: uploaded, shown with what it would change, confirmed in one transaction with one event.
//!
//! The same file again changes nothing. Exports of directories are kept without the secrets in them. Any other file in which secrets were passed
//! over (settings of network devices) is never written, only its hash and what it says.

use jiff::civil::Date;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::calendar::japan;
use sonae_domain::facts::Facts;
use sonae_domain::observation::{Machine, ObservationKind, Tie};
use sonae_observe::{Limits, Problem, Reading, read};
use sonae_store::NewEvidence;

use super::unnamed::{name_machine, unnamed};
use super::{ObservationError, ObservationFile, observed_of, put_reading};
use crate::actor::Actor;
use crate::house::House;
use crate::ledgers::pending;
use crate::load_facts::load_records;
use crate::records::{self, OBSERVATION_FILES};
use crate::without_secrets::{SecretsCut, without_secrets};

/// What a file of observations would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservationPreview {
    /// Its name
    pub name: String,
    /// Its hash
    pub sha256: String,
    /// What it is; `None`: nobody could tell
    pub kind: Option<ObservationKind>,
    /// Day that counts for what it says
    pub seen_on: Date,
    /// Machines in it
    pub machines: usize,
    /// Backups in it
    pub backups: usize,
    /// Machines in it that are known rows of the ledger
    pub tied: usize,
    /// Machines in it of which a person must say whether they are one with a row
    pub asked: Vec<String>,
    /// Machines in it that no row is like
    pub strangers: Vec<String>,
    /// Records that do not say of which machine they are; a person must
    pub unnamed: usize,
    /// The machine of the ledger whose name stands in the file's name; empty where there is none
    pub hint: String,
    /// What could not be read
    pub problems: Vec<Problem>,
    /// Secrets that were passed over
    pub secrets_dropped: u32,
    /// What was cut out of the file before it was kept
    pub cut: Option<SecretsCut>,
    /// It was taken over before
    pub known: bool,
}

/// Files with secrets that no attribute or column names are smaller.
const LARGEST_SETTINGS: usize = 8 << 20;

/// Keeps an uploaded file until it is confirmed, without its secrets, and gives the hash of what is kept.
pub fn keep_observations(house: &House, actor: &Actor, bytes: &[u8]) -> Result<String, ObservationError> {
    actor.require(Permission::EditLedgers)?;
    if bytes.len() > Limits::default().bytes {
        return Err(ObservationError::TooLarge);
    }
    let (clean, _) = without_secrets(bytes);
    if clean.len() <= LARGEST_SETTINGS && read("", &clean, &Limits::default()).secrets_dropped > 0 {
        return Ok(pending::hold(house, bytes));
    }
    Ok(pending::keep(house, bytes)?)
}

/// What this file would change. Nothing is written.
pub async fn preview_observations(house: &House, actor: &Actor, name: &str, sha256: &str) -> Result<ObservationPreview, ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let (mut reading, _) = reading(house, name, sha256).await?;
    let today = house.today().await?;
    let known = is_known(house, sha256).await?;
    let seen_on = day(&reading, today);
    let mut facts = load_records(&house.store, today).await.map_err(crate::house::KnowError::from)?;
    let unnamed = unnamed(&reading);
    let hint = if unnamed > 0 { facts.machine_in_name(name).unwrap_or_default().to_owned() } else { String::new() };
    name_machine(&mut reading, &hint);
    if !known {
        facts.observations.extend(observed_of(name, &reading, seen_on));
    }
    let facts = tokio::task::spawn_blocking(move || derived(facts)).await.map_err(|_| cut_off())?;
    let seen: Vec<&Machine> =
        facts.machines.iter().filter(|machine| machine.sightings.iter().any(|seen| seen.source.file == name)).collect();
    let labels =
        |wanted: fn(&Tie) -> bool| seen.iter().filter(|machine| wanted(&machine.tie)).map(|machine| machine.label.clone()).collect();
    let machines = reading.observations.iter().filter(|seen| matches!(seen, sonae_domain::observation::Observation::Device(_))).count();
    Ok(ObservationPreview {
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        kind: reading.kind,
        seen_on,
        machines,
        backups: reading.observations.len() - machines,
        tied: seen.iter().filter(|machine| machine.row().is_some()).count(),
        asked: labels(|tie| matches!(tie, Tie::Asked { .. })),
        strangers: labels(|tie| *tie == Tie::Stranger),
        unnamed,
        hint,
        problems: reading.problems,
        secrets_dropped: reading.secrets_dropped,
        cut: pending::cut(&house.folder, sha256),
        known,
    })
}

/// Takes the file over. `None`: it was taken over before, and nothing changed. `machine`: of which machine those records are that do not
/// say it themselves (a computer name or a number of the ledger); not wanted where all say it.
pub async fn confirm_observations(
    house: &House,
    actor: &Actor,
    name: &str,
    sha256: &str,
    machine: &str,
) -> Result<Option<ObservationFile>, ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let (mut reading, bytes) = reading(house, name, sha256).await?;
    if reading.observations.is_empty() {
        return Err(ObservationError::Nothing);
    }
    name_machine(&mut reading, machine);
    if unnamed(&reading) > 0 {
        return Err(ObservationError::NoMachine);
    }
    if is_known(house, sha256).await? {
        pending::forget(house, sha256);
        return Ok(None);
    }
    let file = ObservationFile {
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        kind: reading.kind,
        taken_at: reading.taken_at,
        seen_on: day(&reading, house.today().await?),
        observations: reading.observations.len(),
        problems: reading.problems.len(),
        secrets_dropped: reading.secrets_dropped,
        cut: pending::cut(&house.folder, sha256),
        by: actor.id.clone(),
        at: house.now().to_string(),
    };
    let whole = reading.secrets_dropped == 0;
    if whole {
        house.folder.keep_evidence(&bytes)?;
    }
    let mut tx = house.store.begin().await?;
    if whole {
        let media_type = "application/octet-stream".to_owned();
        tx.put_evidence(NewEvidence { sha256: sha256.to_owned(), path: name.to_owned(), bytes: bytes.len() as u64, media_type }).await?;
    }
    put_reading(&mut tx, &file, &reading).await?;
    let mut detail =
        json!({ "sha256": sha256, "kind": file.kind, "observations": file.observations, "secrets-dropped": file.secrets_dropped });
    SecretsCut::tell(file.cut.as_ref(), &mut detail);
    tx.commit(house.event(actor, "observation.imported", name, detail)).await?;
    pending::forget(house, sha256);
    Ok(Some(file))
}

fn derived(mut facts: Facts) -> Facts {
    facts.observe();
    facts
}

fn cut_off() -> ObservationError {
    ObservationError::Io(std::io::Error::other("the work was cut off"))
}

/// The day that counts for what the file says.
fn day(reading: &Reading, today: Date) -> Date {
    reading.taken_at.map_or(today, |at| at.to_zoned(japan()).date())
}

async fn is_known(house: &House, sha256: &str) -> Result<bool, ObservationError> {
    Ok(records::one::<ObservationFile>(&house.store, OBSERVATION_FILES, sha256).await?.is_some())
}

/// Reads the file that waits, off the threads that answer requests.
async fn reading(house: &House, name: &str, sha256: &str) -> Result<(Reading, Vec<u8>), ObservationError> {
    let bytes = pending::read(house, sha256).ok_or(ObservationError::Gone)?;
    let name = name.to_owned();
    tokio::task::spawn_blocking(move || (read(&name, &bytes, &Limits::default()), bytes)).await.map_err(|_| cut_off())
}
