//! The surroundings, prepared: what is known about the user and the hour of one event, in a few look-ups.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use sonae_logs::{Account, Announced, Duty, Hours, Surroundings};

/// What the surroundings say about one event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Start of its civil day, microseconds since 1970
    pub(crate) day: i64,
    /// Outside the working hours
    pub(crate) out_of_hours: bool,
    /// The user is on duty then, or works at any hour as a rule
    pub(crate) on_duty: bool,
    /// The account is in a ledger
    pub(crate) account_known: bool,
    /// The person left before that day
    pub(crate) account_left: bool,
    /// The account is disabled in the ledger
    pub(crate) account_disabled: bool,
    /// The account is used by several people
    pub(crate) account_shared: bool,
    /// The account belongs to a vendor
    pub(crate) account_vendor: bool,
    /// The account is an administrator's
    pub(crate) account_administrator: bool,
    /// The account should not be used any more: left before that day, or disabled without a last day
    pub(crate) account_retired: bool,
    /// The vendor of the account announced work for that time; true where it belongs to none
    pub(crate) announced: bool,
}

/// One civil day of the institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    /// Its date
    pub(crate) date: Date,
    /// Its start, microseconds since 1970
    pub(crate) from: i64,
    /// Its end, not in it
    pub(crate) to: i64,
    /// When the work of the evening before ends, not in it; `from` where there was none
    pub(crate) early: i64,
    /// When work begins; `to` on a day without work
    pub(crate) opens: i64,
    /// When work ends, not in it; `to` on a day without work, and where it goes on over midnight
    pub(crate) closes: i64,
}

impl Day {
    /// Whether an instant of this day is outside the working hours.
    pub(crate) fn is_out_of_hours(&self, time: i64) -> bool {
        time >= self.early && (time < self.opens || time >= self.closes)
    }
}

/// What is known about one user id. The same id in two systems is one account: it left, or is disabled, only where both say so;
/// as in the table `accounts` of the lake.
#[derive(Debug, Clone, Default)]
struct Person {
    account: Option<Account>,
    duties: Vec<(i64, i64)>,
}

/// The surroundings, prepared.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    zone: TimeZone,
    hours: Hours,
    holidays: BTreeSet<Date>,
    people: HashMap<String, Person>,
    announced: HashMap<String, Vec<(String, i64, i64)>>,
    today: Day,
}

/// The zone of the institution; UTC+9 where the name is not known, because the checklist is Japanese.
fn zone_of(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| TimeZone::fixed(Offset::constant(9)))
}

fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

impl Known {
    /// Prepares them.
    pub(crate) fn new(around: &Surroundings) -> Self {
        let mut people: HashMap<String, Person> = HashMap::new();
        for account in &around.accounts {
            people.entry(account.user_uid.clone()).or_default().add(account);
        }
        for Duty { user_uid, from, to } in &around.duties {
            people.entry(user_uid.clone()).or_default().duties.push((micros(*from), micros(*to)));
        }
        let mut announced: HashMap<String, Vec<(String, i64, i64)>> = HashMap::new();
        for Announced { vendor, user_uid, from, to, .. } in &around.announced {
            announced.entry(vendor.clone()).or_default().push((user_uid.clone(), micros(*from), micros(*to)));
        }
        let zone = zone_of(&around.hours.zone);
        let mut known = Self {
            zone,
            hours: around.hours.clone(),
            holidays: around.hours.holidays.iter().copied().collect(),
            people,
            announced,
            today: Day { date: Date::ZERO, from: 0, to: 0, early: 0, opens: 0, closes: 0 },
        };
        known.today = known.day(0);
        known
    }

