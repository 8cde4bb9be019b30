//! Asks a lake here alone or with workers; prints medians of wall time, and of CPU time of all processes, as JSON.
//!
//! ```console
//! cargo run --release -p sonae-lake --example share -- work DIR ADDRESS:PORT
//! cargo run --release -p sonae-lake --example share -- ask DIR ROUNDS SQL-FOLDER [URL,URL PID,PID]
//! ```
//!
//! CPU time is read under Linux. Nothing here is part of the product.

use std::path::Path;
use std::time::Instant;

use sonae_lake::{Lake, Options, Workers};
use sonae_logs::Surroundings;

type Done = Result<(), Box<dyn std::error::Error>>;

fn main() -> Done {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match args[..] {
        ["work", dir, address] => threads.block_on(work(Path::new(dir), address)),
        ["ask", dir, rounds, questions] => threads.block_on(ask(Path::new(dir), rounds.parse()?, Path::new(questions), &[], &[])),
        ["ask", dir, rounds, questions, urls, pids] => {
            let (urls, pids): (Vec<&str>, Vec<&str>) = (urls.split(',').collect(), pids.split(',').collect());
            threads.block_on(ask(Path::new(dir), rounds.parse()?, Path::new(questions), &urls, &pids))
        }
        _ => Err("work DIR ADDRESS | ask DIR ROUNDS SQL-FOLDER [URLS PIDS]".into()),
    }
}

/// Helps to answer, until it is killed.
async fn work(dir: &Path, address: &str) -> Done {
    Ok(Lake::open(dir)?.work(std::net::TcpListener::bind(address)?, None, false, std::future::pending()).await?)
}

/// Every SQL file of the folder: once to warm up, then so many times.
async fn ask(dir: &Path, rounds: usize, questions: &Path, urls: &[&str], pids: &[&str]) -> Done {
    let urls: Result<Vec<_>, _> = urls.iter().map(|url| url.parse()).collect();
    let workers = Workers { required: true, piece: 1 << 20, ..Workers::new(urls?) };
    let lake = Lake::open_with(dir, Options { workers: Some(workers), ..Options::default() })?;
    let spent = || cpu("self") + pids.iter().map(|pid| cpu(pid)).sum::<f64>();
    let mut files: Vec<_> = std::fs::read_dir(questions)?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let sql = std::fs::read_to_string(file.path())?;
        let (mut walls, mut cpus) = (Vec::new(), Vec::new());
        for round in 0..=rounds {
            let (before, wall) = (spent(), Instant::now());
            lake.sql(&sql, 100_000, &Surroundings::default()).await?;
            if round > 0 {
                walls.push(wall.elapsed().as_secs_f64());
                cpus.push(spent() - before);
            }
        }
        let (wall, cpu) = (median(walls), median(cpus));
        println!("{{\"what\":\"{}\",\"wall_s\":{wall:.3},\"cpu_s\":{cpu:.2}}}", file.file_name().display());
    }
    let peaks: Vec<u64> = std::iter::once("self").chain(pids.iter().copied()).map(peak).collect();
    println!("{{\"what\":\"peaks\",\"mib\":{peaks:?}}}");
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// CPU seconds of a process, all threads.
fn cpu(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

/// Peak of memory of a process, MiB.
fn peak(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or_default() / 1024
}
