//! Legal holds: evidence that must neither be removed nor redacted while a dispute or an inquiry lasts.
//!
//! Setting one and lifting one are records of the vault, and stand in the operation log. Deliberately not here: what a hold does
//! (crate `vault`, `holds`).

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::calendar::{japan, plus_days};
use sonae_vault::{Hold, Holds};

use super::fault::{LogsError, beside};
use super::sources;
use crate::actor::Actor;
use crate::house::House;

/// The longest name of a hold, in characters.
const LONGEST_NAME: usize = 64;
/// The longest reason, in characters.
pub(super) const LONGEST_REASON: usize = 500;

/// A hold as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedHold {
    /// Its name
    pub name: String,
    /// Why
    pub reason: String,
    /// Names of sources; none means every one
    pub sources: Vec<String>,
    /// Received on this day or later; `None`: from the first record on
    pub from: Option<Date>,
    /// Received on this day or earlier; `None`: whatever comes
    pub until: Option<Date>,
}

/// The holds in force, by name.
pub async fn holds(house: &House, actor: &Actor) -> Result<Holds, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let reading = house.vaults().reading();
    beside(move || Ok(reading.holds()?)).await
}

/// Sets a hold. One that is in force stays as it is: [`LogsError::Taken`].
pub async fn set_hold(house: &House, actor: &Actor, typed: &TypedHold) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    let known = sources(house, actor).await?;
    let (name, reason) = (typed.name.trim().to_owned(), typed.reason.trim().to_owned());
    let checks = [
        ("name", !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control)),
        ("reason", is_reason(&reason)),
        ("sources", typed.sources.iter().all(|source| known.contains_key(source))),
        ("until", typed.from.zip(typed.until).is_none_or(|(from, until)| from <= until)),
    ];
    let wrong: Vec<&'static str> = checks.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name).collect();
    if !wrong.is_empty() {
        return Err(LogsError::Values(wrong));
    }
    let hold = Hold {
        reason,
        by: actor.id.clone(),
        sources: typed.sources.clone(),
        from: typed.from.and_then(midnight),
        until: typed.until.and_then(|day| midnight(plus_days(day, 1))),
    };
    let (vaults, now, set, key) = (house.vaults(), house.now(), hold.clone(), name.clone());
    beside(move || {
        if vaults.reading().holds()?.contains_key(&key) {
            return Err(LogsError::Taken(key));
        }
        let _year = vaults.same_year();
        vaults.writer()?.set_hold(&key, set, now).map_err(|error| vaults.failed(error))
    })
    .await?;
    house.store.begin().await?.commit(house.event(actor, "logs.hold-set", &name, json!(hold))).await?;
    Ok(())
}

/// Lifts a hold, with a reason.
pub async fn lift_hold(house: &House, actor: &Actor, name: &str, reason: &str) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    let reason = reason.trim().to_owned();
    if !is_reason(&reason) {
        return Err(LogsError::Values(vec!["reason"]));
    }
    let (vaults, now, by, key, why) = (house.vaults(), house.now(), actor.id.clone(), name.to_owned(), reason.clone());
    beside(move || {
        if !vaults.reading().holds()?.contains_key(&key) {
            return Err(LogsError::Missing(key));
        }
        let _year = vaults.same_year();
        vaults.writer()?.lift_hold(&key, &why, &by, now).map_err(|error| vaults.failed(error))
    })
    .await?;
    house.store.begin().await?.commit(house.event(actor, "logs.hold-lifted", name, json!({ "reason": reason }))).await?;
    Ok(())
}

/// Whether this can stand as a reason; blanks around it are gone.
pub(super) fn is_reason(reason: &str) -> bool {
    !reason.is_empty() && reason.chars().count() <= LONGEST_REASON
}

/// Where a day begins in Japan.
fn midnight(day: Date) -> Option<Timestamp> {
    Some(day.to_zoned(japan()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sonae_domain::access::Role;

    use super::*;
    use crate::testing::{at_rest, person};

    fn typed(name: &str, reason: &str) -> TypedHold {
        TypedHold { name: name.into(), reason: reason.into(), ..TypedHold::default() }
    }

    #[tokio::test]
    async fn a_hold_is_set_once_listed_and_lifted_with_a_reason() {
        let (house, _scratch) = at_rest().await;
        let operator = person(Role::Operator);
        let hold = TypedHold { from: Some(date(2026, 1, 1)), until: Some(date(2026, 1, 20)), ..typed("訴訟1", "証拠保全") };
        set_hold(&house, &operator, &hold).await.unwrap();
        assert!(matches!(set_hold(&house, &operator, &typed("訴訟1", "別")).await, Err(LogsError::Taken(_))));
        let set = holds(&house, &person(Role::Auditor)).await.unwrap();
        assert_eq!((set["訴訟1"].reason.as_str(), set["訴訟1"].by.as_str()), ("証拠保全", "operator"));
        assert_eq!(set["訴訟1"].until.unwrap().to_string(), "2026-01-20T15:00:00Z", "the whole of the last day in Japan");
        assert!(matches!(lift_hold(&house, &operator, "訴訟1", " ").await, Err(LogsError::Values(_))));
        assert!(matches!(lift_hold(&house, &operator, "訴訟2", "終結").await, Err(LogsError::Missing(_))));
        lift_hold(&house, &operator, "訴訟1", "終結").await.unwrap();
        assert!(holds(&house, &operator).await.unwrap().is_empty());
        let events = house.store.audit_events(..).await.unwrap();
        let actions: Vec<&str> =
            events.iter().map(|event| event.action.as_str()).filter(|action| action.starts_with("logs.hold")).collect();
        assert_eq!(actions, ["logs.hold-set", "logs.hold-lifted"]);
    }

    #[tokio::test]
    async fn what_makes_no_sense_is_named_and_who_may_not_does_not() {
        let (house, _scratch) = at_rest().await;
        let backwards = TypedHold {
            sources: vec!["nowhere".into()],
            from: Some(date(2026, 2, 1)),
            until: Some(date(2026, 1, 1)),
            ..typed(" ", &"長".repeat(501))
        };
        let wrong = set_hold(&house, &person(Role::Operator), &backwards).await;
        assert!(matches!(wrong, Err(LogsError::Values(wrong)) if wrong == ["name", "reason", "sources", "until"]));
        assert!(matches!(set_hold(&house, &person(Role::Auditor), &typed("a", "b")).await, Err(LogsError::Forbidden(_))));
        assert!(matches!(lift_hold(&house, &person(Role::Auditor), "a", "b").await, Err(LogsError::Forbidden(_))));
        assert!(matches!(holds(&house, &person(Role::Viewer)).await, Err(LogsError::Forbidden(_))));
        assert!(!house.vaults().exists(), "nothing was written");
    }
}
