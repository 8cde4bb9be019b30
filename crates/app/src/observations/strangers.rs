//! Machines that no row of the ledger is like: put into the ledger, tied to a row that is there, or set aside for a time.
//!
//! Each is one transaction with its audit event. Deliberately not here: which machine is a stranger (`domain::observation`).

use jiff::civil::Date;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::calendar::days_between;
use sonae_domain::facts::Facts;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{Device, DeviceKind, DeviceStatus, LedgerId, Record};
use sonae_domain::names::fold;
use sonae_domain::observation::{IdentityAnswer, LONGEST_SET_ASIDE, Machine, SetAside, Tie, WhyAside, bears};

use super::ObservationError;
use super::answer_identity::{identify, keep};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, SET_ASIDE, ledger_record, next_ordinal, own_record};
use crate::words::text;

/// Longest remark.
const LONGEST_NOTE: usize = 500;

/// What a person says when a machine is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideWord {
    /// [`Machine::name`]
    pub name: String,
    /// Why it belongs in no ledger
    pub why: WhyAside,
    /// In the person's own words; wanted where `why` is [`WhyAside::Other`]
    pub note: String,
    /// Last day on which that counts
    pub until: Date,
}

/// A number that no row has, for a machine that is put into the ledger.
pub fn free_number(facts: &Facts) -> String {
    let taken = |number: &str| facts.devices.iter().any(|device| fold(&device.number) == fold(number));
    let number = |at: usize| text("observations-new-number", &[("at", &format!("{at:03}"))]);
    (1..=facts.devices.len() + 1).map(number).find(|number| !taken(number)).unwrap_or_else(|| number(facts.devices.len() + 2))
}

/// Puts a machine that was seen into the ledger, with what is known of it, and ties the two. The key of the new row.
///
/// `kind` counts where the machine did not show what it is.
pub async fn add_to_ledger(house: &House, actor: &Actor, name: &str, number: &str, kind: DeviceKind) -> Result<String, ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let known = house.known().await?;
    let machine = stranger(&known.decided.facts, name)?;
    let number = if number.trim().is_empty() { free_number(&known.decided.facts) } else { number.trim().to_owned() };
    let device = row_of(machine, number, kind);
    let row = device.key();
    let mut tx = house.store.begin().await?;
    if tx.record(LedgerId::Devices.as_str(), &row).await?.is_some_and(|other| !other.retired) {
        return Err(ObservationError::NumberTaken(row));
    }
    let ordinal = next_ordinal(&tx, LedgerId::Devices.as_str()).await?;
    let body = serde_json::to_value(&device).unwrap_or_default();
    let kept = ledger_record(row.clone(), ordinal, &body, Provenance::Document, None);
    tx.put_record(LedgerId::Devices.as_str(), kept).await?;
    keep(&mut tx, &IdentityAnswer { number: row.clone(), name: name.to_owned(), same: true }).await?;
    let detail = json!({ "ledger": LedgerId::Devices.as_str(), "observed": name });
    tx.commit(house.event(actor, "observation.added", &row, detail)).await?;
    Ok(row)
}

/// Ties a machine that was seen to a row of the ledger that a person names.
pub async fn tie_to_row(house: &House, actor: &Actor, name: &str, number: &str) -> Result<(), ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    stranger(facts, name)?;
    let wanted = fold(number);
    let row = facts.devices.iter().find(|device| device.in_service() && !wanted.is_empty() && fold(&device.key) == wanted);
    let row = row.or_else(|| facts.device_named(number).filter(|device| device.in_service()));
    let number = row.map(|device| device.key.clone()).ok_or_else(|| ObservationError::NoRow(number.trim().to_owned()))?;
    Ok(identify(house, actor, &IdentityAnswer { number, name: name.to_owned(), same: true }).await?)
}

/// Sets a machine aside: it belongs in no ledger, until the day comes.
pub async fn set_aside(house: &House, actor: &Actor, word: &AsideWord) -> Result<(), ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let today = house.today().await?;
    let note: String = word.note.trim().chars().take(LONGEST_NOTE).collect();
    if word.why == WhyAside::Other && note.is_empty() {
        return Err(ObservationError::NoReason);
    }
    if !(0..=LONGEST_SET_ASIDE).contains(&days_between(today, word.until)) {
        return Err(ObservationError::BadDay);
    }
    let known = house.known().await?;
    let machine = stranger(&known.decided.facts, &word.name)?;
    let said = SetAside {
        name: word.name.clone(),
        label: machine.label.clone(),
        why: word.why,
        note,
        by: actor.id.clone(),
        on: today,
        until: word.until,
    };
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, SET_ASIDE).await?;
    tx.put_record(SET_ASIDE, own_record(&said.name, ordinal, &said)).await?;
    let detail = json!({ "name": said.name, "why": said.why, "note": said.note, "until": said.until });
    tx.commit_if_changed(house.event(actor, "observation.set-aside", &said.label, detail)).await?;
    Ok(())
}

/// Takes such a word back: the machine is one that the ledger does not know again.
pub async fn take_back_aside(house: &House, actor: &Actor, name: &str) -> Result<(), ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let machine = facts.machines.iter().find(|machine| machine.name == name).ok_or(ObservationError::NotThere)?;
    let words: Vec<(String, SetAside)> = records::all(&house.store, SET_ASIDE).await?;
    let mut tx = house.store.begin().await?;
    for (key, _) in words.iter().filter(|(_, aside)| bears(&machine.identifiers, &aside.name)) {
        tx.retire_record(SET_ASIDE, key).await?;
    }
    tx.commit_if_changed(house.event(actor, "observation.aside-withdrawn", &machine.label, json!({ "name": name }))).await?;
    Ok(())
}

fn stranger<'a>(facts: &'a Facts, name: &str) -> Result<&'a Machine, ObservationError> {
    let of_name = facts.machines.iter().find(|machine| machine.name == name);
    of_name.filter(|machine| machine.tie == Tie::Stranger).ok_or(ObservationError::NotThere)
}

/// What was observed, as a row of the ledger. Place and user no machine knows.
fn row_of(machine: &Machine, number: String, kind: DeviceKind) -> Device {
    let first = |list: &[String]| list.first().cloned().unwrap_or_default();
    let short = |host: String| host.split('.').next().unwrap_or_default().to_owned();
    let system = machine.system.as_ref().filter(|told| told.value.certainty >= 100).map(|told| &told.value);
    let os = system.map(|system| match system.edition_words() {
        edition if !edition.is_empty() && !fold(&system.name).contains(&fold(edition)) => format!("{} {edition}", system.name),
        _ => system.name.clone(),
    });
    Device {
        number,
        maker: machine.maker.clone(),
        model: machine.model.clone(),
        serial: machine.identifiers.serial.clone(),
        os: os.unwrap_or_default(),
        ip: if machine.identifiers.dynamic == Some(true) { "DHCP".to_owned() } else { first(&machine.identifiers.addresses) },
        host: short(first(&machine.identifiers.hosts)),
        mac: first(&machine.identifiers.macs),
        kind: if machine.kind == DeviceKind::Unknown { kind } else { machine.kind },
        status: DeviceStatus::Active,
        note: text("observations-added-note", &[("file", &machine.source().file), ("on", &machine.last_seen.to_string())]),
        ..Device::default()
    }
}
