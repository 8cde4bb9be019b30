//! Logs come in: an export, syslog, and how long an acknowledgement takes.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::load_frameworks::load_frameworks;
use sonae_app::logs::{Import, Listening, digest_logs, import_log_file, listen_for_logs, tls_config};
use sonae_app::open_house::{Home, open_house};
use sonae_app::ports::{Format, PrintFailure, Printed, Printer, Sheet, SystemClock};
use sonae_lake::Lake;
use sonae_vault::{Batch, Kind};

use crate::cost::{Cost, peak};
use crate::{Done, at, bytes, round};

struct NoPaper;

impl Printer for NoPaper {
    fn print(&self, _: Sheet<'_>, _: Format, _: Date) -> Result<Printed, PrintFailure> {
        Ok(Printed { bytes: Vec::new(), replaced: Vec::new() })
    }

    fn licences(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }
}

/// Opens a data folder, and makes it when it is not there.
pub(crate) async fn house(data: &Path) -> Result<House, Box<dyn std::error::Error>> {
    let frameworks = Box::leak(Box::new(load_frameworks(None)?));
    Ok(open_house(&Home::in_folder(data), frameworks, Arc::new(SystemClock), |_| Ok(Arc::new(NoPaper))).await?.house)
}

/// `sonae logs import`: kept, sealed, digested.
pub(crate) async fn import(data: &Path, file: &Path) -> Done {
    let (house, actor) = (house(data).await?, Actor::command_line());
    let begun = Cost::now();
    let import =
        Import { path: file.to_owned(), name: "export.csv".to_owned(), source: "emr".to_owned(), format: None, columns: BTreeMap::new() };
    let imported = import_log_file(&house, &actor, &import).await?;
    let (cpu_kept, wall_kept) = begun.since();
    let digested = digest_logs(&house, &actor).await?;
    let (cpu, wall) = begun.since();
    let size = Lake::open(&house.folder.lake())?.size()?;
    house.vaults().close();
    let vault = house.folder.vault();
    println!(
        "{}",
        serde_json::json!({
            "rows": imported.file.ended.map_or(0, |ended| ended.records), "events": digested.events, "alerts": digested.alerts,
            "cpu": round(cpu), "wall": round(wall), "cpu_kept": round(cpu_kept), "wall_kept": round(wall_kept), "peak_mib": peak(),
            "segments": bytes(&vault, Some("seg")), "checks": bytes(&vault, Some("chk")) + bytes(&vault, Some("idx")),
            "tiles": tiles(&vault), "lake": size.bytes,
        })
    );
    Ok(())
}

/// Bytes of the stored tiles.
fn tiles(vault: &Path) -> u64 {
    let shards = std::fs::read_dir(vault).into_iter().flatten().flatten();
    shards.map(|shard| bytes(&shard.path().join("tile"), None)).sum()
}

/// `sonae logs listen`: the first line tells the ports; then what has come, whenever a line is read.
pub(crate) async fn listen(data: &Path, certificate: &Path, key: &Path) -> Done {
    let house = house(data).await?;
    let here = "127.0.0.1:0".parse()?;
    let listening = Listening { udp: None, tcp: Some(here), tls: Some((here, tls_config(certificate, key, None)?)) };
    let listeners = listen_for_logs(&house, listening).await?;
    let port = |address: Option<std::net::SocketAddr>| address.map_or(0, |address| address.port());
    println!("{}", serde_json::json!({ "tcp": port(listeners.tcp), "tls": port(listeners.tls) }));
    let (ask, mut asked) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || std::io::stdin().lines().map_while(Result::ok).try_for_each(|_| ask.blocking_send(())));
    while asked.recv().await.is_some() {
        println!("{}", serde_json::json!({ "kept": listeners.received().kept, "cpu": crate::cost::cpu() }));
    }
    let received = listeners.stop().await;
    house.vaults().close();
    println!(
        "{}",
        serde_json::json!({ "kept": received.kept, "refused": received.refused, "cpu": crate::cost::cpu(), "peak_mib": peak() })
    );
    Ok(())
}

/// Records handed over evenly, and how long each waits; beside what the disk needs for 64 KiB.
pub(crate) async fn latency(data: &Path, rate: u64, seconds: u64) -> Done {
    let house = house(data).await?;
    let vault = house.vaults().writer()?;
    let (mut disk, block) = (Vec::new(), vec![0x5a; 64 << 10]);
    let probe = data.join("probe");
    let mut file = std::fs::File::create(&probe)?;
    for _ in 0..200 {
        file.write_all(&block)?;
        let begun = Instant::now();
        file.sync_data()?;
        disk.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    drop(file);
    std::fs::remove_file(&probe)?;
    let (tell, told) = channel();
    let (step, begun) = (Duration::from_millis(2), Instant::now());
    let together = rate * 2 / 1000;
    for turn in 0..seconds * 500 {
        let due = begun + step * u32::try_from(turn)?;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let records =
            (0..together).map(|at| (0, format!("<134>1 - host emr - - - {turn} {at} {}", "x".repeat(100)).into_bytes())).collect();
        let batch = Batch { kind: Kind::Record, source: "latency".to_owned(), received: Timestamp::now(), file: 0, records };
        let (tell, handed) = (tell.clone(), Instant::now());
        vault.append(batch, move |kept| {
            // whoever listens is there until the last has told
            let _ = tell.send((handed.elapsed(), kept.is_ok()));
        });
    }
    drop(tell);
    let waited: Vec<(Duration, bool)> = told.iter().collect();
    let refused = waited.iter().filter(|(_, kept)| !kept).count();
    let mut waited: Vec<f64> = waited.iter().map(|(time, _)| time.as_secs_f64() * 1000.0).collect();
    waited.sort_by(f64::total_cmp);
    disk.sort_by(f64::total_cmp);
    drop(vault);
    house.vaults().close();
    println!(
        "{}",
        serde_json::json!({
            "rate": round(waited.len() as f64 * together as f64 / begun.elapsed().as_secs_f64()), "refused": refused,
            "p50_ms": round(at(&waited, 0.5)), "p99_ms": round(at(&waited, 0.99)),
            "disk_p50_ms": round(at(&disk, 0.5)), "disk_p99_ms": round(at(&disk, 0.99)),
        })
    );
    Ok(())
}
