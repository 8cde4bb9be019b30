//! Rows in which every rule of our own has something to find, out of a seed: the same seed gives the same rows.

use jiff::Timestamp;
use sonae_logs::{Account, Activity, Announced, Class, Duty, Event, Hours, Outcome, Row, Surroundings};

pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const DAY: i64 = 86_400 * SECOND;

/// 2026-11-01, midnight in Japan.
pub(crate) const BEGIN: i64 = 1_793_458_800 * SECOND;

/// Numbers out of a seed (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

fn at(day: i64, hour: i64) -> Timestamp {
    Timestamp::from_microsecond(BEGIN + day * DAY + hour * 3600 * SECOND).unwrap()
}

/// An institution with people of every kind.
pub(crate) fn surroundings() -> Surroundings {
    let account = |user: &str| Account { user_uid: user.to_owned(), ..Account::default() };
    let accounts = vec![
        Account { left_on: Some("2026-11-02".parse().unwrap()), ..account("u00") },
        Account { disabled: true, ..account("u01") },
        Account { left_on: Some("2026-11-03".parse().unwrap()), disabled: true, ..account("u02") },
        Account { vendor: "v1".to_owned(), ..account("u03") },
        Account { vendor: "v2".to_owned(), ..account("u04") },
        Account { vendor: "v1".to_owned(), ..account("u04") },
        Account { shared: true, ..account("u05") },
        Account { any_hour: true, ..account("u06") },
        account("u07"),
        account("u08"),
        // The same person in a second system.
        Account { left_on: Some("2026-11-01".parse().unwrap()), ..account("u07") },
        Account { left_on: Some("2026-11-01".parse().unwrap()), ..account("u00") },
    ];
    let duties = (0..10).map(|day| Duty { user_uid: "u08".to_owned(), from: at(day, 17), to: at(day, 33) }).collect();
    let announced = vec![
        Announced { vendor: "v1".to_owned(), user_uid: String::new(), from: at(1, 20), to: at(3, 4), purpose: "update".to_owned() },
        Announced { vendor: "v2".to_owned(), user_uid: "u04".to_owned(), from: at(2, 0), to: at(4, 0), purpose: "repair".to_owned() },
        Announced { vendor: "v2".to_owned(), user_uid: "u99".to_owned(), from: at(0, 0), to: at(9, 0), purpose: "else".to_owned() },
    ];
    Surroundings {
        hours: Hours { holidays: vec!["2026-11-03".parse().unwrap()], ..Hours::default() },
        accounts,
        duties,
        announced,
        patients_an_hour: 20,
        failures_before_success: 3,
        bulk_records: 25,
    }
}

fn pick<'a>(dice: &mut Dice, of: &[&'a str]) -> &'a str {
    of[usize::try_from(dice.below(of.len() as u64)).unwrap()]
}

fn event(dice: &mut Dice, time: i64, busy: u64) -> Event {
    let user = match dice.below(4) {
        // For some hours one of them works through many charts, and guesses passwords.
        0 => format!("u{busy:02}"),
        _ => format!("u{:02}", dice.below(30)),
    };
    let outcome =
        [Outcome::Success, Outcome::Success, Outcome::Success, Outcome::Unknown, Outcome::Failure][usize::try_from(dice.below(5)).unwrap()];
    let mut event = Event {
        time,
        time_told: true,
        outcome,
        user_uid: if dice.below(40) == 0 { String::new() } else { user },
        terminal: match dice.below(12) {
            0 => String::new(),
            1 => "pts/0".to_owned(),
            n if n < 6 => format!("PC-{}", dice.below(9)),
            // Most work at their own place.
            _ => format!("PC-{busy}"),
        },
        device: pick(dice, &["EMR-1", "DC-1", ""]).to_owned(),
        ..Event::default()
    };
    let kinds = dice.below(1000);
    (event.class, event.activity) = match kinds {
        0..700 => (Class::DatastoreActivity, Activity::Read),
        700..740 => (Class::DatastoreActivity, Activity::Print),
        740..760 => (Class::DatastoreActivity, Activity::Export),
        760..900 => (Class::Authentication, Activity::Logon),
        900..950 => (Class::Authentication, Activity::Logoff),
        950..975 => (Class::AccountChange, Activity::ALL[usize::try_from(dice.below(Activity::ALL.len() as u64)).unwrap()]),
        975..980 => (Class::EventLogActivity, if kinds == 975 { Activity::Clear } else { Activity::Read }),
        980..990 => (Class::ApplicationLifecycle, if kinds < 985 { Activity::Stop } else { Activity::Start }),
        _ => (Class::ProcessActivity, Activity::Start),
    };
    match event.class {
        Class::DatastoreActivity if dice.below(20) > 0 => event.patient_uid = format!("p{:05}", dice.below(400)),
        Class::Authentication => {
            if dice.below(3) == 0 {
                (event.user_uid, event.outcome) = (format!("u{busy:02}"), Outcome::Failure);
            }
            event.category = pick(dice, &["SSL-VPN", "login", "RDP", "管理メニュー"]).to_owned();
            event.code = pick(dice, &["", "tunnel-up", "4624", "4625"]).to_owned();
            event.message = pick(dice, &["", "TargetDomainName=A LogonType=10", "LogonType=1"]).to_owned();
        }
        Class::AccountChange => event.target = format!("t{}", dice.below(40)),
        Class::ApplicationLifecycle => {
            event.code = pick(dice, &["5001", "7036", "", "5012"]).to_owned();
            event.target = pick(dice, &["WinDefend", "Spooler", "ウイルス対策"]).to_owned();
        }
        Class::ProcessActivity => {
            event.operation = pick(dice, &["cmd.exe", "vssadmin.exe", "bcdedit"]).to_owned();
            event.target =
                pick(dice, &["vssadmin Delete Shadows /all", "/set {default} recoveryenabled No", "wbadmin delete catalog -q", "dir"])
                    .to_owned();
        }
        _ => {}
    }
    if matches!(event.activity, Activity::Print | Activity::Export) {
        event.count = u32::try_from(dice.below(12)).unwrap();
    }
    event
}

/// So many rows over so many days from [`BEGIN`], in the order of time as each source sends them.
pub(crate) fn rows(seed: u64, days: i64, count: usize) -> Vec<Row> {
    stream(seed, days, count as u64).collect()
}

/// The same, one after another.
pub(crate) fn stream(seed: u64, days: i64, count: u64) -> impl Iterator<Item = Row> {
    let mut dice = Dice::new(seed);
    let step = u64::try_from(days * DAY / SECOND).unwrap() * 2 * 1000 / count;
    let mut millis = 0;
    (0..count).map(move |leaf| {
        millis += i64::try_from(dice.below(step.max(1))).unwrap();
        let time = BEGIN + millis / 1000 * SECOND;
        let busy = u64::try_from(time / (3 * 3600 * SECOND)).unwrap() % 10;
        let event = event(&mut dice, time, busy);
        let source = pick(&mut dice, &["emr", "emr", "emr", "dc"]).to_owned();
        Row { event, source, shard: "2026".to_owned(), leaf, nth: 0, seq: 0, file: 0, received: time + SECOND }
    })
}

/// The same rows, each displaced by less than this much time.
pub(crate) fn displaced(rows: &[Row], by: i64, seed: u64) -> Vec<Row> {
    let mut dice = Dice::new(seed);
    let mut keyed: Vec<(i64, &Row)> =
        rows.iter().map(|row| (row.event.time + i64::try_from(dice.below(by.unsigned_abs())).unwrap(), row)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, row)| row.clone()).collect()
}
