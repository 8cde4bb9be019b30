//! `sonae logs watch`: takes files of logs out of a folder, one folder a source, until it is told to stop.

use std::time::Duration;

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{Watch, Watched};
use sonae_app::words::text;

use super::super::Outcome;
use super::{digest, told};
use crate::cli::LogsWatch;

/// How often the folder is looked through.
const LOOK: Duration = Duration::from_secs(5);

pub(super) async fn run(house: &House, arguments: &LogsWatch) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    let mut watch = Watch::new(&arguments.watched);
    let mut outcome = Outcome::Good;
    if arguments.once {
        for file in watch.look(house, &actor, true).await.map_err(told)? {
            if !tell(&file) {
                outcome = Outcome::Gaps;
            }
        }
        digest(house).await?;
    } else {
        say!("{}", text("logs-watching", &[("path", &arguments.watched.display().to_string())]));
        let stop = super::super::serve::told_to_stop();
        tokio::pin!(stop);
        loop {
            let files = watch.look(house, &actor, false).await.map_err(told)?;
            let come = !files.is_empty();
            for file in &files {
                tell(file);
            }
            if come {
                digest(house).await?;
            }
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
    house.vaults().close();
    house.store.clone().close().await?;
    Ok(outcome)
}

/// Says what became of a file; whether it came in.
fn tell(file: &Watched) -> bool {
    let path = file.path.display().to_string();
    match &file.outcome {
        Ok(imported) => {
            let records = imported.file.ended.as_ref().map_or(0, |summary| summary.records).to_string();
            say!("{}", text("logs-watched", &[("path", &path), ("records", &records)]));
            true
        }
        Err(error) => {
            warn!("{}", text("logs-watch-failed", &[("path", &path), ("detail", &error.to_string())]));
            false
        }
    }
}
