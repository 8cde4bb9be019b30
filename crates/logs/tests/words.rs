//! Every reason that a reader gives has its words, and every word has a reader that gives it.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::path::Path;

fn keys_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys_in(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for part in text.split('"').filter(|part| part.starts_with("log-unread-") || part.starts_with("log-file-")) {
                found.insert(part.to_owned());
            }
        }
    }
}

#[test]
fn every_reason_has_its_words_and_every_word_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut given = BTreeSet::new();
    keys_in(&root.join("src"), &mut given);
    let locale = std::fs::read_to_string(root.join("../../locales/ja/logs-reading.ftl")).unwrap();
    let worded: BTreeSet<String> = locale
        .lines()
        .filter(|line| line.starts_with("log-"))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .collect();
    assert!(given.len() > 10);
    assert_eq!(given, worded);
}
