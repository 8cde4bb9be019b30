//! `sonae collect`: what this machine says of itself, as one file for the USB stick; and the collector for Windows, written to a folder.
//!
//! Needs no data and no network, and keeps nothing.

use std::path::Path;

use sonae_app::observations::collector;
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::words::text;

use super::Outcome;
use crate::cli::Collect;
use crate::failure::Failure;

pub(crate) fn run(arguments: &Collect) -> anyhow::Result<Outcome> {
    if let Some(folder) = &arguments.windows {
        std::fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        for (name, content) in collector::windows() {
            let path = folder.join(name);
            std::fs::write(&path, content).map_err(|error| unwritten(&path, &error))?;
        }
        say!("{}", text("collect-windows", &[("path", &folder.display().to_string())]));
        return Ok(Outcome::Good);
    }
    let Some(collected) = collector::this_machine(SystemClock.now())? else {
        warn!("{}", text("collect-not-here", &[]));
        return Ok(Outcome::BadInput);
    };
    match &arguments.collect_out {
        Some(path) => {
            std::fs::write(path, collected).map_err(|error| unwritten(path, &error))?;
            say!("{}", text("collect-written", &[("path", &path.display().to_string())]));
        }
        None => say!("{collected}"),
    }
    Ok(Outcome::Good)
}

fn unwritten(path: &Path, error: &std::io::Error) -> anyhow::Error {
    Failure::told("failure-out", &[("path", &path.display().to_string()), ("detail", &error.to_string())])
}
