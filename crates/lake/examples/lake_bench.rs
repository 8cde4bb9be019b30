//! Fills a lake with seeded rows and asks it; prints CPU and wall seconds as JSON. `scripts/bench-lake.py` runs it beside DuckDB.
//!
//! ```console
//! cargo run --release -p sonae-lake --example lake_bench -- fill DIR ROWS DAYS
//! cargo run --release -p sonae-lake --example lake_bench -- ask DIR PATIENTS
//! ```
//!
//! Nothing here is part of the product.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use sonae_lake::{Lake, Question, Span};
use sonae_logs::{Activity, Class, Event, Outcome, Row, Surroundings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args.get(at).and_then(|text| text.parse().ok()).unwrap_or(1);
    match args.first().map(String::as_str) {
        Some("rows") => rows_only(number(2), number(3)),
        Some("fill") => fill(Path::new(&args[1]), number(2), number(3))?,
        Some("tend") => {
            let (cpu, wall) = (cpu(), Instant::now());
            let days = Lake::open(Path::new(&args[1]))?.tend()?;
            println!("{{\"what\":\"tend\",\"days\":{days},\"cpu\":{:.3},\"wall\":{:.3}}}", self::cpu() - cpu, wall.elapsed().as_secs_f64());
        }
        Some("ask") => tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?
            .block_on(ask(Path::new(&args[1]), number(2)))?,
        _ => eprintln!("fill DIR ROWS DAYS | ask DIR PATIENTS"),
    }
    Ok(())
}

/// What making the rows alone costs; subtracted from filling.
fn rows_only(rows: u64, days: u64) {
    let before = cpu();
    let sum: u64 = hospital(rows, days).map(|row| row.event.user_uid.len() as u64 + row.leaf).sum();
    println!("{{\"what\":\"rows\",\"rows\":{rows},\"cpu\":{:.3},\"sum\":{sum}}}", cpu() - before);
}

fn fill(dir: &Path, rows: u64, days: u64) -> Result<(), Box<dyn std::error::Error>> {
    let lake = Lake::open(dir)?;
    let (before, wall) = (cpu(), Instant::now());
    let mut filling = lake.fill()?;
    for row in hospital(rows, days) {
        filling.push(row)?;
    }
    filling.finish(&BTreeMap::from([("2026".to_owned(), rows)]))?;
    let size = lake.size()?;
    println!(
        "{{\"what\":\"fill\",\"rows\":{},\"files\":{},\"bytes\":{},\"bytes_a_row\":{:.2},\"cpu\":{:.3},\"wall\":{:.3},\"peak_mib\":{}}}",
        size.rows,
        size.files,
        size.bytes,
        size.bytes as f64 / size.rows as f64,
        cpu() - before,
        wall.elapsed().as_secs_f64(),
        peak()
    );
    Ok(())
}

async fn ask(dir: &Path, patients: u64) -> Result<(), Box<dyn std::error::Error>> {
    let lake = Lake::open(dir)?;
    let around = Surroundings::default();
    let span = Span { from: Timestamp::MIN, to: "2100-01-01T00:00:00Z".parse()?, limit: 100_000 };
    let mut seeded = Seeded(7);
    let mut times = Vec::new();
    let mut found = 0;
    let mut spent = 0.0;
    for round in 0..=patients {
        let patient = format!("{:08}", seeded.below(30_000));
        let (before, wall) = (cpu(), Instant::now());
        let answer = lake.ask(&Question::OfPatient { patient }, span, &around).await?;
        if round > 0 {
            times.push(wall.elapsed().as_secs_f64() * 1000.0);
            spent += cpu() - before;
            found += answer.rows.len();
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{{\"what\":\"patient\",\"asked\":{patients},\"found\":{found},\"cpu_ms\":{:.2},\"p50_ms\":{:.2},\"p95_ms\":{:.2}}}",
        spent * 1000.0 / patients as f64,
        at(0.5),
        at(0.95)
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
        println!("{{\"what\":\"{name}\",\"cpu_ms\":{:.1},\"best_cpu_ms\":{:.1}}}", cpus[2], cpus[0]);
    }
    Ok(())
}

/// CPU seconds of this process, all threads.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

/// Peak of memory, MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or_default() / 1024
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
