//! Official forms as data: what was embedded is what the Ministry printed, and cannot change unseen.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod changes;
mod checking;
mod editions;
mod labels;
mod reading;

use sonae_domain::framework::{Audience, Edition, Form, Frameworks};

/// The embedded frameworks.
fn embedded() -> Frameworks {
    Frameworks::embedded().unwrap()
}

/// The embedded files, to be changed by a test.
fn files() -> Vec<(String, String)> {
    let files = Frameworks::embedded_files().iter();
    files.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The embedded files with `from` replaced by `to` in one of them; the text must be there.
fn changed(path: &str, from: &str, to: &str) -> Vec<(String, String)> {
    let mut files = files();
    let (_, text) = files.iter_mut().find(|(name, _)| name == path).unwrap();
    assert!(text.contains(from), "{path} does not hold {from}");
    *text = text.replacen(from, to, 1);
    files
}

fn form<'a>(frameworks: &'a Frameworks, edition: &str, audience: Audience) -> &'a Form {
    self::edition(frameworks, edition).form(audience).unwrap()
}

fn edition<'a>(frameworks: &'a Frameworks, id: &str) -> &'a Edition {
    frameworks.edition(id).unwrap()
}
