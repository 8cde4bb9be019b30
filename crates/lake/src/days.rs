//! Which day, in the lake's time zone, an instant belongs to: the folder in which its row lies.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A time that is told counts from so many years before it was received …
const YEARS_BEFORE: i64 = 20;
/// … to so many days after; a row whose time cannot be right lies in the folder of the day on which it was received.
const DAYS_AFTER: i64 = 2;
const DAY: i64 = 86_400_000_000;

/// Days seen so far, numbered as they came.
#[derive(Debug)]
pub(crate) struct Days {
    zone: TimeZone,
    /// Begin → end and number
    known: BTreeMap<i64, (i64, u32)>,
    names: Vec<String>,
    last: (i64, i64, u32),
}

impl Days {
    /// In this zone.
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self { zone, known: BTreeMap::new(), names: Vec::new(), last: (0, 0, 0) }
    }

    /// The number of the day of an event, from its time and the time of its receipt.
    pub(crate) fn number(&mut self, time: i64, received: i64) -> u32 {
        let early = received.saturating_sub(YEARS_BEFORE * 365 * DAY);
        let late = received.saturating_add(DAYS_AFTER * DAY);
        let time = if (early..=late).contains(&time) { time } else { received };
        let (from, to, number) = self.last;
        if (from..to).contains(&time) {
            return number;
        }
        if let Some((from, (to, number))) = self.known.range(..=time).next_back()
            && time < *to
        {
            self.last = (*from, *to, *number);
            return *number;
        }
        let (day, from, to) = bounds(&self.zone, time);
        let number = crate::intern::count(self.names.len());
        self.names.push(day.to_string());
        self.known.insert(from, (to, number));
        self.last = (from, to, number);
        number
    }

    /// `2026-11-21`
    pub(crate) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }
}

/// The day of an instant, and from when to when it lasts.
fn bounds(zone: &TimeZone, time: i64) -> (Date, i64, i64) {
    let at = Timestamp::from_microsecond(time).unwrap_or(Timestamp::UNIX_EPOCH);
    let day = at.to_zoned(zone.clone()).date();
    let begin = |date: Date| date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp().as_microsecond());
    let from = begin(day).unwrap_or(time);
    let to = day.checked_add(1.day()).and_then(begin).unwrap_or(i64::MAX);
    (day, from.min(time), to.max(time.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(pairs: &[(&str, &str)]) -> Vec<String> {
        let mut days = Days::new(TimeZone::get("Asia/Tokyo").unwrap());
        let micro = |text: &str| text.parse::<Timestamp>().unwrap().as_microsecond();
        pairs
            .iter()
            .map(|(time, received)| {
                let number = days.number(micro(time), micro(received));
                days.name(number).to_owned()
            })
            .collect()
    }

    #[test]
    fn a_day_begins_at_midnight_in_tokyo() {
        let received = "2026-11-21T03:00:00Z";
        assert_eq!(
            days(&[("2026-11-20T14:59:59.999999Z", received), ("2026-11-20T15:00:00Z", received), ("2026-11-21T01:00:00Z", received)]),
            ["2026-11-20", "2026-11-21", "2026-11-21"]
        );
    }

    #[test]
    fn a_time_that_cannot_be_right_lies_with_the_day_of_receipt() {
        let received = "2026-11-21T03:00:00Z";
        assert_eq!(
            days(&[("1970-01-01T00:00:00Z", received), ("2099-01-01T00:00:00Z", received), ("2010-04-01T00:00:00Z", received)]),
            ["2026-11-21", "2026-11-21", "2010-04-01"]
        );
    }

    #[test]
    fn any_number_is_some_day() {
        let mut days = Days::new(TimeZone::UTC);
        for time in [i64::MIN, -1, 0, i64::MAX] {
            for received in [i64::MIN, 0, i64::MAX] {
                let number = days.number(time, received);
                assert!(!days.name(number).is_empty());
            }
        }
    }
}
