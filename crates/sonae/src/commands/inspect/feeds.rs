//! Feeds of an inspected folder: files in its folder for them, or in the folder that `--feeds` names.

use std::path::{Path, PathBuf};

use sonae_app::feeds::{consult_feeds, read_folder_feeds};
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::read_folder::Reading;
use sonae_app::words::text;
use sonae_domain::facts::Facts;

use crate::failure::Failure;

/// The files, in order.
pub(crate) fn of(reading: &Reading, beside: Option<&Path>) -> anyhow::Result<Vec<PathBuf>> {
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
    Ok(files)
}

/// Lays what the feeds say over the facts, and says what was not taken. `data`: where what was read is kept.
pub(crate) fn consult(facts: &mut Facts, files: &[PathBuf], data: &Path, keys: &[String]) -> anyhow::Result<()> {
    let failed = |error: &dyn std::fmt::Display| Failure::told("failure-feeds", &[("detail", &error.to_string())]);
    let found = read_folder_feeds(data, files, keys, SystemClock.now()).map_err(|error| failed(&error))?;
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
        consult_feeds(facts, release).map_err(|error| failed(&error))?;
    }
    Ok(())
}
