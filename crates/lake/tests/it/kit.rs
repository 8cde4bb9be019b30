//! Rows, lakes and answers for the tests.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use sonae_lake::{Answer, Cell, Lake, Question, Span};
use sonae_logs::{Account, Activity, Announced, Class, Duty, Event, Outcome, Row, Surroundings};

/// Microseconds of a time in Tokyo.
pub(crate) fn at(text: &str) -> i64 {
    format!("{}+09:00", text.replace(' ', "T")).parse::<Timestamp>().unwrap().as_microsecond()
}

/// The whole of November 2026.
pub(crate) fn november() -> Span {
    Span { from: "2026-11-01T00:00:00+09:00".parse().unwrap(), to: "2026-12-01T00:00:00+09:00".parse().unwrap(), limit: 1000 }
}

/// A chart that somebody looked at.
pub(crate) fn chart(leaf: u64, time: &str, user: &str, patient: &str) -> Row {
    let event = Event {
        time: at(time),
        time_told: true,
        class: Class::DatastoreActivity,
        activity: Activity::Read,
        outcome: Outcome::Success,
        user_uid: user.to_owned(),
        user_name: format!("{user}さん"),
        patient_uid: patient.to_owned(),
        category: "カルテ".to_owned(),
        operation: "ｶﾙﾃ参照".to_owned(),
        terminal: "PC-01".to_owned(),
        ..Event::default()
    };
    Row { event, source: "emr".to_owned(), shard: "2026".to_owned(), leaf, received: at("2026-11-30 00:00:00"), ..Row::default() }
}

/// Somebody signed in or out.
pub(crate) fn sign(leaf: u64, time: &str, user: &str, activity: Activity, outcome: Outcome, terminal: &str) -> Row {
    let mut row = chart(leaf, time, user, "");
    row.event.class = Class::Authentication;
    row.event.activity = activity;
    row.event.outcome = outcome;
    row.event.terminal = terminal.to_owned();
    row.event.category = "管理メニュー".to_owned();
    row.event.operation = "ログイン".to_owned();
    row
}

/// A row of an exported file, which begins at this leaf.
pub(crate) fn of_file(mut row: Row, file: u64) -> Row {
    row.file = file;
    row
}

/// Fills rows in and says so.
pub(crate) fn fill(lake: &Lake, rows: impl IntoIterator<Item = Row>) {
    let mut filling = lake.fill().unwrap();
    let mut covered = BTreeMap::new();
    for row in rows {
        let leaves = covered.entry(row.shard.clone()).or_insert(0);
        *leaves = row.leaf.max(*leaves) + 1;
        filling.push(row).unwrap();
    }
    filling.finish(&covered).unwrap();
}

/// A lake with these rows.
pub(crate) fn lake(dir: &Path, rows: impl IntoIterator<Item = Row>) -> Lake {
    let lake = Lake::open(dir).unwrap();
    fill(&lake, rows);
    lake
}

/// What is known around.
pub(crate) fn surroundings() -> Surroundings {
    let stamp = |text: &str| Timestamp::from_microsecond(at(text)).unwrap();
    Surroundings {
        accounts: vec![
            Account {
                user_uid: "left".to_owned(), name: "辞めた人".to_owned(), left_on: "2026-11-10".parse().ok(), ..Account::default()
            },
            Account { user_uid: "off".to_owned(), disabled: true, ..Account::default() },
            Account { user_uid: "night".to_owned(), any_hour: true, ..Account::default() },
            Account { user_uid: "vendor1".to_owned(), vendor: "保守会社".to_owned(), ..Account::default() },
        ],
        duties: vec![Duty { user_uid: "duty".to_owned(), from: stamp("2026-11-20 21:00:00"), to: stamp("2026-11-21 07:00:00") }],
        announced: vec![Announced {
            vendor: "保守会社".to_owned(),
            user_uid: String::new(),
            from: stamp("2026-11-20 10:00:00"),
            to: stamp("2026-11-20 12:00:00"),
            purpose: "更新".to_owned(),
        }],
        patients_an_hour: 30,
        failures_before_success: 3,
        bulk_records: 100,
        ..Surroundings::default()
    }
}

/// Asks, and gives one column of the answer as text.
pub(crate) fn column(answer: &Answer, name: &str) -> Vec<String> {
    let at = answer.columns.iter().position(|column| column.name == name).unwrap_or_else(|| panic!("no column {name}"));
    answer.rows.iter().map(|row| text(&row[at])).collect()
}

/// A cell as text; times in Tokyo.
pub(crate) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "-".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Int(number) => number.to_string(),
        Cell::Float(number) => format!("{number:.3}"),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Time(micro) => {
            let zone = jiff::tz::TimeZone::get("Asia/Tokyo").unwrap();
            Timestamp::from_microsecond(*micro).unwrap().to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
        }
    }
}

/// Asks a ready-made question about November.
pub(crate) async fn ask(lake: &Lake, question: Question) -> Answer {
    lake.ask(&question, november(), &surroundings()).await.unwrap()
}

/// Leaves in the answer to a question about November.
pub(crate) async fn leaves(lake: &Lake, question: Question) -> Vec<String> {
    column(&ask(lake, question).await, "leaf")
}

/// How many rows the table of events has.
pub(crate) async fn count(lake: &Lake, table: &str) -> i64 {
    let answer = lake.sql(&format!("SELECT count(*) AS n FROM {table}"), 10, &surroundings()).await.unwrap();
    match answer.rows[0][0] {
        Cell::Int(count) => count,
        ref other => panic!("{other:?}"),
    }
}

/// A generator that is the same everywhere: splitmix64.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    /// The next number below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Rows of a small hospital over some days of November: seeded, with charts, sign-ins, prints and failures.
pub(crate) fn hospital(rows: u64, days: u64) -> impl Iterator<Item = Row> {
    let mut seeded = Seeded(20_261_121);
    (0..rows).map(move |leaf| {
        let time = at("2026-11-01 06:00:00") + i64::try_from(leaf * days * 86_400 / rows * 1_000_000).unwrap();
        let user = format!("u{:03}", seeded.below(8) * seeded.below(8));
        let mut row = chart(leaf, "2026-11-01 00:00:00", &user, &format!("{:08}", seeded.below(40) * seeded.below(50)));
        row.event.time = time;
        row.event.terminal = format!("PC-{:02}", seeded.below(30));
        row.file = 1;
        match seeded.below(20) {
            0..=2 => {
                row.event.class = Class::Authentication;
                row.event.patient_uid = String::new();
                row.event.operation = "ログイン".to_owned();
                row.event.activity = if seeded.below(2) == 0 { Activity::Logon } else { Activity::Logoff };
                row.event.outcome = if seeded.below(4) == 0 { Outcome::Failure } else { Outcome::Success };
            }
            3 => {
                row.event.activity = Activity::Print;
                row.event.count = u32::try_from(seeded.below(300)).unwrap();
                row.event.operation = "印刷".to_owned();
            }
            4 => {
                row.source = "vpn".to_owned();
                row.file = 0;
                row.event.class = Class::NetworkActivity;
                row.event.patient_uid = String::new();
                row.event.terminal = String::new();
                row.event.src_ip = format!("10.0.{}.{}", seeded.below(4), seeded.below(250));
                row.event.message = format!("session {leaf} of {user} from outside, {} bytes", seeded.below(1_000_000));
                row.event.time += i64::try_from(seeded.below(1_000_000)).unwrap();
            }
            _ => {}
        }
        row
    })
}
