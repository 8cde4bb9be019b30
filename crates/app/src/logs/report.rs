//! The monthly report for the management: what arrived, what was noticed, who looked, and the seal.
//!
//! Deliberately not here: layout (template `logs` of crate `reports`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use sonae_detect::Level;
use sonae_domain::access::Permission;
use sonae_domain::calendar::plus_days;
use sonae_domain::paper::{LogReport, LogReportCount, LogReportDetection, LogReportReview, LogReportSeal, LogReportSource};

use super::alerts::{Alert, AlertState};
use super::fault::LogsError;
use super::feeds::{Observed, is_hole};
use super::five_columns::{days, printed, seal_value};
use super::outside::note_printed;
use super::review::{Figures, figures};
use super::tamper::tamper;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, LOG_ALERTS};
use crate::words::{date, text};

/// So many kinds of things that were noticed are printed; the rest is counted in the figures.
const MOST: usize = 30;

/// The report of the month in which this day lies.
pub async fn log_report(house: &House, actor: &Actor, day: Date) -> Result<LogReport, LogsError> {
    actor.require(Permission::ReadLogs).or_else(|_| actor.require(Permission::ReadReport))?;
    let today = house.today().await?;
    let (first, last) = (day.first_of_month(), day.last_of_month().min(today.max(day.first_of_month())));
    let before = first.checked_sub(1.month()).unwrap_or(first);
    let now = span_figures(house, first, last).await?;
    let then = span_figures(house, before, before.last_of_month()).await?;
    let observed = Observed::of(house).await?;
    let all: Vec<(String, Alert)> = records::all(&house.store, LOG_ALERTS).await?;
    let noticed = |first: Date, last: Date| {
        all.iter().map(|(_, alert)| alert).filter(move |alert| within(alert.hit.time, first, last)).collect::<Vec<_>>()
    };
    let (found, found_before) = (noticed(first, last), noticed(before, before.last_of_month()));
    let count = |key: &str, now: u64, before: u64| LogReportCount { label: text(key, &[]), now, before };
    let many = |alerts: &Vec<&Alert>| u64::try_from(alerts.len()).unwrap_or(u64::MAX);
    let tamper = tamper(house, &observed).await?;
    let review_days = house.policy().await?.log_review_days;
    if let Some(seal) = tamper.seal.as_ref().filter(|_| actor.may(Permission::ReadLogs)) {
        // from now on the paper holds it
        note_printed(house, actor, &printed(seal)).await?;
    }
    Ok(LogReport {
        facility: house.institution().await?.name,
        period: text("logs-report-period", &[("y", &first.year().to_string()), ("m", &first.month().to_string())]),
        from: first,
        to: last,
        as_of: today,
        sources: sources(&observed, house.now(), first, last),
        counts: vec![
            count("logs-report-events", now.events, then.events),
            count("logs-report-failures", now.failures, then.failures),
            count("logs-report-out-of-hours", now.out_of_hours, then.out_of_hours),
            count("logs-report-alerts", many(&found), many(&found_before)),
        ],
        authors: authors(&found),
        detections: detections(&found),
        reviews: reviews(&observed, first, last),
        next_review: observed.held.first().map(|review| plus_days(civil(review.at).min(today), review_days)),
        verification: tamper.verification.clone(),
        tamper_window: tamper.window.clone(),
        seal: tamper.seal.as_ref().map(|seal| LogReportSeal {
            origin: seal.origin.clone(),
            size: seal.size,
            root: seal_value(seal).replace(' ', ""),
            at: short(seal.at),
            anchors: tamper.anchors.clone(),
        }),
    })
}

async fn span_figures(house: &House, first: Date, last: Date) -> Result<Figures, LogsError> {
    let span = days(first, last, 0);
    figures(house, span.from, span.to).await
}

fn civil(at: Timestamp) -> Date {
    at.to_zoned(sonae_domain::calendar::japan()).date()
}

fn within(micros: i64, first: Date, last: Date) -> bool {
    Timestamp::from_microsecond(micros).is_ok_and(|at| (first..=last).contains(&civil(at)))
}

/// 5/14 06:00
pub(super) fn short(at: Timestamp) -> String {
    let at = at.to_zoned(sonae_domain::calendar::japan());
    format!("{}/{} {:02}:{:02}", at.month(), at.day(), at.hour(), at.minute())
}

