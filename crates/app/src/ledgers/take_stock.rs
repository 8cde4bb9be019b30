//! 棚卸: a round through the ledger of devices. Whoever walks notes for each thing whether it was seen; finishing writes the
//! day into the devices, in one transaction.
//!
//! Each note is a record of its own, so that two people can walk at once and a round can be resumed. Not here: what a device is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::ledger::{Device, DeviceKind, DeviceStatus, LedgerId};
use sonae_domain::paper::{LedgerColumn, LedgerSheet};
use sonae_store::{NewRecord, StoreError, StoredRecord};

use super::{LedgerError, label};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, RecordError, STOCKTAKE_MARKS, STOCKTAKES, body, ledger_record, next_ordinal, own_record, split_provenance};
use crate::words::text;

const LEDGER: LedgerId = LedgerId::Devices;

/// Which things a round goes through; everything where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Scope {
    /// Only at this place
    pub place: String,
    /// Only of this kind, as its vocabulary codes it
    pub kind: Option<DeviceKind>,
}

/// A round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Round {
    /// Which things
    pub scope: Scope,
    /// Who started it
    pub started_by: String,
    /// On which day
    pub started_on: Option<Date>,
    /// Who finished it, and so signs for it
    pub finished_by: String,
    /// On which day
    pub finished_on: Option<Date>,
    /// How many were seen
    pub seen: usize,
    /// Names of those that were not found
    pub missing: Vec<String>,
    /// Names of those that had been disposed of
    pub disposed: Vec<String>,
    /// How many nobody looked for
    pub left: usize,
}

impl Round {
    /// Whether it is finished.
    pub fn is_finished(&self) -> bool {
        self.finished_on.is_some()
    }
}

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 見た
    Seen,
    /// 見つからない
    Missing,
    /// 廃棄済み
    Disposed,
    /// あとで
    Later,
}

impl Outcome {
    /// As forms spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Missing => "missing",
            Self::Disposed => "disposed",
            Self::Later => "later",
        }
    }

    /// From a form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Seen, Self::Missing, Self::Disposed, Self::Later].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Mark {
    outcome: Outcome,
    by: String,
    at: String,
}

/// A thing of a round.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Key of the device
    pub key: String,
    /// What a person calls it
    pub label: String,
    /// The device
    pub device: Device,
    /// What became of it, and who said so
    pub mark: Option<(Outcome, String)>,
    /// Version of that note; 0 when there is none
    pub version: i64,
}

impl Stop {
    /// Whether somebody has decided it.
    pub fn is_done(&self) -> bool {
        self.mark.as_ref().is_some_and(|(outcome, _)| *outcome != Outcome::Later)
    }
}

/// A round with its things.
#[derive(Debug, Clone)]
pub struct RoundView {
    /// Key of the round
    pub key: String,
    /// The round
    pub round: Round,
    /// Its things, by place, then in the order of the ledger
    pub stops: Vec<Stop>,
}

impl RoundView {
    /// How many are decided.
    pub fn done(&self) -> usize {
        self.stops.iter().filter(|stop| stop.is_done()).count()
    }

    /// How many have this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.stops.iter().filter(|stop| stop.mark.as_ref().is_some_and(|(known, _)| *known == outcome)).count()
    }
}

/// Why a thing was not noted.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// Not allowed, not there, or the store failed
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The round is finished
    #[error("the round is finished")]
    Finished,
    /// Somebody else noted it meanwhile
    #[error("noted by {by}")]
    Noted {
        /// Who
        by: String,
        /// What
        outcome: Outcome,
    },
}

impl From<StoreError> for MarkError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<RecordError> for MarkError {
    fn from(error: RecordError) -> Self {
        Self::Ledger(error.into())
    }
}

/// All rounds, newest first.
pub async fn rounds(house: &House, actor: &Actor) -> Result<Vec<(String, Round)>, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let mut rounds: Vec<(String, Round)> = records::all(&house.store, STOCKTAKES).await?;
    rounds.reverse();
    Ok(rounds)
}

/// The places where devices in service stand, in order.
pub async fn places(house: &House, actor: &Actor) -> Result<Vec<String>, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let devices = devices(house, &Scope::default(), &|_| false).await?;
    let places: BTreeSet<String> = devices.into_iter().map(|(_, device)| device.place).filter(|place| !place.is_empty()).collect();
    Ok(places.into_iter().collect())
}

