//! Checks the thousand devices of the bench against a store: `check_hospital <store>`. Prints as one line of JSON how long it took, how
//! many findings there were, how much memory it had at its highest, and the hash of all answers: two builds that answer the same print
//! the same hash. With `--lookup`, also how long it took to look each product up once in a release just opened.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::Instant;

use sha2::{Digest, Sha256};
use sonae_feeds::matching::{Device, Matcher};
use sonae_feeds::store::Store;

#[path = "../benches/support/hospital.rs"]
mod hospital;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let store = Store::open(Path::new(&arguments.next().unwrap())).unwrap();
    let devices = hospital::hospital();
    if arguments.next().as_deref() == Some("--lookup") {
        lookups(&store, &devices);
        return;
    }
    let start = Instant::now();
    let release = store.release().unwrap();
    let mut matcher = Matcher::new(&release);
    let (mut findings, mut spent) = (0, 0.0);
    let mut hash = Sha256::new();
    for device in &devices {
        let begun = Instant::now();
        let checked = matcher.check(device).unwrap();
        spent += begun.elapsed().as_secs_f64();
        findings += checked.findings.len();
        hash.update(serde_json::to_vec(&checked).unwrap());
    }
    let whole = start.elapsed().as_secs_f64();
    let answers = hex::encode(&hash.finalize()[..8]);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB").trim().to_owned();
    println!(
        "{{\"devices\":{},\"findings\":{findings},\"seconds\":{spent:.3},\"with-hashing\":{whole:.3},\"memory\":\"{peak}\",\"answers\":\"{answers}\"}}",
        devices.len()
    );
}

/// Each different product once, alone, in a matcher that knows nothing yet.
fn lookups(store: &Store, devices: &[Device]) {
    let release = store.release().unwrap();
    let mut known = std::collections::BTreeSet::new();
    let mut times = Vec::new();
    for installed in devices.iter().flat_map(|device| &device.installed).filter(|installed| known.insert(installed.product.clone())) {
        let alone = Device { installed: vec![installed.clone()], hardware: Vec::new() };
        let begun = Instant::now();
        let found = Matcher::new(&release).check(&alone).unwrap().findings.len();
        times.push((begun.elapsed().as_secs_f64() * 1e3, installed.product.clone(), found));
    }
    for (milliseconds, product, found) in times {
        println!("{{\"product\":\"{product}\",\"findings\":{found},\"milliseconds\":{milliseconds:.3}}}");
    }
}
