//! What is known around the logs as small tables: accounts, duties, announced work, closed hours, figures of the policy, sources.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringViewArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use sonae_logs::{Account, Hours, Surroundings};

use crate::lake::LakeError;
use crate::state::{SourceMeta, State};
use crate::table::days_since_1970;

type Named = (&'static str, Arc<dyn TableProvider>);

/// All of them, with their names.
pub(crate) fn tables(state: &State, around: &Surroundings) -> Result<Vec<Named>, LakeError> {
    let zone = zone(&around.hours.zone)?;
    let times = Times(state.zone.as_str().into());
    Ok(vec![
        ("accounts", accounts(&around.accounts, &zone, &times)?),
        ("duties", duties(around, &times)?),
        ("announced", announced(around, &times)?),
        ("closed_hours", closed_hours(state, &around.hours, &zone, &times)?),
        ("policy", policy(around)?),
        ("sources", sources(state, &times)?),
    ])
}

/// The zone of this name.
pub(crate) fn zone(name: &str) -> Result<TimeZone, LakeError> {
    TimeZone::get(name).map_err(|_| LakeError::Zone(name.to_owned()))
}

/// Makes columns of instants, in the lake's zone.
struct Times(Arc<str>);

impl Times {
    fn some(&self, values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from_iter(values).with_timezone(self.0.clone()))
    }

    fn all(&self, values: impl IntoIterator<Item = Timestamp>) -> ArrayRef {
        self.some(values.into_iter().map(|value| Some(value.as_microsecond())))
    }
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringViewArray::from_iter_values(values))
}

fn bools(values: impl IntoIterator<Item = bool>) -> ArrayRef {
    Arc::new(values.into_iter().map(Some).collect::<BooleanArray>())
}

fn table(columns: Vec<(&str, ArrayRef)>) -> Result<Arc<dyn TableProvider>, LakeError> {
    let wrong = |error: datafusion::error::DataFusionError| LakeError::Sql(error.strip_backtrace());
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), array.null_count() > 0)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(|error| wrong(error.into()))?;
    Ok(Arc::new(MemTable::try_new(schema, vec![vec![batch]]).map_err(wrong)?))
}

/// One row an account name. The same name in two systems is one account; it left or is disabled only where both say so.
fn accounts(accounts: &[Account], zone: &TimeZone, times: &Times) -> Result<Arc<dyn TableProvider>, LakeError> {
    let mut by_name: BTreeMap<&str, Account> = BTreeMap::new();
    for account in accounts {
        let Some(known) = by_name.get_mut(account.user_uid.as_str()) else {
            by_name.insert(&account.user_uid, account.clone());
            continue;
        };
        known.left_on = known.left_on.zip(account.left_on).map(|(a, b)| a.max(b));
        known.disabled &= account.disabled;
        known.shared |= account.shared;
        known.administrator |= account.administrator;
        known.any_hour |= account.any_hour;
        for (mine, other) in [(&mut known.name, &account.name), (&mut known.vendor, &account.vendor)] {
            if mine.is_empty() {
                mine.clone_from(other);
            }
        }
    }
    let rows: Vec<&Account> = by_name.values().collect();
    let left = |account: &&Account| account.left_on.and_then(|day| begin(day.tomorrow().ok()?, zone));
    table(vec![
        ("user_uid", texts(rows.iter().map(|account| account.user_uid.as_str()))),
        ("name", texts(rows.iter().map(|account| account.name.as_str()))),
        ("left_on", Arc::new(rows.iter().map(|account| account.left_on.map(days_since_1970)).collect::<Date32Array>())),
        ("left_at", times.some(rows.iter().map(left))),
        ("disabled", bools(rows.iter().map(|account| account.disabled))),
        ("shared", bools(rows.iter().map(|account| account.shared))),
        ("vendor", texts(rows.iter().map(|account| account.vendor.as_str()))),
        ("administrator", bools(rows.iter().map(|account| account.administrator))),
        ("any_hour", bools(rows.iter().map(|account| account.any_hour))),
    ])
}

fn duties(around: &Surroundings, times: &Times) -> Result<Arc<dyn TableProvider>, LakeError> {
    let rows = &around.duties;
    table(vec![
        ("user_uid", texts(rows.iter().map(|duty| duty.user_uid.as_str()))),
        ("from_time", times.all(rows.iter().map(|duty| duty.from))),
        ("to_time", times.all(rows.iter().map(|duty| duty.to))),
    ])
}

fn announced(around: &Surroundings, times: &Times) -> Result<Arc<dyn TableProvider>, LakeError> {
    let rows = &around.announced;
    table(vec![
        ("vendor", texts(rows.iter().map(|work| work.vendor.as_str()))),
        ("user_uid", texts(rows.iter().map(|work| work.user_uid.as_str()))),
        ("from_time", times.all(rows.iter().map(|work| work.from))),
        ("to_time", times.all(rows.iter().map(|work| work.to))),
        ("purpose", texts(rows.iter().map(|work| work.purpose.as_str()))),
    ])
}