/// Starts a round and gives its key.
pub async fn start_round(house: &House, actor: &Actor, scope: &Scope) -> Result<String, LedgerError> {
    actor.require(Permission::EditLedgers)?;
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, STOCKTAKES).await?;
    let key = format!("{today}-{}", ordinal + 1);
    let round = Round { scope: scope.clone(), started_by: actor.id.clone(), started_on: Some(today), ..Round::default() };
    tx.put_record(STOCKTAKES, own_record(&key, ordinal, &round)).await?;
    tx.commit(house.event(actor, "stocktake.started", &key, json!({ "place": scope.place, "kind": scope.kind }))).await?;
    Ok(key)
}

/// A round with everything that belongs to it now.
pub async fn round(house: &House, actor: &Actor, key: &str) -> Result<RoundView, LedgerError> {
    actor.require(Permission::ReadLedgers)?;
    let round: Round = records::one(&house.store, STOCKTAKES, key).await?.ok_or(LedgerError::NotFound)?;
    let marks = house.store.records(STOCKTAKE_MARKS).await?;
    let prefix = mark_key(key, "");
    let marks: BTreeMap<String, StoredRecord> =
        marks.into_iter().filter_map(|mark| Some((mark.key.strip_prefix(&prefix)?.to_owned(), mark))).collect();
    let mut stops = Vec::new();
    for (record, device) in devices(house, &round.scope, &|key| marks.contains_key(key)).await? {
        let noted = marks.get(&record.key);
        let mark = noted.map(body::<Mark>).transpose()?;
        stops.push(Stop {
            label: label(LEDGER, &record.key, &split_provenance(record.body).1),
            version: noted.map_or(0, |mark| mark.version),
            mark: mark.map(|mark| (mark.outcome, mark.by)),
            key: record.key,
            device,
        });
    }
    // what was put off comes last, at its place
    stops.sort_by(|a, b| a.device.place.cmp(&b.device.place));
    Ok(RoundView { key: key.to_owned(), round, stops })
}

/// The next thing to look for, at this place first.
pub fn walk<'a>(view: &'a RoundView, place: &str) -> Option<&'a Stop> {
    let open = || view.stops.iter().filter(|stop| stop.mark.is_none() && (place.is_empty() || stop.device.place == place));
    let put_off = || view.stops.iter().filter(|stop| !stop.is_done() && (place.is_empty() || stop.device.place == place));
    open().next().or_else(|| put_off().next())
}

/// Notes what became of a thing; `version` is that of the note that was shown.
pub async fn mark(house: &House, actor: &Actor, round: &str, (key, version): (&str, i64), outcome: Outcome) -> Result<(), MarkError> {
    actor.require(Permission::EditLedgers).map_err(LedgerError::from)?;
    let mut tx = house.store.begin().await?;
    let known: Round = match tx.record(STOCKTAKES, round).await? {
        Some(record) => body(&record)?,
        None => return Err(LedgerError::NotFound.into()),
    };
    if known.is_finished() {
        return Err(MarkError::Finished);
    }
    if tx.record(LEDGER.as_str(), key).await?.is_none_or(|device| device.retired) {
        return Err(LedgerError::NotFound.into());
    }
    let mark_key = mark_key(round, key);
    let before = tx.record(STOCKTAKE_MARKS, &mark_key).await?;
    if before.as_ref().map_or(0, |before| before.version) != version
        && let Some(before) = &before
    {
        let before: Mark = body(before)?;
        return if before.outcome == outcome { Ok(()) } else { Err(MarkError::Noted { by: before.by, outcome: before.outcome }) };
    }
    let note = Mark { outcome, by: actor.id.clone(), at: house.now().to_string() };
    tx.put_record(STOCKTAKE_MARKS, own_record(&mark_key, before.map_or(0, |before| before.ordinal), &note)).await?;
    tx.commit(house.event(actor, "stocktake.marked", key, json!({ "round": round, "outcome": outcome }))).await?;
    Ok(())
}