    /// The civil day in which an instant lies. Times beyond what a calendar can tell lie in the first or the last day of it.
    pub(crate) fn day(&self, time: i64) -> Day {
        let time = Timestamp::from_microsecond(time).unwrap_or(if time < 0 { Timestamp::MIN } else { Timestamp::MAX });
        let date = self.zone.to_datetime(time).date();
        let start = |date: Date| self.zone.to_timestamp(date.at(0, 0, 0, 0)).map_or(micros(time), micros);
        let (from, to) = (start(date), date.tomorrow().map_or(i64::MAX, start));
        let works = |date: Date| self.hours.days.contains(&date.weekday().to_monday_one_offset()) && !self.holidays.contains(&date);
        let at = |clock| self.zone.to_timestamp(date.to_datetime(clock)).map_or(to, micros);
        let over_midnight = self.hours.to <= self.hours.from;
        let early = if over_midnight && date.yesterday().is_ok_and(works) { at(self.hours.to) } else { from };
        let (opens, closes) = match (works(date), over_midnight) {
            (false, _) => (to, to),
            (true, true) => (at(self.hours.from), to),
            (true, false) => (at(self.hours.from), at(self.hours.to)),
        };
        Day { date, from, to, early, opens, closes }
    }

    /// What they say about an event of this user at this time.
    pub(crate) fn facts(&mut self, user: &str, time: i64) -> Facts {
        if time < self.today.from || time >= self.today.to {
            self.today = self.day(time);
        }
        self.facts_on(self.today, user, time)
    }

    fn facts_on(&self, day: Day, user: &str, time: i64) -> Facts {
        let mut facts = Facts { day: day.from, out_of_hours: day.is_out_of_hours(time), announced: true, ..Facts::default() };
        let Some(person) = self.people.get(user).filter(|_| !user.is_empty()) else { return facts };
        facts.on_duty = person.duties.iter().any(|&(from, to)| from <= time && time < to);
        if let Some(account) = &person.account {
            facts.account_known = true;
            facts.on_duty |= account.any_hour;
            facts.account_left = account.left_on.is_some_and(|left| left < day.date);
            facts.account_disabled = account.disabled;
            facts.account_retired = facts.account_left || account.disabled && account.left_on.is_none();
            facts.account_shared = account.shared;
            facts.account_administrator = account.administrator;
            facts.account_vendor = !account.vendor.is_empty();
            facts.announced = account.vendor.is_empty() || self.is_announced(&account.vendor, user, time);
        }
        facts
    }

    fn is_announced(&self, vendor: &str, user: &str, time: i64) -> bool {
        self.announced
            .get(vendor)
            .is_some_and(|work| work.iter().any(|(who, from, to)| (who.is_empty() || who == user) && *from <= time && time < *to))
    }
}

