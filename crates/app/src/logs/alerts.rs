//! What rules noticed, and what people made of it: alerts, and tunings of false alarms with reason and expiry.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_detect::{Hit, Tuning, suppressed};
use sonae_domain::access::Permission;
use sonae_store::NewRecord;

use super::fault::LogsError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, LOG_ALERTS, LOG_TUNINGS, hashed_key, next_ordinal, own_record};

/// Bytes of the key of an alert and of a tuning.
const KEY_BYTES: usize = 12;

/// What became of an alert.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertState {
    /// Nobody has looked at it yet: a task
    #[default]
    Open,
    /// It was looked into, and something was done
    Settled,
    /// It was a false alarm
    FalseAlarm,
    /// A tuning that was in force says that it is a false alarm
    Tuned,
}

/// An alert, by the identity of its hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Alert {
    /// What the rule found
    pub hit: Hit,
    /// When it was found
    pub found: Timestamp,
    /// What became of it
    pub state: AlertState,
    /// Who decided that
    #[serde(default)]
    pub by: String,
    /// When
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// What they wrote; the reason of the tuning
    #[serde(default)]
    pub note: String,
}

/// Every alert with its key, newest event first.
pub async fn alerts(house: &House, actor: &Actor) -> Result<Vec<(String, Alert)>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let mut alerts: Vec<(String, Alert)> = records::all(&house.store, LOG_ALERTS).await?;
    alerts.sort_by(|(a_key, a), (b_key, b)| (b.hit.time, a_key).cmp(&(a.hit.time, b_key)));
    Ok(alerts)
}

/// Says what became of an alert.
pub async fn settle_alert(house: &House, actor: &Actor, key: &str, state: AlertState, note: &str) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    let alert: Option<Alert> = records::one(&house.store, LOG_ALERTS, key).await?;
    let alert = alert.ok_or_else(|| LogsError::Missing(key.to_owned()))?;
    if state != AlertState::Open && note.trim().is_empty() {
        return Err(LogsError::Values(vec!["note"]));
    }
    let detail = json!({ "rule": alert.hit.rule, "about": alert.hit.about, "state": state, "note": note });
    let settled = Alert { state, by: actor.id.clone(), at: Some(house.now()), note: note.trim().to_owned(), ..alert };
    let mut tx = house.store.begin().await?;
    let place = tx.record(LOG_ALERTS, key).await?.map_or(0, |record| record.ordinal);
    tx.put_record(LOG_ALERTS, own_record(key, place, &settled)).await?;
    tx.commit(house.event(actor, "logs.alert-settled", key, detail)).await?;
    Ok(())
}

/// The tunings with their keys, those that ended included.
pub async fn tunings(house: &House, actor: &Actor) -> Result<Vec<(String, Tuning)>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    Ok(records::all(&house.store, LOG_TUNINGS).await?)
}

/// Tunes false alarms: with a reason, and for a year at most.
pub async fn tune_alert(house: &House, actor: &Actor, tuning: &Tuning) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    let today = house.clock.today();
    let latest = today.saturating_add(jiff::Span::new().years(1));
    let checks = [
        ("rule", !tuning.rule.trim().is_empty()),
        ("reason", !tuning.reason.trim().is_empty()),
        ("expires", (today..=latest).contains(&tuning.expires)),
    ];
    let wrong: Vec<&'static str> = checks.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name).collect();
    if !wrong.is_empty() {
        return Err(LogsError::Values(wrong));
    }
    let tuning = Tuning { by: actor.id.clone(), ..tuning.clone() };
    let key = hashed_key(&[&tuning.rule, &tuning.source, &tuning.about], KEY_BYTES);
    let mut tx = house.store.begin().await?;
    let place = next_ordinal(&tx, LOG_TUNINGS).await?;
    tx.put_record(LOG_TUNINGS, own_record(&key, place, &tuning)).await?;
    tx.commit_if_changed(house.event(actor, "logs.alerts-tuned", &tuning.rule, json!(tuning))).await?;
    Ok(())
}

/// Ends a tuning before its day.
pub async fn lift_tuning(house: &House, actor: &Actor, key: &str) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    let mut tx = house.store.begin().await?;
    if tx.record(LOG_TUNINGS, key).await?.is_none_or(|record| record.retired) {
        return Err(LogsError::Missing(key.to_owned()));
    }
    tx.retire_record(LOG_TUNINGS, key).await?;
    tx.commit(house.event(actor, "logs.tuning-lifted", key, json!({}))).await?;
    Ok(())
}

