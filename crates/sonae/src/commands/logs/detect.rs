//! `sonae logs detect`: rules over files, without any vault. 0 nothing was found, 1 something was.

use serde_json::json;
use sonae_app::logs::detect_files;
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::words::{spelt, text};

use super::super::Outcome;
use super::{import, told};
use crate::cli::LogsDetect;

pub(super) fn run(arguments: &LogsDetect) -> anyhow::Result<Outcome> {
    let format = arguments.log_format.as_deref().and_then(import::format);
    let found = detect_files(&arguments.log_files, arguments.rules.as_deref(), format, SystemClock.now());
    let (files, problems) = found.map_err(told)?;
    for problem in &problems {
        warn!("{}", text("logs-rule-problem", &[("file", &problem.file), ("detail", &problem.what)]));
    }
    let mut any = false;
    for file in &files {
        let path = file.path.display().to_string();
        for hit in &file.hits {
            any = true;
            if arguments.json {
                say!("{}", json!({ "file": path, "hit": hit }));
                continue;
            }
            let at = jiff::Timestamp::from_microsecond(hit.time).map(|at| at.to_string()).unwrap_or_default();
            let level = spelt(&hit.level);
            say!("{path}: {at} [{level}] {} {} ({})", hit.title, hit.about, hit.author);
        }
        if !arguments.json {
            let args = [("path", path), ("records", file.records.to_string()), ("hits", file.hits.len().to_string())];
            say!("{}", text("logs-looked-through", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
        }
    }
    Ok(if any { Outcome::Gaps } else { Outcome::Good })
}
