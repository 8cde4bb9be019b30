//! The labelled cases of the shared data, where they are there.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sonae_feeds::Limits;
use sonae_feeds::matching::{Device, Matcher, State};
use sonae_feeds::store::Store;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    cpes: Vec<String>,
    feed: String,
    affected: Vec<String>,
    #[serde(default)]
    potential: Vec<String>,
    #[serde(default)]
    not_affected: Vec<String>,
}

fn shared() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SONAE_SHARED_DATA") {
        return Some(PathBuf::from(named)).filter(|path| path.is_dir());
    }
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data")).find(|path| path.join("kev").is_dir())
}

fn store(folder: &Path, files: &[PathBuf]) -> Store {
    let store = Store::open(folder).unwrap();
    let mut stage = store.stage(Limits::default()).unwrap();
    for file in files {
        stage.add(file).unwrap();
    }
    stage.finish().unwrap().commit("2026-11-21T09:00:00Z".parse().unwrap()).unwrap();
    store
}

#[test]
fn every_labelled_case_comes_out_as_it_was_checked_by_hand() {
    let Some(shared) = shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let cases: Cases = serde_json::from_slice(&std::fs::read(shared.join("bench/matcher-cases.json")).unwrap()).unwrap();
    let mut stores: BTreeMap<String, Store> = BTreeMap::new();
    let mut right = 0;
    for (at, case) in cases.cases.iter().enumerate() {
        let store = stores
            .entry(case.feed.clone())
            .or_insert_with(|| store(&folder.path().join(&case.feed), &[shared.join("nvd").join(&case.feed)]));
        let release = store.release().unwrap();
        let checked = Matcher::new(&release).check(&Device::of_cpes(case.cpes.iter().map(String::as_str))).unwrap();
        let of = |wanted: &[State]| -> Vec<&str> {
            checked.findings.iter().filter(|finding| wanted.contains(&finding.state)).map(|finding| finding.cve.as_str()).collect()
        };
        let affected = of(&[State::Confirmed, State::Probable]);
        let potential = of(&[State::Potential]);
        let whole_feed = case.feed.contains("critical");
        let all_affected =
            case.affected.iter().all(|cve| affected.contains(&cve.as_str())) && (!whole_feed || affected.len() == case.affected.len());
        let all_potential =
            case.potential.iter().all(|cve| potential.contains(&cve.as_str())) && (!whole_feed || potential.len() == case.potential.len());
        let none_wrong = case.not_affected.iter().all(|cve| !affected.contains(&cve.as_str()) && !potential.contains(&cve.as_str()));
        assert!(all_affected && all_potential && none_wrong, "case {at}: {:?}: affected {affected:?}, potential {potential:?}", case.cpes);
        right += 1;
    }
    assert_eq!(right, cases.cases.len());
}
