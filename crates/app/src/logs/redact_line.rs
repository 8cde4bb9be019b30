//! Redaction: content and salts of one record are destroyed, its hash stays, and so does every proof of the others.
//!
//! The lake is emptied before and filled again behind, while nobody else fills it: whenever the power goes, what was destroyed is not
//! found there any more. Deliberately not here: what a redaction does to the evidence (crate `vault`, `redaction`).

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::{ChangeError, Kind, Reading, Redaction, Stored};

use super::digest::digest_logs;
use super::fault::{LogsError, beside};
use super::holds::is_reason;
use super::meaning::begin;
use super::vaults::Vaults;
use crate::actor::Actor;
use crate::house::House;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRedaction {
    /// Shard
    pub shard: String,
    /// Leaf
    pub leaf: u64,
    /// Why
    pub reason: String,
    /// The place once more, `shard/leaf`: what is destroyed does not come back
    pub again: String,
}

/// Why a record cannot be redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRedacted {
    /// It was redacted before
    Already,
    /// The vault noted it itself; only records of sources can be redacted
    OwnNote,
    /// A hold holds it
    Held,
    /// Its file is kept as a whole among the originals, where the content would stay
    InOriginal,
}

/// Whether a record can be redacted; [`LogsError::Missing`] where there is none.
pub async fn may_redact(house: &House, actor: &Actor, shard: &str, leaf: u64) -> Result<Option<NotRedacted>, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let (reading, wanted) = (house.vaults().reading(), shard.to_owned());
    beside(move || check(&reading, &wanted, leaf)).await
}

/// Redacts a record.
pub async fn redact_line(house: &House, actor: &Actor, typed: &TypedRedaction) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    let place = format!("{}/{}", typed.shard, typed.leaf);
    let reason = typed.reason.trim().to_owned();
    let checks = [("reason", is_reason(&reason)), ("again", typed.again.trim() == place)];
    let wrong: Vec<&'static str> = checks.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name).collect();
    if !wrong.is_empty() {
        return Err(LogsError::Values(wrong));
    }
    let redaction = Redaction { shard: typed.shard.clone(), index: typed.leaf, reason: reason.clone(), by: actor.id.clone() };
    let (vaults, now) = (house.vaults(), house.now());
    beside(move || redact(&vaults, redaction, now)).await?;
    house.store.begin().await?.commit(house.event(actor, "logs.redacted", &place, json!({ "reason": reason }))).await?;
    digest_logs(house, &Actor::schedule()).await?;
    Ok(())
}

fn redact(vaults: &Vaults, redaction: Redaction, now: jiff::Timestamp) -> Result<(), LogsError> {
    let _year = vaults.same_year();
    let _turn = vaults.digesting();
    let writer = vaults.writer()?;
    if let Some(why) = check(&vaults.reading(), &redaction.shard, redaction.index)? {
        return Err(LogsError::NotRedacted(why));
    }
    vaults.lake()?.clear()?;
    writer.redact(redaction, now).map_err(|error| match error {
        ChangeError::Append(error) => vaults.failed(error),
        ChangeError::Read(error) => error.into(),
        // it was set between the look and the deed
        ChangeError::Refused(_) => LogsError::NotRedacted(NotRedacted::Held),
    })
}

fn check(reading: &Reading, shard: &str, leaf: u64) -> Result<Option<NotRedacted>, LogsError> {
    let missing = || LogsError::Missing(format!("{shard}/{leaf}"));
    if !reading.shards()?.iter().any(|known| known == shard) {
        return Err(missing());
    }
    let stored = reading.records(shard, leaf)?.next().transpose()?.filter(|stored| stored.index == leaf).ok_or_else(missing)?;
    Ok(why_not(reading, shard, &stored)?)
}

fn why_not(reading: &Reading, shard: &str, stored: &Stored) -> Result<Option<NotRedacted>, sonae_vault::ReadError> {
    let envelope = &stored.envelope;
    if envelope.kind != Kind::Record {
        return Ok(Some(NotRedacted::OwnNote));
    }
    if stored.raw.is_none() {
        return Ok(Some(NotRedacted::Already));
    }
    if reading.holds()?.values().any(|hold| hold.holds(envelope)) {
        return Ok(Some(NotRedacted::Held));
    }
    let file = match envelope.file.checked_sub(1) {
        Some(first) => begin(reading, shard, first)?,
        None => None,
    };
    Ok(file.filter(|file| !file.original.is_empty()).map(|_| NotRedacted::InOriginal))
}

