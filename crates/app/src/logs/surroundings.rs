//! What the institution knows about the people and the work in its logs, out of its ledgers, settings and two lists of its own: who
//! is on duty, and which work vendors announced.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::facts::Facts;
use sonae_domain::ledger::{Account, AccountKind, AccountStatus, Employment, StaffMember};
use sonae_domain::names::fold;
use sonae_logs::{Announced, Duty, Hours, Surroundings};

use super::fault::LogsError;
use super::limits::LogLimits;
use crate::actor::Actor;
use crate::house::{House, KnowError};
use crate::load_facts::load_facts;
use crate::records::{self, ANNOUNCED_WORK, LOG_DUTIES, next_ordinal, own_record};

/// Somebody is on duty out of hours.
pub type LogDuty = Duty;

/// Keeps that somebody is on duty; key is account and beginning.
pub async fn put_duty(house: &House, actor: &Actor, duty: &LogDuty) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    if duty.user_uid.trim().is_empty() || duty.from >= duty.to {
        return Err(LogsError::Values(vec!["duty"]));
    }
    let key = format!("{}/{}", duty.user_uid.trim(), duty.from);
    put(house, actor, LOG_DUTIES, &key, duty, "logs.duty-put").await
}

/// Keeps that a vendor announced work; key is vendor and beginning.
pub async fn announce_work(house: &House, actor: &Actor, work: &Announced) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    if work.vendor.trim().is_empty() || work.from >= work.to {
        return Err(LogsError::Values(vec!["work"]));
    }
    let key = format!("{}/{}/{}", work.vendor.trim(), work.user_uid.trim(), work.from);
    put(house, actor, ANNOUNCED_WORK, &key, work, "logs.work-announced").await
}

/// Who is on duty.
pub async fn duties(house: &House, actor: &Actor) -> Result<Vec<LogDuty>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    Ok(records::all(&house.store, LOG_DUTIES).await?.into_iter().map(|(_, duty)| duty).collect())
}

/// Announced work.
pub async fn announced_work(house: &House, actor: &Actor) -> Result<Vec<Announced>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    Ok(records::all(&house.store, ANNOUNCED_WORK).await?.into_iter().map(|(_, work)| work).collect())
}

async fn put<T: Serialize>(house: &House, actor: &Actor, list: &str, key: &str, body: &T, action: &str) -> Result<(), LogsError> {
    let mut tx = house.store.begin().await?;
    let place = next_ordinal(&tx, list).await?;
    tx.put_record(list, own_record(key, place, body)).await?;
    tx.commit_if_changed(house.event(actor, action, key, json!({}))).await?;
    Ok(())
}

/// Everything around the logs as of now.
pub async fn surroundings(house: &House) -> Result<Surroundings, LogsError> {
    let facts = load_facts(&house.store, house.today().await?).await.map_err(KnowError::from)?;
    let limits = house.settings().await?.logs.limits;
    let duties = records::all(&house.store, LOG_DUTIES).await?.into_iter().map(|(_, duty)| duty).collect();
    let announced = records::all(&house.store, ANNOUNCED_WORK).await?.into_iter().map(|(_, work)| work).collect();
    Ok(around(&facts, &limits, duties, announced))
}

fn around(facts: &Facts, limits: &LogLimits, duties: Vec<Duty>, announced: Vec<Announced>) -> Surroundings {
    let hours =
        Hours { from: limits.from, to: limits.to, days: limits.days.clone(), holidays: limits.holidays.clone(), ..Hours::default() };
    Surroundings {
        hours,
        accounts: accounts(facts),
        duties,
        announced,
        patients_an_hour: limits.patients_an_hour,
        failures_before_success: limits.failures_before_success,
        bulk_records: limits.bulk_records,
    }
}

/// What is known of one user id over all systems.
#[derive(Debug, Default)]
struct Known {
    name: String,
    left_on: Option<Date>,
    all_disabled: bool,
    shared: bool,
    vendor: String,
    administrator: bool,
}

