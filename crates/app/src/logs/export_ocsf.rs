//! An answer as nested OCSF events, one a row: for a SIEM, or another program that knows the schema.
//!
//! The columns of an answer are fewer than what a record says: the events are read from the evidence anew, in the order of the answer.
//! Deliberately not here: the schema (crate `logs`, `ocsf`), asking.

use std::collections::BTreeMap;

use serde_json::Value;
use sonae_domain::access::Permission;
use sonae_lake::{Answer, Cell};
use sonae_logs::{Event, Row, ocsf};
use sonae_vault::{Kind, ReadError, Reading, Stored};

use super::ask::Shown;
use super::fault::{LogsError, beside};
use super::found::OWN;
use super::line_said::note_export;
use super::mask::{mask_event, secret};
use super::meaning::{Meanings, is_told, own_event};
use super::sources;
use crate::actor::Actor;
use crate::house::House;

/// A record that is so near behind another is read on to instead of looked for.
const NEAR: u64 = 4096;

/// Places of events: shard, leaf, which event of the record.
type Place = (String, u64, u16);

/// Whether the rows of an answer lead to events.
pub fn has_ocsf(answer: &Answer) -> bool {
    column(answer, "shard").and(column(answer, "leaf")).is_some()
}

/// The events of an answer, OCSF 1.8.0. Rows whose record was redacted or removed since are left out. That they left the house is noted
/// under this subject. [`LogsError::NoEvents`] where the rows lead to none.
pub async fn ocsf_of(house: &House, actor: &Actor, subject: &str, answer: &Answer, shown: Shown) -> Result<Vec<Value>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let wanted = places(answer).ok_or(LogsError::NoEvents)?;
    let vaults = house.vaults();
    let events = beside(move || {
        let mask = match shown {
            Shown::Whole => None,
            Shown::Masked => Some(secret(&vaults.derived())?),
        };
        let mut meanings = Meanings::new(sources::known(&vaults));
        let found = rows(&vaults.reading(), &mut meanings, &wanted)?;
        let told = |place: &Place| {
            let mut row = found.get(place)?.clone();
            if let Some(mask) = &mask {
                mask_event(mask, &mut row.event);
            }
            Some(ocsf::event(&row))
        };
        Ok(wanted.iter().filter_map(told).collect::<Vec<_>>())
    })
    .await?;
    note_export(house, actor, subject, events.len()).await?;
    Ok(events)
}

fn column(answer: &Answer, name: &str) -> Option<usize> {
    answer.columns.iter().position(|column| column.name == name)
}

fn places(answer: &Answer) -> Option<Vec<Place>> {
    let (shard, leaf, nth) = (column(answer, "shard")?, column(answer, "leaf")?, column(answer, "nth"));
    let place = |row: &Vec<Cell>| match (row.get(shard), row.get(leaf), nth.and_then(|at| row.get(at))) {
        (Some(Cell::Text(shard)), Some(Cell::Int(leaf)), nth) => {
            let nth = if let Some(Cell::Int(nth)) = nth { u16::try_from(*nth).unwrap_or_default() } else { 0 };
            Some((shard.clone(), u64::try_from(*leaf).ok()?, nth))
        }
        _ => None,
    };
    Some(answer.rows.iter().filter_map(place).collect())
}

/// What lies at these places. Each frame of the evidence is read once, however the places are spread.
fn rows(reading: &Reading, meanings: &mut Meanings, wanted: &[Place]) -> Result<BTreeMap<Place, Row>, LogsError> {
    let mut sorted: Vec<(&str, u64)> = wanted.iter().map(|(shard, leaf, _)| (shard.as_str(), *leaf)).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut found = BTreeMap::new();
    let known = reading.shards()?;
    let mut rest = sorted.as_slice();
    while let Some((shard, first)) = rest.first().copied() {
        let end = rest.windows(2).position(|pair| pair[0].0 != pair[1].0 || pair[1].1 - pair[0].1 > NEAR).map_or(rest.len(), |at| at + 1);
        let (near, far) = rest.split_at(end);
        rest = far;
        if !known.iter().any(|one| one == shard) {
            continue;
        }
        let last = near.last().map_or(first, |(_, leaf)| *leaf);
        for stored in reading.records(shard, first)? {
            match stored {
                Ok(stored) if stored.index > last => break,
                Ok(stored) if near.binary_search(&(shard, stored.index)).is_ok() => {
                    let events = events_of(reading, meanings, shard, &stored)?;
                    found.extend(
                        (0_u16..).zip(events).map(|(nth, event)| ((shard.to_owned(), stored.index, nth), row(shard, &stored, nth, event))),
                    );
                }
                // what cannot be read is told by verifying
                _ => {}
            }
        }
    }
    Ok(found)
}