/// Finishes a round: whoever does signs for it. The devices that were seen carry the day, those not found are lost, those
/// disposed of are so; what nobody looked for stays as it is, and is counted.
pub async fn finish_round(house: &House, actor: &Actor, key: &str) -> Result<Round, MarkError> {
    actor.require(Permission::EditLedgers).map_err(LedgerError::from)?;
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    let view = round(house, actor, key).await?;
    if view.round.is_finished() {
        return Err(MarkError::Finished);
    }
    let (mut changed, mut done) = (Vec::new(), Round { left: view.stops.len() - view.done(), ..view.round.clone() });
    for stop in view.stops.iter().filter(|stop| stop.is_done()) {
        let Some((outcome, _)) = &stop.mark else { continue };
        match outcome {
            Outcome::Seen => done.seen += 1,
            Outcome::Missing => done.missing.push(stop.label.clone()),
            Outcome::Disposed => done.disposed.push(stop.label.clone()),
            Outcome::Later => {}
        }
        if let Some(record) = tx.record(LEDGER.as_str(), &stop.key).await? {
            changed.push(after(record, *outcome, today));
        }
    }
    done.finished_by.clone_from(&actor.id);
    done.finished_on = Some(today);
    tx.put_records(LEDGER.as_str(), &changed).await?;
    let ordinal = tx.record(STOCKTAKES, key).await?.map_or(0, |record| record.ordinal);
    tx.put_record(STOCKTAKES, own_record(key, ordinal, &done)).await?;
    let detail = json!({ "seen": done.seen, "missing": done.missing.len(), "disposed": done.disposed.len(), "left": done.left });
    tx.commit(house.event(actor, "stocktake.finished", key, detail)).await?;
    Ok(done)
}

/// The device as it is after the round. That somebody saw it makes its other fields neither better nor worse known.
fn after(record: StoredRecord, outcome: Outcome, today: Date) -> NewRecord {
    let (provenance, mut fields) = split_provenance(record.body);
    match outcome {
        Outcome::Seen => {
            fields["stocktaken-on"] = today.to_string().into();
            if fields["status"] == status(DeviceStatus::Lost) {
                fields["status"] = status(DeviceStatus::Active);
            }
        }
        Outcome::Missing => fields["status"] = status(DeviceStatus::Lost),
        Outcome::Disposed => fields["status"] = status(DeviceStatus::Disposed),
        Outcome::Later => {}
    }
    ledger_record(record.key, record.ordinal, &fields, provenance, record.origin)
}

fn status(status: DeviceStatus) -> Value {
    serde_json::to_value(status).unwrap_or_default()
}

/// The sheet of a round, to be printed: to walk with, or signed, to be kept.
pub fn round_sheet(view: &RoundView, facility: &str) -> LedgerSheet {
    let word = |key: &str| text(&format!("ledgers-stocktake-{key}"), &[]);
    let rows = view.stops.iter().map(|stop| {
        let outcome = stop.mark.as_ref().map(|(outcome, _)| word(outcome.as_str())).unwrap_or_default();
        let device = &stop.device;
        vec![device.place.clone(), device.number.clone(), device.host.clone(), device.model.clone(), device.user.clone(), outcome]
    });
    let mut notes = Vec::new();
    if let Some(on) = view.round.finished_on {
        let day = crate::words::date(on);
        notes.push(text("ledgers-stocktake-signed", &[("day", &day), ("by", &view.round.finished_by)]));
        notes.push(text(
            "ledgers-stocktake-counts",
            &[
                ("seen", &view.round.seen.to_string()),
                ("missing", &view.round.missing.len().to_string()),
                ("disposed", &view.round.disposed.len().to_string()),
                ("left", &view.round.left.to_string()),
            ],
        ));
    }
    let heads = ["place", "number", "host", "model", "user", "outcome"];
    LedgerSheet {
        title: word("title"),
        chapter: None,
        facility: facility.to_owned(),
        as_of: view.round.finished_on.or(view.round.started_on),
        columns: heads.iter().map(|head| LedgerColumn::new(word(head))).collect(),
        rows: rows.collect(),
        notes,
        foot: String::new(),
    }
}

/// Marks of a round stand under the round's key.
fn mark_key(round: &str, device: &str) -> String {
    format!("{round}/{device}")
}

/// The devices of a scope. Those that were disposed of are not looked for; a round keeps showing those that it has noted.
async fn devices(house: &House, scope: &Scope, noted: &(dyn Fn(&str) -> bool + Sync)) -> Result<Vec<(StoredRecord, Device)>, LedgerError> {
    let mut devices = Vec::new();
    for record in house.store.records(LEDGER.as_str()).await? {
        let (_, fields) = split_provenance(record.body.clone());
        let Ok(device) = serde_json::from_value::<Device>(fields) else { continue };
        let here = scope.place.is_empty() || device.place == scope.place;
        if noted(&record.key) || here && device.in_service() && scope.kind.is_none_or(|kind| device.kind == kind) {
            devices.push((record, device));
        }
    }
    Ok(devices)
}
