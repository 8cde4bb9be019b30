//! What a reviewer is to look at: what came since the last review, by source and day, what changed, what was noticed, and lines
//! chosen at random.
//!
//! Deliberately not here: judging it. The reviewer does.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_lake::{Answer, Cell, Question, Span};
use sonae_logs::Source;

use super::kept::Draft;
use super::samples::{Sample, samples};
use crate::actor::Actor;
use crate::house::House;
use crate::logs::fault::beside;
use crate::logs::feeds::{Observed, is_hole};
use crate::logs::looks::looked;
use crate::logs::meaning::Meanings;
use crate::logs::{Alert, LogsError, alerts, surroundings};

/// More rows of a question than this are counted as so many.
const MOST: usize = 100_000;

/// Everything that a reviewer is to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct LookOver {
    /// Figures
    pub figures: Figures,
    /// Every source: those that are silent, have holes or are new first
    pub sources: Vec<SourceOver>,
    /// What rules noticed since the last review, with its key, the worst first
    pub alerts: Vec<(String, Alert)>,
    /// Lines chosen at random
    pub samples: Vec<Sample>,
}

/// One source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceOver {
    /// Its name
    pub name: String,
    /// What people call it
    pub title: String,
    /// First seen since the last review
    pub is_new: bool,
    /// Silent for longer than its own limit
    pub is_silent: bool,
    /// Holes found since the last review
    pub holes: usize,
    /// Events of each day, the oldest first
    pub days: Vec<DayCount>,
}

/// What came on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayCount {
    /// The day of receipt
    pub day: Date,
    /// Events
    pub events: u64,
    /// Failed sign-ins among them
    pub failures: u64,
}

/// Figures over a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Events
    pub events: u64,
    /// Failed sign-ins among them
    pub failures: u64,
    /// Charts opened out of hours by somebody who was not on duty
    pub out_of_hours: u64,
    /// By source
    pub by_source: BTreeMap<String, Vec<DayCount>>,
}

/// Gathers everything about the review that was begun. That it was looked at is noted.
pub async fn look_over(house: &House, actor: &Actor, draft: &Draft) -> Result<LookOver, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let from = draft.since.unwrap_or(Timestamp::UNIX_EPOCH);
    let mut figures = figures(house, from, draft.at).await?;
    let observed = Observed::of(house).await?;
    let over = |source: &Source| {
        let state = observed.states.get(&source.name);
        let since = |micros: i64| micros >= from.as_microsecond();
        SourceOver {
            name: source.name.clone(),
            title: if source.title.is_empty() { source.name.clone() } else { source.title.clone() },
            is_new: state.is_some_and(|state| state.records > 0 && since(state.first)) && draft.since.is_some(),
            is_silent: observed.silent_since(source, draft.at).is_some(),
            holes: state.map_or(0, |state| state.gaps.iter().filter(|gap| since(gap.at) && is_hole(&gap.notice)).count()),
            days: figures.by_source.remove(&source.name).unwrap_or_default(),
        }
    };
    let mut seen: Vec<SourceOver> = observed.sources.values().map(over).collect();
    seen.sort_by_key(|source| (!source.is_silent && source.holes == 0 && !source.is_new, source.title.clone()));
    let mut noticed = alerts(house, actor).await?;
    noticed.retain(|(_, alert)| alert.found >= from && alert.found <= draft.at);
    noticed.sort_by_key(|(_, alert)| (std::cmp::Reverse(alert.hit.level), std::cmp::Reverse(alert.hit.time)));
    let (vaults, begun, defined) = (house.vaults(), draft.clone(), observed.sources);
    let samples = beside(move || samples(&vaults.reading(), &mut Meanings::new(defined), &begun)).await?;
    let detail = json!({ "size": draft.to.leaf, "samples": samples.len() });
    looked(house, actor, "logs.asked", "review", detail).await?;
    Ok(LookOver { figures, sources: seen, alerts: noticed, samples })
}

/// Figures over what was received in this time.
pub(in crate::logs) async fn figures(house: &House, from: Timestamp, to: Timestamp) -> Result<Figures, LogsError> {
    let around = surroundings(house).await?;
    let lake = house.vaults().lake()?;
    let sql = format!(
        "SELECT source, date_trunc('day', received) AS on_day, count(*) AS events, \
         sum(CASE WHEN activity = 'logon' AND outcome = 'failure' THEN 1 ELSE 0 END) AS failures \
         FROM events WHERE source <> 'sonae' AND received >= '{from}' AND received < '{to}' GROUP BY source, on_day ORDER BY source, on_day"
    );
    let counted = lake.sql(&sql, MOST, &around).await?;
    let mut figures = Figures::default();
    for row in &counted.rows {
        let [Cell::Text(source), Cell::Time(day), events, failures] = row.as_slice() else { continue };
        let day = Timestamp::from_microsecond(*day).map_or(Date::MIN, |at| at.to_zoned(sonae_domain::calendar::japan()).date());
        let count = DayCount { day, events: whole(events), failures: whole(failures) };
        figures.events += count.events;
        figures.failures += count.failures;
        figures.by_source.entry(source.clone()).or_default().push(count);
    }
    let late = lake.ask(&Question::OutOfHours, Span { from, to, limit: MOST }, &around).await?;
    figures.out_of_hours = rows(&late);
    Ok(figures)
}

fn rows(answer: &Answer) -> u64 {
    u64::try_from(answer.rows.len()).unwrap_or(u64::MAX)
}

fn whole(cell: &Cell) -> u64 {
    match cell {
        Cell::Int(number) => u64::try_from(*number).unwrap_or_default(),
        _ => 0,
    }
}
