//! A lake of seeded rows, filled without evidence below it, and asked.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use sonae_lake::{Lake, Question, Span};
use sonae_logs::{Activity, Class, Event, Outcome, Row, Surroundings};

use crate::cost::{Cost, cpu, peak};
use crate::{Done, at, round};

/// What making the rows alone costs; subtracted from filling.
pub(crate) fn rows(rows: u64, days: u64) {
    let begun = Cost::now();
    let sum: u64 = hospital(rows, days).map(|row| row.event.user_uid.len() as u64 + row.leaf).sum();
    println!("{}", serde_json::json!({ "what": "rows", "rows": rows, "cpu": round(begun.since().0), "sum": sum }));
}

pub(crate) fn fill(dir: &Path, rows: u64, days: u64) -> Done {
    let lake = Lake::open(dir)?;
    let begun = Cost::now();
    let mut filling = lake.fill()?;
    for row in hospital(rows, days) {
        filling.push(row)?;
    }
    filling.finish(&BTreeMap::from([("2026".to_owned(), rows)]))?;
    let (cpu, wall) = begun.since();
    let size = lake.size()?;
    println!(
        "{}",
        serde_json::json!({
            "what": "fill", "rows": size.rows, "files": size.files, "bytes": size.bytes,
            "bytes_a_row": round(size.bytes as f64 / size.rows as f64), "cpu": round(cpu), "wall": round(wall), "peak_mib": peak(),
        })
    );
    Ok(())
}

pub(crate) fn tend(dir: &Path) -> Done {
    let begun = Cost::now();
    let days = Lake::open(dir)?.tend()?;
    let (cpu, wall) = begun.since();
    println!("{}", serde_json::json!({ "what": "tend", "days": days, "cpu": round(cpu), "wall": round(wall) }));
    Ok(())
}

pub(crate) async fn ask(dir: &Path, patients: u64) -> Done {
    let lake = Lake::open(dir)?;
    let around = Surroundings::default();
    let span = Span { from: Timestamp::MIN, to: "2100-01-01T00:00:00Z".parse()?, limit: 100_000 };
    let mut seeded = Seeded(7);
    let mut times = Vec::new();
    let mut found = 0;
    let mut spent = 0.0;
    for turn in 0..=patients {
        let patient = format!("{:08}", seeded.below(30_000));
        let (before, wall) = (cpu(), Instant::now());
        let answer = lake.ask(&Question::OfPatient { patient }, span, &around).await?;
        if turn > 0 {
            times.push(wall.elapsed().as_secs_f64() * 1000.0);
            spent += cpu() - before;
            found += answer.rows.len();
        }
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{}",
        serde_json::json!({
            "what": "patient", "asked": patients, "found": found, "cpu_ms": round(spent * 1000.0 / patients as f64),
            "p50_ms": round(at(&times, 0.5)), "p95_ms": round(at(&times, 0.95)),
        })
    );
    for (name, sql) in [
        (
            "month",
            "SELECT user_uid, count(DISTINCT patient_uid) AS patients FROM events WHERE patient_uid <> '' GROUP BY user_uid ORDER BY 2 DESC, 1 LIMIT 20",
        ),
        (
            "month_by_user",
            "SELECT user_uid, count(DISTINCT patient_uid) AS patients FROM events_by_user WHERE patient_uid <> '' GROUP BY user_uid ORDER BY 2 DESC, 1 LIMIT 20",
        ),
        (
            "night",
            "SELECT user_uid, count(*) AS n FROM events_by_user WHERE time >= '2026-11-02' AND time < '2026-11-03' AND (date_part('hour', time) < 7 OR date_part('hour', time) >= 21) GROUP BY user_uid ORDER BY 2 DESC, 1 LIMIT 20",
        ),
    ] {
        let mut cpus = Vec::new();
        for _ in 0..5 {
            let before = cpu();
            lake.sql(sql, 100, &around).await?;
            cpus.push((cpu() - before) * 1000.0);
        }
        cpus.sort_by(f64::total_cmp);
        println!("{}", serde_json::json!({ "what": name, "cpu_ms": round(cpus[2]), "best_cpu_ms": round(cpus[0]) }));
    }
    Ok(())
}

struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Rows of a large hospital in order of time: few users do much, few patients are opened often.
fn hospital(rows: u64, days: u64) -> impl Iterator<Item = Row> {
    const OPERATIONS: [(&str, &str, Activity); 6] = [
        ("カルテ", "カルテ参照", Activity::Read),
        ("カルテ", "カルテ記載", Activity::Update),
        ("オーダ", "処方オーダ発行", Activity::Create),
        ("検査", "検査結果参照", Activity::Read),
        ("帳票", "診断書印刷", Activity::Print),
        ("管理メニュー", "ログイン", Activity::Logon),
    ];
    let mut seeded = Seeded(20_261_121);
    let begin = 1_793_458_800_000_000_i64;
    (0..rows).map(move |leaf| {
        let second = i64::try_from(leaf * days * 86_400 / rows).unwrap_or_default();
        let user = seeded.below(2_000).min(seeded.below(2_000));
        let patient = seeded.below(30_000).min(seeded.below(30_000));
        let (category, operation, activity) = OPERATIONS[usize::try_from(seeded.below(6).min(seeded.below(6))).unwrap_or_default()];
        let logon = activity == Activity::Logon;
        let event = Event {
            time: begin + second * 1_000_000,
            time_told: true,
            class: if logon { Class::Authentication } else { Class::DatastoreActivity },
            activity,
            outcome: if seeded.below(50) == 0 { Outcome::Failure } else { Outcome::Success },
            user_uid: format!("u{user:05}"),
            user_name: format!("職員 {user:05}"),
            patient_uid: if logon { String::new() } else { format!("{patient:08}") },
            category: category.to_owned(),
            operation: operation.to_owned(),
            terminal: format!("PC-{:04}", (user * 7 + seeded.below(3)) % 1_500),
            ..Event::default()
        };
        Row {
            event,
            source: "emr".to_owned(),
            shard: "2026".to_owned(),
            leaf,
            file: 1,
            received: begin + 2_592_000_000_000,
            ..Row::default()
        }
    })
}
