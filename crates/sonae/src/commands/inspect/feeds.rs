//! Feeds of an inspected folder: files in its folder for them, or in the folder that `--feeds` names; and the institution's answers about products,
//! in a list that lies among them or that `--aliases` names.

use std::path::{Path, PathBuf};

use sonae_app::feeds::{consult_feeds, read_folder_feeds};
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::product_answers::{is_list_of_answers, read_answers, understand_names};
use sonae_app::products::Confirmed;
use sonae_app::read_folder::Reading;
use sonae_app::words::text;
use sonae_domain::facts::Facts;

use crate::failure::Failure;

/// Larger files are no lists of answers.
const LARGEST_LIST: u64 = 4 << 20;

/// What lies beside the ledgers.
pub(crate) struct Outside {
    feeds: Vec<PathBuf>,
    answers: Vec<Confirmed>,
}

impl Outside {
    pub(crate) fn is_empty(&self) -> bool {
        self.feeds.is_empty() && self.answers.is_empty()
    }
}

/// The files, in order. What is no list of answers is a feed.
pub(crate) fn of(reading: &Reading, beside: Option<&Path>, aliases: Option<&Path>) -> anyhow::Result<Outside> {
    let mut files = reading.feeds.clone();
    if let Some(folder) = beside {
        let failed = |error: std::io::Error| Failure::told("failure-feeds", &[("detail", &format!("{}: {error}", folder.display()))]);
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_file() && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut outside = Outside { feeds: Vec::new(), answers: Vec::new() };
    for path in files {
        match std::fs::metadata(&path).is_ok_and(|about| about.len() <= LARGEST_LIST).then(|| std::fs::read(&path)) {
            Some(Ok(list)) if is_list_of_answers(&list) => outside.answers.extend(answers(&path, &list)),
            _ => outside.feeds.push(path),
        }
    }
    if let Some(path) = aliases {
        let failed = |error: std::io::Error| Failure::told("failure-aliases", &[("detail", &format!("{}: {error}", path.display()))]);
        outside.answers.extend(answers(path, &std::fs::read(path).map_err(failed)?));
    }
    Ok(outside)
}

/// The answers in a list; says which of its lines are none.
fn answers(path: &Path, list: &[u8]) -> Vec<Confirmed> {
    let (answers, unreadable) = read_answers(list);
    for line in unreadable {
        warn!("{}", text("aliases-unreadable", &[("path", &path.display().to_string()), ("line", &line.to_string())]));
    }
    answers
}

/// Lays what the feeds say over the facts, and says what was not taken. `data`: where what was read is kept.
pub(crate) fn consult(facts: &mut Facts, outside: Outside, data: &Path, keys: &[String]) -> anyhow::Result<()> {
    let failed = |error: &dyn std::fmt::Display| Failure::told("failure-feeds", &[("detail", &error.to_string())]);
    if !outside.answers.is_empty() {
        understand_names(facts, &outside.answers)?;
    }
    let found = read_folder_feeds(data, &outside.feeds, keys, SystemClock.now()).map_err(|error| failed(&error))?;
    for report in &found.reports {
        let args = [
            ("file", report.file.clone()),
            ("feed", text(&format!("feeds-name-{}", report.source.name()), &[])),
            ("rows", report.rows.to_string()),
            ("rejected", report.rejected.to_string()),
        ];
        let key = if report.is_refused() { "feeds-refused" } else { "feeds-read" };
        warn!("{}", text(key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    for (path, error) in &found.refused {
        warn!("{}", text("feeds-not-taken", &[("path", &path.display().to_string()), ("detail", error)]));
    }
    if let Some(release) = &found.release {
        consult_feeds(facts, release, outside.answers).map_err(|error| failed(&error))?;
    }
    Ok(())
}
