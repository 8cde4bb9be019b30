//! How old evidence is. Today is the day of the facts, never the clock.

use jiff::civil::Date;

use crate::calendar::{PartialDate, days_between, plus_days};

/// How old a check is against the institution's own limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Age {
    /// Recent enough; counts until this day
    Fresh(Date),
    /// Older than the limit
    Outdated,
    /// No date, or one in the future: nobody can say how old it is
    Undated,
}

/// How old something done on that day is. A date without its day counts as late as it can be.
pub(in crate::rules) fn age(on: Option<PartialDate>, limit_days: i64, today: Date) -> Age {
    match past(on, today) {
        None => Age::Undated,
        Some(day) if days_between(day, today) > limit_days => Age::Outdated,
        Some(day) => Age::Fresh(plus_days(day, limit_days)),
    }
}

/// The day of something that has been done; `None` without a date, or when the date lies in the future: what has not
/// happened yet proves nothing. A date without its day counts as late as it can be, but not later than today.
pub(in crate::rules) fn past(on: Option<PartialDate>, today: Date) -> Option<Date> {
    on.filter(|day| day.earliest() <= today).map(|day| day.latest().min(today))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_limit_itself_is_still_fresh() {
        let today = date(2025, 12, 1);
        let on = |text: &str| Some(text.parse::<PartialDate>().unwrap());
        assert_eq!(age(on("2025-09-02"), 90, today), Age::Fresh(today));
        assert_eq!(age(on("2025-09-01"), 90, today), Age::Outdated);
        assert_eq!(age(on("2025-09"), 90, today), Age::Fresh(date(2025, 12, 29)));
        assert_eq!(age(on("2025-12"), 90, today), Age::Fresh(date(2026, 3, 1)));
        assert_eq!(age(on("2026-01-01"), 90, today), Age::Undated);
        assert_eq!(age(None, 90, today), Age::Undated);
    }
}