#[cfg(test)]
mod tests {
    use sonae_domain::access::Role;
    use sonae_lake::{Cell, Question};

    use super::*;
    use crate::logs::{Shown, TypedHold, ask_logs, days, lift_hold, sample_logs, set_hold, show_line, verify_logs};
    use crate::testing::{at_rest, person};

    /// Where everything about a patient lies.
    async fn places(house: &House, patient: &str) -> Vec<(String, u64)> {
        let question = Question::OfPatient { patient: patient.into() };
        let span = days(jiff::civil::date(2026, 1, 1), jiff::civil::date(2026, 1, 31), 100);
        let answer = ask_logs(house, &person(Role::Manager), &question, span, Shown::Whole).await.unwrap();
        let at = |name: &str| answer.columns.iter().position(|column| column.name == name).unwrap();
        let place = |row: &Vec<Cell>| match (&row[at("shard")], &row[at("leaf")]) {
            (Cell::Text(shard), Cell::Int(leaf)) => (shard.clone(), u64::try_from(*leaf).unwrap()),
            other => panic!("{other:?}"),
        };
        answer.rows.iter().map(place).collect()
    }

    fn typed(place: &(String, u64), reason: &str) -> TypedRedaction {
        let (shard, leaf) = place.clone();
        TypedRedaction { again: format!("{shard}/{leaf}"), shard, leaf, reason: reason.into() }
    }

    #[tokio::test]
    async fn a_redacted_record_is_found_nowhere_any_more_and_the_rest_is_proved_as_ever() {
        let (house, _scratch) = at_rest().await;
        sample_logs(&house, &Actor::schedule()).await.unwrap();
        let operator = person(Role::Operator);
        let before = places(&house, "00000217").await;
        let place = before.first().unwrap();
        redact_line(&house, &operator, &typed(place, "誤って記録された")).await.unwrap();
        assert_eq!(places(&house, "00000217").await, before[1..]);
        assert_eq!(show_line(&house, &operator, &place.0, place.1).await.unwrap().stored.raw, None);
        assert!(verify_logs(&house, &operator).await.unwrap().is_intact());
        let again = redact_line(&house, &operator, &typed(place, "もう一度")).await;
        assert!(matches!(again, Err(LogsError::NotRedacted(NotRedacted::Already))));
        let events = house.store.audit_events(..).await.unwrap();
        let noted: Vec<_> = events.iter().filter(|event| event.action == "logs.redacted").collect();
        assert_eq!((noted.len(), noted[0].subject.clone()), (1, format!("{}/{}", place.0, place.1)));
        assert_eq!(noted[0].detail["reason"], "誤って記録された");
    }

    #[tokio::test]
    async fn nothing_is_redacted_by_a_slip_by_whoever_may_not_or_under_a_hold() {
        let (house, _scratch) = at_rest().await;
        sample_logs(&house, &Actor::schedule()).await.unwrap();
        let operator = person(Role::Operator);
        let before = places(&house, "00000217").await;
        let place = before.first().unwrap();
        let slip = TypedRedaction { again: format!("{}/{}", place.0, place.1 + 1), ..typed(place, " ") };
        assert!(matches!(redact_line(&house, &operator, &slip).await, Err(LogsError::Values(wrong)) if wrong == ["reason", "again"]));
        assert!(matches!(redact_line(&house, &person(Role::Auditor), &typed(place, "x")).await, Err(LogsError::Forbidden(_))));
        let nowhere = (place.0.clone(), 1 << 40);
        assert!(matches!(redact_line(&house, &operator, &typed(&nowhere, "x")).await, Err(LogsError::Missing(_))));
        let own = (place.0.clone(), 0);
        assert!(matches!(redact_line(&house, &operator, &typed(&own, "x")).await, Err(LogsError::NotRedacted(NotRedacted::OwnNote))));
        let hold = TypedHold { name: "訴訟".into(), reason: "証拠保全".into(), sources: vec!["emr".into()], ..TypedHold::default() };
        set_hold(&house, &operator, &hold).await.unwrap();
        assert!(matches!(redact_line(&house, &operator, &typed(place, "x")).await, Err(LogsError::NotRedacted(NotRedacted::Held))));
        assert_eq!(places(&house, "00000217").await, before);
        lift_hold(&house, &operator, "訴訟", "終結").await.unwrap();
        assert_eq!(may_redact(&house, &operator, &place.0, place.1).await.unwrap(), None);
    }
}