/// One account a user id: disabled when it is in every system, everything else when it is in one. Systems that fold case find it by
/// its folded spelling.
fn accounts(facts: &Facts) -> Vec<sonae_logs::Account> {
    let staff = Staff::of(facts);
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for entry in &facts.accounts {
        let account = &entry.record;
        let uid = account.user_id.trim();
        if uid.is_empty() {
            continue;
        }
        let folded = fold(uid);
        let spellings = [Some(uid.to_owned()), Some(folded).filter(|folded| folded != uid)];
        for uid in spellings.into_iter().flatten() {
            let known = known.entry(uid).or_insert_with(|| Known { all_disabled: true, ..Known::default() });
            learn(known, account, staff.person(account));
        }
    }
    let account = |(user_uid, known): (String, Known)| sonae_logs::Account {
        user_uid,
        name: known.name,
        left_on: known.left_on,
        disabled: known.all_disabled,
        shared: known.shared,
        vendor: known.vendor,
        administrator: known.administrator,
        any_hour: false,
    };
    known.into_iter().map(account).collect()
}

fn learn(known: &mut Known, account: &Account, member: Option<&StaffMember>) {
    let gone = member.filter(|member| member.employment != Employment::OnLeave);
    let left_on = gone.and_then(|member| member.left_on).map(sonae_domain::calendar::PartialDate::latest);
    let left_some_day = left_on.is_none() && gone.is_some_and(|member| member.employment == Employment::Left);
    known.left_on = known.left_on.or(left_on);
    known.all_disabled &= left_some_day || matches!(account.status, AccountStatus::Disabled | AccountStatus::Deleted);
    known.shared |= account.kind == AccountKind::Shared;
    known.administrator |= account.privileged == Some(true);
    if known.name.is_empty() {
        known.name = account.full_name();
    }
    if known.vendor.is_empty() {
        account.vendor.trim().clone_into(&mut known.vendor);
    }
}

/// Members of staff by folded number and by folded name.
struct Staff<'a> {
    numbers: BTreeMap<String, Vec<&'a StaffMember>>,
    names: BTreeMap<String, Vec<&'a StaffMember>>,
}

impl<'a> Staff<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut staff = Self { numbers: BTreeMap::new(), names: BTreeMap::new() };
        for entry in &facts.staff {
            let member = &entry.record;
            staff.numbers.entry(fold(&member.employee_number)).or_default().push(member);
            staff.names.entry(fold(&member.name)).or_default().push(member);
        }
        staff
    }

    /// The one to whom an account belongs: by number, else by a name that only one bears.
    fn person(&self, account: &Account) -> Option<&'a StaffMember> {
        let number = fold(&account.employee_number);
        let found = if number.is_empty() { self.names.get(&fold(&account.full_name())) } else { self.numbers.get(&number) };
        found.filter(|found| found.len() == 1).and_then(|found| found.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sonae_domain::facts::{Entry, Provenance, Source};

    use super::*;

    fn entry<T>(record: T) -> Entry<T> {
        Entry { record, source: Source::default(), provenance: Provenance::default(), key: String::new() }
    }

    #[test]
    fn a_leaver_is_known_by_number_and_a_namesake_is_not_taken_for_one() {
        let left = |number: &str, name: &str| StaffMember {
            employee_number: number.into(),
            name: name.into(),
            left_on: sonae_domain::calendar::parse("2025-12-31").ok(),
            ..StaffMember::default()
        };
        let account = |uid: &str, family: &str, number: &str| Account {
            user_id: uid.into(),
            family_name: family.into(),
            employee_number: number.into(),
            status: AccountStatus::Active,
            ..Account::default()
        };
        let facts = Facts {
            staff: vec![
                entry(left("7", "佐藤")),
                entry(left("8", "鈴木")),
                entry(StaffMember { name: "鈴木".into(), ..StaffMember::default() }),
            ],
            accounts: vec![entry(account("Sato", "", "7")), entry(account("suzuki", "鈴木", ""))],
            ..Facts::default()
        };
        let found = accounts(&facts);
        let left: Vec<_> = found.iter().map(|account| (account.user_uid.as_str(), account.left_on)).collect();
        assert_eq!(left, [("Sato", Some(date(2025, 12, 31))), ("sato", Some(date(2025, 12, 31))), ("suzuki", None)]);
    }

    #[test]
    fn an_account_that_works_in_one_system_is_not_disabled() {
        let account = |status| Account { user_id: "a".into(), status, ..Account::default() };
        let facts =
            Facts { accounts: vec![entry(account(AccountStatus::Disabled)), entry(account(AccountStatus::Active))], ..Facts::default() };
        assert!(!accounts(&facts)[0].disabled);
        let facts = Facts { accounts: vec![entry(account(AccountStatus::Disabled))], ..Facts::default() };
        assert!(accounts(&facts)[0].disabled);
    }
}
