//! The readers over the shared test data, where it is there.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sonae_feeds::Limits;
use sonae_feeds::read::FileReport;
use sonae_feeds::record::{Node, Said, Versions};

/// The folder of shared test data: named by the environment, or beside a clone.
fn shared() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SONAE_SHARED_DATA") {
        return Some(PathBuf::from(named)).filter(|path| path.is_dir());
    }
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data")).find(|path| path.join("kev").is_dir())
}

/// Everything that a file says.
fn read(path: &Path) -> Vec<(FileReport, Vec<Said>)> {
    let mut found = Vec::new();
    sonae_feeds::read_path(path, &Limits::default(), &mut |report, said| found.push((report, said))).unwrap();
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn every_official_file_is_read_without_a_rejected_row() {
    let Some(shared) = shared() else { return };
    let mut table = String::new();
    for folder in [
        "kev",
        "nvd",
        "nvd/feed-2.0-samples",
        "nvd/api-2.0-samples",
        "nvd/semantics",
        "cve5",
        "csaf-medical",
        "fortinet",
        "jvn",
        "microsoft",
        "epss",
        "endoflife",
    ] {
        for path in files(&shared.join(folder)) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.contains("schema") || name == "checksum.txt" || name.starts_with("servicing_") {
                continue;
            }
            for (report, said) in read(&path) {
                let (mut conditions, mut prose, mut any) = (0, 0, 0);
                for said in &said {
                    if let Said::Advisory { conditions: all, .. } = said {
                        conditions += all.len();
                        for criterion in all.iter().flat_map(|condition| condition.node.criteria()) {
                            prose += usize::from(matches!(criterion.versions, Versions::Prose(_)));
                            any += usize::from(matches!(criterion.versions, Versions::Any));
                        }
                    }
                }
                let as_of = report.as_of.map_or("-".to_owned(), |day| day.to_string());
                table.push_str(&format!(
                    "{folder}/{name}: {} as of {as_of}, {} rows, {} rejected, {} flaws{}, {conditions} conditions, {prose} prose, {any} any\n",
                    report.source.name(), report.rows, report.rejected, report.flaws, if report.truncated { ", truncated" } else { "" }
                ));
                assert!(report.rejected == 0 && !report.truncated, "{name}: {:?}", report.rejects);
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn conditions_of_log4j_hold_each_and_node_with_its_hardware() {
    let Some(shared) = shared() else { return };
    let all = read(&shared.join("nvd/api-2.0-samples/ssvc_affected_0-3.json"));
    let Said::Advisory { record, conditions } = &all[0].1[0] else { panic!("no advisory") };
    assert_eq!(record.ssvc.as_ref().unwrap().exploitation, "active");
    assert!(conditions.iter().any(|condition| matches!(condition.node, Node::All(_))));
    let mut by_origin: BTreeMap<&str, usize> = BTreeMap::new();
    for condition in conditions {
        *by_origin.entry(condition.origin.key()).or_default() += 1;
    }
    assert_eq!(by_origin.get("cna"), Some(&1));
}

/// SplitMix64: the same damage every time.
fn mix(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[test]
fn a_damaged_file_is_read_as_far_as_it_goes_and_every_row_is_counted_once() {
    let Some(shared) = shared() else { return };
    let mut seed = 7;
    for folder in ["nvd/feed-2.0-samples", "nvd/api-2.0-samples", "nvd/semantics", "fortinet", "jvn", "microsoft", "epss"] {
        for path in files(&shared.join(folder)) {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.len() > 30_000 {
                continue;
            }
            for round in 0..20 {
                let mut damaged = bytes.clone();
                for _ in 0..=round % 4 {
                    let at = usize::try_from(mix(&mut seed) % damaged.len() as u64).unwrap();
                    match mix(&mut seed) % 4 {
                        0 => damaged.truncate(at.max(1)),
                        1 => damaged[at] = b"{}[]<>\"\\,:&0"[usize::try_from(mix(&mut seed) % 12).unwrap()],
                        2 => drop(damaged.remove(at)),
                        _ => damaged[at] ^= 1 << (mix(&mut seed) % 8),
                    }
                    if damaged.is_empty() {
                        damaged.push(b'{');
                    }
                }
                // an error is an answer, a panic is none
                let _ = sonae_feeds::read_bytes("x", &damaged, &Limits::default(), &mut |report, said| {
                    assert_eq!(report.rows, said.len() as u64);
                });
            }
        }
    }
}
