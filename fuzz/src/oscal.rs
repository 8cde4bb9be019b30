//! OSCAL: whatever the bytes are, no panic; what is read is written again, and what becomes an edition loads and survives a second time.

use std::sync::LazyLock;

use sonae_domain::framework::Frameworks;
use sonae_oscal::model::Document;
use sonae_oscal::{Framework, Limits, Terms, read, write};

static KNOWN: LazyLock<Frameworks> = LazyLock::new(|| Frameworks::embedded().expect("the frameworks are sound"));

/// Reads the bytes as a catalog, or as a catalog and a profile with a zero byte between them, and imports them.
pub fn import(bytes: &[u8]) {
    let limits = Limits { bytes: 1 << 20, values: 10_000 };
    let mut documents = Vec::new();
    for (at, piece) in bytes.splitn(2, |byte| *byte == 0).enumerate() {
        let Ok(document) = read(piece, limits) else { return };
        let text = write(&document);
        let again = read(text.as_bytes(), Limits::default()).expect("what is written can be read");
        assert_eq!(again, document);
        documents.push((format!("{at}.json"), document));
    }
    let Ok(framework) = Framework::of(documents.clone()) else { return };
    let mut kept = framework.documents();
    kept.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(kept, documents);
    let terms = Terms {
        family: Some("fuzzed".to_owned()),
        edition: Some("fuzzed".to_owned()),
        deadline: "2026-03-31".parse().ok(),
        ..Terms::default()
    };
    let Ok(imported) = framework.files(&terms, &KNOWN, None) else { return };
    assert!(imported.files.iter().all(|(path, _)| !path.split('/').any(|part| part.is_empty() || part == "..")));
    // words of somebody else may be no form of ours (a scope that we do not know); then it is refused, in words
    let files: Vec<_> = imported.files.iter().filter(|(path, _)| path.ends_with(".toml")).cloned().collect();
    if let Ok(over) = Frameworks::with_folder(&files) {
        let edition = over.edition("fuzzed").expect("it was laid over");
        let rows: usize = imported.rows.iter().map(|(_, rows)| rows).sum();
        assert_eq!(edition.forms.iter().map(|form| form.items().count()).sum::<usize>(), rows);
    }
    let models = documents.iter().filter(|(_, document)| matches!(document, Document::Catalog(_))).count();
    assert_eq!(models, 1);
}
