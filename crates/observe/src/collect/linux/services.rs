//! Services of systemd, out of its folders, and programs against malware among them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::Tree;
use crate::collect::{Guard, Service};
use crate::moment;

const UNITS: [&str; 3] = ["lib/systemd/system", "usr/lib/systemd/system", "etc/systemd/system"];

/// Programs against malware by the names of their services.
const GUARDS: [(&str, &str); 8] = [
    ("clamav-daemon.service", "ClamAV"),
    ("clamd@scan.service", "ClamAV"),
    ("ds_agent.service", "Trend Micro Deep Security Agent"),
    ("mdatp.service", "Microsoft Defender for Endpoint"),
    ("falcon-sensor.service", "CrowdStrike Falcon"),
    ("sentinelone.service", "SentinelOne"),
    ("eea.service", "ESET Endpoint Antivirus"),
    ("sophos-spl.service", "Sophos"),
];

/// Every service; `None` where there is no systemd.
pub(super) fn units(tree: &Tree) -> Option<Vec<Service>> {
    let mut units: BTreeMap<String, Service> = BTreeMap::new();
    for folder in UNITS {
        for name in tree.names(folder).into_iter().filter(|name| name.ends_with(".service") && !name.ends_with("@.service")) {
            let path = format!("{folder}/{name}");
            let masked = fs::read_link(tree.path(&path)).is_ok_and(|target| target == Path::new("/dev/null"));
            let text = tree.text(&path).unwrap_or_default();
            let title = text.lines().find_map(|line| line.strip_prefix("Description=")).unwrap_or_default().to_owned();
            let start = match (masked, text.contains("[Install]")) {
                (true, _) => "masked",
                (false, true) => "disabled",
                (false, false) => "static",
            };
            units.insert(name.clone(), Service { name, title, start: start.to_owned(), state: String::new() });
        }
    }
    for folder in
        tree.names("etc/systemd/system").into_iter().filter(|name| matches!(name.rsplit_once('.'), Some((_, "wants" | "requires"))))
    {
        for name in tree.names(&format!("etc/systemd/system/{folder}")).into_iter().filter(|name| name.ends_with(".service")) {
            let unit = units.entry(name.clone()).or_insert_with(|| Service { name, ..Service::default() });
            "enabled".clone_into(&mut unit.start);
        }
    }
    if units.is_empty() {
        return None;
    }
    let slice = ["sys/fs/cgroup/system.slice", "sys/fs/cgroup/systemd/system.slice"].into_iter().find(|folder| tree.has(folder));
    if let Some(slice) = slice {
        let running = tree.names(slice);
        for unit in units.values_mut() {
            (if running.contains(&unit.name) { "active" } else { "inactive" }).clone_into(&mut unit.state);
        }
    }
    Some(units.into_values().collect())
}

/// Programs against malware.
pub(super) fn protection(tree: &Tree, units: &[Service]) -> Vec<Guard> {
    let mut all: Vec<Guard> = Vec::new();
    for (unit, product) in GUARDS {
        if let Some(service) = units.iter().find(|service| service.name == unit) {
            let enabled = (!service.state.is_empty()).then_some(service.state == "active");
            let patterns_of = if product == "ClamAV" { patterns(tree) } else { String::new() };
            all.push(Guard { product: product.to_owned(), enabled, patterns_of, state: None });
        }
    }
    all
}

/// The day on which ClamAV's patterns were written.
fn patterns(tree: &Tree) -> String {
    let files = ["var/lib/clamav/daily.cld", "var/lib/clamav/daily.cvd"].into_iter();
    let written = files.filter_map(|file| fs::metadata(tree.path(file)).ok()?.modified().ok()).max();
    let day = written.and_then(|at| Timestamp::try_from(at).ok()).and_then(moment::day_of);
    day.map(|day| day.to_string()).unwrap_or_default()
}