fn events_of(reading: &Reading, meanings: &mut Meanings, shard: &str, stored: &Stored) -> Result<Vec<Event>, ReadError> {
    match (&stored.raw, stored.envelope.kind) {
        (Some(raw), kind) if is_told(kind) => Ok(vec![own_event(&stored.envelope, raw)]),
        _ => Ok(meanings.of(reading, shard, stored)?.events),
    }
}

fn row(shard: &str, stored: &Stored, nth: u16, event: Event) -> Row {
    let envelope = &stored.envelope;
    Row {
        event,
        source: if envelope.kind == Kind::Record { envelope.source.clone() } else { OWN.to_owned() },
        shard: shard.to_owned(),
        leaf: stored.index,
        nth,
        seq: envelope.seq,
        file: envelope.file,
        received: envelope.received,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sonae_domain::access::Role;
    use sonae_lake::{Column, Question};

    use super::*;
    use crate::logs::{ask_logs, ask_sql, days, rebuild_lake, sample_logs};
    use crate::testing::{at_rest, person};

    #[tokio::test]
    async fn every_row_is_the_event_of_its_record_in_the_order_of_the_answer() {
        let (house, _scratch) = at_rest().await;
        sample_logs(&house, &Actor::schedule()).await.unwrap();
        let manager = person(Role::Manager);
        let span = days(date(2026, 1, 1), date(2026, 1, 31), 1000);
        let question = Question::OfUser { user: "takahashi-i".into() };
        let answer = ask_logs(&house, &manager, &question, span, Shown::Whole).await.unwrap();
        assert!(has_ocsf(&answer));
        let events = ocsf_of(&house, &manager, "of-user", &answer, Shown::Whole).await.unwrap();
        assert_eq!(events.len(), answer.rows.len());
        let leaf = answer.columns.iter().position(|column| column.name == "leaf").unwrap();
        for (event, row) in events.iter().zip(&answer.rows) {
            let Cell::Int(leaf) = row[leaf] else { panic!("{row:?}") };
            assert_eq!(event["metadata"]["uid"], format!("2026/{leaf}"));
            assert_eq!(event["actor"]["user"]["uid"], "takahashi-i");
        }
        assert!(events.iter().any(|event| event["resources"][0]["uid"] == "00000217"), "{events:?}");
        let masked = ocsf_of(&house, &manager, "of-user", &answer, Shown::Masked).await.unwrap();
        assert!(!serde_json::to_string(&masked).unwrap().contains("00000217"));
        let all = ask_sql(&house, &manager, "SELECT shard, leaf FROM events WHERE source = 'emr'", 1000).await.unwrap();
        assert_eq!(ocsf_of(&house, &manager, "sql", &all, Shown::Whole).await.unwrap().len(), 478);
        let noted = house.store.audit_events(..).await.unwrap();
        assert_eq!(noted.iter().filter(|event| event.action == "logs.exported").count(), 3);
    }

    #[tokio::test]
    async fn what_the_vault_noted_is_told_too_and_an_answer_without_events_is_not() {
        let (house, _scratch) = at_rest().await;
        sample_logs(&house, &Actor::schedule()).await.unwrap();
        let manager = person(Role::Manager);
        ask_sql(&house, &manager, "SELECT 1 AS one", 1).await.unwrap();
        rebuild_lake(&house, &Actor::schedule()).await.unwrap();
        let looked = "SELECT leaf, shard FROM events WHERE source = 'sonae' AND operation = 'logs.asked'";
        let looked = ask_sql(&house, &manager, looked, 10).await.unwrap();
        let events = ocsf_of(&house, &manager, "sql", &looked, Shown::Whole).await.unwrap();
        assert_eq!((&events[0]["class_uid"], &events[0]["actor"]["user"]["uid"]), (&1008.into(), &"manager".into()));
        let none = Answer { columns: vec![Column { name: "source".into() }], rows: Vec::new(), cut_off: false };
        assert!(!has_ocsf(&none));
        assert!(matches!(ocsf_of(&house, &manager, "x", &none, Shown::Whole).await, Err(LogsError::NoEvents)));
        assert!(matches!(ocsf_of(&house, &person(Role::Viewer), "x", &none, Shown::Whole).await, Err(LogsError::Forbidden(_))));
    }
}