impl Person {
    fn add(&mut self, account: &Account) {
        let Some(known) = &mut self.account else {
            self.account = Some(account.clone());
            return;
        };
        known.left_on = known.left_on.zip(account.left_on).map(|(one, other)| one.max(other));
        known.disabled &= account.disabled;
        known.shared |= account.shared;
        known.administrator |= account.administrator;
        known.any_hour |= account.any_hour;
        if known.vendor.is_empty() {
            known.vendor.clone_from(&account.vendor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    fn around() -> Surroundings {
        Surroundings {
            hours: Hours { holidays: vec!["2026-11-23".parse().unwrap()], ..Hours::default() },
            accounts: vec![
                Account { user_uid: "a01".into(), left_on: Some("2026-11-20".parse().unwrap()), ..Account::default() },
                Account { user_uid: "v01".into(), vendor: "サンプル保守".into(), ..Account::default() },
                Account { user_uid: "n01".into(), any_hour: true, ..Account::default() },
            ],
            duties: vec![Duty {
                user_uid: "d01".into(),
                from: "2026-11-20T17:00:00+09:00".parse().unwrap(),
                to: "2026-11-21T09:00:00+09:00".parse().unwrap(),
            }],
            announced: vec![Announced {
                vendor: "サンプル保守".into(),
                user_uid: String::new(),
                from: "2026-11-20T22:00:00+09:00".parse().unwrap(),
                to: "2026-11-21T02:00:00+09:00".parse().unwrap(),
                purpose: "更新".into(),
            }],
            ..Surroundings::default()
        }
    }

    #[test]
    fn hours_are_those_of_the_institution() {
        let mut known = Known::new(&around());
        for (time, out) in [
            ("2026-11-20T06:59:59+09:00", true),
            ("2026-11-20T07:00:00+09:00", false),
            ("2026-11-20T20:59:59+09:00", false),
            ("2026-11-20T21:00:00+09:00", true),
            ("2026-11-22T12:00:00+09:00", true),
            ("2026-11-23T12:00:00+09:00", true),
            ("2026-11-24T12:00:00+09:00", false),
        ] {
            assert_eq!(known.facts("", at(time)).out_of_hours, out, "{time}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_institution() {
        let day = Known::new(&around()).day(at("2026-11-20T15:00:00Z"));
        assert_eq!(day.from, at("2026-11-21T00:00:00+09:00"));
        assert_eq!(day.to, at("2026-11-22T00:00:00+09:00"));
    }

    #[test]
    fn hours_over_midnight_last_until_the_next_morning() {
        let time = |hour| jiff::civil::time(hour, 0, 0, 0);
        let hours = Hours { from: time(22), to: time(6), days: vec![5], ..Hours::default() };
        let mut known = Known::new(&Surroundings { hours, ..Surroundings::default() });
        // 2026-11-20 is a Friday.
        for (time, out) in
            [("20T21:59:59", true), ("20T22:00:00", false), ("21T05:59:59", false), ("21T06:00:00", true), ("21T22:00:00", true)]
        {
            assert_eq!(known.facts("", at(&format!("2026-11-{time}+09:00"))).out_of_hours, out, "{time}");
        }
    }

    #[test]
    fn the_same_name_in_two_systems_is_one_account() {
        let account = |left: Option<&str>, disabled| Account {
            user_uid: "a".into(),
            left_on: left.map(|day| day.parse().unwrap()),
            disabled,
            ..Account::default()
        };
        let noon = at("2026-11-20T12:00:00+09:00");
        for (accounts, retired) in [
            (vec![account(Some("2026-11-01"), false), account(None, false)], false),
            (vec![account(Some("2026-11-01"), false), account(Some("2026-11-30"), false)], false),
            (vec![account(Some("2026-11-01"), false), account(Some("2026-11-02"), false)], true),
            (vec![account(None, true), account(None, false)], false),
            (vec![account(None, true), account(None, true)], true),
            (vec![account(Some("2026-11-30"), true)], false),
        ] {
            let mut known = Known::new(&Surroundings { accounts: accounts.clone(), ..Surroundings::default() });
            assert_eq!(known.facts("a", noon).account_retired, retired, "{accounts:?}");
        }
    }

    #[test]
    fn somebody_who_left_may_work_on_the_last_day() {
        let mut known = Known::new(&around());
        assert!(!known.facts("a01", at("2026-11-20T23:59:59+09:00")).account_retired);
        assert!(known.facts("a01", at("2026-11-21T00:00:00+09:00")).account_retired);
    }

    #[test]
    fn duty_and_announced_work_hold_for_their_time_only() {
        let mut known = Known::new(&around());
        assert!(known.facts("d01", at("2026-11-21T08:59:59+09:00")).on_duty);
        assert!(!known.facts("d01", at("2026-11-21T09:00:00+09:00")).on_duty);
        assert!(known.facts("n01", at("2026-11-21T03:00:00+09:00")).on_duty);
        assert!(known.facts("v01", at("2026-11-20T23:00:00+09:00")).announced);
        assert!(!known.facts("v01", at("2026-11-21T02:00:00+09:00")).announced);
        assert!(known.facts("a01", at("2026-11-21T02:00:00+09:00")).announced, "own staff announce nothing");
    }

    #[test]
    fn no_time_is_too_far() {
        let known = Known::new(&around());
        for time in [i64::MIN, i64::MAX, -1] {
            let day = known.day(time);
            assert!(day.from <= day.to, "{time}");
        }
    }
}
