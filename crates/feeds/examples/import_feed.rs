//! Imports feed files into a store and says how long it took and how much memory: `import_feed <store> <file>…`.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use sonae_feeds::Limits;
use sonae_feeds::store::Store;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let store = Store::open(&arguments.next().unwrap()).unwrap();
    let start = Instant::now();
    let mut stage = store.stage(Limits::default()).unwrap();
    for file in arguments {
        for report in stage.add(Path::new(&file)).unwrap() {
            println!("{}: {} rows, {} rejected, {:.1} s", report.file, report.rows, report.rejected, start.elapsed().as_secs_f64());
        }
    }
    let staged = stage.finish().unwrap();
    println!("{:?}", staged.deltas());
    staged.commit(jiff::Timestamp::UNIX_EPOCH).unwrap();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
    println!("{:.1} s, {peak}", start.elapsed().as_secs_f64());
}