fn policy(around: &Surroundings) -> Result<Arc<dyn TableProvider>, LakeError> {
    let figure = |figure: u32| -> ArrayRef { Arc::new(Int64Array::from(vec![i64::from(figure)])) };
    table(vec![
        ("patients_an_hour", figure(around.patients_an_hour)),
        ("failures_before_success", figure(around.failures_before_success)),
        ("bulk_records", figure(around.bulk_records)),
    ])
}

fn sources(state: &State, times: &Times) -> Result<Arc<dyn TableProvider>, LakeError> {
    let mut rows: BTreeMap<&str, SourceMeta> = BTreeMap::new();
    for (name, meta) in state.parts.iter().flat_map(|part| &part.sources) {
        rows.entry(name).and_modify(|known| known.add(meta)).or_insert_with(|| meta.clone());
    }
    let counted = rows.values().map(|meta| i64::try_from(meta.rows).unwrap_or(i64::MAX));
    table(vec![
        ("source", texts(rows.keys().copied())),
        ("rows", Arc::new(Int64Array::from_iter_values(counted))),
        ("first_time", times.some(rows.values().map(|meta| Some(meta.times.0)))),
        ("last_time", times.some(rows.values().map(|meta| Some(meta.times.1)))),
        ("last_received", times.some(rows.values().map(|meta| Some(meta.received)))),
    ])
}

/// When the institution is closed, for each day of the lake: what is not within the working hours. Several rows a day, never
/// overlapping; an event lies in one of them at most.
fn closed_hours(state: &State, hours: &Hours, institution: &TimeZone, times: &Times) -> Result<Arc<dyn TableProvider>, LakeError> {
    let lake = zone(&state.zone)?;
    let mut rows: Vec<(i32, i64, i64)> = Vec::new();
    let mut days: Vec<Date> = state.parts.iter().filter_map(|part| part.day.parse().ok()).collect();
    days.dedup();
    for day in days {
        let Some((from, to)) = begin(day, &lake).zip(day.tomorrow().ok().and_then(|next| begin(next, &lake))) else { continue };
        let mut closed_from = from;
        for (opens, closes) in open(day, hours, institution) {
            if opens > closed_from {
                rows.push((days_since_1970(day), closed_from, opens.min(to)));
            }
            closed_from = closed_from.max(closes);
        }
        if closed_from < to {
            rows.push((days_since_1970(day), closed_from, to));
        }
    }
    rows.retain(|(_, from, to)| from < to);
    table(vec![
        ("day", Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| row.0)))),
        ("from_time", times.some(rows.iter().map(|row| Some(row.1)))),
        ("to_time", times.some(rows.iter().map(|row| Some(row.2)))),
    ])
}

/// Working hours around a day, in order of time. Hours that end before they begin last until the next day.
fn open(day: Date, hours: &Hours, zone: &TimeZone) -> Vec<(i64, i64)> {
    let around = (-1..=1).filter_map(|days: i64| day.checked_add(days.days()).ok());
    let working = around.filter(|day| hours.days.contains(&day.weekday().to_monday_one_offset()) && !hours.holidays.contains(day));
    working
        .filter_map(|day| {
            let last = if hours.to <= hours.from { day.tomorrow().ok()? } else { day };
            Some((instant(day, hours.from, zone)?, instant(last, hours.to, zone)?))
        })
        .collect()
}

fn begin(day: Date, zone: &TimeZone) -> Option<i64> {
    instant(day, Time::midnight(), zone)
}

fn instant(day: Date, time: Time, zone: &TimeZone) -> Option<i64> {
    Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp().as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_on(day: &str, hours: &Hours) -> Vec<String> {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let show = |micro| Timestamp::from_microsecond(micro).unwrap().to_zoned(zone.clone()).strftime("%d %H:%M").to_string();
        open(day.parse().unwrap(), hours, &zone).into_iter().map(|(from, to)| format!("{}-{}", show(from), show(to))).collect()
    }

    #[test]
    fn working_hours_leave_out_sundays_and_holidays() {
        let hours = Hours { holidays: vec!["2026-11-23".parse().unwrap()], ..Hours::default() };
        assert_eq!(open_on("2026-11-22", &hours), ["21 07:00-21 21:00"]);
    }

    #[test]
    fn hours_over_midnight_end_on_the_next_day() {
        let hours = Hours { from: Time::constant(22, 0, 0, 0), to: Time::constant(6, 0, 0, 0), days: vec![5], ..Hours::default() };
        assert_eq!(open_on("2026-11-21", &hours), ["20 22:00-21 06:00"]);
    }
}