/// The sources, those that need attention first.
fn sources(observed: &Observed, now: Timestamp, first: Date, last: Date) -> Vec<LogReportSource> {
    let span = days(first, last, 0);
    let inside = |micros: i64| (span.from.as_microsecond()..span.to.as_microsecond()).contains(&micros);
    let mut sources: Vec<LogReportSource> = observed
        .sources
        .values()
        .map(|source| {
            let state = observed.states.get(&source.name);
            let silent = observed.silent_since(source, now);
            let arrived = state.is_some_and(|state| state.records > 0);
            let gaps = state.map_or(0, |state| state.gaps.iter().filter(|gap| is_hole(&gap.notice) && inside(gap.at)).count());
            let arrival = match silent {
                Some(since) => text("logs-arrival-silent", &[("at", &short(since))]),
                None if arrived => text("logs-arrival-yes", &[]),
                None => text("logs-arrival-never", &[]),
            };
            LogReportSource {
                title: if source.title.is_empty() { source.name.clone() } else { source.title.clone() },
                host: source.host.clone(),
                attention: silent.is_some() || !arrived || gaps > 0,
                arrival,
                records: state.map_or(0, |state| received(&state.days, first, last)),
                gaps: gaps as u64,
                clock: clock(state.and_then(|state| state.clock.as_ref()).and_then(|clock| clock.synchronised)),
                reviewed_on: observed.reviewed(&source.name).map(|review| civil(review.at).min(last)),
            }
        })
        .collect();
    sources.sort_by_key(|source| (!source.attention, source.title.clone()));
    sources
}

/// Records of the days from a day to a day; days are counted from 1970.
fn received(counted: &BTreeMap<i64, u64>, first: Date, last: Date) -> u64 {
    let number = |day: Date| sonae_domain::calendar::days_between(jiff::civil::date(1970, 1, 1), day);
    counted.range(number(first)..=number(last)).map(|(_, count)| count).sum()
}

/// Whether a clock was right, in words.
pub(super) fn clock(synchronised: Option<bool>) -> String {
    let key = match synchronised {
        Some(true) => "logs-clock-right",
        Some(false) => "logs-clock-wrong",
        None => "logs-clock-unknown",
    };
    text(key, &[])
}

/// How bad, in words.
pub fn level(level: Level) -> String {
    let key = match level {
        Level::Critical => "logs-level-critical",
        Level::High => "logs-level-high",
        Level::Medium => "logs-level-medium",
        Level::Low => "logs-level-low",
        Level::Informational => "logs-level-informational",
    };
    text(key, &[])
}

/// What became of an alert, in words.
pub fn alert_state(state: AlertState) -> String {
    let key = match state {
        AlertState::Open => "logs-alert-open",
        AlertState::Settled => "logs-alert-settled",
        AlertState::FalseAlarm => "logs-alert-false-alarm",
        AlertState::Tuned => "logs-alert-tuned",
    };
    text(key, &[])
}

/// What was noticed, gathered by rule, subject and state, the worst first.
fn detections(found: &[&Alert]) -> Vec<LogReportDetection> {
    let mut gathered: BTreeMap<(std::cmp::Reverse<Level>, &str, &str, AlertState), Vec<&Alert>> = BTreeMap::new();
    for alert in found {
        let key = (std::cmp::Reverse(alert.hit.level), alert.hit.title.as_str(), alert.hit.about.as_str(), alert.state);
        gathered.entry(key).or_default().push(alert);
    }
    let line = |((std::cmp::Reverse(how), title, about, state), alerts): ((_, &str, &str, _), Vec<&Alert>)| {
        let last = alerts.iter().map(|alert| alert.hit.time).max().unwrap_or_default();
        LogReportDetection {
            title: title.to_owned(),
            level: level(how),
            about: about.to_owned(),
            last: Timestamp::from_microsecond(last).map(short).unwrap_or_default(),
            times: alerts.len() as u64,
            state: alert_state(state),
            author: alerts.first().map(|alert| alert.hit.author.clone()).unwrap_or_default(),
        }
    };
    gathered.into_iter().take(MOST).map(line).collect()
}

/// Authors of rules that are not our own, once each.
fn authors(found: &[&Alert]) -> Vec<String> {
    // ids of published Sigma rules are UUIDs
    let is_published = |alert: &&&Alert| alert.hit.rule.len() == 36 && !alert.hit.author.is_empty();
    found.iter().filter(is_published).map(|alert| alert.hit.author.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn reviews(observed: &Observed, first: Date, last: Date) -> Vec<LogReportReview> {
    let held = observed.held.iter().filter(|review| (first..=last).contains(&civil(review.at).min(last)) && civil(review.at) >= first);
    let scope = |names: &[String]| {
        if observed.sources.keys().all(|name| names.contains(name)) {
            return text("logs-review-all", &[]);
        }
        let title = |name: &String| {
            observed.sources.get(name).map(|source| source.title.clone()).filter(|title| !title.is_empty()).unwrap_or_else(|| name.clone())
        };
        names.iter().map(title).collect::<Vec<_>>().join(&text("list-separator", &[]))
    };
    held.map(|review| LogReportReview {
        at: short(review.at),
        by: review.name.clone(),
        scope: scope(&review.sources),
        remarks: review.remarks.clone(),
    })
    .collect()
}

/// For the name of the file.
pub fn report_name(day: Date) -> String {
    text("logs-report-name", &[("date", &date(day.first_of_month()))])
}