/// Keeps hits as alerts; those that are known are passed over. Gives those that are new.
pub(super) async fn keep_hits(house: &House, actor: &Actor, hits: Vec<Hit>) -> Result<Vec<Hit>, LogsError> {
    if hits.is_empty() {
        return Ok(Vec::new());
    }
    let (now, today) = (house.now(), house.clock.today());
    let tunings: Vec<(String, Tuning)> = records::all(&house.store, LOG_TUNINGS).await?;
    let tunings: Vec<Tuning> = tunings.into_iter().map(|(_, tuning)| tuning).collect();
    let mut tx = house.store.begin().await?;
    let known: BTreeSet<String> = tx.records(LOG_ALERTS).await?.into_iter().map(|record| record.key).collect();
    let mut place = next_ordinal(&tx, LOG_ALERTS).await?;
    let (mut new, mut kept): (Vec<Hit>, Vec<NewRecord>) = (Vec::new(), Vec::new());
    let mut seen = known;
    for hit in hits {
        let key = key_of(&hit);
        if !seen.insert(key.clone()) {
            continue;
        }
        let tuning = suppressed(&hit, &tunings, today);
        let alert = Alert {
            hit: hit.clone(),
            found: now,
            state: if tuning.is_some() { AlertState::Tuned } else { AlertState::Open },
            by: tuning.map(|tuning| tuning.by.clone()).unwrap_or_default(),
            at: tuning.map(|_| now),
            note: tuning.map(|tuning| tuning.reason.clone()).unwrap_or_default(),
        };
        kept.push(own_record(&key, place, &alert));
        place += 1;
        new.push(hit);
    }
    if new.is_empty() {
        tx.rollback().await?;
        return Ok(new);
    }
    tx.put_records(LOG_ALERTS, &kept).await?;
    tx.commit(house.event(actor, "logs.alerts-found", "", json!({ "alerts": new.len() }))).await?;
    Ok(new)
}

/// Two hits with one key are one alert.
pub(super) fn key_of(hit: &Hit) -> String {
    let (rule, source, about, window) = hit.identity();
    hashed_key(&[rule, source, about, &window.to_string()], KEY_BYTES)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sonae_detect::Level;
    use sonae_domain::access::Role;

    use super::*;
    use crate::testing::{at_rest, person};

    fn hit(about: &str, time: i64) -> Hit {
        serde_json::from_value(json!({
            "rule": "retired-account", "title": "t", "level": Level::High, "author": "a", "time": time,
            "leaves": [["2026", 3]], "about": about, "source": "emr", "window": time,
        }))
        .unwrap()
    }

    #[tokio::test]
    async fn a_hit_is_one_alert_however_often_it_is_found() {
        let (house, _scratch) = at_rest().await;
        let actor = Actor::schedule();
        assert_eq!(keep_hits(&house, &actor, vec![hit("a", 1), hit("a", 1), hit("b", 1)]).await.unwrap().len(), 2);
        assert_eq!(keep_hits(&house, &actor, vec![hit("a", 1), hit("a", 2)]).await.unwrap(), [hit("a", 2)]);
        assert_eq!(alerts(&house, &person(Role::Auditor)).await.unwrap().len(), 3);
        assert!(matches!(alerts(&house, &person(Role::Viewer)).await, Err(LogsError::Forbidden(_))));
    }

    #[tokio::test]
    async fn a_tuned_false_alarm_is_kept_but_no_task_until_the_tuning_ends() {
        let (house, _scratch) = at_rest().await;
        let operator = person(Role::Operator);
        let tuning = Tuning {
            rule: "retired-account".into(),
            about: "a".into(),
            source: String::new(),
            reason: "引継ぎ".into(),
            by: String::new(),
            expires: date(2026, 2, 1),
        };
        let long = Tuning { expires: date(2030, 1, 1), ..tuning.clone() };
        assert!(matches!(tune_alert(&house, &operator, &long).await, Err(LogsError::Values(wrong)) if wrong == ["expires"]));
        tune_alert(&house, &operator, &tuning).await.unwrap();
        keep_hits(&house, &operator, vec![hit("a", 1), hit("b", 1)]).await.unwrap();
        let found = alerts(&house, &operator).await.unwrap();
        let states: BTreeSet<_> = found.iter().map(|(_, alert)| (alert.hit.about.as_str(), alert.state)).collect();
        assert_eq!(states, BTreeSet::from([("a", AlertState::Tuned), ("b", AlertState::Open)]));
        let (key, _) = found.iter().find(|(_, alert)| alert.state == AlertState::Open).unwrap();
        assert!(settle_alert(&house, &operator, key, AlertState::Settled, " ").await.is_err(), "a reason is needed");
        settle_alert(&house, &operator, key, AlertState::Settled, "本人に確認").await.unwrap();
        lift_tuning(&house, &operator, &tunings(&house, &operator).await.unwrap()[0].0).await.unwrap();
        assert!(tunings(&house, &operator).await.unwrap().is_empty());
    }
}
