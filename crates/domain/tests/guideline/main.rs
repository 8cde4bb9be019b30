//! The guideline as data: every number of the table once, every link to something, and the official wording found in a copy of it.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod importing;
mod structure;
mod who_reads_what;

use std::sync::LazyLock;

use sonae_domain::framework::Frameworks;
use sonae_domain::guideline::{ClauseKey, Guideline};

static EMBEDDED: LazyLock<Frameworks> = LazyLock::new(|| Frameworks::embedded().unwrap());

fn embedded() -> &'static Frameworks {
    &EMBEDDED
}

fn guideline(frameworks: &Frameworks) -> &Guideline {
    frameworks.guidelines().last().unwrap()
}

fn key(key: &str) -> ClauseKey {
    ClauseKey::from(key)
}

/// The embedded files with `from` replaced by `to` in one of them; the text must be there.
fn changed(path: &str, from: &str, to: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> =
        Frameworks::embedded_files().iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let (_, text) = files.iter_mut().find(|(name, _)| name == path).unwrap();
    assert!(text.contains(from), "{path} does not hold {from}");
    *text = text.replacen(from, to, 1);
    files
}
