//! The twins: each own rule asked of the lake in SQL.
//!
//! A file `rules/*.sql` selects from what is given here under fixed names, with times as microseconds since 1970:
//!
//! - `seen`: the rows of the lake within the span, and of a day before it
//! - `calendar(day, next, early, opens, closes, date)`: the civil days of the institution, from `day` until before `next`; work until
//!   before `early`, and from `opens` until before `closes`
//! - `accounts`, `duty(user_uid, from_time, to_time)`, `work(vendor, user_uid, from_time, to_time)`
//! - `watched(source, after_hours)`: sources of which something is expected
//! - `$patients_an_hour`, `$failures_before_success`, `$bulk_records`, `$from`, `$to`: figures
//!
//! and returns `about, source, time, day, shard, leaf, nth, count`, one row for each event at which the rule holds. Out of these the
//! first of each source, `about` and day is taken here, as in the stream.

use jiff::Timestamp;
use sonae_logs::Surroundings;

use crate::around::{Day, Known};
use crate::order::RUN;
use crate::rule::OWN;
use crate::silence::Watched;

/// Civil days that can be asked at once.
const DAYS: usize = 100;

/// A span of time, microseconds since 1970; `to` is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// From
    pub from: i64,
    /// To, not in it
    pub to: i64,
}

/// Why a twin cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TwinError {
    /// There is no rule of this name
    #[error("{0} is no rule of our own")]
    Unknown(String),
    /// The span is empty, longer than 100 days, or outside the years that a calendar can tell
    #[error("a span of at least a moment and at most 100 days can be asked")]
    Span,
}

/// SQL that tells the hits of one rule within a span, for `Lake::sql`: columns `about`, `source`, `time`, `day`, `shard`, `leaf`,
/// `count`, in the order of source, about and day. `time` is [`crate::Hit::time`], `day` is [`crate::Hit::window`]. Nothing that
/// somebody wrote comes into the text but names of sources, quoted.
pub fn twin(rule: &str, around: &Surroundings, watched: &[Watched], span: Span) -> Result<String, TwinError> {
    let own = OWN.iter().find(|own| own.name == rule).ok_or_else(|| TwinError::Unknown(rule.to_owned()))?;
    let calendar = calendar(around, span)?;
    let begin = calendar.first().map_or(span.from, |day| day.from);
    // Roughly by time, so that whole days are left unread whatever zone the lake takes a literal for; exactly by the number.
    let (first, last) = (instant(begin.saturating_sub(RUN))?, instant(span.to.saturating_add(RUN))?);
    let days: Vec<String> = calendar
        .iter()
        .map(|day| format!("({}, {}, {}, {}, {}, DATE '{}')", day.from, day.to, day.early, day.opens, day.closes, day.date))
        .collect();
    let sources: Vec<String> = watched
        .iter()
        .filter(|source| source.after_hours > 0)
        .map(|source| format!("('{}', CAST({} AS BIGINT))", source.source.replace('\'', "''"), source.after_hours))
        .collect();
    let sources = if sources.is_empty() { "('', CAST(0 AS BIGINT))".to_owned() } else { sources.join(", ") };
    let body = figures(own.sql, around, span);
    Ok(format!(
        "WITH seen AS (SELECT source, shard, leaf, nth, CAST(time AS BIGINT) AS time, class, activity, outcome, user_uid, patient_uid, \
         category, operation, code, terminal, device, target, message, count FROM events \
         WHERE time >= TIMESTAMP '{first}' AND time < TIMESTAMP '{last}' \
         AND CAST(time AS BIGINT) >= {begin} AND CAST(time AS BIGINT) < {to}),\n\
         calendar(day, next, early, opens, closes, date) AS (VALUES {days}),\n\
         duty AS (SELECT user_uid, CAST(from_time AS BIGINT) AS from_time, CAST(to_time AS BIGINT) AS to_time FROM duties),\n\
         work AS (SELECT vendor, user_uid, CAST(from_time AS BIGINT) AS from_time, CAST(to_time AS BIGINT) AS to_time FROM announced),\n\
         watched(source, after_hours) AS (VALUES {sources}),\n\
         found AS (\n{body}\n),\n\
         placed AS (SELECT *, row_number() OVER (PARTITION BY source, about, day ORDER BY time, shard, leaf, nth) AS place FROM found)\n\
         SELECT about, source, time, day, shard, leaf, count FROM placed WHERE place = 1 AND time >= {from} ORDER BY source, about, day",
        days = days.join(", "),
        from = span.from,
        to = span.to,
    ))
}

