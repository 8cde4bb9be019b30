//! The pack for the USB stick: written, verified, taken, refused.
#![allow(clippy::unwrap_used)]

use std::io::Seek;
use std::path::Path;

use signed_note::{StandardSigner, generate_key};
use sonae_feeds::pack::{PackError, import, verify, write};
use sonae_feeds::store::{How, Store};
use sonae_feeds::{Limits, Source};

fn now() -> jiff::Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

struct Key {
    signer: StandardSigner,
    public: String,
}

fn key() -> Key {
    let (private, public) = generate_key(&mut rand_core::OsRng, "feeds.example");
    Key { signer: StandardSigner::new(&private).unwrap(), public }
}

fn filled(folder: &Path, product: &str) -> Store {
    let store = Store::open(&folder.join("feeds")).unwrap();
    let path = folder.join("kev.json");
    std::fs::write(&path, format!(r#"{{"catalogVersion":"2026.11.20","dateReleased":"2026-11-20","vulnerabilities":[{{"cveID":"CVE-2024-0001","product":"{product}","dateAdded":"2024-01-02"}}]}}"#)).unwrap();
    let scores = folder.join("epss_scores-2026-11-20.csv");
    std::fs::write(&scores, "#model_version:v2026,score_date:2026-11-20\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\n").unwrap();
    let mut stage = store.stage(Limits::default()).unwrap();
    stage.add(&path).unwrap();
    stage.add(&scores).unwrap();
    stage.finish().unwrap().commit(now()).unwrap();
    store
}

fn packed(store: &Store, serial: u64, key: &Key, sources: Option<&[Source]>) -> Vec<u8> {
    let mut aside = tempfile::tempfile().unwrap();
    let mut bytes = Vec::new();
    write(&store.release().unwrap(), sources, serial, now(), &key.signer, &mut aside, &mut bytes).unwrap();
    aside.rewind().unwrap();
    bytes
}

#[test]
fn a_pack_carries_the_feeds_to_another_store_byte_for_byte() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (key, store) = (key(), filled(one.path(), "a"));
    let bytes = packed(&store, 7, &key, None);
    let verified = verify(&mut &bytes[..], &[&key.public], &Limits::default()).unwrap();
    assert_eq!((verified.manifest.serial, verified.manifest.sections.len(), verified.manifest.sections[0].rows), (7, 2, 1));

    let target = Store::open(other.path()).unwrap();
    let staged = import(&target, &mut &bytes[..], &[&key.public], &Limits::default()).unwrap();
    assert_eq!(staged.deltas().iter().map(|delta| delta.added).sum::<u64>(), 2);
    let generation = staged.commit(now()).unwrap();
    assert_eq!(generation.how, How::Pack { serial: 7, key: verified.key.clone() });
    for (source, state) in &store.current().unwrap().sources {
        assert_eq!((&generation.sources[source].table, generation.sources[source].as_of), (&state.table, state.as_of));
    }
    assert!((target.release().unwrap().score("CVE-2024-0001").unwrap().unwrap().epss - 0.5).abs() < f32::EPSILON);
    // the same state, the same moment, the same key: the same pack
    assert_eq!(packed(&store, 7, &key, None), bytes);
}

#[test]
fn a_serial_that_does_not_rise_is_refused_even_after_going_back() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (key, store) = (key(), filled(one.path(), "a"));
    let target = Store::open(other.path()).unwrap();
    let take = |serial: u64| -> Result<(), PackError> {
        let staged = import(&target, &mut &packed(&store, serial, &key, None)[..], &[&key.public], &Limits::default())?;
        staged.commit(now())?;
        Ok(())
    };
    take(5).unwrap();
    assert!(matches!(take(5), Err(PackError::OldSerial { serial: 5, known: 5 })));
    take(9).unwrap();
    target.go_back(1, now()).unwrap();
    assert!(matches!(take(8), Err(PackError::OldSerial { serial: 8, known: 9 })));
}

#[test]
fn wherever_a_byte_is_changed_the_pack_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (key, store) = (key(), filled(folder.path(), "a"));
    let bytes = packed(&store, 1, &key, None);
    for at in (0..bytes.len()).step_by(17) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x04;
        assert!(verify(&mut &changed[..], &[&key.public], &Limits::default()).is_err(), "byte {at} of {}", bytes.len());
    }
    for cut in [0, 5, 20, bytes.len() / 2, bytes.len() - 1] {
        assert!(verify(&mut &bytes[..cut], &[&key.public], &Limits::default()).is_err(), "cut at {cut}");
    }
    let longer = [&bytes[..], b"x"].concat();
    assert!(matches!(verify(&mut &longer[..], &[&key.public], &Limits::default()), Err(PackError::Length)));
}

#[test]
fn another_key_and_a_pack_that_is_too_large_are_refused_and_change_nothing() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = filled(one.path(), "a");
    let (right, wrong) = (key(), key());
    let bytes = packed(&store, 1, &right, Some(&[Source::Kev]));
    let target = Store::open(other.path()).unwrap();
    assert!(matches!(import(&target, &mut &bytes[..], &[&wrong.public], &Limits::default()), Err(PackError::NotTrusted)));
    assert!(import(&target, &mut &bytes[..], &[&wrong.public, &right.public], &Limits::default()).is_ok());
    let small = Limits { packed_bytes: 10, ..Limits::default() };
    assert!(matches!(import(&target, &mut &bytes[..], &[&right.public], &small), Err(PackError::TooLarge(_))));
    assert_eq!(target.current().unwrap().number, 0);
}