/// The day before the span, and every day of it.
fn calendar(around: &Surroundings, span: Span) -> Result<Vec<Day>, TwinError> {
    let known = Known::new(around);
    let mut days = Vec::new();
    let mut at = known.day(span.from).from.checked_sub(RUN).ok_or(TwinError::Span)?;
    while at < span.to {
        let day = known.day(at);
        if day.to <= at || days.len() > DAYS {
            return Err(TwinError::Span);
        }
        at = day.to;
        days.push(day);
    }
    if span.from < span.to { Ok(days) } else { Err(TwinError::Span) }
}

fn instant(micros: i64) -> Result<Timestamp, TwinError> {
    Timestamp::from_microsecond(micros).map_err(|_| TwinError::Span)
}

/// Puts the figures where a file names them.
fn figures(sql: &str, around: &Surroundings, span: Span) -> String {
    [
        ("$patients_an_hour", i64::from(around.patients_an_hour)),
        ("$failures_before_success", i64::from(around.failures_before_success)),
        ("$bulk_records", i64::from(around.bulk_records)),
        ("$from", span.from),
        ("$to", span.to),
    ]
    .iter()
    .fold(sql.trim_end().trim_end_matches(';').to_owned(), |sql, (name, figure)| sql.replace(name, &figure.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1_000_000;

    #[test]
    fn a_span_reaches_back_over_the_day_before() {
        let days = calendar(&Surroundings::default(), Span { from: 10 * DAY, to: 12 * DAY }).unwrap();
        let dates: Vec<String> = days.iter().map(|day| day.date.to_string()).collect();
        assert_eq!(dates, ["1970-01-10", "1970-01-11", "1970-01-12", "1970-01-13"]);
        assert!(days.windows(2).all(|pair| pair[0].to == pair[1].from));
    }

    #[test]
    fn nothing_is_asked_of_an_empty_an_endless_or_an_impossible_span() {
        let ask = |rule: &str, from, to| twin(rule, &Surroundings::default(), &[], Span { from, to });
        assert_eq!(ask("many-patients", 5, 5), Err(TwinError::Span));
        assert_eq!(ask("many-patients", 0, 500 * DAY), Err(TwinError::Span));
        assert_eq!(ask("many-patients", i64::MIN, i64::MIN + 1), Err(TwinError::Span));
        assert_eq!(ask("many-patients", i64::MAX - 1, i64::MAX), Err(TwinError::Span));
        assert_eq!(ask("nothing", 0, 1), Err(TwinError::Unknown("nothing".into())));
    }

    #[test]
    fn the_longest_span_is_short_enough_for_the_lake() {
        for own in OWN {
            let to = (1 + 20_400) * DAY - 9 * 60 * 60 * 1_000_000;
            let sql = twin(own.name, &Surroundings::default(), &[], Span { from: to - 99 * DAY, to }).unwrap();
            assert!(sql.len() < 16 << 10, "{}: {}", own.name, sql.len());
        }
    }

    #[test]
    fn every_figure_is_put_in_and_names_are_quoted() {
        let watched = [Watched { source: "it's".into(), last: 0, after_hours: 3 }];
        for own in OWN {
            let sql = twin(own.name, &Surroundings::default(), &watched, Span { from: 0, to: DAY }).unwrap();
            assert!(!sql.contains('$'), "{sql}");
            assert!(sql.contains("('it''s', CAST(3 AS BIGINT))"), "{sql}");
        }
    }
}
